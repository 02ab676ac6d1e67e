package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"rashomon/annotate/stats"
	"rashomon/store"
	"rashomon/ui/counts"
	"rashomon/ui/figures"
	"rashomon/ui/theme"
)

// counting is one run of stats.
type counting struct {
	json, plain bool
	where       string
	annotator   string
	zone        string
	top         int
}

func (a *app) statsCommand() *cobra.Command {
	var x counting
	c := &cobra.Command{
		Use:   "stats",
		Short: "Count what is labelled: by label, source, story, annotator and day, and the time it took",
		Long: "Counts the sentences and spans that are labelled by one scheme: by label, source, story, annotator, day and speaker,\n" +
			"and the time it took. With --where it counts the reports that pass a query, and of what is said of them what passes too.\n" +
			"On a terminal there are bars, elsewhere aligned text. docs/stats.md says what each figure means.",
		Example: "  rashomon stats\n  rashomon stats --where 'label:claim date:2031' --json | jq .sentences.labelled",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.withLibrary(true, func(lib *store.Store) error { return a.stats(ctx, lib, x) })
		},
	}
	f := c.Flags()
	f.BoolVar(&x.json, "json", false, "write a JSON object")
	f.BoolVar(&x.plain, "plain", false, "aligned text without bars, as in a pipe")
	f.StringVar(&x.where, "where", "", "only what passes this `QUERY`, or @NAME of a kept one")
	f.StringVar(&x.annotator, "annotator", "", "only what this annotator says: `NAME`")
	f.StringVar(&x.zone, "zone", "", "days of this time `ZONE`, such as Europe/Paris (default that of this machine)")
	f.IntVar(&x.top, "top", 20, "at most so many sources, stories, days, speakers each; 0 for all; JSON has all")
	return c
}

// options turns the flags into how to count.
func (x counting) options(a *app, lib *store.Store) (o stats.Options, err error) {
	o = stats.Options{Annotator: x.annotator, Zone: a.now().Location()}
	if x.top < 0 {
		return o, usage(fmt.Errorf("--top %d: not 0 or more", x.top))
	}
	if x.zone != "" {
		if o.Zone, err = time.LoadLocation(x.zone); err != nil {
			return o, usage(fmt.Errorf("--zone %q: no time zone is called that", x.zone))
		}
	}
	o.Scheme, err = a.schemeInForce(lib)
	return o, err
}

func (a *app) stats(ctx context.Context, lib *store.Store, x counting) error {
	q, err := a.query(lib, x.where)
	if err != nil {
		return err
	}
	o, err := x.options(a, lib)
	if err != nil {
		return err
	}
	bar := newBar(a.Err, 100)
	o.Progress = func(part float64) { bar.show(int(100 * part)) }
	r, err := stats.Count(ctx, q, lib, o)
	bar.clear()
	if err != nil {
		return err
	}
	if x.json {
		return writeJSON(a.Out, r, "  ")
	}
	width, look, out := a.terminalWidth(), theme.New(true, false), io.Writer(a.Out)
	if x.plain {
		width = 0
	}
	if width > 0 {
		out, look = &colorprofile.Writer{Forward: a.Out, Profile: colorprofile.Detect(file(a.Out), os.Environ())}, terminalTheme()
	}
	sheet := figures.Lay(counts.Tables(r, counts.Everything, x.top), width, look)
	for n := range sheet.Len() {
		fmt.Fprintln(out, sheet.Line(n))
	}
	if width > 0 && r.Articles.All == 0 {
		fmt.Fprintln(a.Err, "nothing to count: 'rashomon list' shows what there is")
	}
	return nil
}
