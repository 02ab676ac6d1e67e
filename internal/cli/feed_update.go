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
	"sync"
	"time"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/arrival"
	"rashomon/ingest/feed"
	"rashomon/ingest/fetch"
	"rashomon/internal/clean"
	"rashomon/internal/private"
	"rashomon/store"
	"rashomon/ui/screen"
)

// Feeds are larger than pages, and none of it is worth more patience than this.
const (
	largestFeed = 256 << 20
	feedTimeout = 2 * time.Minute
)

// updating is one update of feeds. The library is open only while it is asked which feeds there are
// and which entries it knows, and while articles are stored: not while servers are waited for, nor
// while entries are read and their pages fetched. What waits meanwhile is in files of a folder.
type updating struct {
	*app
	ctx    context.Context
	client *fetch.Client
	folder *private.Folder
	full   bool // fetch the pages of the entries of all feeds
	again  bool // take in what was taken in before, too
	feeds  []*following

	progress func(done, all int, what string)   // may be nil; one call at a time
	told     func(w arrived, o arrival.Outcome) // may be nil
	stored   func(*store.Store)                 // is called when all is; may be nil
	one      sync.Mutex                         // call of progress at a time
}

// following is one feed in an update.
type following struct {
	feed    annotate.Feed
	answer  fetch.Answer // without its body, which is in the file
	body    string       // the file with the feed as it came; empty where none came
	entries string       // the file with its entries
	ready   string       // the file with the articles to take in
	survey  *feed.Survey
	isNew   bool   // the library does not follow it yet
	outside bool   // it was a page that named its address, which is to be outside of private networks
	story   string // the title of the story that its reports are to go to from now on; empty for what it was
	later   int    // entries whose pages are to be asked for another time
	err     error
	outcome feedOutcome
}

// feedOutcome is what became of a feed, as --json writes it. Keys never change their meaning.
type feedOutcome struct {
	Feed     string   `json:"feed"`
	Title    string   `json:"title,omitempty"`
	Outcome  string   `json:"outcome"` // updated, unchanged, followed, failed
	Entries  int      `json:"entries,omitempty"`
	Added    int      `json:"added,omitempty"`
	Revised  int      `json:"revised,omitempty"`
	There    int      `json:"there,omitempty"`  // reports that the library has from elsewhere
	Fuller   int      `json:"fuller,omitempty"` // of these, reports of which it has more text than the feed
	Later    int      `json:"later,omitempty"`  // entries whose pages could not be fetched this time
	Failed   int      `json:"failed,omitempty"` // entries
	Found    string   `json:"found,omitempty"`  // where it was, if not at its address
	Notes    []string `json:"notes,omitempty"`
	Error    string   `json:"error,omitempty"`
	Failures int      `json:"failures,omitempty"` // in a row
}

// feedSummary is what became of an update.
type feedSummary struct {
	Feeds, Added, Revised int
	Outcomes              []feedOutcome // one for each feed
	Failed                []feedOutcome // of those, the feeds that failed
}

func (u *updating) follow(feeds []annotate.Feed) {
	for _, f := range feeds {
		u.feeds = append(u.feeds, &following{feed: f})
	}
}

// run updates. With opens the library, calls a function with it and closes it.
func (u *updating) run(with func(func(*store.Store) error) error) (_ feedSummary, err error) {
	if u.client == nil {
		u.client = u.feedClient()
	}
	if err = u.makeFolder(); err != nil {
		return feedSummary{}, err
	}
	defer u.folder.Remove()
	u.each(0, u.get)
	if err = with(u.sift); err != nil {
		return u.summary(), err
	}
	u.each(1, u.prepare)
	err = with(func(lib *store.Store) error {
		err := lib.Together(u.store)
		if u.stored != nil {
			u.stored(lib)
		}
		return err
	})
	return u.summary(), cmp.Or(err, u.ctx.Err())
}

// makeFolder makes the folder for what waits, unless there is one.
func (u *updating) makeFolder() (err error) {
	if u.folder != nil {
		return nil
	}
	if u.folder, err = private.NewFolder(); err != nil {
		return fmt.Errorf("keep feeds for a while: %w", plain(err))
	}
	return nil
}

// feedClient is a client for feeds and the pages of their entries.
func (a *app) feedClient() *fetch.Client {
	return a.client(fetch.Options{Limit: largestFeed, Timeout: feedTimeout, Tries: 2})
}

// each does one of two steps for all feeds, for several hosts at once.
func (u *updating) each(step int, do func(*following)) {
	addresses := make([]string, len(u.feeds))
	for n, f := range u.feeds {
		addresses[n] = f.feed.URL
	}
	done := step * len(u.feeds)
	fetch.Spread(addresses, atOnce, func(n int) {
		f := u.feeds[n]
		if f.err == nil && u.ctx.Err() == nil {
			do(f)
		}
		u.one.Lock()
		defer u.one.Unlock()
		if done++; u.progress != nil {
			u.progress(done, 2*len(u.feeds), clean.Line(feedName(f.feed)))
		}
	})
}

// get asks for a feed, and reads it through. One that was asked for before is only read.
func (u *updating) get(f *following) {
	if f.body == "" {
		r := fetch.Request{URL: f.feed.URL, Accept: feed.Accept}
		if !u.again && !u.full && !f.isNew {
			r.Condition = fetch.Condition{ETag: f.feed.ETag, Modified: f.feed.Modified}
		}
		if f.err = u.ask(f, r); f.err != nil {
			return
		}
	}
	if f.answer.Unchanged {
		return
	}
	if f.err = u.read(f); f.err != nil && !errors.Is(f.err, context.Canceled) {
		f.err = fmt.Errorf("read %s: %w", fetch.Shown(f.feed.URL), f.err)
	}
}

// ask asks for a feed; what comes goes to a file as it comes.
func (u *updating) ask(f *following, r fetch.Request) error {
	file, err := u.file()
	if err != nil {
		return err
	}
	defer file.Close()
	r.Into = file
	a, err := u.client.Get(u.ctx, r)
	if err != nil {
		return err
	}
	f.answer, f.body = *a, file.Name()
	return nil
}

// read reads a feed through. Its entries go to a file, and that of the feed goes.
func (u *updating) read(f *following) error {
	r, closeFile, err := f.open(u.ctx)
	if err != nil {
		return err
	}
	defer closeFile()
	f.entries, err = u.lines(func(out *json.Encoder) error {
		f.survey, err = feed.Read(u.ctx, r, func(e feed.Entry) error { return out.Encode(e) })
		return err
	})
	_ = os.Remove(f.body)
	return err
}

// lines makes a file of JSON lines, and returns its path; of what does not fail, and of what is
// interrupted as far as it came.
func (u *updating) lines(write func(*json.Encoder) error) (path string, err error) {
	file, err := u.file()
	if err != nil {
		return "", err
	}
	buffered := bufio.NewWriterSize(file, 64<<10)
	out := json.NewEncoder(buffered)
	out.SetEscapeHTML(false)
	err = write(out)
	if kept := errors.Join(buffered.Flush(), file.Close()); kept != nil {
		return "", fmt.Errorf("keep articles for a while: %w", plain(kept))
	}
	return file.Name(), err
}

// file is a new file.
func (u *updating) file() (*os.File, error) {
	f, err := os.CreateTemp(u.folder.Path, "")
	if err != nil {
		return nil, fmt.Errorf("keep a feed for a while: %w", plain(err))
	}
	return f, nil
}

// open begins to read a feed from its file.
func (f *following) open(ctx context.Context) (*feed.Reader, func() error, error) {
	file, err := os.Open(f.body)
	if err != nil {
		return nil, nil, plain(err)
	}
	r, err := feed.NewReader(heeding{ctx, file}, f.answer.URL, f.answer.ContentType)
	if err != nil {
		_ = file.Close()
		return nil, nil, err
	}
	return r, file.Close, nil
}

// heeding is a reader that ends with its context.
type heeding struct {
	ctx context.Context
	io.Reader
}

func (h heeding) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.Reader.Read(p)
}

// sift leaves of the entries those that the library does not know as they are now.
func (u *updating) sift(lib *store.Store) error {
	for _, f := range u.feeds {
		if f.survey == nil || f.err != nil || u.again {
			continue
		}
		if _, err := f.survey.Sift(lib, f.feed.URL, u.whole(f)); err != nil {
			return err
		}
	}
	return nil
}

// whole says whether the pages of a feed's entries are fetched.
func (u *updating) whole(f *following) bool { return u.full || f.feed.Full }

func (u *updating) summary() feedSummary {
	s := feedSummary{Feeds: len(u.feeds)}
	for _, f := range u.feeds {
		s.Added, s.Revised = s.Added+f.outcome.Added, s.Revised+f.outcome.Revised
		s.Outcomes = append(s.Outcomes, f.outcome)
		if f.outcome.Outcome == "failed" {
			s.Failed = append(s.Failed, f.outcome)
		}
	}
	return s
}

func (a *app) feedUpdateCommand() *cobra.Command {
	u := updating{app: a}
	var asJSON bool
	c := &cobra.Command{
		Use:   "update [URL|TITLE …]",
		Short: "Bring what is new in the feeds into the library",
		Long: "Asks the feeds, all or those that are named, for what is new, and stores it as reports. A feed that fails is reported,\n" +
			"and the others go on. 'rashomon undo' takes all of an update back; what is taken back does not come again, but with --again.",
		Example: "  rashomon feed update\n  rashomon feed update \"Harbour Post\" --full",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			context.AfterFunc(ctx, stop) // a second signal ends it at once
			if err := a.online("feed update"); err != nil {
				return err
			}
			err := a.withLibraryThere(func(lib *store.Store) error {
				feeds, err := feedsNamed(lib, args)
				u.follow(feeds)
				return err
			})
			if err == nil && len(u.feeds) == 0 {
				fmt.Fprintln(a.Err, "no feeds: 'rashomon feed add URL' follows one")
				return nil
			}
			if err != nil {
				return err
			}
			u.ctx = ctx
			return u.tellAll("feed update", asJSON)
		},
	}
	c.Flags().BoolVar(&u.full, "full", false, "fetch the pages of new entries, for their whole text")
	c.Flags().BoolVar(&u.again, "again", false, "take in all entries once more, those too whose reports were removed")
	c.Flags().BoolVar(&asJSON, "json", false, "write the outcomes as JSON lines")
	return c
}

// tellAll runs an update for the command line.
func (u *updating) tellAll(verb string, asJSON bool) error {
	x := arriving{app: u.app, ctx: u.ctx, verb: verb, json: asJSON, bar: newBar(u.Err, 2*len(u.feeds))}
	defer x.bar.clear()
	u.progress = func(done, _ int, _ string) { x.bar.show(done) }
	u.stored = func(lib *store.Store) {
		x.bar.clear()
		u.gather(u.ctx, lib, x.added)
	}
	u.told = func(w arrived, o arrival.Outcome) {
		if o.Result == arrival.Added {
			x.added = append(x.added, o.ID)
		}
		if asJSON || o.Result == arrival.Added || o.Result == arrival.Revised {
			x.tell(w, o)
		}
	}
	s, err := u.run(func(do func(*store.Store) error) error {
		return (&fetching{arriving: x}).whenFree(do)
	})
	x.bar.clear()
	for n, f := range u.feeds {
		if f.outcome.Outcome != "" {
			u.tell(f, s.Outcomes[n], asJSON)
		}
	}
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%s stopped; what is in stays (%s): %w", verb, screen.Count(s.Added+s.Revised, "report", "reports"), err)
	case err != nil:
		return err
	}
	return s.failed()
}

// failed is the error for feeds that failed, and for those of which entries did.
func (s feedSummary) failed() error {
	some := someFailed{all: s.Feeds}
	for _, o := range s.Outcomes {
		if o.Outcome == "failed" || o.Failed > 0 {
			some.failed++
		}
		if o.Failed < o.Entries {
			some.partly++ // the rest of it is in
		}
	}
	if some.failed == 0 {
		return nil
	}
	return some
}
