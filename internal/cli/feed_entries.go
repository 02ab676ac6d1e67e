package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/annotate/arrival"
	"rashomon/ingest"
	"rashomon/ingest/feed"
	"rashomon/internal/clean"
	"rashomon/store"
)

// entering is an entry on its way in: a line of the file of those that are ready.
type entering struct {
	Number     int
	Name, Mark string   // by which its feed and the library know it
	Alone      bool     // no other entry has its address
	Summary    bool     // it has not the whole text
	Had        feed.Had // what the library has of it
	Notes      ingest.Notes
	Arrival    annotate.Arrival
}

// prepare makes articles of a feed's new entries, with their pages where these are wanted, and
// writes them to a file. Where it is interrupted, those that are ready by then go in.
func (u *updating) prepare(f *following) {
	if f.survey == nil {
		return
	}
	if f.feed.Title == "" {
		f.feed.Title = clean.Line(f.survey.Head.Title)
	}
	if f.feed.Site == "" {
		f.feed.Site = clean.Line(f.survey.Head.Site)
	}
	var err error
	f.ready, err = u.lines(func(out *json.Encoder) error { return u.prepareInto(out, f) })
	if err != nil && u.ctx.Err() == nil {
		f.err = err
	}
}

func (u *updating) prepareInto(out *json.Encoder, f *following) error {
	file, err := os.Open(f.entries)
	if err != nil {
		return fmt.Errorf("read entries: %w", plain(err))
	}
	defer file.Close()
	in := json.NewDecoder(bufio.NewReaderSize(file, 64<<10))
	for u.ctx.Err() == nil {
		var e feed.Entry
		switch err := in.Decode(&e); {
		case err == io.EOF:
			return nil
		case err != nil:
			return fmt.Errorf("read entries: %w", plain(err))
		case !f.survey.Fresh(e):
			continue
		}
		x := entering{Number: e.Number, Name: e.Name, Alone: f.survey.Alone(e), Had: f.survey.Had(e)}
		if x.Had == feed.Without && !x.Alone {
			continue // its page is that of others, too
		}
		if err := u.enter(f, e, &x); err != nil && u.ctx.Err() == nil {
			f.bad(e.Number, err)
			continue
		}
		if u.ctx.Err() != nil {
			break // what was not waited for may be fetched another time
		}
		if err := out.Encode(x); err != nil {
			return err
		}
	}
	return u.ctx.Err()
}

// enter makes an article of an entry, with the text of its page where that is wanted.
func (u *updating) enter(f *following, e feed.Entry, x *entering) (err error) {
	x.Arrival, x.Notes, err = e.Article(f.feed.Title, u.now())
	if x.Summary, x.Mark = e.Teaser(), feed.Mark(e, false); err != nil || !u.whole(f) {
		return err
	}
	text, later := x.Arrival.Body.Text, false
	x.Arrival, x.Notes, later, err = feed.Whole(u.ctx, u.client, f.feed.URL, x.Arrival, x.Notes, u.now())
	if later {
		f.later++
	}
	x.Mark = feed.Mark(e, !later)
	x.Summary = x.Summary && x.Arrival.Body.Text == text
	return err
}

// bad counts an entry that cannot be an article.
func (f *following) bad(number int, why error) {
	f.survey.Broken++
	f.survey.Bad = append(f.survey.Bad, &feed.EntryError{Number: number, Why: why})
}

// fuller is the report that has more text than an entry, which would be a newer text of it; or would
// not, being a summary in other words, but has its address and its title.
func (e entering) fuller(lib *store.Store, foreseen arrival.Outcome) (of annotate.Article, is bool, err error) {
	var ids []annotate.ID
	switch a := e.Arrival.Article; {
	case foreseen.Result == arrival.Revised:
		ids = []annotate.ID{foreseen.ID}
	case foreseen.Result == arrival.Added && e.Summary && annotate.PageKey(a) != "":
		if ids, err = lib.Known(a); err != nil {
			return of, false, err
		}
	}
	for _, id := range ids {
		if of, err = lib.Article(id); err != nil {
			return of, false, err
		}
		if foreseen.Result == arrival.Added && !e.isCalled(of) {
			continue
		}
		text, err := lib.Body(id, of.Revision)
		if err != nil || e.isLess(text.Text) {
			return of, err == nil, err
		}
	}
	return of, false, nil
}

// isCalled says whether an entry has the address and the title of a report.
func (e entering) isCalled(of annotate.Article) bool {
	a := e.Arrival.Article
	return annotate.PageKey(a) == annotate.PageKey(of) && strings.EqualFold(clean.Line(a.Title), clean.Line(of.Title))
}

// isLess says whether an entry has so much less text than its report that it is no newer text of it.
// A summary is that as soon as it is shorter, unless an earlier summary may be what is there.
func (e entering) isLess(there string) bool {
	has, had := utf8.RuneCountInString(e.Arrival.Body.Text), utf8.RuneCountInString(there)
	switch {
	case !e.Summary:
		return 2*has < had
	case e.Had == feed.Never:
		return has < had
	}
	return 3*has < 2*had
}
