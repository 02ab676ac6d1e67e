package ui

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/details"
	"rashomon/ui/screen"
)

// undo is the job that takes the last step back. That an import or a merge is taken back, or
// what somebody else did, is hardly ever meant by who holds the key: it is asked about first.
// Meant is the step about which that was done.
func (m *Model) undo(meant annotate.Step) func(Library) (annotate.Change, error) {
	by := m.o.Annotator
	return func(lib Library) (annotate.Change, error) {
		top, err := lib.NextUndo()
		if err != nil {
			return annotate.Change{}, err
		}
		step := meant
		if top.Number != meant.Number {
			if step, err = lib.NextStep(context.Background()); err != nil {
				return annotate.Change{}, err
			}
			if q := hardlyMeant(step, top, by); q != "" {
				return annotate.Change{}, unexpected{q, step}
			}
		}
		return stepping{Step: step, by: by}.on(lib)
	}
}

// redo is the job that makes the step again that was taken back last.
func (m *Model) redo() func(Library) (annotate.Change, error) {
	by := m.o.Annotator
	return func(lib Library) (annotate.Change, error) {
		step, err := lib.NextAgain(context.Background())
		if err != nil {
			return annotate.Change{}, err
		}
		return stepping{Step: step, by: by, again: true}.on(lib)
	}
}

// undoAnyway is a request to take back a step whatever it is.
type undoAnyway struct{ annotate.Step }

// hardlyMeant says what an undo of the step would do that is hardly meant; empty where it
// is nothing of the kind.
func hardlyMeant(x annotate.Step, top annotate.Change, by string) string {
	reports, texts := arrived(top), anotherText(top)
	switch {
	case x.Batch != 0 && x.By != by:
		return fmt.Sprintf("undo %s (%s, by %s)", screen.Effects(x.Effects), x.What, x.By)
	case x.Batch != 0:
		return fmt.Sprintf("undo %s (%s)", screen.Effects(x.Effects), x.What)
	case reports > 0:
		return fmt.Sprintf("undo takes %s out of the library again", screen.Count(reports, "report", "reports"))
	case texts > 0:
		return fmt.Sprintf("undo gives %s the text before this one again", screen.Count(texts, "report", "reports"))
	case x.By != by:
		return fmt.Sprintf("undo takes back what %s did (%s)", x.By, x.What)
	}
	return ""
}

// unexpected is what an undo of a step would do that is asked about first.
type unexpected struct {
	what string
	step annotate.Step
}

func (u unexpected) Error() string { return u.what }

// question asks whether that is meant.
func (u unexpected) question() screen.Confirm {
	return screen.Confirm{
		Question: u.what + ": is that meant?",
		Yes:      func() []screen.Request { return []screen.Request{undoAnyway{u.step}} },
	}
}

// arrived is how many articles a change brought into the library.
func arrived(c annotate.Change) (n int) {
	for _, e := range c.Edits {
		if e.Article != nil && e.Article.Before == nil {
			n++
		}
	}
	return n
}

// anotherText is how many articles a change gave another text.
func anotherText(c annotate.Change) (n int) {
	for _, e := range c.Edits {
		if x := e.Article; x != nil && x.Before != nil && x.After != nil && x.After.Hash != x.Before.Hash {
			n++
		}
	}
	return n
}

// leaveGone closes the screens from the first on that may show an article that a change took out of
// the library.
func (m *Model) leaveGone(c annotate.Change) tea.Cmd {
	gone := map[annotate.ID]bool{} // articles, and the stories that they were in
	for _, e := range c.Edits {
		if x := e.Article; x != nil && x.Before != nil && x.After == nil {
			gone[x.Before.ID] = true
			if x.Before.Story != 0 {
				gone[x.Before.Story] = true
			}
		}
	}
	if len(gone) == 0 {
		return nil
	}
	for i, s := range m.screens[1:] {
		if mayShow(s, gone) {
			return m.backTo(i + 1)
		}
	}
	return nil
}

// mayShow says whether a screen may show one of these articles, or a whole story of these.
func mayShow(s Screen, ids map[annotate.ID]bool) bool {
	if d, ok := s.(*details.Screen); ok {
		return ids[d.Article()]
	}
	some := func(story annotate.ID, articles []annotate.ID) bool {
		return len(articles) == 0 && ids[story] || slices.ContainsFunc(articles, func(id annotate.ID) bool { return ids[id] })
	}
	switch r := again(s).(type) {
	case screen.Read:
		return ids[r.Article]
	case screen.Revisions:
		return ids[r.Article]
	case screen.Beside:
		return ids[r.Base] || some(r.Story, r.Articles)
	case screen.Matrix:
		return ids[r.Article] || some(r.Story, r.Articles)
	case screen.Brief:
		return some(r.Story, r.Articles)
	case screen.Speakers:
		return ids[r.Article] || ids[r.Story]
	}
	return true
}
