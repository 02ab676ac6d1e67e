package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// errNothingFound is the end of a search that found nothing, as it has told.
var errNothingFound = errors.New("nothing is found")

// errNotKept says that no search is kept under a name.
var errNotKept = errors.New("no search is kept under that name")

// searching is one run of search.
type searching struct {
	*app
	json, saved bool
	most        int
}

func (a *app) searchCommand() *cobra.Command {
	x := searching{app: a}
	c := &cobra.Command{
		Use:   "search QUERY…",
		Short: "Search reports, speakers and notes, best first, with the passages found",
		Long: "Searches all reports, and the speakers and notes of what is said of them. All words of the query must be there,\n" +
			"in whatever form; \"words in quotation marks\" as they stand, next to each other; -word must not be there. Fields\n" +
			"such as source:, date:, story:, label: and speaker: narrow it down. docs/query.md describes the language.\n\n" +
			"@NAME is the search that is kept under that name; --saved lists those that are.\n\n" +
			"Put the query into single quotes, so that the shell leaves it alone. The exit code is 5 where nothing is found.",
		Example: "  rashomon search crane harbour\n  rashomon search '\"at noon\" source:post date:2031-03 -rain'\n  rashomon search 'label:claim speaker:karimi' --json\n  rashomon search -- '-label:claim crane'\n  rashomon search @wet-days",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			if !x.saved && strings.TrimSpace(strings.Join(args, " ")) == "" {
				return usage(errors.New("expected a query"))
			}
			return x.withLibrary(true, func(lib *store.Store) error { return x.run(ctx, lib, strings.Join(args, " ")) })
		},
	}
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return hinted{usage(err), "a query that begins with - comes after --: rashomon search -- '-rain crane'"}
	})
	c.Flags().BoolVar(&x.json, "json", false, "write a JSON array")
	c.Flags().BoolVar(&x.saved, "saved", false, "list the searches that are kept, instead")
	c.Flags().IntVarP(&x.most, "number", "n", 20, "at most so many reports; 0 for all")
	return c
}

func (x searching) run(ctx context.Context, lib *store.Store, text string) error {
	if x.most < 0 {
		return usage(fmt.Errorf("-n %d: not 0 or more", x.most))
	}
	if x.saved {
		return x.list(lib)
	}
	q, err := x.query(lib, text)
	if err != nil {
		return err
	}
	if x.most == 0 {
		x.most = math.MaxInt
	}
	bar := newBar(x.Err, 100)
	found, err := query.Search(ctx, q, lib, x.most, func(part float64) { bar.show(int(100 * part)) })
	bar.clear()
	if err != nil {
		return err
	}
	if x.json {
		err = x.writeJSON(found)
	} else {
		err = x.print(lib, found)
	}
	if err == nil && found.All == 0 {
		return errNothingFound
	}
	return err
}

// query reads a query, or the one that is kept under the name after an @.
func (a *app) query(lib *store.Store, text string) (query.Query, error) {
	if name, found := strings.CutPrefix(strings.TrimSpace(text), "@"); found {
		kept, err := lib.Searches()
		if err != nil {
			return query.Query{}, err
		}
		i := slices.IndexFunc(kept, func(s annotate.Search) bool { return s.Name == annotate.Line(name) })
		if i < 0 {
			return query.Query{}, usage(fmt.Errorf("query %.60q: %w", text, errNotKept))
		}
		text = kept[i].Query
	}
	q, err := query.Parse(text, a.now())
	if err != nil {
		return q, usage(fmt.Errorf("query %.60q: %w", text, err))
	}
	return q, nil
}

// list writes the searches that are kept.
func (x searching) list(lib *store.Store) error {
	kept, err := lib.Searches()
	if err != nil {
		return err
	}
	if x.json {
		if kept == nil {
			kept = []annotate.Search{}
		}
		return writeJSON(x.Out, kept, "  ")
	}
	for _, s := range kept {
		fmt.Fprintf(x.Out, "@%s\t%s\n", clean.Line(s.Name), clean.Line(s.Query))
	}
	if len(kept) == 0 {
		fmt.Fprintln(x.Err, "no search is kept: w keeps one, where reports are searched on the screen")
	}
	return nil
}

// passageJSON is a passage as `search --json` writes it: its marks are code points of its text.
type passageJSON struct {
	Sentence int             `json:"sentence"` // from 0; -1 for none
	In       string          `json:"in"`
	Text     string          `json:"text"`
	Marks    []annotate.Span `json:"marks"`
}

// foundJSON is a report as `search --json` writes it. Keys never change their meaning.
type foundJSON struct {
	ID       annotate.ID   `json:"id"`
	Title    string        `json:"title"`
	Source   string        `json:"source"`
	Date     string        `json:"date"`
	URL      string        `json:"url"`
	Story    string        `json:"story"`
	StoryID  annotate.ID   `json:"story_id"`
	Score    float64       `json:"score"`
	Passages []passageJSON `json:"passages"`
}

func (x searching) writeJSON(found query.Found) error {
	out := make([]foundJSON, 0, len(found.Hits))
	for _, h := range found.Hits {
		a := h.Article
		f := foundJSON{ID: a.ID, Title: a.Title, Source: a.Source, Date: a.Date, URL: a.URL, Story: h.Story, StoryID: a.Story, Score: h.Score, Passages: []passageJSON{}}
		for _, p := range h.Passages {
			units, marks := annotate.NewUnits(p.Text), []annotate.Span{}
			for _, m := range p.Marks {
				marks = append(marks, annotate.Span{Start: units.Rune(m.Start), End: units.Rune(m.End)})
			}
			f.Passages = append(f.Passages, passageJSON{p.Sentence, p.In, p.Text, marks})
		}
		out = append(out, f)
	}
	return writeJSON(x.Out, out, "  ")
}

// print writes a line a report and its passages under it: wrapped and marked on a terminal,
// a passage a line in a pipe.
func (x searching) print(lib *store.Store, found query.Found) error {
	width := x.terminalWidth()
	out, mark := io.Writer(x.Out), func(text string) string { return text }
	if width > 0 {
		out = &colorprofile.Writer{Forward: x.Out, Profile: colorprofile.Detect(file(x.Out), os.Environ())}
		look := terminalTheme().Search
		mark = func(text string) string { return screen.Paint(look, text) }
	}
	for i, h := range found.Hits {
		if i > 0 {
			fmt.Fprintln(out)
		}
		head := strings.Join([]string{h.Article.ID.String()[:8], orDash(day(h.Article.Date)), orDash(clean.Line(h.Article.Source)), clean.Line(h.Article.Title)}, "  ")
		if width > 0 {
			head = ansi.Truncate(head, width, "…")
		}
		fmt.Fprintln(out, head)
		see, err := passages(lib, h)
		if err != nil {
			return err
		}
		for _, p := range h.Passages {
			if p.In == "title" {
				continue
			}
			text := marked(p, see(p), mark)
			if width > 20 {
				text = strings.ReplaceAll(ansi.Wordwrap(text, min(width, 100)-6, ""), "\n", "\n      ")
			}
			fmt.Fprintf(out, "%4s  %s\n", where(p), text)
		}
	}
	if n := len(found.Hits); n < found.All {
		fmt.Fprintf(x.Err, "%s, the best %s shown: -n 0 shows all\n", screen.Count(found.All, "report", "reports"), screen.Number(n))
	}
	return nil
}

// passages is how the passages of an article are seen: of Markdown a sentence is taken from its
// text, because that says what is a mark.
func passages(lib *store.Store, h query.Hit) (see func(query.Passage) []stretch, err error) {
	var body annotate.Body
	var text *seen
	if h.Article.Format == annotate.Markdown && slices.ContainsFunc(h.Passages, func(p query.Passage) bool { return p.In == "text" }) {
		if body, err = lib.Body(h.Article.ID, h.Article.Revision); err != nil {
			return nil, err
		}
		text = newSeen(body.Text, h.Article.Format)
	}
	return func(p query.Passage) []stretch {
		in, span := newSeen(p.Text, annotate.Plain), annotate.Span{End: len(p.Text)}
		switch {
		case p.In == "orphan":
			in, span = outOfText(p.Text, h.Article.Format)
		case p.In == "text" && p.Sentence >= 0 && p.Sentence < len(body.Sentences) && body.Sentence(p.Sentence) == p.Text:
			in, span = text, body.Sentences[p.Sentence]
		}
		marks := make([]annotate.Span, len(p.Marks))
		for i, m := range p.Marks {
			marks[i] = annotate.Span{Start: span.Start + m.Start, End: span.Start + m.End}
		}
		return in.stretches(span, marks)
	}, nil
}

// where is the number of a passage's sentence, where it has one.
func where(p query.Passage) string {
	if p.Sentence < 0 || p.In != "text" {
		return ""
	}
	return fmt.Sprint(p.Sentence + 1)
}

// marked is a passage on one line, with its marks made by mark.
func marked(p query.Passage, see []stretch, mark func(string) string) string {
	var b strings.Builder
	if p.In != "text" {
		b.WriteString(p.In + ": ")
	}
	for _, s := range see {
		if text := screen.Safe(s.text); s.marked {
			b.WriteString(mark(text))
		} else {
			b.WriteString(text)
		}
	}
	return b.String()
}

// day is the day of a date, which may carry a time.
func day(date string) string { return clean.Line(date[:min(len(date), len("2006-01-02"))]) }
