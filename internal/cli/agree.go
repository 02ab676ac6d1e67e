package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/agreement"
	"rashomon/internal/clean"
	"rashomon/store"
	tables "rashomon/ui/agreement"
	"rashomon/ui/figures"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// agreeing is one run of agree.
type agreeing struct {
	json, plain, bare bool
	where             string
	annotators        []string
	by                string
	samples, top      int
	seed              uint64
}

// mostSamples is where more of them would no longer change an interval.
const mostSamples = 100_000

// agreeBy is what figures are broken down by.
func agreeBy(name string) (tables.By, bool) {
	for by := tables.Everything; by <= tables.Span; by++ {
		if by.String() == name || by == tables.Everything && name == "all" {
			return by, true
		}
	}
	return tables.Everything, false
}

func (a *app) agreeCommand() *cobra.Command {
	var x agreeing
	c := &cobra.Command{
		Use:   "agree",
		Short: "Say how far annotators agree: kappa, alpha, F1 of spans, with intervals",
		Long: "Compares what annotators say of the same sentences, by one scheme: raw agreement, Cohen's and Fleiss' kappa and\n" +
			"Krippendorff's alpha, of all labels and of each, of each two annotators and of each story; and what words they label.\n" +
			"Each figure has an interval, in which it would lie 95 times of 100 if other sentences like these were labelled.\n" +
			"A figure that is undefined is –, with the reason. Gold is left out unless --annotators names it.\n" +
			"docs/agreement.md says what each figure means.",
		Example: "  rashomon agree\n  rashomon agree --by pair --annotators ana,ben\n  rashomon agree --where 'story:flood' --json | jq .overall.alpha\n" +
			"  rashomon agree --annotators ana,gold",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.withLibrary(true, func(lib *store.Store) error { return a.agree(ctx, lib, x) })
		},
	}
	f := c.Flags()
	f.BoolVar(&x.json, "json", false, "write a JSON object")
	f.BoolVar(&x.plain, "plain", false, "aligned text without bars, as in a pipe")
	f.StringVar(&x.where, "where", "", "only what passes this `QUERY`, or @NAME of a kept one")
	f.StringSliceVar(&x.annotators, "annotators", nil, "only these: `NAME,NAME…` (default everyone but gold)")
	f.StringVar(&x.by, "by", "all", "show the figures by `WHAT`: label, pair, story, span, or a little of all; JSON has all")
	f.IntVar(&x.samples, "samples", 1000, "so many samples for the intervals")
	f.Uint64Var(&x.seed, "seed", 1, "the seed of the samples: the same one, the same intervals")
	f.BoolVar(&x.bare, "no-intervals", false, "figures only, which is faster")
	f.IntVar(&x.top, "top", 20, "with --by all, at most so many labels, pairs and stories each; 0 for all")
	return c
}

// options turns the flags into what to compare.
func (x agreeing) options(a *app, lib *store.Store) (o agreement.Options, err error) {
	o = agreement.Options{Samples: x.samples, Seed: x.seed}
	for _, name := range x.annotators {
		if name = annotate.Line(name); name != "" && !slices.Contains(o.Annotators, name) {
			o.Annotators = append(o.Annotators, name)
		}
	}
	_, known := agreeBy(x.by)
	switch {
	case !known:
		return o, usage(fmt.Errorf("--by %q: not all, label, pair, story or span", x.by))
	case x.samples < 0 || x.samples > mostSamples:
		return o, usage(fmt.Errorf("--samples %d: not 0 to %s", x.samples, screen.Number(mostSamples)))
	case x.top < 0:
		return o, usage(fmt.Errorf("--top %d: not 0 or more", x.top))
	case x.annotators != nil && len(o.Annotators) < 2:
		return o, usage(fmt.Errorf("--annotators %q: not two names or more", strings.Join(x.annotators, ",")))
	}
	if x.bare {
		o.Samples = 0
	}
	o.Scheme, err = a.schemeInForce(lib)
	return o, err
}

func (a *app) agree(ctx context.Context, lib *store.Store, x agreeing) error {
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
	r, err := agreement.Count(ctx, q, lib, o)
	bar.clear()
	if err != nil {
		return err
	}
	none := r.Sentences == 0 && r.Spans.Articles == 0
	switch {
	case x.json:
		err = writeJSON(a.Out, r, "  ")
	case !none:
		a.tellAgreement(r, x)
	}
	if r.EarlierRevisions > 0 {
		fmt.Fprintf(a.Err, "left out: %s of a text that has a newer revision\n", screen.Count(r.EarlierRevisions, "annotation", "annotations"))
	}
	if err == nil && none {
		return nothingShared{r, len(o.Annotators) > 0}
	}
	return err
}

// tellAgreement draws the tables of a report.
func (a *app) tellAgreement(r agreement.Report, x agreeing) {
	width, look, out := a.terminalWidth(), theme.New(true, false), io.Writer(a.Out)
	if x.plain {
		width = 0
	}
	if width > 0 {
		out, look = &colorprofile.Writer{Forward: a.Out, Profile: colorprofile.Detect(file(a.Out), os.Environ())}, terminalTheme()
	}
	by, _ := agreeBy(x.by)
	sheet := figures.Lay(tables.Tables(r, by, x.top), width, look)
	for n := range sheet.Len() {
		fmt.Fprintln(out, sheet.Line(n))
	}
	for _, who := range r.Annotators {
		if who.Sentences+who.Alone+who.Spans == 0 {
			fmt.Fprintf(a.Err, "%s has labelled nothing of this by scheme %s\n", clean.Line(who.Name), clean.Line(r.Scheme))
		}
	}
}

// nothingShared is the end of a comparison of annotators who labelled nothing that another
// labelled too: the exit code is that of a search that found nothing.
type nothingShared struct {
	agreement.Report
	named bool // they were named
}

func (e nothingShared) Is(target error) bool { return target == errNothingFound }

// Error says who labelled nothing, or alone, and what to do about it.
func (e nothingShared) Error() string {
	var alone, none []string
	for _, who := range e.Annotators {
		if who.Alone+who.Spans > 0 {
			alone = append(alone, clean.Line(who.Name))
		} else {
			none = append(none, who.Name)
		}
	}
	here := "by scheme " + clean.Line(e.Scheme)
	if e.Query != "" {
		here += " where " + clean.Line(e.Query)
	}
	switch {
	case slices.Contains(none, annotate.Gold):
		return "nothing to compare: there is no gold yet " + here + "\nhint: 'rashomon adjudicate' makes it"
	case len(none) > 0 && e.named:
		return fmt.Sprintf("nothing to compare: %s has labelled nothing %s\nhint: 'rashomon stats' says who has labelled what", clean.Line(strings.Join(none, ", nor ")), here)
	case len(alone) == 0:
		return "nothing to compare: nobody has labelled anything " + here + "\nhint: 'rashomon stats' counts what is labelled, 'rashomon merge FILE…' brings in what others labelled"
	case len(alone) == 1:
		return "nothing to compare: only " + alone[0] + " has labelled anything " + here + "\nhint: 'rashomon merge FILE…' brings in what others labelled"
	}
	return fmt.Sprintf("nothing to compare: %d annotators have labelled, but no two of them the same sentence %s\nhint: 'rashomon assign' hands out reports so that some are labelled twice", len(alone), here)
}
