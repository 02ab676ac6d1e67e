package feed

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/ingest"
	"rashomon/ingest/fetch"
	"rashomon/internal/clean"
)

// Accept is the media types of feeds, for asking for one; and of pages, which may name one.
const Accept = "application/feed+json, application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1"

// Library is where it stands which entries of a feed were taken in.
type Library interface {
	// Entries is what the entries of a feed were when they were taken in, of those that are named and were.
	Entries(feed string, names []string) (map[string]string, error)
}

// Survey is what a feed holds: read before anything of it is taken in, as the library need not be
// open for that.
type Survey struct {
	Head    Head
	Entries int
	Broken  int           // of those, entries that cannot be read
	Bad     []*EntryError // what is wrong with the first of them
	Cut     error         // why the rest of the feed cannot be read; nil where all of it was

	hashes map[string]string // by name
	shared map[string]bool   // addresses that several entries have, of which they name none
}

const (
	mostBad = 20   // broken entries that are told
	asked   = 1000 // entries that a library is asked for at once
)

// Read reads a feed through. It returns the context's error.
func Read(ctx context.Context, f *Reader) (*Survey, error) {
	s := &Survey{hashes: map[string]string{}, shared: map[string]bool{}}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e, err := f.Next()
		if bad := (*EntryError)(nil); errors.As(err, &bad) {
			s.Entries, s.Broken = s.Entries+1, s.Broken+1
			if len(s.Bad) < mostBad {
				s.Bad = append(s.Bad, bad)
			}
			continue
		}
		if err != nil {
			if s.Head = f.Head(); err != io.EOF {
				s.Cut = err
			}
			return s, nil
		}
		s.Entries++
		s.hashes[e.Name] = e.Hash
		if key := annotate.PageKey(e.Stated); key != "" {
			_, had := s.shared[key]
			s.shared[key] = had
		}
	}
}

// Sift leaves of the entries those that the library has not taken in as they are now, and counts them.
func (s *Survey) Sift(lib Library, feed string) (fresh int, err error) {
	names := make([]string, 0, asked)
	ask := func() error {
		known, err := lib.Entries(feed, names)
		for name, was := range known {
			if s.hashes[name] == was {
				delete(s.hashes, name)
			}
		}
		names = names[:0]
		return err
	}
	for name := range s.hashes {
		if names = append(names, name); len(names) == asked {
			if err := ask(); err != nil {
				return 0, err
			}
		}
	}
	err = ask()
	return len(s.hashes), err
}

// Fresh says whether an entry is to be taken in.
func (s *Survey) Fresh(e Entry) bool {
	hash, ok := s.hashes[e.Name]
	return ok && hash == e.Hash
}

// Alone says whether no other entry has the entry's address: if one has, that says nothing
// about which article it is.
func (s *Survey) Alone(e Entry) bool { return !s.shared[annotate.PageKey(e.Stated)] }

// Whole is an entry's article with the text of its page. What the feed states stands, the page
// states the rest. Where the page cannot be fetched, or has less than the feed, the text stays
// that of the feed, which is noted. It returns the context's error.
func Whole(ctx context.Context, c *fetch.Client, e Entry, a annotate.Arrival, notes ingest.Notes, added time.Time) (annotate.Arrival, ingest.Notes, error) {
	if a.Article.URL == "" {
		return a, append(notes, "it names no page"), nil
	}
	p, more, err := c.Article(ctx, fetch.Request{URL: a.Article.URL, Outside: !inside(e.address, a.Article.URL)}, added)
	switch {
	case ctx.Err() != nil:
		return a, notes, ctx.Err()
	case err != nil:
		return a, append(notes, "its page is not in: "+clean.Line(err.Error())), nil
	case utf8.RuneCountInString(p.Body.Text) < utf8.RuneCountInString(a.Body.Text):
		return a, append(notes, "its page has less than the feed"), nil
	}
	x, f := p.Article, a.Article
	if !f.TitleMade {
		x.Title, x.TitleMade = f.Title, false
	}
	x.Source, x.Author, x.Date = cmp.Or(f.Source, x.Source), cmp.Or(f.Author, x.Author), cmp.Or(f.Date, x.Date)
	x.Language = cmp.Or(x.Language, f.Language)
	p.Article = annotate.NewArticle(x, p.Body, added)
	return p, more, nil
}

// inside says whether a page is on the feed's own host, and that in a private network: who follows
// such a feed means it. No other page may be there.
func inside(feed, page string) bool {
	f, err := url.Parse(feed)
	if err != nil {
		return false
	}
	p, err := url.Parse(page)
	return err == nil && f.Host == p.Host && private(f.Hostname())
}

// private says whether a host is one of this machine or of a private network, by its name alone.
func private(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	host = strings.ToLower(host)
	for _, ending := range []string{".local", ".internal", ".lan", ".localhost"} {
		if strings.HasSuffix(host, ending) {
			return true
		}
	}
	return host != "" && !strings.Contains(host, ".")
}
