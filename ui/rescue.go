package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	tea "charm.land/bubbletea/v2"

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

// askUnsaved asks what to do about what is not saved.
func (m *Model) askUnsaved() tea.Cmd {
	if len(m.saving.changes()) == 0 {
		m.message = screen.Say{Text: "everything is saved"}
		return nil
	}
	m.choose = &screen.Choose{
		Title:   m.countUnsaved(),
		Choices: []screen.Choice{{Key: "s", Name: "try to save now"}, {Key: "w", Name: "write to a file"}},
		Done: func(i int) []screen.Request {
			switch {
			case m.stuck == nil: // the disk took them meanwhile
				return []screen.Request{screen.Say{Text: "everything is saved"}}
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
	return func() tea.Msg {
		where, err := m.o.Rescue(r.name, r.replace, changes)
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
		m.behind.rescue = rescueFile{where: msg.where, changes: msg.changes}
	}
	if msg.leaves {
		m.closeAll()
		return tea.Quit
	}
	m.message = screen.Say{Text: fmt.Sprintf("wrote %s to %s: 'rashomon rescue' takes them in", screen.Count(msg.changes, "change", "changes"), screen.Safe(msg.where))}
	return nil
}

// rescueFile is the file beside the library that what is not saved was written to.
type rescueFile struct {
	where   string
	changes int
}

// clearRescue takes that file away when all that is in it is saved.
func (m *Model) clearRescue() tea.Cmd {
	if m.behind.rescue.where == "" || m.o.Rescue == nil {
		return nil
	}
	m.behind.rescue = rescueFile{}
	return func() tea.Msg {
		_, _ = m.o.Rescue("", true, nil) // whoever takes it in finds that all is there already
		return nil
	}
}

// flushed saves what is left when the event loop has ended, or writes it to a file. The error is an
// Unsaved then.
func (m *Model) flushed() error {
	err := m.Flush()
	left := Unsaved{}
	if !errors.As(err, &left) {
		if clear := m.clearRescue(); clear != nil {
			clear()
		}
		return err
	}
	changes := m.saving.changes()
	switch written := m.behind.rescue; {
	case written.where != "" && written.changes == len(changes):
		left.Where = written.where
	case m.o.Rescue == nil:
		left.Lost = errNowhere
	default:
		left.Where, left.Lost = m.o.Rescue("", true, changes)
	}
	return left
}
