package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"rashomon/annotate"
	division "rashomon/annotate/split"
	"rashomon/export"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/figures"
	"rashomon/ui/theme"
)

// assigning is one run of assign.
type assigning struct {
	annotators  []string
	overlap     string
	each        int
	seed        uint64
	out         string
	by          string // story or report
	story       string
	where       string
	unlabelled  bool
	force       bool
	dryRun      bool
	json, plain bool
}

func (a *app) assignCommand() *cobra.Command {
	var x assigning
	c := &cobra.Command{
		Use:   "assign",
		Short: "Hand out reports to annotators, with an overlap, and write each a file to start from",
		Long: "Divides reports among annotators so that everyone has about as many sentences: whole stories, or with --by report\n" +
			"report by report. The overlap is everybody's work, or with --each N that of N annotators each, so that every pair\n" +
			"shares about as much; the rest is one annotator's. Each gets NAME.jsonl with schemes, stories and reports, without\n" +
			"anybody's labels, and takes it with 'rashomon --annotator NAME import NAME.jsonl'. docs/splits.md says more.",
		Example: "  rashomon assign --annotators ana,ben,cy --overlap 20% --out work\n  rashomon assign --annotators ana,ben,cy,dee --each 2 --out work\n" +
			"  rashomon assign --annotators ana,ben --overlap 12 --by report --unlabelled --where 'date:2031-05' --out may",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			h, err := x.check(cmd.Flags().Changed)
			if err != nil {
				return err
			}
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.withLibrary(true, func(lib *store.Store) error { return a.assign(ctx, lib, x, h) })
		},
	}
	f := c.Flags()
	f.StringSliceVar(&x.annotators, "annotators", nil, "who is to label: `NAME,NAME,…`")
	f.StringVar(&x.overlap, "overlap", "20%", "how much several label: a part of the sentences, `20%`, or so many reports, 12")
	f.IntVar(&x.each, "each", 0, "so many `ANNOTATORS` label each report of the overlap (default all); without --overlap that is every report")
	f.Uint64Var(&x.seed, "seed", 1, "another `NUMBER` hands out otherwise; the same the same way again")
	f.StringVarP(&x.out, "out", "o", "", "write this `FOLDER`, whole or not at all")
	f.StringVar(&x.by, "by", "story", "what is handed out together: story, or report")
	f.StringVar(&x.story, "story", "", "only reports of this story: `TITLE` or id")
	f.StringVar(&x.where, "where", "", "only reports that pass this `QUERY`, or @NAME of a kept one")
	f.BoolVar(&x.unlabelled, "unlabelled", false, "only reports of which nobody has labelled anything by the scheme")
	f.BoolVar(&x.force, "force", false, "replace the files of a folder that holds others, or was changed by hand")
	f.BoolVar(&x.dryRun, "dry-run", false, "write nothing: only say who would have what")
	f.BoolVar(&x.json, "json", false, "say it as a JSON object")
	f.BoolVar(&x.plain, "plain", false, "aligned text, as in a pipe")
	return c
}

func (x *assigning) check(changed func(flag string) bool) (h division.Handing, err error) {
	if x.annotators, err = assignees(x.annotators); err != nil {
		return h, usage(err)
	}
	n := len(x.annotators)
	h = division.Handing{Annotators: n, Each: n, Seed: x.seed}
	if h.Overlap, err = division.ParseOverlap(x.overlap); err != nil {
		return h, usage(fmt.Errorf("--overlap %w", err))
	}
	if changed("each") {
		if h.Each = x.each; x.each < 2 || x.each > n {
			return h, usage(fmt.Errorf("--each %d: not 2 to %d, the number of annotators", x.each, n))
		}
		if !changed("overlap") {
			h.Overlap = division.Overlap{Part: 1}
		}
	}
	switch {
	case x.by != "story" && x.by != "report":
		return h, usage(fmt.Errorf("--by %q: not story or report", x.by))
	case x.out == "" && !x.dryRun:
		return h, usage(errors.New("--out FOLDER is missing; --dry-run writes nothing"))
	}
	return h, nil
}

// assignees are the names, each of which can be that of an annotator and of a file.
func assignees(given []string) ([]string, error) {
	var out []string
	met := map[string]string{}
	for _, name := range given {
		name = norm.NFC.String(annotate.Line(name))
		file := cases.Fold().String(name) // some file systems take them for one
		bad := strings.ContainsFunc(name, func(r rune) bool {
			return strings.ContainsRune(`/\:*?"<>|`, r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar
		})
		switch other, twice := met[file]; {
		case name == "":
			return nil, fmt.Errorf("--annotators %q: a name is empty", strings.Join(given, ","))
		case twice:
			return nil, fmt.Errorf("--annotators: %q and %q would have one file", other, name)
		case file == annotate.Gold:
			return nil, fmt.Errorf("--annotators: %q stands for what is decided where annotators differ", name)
		case bad || name[0] == '.' || name[0] == '-' || len(name) > 200 || file == "readme":
			return nil, fmt.Errorf("--annotators: %q cannot be the name of a file", name)
		}
		met[file] = name
		out = append(out, name)
	}
	if len(out) < 2 {
		return nil, errors.New("--annotators wants two or more: NAME,NAME")
	}
	return out, nil
}

func (a *app) assign(ctx context.Context, lib *store.Store, x assigning, h division.Handing) error {
	if !x.dryRun {
		if err := mayWrite(lib, x.out, x.force); err != nil {
			return err
		}
	}
	p, err := a.pool(ctx, lib, x)
	if err != nil {
		return err
	}
	if len(p.parcels) == 0 {
		return hinted{errors.New("assign: no reports to hand out"), "'rashomon list' shows what there is"}
	}
	work := p.handedOut(x, h)
	if !x.dryRun {
		err := writeHint(export.Folder(x.out, x.force, func(create func(string) (io.Writer, error)) error {
			return work.write(ctx, lib, create)
		}))
		if err != nil {
			return err
		}
	}
	largest := slices.MaxFunc(p.parcels, func(a, b division.Parcel) int { return a.Sentences - b.Sentences })
	if uneven := work.warning(largest.Sentences); uneven != "" {
		defer a.tellOf("%s", uneven)
	}
	if x.json {
		return writeJSON(a.Out, work, "  ")
	}
	width, look, out := a.terminalWidth(), theme.New(true, false), io.Writer(a.Out)
	if x.plain {
		width = 0
	}
	if width > 0 {
		out, look = &colorprofile.Writer{Forward: a.Out, Profile: colorprofile.Detect(file(a.Out), os.Environ())}, terminalTheme()
	}
	sheet := figures.Lay(work.tables(), width, look)
	for n := range sheet.Len() {
		fmt.Fprintln(out, sheet.Line(n))
	}
	if !x.dryRun {
		fmt.Fprintf(a.Err, "%s: a file for each annotator, and README.md\n", clean.Name(x.out))
	}
	return nil
}
