package ui

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// job is one thing to do with the library, in the order in which it was asked for: store a
// change that is shown already, do something whose change is shown when it is done, or
// read what a screen needs.
type job struct {
	change *annotate.Change
	do     func(Library) (annotate.Change, error)
	then   func() tea.Cmd // what follows on the event loop when that is done, before it is shown; may be nil
	open   func() opened
	keep   *screen.Keep
}

// queue is the jobs waiting, and those under way: one save is in flight at a time, so that
// changes reach the disk in their order.
type queue struct {
	waiting []job
	flying  []job
	flight  *flight // that carries them
}

func (q *queue) busy() bool { return len(q.waiting) > 0 || len(q.flying) > 0 }

// unsaved is how many changes are not on disk yet.
func (q *queue) unsaved() (n int) {
	for _, j := range slices.Concat(q.flying, q.waiting) {
		if j.open == nil && j.keep == nil {
			n++
		}
	}
	return n
}

// next takes what goes next: as many changes as stand first in the queue, or one other job.
func (q *queue) next() []job {
	n := 0
	for n < len(q.waiting) && q.waiting[n].change != nil {
		n++
	}
	n = max(n, min(1, len(q.waiting)))
	q.flying, q.waiting = q.waiting[:n:n], slices.Clone(q.waiting[n:])
	return q.flying
}

// saved is the message that the jobs in flight have landed.
type saved struct {
	change annotate.Change // what a job that makes its own change has made
	made   bool
	opened *opened
	unkept error // why a place was not kept: nothing that is shown is lost by it
	err    error
}

func (m *Model) save(j job) tea.Cmd {
	m.saving.waiting = append(m.saving.waiting, j)
	return m.fly()
}

// fly starts the next jobs; nil when there are none, or some are under way.
func (m *Model) fly() tea.Cmd {
	if len(m.saving.flying) > 0 {
		return nil
	}
	jobs := m.saving.next()
	if len(jobs) == 0 {
		return nil
	}
	f := &flight{jobs: jobs, lib: m.lib}
	m.saving.flight = f
	return func() tea.Msg { return f.land() }
}

// saved clears the marks of what is on disk, shows what was made there, and goes on.
func (m *Model) saved(msg saved) tea.Cmd {
	landed := m.saving.flying
	m.saving.flying = nil
	done := len(landed) > 0 && landed[0].do != nil
	if done {
		m.doing = false
		if on := (unfinished{}); errors.As(msg.err, &on) {
			return m.goOn(on)
		}
		m.stepping, m.stopping = false, false
	}
	switch {
	case msg.err != nil && done: // nothing was shown of it yet: there is nothing to take back
		m.leaving = m.ordered
		var asks unexpected
		if errors.As(msg.err, &asks) {
			m.held = nil // they were not meant as an answer
			m.confirm = newConfirm(asks.question(), m.theme)
		} else {
			m.fail(msg.err)
		}
		if m.leaving && !m.busy() {
			m.closeAll()
			return tea.Quit
		}
		return tea.Batch(m.release(), m.fly())
	case msg.err != nil:
		cmd := m.takeBack(landed, msg.err)
		if m.ordered { // there may be nobody left to see it
			m.lost = errors.New(m.message.Text)
			m.closeAll()
			return tea.Quit
		}
		return tea.Batch(cmd, m.fly())
	}
	if msg.unkept != nil {
		m.fail(fmt.Errorf("where you are is not kept: %w", msg.unkept))
	}
	for _, j := range landed {
		if j.change != nil {
			m.labelling.Saved(*j.change)
		}
	}
	var cmd tea.Cmd
	if msg.opened != nil {
		cmd = m.opened(*msg.opened)
	}
	if msg.made {
		cmd = m.made(msg.change, landed[0].then)
	}
	if m.leaving && !m.busy() {
		m.closeAll()
		return tea.Quit
	}
	return tea.Batch(cmd, m.fly())
}

// made shows a change that the library has made of its own.
func (m *Model) made(c annotate.Change, then func() tea.Cmd) (cmd tea.Cmd) {
	m.message = screen.Say{Text: screen.Safe(c.What)}
	if name := m.library.Name(c.Article); name != "" {
		m.message.Text += " · " + name
	}
	if then != nil {
		cmd = then()
	}
	return tea.Batch(cmd, m.show(c), m.release())
}

// show tells every screen of a change that none of them made. A change to what the list
// shows, or one that does not say what it changed, reads the list again.
func (m *Model) show(c annotate.Change) tea.Cmd {
	var cmds []tea.Cmd
	cmds = append(cmds, m.leaveGone(c))
	m.voices.edited(c.Edits)
	if scheme, ok := m.recast(c.Edits); ok {
		if scheme.Name == "" {
			return tea.Batch(append(cmds, m.request(screen.UseScheme{Name: annotate.DefaultScheme().Name}))...)
		}
		left, err := m.use(scheme)
		if err != nil {
			m.fail(err)
		}
		return tea.Batch(append(cmds, left, m.load())...)
	}
	cmds = append(cmds, m.everyone(screen.Edited{Edits: c.Edits, Show: c.Undoes != 0 || c.Redoes != 0}))
	if cut := cutAnew(c); len(cut) > 0 {
		cmds = append(cmds, m.reopen(cut))
	}
	if len(c.Edits) == 0 || slices.ContainsFunc(c.Edits, func(e annotate.Edit) bool { return e.Article != nil || e.Story != nil }) {
		cmds = append(cmds, m.load())
	}
	return tea.Batch(cmds...)
}

// takeBack undoes on the screens what could not be saved, and all that came after it,
// newest first, and says so.
func (m *Model) takeBack(landed []job, err error) tea.Cmd {
	m.leaving = false
	m.opening, m.doing, m.held = false, false, nil
	if m.errand != nil {
		m.errand.landing = false // it was among what waits, and lands later
	}
	lost := slices.Concat(landed, m.saving.waiting)
	m.saving.waiting = nil
	changes := 0
	var cmds []tea.Cmd
	for _, j := range slices.Backward(lost) {
		if j.change == nil {
			continue
		}
		changes++
		m.labelling.Saved(*j.change)
		m.voices.edited(j.change.Inverse())
		cmds = append(cmds, m.everyone(screen.Edited{Edits: j.change.Inverse()}))
	}
	m.message = screen.Say{Text: screen.Safe(err.Error()), Bad: true}
	if changes > 0 {
		m.message.Text = fmt.Sprintf("not saved, taken back (%d): %s", changes, m.message.Text)
	}
	return tea.Batch(cmds...)
}

// Flush waits for the save in flight and stores what is still waiting; it is for the time
// after the event loop has ended, whatever ended it. What it could not store is in the error.
func (m *Model) Flush() error {
	msg, flying := m.saving.flight.land(), m.saving.flying
	if msg.err != nil && len(flying) > 0 && flying[0].change != nil {
		return notSaved(m.saving.unsaved(), msg.err)
	}
	for jobs := m.saving.next(); len(jobs) > 0; jobs = m.saving.next() {
		if jobs[0].open != nil {
			continue
		}
		if msg := carry(m.lib, jobs); msg.err != nil && jobs[0].change != nil {
			return notSaved(m.saving.unsaved(), msg.err)
		}
	}
	m.saving = queue{}
	return nil
}

func notSaved(n int, err error) error {
	return fmt.Errorf("%s not saved: %w", screen.Count(n, "change is", "changes are"), err)
}

// flight is one run of jobs, made exactly once by whoever comes first: its command, or
// Flush when the event loop has ended before that.
type flight struct {
	once sync.Once
	jobs []job
	lib  Library
	msg  saved
}

func (f *flight) land() saved {
	if f == nil {
		return saved{}
	}
	f.once.Do(func() { f.msg = carry(f.lib, f.jobs) })
	return f.msg
}

// carry does the jobs: several changes in one transaction, or one other job.
func carry(lib Library, jobs []job) saved {
	switch j := jobs[0]; {
	case j.open != nil:
		o := j.open()
		return saved{opened: &o}
	case j.keep != nil:
		return saved{unkept: lib.Keep(j.keep.Name, j.keep.Value)}
	case j.do != nil:
		c, err := j.do(lib)
		return saved{change: c, made: err == nil, err: err}
	}
	changes := make([]annotate.Change, len(jobs))
	for i, j := range jobs {
		changes[i] = *j.change
	}
	_, err := lib.Apply(changes...)
	return saved{err: err}
}
