package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/ingest"
	"rashomon/ingest/fetch"
	"rashomon/internal/clean"
	"rashomon/store"
)

const (
	atOnce      = 8       // hosts that pages come from at the same time
	longestLine = 1 << 20 // bytes of a line of addresses
)

var errNoAddress = errors.New("nothing to fetch: name addresses, or - for standard input")

// fetching is one run of fetch.
type fetching struct {
	arriving
	options fetch.Options
	save    string // the folder that pages go to as they came; empty for none
	dry     bool   // store nothing

	one    sync.Mutex // page at a time: of all that follows, and of what is told
	pages  []fetched  // that came, and are not stored yet
	weight int        // of those, since it was last tried to store them
	done   int        // addresses of which it is known what became of them
	lost   int        // addresses that no page came from
	first  uint64     // the first change of the run; 0 before there is one
}

// fetched is what became of an address.
type fetched struct {
	n       int // which it is of the addresses
	address string
	arrival annotate.Arrival
	notes   ingest.Notes
	err     error
}

func (a *app) fetchCommand() *cobra.Command {
	f := fetching{arriving: arriving{app: a, verb: "fetch", newest: true}}
	var wait time.Duration
	c := &cobra.Command{
		Use:   "fetch URL|- …",
		Short: "Bring web pages into the library as reports",
		Long: "Fetches pages, takes their main text and what they state of themselves, and stores that as reports; plain text and\n" +
			"Markdown files, too. With - it reads addresses from standard input, one a line; lines that begin with # are skipped.\n" +
			"A page that is there is a new revision of its report when its text has changed.\n\n" +
			"Of one host one page is fetched at a time. A page that cannot be fetched is reported, and the rest goes in.\n" +
			"'rashomon undo' takes all of a fetch back.",
		Example: "  rashomon fetch --story \"The flood\" https://harbour.example/flood https://ferry.example/news/7\n  rashomon fetch --save pages - < addresses.txt",
		Args: func(_ *cobra.Command, args []string) error {
			switch o := f.options; {
			case len(args) == 0:
				return usage(errNoAddress)
			case o.Timeout <= 0:
				return usage(fmt.Errorf("--timeout %s: not more than 0", o.Timeout))
			case wait < 0:
				return usage(fmt.Errorf("--wait %s: not 0 or more", wait))
			case o.Tries < 1:
				return usage(fmt.Errorf("--tries %d: not 1 or more", o.Tries))
			case o.Agent == "" || strings.ContainsFunc(o.Agent, func(r rune) bool { return r > unicode.MaxASCII || unicode.IsControl(r) }):
				return usage(fmt.Errorf("--user-agent %s: not a line of ASCII", clean.Name(o.Agent)))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			if f.ctx, f.options.Wait = ctx, wait; wait == 0 {
				f.options.Wait = -1 // none
			}
			return f.run(args)
		},
	}
	c.Flags().StringVar(&f.story, "story", "", "put the reports into the story of this `TITLE`")
	c.Flags().StringVarP(&f.save, "save", "o", "", "keep the pages as they came, too, in this `FOLDER`")
	c.Flags().BoolVar(&f.dry, "dry-run", false, "fetch, say what would come in, and store nothing")
	c.Flags().BoolVar(&f.alone, "no-group", false, "do not look which reports belong together")
	c.Flags().BoolVar(&f.json, "json", false, "write the outcomes as JSON lines")
	c.Flags().DurationVar(&f.options.Timeout, "timeout", 30*time.Second, "give a page up, or try again, after this `TIME`")
	c.Flags().DurationVar(&wait, "wait", time.Second, "the `TIME` between two pages of one host")
	c.Flags().IntVar(&f.options.Tries, "tries", 3, "ask a server that fails so often")
	c.Flags().StringVar(&f.options.Agent, "user-agent", fetch.Agent(), "what the program calls itself: a `NAME`")
	return c
}

// fetchOne fetches a page as a report. Keep is given the page as it came; it may be nil.
func (a *app) fetchOne(ctx context.Context, c *fetch.Client, address string, keep func(*fetch.Answer) error) (annotate.Arrival, ingest.Notes, error) {
	page, err := c.Page(ctx, fetch.Request{URL: address})
	if err == nil && keep != nil {
		err = keep(page)
	}
	if err != nil {
		return annotate.Arrival{}, nil, err
	}
	x, notes, err := page.Article(a.now())
	if errors.Is(err, ingest.ErrEmpty) {
		err = hinted{err, "scripts may make the page as it is read: save it with a browser: 'rashomon import page.html'"}
	}
	return x, notes, err
}

// run fetches pages, and opens the library only while some of them are stored: it is free while slow
// servers answer. That it can be opened is seen to before.
func (f *fetching) run(args []string) error {
	if err := f.online("fetch"); err != nil {
		return err
	}
	addresses, err := f.addresses(args)
	switch {
	case err != nil:
		return err
	case len(addresses) == 0:
		return usage(errNoAddress)
	case f.dry:
		return f.onCopy(func(lib *store.Store) error {
			with := func(do func(*store.Store) error) error { return do(lib) }
			return f.fetch(addresses, with, with)
		})
	}
	if err := f.withLibrary(false, func(*store.Store) error { return nil }); err != nil {
		return takeInThere(err)
	}
	return f.fetch(addresses, func(do func(*store.Store) error) error { return f.withLibrary(false, do) }, f.whenFree)
}

// addresses is what the arguments name, each page once.
func (f *fetching) addresses(args []string) (out []string, err error) {
	seen := map[string]bool{}
	add := func(address string) {
		key := annotate.AddressKey(address)
		if key == "" {
			key = address
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, address)
		}
	}
	for _, arg := range args {
		if arg != ingest.Stdin {
			add(strings.TrimSpace(arg))
			continue
		}
		lines := bufio.NewScanner(&stoppable{ctx: f.ctx, r: f.In})
		lines.Buffer(nil, longestLine)
		for lines.Scan() {
			if line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff")); line != "" && line[0] != '#' {
				add(line)
			}
		}
		if err := lines.Err(); err != nil {
			return nil, fmt.Errorf("read standard input: %w", err)
		}
	}
	return out, nil
}

// fetch fetches, several hosts at once, and stores pages with the library as they come, the last
// of them where it is waited for.
func (f *fetching) fetch(addresses []string, now, wait opening) error {
	var keep func(*fetch.Answer) error
	if f.save != "" {
		k, err := keepIn(f.save, f.now)
		if err != nil {
			return err
		}
		keep = k.keep
	}
	f.all, f.bar = len(addresses), newBar(f.Err, len(addresses))
	ctx, giveUp := context.WithCancelCause(f.ctx)
	defer giveUp(nil)
	client := f.client(f.options)
	fetch.Spread(addresses, atOnce, func(n int) {
		x := fetched{n: n, address: addresses[n]}
		x.arrival, x.notes, x.err = f.fetchOne(ctx, client, x.address, keep)
		if err := f.came(x, now); err != nil {
			giveUp(err)
		}
	})
	f.bar.clear()
	if err := context.Cause(ctx); err != nil && f.ctx.Err() == nil {
		return fmt.Errorf("of the pages that came %d are not stored: %w", len(f.pages), err)
	}
	return f.finish(wait)
}
