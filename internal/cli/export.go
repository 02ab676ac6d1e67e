package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/task"
	"rashomon/export"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// exporting is one run of export.
type exporting struct {
	format   string
	to       *task.Format // nil: rashomon JSONL
	file     string
	story    string
	where    string
	articles []string
	filter   export.Filter
	schema   bool

	text        string // sentence or article
	context     int
	dedup       bool
	unlabelled  bool
	suggestions bool
	shape       string
}

func (a *app) exportCommand() *cobra.Command {
	var x exporting
	c := &cobra.Command{
		Use:   "export",
		Short: "Write reports and annotations, for rashomon and for other programs",
		Long: "Writes what the library holds, to standard output or a file. As rashomon's own JSON lines that is all of it, without\n" +
			"a filter, labelled or not: 'rashomon import' makes the same library of it again (docs/jsonl.md). With --label,\n" +
			"--annotator or --gold the reports of which nothing is left are left out. In the formats of other programs it is\n" +
			"tasks: a sentence, or with --text article a report, and what one annotator says of it by the scheme in force. What a\n" +
			"format has no place for is counted on standard error (docs/formats.md).",
		Example: "  rashomon export -o all.jsonl\n  rashomon export --label claim --story \"The flood\" | jq -r .text\n  rashomon export --where 'label:claim -speaker:karimi source:post'\n" +
			"  rashomon export --format prodigy --gold --dedup -o train.jsonl\n  rashomon export --format label-studio --suggestions -o tasks.json",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := x.check(cmd.Flags().Changed); err != nil {
				return err
			}
			if x.schema {
				_, err := io.WriteString(a.Out, export.Schema)
				return err
			}
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.withLibrary(true, func(lib *store.Store) error { return a.export(ctx, lib, x) })
		},
	}
	x.flags(c)
	return c
}

func (x *exporting) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&x.format, "format", "jsonl", "the format: "+formatNames())
	f.StringVarP(&x.file, "output", "o", "", "write to this `FILE`, whole or not at all; hf: a folder")
	x.choiceFlags(c)
	f.StringSliceVar(&x.articles, "article", nil, "only this report: `ID`; may be given more than once")
	f.BoolVar(&x.unlabelled, "unlabelled", false, "also that of which nobody says anything, to be labelled elsewhere")
	f.BoolVar(&x.suggestions, "suggestions", false, "that, with the labels that 'rashomon suggest' proposes")
	f.StringVar(&x.shape, "shape", "", "of a file for doccano: classification, sequence, relations or both; as the labels ask for, if not given")
	f.BoolVar(&x.schema, "schema", false, "print the JSON Schema of the format jsonl instead")
}

// choiceFlags are those that choose what is written, and as what; split has them too.
func (x *exporting) choiceFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&x.story, "story", "", "only reports of this story: `TITLE` or id")
	f.StringVar(&x.filter.Source, "source", "", "only reports of this source: `NAME`")
	f.StringVar(&x.filter.From, "from", "", "only reports of this day or later: `YYYY-MM-DD`")
	f.StringVar(&x.filter.To, "to", "", "only reports of this day or earlier: `YYYY-MM-DD`")
	f.StringVar(&x.filter.Label, "label", "", "only annotations with this label: `NAME`")
	f.StringVar(&x.filter.Annotator, "annotator", "", "only what this annotator says: `NAME`")
	f.BoolVar(&x.filter.Gold, "gold", false, "only what was adjudicated")
	f.StringVar(&x.where, "where", "", "only reports that pass this `QUERY`, or @NAME of a kept one, and of what is said of them what passes it")
	f.StringVar(&x.text, "text", "sentence", "what one text is: sentence, or article: a whole report")
	f.IntVar(&x.context, "context", 0, "`N` sentences before and after each go along")
	f.BoolVar(&x.dedup, "dedup", false, "of verbatim copies that an annotator has labelled, only the first")
}

// formatNames is the formats, for people.
func formatNames() string {
	names := []string{"jsonl"}
	for _, f := range task.Formats() {
		names = append(names, f.Name)
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// formatNamed is the format of that name, whatever its case and hyphens; nil is rashomon JSONL.
func formatNamed(name string) (*task.Format, error) {
	plain := func(name string) string {
		return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name))
	}
	name = strings.TrimSpace(name)
	switch plain(name) {
	case "jsonl", "rashomon":
		return nil, nil
	case "huggingface":
		name = "hf"
	}
	all := task.Formats()
	i := slices.IndexFunc(all, func(f task.Format) bool { return plain(f.Name) == plain(name) })
	if i < 0 {
		return nil, usage(fmt.Errorf("--format %q: not %s", name, formatNames()))
	}
	return &all[i], nil
}

func (x *exporting) check(changed func(flag string) bool) (err error) {
	if x.to, err = formatNamed(x.format); err != nil {
		return err
	}
	if x.schema && (x.to != nil || x.file != "") {
		return usage(errors.New("--schema prints the schema of the format jsonl, and goes with no other format or file"))
	}
	for _, f := range [][2]string{{"from", x.filter.From}, {"to", x.filter.To}} {
		if _, err := time.Parse(time.DateOnly, f[1]); f[1] != "" && err != nil {
			return usage(fmt.Errorf("--%s %q: not a day like 2006-01-02", f[0], f[1]))
		}
	}
	if x.filter.Gold && x.filter.Annotator != "" && x.filter.Annotator != annotate.Gold {
		return usage(fmt.Errorf("--gold and --annotator %q: what was adjudicated is said in the name of %s", x.filter.Annotator, annotate.Gold))
	}
	return x.checkTasks(changed)
}

// checkTasks looks at what goes with tasks only.
func (x *exporting) checkTasks(changed func(flag string) bool) error {
	switch {
	case x.text != "sentence" && x.text != "article":
		return usage(fmt.Errorf("--text %q: not sentence or article", x.text))
	case x.context < 0:
		return usage(fmt.Errorf("--context %d: not 0 or more", x.context))
	case x.context > 0 && x.text == "article":
		return usage(errors.New("--context goes with sentences: a whole report has all there is around them"))
	case x.shape != "" && (x.to == nil || !slices.Contains(x.to.Shapes, x.shape)):
		return x.noShape()
	}
	if x.to == nil {
		for _, flag := range []string{"context", "dedup", "unlabelled", "suggestions"} {
			if changed(flag) {
				return usage(fmt.Errorf("--%s goes with the formats of other programs: jsonl holds all that the library does", flag))
			}
		}
		if x.text == "article" {
			return usage(errors.New("--text article goes with the formats of other programs: jsonl holds all that the library does"))
		}
		return nil
	}
	x.unlabelled = x.unlabelled || x.suggestions
	x.filter.Gold = x.filter.Gold || x.filter.Annotator == annotate.Gold
	return x.checkFile()
}

func (a *app) export(ctx context.Context, lib *store.Store, x exporting) error {
	if err := a.choose(lib, &x); err != nil {
		return err
	}
	if x.to != nil {
		return a.exportTasks(ctx, lib, x)
	}
	var n export.Count
	bar := a.exportBar(lib, x)
	write := func(w io.Writer) (err error) {
		n, err = export.JSONL(w, until{lib, ctx, bar}, x.filter)
		bar.clear()
		if err == nil && n.Articles+n.Annotations+n.Rulings == 0 && len(x.chosen(false)) > 0 {
			return nothingToWrite(lib, x, "")
		}
		return err
	}
	if !x.toFile() {
		err := write(a.Out)
		a.tellUnsaid(x, n)
		return err
	}
	if sameFile(x.file, lib.Path()) {
		return fmt.Errorf("write %q: %w", x.file, errLibraryItself)
	}
	if err := export.File(x.file, write); err != nil {
		return writeHint(err)
	}
	fmt.Fprintf(a.Err, "%s: %s of %s, %s\n", clean.Name(x.file), screen.Count(n.Annotations, "annotation", "annotations"),
		screen.Count(n.Articles, "report", "reports"), screen.Count(n.Rulings, "ruling", "rulings"))
	a.tellUnsaid(x, n)
	return nil
}

// tellUnsaid says how many reports are not in a file because of what it was asked to have said of them.
func (a *app) tellUnsaid(x exporting, n export.Count) {
	if n.Unsaid == 0 || n.Articles == 0 {
		return
	}
	a.tellOf("%s of which nothing passes %s: left out; without that all reports are written, labelled or not",
		screen.Count(n.Unsaid, "report", "reports"), x.ofSaid())
}

// until is a library whose articles end when the context does, and that shows how far it is.
type until struct {
	*store.Store
	ctx context.Context
	bar *bar
}

func (u until) Articles() iter.Seq2[annotate.Article, error] {
	return func(yield func(annotate.Article, error) bool) {
		done := 0
		for a, err := range u.Store.Articles() {
			if err == nil {
				err = u.ctx.Err()
			}
			if !yield(a, err) || err != nil {
				return
			}
			done++
			u.bar.show(done)
		}
	}
}

// exportBar is a bar for all articles; none where what is written is on the terminal itself.
func (a *app) exportBar(lib *store.Store, x exporting) *bar {
	if !isTerminal(a.Err) || isTerminal(a.Out) && !x.toFile() {
		return nil
	}
	rows, err := lib.Rows(0)
	if err != nil {
		return nil // what is wrong will be told by who reads it next
	}
	return newBar(a.Err, len(rows))
}

// errLibraryItself says that what was to be written would take the place of the library.
var errLibraryItself = errors.New("that is the library itself")

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	y, bad := os.Stat(b)
	return err == nil && bad == nil && os.SameFile(x, y)
}
