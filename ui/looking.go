package ui

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// lookEvery is how often it is looked whether the file is still in its place.
const lookEvery = time.Minute

// lookTime is the message that it is time for that.
type lookTime struct{}

func (m *Model) lookLater() tea.Cmd {
	if m.o.Stands == nil {
		return nil
	}
	return m.o.After(lookEvery, lookTime{})
}

// lookedAgain is the message that the file was looked at once more.
type lookedAgain struct {
	whole bool // all of it
	err   error
}

// lookAtPlace looks whether the file is in its place, as the newest change left it.
func (m *Model) lookAtPlace() tea.Cmd {
	if m.o.Stands == nil || m.behind.looking || m.leaving {
		return nil
	}
	return m.lookWith(lookedAgain{}, func(context.Context) error { return m.o.Stands() })
}

// lookAgain looks at all of the file: where somebody asks, or something read was damaged.
func (m *Model) lookAgain(asked bool) tea.Cmd {
	if asked {
		m.behind.asked = true
		m.message = screen.Say{Text: "looking at the library's file …"}
	}
	if m.behind.looking || m.leaving {
		return nil
	}
	m.behind.doubt = false
	return m.lookWith(lookedAgain{whole: true}, func(ctx context.Context) error {
		if m.o.Stands != nil {
			if err := m.o.Stands(); err != nil {
				return err
			}
		}
		if m.o.Look == nil {
			return nil
		}
		return m.o.Look(ctx)
	})
}

func (m *Model) lookWith(msg lookedAgain, look func(context.Context) error) tea.Cmd {
	m.behind.looking = true
	m.abroad.Add(1)
	return func() tea.Msg {
		defer m.abroad.Done()
		msg.err = look(m.ctx)
		return msg
	}
}

// lookedAgain has the head say what is wrong, and who asked what there is to know.
func (m *Model) lookedAgain(msg lookedAgain) tea.Cmd {
	b := &m.behind
	b.looking = false
	switch {
	case errors.Is(msg.err, context.Canceled):
		return nil
	case errors.Is(msg.err, annotate.ErrDamaged):
		b.damage = msg.err
	default:
		b.astray = msg.err
		if msg.err == nil && msg.whole {
			b.damage = nil
		}
	}
	if !b.asked {
		return nil
	}
	if !msg.whole && msg.err == nil {
		return m.lookAgain(true)
	}
	b.asked = false
	m.message = screen.Say{}
	switch busy := m.occupied() || m.leaving; {
	case m.saving.unsaved() > 0: // something was done meanwhile: the marks say what becomes of it
	case msg.err != nil && busy:
		m.fail(msg.err)
	case msg.err != nil:
		m.showText(msg.err.Error())
	case b.waiting != "" && !busy:
		m.showText(b.waiting)
	default:
		m.message = screen.Say{Text: "everything is saved"}
	}
	return nil
}

// say says what a screen wants said.
func (m *Model) say(r screen.Say) {
	m.message = r
	m.doubt(r.Text)
}

// doubt has the file looked through after a text that says that something in it is damaged.
func (m *Model) doubt(text string) {
	if m.behind.damage == nil && m.o.Look != nil && strings.Contains(text, annotate.ErrDamaged.Error()) {
		m.behind.doubt = true
	}
}
