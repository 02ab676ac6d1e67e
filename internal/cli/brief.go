package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/brief"
	"rashomon/compare"
	"rashomon/export"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// briefing is one run of brief.
type briefing struct {
	*app
	format        string
	file          string
	noSuggestions bool
}

// The formats of a brief, and the endings of file names that mean them.
var briefEndings = map[string]string{".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".json": "json"}

func (a *app) briefCommand() *cobra.Command {
	x := briefing{app: a}
	c := &cobra.Command{
		Use:   "brief STORY | ID…",
		Short: "Write down what the reports of a story say, for people who have not read them",
		Long: "Writes what all reports of a story say, what some say and what one alone says, where numbers conflict, who is quoted,\n" +
			"who claims what, who shares whose wording, and where the reports are from. Every line names its report and sentence.\n" +
			"A story goes by its title or id; of reports, by their ids, there can be any number. The HTML is one file that needs no\n" +
			"network and prints well; docs/brief.md describes the JSON.",
		Example: "  rashomon brief \"The flood\" | less\n  rashomon brief \"The flood\" -o flood.html\n  rashomon brief 3f2a 91b7 --format json --no-suggestions",
		Args:    someOf("a story, or the ids of reports"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := x.check(); err != nil {
				return err
			}
			return x.run(cmd.Context(), args)
		},
	}
	f := c.Flags()
	f.StringVar(&x.format, "format", "", "the format: markdown, html or json (default: by the ending of the file, else markdown)")
	f.StringVarP(&x.file, "output", "o", "", "write to this `FILE`, whole or not at all")
	f.BoolVar(&x.noSuggestions, "no-suggestions", false, "leave out the quotes and claims that nobody has labelled")
	return c
}

// check finds the format.
func (x *briefing) check() error {
	ending := strings.ToLower(filepath.Ext(x.file))
	switch {
	case x.format == "markdown" || x.format == "html" || x.format == "json":
	case x.format != "":
		return usage(fmt.Errorf("--format %q: not markdown, html or json", x.format))
	case x.toOutput():
		x.format = "markdown"
	case briefEndings[ending] == "":
		return usage(fmt.Errorf("-o %q: does not end in .md, .html or .json; --format says which it is", x.file))
	default:
		x.format = briefEndings[ending]
	}
	return nil
}

func (x *briefing) toOutput() bool { return x.file == "" || x.file == "-" }

// run reads the reports, closes the library, and writes their brief.
func (x *briefing) run(ctx context.Context, args []string) error {
	var in brief.Input
	var rulings []annotate.Ruling
	library := ""
	err := x.withLibrary(true, func(lib *store.Store) error {
		ids, story, err := named(lib, args)
		if err != nil {
			return err
		}
		library, in.Title = lib.Path(), story.Title
		scheme, err := x.schemeInForce(lib)
		if err != nil {
			return err
		}
		for _, id := range ids {
			one, err := readShown(lib, id)
			if err != nil {
				return err
			}
			body := annotate.Body{Text: one.Text, Sentences: one.Sentences}
			in.Readings = append(in.Readings, annotate.NewReading(one.Article, body, scheme, x.annotatorName(), one.Annotations))
		}
		rulings, err = lib.Rulings(ids...)
		return err
	})
	if err != nil {
		return err
	}
	if !x.toOutput() && sameFile(x.file, library) {
		return fmt.Errorf("write %q: %w", x.file, errLibraryItself)
	}
	brief.Order(in.Readings)
	ctx, stop := interruptible(ctx)
	defer stop()
	if in.Found, err = compareReadings(ctx, in.Readings, rulings); err != nil {
		return err
	}
	in.Made, in.Suggestions = x.now(), !x.noSuggestions
	return x.write(brief.New(in))
}

func compareReadings(ctx context.Context, readings []*annotate.Reading, rulings []annotate.Ruling) (compare.Comparison, error) {
	reports := make([]compare.Report, len(readings))
	for i, r := range readings {
		reports[i] = compare.ReportOf(r.Article, r.Body)
	}
	return compare.Compare(ctx, reports, compare.Options{Rulings: rulings})
}

// write writes the brief where it is to go.
func (x *briefing) write(b brief.Brief) error {
	to := map[string]func(io.Writer) error{"markdown": b.Markdown, "html": b.HTML, "json": b.JSON}[x.format]
	if x.toOutput() {
		return to(x.Out)
	}
	if err := export.File(x.file, to); err != nil {
		return err
	}
	fmt.Fprintf(x.Err, "%s: the brief of %s\n", clean.Name(x.file), screen.Count(len(b.Reports), "report", "reports"))
	return nil
}
