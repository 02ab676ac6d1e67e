package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/compare/stories"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui"
	"rashomon/ui/library"
	"rashomon/ui/screen"
)

// suggestedStory is what `stories --json` says of a suggestion.
type suggestedStory struct {
	Number  int              `json:"number"`         // to accept or dismiss it by
	Story   annotate.ID      `json:"story,omitzero"` // that is there
	Title   string           `json:"title"`          // of that, or of the one that accepting makes
	Reports []suggestedEntry `json:"reports"`
}

type suggestedEntry struct {
	ID     annotate.ID `json:"id"`
	Title  string      `json:"title"`
	Source string      `json:"source"`
	Date   string      `json:"date"`
}

// gathering is one run of stories.
type gathering struct {
	*app
	lib   *store.Store
	all   bool
	json  bool
	title string
}

func (a *app) storiesCommand() *cobra.Command {
	g := gathering{app: a}
	c := &cobra.Command{
		Use:   "stories",
		Short: "List which reports seem to tell of one event, and accept that",
		Long: "When reports come in, those that seem to tell of one event, or of a story that is there, are suggested: in the\n" +
			"program, and here with a number each. Nothing is in a story until somebody accepts it; 'rashomon undo' takes\n" +
			"that back. What is dismissed is not suggested again.",
		Example: "  rashomon stories\n  rashomon stories accept 1 3\n  rashomon stories accept 2 --title \"The night of the flood\"\n  rashomon stories accept --all\n  rashomon stories dismiss 4",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			return g.with(true, func() error { return g.list() })
		},
	}
	c.Flags().BoolVar(&g.json, "json", false, "write a JSON array")
	c.AddCommand(g.findCommand(), g.acceptCommand(), g.dismissCommand())
	return c
}

func (g *gathering) findCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "find", Short: "Look for stories in all reports that are in none", Args: noArgs,
		Long:    "Compares all reports that are in no story with each other and with the stories that are there, and lists what it\nsuggests. What was dismissed before is left out; with --all it is suggested again.",
		Example: "  rashomon stories find\n  rashomon stories find --all --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return g.with(false, func() error { return g.find(ctx) })
		},
	}
	c.Flags().BoolVar(&g.all, "all", false, "also what was dismissed before")
	c.Flags().BoolVar(&g.json, "json", false, "write a JSON array")
	return c
}

func (g *gathering) acceptCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "accept N…", Short: "Put suggested reports into their stories", Args: g.numbered,
		Example: "  rashomon stories accept 1 3\n  rashomon stories accept 2 --title \"The night of the flood\"\n  rashomon stories accept --all",
		RunE: func(_ *cobra.Command, args []string) error {
			return g.with(false, func() error { return g.accept(args) })
		},
	}
	c.Flags().BoolVar(&g.all, "all", false, "all that is suggested")
	c.Flags().StringVar(&g.title, "title", "", "call the new story so: a `TITLE`; one that is there takes the reports")
	return c
}

func (g *gathering) dismissCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "dismiss N…", Short: "Do not suggest these reports again", Args: g.numbered,
		Example: "  rashomon stories dismiss 4",
		RunE: func(_ *cobra.Command, args []string) error {
			return g.with(false, func() error { return g.dismiss(args) })
		},
	}
	c.Flags().BoolVar(&g.all, "all", false, "all that is suggested")
	return c
}

// with opens the library; one that is to be changed has to be there, too.
func (g *gathering) with(readOnly bool, do func() error) error {
	with := func(lib *store.Store) error {
		g.lib = lib
		return do()
	}
	if readOnly {
		return g.withLibrary(true, with)
	}
	return g.withLibraryThere(with)
}

// numbered wants numbers of suggestions, or --all.
func (g *gathering) numbered(_ *cobra.Command, args []string) error {
	switch {
	case len(args) == 0 && !g.all:
		return usage(hinted{errors.New("no suggestion is named"), "'rashomon stories' lists them with their numbers; --all stands for all of them"})
	case len(args) > 0 && g.all:
		return usage(errors.New("--all stands for all suggestions: name none besides"))
	case g.title != "" && len(args) != 1:
		return usage(errors.New("--title is for one suggestion"))
	}
	return nil
}

// suggested is the suggestions that stand, with what to say of them.
func (g *gathering) suggested() (was stories.Suggested, out []suggestedStory, err error) {
	if was, err = stories.Recall(g.lib.Kept); err != nil {
		return was, nil, err
	}
	rows, err := g.lib.Rows(0)
	if err != nil {
		return was, nil, err
	}
	all, err := g.lib.Stories()
	if err != nil {
		return was, nil, err
	}
	was.All = was.Standing(rows, all)
	title := map[annotate.ID]string{}
	for _, s := range all {
		title[s.ID] = s.Title
	}
	row := map[annotate.ID]annotate.Row{}
	for _, r := range rows {
		if r.Story == 0 {
			row[r.ID] = r
		}
	}
	for i, t := range was.All {
		s := suggestedStory{Number: i + 1, Story: t.Story, Title: title[t.Story]}
		if t.Story == 0 {
			s.Title = library.StoryTitle(row[t.Articles[0]].Title)
		}
		for _, id := range t.Articles {
			r := row[id]
			s.Reports = append(s.Reports, suggestedEntry{id, r.Title, r.Source, r.Date})
		}
		out = append(out, s)
	}
	return was, out, nil
}

// list writes what is suggested.
func (g *gathering) list() error {
	_, all, err := g.suggested()
	if err != nil {
		return err
	}
	if g.json {
		return writeJSON(g.Out, append([]suggestedStory{}, all...), "  ")
	}
	if len(all) == 0 {
		fmt.Fprintln(g.Err, "nothing is suggested: 'rashomon stories find' looks for reports that belong together")
	}
	for _, s := range all {
		count := screen.Count(len(s.Reports), "report", "reports")
		if s.Story != 0 {
			count = screen.Count(len(s.Reports), "more report", "more reports")
		}
		fmt.Fprintf(g.Out, "%d. %s (%s)\n", s.Number, clean.Line(s.Title), count)
		for _, r := range s.Reports {
			about := slices.DeleteFunc([]string{r.ID.String()[:8], day(r.Date), clean.Line(r.Source), clean.Line(r.Title)}, func(s string) bool { return s == "" })
			fmt.Fprintf(g.Out, "   %s\n", strings.Join(about, "  "))
		}
	}
	return nil
}

// find looks for stories in all of the library.
func (g *gathering) find(ctx context.Context) error {
	was, err := stories.Recall(g.lib.Kept)
	if err != nil {
		return err
	}
	bar := newBar(g.Err, 100)
	found, unread := stories.Suggest(ctx, g.lib, func(part float64) { bar.show(int(100 * part)) })
	bar.clear()
	if len(found) == 0 && unread != nil {
		return fmt.Errorf("look for stories: %w", unread)
	}
	if g.all && len(was.Dropped) > 0 {
		if err := g.lib.Keep(stories.Dropped, nil); err != nil {
			return err
		}
	}
	if err := g.lib.Keep(stories.Kept, stories.KeptValue(found)); err != nil {
		return err
	}
	if err := g.list(); err != nil {
		return err
	}
	if unread != nil {
		return fmt.Errorf("look for stories: not all reports could be read: %w", unread)
	}
	return nil
}

// chosen is the suggestions that are named by their numbers, or all.
func (g *gathering) chosen(args []string) (stories.Suggested, []suggestedStory, error) {
	was, all, err := g.suggested()
	if err != nil {
		return was, nil, err
	}
	if len(all) == 0 {
		return was, nil, hinted{errors.New("nothing is suggested"), "'rashomon stories find' looks for reports that belong together"}
	}
	if g.all {
		return was, all, nil
	}
	var out []suggestedStory
	for _, arg := range args {
		n, err := strconv.Atoi(arg)
		if err != nil || n < 1 || n > len(all) {
			return was, nil, usage(hinted{fmt.Errorf("%q: not the number of a suggestion, 1 to %d", clean.Line(arg), len(all)), "'rashomon stories' lists them with their numbers"})
		}
		if !slices.ContainsFunc(out, func(s suggestedStory) bool { return s.Number == n }) {
			out = append(out, all[n-1])
		}
	}
	return was, out, nil
}

// accept puts what is suggested into practice, as one change.
func (g *gathering) accept(args []string) error {
	_, chosen, err := g.chosen(args)
	if err != nil {
		return err
	}
	places := make([]screen.Place, len(chosen))
	for i, s := range chosen {
		places[i] = screen.Place{Articles: s.articles(), Story: s.Title, In: s.Story, New: s.Story == 0}
		if g.title != "" {
			places[i].Story, places[i].In, places[i].New = g.title, 0, false
		}
	}
	c, err := ui.Accept(g.lib, g.annotatorName(), g.now(), places...)
	if err != nil {
		return fmt.Errorf("accept: %w", err)
	}
	fmt.Fprintf(g.Out, "%s ('rashomon undo' takes it back)\n", clean.Line(c.What))
	return nil
}

// dismiss has the library remember what is not to be suggested again.
func (g *gathering) dismiss(args []string) error {
	was, chosen, err := g.chosen(args)
	if err != nil {
		return err
	}
	n := 0
	for _, s := range chosen {
		was.Dropped = append(was.Dropped, s.articles()...)
		n += len(s.Reports)
	}
	if err := g.lib.Keep(stories.Dropped, stories.DroppedValue(was.Dropped)); err != nil {
		return err
	}
	fmt.Fprintf(g.Out, "%s not suggested again ('rashomon stories find --all' looks at them again)\n", screen.Count(n, "report", "reports"))
	return nil
}

func (s suggestedStory) articles() []annotate.ID {
	out := make([]annotate.ID, len(s.Reports))
	for i, r := range s.Reports {
		out[i] = r.ID
	}
	return out
}
