package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/brief"
	"rashomon/compare"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// shown is an article as `show --json` writes it: offsets are bytes of its text.
type shown struct {
	Article     annotate.Article      `json:"article"`
	Text        string                `json:"text"`
	Sentences   []annotate.Span       `json:"sentences"`
	Annotations []annotate.Annotation `json:"annotations"`
}

// showing is one run of show.
type showing struct {
	*app
	printing
	json      bool
	revisions bool
	revision  int
	diff      int // the revision that the newest is compared with; 0 for the one before, -1 for none
}

func (a *app) showCommand() *cobra.Command {
	x := showing{app: a}
	c := &cobra.Command{
		Use:   "show ID… | STORY",
		Short: "Print a report, or several side by side, with what is said of them",
		Long: "Prints a report sentence by sentence, with what is said of it. Several reports, or those of a story, are laid\n" +
			"beside one another, as the links and conflicts that somebody ruled on want it. A story goes by its title or id.\n\n" +
			printingHelp + "\n\nOf a report whose text has changed --revisions lists its texts, --revision N prints one with what is said of it,\n" +
			"and --diff says what changed: [-what is gone-] {+what is new+}. What found no place in the newest text is listed as\n" +
			"kept with an older one. docs/revisions.md says more.\n\nWith --json one report is an object, with offsets in bytes; several are a line as 'compare --json' writes it.",
		Example: "  rashomon show 3f2a\n  rashomon show \"The flood\"\n  rashomon show 3f2a 91b7 --filter differing --base 91b7\n  rashomon show \"The flood\" --plain | less\n  rashomon show 3f2a --revisions\n  rashomon show 3f2a --revision 1\n  rashomon show 3f2a --diff=1",
		Args:    someOf("the id of a report, or its first digits, or a story"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := x.check(); err != nil {
				return err
			}
			if f := cmd.Flags(); f.Changed("revisions") || f.Changed("revision") || f.Changed("diff") {
				return x.texts(f, args)
			}
			return x.run(cmd.Context(), args)
		},
	}
	c.Flags().BoolVar(&x.json, "json", false, "write JSON")
	c.Flags().BoolVar(&x.revisions, "revisions", false, "list the texts that the report had")
	c.Flags().IntVar(&x.revision, "revision", 0, "print this text of it: `N`, as --revisions has it")
	c.Flags().IntVar(&x.diff, "diff", 0, "what changed from the text `N` to the newest (default the one before that)")
	c.Flags().Lookup("diff").NoOptDefVal = "0"
	x.add(c)
	return c
}

// run reads what is named, closes the library, and prints it.
func (x *showing) run(ctx context.Context, args []string) error {
	var articles []shown
	var rulings []annotate.Ruling
	b := beside{}
	err := x.withLibrary(true, func(lib *store.Store) error {
		ids, story, err := named(lib, args)
		if err != nil {
			return err
		}
		b.story = story.Title
		for _, id := range ids {
			one, err := readShown(lib, id)
			if err != nil {
				return err
			}
			articles = append(articles, one)
		}
		rulings, err = lib.Rulings(ids...)
		return err
	})
	switch {
	case err != nil:
		return err
	case len(articles) == 1 && (x.baseName != "" || x.filter != "all"):
		return usage(errors.New("--base and --filter are for several reports, and this is one"))
	case len(articles) == 1 && x.json:
		return writeJSON(x.Out, articles[0], "  ")
	case len(articles) == 1:
		x.printReport(articles[0], x.plain)
		return nil
	}
	return x.beside(ctx, b, articles, rulings)
}

// beside lays articles beside one another in the order of the screens.
func (x *showing) beside(ctx context.Context, b beside, articles []shown, rulings []annotate.Ruling) error {
	readings := make([]*annotate.Reading, len(articles))
	said := map[annotate.ID]map[int][]annotate.Annotation{}
	for i, one := range articles {
		readings[i] = annotate.NewReading(one.Article, annotate.Body{Text: one.Text, Sentences: one.Sentences}, annotate.DefaultScheme(), x.annotatorName(), one.Annotations)
		said[one.Article.ID], _ = one.bySentence()
	}
	brief.Order(readings)
	for _, r := range readings {
		b.add(compare.ReportOf(r.Article, r.Body), r.Article.Title, r.Article.Format)
		b.said = append(b.said, said[r.Article.ID])
	}
	if x.baseName != "" && !x.place(&b) {
		return x.noBase()
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	found, err := compare.Compare(ctx, b.reports, compare.Options{Rulings: rulings})
	if err != nil {
		return err
	}
	if x.json {
		return writeJSON(x.Out, b.line(found, x.explain), "")
	}
	x.print(x.app, &b, found)
	return nil
}

// named is the articles that arguments name, each once, and the story if there is one
// argument and it names a story. A title is a story's; digits are an article's id before
// they are a story's.
func named(lib *store.Store, args []string) (ids []annotate.ID, story annotate.Story, err error) {
	for _, arg := range args {
		var mine []annotate.ID
		if story, err = lib.StoryNamed(annotate.Line(arg)); errors.Is(err, store.ErrNotFound) {
			mine = make([]annotate.ID, 1)
			if mine[0], err = lib.Find(arg); errors.Is(err, store.ErrNotFound) {
				mine = nil
				if story, err = storyOf(lib, arg); errors.Is(err, store.ErrNotFound) {
					err = fmt.Errorf("no report and no story is called %q: %w", arg, store.ErrNotFound)
				}
			}
		}
		if err == nil && mine == nil {
			mine, err = lib.StoryArticles(story.ID)
		}
		if err == nil && len(mine) == 0 {
			err = fmt.Errorf("story %q has no reports: %w", story.Title, store.ErrNotFound)
		}
		if err != nil {
			return nil, annotate.Story{}, err
		}
		for _, id := range mine {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	if len(args) > 1 {
		story = annotate.Story{}
	}
	return ids, story, nil
}

func readShown(lib *store.Store, id annotate.ID) (x shown, err error) {
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

// bySentence is what is said of each sentence, and what is said of an older text or of what
// is not a sentence; the words that it was said of are as a reader sees them.
func (x shown) bySentence() (said map[int][]annotate.Annotation, elsewhere []annotate.Annotation) {
	said = map[int][]annotate.Annotation{}
	for _, n := range x.Annotations {
		n.Quote, n.Was = quoted(n.Quote, x.Article.Format), quoted(n.Was, x.Article.Format)
		if n.Sentence < 0 || n.Revision != x.Article.Revision {
			elsewhere = append(elsewhere, n)
			continue
		}
		said[n.Sentence] = append(said[n.Sentence], n)
	}
	return said, elsewhere
}

// facts is what is known of a report, a name and a value each; values may be empty.
func (x shown) facts() [][2]string {
	changed, orphans, text := "", "", ""
	if n := countChanged(x.Annotations); n > 0 {
		changed = screen.Count(n, "annotation", "annotations") + " said of other words than stand there now"
	}
	if n := countOrphans(x.Article, x.Annotations); n > 0 {
		orphans = screen.Count(n, "annotation", "annotations") + " kept with an older text, at the end"
	}
	if x.Article.Revision > 1 {
		text = fmt.Sprintf("revision %d", x.Article.Revision)
	}
	return [][2]string{
		{"title", x.Article.Title}, {"source", x.Article.Source}, {"author", x.Article.Author}, {"date", x.Article.Date},
		{"place", x.Article.Place}, {"url", x.Article.URL}, {"id", x.Article.ID.String()}, {"text", text},
		{"cleaned", x.Article.Cleaned.String()}, {"changed", changed}, {"orphans", orphans},
	}
}

// countChanged is how many annotations were said of other words than stand at their place now.
func countChanged(said []annotate.Annotation) (n int) {
	for _, s := range said {
		if s.Was != "" {
			n++
		}
	}
	return n
}

// countOrphans is how many annotations are on older texts of the article.
func countOrphans(of annotate.Article, said []annotate.Annotation) (n int) {
	for _, s := range said {
		if s.OrphanOf(of) {
			n++
		}
	}
	return n
}

// printReport writes a fact a line, then a sentence a paragraph with its number and labels.
func (a *app) printReport(x shown, plain bool) {
	for _, f := range x.facts() {
		if f[1] != "" {
			fmt.Fprintf(a.Out, "%-7s %s\n", f[0], clean.Line(f[1]))
		}
	}
	said, elsewhere := x.bySentence()
	words := newSeen(x.Text, x.Article.Format)
	width := min(a.terminalWidth(), 100)
	for i, s := range x.Sentences {
		text := words.words(s)
		if width > 20 && !plain {
			text = strings.ReplaceAll(ansi.Wordwrap(text, width-5, ""), "\n", "\n     ")
		}
		fmt.Fprintf(a.Out, "\n%3d  %s\n", i+1, text)
		for _, n := range said[i] {
			fmt.Fprintf(a.Out, "     [%s] %s\n", clean.Line(n.Annotator), clean.Line(inWords(n)))
		}
	}
	for _, n := range elsewhere {
		where := "part of the text"
		if n.Revision != x.Article.Revision {
			where = fmt.Sprintf("kept with an older text, revision %d", n.Revision)
		}
		fmt.Fprintf(a.Out, "\n(%s)  %s\n     [%s] %s\n", where, clean.Line(n.Quote), clean.Line(n.Annotator), clean.Line(inWords(n)))
	}
}

// inWords is an annotation in a line.
func inWords(n annotate.Annotation) string { return strings.Join(parts(n), " · ") }

// parts is what an annotation says, one thing each.
func parts(n annotate.Annotation) []string {
	out := slices.Clone(n.Labels)
	if n.Flag != annotate.Unflagged {
		out = append(out, string(n.Flag))
	}
	if n.Speaker != "" {
		out = append(out, "speaker: "+n.Speaker)
	}
	if n.Note != "" {
		out = append(out, "note: "+n.Note)
	}
	if n.Was != "" {
		out = append(out, "said of other words: "+n.Was)
	}
	return out
}
