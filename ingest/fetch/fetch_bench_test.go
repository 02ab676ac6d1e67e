package fetch

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkArticle fetches a page of some 800 words from this machine and makes an article of it.
func BenchmarkArticle(b *testing.B) {
	var page strings.Builder
	page.WriteString("<!doctype html><html lang=en><head><title>The crane</title></head><body><nav><a href=/>Home</a></nav><article><h1>The crane</h1>")
	for n := range 40 {
		fmt.Fprintf(&page, "<p>In the %dth hour after the crane fell the harbour office said that nobody was hurt, and that the quay would stay closed.</p>", n)
	}
	page.WriteString("</article></body></html>")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { say(w, "text/html", page.String()) }))
	defer s.Close()
	c := New(Options{Wait: -1})
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := c.Article(b.Context(), Request{URL: s.URL}, noon); err != nil {
			b.Fatal(err)
		}
	}
}
