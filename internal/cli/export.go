package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rashomon/export"
	"rashomon/ingest"
	"rashomon/store"
)

// exporting is one run of export.
type exporting struct {
	format   string
	file     string
	story    string
	where    string
	articles []string
	filter   export.Filter
	schema   bool
}

func (a *app) exportCommand() *cobra.Command {
	var x exporting
	c := &cobra.Command{
		Use:   "export",
		Short: "Write reports and annotations as JSON lines",
		Long: "Writes what the library holds, to standard output or a file. Without a filter that is all of it:\n" +
			"'rashomon import' makes the same library of it again. docs/jsonl.md describes the format.",
		Example: "  rashomon export -o all.jsonl\n  rashomon export --label claim --story \"The flood\" | jq -r .text\n  rashomon export --where 'label:claim -speaker:karimi source:post'",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			if x.schema {
				_, err := io.WriteString(a.Out, export.Schema)
				return err
			}
			if err := x.check(); err != nil {
				return err
			}
			return a.withLibrary(true, func(lib *store.Store) error { return a.export(lib, x) })
		},
	}
	f := c.Flags()
	f.StringVar(&x.format, "format", "jsonl", "the format: jsonl")
	f.StringVarP(&x.file, "output", "o", "", "write to this `FILE`, whole or not at all")
	f.StringVar(&x.story, "story", "", "only reports of this story: `TITLE` or id")
	f.StringSliceVar(&x.articles, "article", nil, "only this report: `ID`; may be given more than once")
	f.StringVar(&x.filter.Source, "source", "", "only reports of this source: `NAME`")
	f.StringVar(&x.filter.From, "from", "", "only reports of this day or later: `YYYY-MM-DD`")
	f.StringVar(&x.filter.To, "to", "", "only reports of this day or earlier: `YYYY-MM-DD`")
	f.StringVar(&x.filter.Label, "label", "", "only annotations with this label: `NAME`")
	f.StringVar(&x.filter.Annotator, "annotator", "", "only annotations and rulings of this annotator: `NAME`")
	f.StringVar(&x.where, "where", "", "only reports that pass this `QUERY`, or @NAME of a kept one, and of what is said of them what passes it")
	f.BoolVar(&x.schema, "schema", false, "print the JSON Schema of the format instead")
	return c
}

func (x *exporting) check() error {
	if x.format != "jsonl" {
		return usage(fmt.Errorf("--format %q: not jsonl", x.format))
	}
	for _, f := range [][2]string{{"from", x.filter.From}, {"to", x.filter.To}} {
		if _, err := time.Parse(time.DateOnly, f[1]); f[1] != "" && err != nil {
			return usage(fmt.Errorf("--%s %q: not a day like 2006-01-02", f[0], f[1]))
		}
	}
	return nil
}

func (a *app) export(lib *store.Store, x exporting) error {
	story, err := storyOf(lib, x.story)
	if err != nil {
		return err
	}
	x.filter.Story = story.ID
	if x.filter.Where, err = a.query(lib, x.where); err != nil {
		return err
	}
	for _, prefix := range x.articles {
		id, err := lib.Find(prefix)
		if err != nil {
			return err
		}
		x.filter.IDs = append(x.filter.IDs, id)
	}
	if l := x.filter.Label; l != "" {
		if err := known(lib, l); err != nil {
			return err
		}
	}
	var n export.Count
	write := func(w io.Writer) (err error) {
		n, err = export.JSONL(w, lib, x.filter)
		return err
	}
	if x.file == "" || x.file == "-" {
		return write(a.Out)
	}
	if sameFile(x.file, lib.Path()) {
		return fmt.Errorf("write %q: %w", x.file, errLibraryItself)
	}
	if err := export.File(x.file, write); err != nil {
		return err
	}
	fmt.Fprintf(a.Err, "%s: %d annotations of %d reports, %d rulings\n", ingest.Shown(x.file), n.Annotations, n.Articles, n.Rulings)
	return nil
}

// errLibraryItself says that what was to be written would take the place of the library.
var errLibraryItself = errors.New("that is the library itself")

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	y, bad := os.Stat(b)
	return err == nil && bad == nil && os.SameFile(x, y)
}

// known says whether some scheme of the library has the label; the error names those there are.
func known(lib *store.Store, label string) error {
	schemes, err := lib.Schemes()
	if err != nil {
		return err
	}
	var names []string
	for _, s := range schemes {
		if _, ok := s.Label(label); ok {
			return nil
		}
		for _, l := range s.Labels {
			names = append(names, l.Name)
		}
	}
	return usage(fmt.Errorf("--label %q: the labels are %s", label, strings.Join(names, ", ")))
}
