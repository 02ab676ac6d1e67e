package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// Unsaved is the error of a program that ended with changes that are not in the library.
type Unsaved struct {
	Changes int
	Err     error  // why they are not
	Where   string // the file that they are in; empty where they are in none
	Lost    error  // why they are in none
}

// Error says how many changes there are, and why they are not in the library.
func (u Unsaved) Error() string {
	if u.Changes == 0 {
		return "what was under way is not done: " + reason(u.Err)
	}
	text := fmt.Sprintf("%s not saved: %s", screen.Count(u.Changes, "change is", "changes are"), reason(u.Err))
	if u.Lost != nil {
		text += fmt.Sprintf("; nor can they be written to a file: %v", u.Lost)
	}
	return text
}

// Unwrap is why they are not in the library.
func (u Unsaved) Unwrap() error { return u.Err }

// rescuing is a request to write what is not saved to a file.
type rescuing struct {
	name    string // empty: wherever it can be
	replace bool
	leaves  bool // and leave then
}

// losing is a request to leave without what is not saved, which cannot be written anywhere either.
type losing struct{}

// rescued is the message that it was written, or was not.
type rescued struct {
	rescuing
	changes int
	where   string
	err     error
}

// askUnsaved asks what to do about what is not saved. Where there is nothing, it says what else stands at
// the head of the screen.
func (m *Model) askUnsaved() tea.Cmd {
	switch {
	case len(m.saving.changes()) > 0:
	case m.behind.amiss != nil:
		m.showText(m.behind.all()...)
		m.behind.amiss = nil
		return nil
	default:
		return m.lookAgain(true)
	}
	m.choose = &screen.Choose{
		Title:   m.countUnsaved(),
		Lines:   m.aboutUnsaved(),
		Choices: []screen.Choice{{Key: "s", Name: "try to save now"}, {Key: "w", Name: "write to a file"}},
		Done: func(i int) []screen.Request {
			switch {
			case m.stuck == nil: // the disk took them meanwhile
				return []screen.Request{screen.Do{Cmd: m.lookAgain(true)}}
			case i == 0:
				m.stuck.asked = true
				return []screen.Request{screen.Do{Cmd: m.tryAgain()}}
			}
			return []screen.Request{screen.Ask{Title: "write what is not saved to", Value: rescueName(m.o.Name), Done: func(name string) []screen.Request {
				if name = strings.TrimSpace(name); name == "" {
					return []screen.Request{screen.Say{Text: "nothing written: no name"}}
				}
				return []screen.Request{rescuing{name: name}}
			}}}
		},
	}
	return nil
}

// showText shows texts whole, one below the other, over the screen.
func (m *Model) showText(texts ...string) {
	said := &help{}
	for _, text := range texts {
		for _, l := range m.wrapped(text) {
			said.lines = append(said.lines, " "+screen.Paint(m.theme.Text, l))
		}
	}
	m.over = said
}

// aboutUnsaved says why something is not saved, and where it is meanwhile.
func (m *Model) aboutUnsaved() []string {
	if m.stuck == nil {
		return nil
	}
	out := m.wrapped("Not saved: " + reason(m.stuck.err))
	if m.stuck.damage() {
		out = append(out, m.wrapped(fmt.Sprintf("Leave: %s says what is damaged, 'rashomon recover' saves what can be read, %s lists copies. Then %s takes in what is not saved.", m.o.command("check"), m.o.command("restore"), m.o.command("rescue")))...)
	} else {
		out = append(out, m.wrapped("Once that is put right it is saved by itself; nothing needs to be typed again.")...)
	}
	if where := m.behind.rescue.where; where != "" {
		out = append(out, m.wrapped("A copy is kept in "+where+", in case this program is killed: "+m.o.command("rescue")+" takes it in.")...)
	}
	return out
}

// helpUnsaved is what help says first while something is not saved.
func (m *Model) helpUnsaved() []screen.Group {
	if m.stuck == nil {
		return nil
	}
	return []screen.Group{{Title: m.countUnsaved() + " · " + m.stuck.why(), Bindings: []key.Binding{m.keys.Unsaved, m.keys.Backup}}}
}

// rescueName is the name that is offered for the changes that a library did not take.
func rescueName(library string) string {
	return strings.TrimSuffix(library, ".db") + ".rescue.jsonl"
}

// errNowhere says that the program was given no place for what is not saved.
var errNowhere = errors.New("there is nowhere to write them")

// rescue writes what is not saved to a file, off the event loop.
func (m *Model) rescue(r rescuing) tea.Cmd {
	changes := m.saving.changes()
	m.writing++
	if m.o.Rescue == nil || len(changes) == 0 {
		return m.rescued(rescued{rescuing: r, err: errNowhere})
	}
	m.message = screen.Say{Text: "writing what is not saved …"}
	_, turn := m.lib.edits()
	return func() tea.Msg {
		where, err := "", error(nil)
		if r.name == "" {
			where, err = m.behind.rescue.write(m.o.Rescue, turn, changes)
		} else {
			where, err = m.o.Rescue(r.name, r.replace, changes)
		}
		return rescued{r, len(changes), where, err}
	}
}

// rescued says where what is not saved was written, or leaves then.
func (m *Model) rescued(msg rescued) tea.Cmd {
	m.writing--
	switch {
	case errors.Is(msg.err, fs.ErrExist) && msg.name != "":
		m.message = screen.Say{}
		m.confirm = newConfirm(screen.Confirm{
			Question: fmt.Sprintf("there is a file %s already: write over it?", screen.Safe(msg.name)),
			Yes:      func() []screen.Request { msg.replace = true; return []screen.Request{msg.rescuing} },
		}, m.theme)
		return nil
	case msg.err != nil && msg.leaves && m.stuck != nil:
		m.askToLeave("lose %s", "no file can be written either: "+screen.Safe(msg.err.Error()), losing{})
		return nil
	case msg.err != nil:
		m.fail(msg.err)
		return nil
	}
	if msg.name == "" {
		m.behind.rescue.where = msg.where
	}
	if msg.leaves {
		m.closeAll()
		return tea.Quit
	}
	m.message = screen.Say{Text: fmt.Sprintf("%s in %s: %s takes them in", screen.Count(msg.changes, "change is", "changes are"), screen.Safe(filepath.Base(msg.where)), m.o.command("rescue FILE"))}
	return nil
}

// rescueFile is the file that what is not saved is written to as soon as that is known, so that not
// even a kill or a power cut loses it.
type rescueFile struct {
	where   string // empty where there is none
	turn    int    // of what is not saved that is in it
	writing bool

	guard sync.Mutex
	last  int // turn that was written last, or taken away
}

// lastTurn is later than all others.
const lastTurn = math.MaxInt

// errOutdated says that something newer was written meanwhile.
var errOutdated = errors.New("what is not saved has changed meanwhile")

// write writes changes that were unsaved at a turn, in their turn; of no changes the file goes.
func (r *rescueFile) write(to func(string, bool, []annotate.Change) (string, error), turn int, changes []annotate.Change) (string, error) {
	r.guard.Lock()
	defer r.guard.Unlock()
	if turn < r.last {
		return "", errOutdated
	}
	r.last = turn
	return to("", true, changes)
}

// rescueKept is the message that what is not saved is in the file, or is not.
type rescueKept struct {
	turn  int
	where string
	err   error
}

// keepRescue brings the file up to date beside all else; nil where it is, or is being.
func (m *Model) keepRescue() tea.Cmd {
	r := &m.behind.rescue
	changes := m.saving.changes()
	_, turn := m.lib.edits()
	if m.o.Rescue == nil || len(changes) == 0 || r.writing || r.where != "" && r.turn == turn {
		return nil
	}
	r.writing = true
	return func() tea.Msg {
		where, err := r.write(m.o.Rescue, turn, changes)
		return rescueKept{turn, where, err}
	}
}

// rescueKept goes on with what has become unsaved since, or takes the file away where nothing is left.
func (m *Model) rescueKept(msg rescueKept) tea.Cmd {
	r := &m.behind.rescue
	r.writing = false
	if msg.err == nil {
		r.where, r.turn = msg.where, msg.turn
	}
	_, turn := m.lib.edits()
	switch {
	case m.stuck == nil:
		return m.clearRescue()
	case turn != msg.turn: // else nothing would become of another try
		return m.keepRescue()
	}
	return nil
}

// clearRescue takes the file away when all that is in it is saved.
func (m *Model) clearRescue() tea.Cmd {
	r := &m.behind.rescue
	if r.where == "" || r.writing || m.o.Rescue == nil {
		return nil
	}
	r.where = ""
	_, turn := m.lib.edits()
	return func() tea.Msg {
		_, _ = r.write(m.o.Rescue, turn, nil) // whoever takes it in finds that all is there already
		return nil
	}
}

// flushed saves what is left when the event loop has ended, or writes it to a file. The error is an
// Unsaved then.
func (m *Model) flushed() error {
	err := m.Flush()
	left, r := Unsaved{}, &m.behind.rescue
	if !errors.As(err, &left) {
		if r.where != "" || r.writing {
			_, _ = r.write(m.o.Rescue, lastTurn, nil)
		}
		return err
	}
	changes := m.saving.changes()
	switch {
	case errors.Is(err, ErrHangs):
		left.Where, left.Lost = m.elsewhere(changes)
	case m.o.Rescue == nil:
		left.Lost = errNowhere
	default:
		left.Where, left.Lost = r.write(m.o.Rescue, lastTurn, changes)
	}
	return left
}

// elsewhere writes changes where the disk that does not answer has no part in it, as far as that can be
// known; and does not wait for ever for that either.
func (m *Model) elsewhere(changes []annotate.Change) (where string, err error) {
	if m.o.Elsewhere == nil || len(changes) == 0 {
		return "", errNowhere
	}
	done := make(chan rescueKept, 1)
	go func() {
		where, err := m.o.Elsewhere(changes)
		done <- rescueKept{where: where, err: err}
	}()
	select {
	case msg := <-done:
		return msg.where, msg.err
	case <-time.After(lastMoment):
		return "", ErrHangs
	}
}
