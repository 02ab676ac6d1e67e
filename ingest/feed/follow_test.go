package feed

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rashomon/ingest/fetch"
)

// memory is a library's memory of entries.
type memory map[string]string

func (m memory) Entries(feed string, names []string) (map[string]string, error) {
	out := map[string]string{}
	for _, n := range names {
		if was, ok := m[feed+" "+n]; ok {
			out[n] = was
		}
	}
	return out, nil
}

func survey(t *testing.T, s string) (*Survey, []Entry) {
	t.Helper()
	f, err := NewReader(strings.NewReader(s), "", "")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(t.Context(), f, func(Entry) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	_, entries, _ := all(t, strings.NewReader(s), "")
	return got, entries
}

func TestSift(t *testing.T) {
	const feed = "<rss><channel><title>T</title><item><guid>a</guid><title>A</title><link>https://a.example/log#1</link></item>" +
		"<item><guid>b</guid><title>B</title><link>https://a.example/log#2</link></item><item/><item><guid>c</guid><title>C</title><link>https://a.example/c</link></item></channel></rss>"
	s, entries := survey(t, feed)
	if s.Entries != 4 || s.Broken != 0 || s.Empty != 1 || s.Head.Title != "T" || s.Cut != nil {
		t.Errorf("%+v", s)
	}
	if s.Alone(entries[0]) || s.Alone(entries[1]) || !s.Alone(entries[2]) {
		t.Error("two entries of one address are alone, or one of its own is not")
	}
	known := memory{"f a": entries[0].Hash, "f b": "as it was before", "other c": entries[2].Hash}
	if n, err := s.Sift(known, "f", false); n != 2 || err != nil || s.Fresh(entries[0]) || !s.Fresh(entries[1]) || !s.Fresh(entries[2]) {
		t.Errorf("%d, %v: %v", n, err, s.hashes)
	}
	known["f a"], known["f b"], known["f c"] = Mark(entries[0], false), Mark(entries[1], true), entries[2].Hash+" "
	s, entries = survey(t, feed)
	if n, err := s.Sift(known, "f", true); n != 2 || err != nil || s.Had(entries[0]) != Without || s.Fresh(entries[1]) || s.Had(entries[2]) != Before {
		t.Errorf("%d, %v: %v", n, err, s.had)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	f, err := NewReader(strings.NewReader(feed), "", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Read(ctx, f, func(Entry) error { return nil }); err != context.Canceled {
		t.Error(err)
	}
}

func TestWhole(t *testing.T) {
	page := "<html><head><title>The page's title</title><meta name=author content='P. Age'></head><body><article><h1>Crane falls</h1>" +
		strings.Repeat("<p>The crane at the west quay fell into the water on Monday morning, and nobody was near it then, the port says.</p>", 8) + "</article></body></html>"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/long":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(page))
		case "/short":
			w.Header().Set("Content-Type", "text/plain")
			_, _ = w.Write([]byte("Log in."))
		case "/busy":
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			http.NotFound(w, r)
		}
	}))
	defer s.Close()
	c := fetch.New(fetch.Options{Tries: 1, Wait: -1})
	for path, note := range map[string]string{"/long": "", "/short": "its page has less than the feed", "/none": "its page is not in: ", "/busy": "its page is not in: "} {
		_, entries, _ := all(t, strings.NewReader("<rss><channel><item><title>Crane</title><link>"+path+"</link><description>A crane fell into the water.</description></item></channel></rss>"), s.URL+"/feed")
		a, notes, err := entries[0].Article("Post", noon)
		if err != nil {
			t.Fatal(err)
		}
		w, notes, later, err := Whole(t.Context(), c, s.URL+"/feed", a, notes, noon)
		said := strings.Join(notes, "; ")
		if err != nil || later != (path == "/busy") || w.Article.Title != "Crane" || w.Article.Source != "Post" || !strings.Contains(said, note) {
			t.Errorf("%s: %+v, %q, %v", path, w.Article, said, err)
		}
		if got := strings.Contains(w.Body.Text, "Monday morning"); got != (path == "/long") {
			t.Errorf("%s: %q", path, w.Body.Text)
		}
	}
}

// A feed from outside brings nobody to a page inside.
func TestWholeStaysOutside(t *testing.T) {
	for feed, ok := range map[string]bool{
		"https://news.example/f": false, "http://127.0.0.1:1/f": true, "http://127.0.0.1:2/f": false, "http://wiki:1/f": false, "": false,
	} {
		if inside(feed, "http://127.0.0.1:1/page") != ok {
			t.Errorf("%s: %v", feed, !ok)
		}
	}
	if inside("http://8.8.8.8/f", "http://8.8.8.8/p") || !inside("http://wiki/f", "http://wiki/p") || inside("https://news.example/f", "https://news.example/p") {
		t.Error("by name")
	}
}
