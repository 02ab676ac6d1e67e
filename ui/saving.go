package ui

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// saved is the message that the jobs in flight have landed.
type saved struct {
	change annotate.Change // what a job that makes its own change has made
	made   bool
	opened *opened
	unkept error   // why a place was not kept: nothing that is shown is lost by it
	fates  []error // of changes: why each was not saved, nil where it was
	err    error   // of a job that makes its own change
}

func (m *Model) save(j job) tea.Cmd {
	if k := j.keep; k != nil { // of two of one name the later one stays
		m.saving.waiting = slices.DeleteFunc(m.saving.waiting, func(w job) bool { return w.keep != nil && w.keep.Name == k.Name })
	}
	m.saving.waiting = append(m.saving.waiting, j)
	var cmd tea.Cmd
	if j.change != nil {
		m.tellSeen()
		if m.stuck != nil {
			cmd = m.keepRescue()
		}
	}
	if m.stuck != nil && (j.change != nil || j.do != nil) {
		m.stuck.now = true
	}
	return tea.Batch(cmd, m.fly())
}

// tellSeen tells what reads the library which changes are not in it yet.
func (m *Model) tellSeen() { m.lib.with(m.saving.changes()) }

// fly starts the next jobs; nil when there are none, or some are under way. While nothing can be
// saved only what reads goes on, until it is time to try again.
func (m *Model) fly() tea.Cmd {
	if len(m.saving.flying) > 0 {
		return nil
	}
	next := m.saving.next
	if m.stuck != nil && !m.stuck.now {
		next = m.saving.nextOpen
	}
	jobs := next()
	if len(jobs) == 0 {
		return nil
	}
	f := newFlight(m.lib.Library, jobs)
	m.saving.flight = f
	return func() tea.Msg { return f.land() }
}

// saved clears the marks of what is on disk, shows what was made there, and goes on.
func (m *Model) saved(msg saved) tea.Cmd {
	landed := m.saving.flying
	m.saving.flying = nil
	switch {
	case len(landed) > 0 && landed[0].change != nil:
		return m.landed(landed, msg.fates)
	case len(landed) > 0 && landed[0].do != nil:
		m.doing = false
		if on := (unfinished{}); errors.As(msg.err, &on) {
			return m.goOn(on)
		}
		m.stepping, m.stopping, m.onWayBack = false, false, nil
		if g := (*goingBack)(nil); errors.As(msg.err, &g) {
			return m.stoppedBack(g)
		}
		if msg.err != nil {
			return m.undone(msg.err)
		}
	}
	if msg.unkept != nil {
		m.fail(fmt.Errorf("where you are is not kept: %w", msg.unkept))
	}
	var cmd tea.Cmd
	if msg.opened != nil {
		cmd = m.opened(*msg.opened)
	}
	if msg.made {
		cmd = m.made(msg.change, landed[0].then)
	}
	return m.onward(cmd)
}

// onward goes on with what waits, or leaves if that is wanted and nothing does.
func (m *Model) onward(cmd tea.Cmd) tea.Cmd {
	if m.leaving && !m.busy() {
		m.closeAll()
		return tea.Quit
	}
	return tea.Batch(cmd, m.fly())
}

// landed sorts changes by what became of them: those that are on disk lose their marks, those that the
// disk did not take are kept to be tried again, and those that the library refuses are taken back.
func (m *Model) landed(jobs []job, fates []error) tea.Cmd {
	var refused, kept []job
	var why, unwritten error
	for i, j := range jobs {
		switch err := fates[i]; {
		case err == nil:
			m.labelling.Saved(*j.change)
		case held(err):
			kept, unwritten = append(kept, j), err
		default:
			refused, why = append(refused, j), cmp.Or(why, err)
		}
	}
	m.saving.waiting = slices.Concat(kept, m.saving.waiting)
	var cmd tea.Cmd
	if unwritten == nil {
		cmd = m.reached(len(jobs) - len(refused))
	}
	if len(refused) > 0 { // which is what is said then
		cmd = tea.Batch(cmd, m.takeBack(append(refused, m.saving.built(refused)...), why))
		if m.ordered { // there may be nobody left to see it
			m.lost = errors.Join(m.lost, errors.New(m.message.Text))
		}
	}
	m.tellSeen()
	if unwritten != nil {
		return tea.Batch(cmd, m.unwritten(unwritten))
	}
	return m.onward(cmd)
}

// undone says why the library did not make a change of its own. Nothing was shown of it yet: there is
// nothing to take back.
func (m *Model) undone(err error) tea.Cmd {
	m.leaving = m.ordered
	var asks unexpected
	if errors.As(err, &asks) {
		m.held = nil // they were not meant as an answer
		m.confirm = newConfirm(asks.question(), m.theme)
	} else {
		m.fail(err)
	}
	if m.leaving && !m.busy() {
		m.closeAll()
		return tea.Quit
	}
	return tea.Batch(m.release(), m.fly())
}

// made shows a change that the library has made of its own.
func (m *Model) made(c annotate.Change, then func() tea.Cmd) (cmd tea.Cmd) {
	m.unmade.noted(c)
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

// takeBack undoes on the screens what the library refuses, newest first, and says so. What waits
// behind it is tried for itself, but not what somebody asked for who saw something else.
func (m *Model) takeBack(refused []job, err error) tea.Cmd {
	m.leaving, m.unmade = m.ordered, unmade{}
	m.dropAsked()
	var cmds []tea.Cmd
	for _, j := range slices.Backward(refused) {
		cmds = append(cmds, m.hide(*j.change, false))
	}
	m.message = screen.Say{Text: fmt.Sprintf("not saved, taken back (%d): %s", len(refused), screen.Safe(err.Error())), Bad: true}
	return tea.Batch(cmds...)
}

// hide takes a change off the screens that is not in the library.
func (m *Model) hide(c annotate.Change, show bool) tea.Cmd {
	m.labelling.Saved(c)
	m.voices.edited(c.Inverse())
	return m.everyone(screen.Edited{Edits: c.Inverse(), Show: show})
}

// dropAsked gives up what the library was to make of its own, and the keys that waited for what comes
// of it. Nothing of it was shown. It says whether there was any.
func (m *Model) dropAsked() bool {
	before := len(m.saving.waiting)
	m.saving.waiting = slices.DeleteFunc(m.saving.waiting, func(j job) bool { return j.do != nil })
	m.doing, m.stepping, m.stopping, m.onWayBack, m.held = false, false, false, nil, nil
	if m.errand != nil {
		m.errand.landing = false // it was among what waited, and lands later
	}
	return len(m.saving.waiting) < before
}

// Flush waits for the save in flight and stores what is still waiting; it is for the time
// after the event loop has ended, whatever ended it. What it could not store is in the error,
// an Unsaved, and in the queue still. Where the disk does not answer, Hurry ends the wait: the error
// is ErrHangs then, too.
func (m *Model) Flush() error {
	q := &m.saving
	if !q.flight.landed(m.hurry) {
		return Unsaved{Changes: len(q.changes()), Err: ErrHangs}
	}
	switch msg := q.flight.land(); {
	case len(q.flying) == 0: // what came of it is known
	case q.flying[0].change != nil:
		left, _ := notSaved(q.flying, msg.fates)
		q.waiting = slices.Concat(left, q.waiting)
	default:
		m.tellLost(msg.err)
	}
	q.flying = nil
	var refused []job
	var why error
	for jobs := q.next(); len(jobs) > 0; jobs = q.next() {
		if jobs[0].open != nil {
			continue
		}
		f := newFlight(m.lib.Library, jobs)
		if !f.landed(m.hurry) {
			q.flying, q.waiting = nil, slices.Concat(refused, jobs, q.waiting)
			return Unsaved{Changes: len(q.changes()), Err: ErrHangs}
		}
		msg := f.land()
		m.tellLost(msg.err)
		left, err := notSaved(jobs, msg.fates)
		refused, why = append(refused, left...), cmp.Or(why, err)
		if held(err) { // as the rest would be
			break
		}
	}
	q.flying = nil
	q.waiting = slices.Concat(refused, q.waiting)
	if n := len(q.changes()); n > 0 {
		return Unsaved{Changes: n, Err: why}
	}
	return nil
}

// notSaved is the changes that were not saved, and why the last of them was not.
func notSaved(jobs []job, fates []error) (left []job, why error) {
	for i, err := range fates {
		if err != nil {
			left, why = append(left, jobs[i]), err
		}
	}
	return left, why
}

// errCutOff says of jobs in flight that nobody knows what became of them: the program failed in them.
var errCutOff = fmt.Errorf("cut off: %w", annotate.ErrUnwritten)

// flight is one run of jobs, made exactly once by whoever comes first: its command, or
// Flush when the event loop has ended before that.
type flight struct {
	once sync.Once
	jobs []job
	lib  Library
	msg  saved // what is to be thought of them until they have landed
}

func newFlight(lib Library, jobs []job) *flight {
	return &flight{jobs: jobs, lib: lib, msg: saved{err: errCutOff, fates: slices.Repeat([]error{errCutOff}, len(jobs))}}
}

func (f *flight) land() saved {
	if f == nil {
		return saved{}
	}
	f.once.Do(func() { f.msg = carry(f.lib, f.jobs) })
	return f.msg
}

// landed waits until the jobs have landed, but no longer than until somebody is in a hurry; then it
// says whether they have in a last moment.
func (f *flight) landed(hurry <-chan struct{}) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = recover() }() // as it did where it was called first
		f.land()
	}()
	select {
	case <-done:
		return true
	case <-hurry:
	}
	select {
	case <-done:
		return true
	case <-time.After(lastMoment):
		return false
	}
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
	return saved{fates: store(lib, changes)}
}

// held says of what went wrong that the change is sound: it is kept, to be tried again or written
// elsewhere. What else goes wrong is that the library refuses it.
func held(err error) bool {
	return errors.Is(err, annotate.ErrUnwritten) || errors.Is(err, annotate.ErrDamaged)
}

// store stores changes, in one transaction if it can be, and says why each was not saved. Where the
// library refuses the whole, each is tried by itself: one that is unsound takes no other with it. Where
// a record is damaged, those that are built on a change to it wait with that.
func store(lib Library, changes []annotate.Change) []error {
	fates := make([]error, len(changes))
	_, err := lib.Apply(changes...)
	switch {
	case err == nil:
		return fates
	case len(changes) == 1 || errors.Is(err, annotate.ErrUnwritten):
		return slices.Repeat([]error{err}, len(changes))
	}
	waits := map[any]error{} // records whose changes are held
	for i, c := range changes {
		for _, e := range c.Edits {
			fates[i] = cmp.Or(fates[i], waits[record(e)])
		}
		if fates[i] == nil {
			_, fates[i] = lib.Apply(c)
		}
		if errors.Is(fates[i], annotate.ErrUnwritten) { // the rest would meet the same
			copy(fates[i:], slices.Repeat([]error{fates[i]}, len(fates)-i))
			break
		}
		if held(fates[i]) {
			for _, e := range c.Edits {
				waits[record(e)] = fates[i]
			}
		}
	}
	return fates
}
