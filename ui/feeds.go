package ui

import (
	"context"
	"errors"
	"fmt"
	"sync"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// Updated is what an update of the feeds brought.
type Updated struct {
	What    string        // in words: 12 new reports from 3 feeds, 1 failed
	Why     string        // the first failure; empty where there is none
	Added   []annotate.ID // articles that came in
	Revised []annotate.ID // articles that have another text now
}

// update fetches what is new in the feeds, beside all else. It is stored as one of the changes to
// the library: not beside them, nor under somebody's hands.
func (m *Model) update() tea.Cmd {
	if m.o.Update == nil {
		m.message = screen.Say{Text: "this library follows no feeds"}
		return nil
	}
	var guard sync.Mutex
	far := "…"
	e := &errand{name: "updating feeds", stop: m.keys.Update, polite: true, far: func() string {
		guard.Lock()
		defer guard.Unlock()
		return far
	}}
	return m.send(e, func(ctx context.Context) func() tea.Cmd {
		store, err := m.o.Update(ctx, func(done, all int, what string) {
			guard.Lock()
			defer guard.Unlock()
			far = fmt.Sprintf("%d of %d %s", done, all, what)
		})
		if store == nil {
			return func() tea.Cmd { return m.updated(e, Updated{}, err) }
		}
		once := sync.OnceValues(store)
		m.abroad.Go(func() { // whatever becomes of it: nothing is left behind
			<-ctx.Done()
			_, _ = once()
		})
		return func() tea.Cmd { return m.store(e, once) }
	})
}

// store stores what an update has ready, as a job of its own: what is pressed meanwhile is meant
// for what is shown after it.
func (m *Model) store(e *errand, store func() (Updated, error)) tea.Cmd {
	var got Updated
	var failed error
	shown := m.articlesShown()
	m.doing = true
	do := func(lib Library) (annotate.Change, error) {
		before := stood(lib, shown)
		got, failed = store() // what came in before it failed is to be shown all the same
		return annotate.Change{What: got.What, Edits: newText(lib, before, got.Revised...)}, nil
	}
	return m.save(job{do: do, then: func() tea.Cmd { return m.updated(e, got, failed) }})
}

// updated says what an update of the feeds brought, and looks which of it belongs together.
func (m *Model) updated(e *errand, got Updated, err error) tea.Cmd {
	m.end(e)
	came := len(got.Added)+len(got.Revised) > 0
	switch {
	case errors.Is(err, context.Canceled) && came:
		m.message = screen.Say{Text: "gave up " + e.name + "; " + screen.Safe(got.What) + " by then"}
	case errors.Is(err, context.Canceled):
		m.message = screen.Say{Text: "gave up " + e.name}
	case err != nil && came:
		m.message = screen.Say{Text: screen.Safe(got.What + "; then: " + err.Error()), Bad: true}
	case err != nil:
		m.fail(err)
	case got.Why != "":
		m.message = screen.Say{Text: screen.Safe(got.What + ": " + got.Why), Bad: true}
	default:
		m.message = screen.Say{Text: screen.Safe(got.What)}
	}
	return m.gather(got.Added, got.What)
}
