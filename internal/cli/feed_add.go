package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/ingest/feed"
	"rashomon/ingest/fetch"
	"rashomon/internal/clean"
	"rashomon/store"
)

// Why what was to be added is not.
var (
	errNoFeedThere = errors.New("it is a page that names no feed")
	errManyFeeds   = errors.New("it is a page that names several feeds")
)

// adding is one run of feed add.
type adding struct {
	*app
	title, story string
	full, later  bool
	json         bool
}

func (a *app) feedAddCommand() *cobra.Command {
	x := adding{app: a}
	c := &cobra.Command{
		Use:   "add URL …",
		Short: "Follow feeds, and bring their entries in",
		Long: "Follows the feeds at these addresses, and brings in what they hold. The address of a page will do if the page names its\n" +
			"feed. Of a feed that is followed already, --title, --full and --story are changed.",
		Example: "  rashomon feed add https://harbour.example/\n  rashomon feed add --full --story \"The flood\" https://ferry.example/atom.xml",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 && x.title != "" {
				return usage(errors.New("--title is for one feed"))
			}
			return someOf("the addresses of feeds")(nil, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			context.AfterFunc(ctx, stop) // a second signal ends it at once
			u := updating{app: a, ctx: ctx, client: a.feedClient()}
			return x.run(&u, args, cmd.Flags().Changed)
		},
	}
	c.Flags().StringVar(&x.title, "title", "", "call the feed this `TITLE`, the source of its reports (default its own)")
	c.Flags().StringVar(&x.story, "story", "", "put its reports into the story of this `TITLE`")
	c.Flags().BoolVar(&x.full, "full", false, "fetch the page of each entry, for its whole text")
	c.Flags().BoolVar(&x.later, "no-update", false, "bring nothing in yet")
	c.Flags().BoolVar(&x.json, "json", false, "write the outcomes as JSON lines")
	return c
}

// run looks what is at the addresses, before the library is open, and follows what are feeds.
func (x *adding) run(u *updating, args []string, changed func(flag string) bool) error {
	if err := x.online("feed add"); err != nil {
		return err
	}
	if err := x.withLibrary(false, func(*store.Store) error { return nil }); err != nil {
		return err
	}
	if err := u.makeFolder(); err != nil {
		return err
	}
	defer u.folder.Remove()
	failed := 0
	for _, arg := range args {
		f, err := x.look(u, arg)
		switch {
		case err == nil:
			u.feeds = append(u.feeds, f)
		case u.ctx.Err() == nil:
			failed++
			x.fail(arg, fmt.Errorf("feed add: %w", err))
		}
	}
	if err := u.ctx.Err(); err != nil {
		return err
	}
	err := error(nil)
	if len(u.feeds) > 0 {
		err = x.withLibrary(false, func(lib *store.Store) error {
			return lib.Together(func(lib *store.Store) error { return x.settle(lib, u, changed) })
		})
	}
	if err == nil && len(u.feeds) > 0 && !x.later {
		err = u.tellAll("feed add", x.json)
	}
	if some := (someFailed{}); errors.As(err, &some) || err == nil && failed > 0 {
		return someFailed{some.failed + failed, some.partly, len(args)}
	}
	return err
}

// fail tells that there is no following what is at an address.
func (x *adding) fail(address string, err error) {
	err = hinting(err, false)
	if x.json {
		_ = writeJSON(x.Out, feedOutcome{Feed: clean.Line(fetch.Bare(address)), Outcome: "failed", Error: clean.Line(err.Error())}, "")
	}
	x.complain(err)
}

// longestHead is how much of a page is read for the feeds that it names, in bytes.
const longestHead = 1 << 20

// look is the feed at an address, or that which the page there names. Such a feed has to be outside
// of private networks, but for one on the page's own host.
func (x *adding) look(u *updating, arg string) (*following, error) {
	address, err := feed.Address(arg)
	if err != nil {
		return nil, err
	}
	f := &following{isNew: true}
	for named, again := address, false; ; again = true {
		f.feed.URL = address
		if err := u.ask(f, fetch.Request{URL: address, Accept: feed.Accept, Outside: f.outside}); err != nil {
			return nil, err
		}
		r, closeFile, err := f.open(u.ctx)
		if err == nil {
			_, _ = r.Next() // then it is known what stands before the first entry
			h := r.Head()
			f.feed.Title, f.feed.Site = clean.Line(h.Title), clean.Line(h.Site)
			return f, closeFile()
		}
		start, _ := readStart(f.body, longestHead)
		links := feed.Links(start, f.answer.URL)
		switch {
		case again || !looksLikePage(start, f.answer.ContentType):
			return nil, fmt.Errorf("%s: %w", fetch.Shown(address), err)
		case len(links) == 0:
			return nil, fmt.Errorf("%s: %w", fetch.Shown(address), errNoFeedThere)
		case len(links) > 1:
			return nil, hinted{fmt.Errorf("%s: %w", fetch.Shown(address), errManyFeeds), "add one of them: " + addressesOf(links)}
		}
		address = links[0].URL
		f.outside = !sameHost(named, address)
	}
}

// readStart is the beginning of a file, up to so many bytes.
func readStart(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, most))
}

// sameHost says whether two addresses are of one host, port included.
func sameHost(a, b string) bool {
	x, err := url.Parse(a)
	if err != nil {
		return false
	}
	y, err := url.Parse(b)
	return err == nil && x.Host == y.Host
}

func looksLikePage(start []byte, contentType string) bool {
	start = bytes.ToLower(start[:min(len(start), 4<<10)])
	return strings.Contains(contentType, "html") || bytes.Contains(start, []byte("<html")) || bytes.Contains(start, []byte("<!doctype html"))
}

func addressesOf(feeds []annotate.Feed) string {
	var out []string
	for _, f := range feeds {
		if len(out) == 12 {
			out = append(out, "…")
			break
		}
		line := clean.Line(fetch.Bare(f.URL))
		if f.Title != "" {
			line += " (" + clean.Line(f.Title) + ")"
		}
		out = append(out, line)
	}
	return strings.Join(out, ", ")
}

// settle puts the flags over the feeds, and those over what the library follows already.
func (x *adding) settle(lib *store.Store, u *updating, changed func(flag string) bool) error {
	all, err := lib.Feeds()
	if err != nil {
		return err
	}
	for _, f := range u.feeds {
		f.feed.Added = annotate.Instant(x.now())
		if there := feedsCalled(all, f.feed.URL); len(there) == 1 && annotate.AddressKey(there[0].URL) == annotate.AddressKey(f.feed.URL) {
			f.feed, f.isNew = there[0], false
			fmt.Fprintf(x.Err, "%s is followed already\n", clean.Line(feedName(f.feed)))
		}
		if changed("title") {
			f.feed.Title = clean.Line(x.title)
		}
		if changed("full") {
			f.feed.Full = x.full
		}
		if f.story = clean.Line(x.story); changed("story") && f.story == "" {
			f.feed.Story = 0
		}
		if x.later {
			if err := x.follow(lib, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// follow follows a feed without bringing anything in.
func (x *adding) follow(lib *store.Store, f *following) error {
	if f.story != "" {
		s, err := storyTitled(lib, f.story, x.annotatorName())
		if err != nil {
			return err
		}
		f.feed.Story = s
	}
	if err := lib.PutFeed(f.feed, nil); err != nil {
		return err
	}
	switch name := clean.Line(feedName(f.feed)); {
	case x.json:
		return writeJSON(x.Out, feedOutcome{Feed: clean.Line(fetch.Bare(f.feed.URL)), Title: clean.Line(f.feed.Title), Outcome: "followed"}, "")
	case f.isNew:
		fmt.Fprintf(x.Out, "%s: followed; 'rashomon feed update' brings its entries in, 'rashomon feed remove' takes this back\n", name)
	}
	return nil
}

// storyTitled is the ID of the story of a title, which is made where there is none; 0 for no title.
func storyTitled(lib *store.Store, title, by string) (annotate.ID, error) {
	if title = clean.Line(title); title == "" {
		return 0, nil
	}
	all, err := lib.Stories()
	if err != nil {
		return 0, err
	}
	s, isNew := annotate.StoryTitled(all, title)
	if isNew {
		_, err = lib.Apply(annotate.Change{By: by, What: "story " + s.Title, Edits: []annotate.Edit{{Story: &annotate.Replaced[annotate.Story]{After: &s}}}})
	}
	return s.ID, err
}
