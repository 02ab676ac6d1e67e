package feed

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/ingest"
	"rashomon/internal/clean"
)

// Entry is what a feed says of one article.
type Entry struct {
	Number int    // in the feed, from 1
	Name   string // what names it in its feed: it has it still when it has changed
	Hash   string // of all that an article is made of: of an entry that has changed it is another
	// Stated is what the feed states of the article; not cleaned. The source is that of an entry
	// that comes from elsewhere; else it is empty, as the feed is the source.
	Stated annotate.Article

	Text     Text   // the best of its texts
	Enclosed int    // files that come with it
	From     string // the address of the feed, for links that lean on it

	texts []Text // all of them, the best first
}

// Text is a text that an entry has.
type Text struct {
	Text  string
	HTML  bool
	Short bool // it is a summary, where there is another

	or bool // HTML if it looks like that
}

// teaser is the length in code points below which a summary is no whole article.
const teaser = 600

// complete finishes an entry that a form has read. It returns ErrNothing.
func (e *Entry) complete(f *Reader) error {
	e.Number, e.From = f.number, cmp.Or(f.address, f.head.Site)
	e.Stated.Title = plain(e.Stated.Title)
	e.Stated.URL = absolute(e.From, e.Stated.URL)
	e.Stated.Source, e.Stated.Author = plain(e.Stated.Source), plain(e.Stated.Author)
	e.Stated.Language = cmp.Or(strings.TrimSpace(e.Stated.Language), f.head.Language)
	e.Text, e.texts = e.best(), nil
	if e.Stated.Title == "" && e.Text.Text == "" {
		return ErrNothing
	}
	s := e.Stated
	e.Hash = annotate.Hash(strings.Join([]string{s.Title, s.Source, s.Author, s.Date, s.URL, e.Text.Text}, "\x00"))
	if e.Text.HTML {
		e.Text.Text = withoutOrigin(e.Text.Text, s.URL)
	}
	if e.Name = strings.TrimSpace(e.Name); e.Name == "" {
		e.Name = s.URL
	}
	if e.Name == "" {
		e.Name = "text " + annotate.Hash(s.Title + "\x00" + s.Date)[:16]
	}
	if len(e.Name) > longestTag {
		e.Name = annotate.Hash(e.Name)
	}
	if f.first(e.Name) {
		return nil
	}
	// Some feeds name all their entries alike, and some live blogs call them alike, too.
	if own := e.Name + " " + annotate.Hash(s.URL + "\x00" + s.Title)[:16]; f.first(own) {
		e.Name = own
	} else {
		e.Name += " " + e.Hash[:16]
	}
	return nil
}

// best is the first text that says something, unless a later one says more than twice as much.
func (e *Entry) best() (best Text) {
	most := 0
	for _, t := range e.texts {
		t.Text = strings.TrimSpace(t.Text)
		if t.or {
			t.HTML = looksHTML(t.Text)
		}
		n := utf8.RuneCountInString(t.Text)
		if t.HTML {
			n = utf8.RuneCountInString(plain(t.Text))
		}
		if n > 2*most {
			best, most = t, n
		}
	}
	return best
}

// Teaser says whether the feed has a part of the article only, or nothing but its title.
func (e Entry) Teaser() bool {
	if !e.Text.Short {
		return e.Text.Text == ""
	}
	shown := strings.TrimRight(plain(e.Text.Text), " ]")
	return utf8.RuneCountInString(shown) < teaser || strings.HasSuffix(shown, "…") || strings.HasSuffix(shown, "...")
}

// Article makes an article of what the feed has of it, that arrived at the given time. Source is the
// feed's, for entries that do not come from elsewhere. The error is ingest.ErrEmpty.
func (e Entry) Article(source string, added time.Time) (annotate.Arrival, ingest.Notes, error) {
	t, stated := e.Text, e.Stated
	stated.Source = cmp.Or(stated.Source, source)
	format := annotate.Plain
	var notes ingest.Notes
	switch {
	case t.Text == "":
		t.Text = stated.Title
		notes = append(notes, "the feed has its title only")
	case e.Teaser():
		notes = append(notes, "the feed has a summary only")
	}
	if e.Enclosed > 0 {
		notes = append(notes, fmt.Sprintf("enclosed files left out: %d", e.Enclosed))
	}
	if t.HTML {
		var note string
		if t.Text, format, note = markdown(t.Text, cmp.Or(stated.URL, e.From)); note != "" {
			notes = append(notes, note)
		}
	}
	a, more, err := ingest.Stated(t.Text, format, stated, added)
	return a, append(notes, more...), err
}

// absolute is an address that may lean on another; empty for what is no web address.
func absolute(base, address string) string {
	address = strings.TrimSpace(address)
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return address // what reads it says that it cannot
	}
	if b, err := url.Parse(base); err == nil && base != "" {
		u = b.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// Articles reads a feed that is held in a file, say, and gives each entry as an article that arrived
// at the given time, with the name that it has in the feed; or, without an article, why an entry
// cannot be one. It ends with the error that give returns, with ErrNotFeed, with ErrBroken for a
// feed of which the rest cannot be read, or with the reader's error.
func Articles(r io.Reader, address string, added time.Time, give func(name string, a annotate.Arrival, notes ingest.Notes, err error) error) (Head, error) {
	f, err := NewReader(r, address, "")
	if err != nil {
		return Head{}, err
	}
	for {
		e, err := f.Next()
		bad := (*EntryError)(nil)
		switch {
		case err == io.EOF:
			return f.Head(), nil
		case err == nil:
			a, notes, err := e.Article(f.Head().Title, added)
			err = give(clean.Line(e.Name), a, notes, err)
			if err != nil {
				return f.Head(), err
			}
		case errors.As(err, &bad):
			if err := give(fmt.Sprintf("entry %d", bad.Number), annotate.Arrival{}, nil, bad.Why); err != nil {
				return f.Head(), err
			}
		default:
			return f.Head(), err
		}
	}
}
