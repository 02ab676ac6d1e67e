package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/ui/screen"
)

// behind is what goes on behind the screens for the safety of the library.
type behind struct {
	begun   bool
	damage  error // what a look through the file found
	copying bool
	again   bool   // something was saved meanwhile
	waiting string // what is known of changes of an earlier time that are to be taken in
	amiss   error  // what went wrong there and nobody has looked at yet
	rescue  rescueFile
	astray  error // what the last look at the file's place and first pages found
	doubt   bool  // a read met damage: the file is to be looked through again
	looking bool
	taken   int  // how often the disk took changes
	asked   bool // by a key what comes of it
}

// copyEvery is how often it is asked whether a copy is due, beside whenever something was saved.
const copyEvery = time.Hour

// lookedThrough is the message that the file of the library was read, and of what lies beside it.
type lookedThrough struct {
	waiting, note string
	damage        error
}

// lookThrough reads the whole file once, when the library is on the screen: what is damaged in it
// would else be found by whoever comes upon it, or be copied over what is sound.
func (m *Model) lookThrough() tea.Cmd {
	if m.behind.begun || m.leaving {
		return nil
	}
	m.behind.begun = true
	if m.o.Look == nil && m.o.Left == nil && m.o.Copy == nil && m.o.Stands == nil {
		return nil
	}
	m.abroad.Add(1)
	return func() tea.Msg {
		defer m.abroad.Done()
		var msg lookedThrough
		if m.o.Left != nil {
			msg.waiting, msg.note = m.o.Left()
		}
		if m.o.Look != nil {
			msg.damage = m.o.Look(m.ctx)
		}
		return msg
	}
}

// lookedThrough says what was found, and begins to look after the copies.
func (m *Model) lookedThrough(msg lookedThrough) tea.Cmd {
	if m.behind.waiting = msg.waiting; msg.waiting != "" {
		msg.note = "changes of an earlier time are not saved yet: " + screen.Shortcut(m.keys.Unsaved) + " says more"
	}
	switch {
	case errors.Is(msg.damage, context.Canceled):
		return nil
	case msg.damage != nil:
		m.found(lookedAgain{whole: true, err: msg.damage})
		m.fail(msg.damage)
		return tea.Batch(m.copyLater(), m.lookLater()) // no copy now: one of what is damaged would take the place of one that is sound
	case msg.note != "" && m.message.Text == "":
		m.message = screen.Say{Text: screen.Safe(msg.note)}
	}
	return tea.Batch(m.copyLibrary(), m.copyLater(), m.lookLater())
}

// copyTime is the message that it is time to ask whether a copy is due.
type copyTime struct{}

func (m *Model) copyLater() tea.Cmd {
	if m.o.Copy == nil {
		return nil
	}
	return m.o.After(copyEvery, copyTime{})
}

// copied is the message that the automatic copy was made, was not due, or failed.
type copied struct {
	note string
	err  error
}

// copyLibrary makes the automatic copy, if one is due, beside all else.
func (m *Model) copyLibrary() tea.Cmd {
	if m.o.Copy == nil || m.behind.damage != nil || m.leaving {
		return nil
	}
	if m.behind.again = m.behind.copying; m.behind.again {
		return nil
	}
	m.behind.copying = true
	m.abroad.Add(1)
	return func() tea.Msg {
		defer m.abroad.Done()
		note, err := m.o.Copy(m.ctx)
		return copied{note, err}
	}
}

// copied says what came of it. What went wrong stands at the head of the screen until somebody asks for
// it: the next key would take it from the status line, and keys come fast.
func (m *Model) copied(msg copied) tea.Cmd {
	m.behind.copying = false
	switch {
	case errors.Is(msg.err, context.Canceled):
	case msg.err != nil:
		m.behind.amiss = msg.err
	case msg.note != "" && m.message.Text == "" && len(m.screens) == 1: // else it would stand before what is said of the sentence
		m.message = screen.Say{Text: screen.Safe(msg.note)}
	}
	if m.behind.again && msg.err == nil {
		return m.copyLibrary()
	}
	return nil
}

// backingUp is a request to copy the library to a file.
type backingUp struct {
	name    string
	replace bool
}

// askBackup asks where to copy the library to.
func (m *Model) askBackup() tea.Cmd {
	if m.o.Backup == nil {
		m.message = screen.Say{Text: "nothing can be copied here"}
		return nil
	}
	return m.request(screen.Ask{
		Title: "back up the library to",
		Value: fmt.Sprintf("%s-%s.db", strings.TrimSuffix(m.o.Name, ".db"), m.o.Now().Format("2006-01-02")),
		Done: func(name string) []screen.Request {
			if name = strings.TrimSpace(name); name == "" {
				return []screen.Request{screen.Say{Text: "nothing written: no name"}}
			}
			return []screen.Request{backingUp{name: name}}
		},
	})
}

// backUp copies the library beside all else.
func (m *Model) backUp(r backingUp) tea.Cmd {
	e := &errand{name: "backing up", stop: m.keys.Backup, far: func() string { return r.name }}
	return m.send(e, func(ctx context.Context) func() tea.Cmd {
		where, err := m.o.Backup(ctx, r.name, r.replace)
		return func() tea.Cmd { return m.backedUp(r, where, err) }
	})
}

// backedUp says what came of it; where a file of that name is there already, it asks.
func (m *Model) backedUp(r backingUp, where string, err error) tea.Cmd {
	switch {
	case errors.Is(err, fs.ErrExist) && !m.occupied() && !m.leaving:
		m.confirm = newConfirm(screen.Confirm{
			Question: fmt.Sprintf("there is a file %s already: write over it?", screen.Safe(r.name)),
			Yes:      func() []screen.Request { return []screen.Request{backingUp{r.name, true}} },
		}, m.theme)
	case err != nil:
		if m.fail(err); !m.occupied() && !m.leaving && ansi.StringWidth(m.message.Text) > m.width-ansi.StringWidth(" ✓ saved ") {
			m.showText(err.Error()) // the status line would cut the reason
		}
	default:
		m.message = screen.Say{Text: "backed up to " + screen.Safe(where)}
		if n := len(m.saving.changes()); m.stuck != nil && n > 0 {
			m.message = screen.Say{Text: fmt.Sprintf("backed up without %s: %s", screen.Count(n, "unsaved change", "unsaved changes"), screen.Safe(where)), Bad: true}
		}
	}
	return nil
}
