package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/agreement"
	division "rashomon/annotate/split" // split is what a test calls something else
	"rashomon/annotate/task"
	"rashomon/export"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/figures"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// splitting is one run of split.
type splitting struct {
	exporting
	ratios      string
	seed        uint64
	tie         int
	out         string
	name        string
	anonymous   bool
	force       bool
	dryRun      bool
	json, plain bool
	samples     int

	by        string // the command
	undivided string // why there is one part only, where that is so
}

func (a *app) splitCommand() *cobra.Command {
	var x splitting
	c := &cobra.Command{
		Use:   "split",
		Short: "Divide what is labelled into train, validation and test, by story, as a data set with its card",
		Long: "Writes a folder for the Hugging Face datasets library: train.jsonl, validation.jsonl, test.jsonl and README.md, the\n" +
			"dataset card. Stories are never divided, and no sentence is in two parts, neither word for word nor nearly: stories that\n" +
			"share one stay together, and copies of what many stories have are left out, by count. docs/splits.md has the rules.",
		Example: "  rashomon split --out set\n  rashomon split --ratios 90/10 --seed 7 --gold --out gold\n  rashomon split --dry-run --where 'source:post'",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := x.check(cmd)
			if err != nil {
				return err
			}
			x.by = "rashomon split"
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.withLibrary(true, func(lib *store.Store) error { return a.split(ctx, lib, x, o) })
		},
	}
	x.flags(c)
	return c
}

func (x *splitting) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&x.ratios, "ratios", "80/10/10", "how large the parts are: `TRAIN/VALIDATION/TEST`, or TRAIN/TEST")
	f.Uint64Var(&x.seed, "seed", 1, "another `NUMBER` divides otherwise; the same the same way again")
	f.StringVarP(&x.out, "out", "o", "", "write this `FOLDER`, whole or not at all")
	f.IntVar(&x.tie, "tie", division.DefaultTie, "a sentence in up to `N` stories ties them together; in more its copies are left out; 1 ties nothing")
	f.StringVar(&x.name, "name", "", "what the data set is called (default the folder's `NAME`)")
	f.BoolVar(&x.anonymous, "anonymous", false, "numbers in the place of annotators' names")
	f.BoolVar(&x.force, "force", false, "replace the files of a folder that holds others, or was changed by hand")
	f.BoolVar(&x.dryRun, "dry-run", false, "write nothing: only say how it would be divided")
	f.BoolVar(&x.json, "json", false, "say it as a JSON object")
	f.BoolVar(&x.plain, "plain", false, "aligned text, as in a pipe")
	f.IntVar(&x.samples, "samples", 1000, "bootstrap `SAMPLES` for the intervals of agreement; 0 for none")
	x.choiceFlags(c)
}

func (x *splitting) check(cmd *cobra.Command) (o division.Options, err error) {
	x.format = huggingFace
	if err := x.exporting.check(cmd.Flags().Changed); err != nil {
		return o, err
	}
	o = division.Options{Seed: x.seed, Tie: x.tie}
	if o.Ratios, err = division.ParseRatios(x.ratios); err != nil {
		return o, usage(fmt.Errorf("--ratios %w", err))
	}
	switch {
	case x.tie < 1:
		return o, usage(fmt.Errorf("--tie %d: not 1 or more", x.tie))
	case x.samples < 0:
		return o, usage(fmt.Errorf("--samples %d: not 0 or more", x.samples))
	case x.out == "" && !x.dryRun:
		return o, usage(errors.New("--out FOLDER is missing; --dry-run writes nothing"))
	}
	return o, nil
}

func (a *app) split(ctx context.Context, lib *store.Store, x splitting, o division.Options) error {
	if err := a.choose(lib, &x.exporting); err != nil {
		return err
	}
	err := a.divide(ctx, lib, x, o)
	few := division.TooFew{}
	switch fewer := ""; {
	case errors.As(err, &few):
		return a.tooFew(lib, x, few)
	case errors.Is(err, division.ErrEmptySide):
		if len(o.Ratios.Names()) > 2 {
			fewer = "ask for fewer parts: --ratios 90/10, "
		}
		return hinted{fmt.Errorf("split: %w", err), "label reports of more stories, " + fewer + "or try another --seed or --tie"}
	}
	return err
}

// tooFew is the error of too few stories, with what there is in the library.
func (a *app) tooFew(lib *store.Store, x splitting, few division.TooFew) error {
	rows, err := lib.Rows(0)
	if err != nil {
		return err
	}
	stories, all := map[annotate.ID]bool{}, 0
	for _, r := range rows {
		if r.Story == 0 || !stories[r.Story] {
			all++
		}
		stories[r.Story] = true
	}
	have, then := "labels that were asked for", "label reports of more"
	if x.filter.Gold {
		have, then = "gold", "'rashomon adjudicate' decides on more"
	}
	hint := fmt.Sprintf("only %d of %s in the library %s %s: %s", few.Stories, screen.Count(all, "story", "stories"), hasOrHave(few.Stories), have, then)
	if few.Stories == all {
		hint = "the library has no more stories; a report that is in none counts as one"
	}
	if few.Stories == 2 {
		hint += ", or ask for fewer parts: --ratios 90/10"
	}
	return hinted{fmt.Errorf("split: %w", few), hint}
}

func hasOrHave(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

// divide divides what was chosen, and writes it.
func (a *app) divide(ctx context.Context, lib *store.Store, x splitting, o division.Options) error {
	if !x.dryRun {
		if err := mayWrite(lib, x.out, x.force); err != nil {
			return err
		}
	}
	to, err := a.taskOptions(ctx, lib, x.exporting)
	if err != nil {
		return err
	}
	bar := newBar(a.Err, 100)
	o.Progress = func(part float64) { bar.show(int(100 * part)) }
	set, n, err := export.Divide(ctx, lib, x.filter, to, o)
	bar.clear()
	if errors.Is(err, division.ErrFewStories) && n.Tasks == 0 {
		a.tellLost(x.exporting, n, nil)
		return nothingToWrite(lib, x.exporting, to.Scheme.Name)
	}
	if err != nil {
		return err
	}
	lost := task.Lost{}
	if !x.dryRun {
		if lost, err = a.writeSet(ctx, lib, set, x, to); err != nil {
			return err
		}
	}
	if err := a.tellSet(set, x); err != nil {
		return err
	}
	a.tellLost(x.exporting, n, lost)
	a.warnSet(set.Report())
	return nil
}

// mayWrite says whether a folder may be written, before any work is done.
func mayWrite(lib *store.Store, out string, force bool) error {
	for dir, err := filepath.Abs(lib.Path()); err == nil && dir != filepath.Dir(dir); {
		if dir = filepath.Dir(dir); sameFile(dir, out) {
			return hinted{fmt.Errorf("write %q: the library is in it", out), "name a folder of its own"}
		}
	}
	return writeHint(export.CheckFolder(out, force))
}

// writeSet writes the folder.
func (a *app) writeSet(ctx context.Context, lib *store.Store, set *export.Dataset, x splitting, to export.TaskOptions) (lost task.Lost, err error) {
	card := export.CardOptions{
		Name: x.name, Anonymous: x.anonymous, Licence: export.Licence(x.out), Chosen: x.chosen(x.anonymous), By: x.by, Undivided: x.undivided,
	}
	if card.Name == "" {
		if path, err := filepath.Abs(x.out); err == nil {
			card.Name = filepath.Base(path)
		}
	}
	bar := newBar(a.Err, 100)
	r, err := agreement.Count(ctx, x.filter.Where, lib, agreement.Options{
		Scheme: to.Scheme, Samples: x.samples, Seed: x.seed, Progress: func(part float64) { bar.show(int(100 * part)) },
	})
	bar.clear()
	if err != nil {
		return nil, err
	}
	card.Agreement = &r
	return lost, writeHint(export.Folder(x.out, x.force, func(create func(string) (io.Writer, error)) (err error) {
		lost, err = set.Write(ctx, card, create)
		return err
	}))
}

// tellSet says how a set is divided: all of it on standard output where it was asked for, else
// the parts on standard error.
func (a *app) tellSet(set *export.Dataset, x splitting) error {
	tied, err := set.Tied()
	if err != nil {
		return err
	}
	r := set.Report()
	if x.json {
		return writeJSON(a.Out, struct {
			division.Report
			Tied []export.Tied `json:"tied"`
		}{r, tied}, "  ")
	}
	if !x.dryRun {
		var parts []string
		for _, s := range r.Sides {
			part := s.Name + " " + screen.Count(s.Rows, "row", "rows")
			if len(r.Sides) > 1 {
				part += " (" + share(s.Share) + ")"
			}
			parts = append(parts, part)
		}
		fmt.Fprintf(a.Err, "%s: %s\n", clean.Name(x.out), strings.Join(parts, ", "))
		return nil
	}
	width, look, out := a.terminalWidth(), theme.New(true, false), io.Writer(a.Out)
	if x.plain {
		width = 0
	}
	if width > 0 {
		out, look = &colorprofile.Writer{Forward: a.Out, Profile: colorprofile.Detect(file(a.Out), os.Environ())}, terminalTheme()
	}
	sheet := figures.Lay(splitTables(r, tied), width, look)
	for n := range sheet.Len() {
		fmt.Fprintln(out, sheet.Line(n))
	}
	return nil
}

// farOff is how far a part's share may be from what was asked before that is told.
const farOff = 0.02

// warnSet says where the parts are not what was asked for.
func (a *app) warnSet(r division.Report) {
	if n := r.All.LeftOut; n > 0 {
		a.tellOf("%s left out: copies of sentences that are in another part", screen.Count(n, "row is", "rows are"))
	}
	for _, s := range r.Sides {
		if math.Abs(s.Share-s.Asked) > farOff {
			a.tellOf("%s has %.1f %% of the rows, not %.1f %%: of %s that stay together the largest has %s of %s that are left", s.Name, 100*s.Share, 100*s.Asked,
				screen.Count(r.Bundles, "bundle of stories", "bundles of stories"), screen.Number(r.Largest), screen.Count(r.All.Rows, "row", "rows"))
		}
		for n, l := range s.Labels {
			if l.Rows == 0 && r.All.Labels[n].Rows > 0 {
				a.tellOf("no row of %s is labelled %s, of %s in all", s.Name, clean.Line(l.Name), screen.Number(r.All.Labels[n].Rows))
			}
		}
	}
}
