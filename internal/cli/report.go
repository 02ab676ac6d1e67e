package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/quality"
	"rashomon/annotate/suggest"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/figures"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// reporting is one run of report.
type reporting struct {
	json  bool
	where string
	zone  string
	look  int
	top   int
}

func (a *app) reportCommand() *cobra.Command {
	var x reporting
	c := &cobra.Command{
		Use:   "report",
		Short: "Say how well the library is labelled: coverage, drift, annotators against gold, what to look at again",
		Long: "Counts which sentences are labelled twice or more, once, and not at all, and holds each annotator against gold and\n" +
			"against the labels of the annotator's own other days. Then it lists the sentences most worth a second look, and why.\n" +
			"docs/report.md says what each figure means.",
		Example: "  rashomon report\n  rashomon report --look 50 --where 'source:post' --json | jq '.second_look[] | .why'",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.withLibrary(true, func(lib *store.Store) error { return a.report(ctx, lib, x) })
		},
	}
	f := c.Flags()
	f.BoolVar(&x.json, "json", false, "write a JSON object")
	f.StringVar(&x.where, "where", "", "only what passes this `QUERY`, or @NAME of a kept one")
	f.StringVar(&x.zone, "zone", "", "days of this time `ZONE`, such as Europe/Paris (default that of this machine)")
	f.IntVar(&x.look, "look", 20, "at most so many sentences worth a second look; 0 for none")
	f.IntVar(&x.top, "top", 20, "at most so many stories and days each; 0 for all; JSON has all")
	return c
}

func (x reporting) options(a *app, lib *store.Store) (o quality.Options, err error) {
	o = quality.Options{Zone: a.now().Location(), Most: x.look}
	if x.top < 0 || x.look < 0 {
		return o, usage(fmt.Errorf("--top %d --look %d: not 0 or more", x.top, x.look))
	}
	if x.zone != "" {
		if o.Zone, err = time.LoadLocation(x.zone); err != nil {
			return o, usage(fmt.Errorf("--zone %q: no time zone is called that", x.zone))
		}
	}
	if o.Scheme, err = a.schemeInForce(lib); err != nil {
		return o, err
	}
	learner := suggest.NewLearner(o.Scheme)
	var one sync.Mutex // a learner serves one at a time
	o.Suggest = func(of annotate.Article, b annotate.Body) []suggest.Suggestion {
		out := suggest.Article(b.Text, of.Language, b.Sentences)
		one.Lock()
		defer one.Unlock()
		for i := range out {
			out[i] = learner.Suggest(out[i])
		}
		return out
	}
	return o, nil
}

func (a *app) report(ctx context.Context, lib *store.Store, x reporting) error {
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
	r, err := quality.Count(ctx, q, lib, o)
	bar.clear()
	if err != nil {
		return err
	}
	if x.json {
		return writeJSON(a.Out, r, "  ")
	}
	width, look, out := a.terminalWidth(), theme.New(true, false), io.Writer(a.Out)
	if width > 0 {
		out, look = &colorprofile.Writer{Forward: a.Out, Profile: colorprofile.Detect(file(a.Out), os.Environ())}, terminalTheme()
	}
	sheet := figures.Lay(reportTables(r, x.top), width, look)
	for n := range sheet.Len() {
		fmt.Fprintln(out, sheet.Line(n))
	}
	a.tellLooks(r)
	return nil
}

// tellLooks lists the sentences that are worth a second look.
func (a *app) tellLooks(r quality.Report) {
	if len(r.Look) == 0 {
		return
	}
	fmt.Fprintf(a.Out, "\nWorth a second look: %s of %s\n", screen.Number(len(r.Look)), screen.Count(r.Looks, "sentence", "sentences"))
	for _, l := range r.Look {
		fmt.Fprintf(a.Out, "\n%s:%d  %s\n  %s\n", l.Article.String()[:8], l.Sentence+1, clean.Line(l.Title), clean.Line(l.Text))
		for _, why := range l.Why {
			fmt.Fprintf(a.Out, "  - %s\n", clean.Line(why))
		}
	}
}
