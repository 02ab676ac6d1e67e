package cli

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/arrival"
	"rashomon/ingest"
	"rashomon/ingest/feed"
	"rashomon/ingest/fetch"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// entering is an entry on its way in: a line of the file of those that are ready.
type entering struct {
	Name, Hash string
	Alone      bool // no other entry has its address
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
	path := u.file()
	w, err := os.Create(path)
	if err != nil {
		f.err = fmt.Errorf("keep articles for a while: %w", plain(err))
		return
	}
	defer w.Close()
	buffered := bufio.NewWriterSize(w, 64<<10)
	err = u.prepareInto(json.NewEncoder(buffered), f)
	f.ready = path
	if flushed := buffered.Flush(); flushed != nil {
		f.err = fmt.Errorf("keep articles for a while: %w", plain(flushed))
	} else if err != nil && u.ctx.Err() == nil {
		f.err = err
	}
}

func (u *updating) prepareInto(out *json.Encoder, f *following) error {
	r, closeFile, err := f.open()
	if err != nil {
		return err
	}
	defer closeFile()
	for u.ctx.Err() == nil {
		e, err := r.Next()
		switch {
		case errors.As(err, new(*feed.EntryError)):
			continue // the survey has it
		case err != nil:
			return nil // the survey has that too, if it is no end
		case !f.survey.Fresh(e):
			continue
		}
		a, notes, err := e.Article(f.feed.Title, u.now())
		if err == nil && (u.full || f.feed.Full) {
			a, notes, err = feed.Whole(u.ctx, u.client, e, a, notes, u.now())
		}
		if err != nil && u.ctx.Err() != nil {
			return err
		}
		if err != nil {
			f.bad(e.Number, err)
			continue
		}
		if err := out.Encode(entering{e.Name, e.Hash, f.survey.Alone(e), notes, a}); err != nil {
			return fmt.Errorf("keep articles for a while: %w", plain(err))
		}
	}
	return u.ctx.Err()
}

// bad counts an entry that cannot be an article.
func (f *following) bad(number int, why error) {
	f.survey.Broken++
	f.survey.Bad = append(f.survey.Bad, &feed.EntryError{Number: number, Why: why})
}

// store stores what is ready, feed by feed, and how each of them is now.
func (u *updating) store(lib *store.Store) error {
	for _, f := range u.feeds {
		if f.answer.URL == "" && f.err == nil || errors.Is(f.err, context.Canceled) {
			continue // it was not asked any more
		}
		if f.ready != "" {
			if err := u.take(lib, f); err != nil {
				return err
			}
		}
		f.conclude(u)
		if f.err != nil && f.isNew {
			continue // what never was a feed is not followed
		}
		if err := lib.PutFeed(f.feed, nil); err != nil {
			return err
		}
	}
	return nil
}

// take takes the articles of one feed in, some at once.
func (u *updating) take(lib *store.Store, f *following) error {
	file, err := os.Open(f.ready)
	if err != nil {
		return fmt.Errorf("read articles: %w", plain(err))
	}
	defer file.Close()
	in := json.NewDecoder(bufio.NewReaderSize(file, 64<<10))
	var waiting []entering
	size := 0
	for {
		var e entering
		err := in.Decode(&e)
		if err != nil && err != io.EOF {
			return fmt.Errorf("read articles: %w", plain(err))
		}
		full := len(waiting) >= chunk || size >= chunkBytes
		if len(waiting) > 0 && (err == io.EOF || full || e.Alone != waiting[0].Alone) {
			if err := u.takeSome(lib, f, waiting); err != nil {
				return err
			}
			waiting, size = nil, 0
		}
		if err == io.EOF {
			return nil
		}
		waiting, size = append(waiting, e), size+len(e.Arrival.Body.Text)
	}
}

// takeSome takes articles in, and then remembers their entries; what fails alone fails alone. That
// the context has ended is no matter: they are few, and they are ready.
func (u *updating) takeSome(lib *store.Store, f *following, waiting []entering) error {
	o := arrival.Options{By: u.annotatorName(), What: "feed update", Newest: true, New: !waiting[0].Alone}
	if len(u.feeds) == 1 {
		o.What = "feed " + clean.Line(feedName(f.feed))
	}
	story := f.storyOf(lib)
	for len(waiting) > 0 {
		arrivals := make([]annotate.Arrival, len(waiting))
		for n, e := range waiting {
			arrivals[n] = e.Arrival
			arrivals[n].Article.Story = story
		}
		outcomes, err := arrival.Take(context.WithoutCancel(u.ctx), lib, arrivals, o)
		entries := map[string]string{}
		for n, x := range outcomes {
			entries[waiting[n].Name] = waiting[n].Hash
			f.count(x)
			if u.told != nil {
				u.told(arrived{from: entryName(waiting[n]), notes: waiting[n].Notes, Arrival: arrivals[n]}, x)
			}
		}
		if len(outcomes) > 0 {
			if kept := lib.PutFeed(f.feed, entries); kept != nil {
				return kept
			}
		}
		waiting = waiting[len(outcomes):]
		if err == nil || len(waiting) == 0 {
			return nil
		}
		f.outcome.Failed++
		f.outcome.Notes = append(f.outcome.Notes, clean.Line(fmt.Sprintf("%s: %v", entryName(waiting[0]), err)))
		waiting = waiting[1:]
	}
	return nil
}

// entryName is what an entry is called in what is told of it: its address, or what names it in its feed.
func entryName(e entering) string {
	return cmp.Or(e.Arrival.Article.URL, clean.Line(e.Name))
}

// storyOf is the story that a feed's articles go to, while it is there.
func (f *following) storyOf(lib *store.Store) annotate.ID {
	if f.feed.Story == 0 {
		return 0
	}
	s, err := lib.Story(f.feed.Story)
	if err != nil {
		return 0
	}
	return s.ID
}

func (f *following) count(o arrival.Outcome) {
	switch o.Result {
	case arrival.Added:
		f.outcome.Added++
	case arrival.Revised:
		f.outcome.Revised++
	default:
		f.outcome.There++
	}
}

// conclude says what became of a feed, and puts that into it. The condition for the next time
// is kept only where nothing is left to come.
func (f *following) conclude(u *updating) {
	o, now := &f.outcome, annotate.Instant(u.now())
	o.Feed, o.Outcome, f.feed.Checked = f.feed.URL, "unchanged", now
	if s := f.survey; s != nil {
		o.Entries, o.Failed = s.Entries, o.Failed+s.Broken
		o.Notes = append(o.Notes, s.Head.Notes...)
		for _, bad := range s.Bad {
			o.Notes = append(o.Notes, clean.Line(bad.Error()))
		}
		if more := s.Broken - len(s.Bad); more > 0 {
			o.Notes = append(o.Notes, "and "+screen.Count(more, "entry more", "entries more")+" that cannot be read")
		}
		if f.err == nil && s.Cut != nil {
			f.err = fmt.Errorf("read %s: the rest of it: %w", clean.Name(f.feed.URL), s.Cut)
		}
	}
	if o.Title = clean.Line(f.feed.Title); o.Added+o.Revised > 0 {
		o.Outcome, f.feed.Updated = "updated", now
	}
	if found := f.answer.URL; found != "" && annotate.AddressKey(found) != annotate.AddressKey(f.feed.URL) {
		o.Found = clean.Line(found)
	}
	if f.err != nil {
		f.feed.Failed, f.feed.Failures = clean.Line(f.err.Error()), f.feed.Failures+1
		o.Outcome, o.Error, o.Failures = "failed", f.feed.Failed, f.feed.Failures
		return
	}
	f.feed.Failed, f.feed.Failures = "", 0
	if u.ctx.Err() == nil {
		f.feed.ETag, f.feed.Modified = clean.Line(f.answer.Condition.ETag), clean.Line(f.answer.Condition.Modified)
	}
}

// tell tells what became of a feed.
func (u *updating) tell(f *following, o feedOutcome, asJSON bool) {
	if asJSON {
		_ = writeJSON(u.Out, o, "") // an outcome always has its JSON, and nobody may be reading
	}
	if o.Outcome == "failed" {
		often := ""
		if o.Failures > 1 {
			often = " (" + times(o.Failures) + ")"
		}
		u.complain(hinting(fmt.Errorf("feed %s%s: %w", clean.Name(feedName(f.feed)), often, f.err)))
	}
	if asJSON {
		return
	}
	for _, note := range o.Notes {
		fmt.Fprintf(u.Err, "%s: %s\n", clean.Line(feedName(f.feed)), note)
	}
	if o.Found != "" {
		fmt.Fprintf(u.Err, "%s: it was found at %s\n", clean.Line(feedName(f.feed)), o.Found)
	}
	if o.Outcome != "failed" || o.Added+o.Revised > 0 {
		fmt.Fprintf(u.Out, "%s: %s\n", clean.Line(feedName(f.feed)), o)
	}
}

// hinting is an error about a feed with what to do about it, where that is not what to do about a page.
func hinting(err error) error {
	switch {
	case errors.Is(err, fetch.ErrNotFound):
		return hinted{err, "if it is gone for good, 'rashomon feed remove' forgets it; its reports stay"}
	case errors.Is(err, fetch.ErrTooLarge):
		return hinted{err, "save it as a file and import that: 'rashomon import feed.xml'"}
	case errors.Is(err, fetch.ErrRefused), errors.Is(err, fetch.ErrServer), errors.Is(err, fetch.ErrBusy), errors.Is(err, fetch.ErrSlow), errors.Is(err, fetch.ErrAnswer), errors.Is(err, fetch.ErrKind):
		return hinted{err, "the next 'rashomon feed update' asks again"}
	}
	return err
}

// String is what became of a feed's entries, in words.
func (o feedOutcome) String() string {
	var words []string
	for _, x := range []struct {
		n    int
		what string
	}{{o.Added, "added"}, {o.Revised, "revised"}, {o.There, "already there"}, {o.Failed, "that cannot be read"}} {
		if x.n > 0 {
			words = append(words, screen.Number(x.n)+" "+x.what)
		}
	}
	if len(words) == 0 {
		return "nothing new"
	}
	return strings.Join(words, ", ")
}
