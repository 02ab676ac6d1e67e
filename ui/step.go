package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// stepping is a step on its way. One job is as much of it as is made in a moment: between two
// the screens are told, and who holds the keys can stop it.
type stepping struct {
	annotate.Step
	by    string
	again bool // it is made again, not taken back
	done  int  // changes of it
}

// moment is how long one job may take.
const moment = time.Second

// unfinished says that a step is not done: there is more, or it failed after some of it.
type unfinished struct {
	stepping
	change annotate.Change // what was made
	err    error           // nil where there is more
}

func (u unfinished) Error() string {
	return fmt.Sprintf("%s of it", u.progress())
}

func (x stepping) progress() string {
	return fmt.Sprintf("%s of %s", screen.Number(x.done), screen.Count(x.Changes, "change", "changes"))
}

// errParted says that a batch cannot be taken back to its end.
var errParted = errors.New("something else was saved meanwhile: undo takes that back first")

// on makes what is left of a step, or as much as it can in a moment.
func (x stepping) on(lib Library) (annotate.Change, error) {
	c := annotate.Change{By: x.by, What: annotate.UndoWord + x.What, Article: x.Article, Batch: x.Batch}
	do := lib.TakeBack
	if x.again {
		c.What, do = annotate.RedoWord+x.What, lib.MakeAgain
	} else if x.done > 0 {
		if top, err := lib.NextUndo(); err != nil || top.Batch != x.Batch {
			return c, errors.Join(err, errParted)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), moment)
	defer cancel()
	n, err := do(ctx, x.by, func(made annotate.Change) {
		c.Number, c.At, c.Undoes, c.Redoes = made.Number, made.At, made.Undoes, made.Redoes
		c.Edits = append(c.Edits, made.Edits...)
	})
	x.done += n
	switch {
	case errors.Is(err, context.DeadlineExceeded) && x.done < x.Changes:
		return c, unfinished{stepping: x, change: c}
	case errors.Is(err, context.DeadlineExceeded):
		return c, nil
	case err != nil && n > 0:
		return c, unfinished{x, c, err}
	}
	return c, err
}

// goOn shows what was made of a step, and makes more of it unless that is not wanted any more.
func (m *Model) goOn(u unfinished) tea.Cmd {
	cmd := m.show(u.change)
	m.stepping = u.err == nil && !m.stopping && !m.leaving
	text := u.change.What + ": " + u.progress()
	if m.stepping {
		m.doing = true
		m.message = screen.Say{Text: screen.Safe(text) + " …  esc stops"}
		return tea.Batch(cmd, m.save(job{do: u.on}))
	}
	m.stopping = false
	m.message = screen.Say{Text: screen.Safe(text) + ", then stopped: undo and redo go on from there"}
	if u.err != nil {
		m.fail(fmt.Errorf("%s: %w", text, u.err))
	}
	if m.leaving && !m.busy() {
		m.closeAll()
		return tea.Quit
	}
	return tea.Batch(cmd, m.release(), m.fly())
}
