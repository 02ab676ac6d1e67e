package fetch

import (
	"errors"
	"io"
	"log"
	"net/http"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/ingest"
)

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

var noon = time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC)

func TestKinds(t *testing.T) {
	for _, x := range []struct {
		address, kind, body string
		want                kind
		err                 error
		says                string
	}{
		{"/", "text/html; charset=utf-8", "<p>x", webPage, nil, ""},
		{"/", "application/xhtml+xml", "<html>", webPage, nil, ""},
		{"/a.md", "text/plain", "# x", markdown, nil, ""},
		{"/a", "text/x-markdown; variant=GFM", "# x", markdown, nil, ""},
		{"/a", "TEXT/PLAIN;;;", "x", plainText, nil, ""},
		{"/", "", "<!doctype html><p>x", webPage, nil, ""},
		{"/", "", "<?xml version='1.0'?><!DOCTYPE html><html>", webPage, nil, ""},
		{"/", "", prose, plainText, nil, ""},
		{"/a.markdown", "application/octet-stream", prose, markdown, nil, ""},
		{"/", "text/xml", "<?xml version='1.0'?><html xmlns='x'>", webPage, nil, ""},
		{"/", "", "%PDF-1.7", 0, ErrKind, "it is a PDF"},
		{"/", "text/html", "%PDF-1.7", 0, ErrKind, "it is a PDF"},
		{"/", "application/pdf", "", 0, ErrKind, "it is not a page: it is a PDF"},
		{"/", "image/png", "", 0, ErrKind, "it is an image (image/png)"},
		{"/", "", "\x89PNG\r\n\x1a\n", 0, ErrKind, "it is an image (image/png)"},
		{"/", "video/mp4", "", 0, ErrKind, "it is a video (video/mp4)"},
		{"/", "application/zip", "", 0, ErrKind, "it is application/zip"},
		{"/", "application/octet-stream", "PK\x03\x04", 0, ErrKind, "it is application/zip"},
		{"/", "application/json", `{"a": 1}`, 0, ErrKind, "it is application/json"},
		{"/", "text/css", "a {}", 0, ErrKind, "it is text/css"},
		{"/", "application/rss+xml", "", 0, ErrFeed, ""},
		{"/", "text/xml", "\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<rss version='2.0'>", 0, ErrFeed, ""},
		{"/", "text/html", "<feed xmlns='x'>", 0, ErrFeed, ""},
		{"/", "application/json", `{"version": "https://jsonfeed.org/version/1.1"}`, 0, ErrFeed, ""},
		{"/", "text/html", "<feedback>", webPage, nil, ""},
	} {
		a := &Answer{URL: "http://a.example" + x.address, ContentType: x.kind, data: []byte(x.body)}
		got, err := a.kind()
		if got != x.want || !errors.Is(err, x.err) || err != nil && !strings.HasSuffix(err.Error(), x.says) {
			t.Errorf("%q, %q: %v, %v", x.kind, x.body, got, err)
		}
	}
}

// What is no page is not read to find that out.
func TestKindBeforeTheBody(t *testing.T) {
	in(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "video/mp4")
		w.Header().Set("Content-Length", "100000000000")
		w.(http.Flusher).Flush()
		forever(r)
	}, func(t *testing.T, w *world, c *Client) {
		_, err := c.Page(t.Context(), Request{URL: "http://a.example/film"})
		if !errors.Is(err, ErrKind) || len(w.asked) != 1 || time.Since(w.start) > 0 {
			t.Errorf("%v after %q", err, w.asked)
		}
	})
}

func TestArticle(t *testing.T) {
	const russian = "Кран упал в полдень. Никто не пострадал, сообщил бригадир."
	koi8 := "\xeb\xd2\xc1\xce \xd5\xd0\xc1\xcc \xd7 \xd0\xcf\xcc\xc4\xc5\xce\xd8. \xee\xc9\xcb\xd4\xcf \xce\xc5 \xd0\xcf\xd3\xd4\xd2\xc1\xc4\xc1\xcc, \xd3\xcf\xcf\xc2\xdd\xc9\xcc \xc2\xd2\xc9\xc7\xc1\xc4\xc9\xd2."
	for path, x := range map[string]struct {
		kind, body string
		want       annotate.Article
		text, note string
		err        error
	}{
		"/a.txt?utm_source=b&id=7": {"text/plain", prose, annotate.Article{Title: "The crane fell at noon.", TitleMade: true, URL: "http://harbour.example/a.txt?id=7", Format: annotate.Plain}, prose, "", nil},
		"/a.md":                    {"text/markdown", "# The crane\n\n" + prose, annotate.Article{Title: "The crane", URL: "http://harbour.example/a.md", Format: annotate.Markdown}, "", "", nil},
		"/koi8":                    {"text/plain; charset=koi8-r", koi8, annotate.Article{Title: "Кран упал в полдень.", TitleMade: true, URL: "http://harbour.example/koi8", Format: annotate.Plain}, russian, "converted from koi8-r", nil},
		"/mistaken":                {"text/plain; charset=iso-8859-1", russian, annotate.Article{Title: "Кран упал в полдень.", TitleMade: true, URL: "http://harbour.example/mistaken", Format: annotate.Plain}, russian, "", nil},
		"/unknown":                 {"text/plain; charset=\"\u202e\"", prose, annotate.Article{Title: "The crane fell at noon.", TitleMade: true, URL: "http://harbour.example/unknown", Format: annotate.Plain}, prose, "", nil},
		"/empty":                   {"text/plain", " \n", annotate.Article{}, "", "", ingest.ErrEmpty},
	} {
		in(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Last-Modified", "Wed, 12 Mar 2031 07:30:00 GMT")
			say(w, x.kind, x.body)
		}, func(t *testing.T, _ *world, c *Client) {
			got, notes, err := c.Article(t.Context(), Request{URL: "http://harbour.example" + path}, noon)
			if !errors.Is(err, x.err) {
				t.Errorf("%s: %v", path, err)
			}
			if err != nil {
				return
			}
			a := got.Article
			if (annotate.Article{Title: a.Title, TitleMade: a.TitleMade, URL: a.URL, Date: a.Date, Format: a.Format}) != x.want || x.text != "" && got.Body.Text != x.text {
				t.Errorf("%s: %+v, %q", path, a, got.Body.Text)
			}
			if strings.Join(notes, "|") != x.note {
				t.Errorf("%s: notes %q", path, notes)
			}
		})
	}
}

func TestAddressOfAnArticle(t *testing.T) {
	const site = "https://www.harbour.example/news/7?utm_medium=mail&id=7"
	for stated, want := range map[string]string{
		"":                                    "https://www.harbour.example/news/7?id=7",
		"https://harbour.example/7#top":       "https://harbour.example/7",
		"https://m.harbour.example/7?gclid=x": "https://m.harbour.example/7",
		"https://ana:s3cr3t@harbour.example/": "https://www.harbour.example/news/7?id=7", // a front page
		"https://other.example/7":             "https://www.harbour.example/news/7?id=7", // another outlet
		"https://notharbour.example/7":        "https://www.harbour.example/news/7?id=7",
		"javascript:alert(1)":                 "https://www.harbour.example/news/7?id=7",
	} {
		if got, _ := (&Answer{URL: site}).address(stated); got != want {
			t.Errorf("%q: %q, want %q", stated, got, want)
		}
	}
}

// A page that is gone is often the front page: that is said.
func TestFrontPage(t *testing.T) {
	in(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.Redirect(w, r, "http://www.harbour.example/", http.StatusMovedPermanently)
			return
		}
		say(w, "text/plain", prose)
	}, func(t *testing.T, _ *world, c *Client) {
		for address, want := range map[string]string{"http://harbour.example/crane": "the address leads to the front page", "http://harbour.example": "", "http://short.example/x": ""} {
			if _, notes, err := c.Article(t.Context(), Request{URL: address}, noon); err != nil || strings.Join(notes, "") != want {
				t.Errorf("%s: %q, %v", address, notes, err)
			}
		}
	})
}
