package cli

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/ingest"
	"rashomon/store"
)

// shown is an article as `show --json` writes it: offsets are bytes of its text.
type shown struct {
	Article     annotate.Article      `json:"article"`
	Text        string                `json:"text"`
	Sentences   []annotate.Span       `json:"sentences"`
	Annotations []annotate.Annotation `json:"annotations"`
}

func (a *app) showCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "show ID",
		Short:   "Print a report, sentence by sentence, with what is said of it",
		Example: "  rashomon show 3f2a",
		Args:    exactly(1, "the id of a report, or its first digits"),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.withLibrary(true, func(lib *store.Store) error {
				x, err := a.read(lib, args[0])
				if err != nil {
					return err
				}
				if asJSON {
					return writeJSON(a.Out, x, "  ")
				}
				a.print(x)
				return nil
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "write a JSON object")
	return c
}

func (a *app) read(lib *store.Store, prefix string) (x shown, err error) {
	id, err := lib.Find(prefix)
	if err != nil {
		return x, err
	}
	if x.Article, err = lib.Article(id); err != nil {
		return x, err
	}
	body, err := lib.Body(id, x.Article.Revision)
	if err != nil {
		return x, err
	}
	x.Text, x.Sentences = body.Text, body.Sentences
	if x.Annotations, err = lib.Annotations(id); x.Annotations == nil {
		x.Annotations = []annotate.Annotation{}
	}
	return x, err
}

// print writes a fact a line, then a sentence a paragraph with its number and labels.
func (a *app) print(x shown) {
	for _, f := range [][2]string{
		{"title", x.Article.Title}, {"source", x.Article.Source}, {"author", x.Article.Author}, {"date", x.Article.Date},
		{"place", x.Article.Place}, {"url", x.Article.URL}, {"id", x.Article.ID.String()},
	} {
		if f[1] != "" {
			fmt.Fprintf(a.Out, "%-7s %s\n", f[0], ingest.Line(f[1]))
		}
	}
	said := map[int][]annotate.Annotation{}
	var elsewhere []annotate.Annotation // of an older text, or of what is not a sentence
	for _, n := range x.Annotations {
		if n.Sentence < 0 || n.Revision != x.Article.Revision {
			elsewhere = append(elsewhere, n)
			continue
		}
		said[n.Sentence] = append(said[n.Sentence], n)
	}
	width := min(a.terminalWidth(), 100)
	for i, s := range x.Sentences {
		text := ingest.Line(x.Text[s.Start:s.End])
		if width > 20 {
			text = strings.ReplaceAll(ansi.Wordwrap(text, width-5, ""), "\n", "\n     ")
		}
		fmt.Fprintf(a.Out, "\n%3d  %s\n", i+1, text)
		for _, n := range said[i] {
			fmt.Fprintf(a.Out, "     [%s] %s\n", ingest.Line(n.Annotator), ingest.Line(inWords(n)))
		}
	}
	for _, n := range elsewhere {
		where := "part of the text"
		if n.Revision != x.Article.Revision {
			where = "an older text"
		}
		fmt.Fprintf(a.Out, "\n(%s)  %s\n     [%s] %s\n", where, ingest.Line(n.Quote), ingest.Line(n.Annotator), ingest.Line(inWords(n)))
	}
}

// inWords is an annotation in a line.
func inWords(n annotate.Annotation) string {
	parts := append([]string{}, n.Labels...)
	if n.Flag != annotate.Unflagged {
		parts = append(parts, string(n.Flag))
	}
	if n.Speaker != "" {
		parts = append(parts, "speaker: "+n.Speaker)
	}
	if n.Note != "" {
		parts = append(parts, "note: "+n.Note)
	}
	return strings.Join(parts, " · ")
}
