package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/ingest/fetch"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// errNoSuchFeed says that the library does not follow that feed.
var errNoSuchFeed = errors.New("the library follows no such feed")

func (a *app) feedCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "feed",
		Short: "Follow feeds (RSS, Atom, JSON Feed): what is new in them becomes reports",
		Long: "Follows feeds: 'update' brings what is new in them into the library, as reports. An entry that has changed is a new\n" +
			"revision of its report. A report that you remove does not come back.",
		Example: "  rashomon feed add https://harbour.example/feed\n  rashomon feed update\n  rashomon feed import subscriptions.opml",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(a.feedAddCommand(), a.feedListCommand(), a.feedRemoveCommand(), a.feedUpdateCommand(), a.feedImportCommand(), a.feedExportCommand())
	return c
}

func (a *app) feedListCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the feeds that the library follows",
		Example: "  rashomon feed list",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.withLibrary(true, func(lib *store.Store) error {
				feeds, err := lib.Feeds()
				switch {
				case err != nil:
					return err
				case asJSON:
					shown := make([]annotate.Feed, len(feeds))
					for n, f := range feeds {
						shown[n], shown[n].URL = f, fetch.Bare(f.URL)
					}
					return writeJSON(a.Out, shown, "  ")
				case len(feeds) == 0:
					fmt.Fprintln(a.Err, "no feeds: 'rashomon feed add URL' follows one")
				}
				for _, f := range feeds {
					a.tellFeed(f)
				}
				return nil
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "write a JSON array")
	return c
}

// tellFeed writes two lines about a feed, and a third one where it failed last.
func (a *app) tellFeed(f annotate.Feed) {
	day := "2006-01-02 15:04"
	state := "never asked yet"
	if !f.Checked.IsZero() {
		state = "asked " + f.Checked.In(a.now().Location()).Format(day)
	}
	if !f.Updated.IsZero() {
		state += ", brought something " + f.Updated.In(a.now().Location()).Format(day)
	}
	if f.Full {
		state += ", with whole pages"
	}
	fmt.Fprintf(a.Out, "%s\n  %s\n  %s\n", clean.Line(feedName(f)), clean.Line(fetch.Bare(f.URL)), state)
	if f.Failed != "" {
		fmt.Fprintf(a.Out, "  failed %s: %s\n", times(f.Failures), clean.Line(f.Failed))
	}
}

// times is how often in a row something happened.
func times(n int) string {
	if n == 1 {
		return "once"
	}
	return screen.Number(n) + " times in a row"
}

// feedName is what a feed is called: its address without name and password, where it has no title.
func feedName(f annotate.Feed) string {
	if f.Title != "" {
		return f.Title
	}
	return fetch.Bare(f.URL)
}

func (a *app) feedRemoveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "remove URL|TITLE …",
		Short: "Follow feeds no longer; their reports stay",
		Long: "Follows feeds no longer. Their reports stay. 'rashomon undo' does not know of it: 'rashomon feed add' follows a feed again,\n" +
			"and what it holds then comes in again, but what is there.",
		Example: "  rashomon feed remove https://harbour.example/feed",
		Args:    someOf("the addresses or titles of feeds"),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.withLibraryThere(func(lib *store.Store) error {
				chosen, err := feedsNamed(lib, args)
				if err != nil {
					return err
				}
				for _, f := range chosen {
					if err := lib.RemoveFeed(f.URL); err != nil {
						return err
					}
					again := "rashomon feed add "
					if f.Full {
						again += "--full "
					}
					fmt.Fprintf(a.Out, "%s: no longer followed; its reports stay\n", clean.Line(feedName(f)))
					fmt.Fprintf(a.Err, "'%s%s' follows it again; 'rashomon undo' does not\n", again, fetch.Shown(f.URL))
				}
				return nil
			})
		},
	}
}

// feedsNamed is the feeds of those addresses or titles, each once, in the library's order; of none,
// all feeds. It returns errNoSuchFeed or store.ErrAmbiguous.
func feedsNamed(lib *store.Store, names []string) ([]annotate.Feed, error) {
	all, err := lib.Feeds()
	if err != nil || len(names) == 0 {
		return all, err
	}
	named := map[string]bool{}
	for _, name := range names {
		found := feedsCalled(all, name)
		switch {
		case len(found) == 0:
			return nil, fmt.Errorf("feed %q: %w", fetch.Bare(name), errNoSuchFeed)
		case len(found) > 1:
			return nil, hinted{fmt.Errorf("feed %q: %w", fetch.Bare(name), store.ErrAmbiguous), "give the address: 'rashomon feed list' shows it"}
		}
		named[found[0].URL] = true
	}
	var out []annotate.Feed
	for _, f := range all {
		if named[f.URL] {
			out = append(out, f)
		}
	}
	return out, nil
}

// feedsCalled is the feeds that a name means: that of the address, else those of the same page, else
// those of the title.
func feedsCalled(all []annotate.Feed, name string) []annotate.Feed {
	key := annotate.AddressKey(name)
	for _, is := range []func(annotate.Feed) bool{
		func(f annotate.Feed) bool { return f.URL == name },
		func(f annotate.Feed) bool { return key != "" && annotate.AddressKey(f.URL) == key },
		func(f annotate.Feed) bool { return strings.EqualFold(f.Title, annotate.Line(name)) },
	} {
		var found []annotate.Feed
		for _, f := range all {
			if is(f) {
				found = append(found, f)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}
