package feed

import (
	"cmp"
	"context"
	"errors"
	"io"
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
	Empty   int           // of those, entries that say nothing
	Broken  int           // and entries that cannot be read
	Bad     []*EntryError // what is wrong with the first of them
	Cut     error         // why the rest of the feed cannot be read; nil where all of it was

	hashes map[string]string // of those that are fresh, by name
	had    map[string]Had    // what the library has of these
	shared map[string]bool   // addresses that several entries have, of which they name none
}

// Had says what a library has of an entry.
type Had int

// What a library can have of an entry.
const (
	Never   Had = iota // nothing
	Before             // it was taken in when it was another
	Without            // it was taken in as it is, without its page
)

const (
	mostBad = 20       // broken entries that are told
	asked   = 1000     // entries that a library is asked for at once
	whole   = " whole" // is behind the hash of an entry whose page needs no more asking for
)

// Read reads a feed through, and gives each entry. It returns the context's error, or that which
// give returns.
func Read(ctx context.Context, f *Reader, give func(Entry) error) (*Survey, error) {
	s := &Survey{hashes: map[string]string{}, had: map[string]Had{}, shared: map[string]bool{}}
	for {
		e, err := f.Next()
		bad := (*EntryError)(nil)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, ErrNothing):
			s.Entries, s.Empty = s.Entries+1, s.Empty+1
			continue
		case errors.As(err, &bad):
			s.Entries, s.Broken = s.Entries+1, s.Broken+1
			if len(s.Bad) < mostBad {
				s.Bad = append(s.Bad, bad)
			}
			continue
		case err != nil:
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
		if err := give(e); err != nil {
			return nil, err
		}
	}
}

// Sift leaves of the entries those that the library has not taken in as they are now, and counts
// them. Where their pages are wanted, those are left too that were taken in without.
func (s *Survey) Sift(lib Library, feed string, pages bool) (fresh int, err error) {
	names := make([]string, 0, asked)
	ask := func() error {
		known, err := lib.Entries(feed, names)
		for name, was := range known {
			hash, done := strings.CutSuffix(was, whole)
			switch {
			case hash != s.hashes[name]:
				s.had[name] = Before
			case pages && !done:
				s.had[name] = Without
			default:
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

// Had says what the library has of an entry that is fresh.
func (s *Survey) Had(e Entry) Had { return s.had[e.Name] }

// Mark is what a library remembers of an entry that it takes in; done says that its page is in, or
// that there is no sense in asking for it again.
func Mark(e Entry, done bool) string {
	if done {
		return e.Hash + whole
	}
	return e.Hash
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
// that of the feed, which is noted; later says that it may be fetched another time. Feed is the
// address of the feed as somebody named it. It returns the context's error.
func Whole(ctx context.Context, c *fetch.Client, feed string, a annotate.Arrival, notes ingest.Notes, added time.Time) (_ annotate.Arrival, _ ingest.Notes, later bool, err error) {
	if a.Article.URL == "" {
		return a, append(notes, "it names no page"), false, nil
	}
	p, more, err := c.Article(ctx, fetch.Request{URL: a.Article.URL, Outside: !inside(feed, a.Article.URL)}, added)
	switch {
	case ctx.Err() != nil:
		return a, notes, true, ctx.Err()
	case err != nil:
		return a, append(notes, "its page is not in: "+clean.Line(err.Error())), passes(err), nil
	case utf8.RuneCountInString(p.Body.Text) < utf8.RuneCountInString(a.Body.Text):
		return a, append(notes, "its page has less than the feed"), false, nil
	}
	x, f := p.Article, a.Article
	if !f.TitleMade {
		x.Title, x.TitleMade = f.Title, false
	}
	x.Source, x.Author, x.Date = cmp.Or(f.Source, x.Source), cmp.Or(f.Author, x.Author), cmp.Or(f.Date, x.Date)
	x.Language = cmp.Or(x.Language, f.Language)
	p.Article = annotate.NewArticle(x, p.Body, added)
	return p, more, false, nil
}

// passes says whether what failed may go another time.
func passes(err error) bool {
	for _, why := range []error{fetch.ErrBusy, fetch.ErrServer, fetch.ErrSlow, fetch.ErrReach} {
		if errors.Is(err, why) {
			return true
		}
	}
	return false
}

// inside says whether a page is on the feed's own host, and that in a private network: who follows
// such a feed means it. No other page may be there.
func inside(feed, page string) bool {
	f, err := url.Parse(feed)
	if err != nil {
		return false
	}
	p, err := url.Parse(page)
	return err == nil && f.Host != "" && f.Host == p.Host && fetch.Private(f.Hostname())
}
