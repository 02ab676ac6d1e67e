package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rashomon/annotate/adjudication"
	"rashomon/annotate/query"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/adjudicate"
	"rashomon/ui/screen"
)

// deciding is one run of adjudicate.
type deciding struct {
	json, all, blind bool
	alone, apply     bool
	rule, best       string
	where, changed   string
}

func (a *app) adjudicateCommand() *cobra.Command {
	var x deciding
	c := &cobra.Command{
		Use:   "adjudicate",
		Short: "List the sentences on which annotators differ, or make gold of them by a rule",
		Long: "Lists the sentences on which annotators differ by one scheme, those on which they differ most first, with what each says.\n" +
			"With --rule it counts what a rule would decide, and with --apply it stores that as gold. What annotators say themselves,\n" +
			"and what somebody has decided, is never touched. On the screen T decides sentence by sentence. docs/adjudication.md tells more.",
		Example: "  rashomon adjudicate\n  rashomon adjudicate --rule majority\n  rashomon adjudicate --rule majority --apply\n  rashomon adjudicate --changed ana",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := x.check(); err != nil {
				return err
			}
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			do := func(lib *store.Store) error { return a.adjudicate(ctx, lib, x) }
			if x.apply {
				return a.withLibraryThere(do)
			}
			return a.withLibrary(true, do)
		},
	}
	f := c.Flags()
	f.BoolVar(&x.json, "json", false, "write JSON")
	f.StringVar(&x.where, "where", "", "only what passes this `QUERY`, or @NAME of a kept one")
	f.BoolVar(&x.all, "all", false, "list also what is decided")
	f.BoolVar(&x.blind, "blind", false, "list annotators without their names, in another order at each sentence")
	f.StringVar(&x.rule, "rule", "", "decide by a `RULE`: majority, unanimous or best")
	f.StringVar(&x.best, "best", "", "the annotator whom --rule best follows: `NAME` (default the one who does best)")
	f.BoolVar(&x.alone, "alone", false, "with --rule also where only one annotator labels a sentence")
	f.BoolVar(&x.apply, "apply", false, "store what the rule decides; one undo takes it back")
	f.StringVar(&x.changed, "changed", "", "list where gold says otherwise than this annotator, and why: `NAME`")
	return c
}

// check says what is wrong with the flags.
func (x deciding) check() error {
	names := make([]string, 0, 3)
	for _, r := range adjudication.Rules() {
		names = append(names, string(r))
	}
	switch {
	case x.rule != "" && !slices.Contains(names, x.rule):
		return usage(fmt.Errorf("--rule %q: none of %s", x.rule, strings.Join(names, ", ")))
	case x.best != "" && x.rule != string(adjudication.Best):
		return usage(errors.New("--best goes with --rule best"))
	case x.rule == "" && (x.apply || x.alone):
		return usage(errors.New("--apply and --alone go with --rule"))
	case x.blind && (x.rule != "" || x.changed != ""):
		return usage(errors.New("--blind goes with neither --rule nor --changed"))
	case x.changed != "" && (x.rule != "" || x.all):
		return usage(errors.New("--changed goes with neither --rule nor --all"))
	}
	return nil
}

func (a *app) adjudicate(ctx context.Context, lib *store.Store, x deciding) error {
	q, err := a.query(lib, x.where)
	if err != nil {
		return err
	}
	o := adjudication.Options{}
	if o.Scheme, err = a.schemeInForce(lib); err != nil {
		return err
	}
	bar := newBar(a.Err, 100)
	o.Progress = func(part float64) { bar.show(int(100 * part)) }
	defer bar.clear()
	switch {
	case x.rule != "":
		return a.pass(ctx, lib, x, q, o, bar)
	case x.changed != "":
		return a.changes(ctx, lib, x, q, o, bar)
	}
	if !x.all {
		o.States = []adjudication.State{adjudication.Open, adjudication.LeftOpen, adjudication.Stale}
	}
	found, err := adjudication.Find(ctx, q, lib, o)
	bar.clear()
	if err != nil {
		return err
	}
	d := differing{app: a, lib: lib, scheme: o.Scheme, blind: x.blind}
	if x.json {
		return d.writeJSON(ctx, found)
	}
	for _, at := range found.Disagreements {
		if err := d.tell(ctx, at); err != nil {
			return err
		}
	}
	what := "to decide"
	if x.all {
		what = "on which annotators differ"
	}
	fmt.Fprintf(a.Err, "%s %s, of %s that two or more annotators have labelled\n",
		screen.Count(len(found.Disagreements), "sentence", "sentences"), what, screen.Number(found.Twice))
	return nil
}

// pass shows what a rule would decide, or has it decide.
func (a *app) pass(ctx context.Context, lib *store.Store, x deciding, q query.Query, o adjudication.Options, bar *bar) error {
	p, err := adjudication.Pass(ctx, q, lib, adjudication.PassOptions{
		Options: o, Rule: adjudication.Rule(x.rule), Best: x.best, Alone: x.alone, By: a.annotatorName(), Now: a.now(),
	})
	bar.clear()
	if errors.Is(err, adjudication.ErrNobody) || errors.Is(err, adjudication.ErrUnknown) {
		return hinted{err, "'rashomon agree' says who has labelled what"}
	}
	if err != nil {
		return err
	}
	stored := false
	if x.apply && p.Sentences > 0 {
		if _, err := lib.Apply(p.Change); err != nil {
			return err
		}
		stored = true
	}
	if x.json {
		return writeJSON(a.Out, passJSONOf(p, stored), "  ")
	}
	for _, l := range adjudicate.Preview(p) {
		fmt.Fprintln(a.Out, l[:indent(l)]+clean.Line(l))
	}
	switch {
	case stored:
		fmt.Fprintf(a.Err, "stored: gold for %s; 'rashomon undo' takes it back\n", screen.Count(p.Sentences, "sentence", "sentences"))
	case p.Sentences > 0:
		fmt.Fprintln(a.Err, "nothing is stored yet: --apply does that")
	}
	return nil
}

// indent is the blanks at the beginning of a line.
func indent(l string) int { return len(l) - len(strings.TrimLeft(l, " ")) }

// passJSON is a pass as `adjudicate --rule --json` writes it.
type passJSON struct {
	Rule      string               `json:"rule"`
	Best      string               `json:"best"`
	Why       string               `json:"why"`
	Stored    bool                 `json:"stored"`
	Sentences int                  `json:"sentences"`
	Agreed    int                  `json:"agreed"`
	Differing int                  `json:"differing"`
	Replaced  int                  `json:"replaced"`
	Labels    []adjudication.Count `json:"labels"`
	Left      struct {
		Tied     int `json:"tied"`
		Silent   int `json:"silent"`
		Alone    int `json:"alone"`
		Decided  int `json:"decided"`
		Stale    int `json:"stale"`
		LeftOpen int `json:"left_open"`
		Same     int `json:"same"`
		Earlier  int `json:"earlier_pass"`
	} `json:"left"`
}

func passJSONOf(p adjudication.Plan, stored bool) passJSON {
	out := passJSON{
		Rule: string(p.Rule), Best: p.Best, Why: p.Why, Stored: stored, Sentences: p.Sentences, Agreed: p.Agreed,
		Differing: p.Differing, Replaced: p.Replaced, Labels: append([]adjudication.Count{}, p.Labels...),
	}
	l := &out.Left
	l.Tied, l.Silent, l.Alone, l.Decided, l.Stale, l.LeftOpen, l.Same, l.Earlier = p.Tied, p.Silent, p.Alone, p.Decided, p.Stale, p.LeftOpen, p.Same, p.Ruled
	return out
}
