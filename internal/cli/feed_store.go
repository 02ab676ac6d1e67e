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
	"rashomon/ingest/feed"
	"rashomon/ingest/fetch"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// store stores what is ready, feed by feed, and how each of them is now.
func (u *updating) store(lib *store.Store) error {
	for _, f := range u.feeds {
		if f.answer.URL == "" && f.err == nil || errors.Is(f.err, context.Canceled) {
			continue // it was not asked any more
		}
		if f.err != nil && f.isNew {
			f.conclude(u)
			continue // what never was a feed is not followed
		}
		if f.story != "" {
			s, err := storyTitled(lib, f.story, u.annotatorName())
			if err != nil {
				return err
			}
			f.feed.Story = s
		}
		if f.ready != "" {
			if err := u.take(lib, f); err != nil {
				return err
			}
		}
		f.conclude(u)
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
			if u.ctx.Err() != nil {
				return nil // what is in stays, and the rest comes another time
			}
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
	waiting, err := u.leave(lib, f, waiting, o)
	if err != nil {
		return err
	}
	story := f.storyOf(lib)
	for len(waiting) > 0 {
		arrivals := make([]annotate.Arrival, len(waiting))
		for n, e := range waiting {
			arrivals[n] = e.Arrival
			arrivals[n].Article.Story = story
		}
		outcomes, err := arrival.Take(context.WithoutCancel(u.ctx), lib, arrivals, o)
		marks := map[string]string{}
		for n, x := range outcomes {
			marks[waiting[n].Name] = waiting[n].Mark
			u.became(f, waiting[n], x)
		}
		if len(outcomes) > 0 {
			if kept := lib.PutFeed(f.feed, marks); kept != nil {
				return kept
			}
		}
		waiting = waiting[len(outcomes):]
		if err == nil || len(waiting) == 0 {
			return nil
		}
		f.outcome.Failed++
		f.outcome.Notes = append(f.outcome.Notes, clean.Line(fmt.Sprintf("%s: %v", f.entryName(waiting[0]), err)))
		waiting = waiting[1:]
	}
	return nil
}

// leave leaves out what is not to be taken in, and remembers that: an entry of which the library has
// more text, and one that was taken in before without its page, and removed since.
func (u *updating) leave(lib *store.Store, f *following, waiting []entering, o arrival.Options) ([]entering, error) {
	if o.New {
		return waiting, nil
	}
	var enter []entering
	marks := map[string]string{}
	for _, e := range waiting {
		x, err := arrival.Foresee(lib, e.Arrival, o)
		if err != nil {
			return nil, err
		}
		there, fuller, err := e.fuller(lib, x)
		if err != nil {
			return nil, err
		}
		switch {
		case fuller:
			f.outcome.Fuller++
			e.Notes = append(e.Notes, "what is there is fuller")
			u.became(f, e, arrival.Outcome{ID: there.ID, Result: arrival.There, Number: there.Revision})
		case x.Result != arrival.Added || e.Had != feed.Without:
			enter = append(enter, e)
			continue
		}
		marks[e.Name] = e.Mark
	}
	if len(marks) == 0 {
		return enter, nil
	}
	return enter, lib.PutFeed(f.feed, marks)
}

// became counts and tells what became of an entry.
func (u *updating) became(f *following, e entering, o arrival.Outcome) {
	f.count(o)
	if u.told != nil {
		u.told(arrived{from: f.entryName(e), notes: e.Notes, Arrival: e.Arrival}, o)
	}
}

// entryName is what an entry is called in what is told of it: its address, or its number in its feed.
func (f *following) entryName(e entering) string {
	return cmp.Or(e.Arrival.Article.URL, fmt.Sprintf("%s, entry %d", clean.Line(feedName(f.feed)), e.Number))
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
	o.Feed, o.Outcome, o.Later, f.feed.Checked = fetch.Bare(f.feed.URL), "unchanged", f.later, now
	if f.survey != nil {
		f.concludeEntries()
	}
	if o.Title = clean.Line(f.feed.Title); o.Added+o.Revised > 0 {
		o.Outcome, f.feed.Updated = "updated", now
	}
	if found := f.answer.URL; found != "" && annotate.AddressKey(found) != annotate.AddressKey(f.feed.URL) {
		o.Found = clean.Line(found)
	}
	switch complete := u.ctx.Err() == nil && o.Failed == 0 && o.Later == 0; {
	case f.err == nil && complete:
		f.feed.ETag, f.feed.Modified = clean.Line(f.answer.Condition.ETag), clean.Line(f.answer.Condition.Modified)
	case f.survey != nil:
		f.feed.ETag, f.feed.Modified = "", ""
	}
	if f.err != nil {
		f.feed.Failed, f.feed.Failures = clean.Line(f.err.Error()), f.feed.Failures+1
		o.Outcome, o.Error, o.Failures = "failed", f.feed.Failed, f.feed.Failures
		return
	}
	f.feed.Failed, f.feed.Failures = "", 0
}

// concludeEntries says what became of the entries.
func (f *following) concludeEntries() {
	o, s := &f.outcome, f.survey
	o.Entries, o.Failed = s.Entries, o.Failed+s.Broken
	o.Notes = append(o.Notes, s.Head.Notes...)
	for _, bad := range s.Bad {
		o.Notes = append(o.Notes, clean.Line(bad.Error()))
	}
	if more := s.Broken - len(s.Bad); more > 0 {
		o.Notes = append(o.Notes, "and "+screen.Count(more, "entry more", "entries more")+" that cannot be read")
	}
	if s.Empty > 0 {
		o.Notes = append(o.Notes, screen.Count(s.Empty, "entry says", "entries say")+" nothing")
	}
	if f.err == nil && s.Cut != nil {
		f.err = fmt.Errorf("read %s: after %s: %w", fetch.Shown(f.feed.URL), screen.Count(s.Entries, "entry", "entries"), s.Cut)
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
		u.complain(hinting(fmt.Errorf("feed %s%s: %w", clean.Name(feedName(f.feed)), often, f.err), !f.isNew || f.survey != nil))
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
func hinting(err error, followed bool) error {
	switch {
	case errors.Is(err, fetch.ErrNotFound):
		if !followed {
			return hinted{err, "look at how the address is written; that of the site will do where its page names its feed"}
		}
		return hinted{err, "if it is gone for good, 'rashomon feed remove' forgets it; its reports stay"}
	case errors.Is(err, feed.ErrCutOff), errors.Is(err, feed.ErrBroken):
		return hinted{err, "what was read is in; what may come after it is missing, and the next 'rashomon feed update' asks again"}
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
	}{{o.Added, "added"}, {o.Revised, "revised"}, {o.There - o.Fuller, "already there"}, {o.Fuller, "already there, fuller"}, {o.Later, "whose page comes another time"}, {o.Failed, "that cannot be read"}} {
		if x.n > 0 {
			words = append(words, screen.Number(x.n)+" "+x.what)
		}
	}
	if len(words) == 0 {
		return "nothing new"
	}
	return strings.Join(words, ", ")
}
