package ui

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/arrival"
	"rashomon/ui/details"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Updated is what an update of the feeds brought.
type Updated struct {
	What    string        // in words: 12 new reports from 3 feeds, 1 failed
	Why     string        // the first failure; empty where there is none
	Added   []annotate.ID // articles that came in
	Revised []annotate.ID // articles that have another text now
}

// pasted is a paste where no input is open: a report, or the address of one.
func (m *Model) pasted(text string) tea.Cmd {
	story := m.library.Story()
	switch {
	case m.o.Arrive == nil || m.modal() || m.opening || m.doing:
		m.message = screen.Say{Text: "nothing here takes pasted text"}
		return nil
	case address(text):
		e := &errand{name: "fetching", stop: m.keys.Update, far: func() string { return text }}
		return m.send(e, func(ctx context.Context) func() tea.Cmd {
			x, notes, err := m.o.Arrive(ctx, text)
			if err != nil {
				return func() tea.Cmd { m.fail(err); return nil }
			}
			return func() tea.Cmd { return m.request(pastedReport{x, notes, story}) }
		})
	}
	t := m.theme
	return m.open(func() (Screen, error) {
		x, notes, err := m.o.Arrive(context.Background(), text)
		if err != nil {
			return nil, err
		}
		return m.detailsScreen(pastedReport{x, notes, story}, t)
	})
}

// pastedReport asks to show a report that came by the clipboard, before it is taken in.
type pastedReport struct {
	annotate.Arrival
	notes []string
	story string // the title of that under the cursor
}

// address says whether a text is nothing but a web address.
func address(text string) bool {
	text = strings.TrimSpace(text)
	return !strings.ContainsAny(text, " \t\n") && annotate.AddressKey(text) != ""
}

// takeIn takes an article into the library. A new one in no story is then looked at for one.
func (m *Model) takeIn(r screen.TakeIn) tea.Cmd {
	var o arrival.Outcome
	m.doing = true
	do := func(lib Library) (c annotate.Change, err error) {
		c, o, err = m.take(lib, r)
		return c, err
	}
	return m.save(job{do: do, then: func() tea.Cmd {
		if _, ok := m.active().(*details.Screen); ok {
			m.back()
		}
		if o.Result != arrival.Added || annotate.Line(r.Story) != "" {
			return nil
		}
		return m.gather([]annotate.ID{o.ID}, tookIn(o))
	}})
}

func (m *Model) take(lib Library, r screen.TakeIn) (annotate.Change, arrival.Outcome, error) {
	o := arrival.Options{By: m.o.Annotator, What: "take in " + cmp.Or(r.Arrival.Article.Title, "a report"), Newest: true}
	if title := annotate.Line(r.Story); title != "" {
		stories, err := lib.Stories()
		if err != nil {
			return annotate.Change{}, arrival.Outcome{}, err
		}
		story, _ := annotate.StoryTitled(stories, title)
		o.Stories, r.Arrival.Article.Story = []annotate.Story{story}, story.ID
	}
	all, err := arrival.Take(context.Background(), lib, []annotate.Arrival{r.Arrival}, o)
	if err != nil {
		return annotate.Change{}, arrival.Outcome{}, err
	}
	out := all[0]
	c := m.change(tookIn(out))
	if c.Article = out.ID; out.Result == arrival.Revised {
		c.Edits = newText(lib, out.ID)
	}
	return c, out, nil
}

// tookIn is what became of an article, in words.
func tookIn(o arrival.Outcome) string {
	switch o.Result {
	case arrival.There:
		return "that text is there already"
	case arrival.Older:
		return fmt.Sprintf("that text is there already, as revision %d", o.Number)
	case arrival.Revised:
		what := fmt.Sprintf("now revision %d", o.Number)
		if o.Moved > 0 {
			what += ", " + screen.Count(o.Moved, "annotation follows", "annotations follow")
		}
		if o.Orphans > 0 {
			what += ", " + screen.Count(o.Orphans, "annotation finds no place", "annotations find no place")
		}
		return what
	}
	return "taken in"
}

// newText is an edit that tells the screens that an article has another text. It is not stored.
func newText(lib Library, articles ...annotate.ID) (edits []annotate.Edit) {
	for _, id := range articles {
		after, err := lib.Article(id)
		if err != nil {
			continue // it is gone, as the screens will find
		}
		before := after
		before.Revision--
		edits = append(edits, annotate.Edit{Article: &annotate.Replaced[annotate.Article]{Before: &before, After: &after}})
	}
	return edits
}

// update fetches what is new in the feeds, beside all else.
func (m *Model) update() tea.Cmd {
	if m.o.Update == nil {
		m.message = screen.Say{Text: "this library follows no feeds"}
		return nil
	}
	var guard sync.Mutex
	far := "…"
	e := &errand{name: "updating feeds", stop: m.keys.Update, far: func() string {
		guard.Lock()
		defer guard.Unlock()
		return far
	}}
	lib := m.lib
	return m.send(e, func(ctx context.Context) func() tea.Cmd {
		got, err := m.o.Update(ctx, func(done, all int, what string) {
			guard.Lock()
			defer guard.Unlock()
			far = fmt.Sprintf("%d of %d %s", done, all, what)
		})
		c := annotate.Change{What: got.What, Edits: newText(lib, got.Revised...)}
		return func() tea.Cmd { return m.updated(c, got, err) }
	})
}

// updated shows what an update of the feeds brought.
func (m *Model) updated(c annotate.Change, got Updated, err error) tea.Cmd {
	switch {
	case err != nil:
		m.fail(err)
	case got.Why != "":
		m.message = screen.Say{Text: screen.Safe(got.What + ": " + got.Why), Bad: true}
	default:
		m.message = screen.Say{Text: screen.Safe(got.What)}
	}
	return tea.Batch(m.show(c), m.load(), m.gather(got.Added, got.What))
}

// detailsScreen shows what a report states: one that was pasted, or one that is there.
func (m *Model) detailsScreen(r screen.Request, t theme.Theme) (Screen, error) {
	switch r := r.(type) {
	case pastedReport:
		return details.NewPasted(r.Arrival, r.notes, r.story, m.detailsOptions(), m.keys, t), nil
	case screen.Details:
		a, err := m.lib.Article(r.Article)
		if err != nil {
			return nil, err
		}
		body, err := m.lib.Body(a.ID, a.Revision)
		if err != nil {
			return nil, err
		}
		return details.NewDetails(a, body, m.detailsOptions(), m.keys, t), nil
	}
	return nil, fmt.Errorf("no details of a %T", r)
}

func (m *Model) detailsOptions() details.Options {
	lib := m.lib
	return details.Options{
		Normal: m.o.Normal, Sources: m.library.Sources, Stories: m.library.Stories, Annotator: m.o.Annotator, Now: m.o.Now,
		Seen: func(x annotate.Arrival) (details.Seen, error) { return foreseen(lib, x) },
	}
}

// foreseen is what a report would be in the library.
func foreseen(lib Library, x annotate.Arrival) (details.Seen, error) {
	o, err := arrival.Foresee(lib, x, arrival.Options{Newest: true})
	if err != nil || o.ID == 0 {
		return details.Seen{}, err
	}
	a, err := lib.Article(o.ID)
	return details.Seen{Article: o.ID, Title: a.Title, There: o.Result == arrival.There, Revision: o.Number, Said: o.Moved}, err
}
