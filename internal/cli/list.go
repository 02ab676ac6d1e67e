package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// listed is one article as `list --json` writes it. Keys never change their meaning.
type listed struct {
	ID        annotate.ID    `json:"id"`
	Title     string         `json:"title"`
	TitleMade bool           `json:"title_made"`
	Source    string         `json:"source"`
	Author    string         `json:"author"`
	Date      string         `json:"date"`
	Place     string         `json:"place"`
	URL       string         `json:"url"`
	Language  string         `json:"language"`
	Story     string         `json:"story"`
	StoryID   annotate.ID    `json:"story_id"`
	Sentences int            `json:"sentences"`
	Labelled  int            `json:"labelled"`
	Skipped   int            `json:"skipped"`
	Flagged   int            `json:"flagged"`
	Labels    map[string]int `json:"labels"`
	Hash      string         `json:"hash"`
	Revision  int            `json:"revision"` // how many texts it had; 1 where it never changed
	Orphans   int            `json:"orphans"`  // annotations, whosever, on older texts
	Changed   int            `json:"changed"`  // annotations, whosever, said of other words than stand there now
}

// renewed is what became of a report whose text has changed.
type renewed struct{ revision, orphans, changed int }

func (a *app) listCommand() *cobra.Command {
	var asJSON bool
	var story, source, where string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the reports of the library",
		Long: "Lists the reports under their stories: id, day, source, what is labelled of all sentences, title. Where a text has\n" +
			"changed it says which revision this is, how many annotations found no place in it (orphans), and how many stand on\n" +
			"words that they were not said of (changed). What is labelled is your own; orphans and changed are everybody's.",
		Example: "  rashomon list\n  rashomon list --story \"The flood\" --json\n  rashomon list --where 'date:2031-03 is:unlabelled'",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.withLibrary(true, func(lib *store.Store) error {
				rows, titles, err := a.rows(lib, story, source)
				if err != nil {
					return err
				}
				if rows, err = a.where(ctx, lib, rows, where); err != nil {
					return err
				}
				progress, err := lib.Progress(a.annotatorName(), a.config.Scheme)
				if err != nil {
					return err
				}
				if asJSON {
					return a.listJSON(ctx, lib, rows, titles, progress)
				}
				if where != "" && len(rows) == 0 {
					fmt.Fprintln(a.Err, "no report passes the query")
					return nil
				}
				changes, err := changesOf(ctx, lib, rows)
				if err != nil {
					return err
				}
				a.listTable(rows, titles, progress, changes, story != "" || source != "")
				return nil
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "write a JSON array")
	c.Flags().StringVar(&story, "story", "", "only the reports of this story: `TITLE` or id")
	c.Flags().StringVar(&source, "source", "", "only reports of this source: `NAME`")
	c.Flags().StringVar(&where, "where", "", "only reports that pass this `QUERY`, or @NAME of a kept one")
	return c
}

// where is those of the rows that pass a query.
func (a *app) where(ctx context.Context, lib *store.Store, rows []annotate.Row, text string) ([]annotate.Row, error) {
	if text == "" {
		return rows, nil
	}
	q, err := a.query(lib, text)
	if err != nil {
		return nil, err
	}
	bar := newBar(a.Err, 100)
	passing, err := query.Passing(ctx, q, lib, func(part float64) { bar.show(int(100 * part)) })
	bar.clear()
	return slices.DeleteFunc(rows, func(r annotate.Row) bool { return !passing[r.ID] }), err
}

// rows is the library's rows that pass, by story, date, source.
func (a *app) rows(lib *store.Store, storyName, source string) ([]annotate.Row, map[annotate.ID]string, error) {
	story, err := storyOf(lib, storyName)
	if err != nil {
		return nil, nil, err
	}
	rows, err := lib.Rows(0)
	if err != nil {
		return nil, nil, err
	}
	stories, err := lib.Stories()
	if err != nil {
		return nil, nil, err
	}
	titles := map[annotate.ID]string{}
	for _, s := range stories {
		titles[s.ID] = s.Title
	}
	rows = slices.DeleteFunc(rows, func(r annotate.Row) bool {
		return storyName != "" && r.Story != story.ID || source != "" && !strings.EqualFold(r.Source, source)
	})
	slices.SortFunc(rows, func(x, y annotate.Row) int {
		return cmp.Or(cmp.Compare(titles[x.Story], titles[y.Story]), cmp.Compare(x.Date, y.Date), cmp.Compare(x.Source, y.Source), cmp.Compare(x.Title, y.Title), cmp.Compare(x.ID, y.ID))
	})
	return rows, titles, nil
}

// changesOf is those of the rows whose text has changed.
func changesOf(ctx context.Context, lib *store.Store, rows []annotate.Row) (map[annotate.ID]renewed, error) {
	wanted := make(map[annotate.ID]bool, len(rows))
	for _, r := range rows {
		wanted[r.ID] = true
	}
	out := map[annotate.ID]renewed{}
	for x, err := range lib.Articles() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if x.Revision < 2 || !wanted[x.ID] {
			continue
		}
		if out[x.ID], err = renewedOf(lib, x); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func renewedOf(lib *store.Store, x annotate.Article) (renewed, error) {
	if x.Revision < 2 {
		return renewed{revision: x.Revision}, nil
	}
	said, err := lib.Annotations(x.ID)
	return renewed{x.Revision, countOrphans(x, said), countChanged(said)}, err
}

// String is "revision 3, 2 orphans, 1 changed", and empty where the text never changed.
func (r renewed) String() string {
	if r.revision < 2 {
		return ""
	}
	out := fmt.Sprintf("revision %d", r.revision)
	if r.orphans > 0 {
		out += ", " + screen.Count(r.orphans, "orphan", "orphans")
	}
	if r.changed > 0 {
		out += fmt.Sprintf(", %s changed", screen.Number(r.changed))
	}
	return out
}

func (a *app) listJSON(ctx context.Context, lib *store.Store, rows []annotate.Row, titles map[annotate.ID]string, progress map[annotate.ID]annotate.Progress) error {
	out := make([]listed, 0, len(rows))
	for _, r := range rows {
		x, err := lib.Article(r.ID)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		n, err := renewedOf(lib, x)
		if err != nil {
			return err
		}
		p := progress[r.ID]
		if p.Labels == nil {
			p.Labels = map[string]int{}
		}
		out = append(out, listed{
			ID: x.ID, Title: x.Title, TitleMade: x.TitleMade, Source: x.Source, Author: x.Author, Date: x.Date,
			Place: x.Place, URL: x.URL, Language: x.Language, Story: titles[x.Story], StoryID: x.Story,
			Sentences: x.Sentences, Labelled: p.Labelled, Skipped: p.Skipped, Flagged: p.Flagged, Labels: p.Labels, Hash: x.Hash,
			Revision: n.revision, Orphans: n.orphans, Changed: n.changed,
		})
	}
	return writeJSON(a.Out, out, "  ")
}

// listTable writes a line an article under a line a story; cut to the terminal's width, whole in a pipe.
// There is a column for changed texts where there are any.
func (a *app) listTable(rows []annotate.Row, titles map[annotate.ID]string, progress map[annotate.ID]annotate.Progress, changes map[annotate.ID]renewed, filtered bool) {
	width := a.terminalWidth()
	wide, widest := 0, 0
	for _, r := range rows {
		wide = min(max(wide, ansi.StringWidth(r.Source)), 28)
		widest = max(widest, len(changes[r.ID].String()))
	}
	for i, r := range rows {
		if i == 0 || r.Story != rows[i-1].Story {
			title := titles[r.Story]
			if r.Story == 0 {
				title = "(in no story)"
			}
			fmt.Fprintln(a.Out, clean.Line(title))
		}
		p := progress[r.ID]
		p.Sentences = r.Sentences
		line := fmt.Sprintf("  %s  %s  %s  %7s  ", r.ID.String()[:8], screen.Pad(orDash(day(r.Date)), 10), screen.Pad(orDash(clean.Line(r.Source)), wide), screen.Progress(p))
		if widest > 0 {
			line += fmt.Sprintf("%-*s  ", widest, changes[r.ID])
		}
		line += clean.Line(r.Title)
		if width > 0 {
			line = ansi.Truncate(line, width, "…")
		}
		fmt.Fprintln(a.Out, line)
	}
	switch {
	case len(rows) == 0 && filtered:
		fmt.Fprintln(a.Err, "no report of that story and source")
	case len(rows) == 0:
		fmt.Fprintln(a.Err, "no reports: 'rashomon import FILE…' brings some in")
	}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
