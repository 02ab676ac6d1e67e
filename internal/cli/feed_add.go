package cli

import (
	"bytes"
	"errors"
	"fmt"
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
			u := updating{app: a, ctx: ctx, client: feedClient()}
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
	if err := x.withLibrary(false, func(*store.Store) error { return nil }); err != nil {
		return err
	}
	if err := u.makeFolder(); err != nil {
		return err
	}
	defer os.RemoveAll(u.folder)
	failed := 0
	for _, arg := range args {
		f, err := x.look(u, arg)
		if err != nil {
			failed++
			x.complain(hinting(fmt.Errorf("feed add: %w", err)))
			continue
		}
		u.feeds = append(u.feeds, f)
	}
	if err := u.ctx.Err(); err != nil {
		return err
	}
	err := x.withLibrary(false, func(lib *store.Store) error { return x.settle(lib, u, changed) })
	if err == nil && len(u.feeds) > 0 && !x.later {
		err = u.tellAll("feed add", x.json)
	}
	if some := (someFailed{}); errors.As(err, &some) || err == nil && failed > 0 {
		return someFailed{some.failed + failed, 0, len(args)}
	}
	return err
}

// look is the feed at an address, or that which the page there names.
func (x *adding) look(u *updating, arg string) (*following, error) {
	address, err := feed.Address(arg)
	if err != nil {
		return nil, err
	}
	for range 2 {
		a, err := u.client.Get(u.ctx, fetch.Request{URL: address, Accept: feed.Accept})
		if err != nil {
			return nil, err
		}
		r, err := feed.NewReader(bytes.NewReader(a.Bytes()), a.URL, a.ContentType)
		if err == nil {
			f := x.found(r, address)
			return f, u.keep(f, a)
		}
		links := feed.Links(a.Bytes(), a.URL)
		switch {
		case !looksLikePage(a):
			return nil, fmt.Errorf("%s: %w", clean.Name(address), err)
		case len(links) == 0:
			return nil, fmt.Errorf("%s: %w", clean.Name(address), errNoFeedThere)
		case len(links) > 1:
			return nil, hinted{fmt.Errorf("%s: %w", clean.Name(address), errManyFeeds), "add one of them: " + addressesOf(links)}
		}
		address = links[0].URL
	}
	return nil, fmt.Errorf("%s: %w", clean.Name(address), feed.ErrNotFeed)
}

// found is a feed that is new, for all that is known by now.
func (x *adding) found(r *feed.Reader, address string) *following {
	_, _ = r.Next() // then it is known what stands before the first entry
	h := r.Head()
	return &following{isNew: true, feed: annotate.Feed{URL: address, Title: clean.Line(h.Title), Site: clean.Line(h.Site)}}
}

func looksLikePage(a *fetch.Answer) bool {
	start := bytes.ToLower(a.Bytes()[:min(len(a.Bytes()), 4<<10)])
	return strings.Contains(a.ContentType, "html") || bytes.Contains(start, []byte("<html")) || bytes.Contains(start, []byte("<!doctype html"))
}

func addressesOf(feeds []annotate.Feed) string {
	var out []string
	for _, f := range feeds {
		if len(out) == 12 {
			out = append(out, "…")
			break
		}
		line := clean.Line(f.URL)
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
	story, err := x.storyFor(lib)
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
		if changed("story") {
			f.feed.Story = story
		}
		if !f.isNew || x.later {
			if err := lib.PutFeed(f.feed, nil); err != nil {
				return err
			}
		}
		if x.later && f.isNew {
			fmt.Fprintf(x.Out, "%s: followed; 'rashomon feed update' brings its entries in\n", clean.Line(feedName(f.feed)))
		}
	}
	return nil
}

// storyFor is the story that --story names, which is made where there is none.
func (x *adding) storyFor(lib *store.Store) (annotate.ID, error) {
	return storyTitled(lib, x.story, x.annotatorName())
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
