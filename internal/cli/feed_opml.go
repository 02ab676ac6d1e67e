package cli

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/export"
	"rashomon/ingest"
	"rashomon/ingest/feed"
	"rashomon/ingest/fetch"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

func (a *app) feedImportCommand() *cobra.Command {
	var private bool
	c := &cobra.Command{
		Use:   "import FILE.opml|-",
		Short: "Follow the feeds of an OPML file, as other programs export them",
		Long: "Follows the feeds that an OPML file lists, those within its folders too; those that are followed already stay as\n" +
			"they are. Nothing is fetched: 'rashomon feed update' brings their entries in. Feeds of this machine and of private\n" +
			"networks are left out, but with --private: a list from elsewhere is not to send anybody there.",
		Example: "  rashomon feed import subscriptions.opml",
		Args:    exactly(1, "an OPML file, or - for standard input"),
		RunE:    func(_ *cobra.Command, args []string) error { return a.importFeeds(args[0], private) },
	}
	c.Flags().BoolVar(&private, "private", false, "follow those of this machine and of private networks, too")
	return c
}

func (a *app) importFeeds(path string, private bool) error {
	in := a.In
	if path != ingest.Stdin {
		f, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("feed import: read %s: %w", clean.Name(path), plain(err))
		}
		defer f.Close()
		in = f
	}
	var listed []feed.Listed
	bad := 0
	told := a.newComplaints("feed import", path)
	cut := feed.ReadOPML(in, func(x feed.Listed, err error) {
		if err == nil && !private && inPrivate(x.Feed.URL) {
			err = &feed.LineError{Line: x.Line, Why: fmt.Errorf("%s: %w", fetch.Shown(x.Feed.URL), errPrivateFeed)}
		}
		if err != nil {
			bad++
			told.tell(err)
			return
		}
		listed = append(listed, x)
	})
	told.rest()
	if cut != nil && len(listed) == 0 {
		return fmt.Errorf("feed import: read %s: %w", clean.Name(path), plain(cut))
	}
	added, there := 0, 0
	err := a.withLibrary(false, func(lib *store.Store) (err error) {
		return lib.Together(func(lib *store.Store) error {
			added, there, err = a.followListed(lib, listed)
			return err
		})
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Out, "%s followed now, %d followed already\n", screen.Count(added, "feed is", "feeds are"), there)
	if added > 0 {
		fmt.Fprintln(a.Err, "'rashomon feed update' brings their entries in")
	}
	if cut != nil {
		bad++
		a.complain(fmt.Errorf("feed import: read %s: the rest of it: %w", clean.Name(path), cut))
	}
	if bad > 0 {
		return someFailed{bad, 0, bad + len(listed)}
	}
	return nil
}

// errPrivateFeed says that a list names a feed to which it may not send.
var errPrivateFeed = hinted{fetch.ErrPrivate, "--private follows such feeds, too"}

// inPrivate says whether an address is one of this machine or of a private network, as it is written.
func inPrivate(address string) bool {
	u, err := url.Parse(address)
	return err == nil && fetch.Private(u.Hostname())
}

// followListed follows those of the feeds that the library does not follow yet.
func (a *app) followListed(lib *store.Store, listed []feed.Listed) (added, there int, err error) {
	all, err := lib.Feeds()
	if err != nil {
		return 0, 0, err
	}
	known := map[string]bool{}
	for _, f := range all {
		known[annotate.AddressKey(f.URL)] = true
	}
	for _, x := range listed {
		key := annotate.AddressKey(x.Feed.URL)
		if known[key] {
			there++
			continue
		}
		known[key] = true
		if x.Feed.Story, err = storyTitled(lib, x.Story, a.annotatorName()); err != nil {
			return added, there, err
		}
		x.Feed.Added = annotate.Instant(a.now())
		if err := lib.PutFeed(x.Feed, nil); err != nil {
			return added, there, err
		}
		added++
	}
	return added, there, nil
}

func (a *app) feedExportCommand() *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:     "export",
		Short:   "Write the feeds as OPML, which other programs read",
		Example: "  rashomon feed export -o feeds.opml",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.withLibrary(true, func(lib *store.Store) error { return a.exportFeeds(lib, path) })
		},
	}
	c.Flags().StringVarP(&path, "output", "o", "", "write to this `FILE`, whole or not at all")
	return c
}

func (a *app) exportFeeds(lib *store.Store, path string) error {
	feeds, err := lib.Feeds()
	if err != nil {
		return err
	}
	var listed []feed.Listed
	secret := 0
	for _, f := range feeds {
		if u, err := url.Parse(f.URL); err == nil && u.User != nil {
			secret++
		}
		x := feed.Listed{Feed: f}
		if f.Story != 0 {
			s, err := lib.Story(f.Story)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			x.Story = s.Title
		}
		listed = append(listed, x)
	}
	if secret > 0 {
		fmt.Fprintf(a.Err, "without name and password: %s\n", screen.Count(secret, "feed", "feeds"))
	}
	write := func(w io.Writer) error { return feed.WriteOPML(w, listed, a.now()) }
	if path == "" || path == "-" {
		return write(a.Out)
	}
	if sameFile(path, lib.Path()) {
		return fmt.Errorf("write %q: %w", path, errLibraryItself)
	}
	if err := export.File(path, write); err != nil {
		return err
	}
	fmt.Fprintf(a.Err, "%s: %s\n", clean.Name(path), screen.Count(len(listed), "feed", "feeds"))
	return nil
}
