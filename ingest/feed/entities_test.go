package feed

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a document declares is neither unfolded, which would make gigabytes of a page, nor read from
// elsewhere (XML external entities).
func TestDeclaredEntitiesAreNotFollowed(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("s3cr3t"), 0o600); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\"?>\n<!DOCTYPE rss [\n<!ENTITY a0 \"crane\">\n<!ENTITY far SYSTEM \"file://" + secret + "\">\n")
	for _, n := range "123456789" {
		b.WriteString("<!ENTITY a" + string(n) + " \"" + strings.Repeat("&a"+string(n-1)+";", 10) + "\">\n")
	}
	head := b.String() + "]>\n"
	for name, text := range map[string]string{
		"rss":  head + "<rss><channel><title>&far;</title><item><guid>1</guid><title>&a9;</title><description>The crane fell. &a9; &far;</description></item></channel></rss>",
		"atom": head + "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>&far;</title><entry><id>1</id><title>&a9;</title><content>The crane fell. &a9; &far;</content></entry></feed>",
	} {
		r, err := NewReader(strings.NewReader(text), "", "")
		for err == nil || errors.As(err, new(*EntryError)) {
			var e Entry
			if e, err = r.Next(); err != nil {
				continue
			}
			if all := e.Stated.Title + e.Text.Text; len(all) > 10_000 || strings.Contains(all, "s3cr3t") {
				t.Errorf("%s: %d bytes: %.100q", name, len(all), all)
			}
		}
		if r != nil && strings.Contains(r.Head().Title, "s3cr3t") {
			t.Errorf("%s: its title is %q", name, r.Head().Title)
		}
		if err != io.EOF && !errors.Is(err, ErrNotFeed) && !errors.Is(err, ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	feeds, _, err := listed(head + "<opml><body><outline text='&a9;&far;' xmlUrl='https://a.example/'/></body></opml>")
	for _, f := range feeds {
		if len(f.Feed.Title) > 1000 || strings.Contains(f.Feed.Title, "s3cr3t") {
			t.Errorf("%.100q", f.Feed.Title)
		}
	}
	if len(feeds) != 1 && err == nil {
		t.Errorf("%d feeds and no error", len(feeds))
	}
}
