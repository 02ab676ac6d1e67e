package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/compare/stories"
	"rashomon/ui/library"
	"rashomon/ui/screen"
)

// suggest looks for articles that belong together. It only reads, so it need not wait for
// what is being saved, nor that for it.
func (m *Model) suggest(r screen.Suggest) tea.Cmd {
	lib := m.lib
	return func() tea.Msg { return r.Answer(stories.Suggest(r.Context, lib, r.Progress)) }
}

// gather looks, when articles have come in, which of them belong together or with others. The
// library screen shows that, and keeps it. What brought them stands before it in the status line.
func (m *Model) gather(added []annotate.ID, what string) tea.Cmd {
	if len(added) == 0 {
		return nil
	}
	lib, was, ctx := m.lib, m.library.Suggested(), m.ctx
	m.abroad.Add(1)
	return func() tea.Msg {
		defer m.abroad.Done()
		found, err := stories.Arrived(ctx, lib, added, was, func(float64) {})
		if ctx.Err() != nil {
			return nil
		}
		return library.Gathered{Found: found, What: what, Err: err}
	}
}

// Accept puts articles into the stories that are suggested for them, as one change: what accept
// and accept all do on the screen.
func Accept(lib Library, by string, at time.Time, places ...screen.Place) (annotate.Change, error) {
	m := &Model{o: Options{Annotator: by, Now: func() time.Time { return at }}}
	return m.place(places...)(lib)
}
