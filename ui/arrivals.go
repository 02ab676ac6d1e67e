package ui

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/arrival"
	"rashomon/ui/details"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// pasted is a paste where no input is open: a report, or the addresses of some.
func (m *Model) pasted(text string) tea.Cmd {
	if m.o.Arrive == nil || m.modal() || m.opening || m.doing {
		m.message = screen.Say{Text: "nothing here takes pasted text"}
		return nil
	}
	story := m.library.Story()
	if all := addresses(text); len(all) > 0 {
		if m.errand == nil && len(m.wanted) == 0 {
			m.unfetched = 0
		}
		for _, a := range all {
			m.wanted = append(m.wanted, wanted{a, story, len(all) > 1})
		}
		m.message = screen.Say{}
		return nil // settle sends for the first
	}
	m.message = screen.Say{}
	t := m.theme
	return m.open(func() (Screen, error) {
		x, notes, err := m.o.Arrive(context.Background(), text)
		if err != nil {
			return nil, err
		}
		return m.detailsScreen(pastedReport{x, notes, story}, t)
	})
}

// wanted is the address of a report that was pasted.
type wanted struct {
	address string
	story   string // the title of that under the cursor then
	several bool   // were pasted at once
}

// pastedReport asks to show a report that came by the clipboard, before it is taken in.
type pastedReport struct {
	annotate.Arrival
	notes []string
	story string // the title of that under the cursor
}

// shown is the address as it may be shown: without a user's name and password.
func (w wanted) shown() string { return annotate.AddressKey(w.address) }

// addresses is the web addresses that a text is, one a line; none where something else is in it.
func addresses(text string) (all []string) {
	had := map[string]bool{}
	for l := range strings.Lines(text) {
		l = strings.TrimSpace(l)
		switch {
		case l == "" || had[l]:
		case strings.ContainsAny(l, " \t") || annotate.AddressKey(l) == "":
			return nil
		default:
			had[l] = true
			all = append(all, l)
		}
	}
	return all
}

// fetchNext sends for the first page that is wanted. It is shown when nobody is in the middle of
// something, and so each of several after that before it was taken in or left.
func (m *Model) fetchNext() tea.Cmd {
	w := m.wanted[0]
	m.wanted = m.wanted[1:]
	e := &errand{name: "fetching", stop: m.keys.Update, polite: true, far: w.shown}
	return m.send(e, func(ctx context.Context) func() tea.Cmd {
		x, notes, err := m.o.Arrive(ctx, w.address)
		return func() tea.Cmd {
			m.end(e)
			if err == nil {
				return m.request(pastedReport{x, notes, w.story})
			}
			if w.several {
				err = fmt.Errorf("%w · %s", err, w.shown())
			}
			m.fail(err)
			if m.unfetched++; m.unfetched > 1 {
				m.message.Text = fmt.Sprintf("%d cannot be fetched, the last: %s", m.unfetched, m.message.Text)
			}
			return nil
		}
	})
}

// takeIn takes an article into the library. A new one in no story is then looked at for one.
func (m *Model) takeIn(r screen.TakeIn) tea.Cmd {
	var o arrival.Outcome
	shown := m.articlesShown()
	m.doing = true
	do := func(lib Library) (c annotate.Change, err error) {
		c, o, err = m.take(lib, r, stood(lib, shown))
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

// take takes an article in. Before is how those stood that are on the screens.
func (m *Model) take(lib Library, r screen.TakeIn, before map[annotate.ID]annotate.Article) (annotate.Change, arrival.Outcome, error) {
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
	if a, err := lib.Article(out.ID); err == nil {
		c.What += " · " + cmp.Or(a.Source, a.Title)
	}
	if out.Result == arrival.Revised {
		c.Edits = newText(lib, before, out.ID)
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
