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
	after int  // how often the disk had taken changes when it began
	err   error
}

// lookAtPlace looks whether the file is in its place, as the newest change left it.
func (m *Model) lookAtPlace() tea.Cmd {
	if m.o.Stands == nil || m.behind.looking || m.leaving {
		return nil
	}
	return m.lookWith(lookedAgain{}, func(context.Context) error { return m.o.Stands() })
}

// looking is what is said while somebody waits for a look.
const looking = "looking at the library's file …"

// lookAgain looks at all of the file: where somebody asks, or something read was damaged.
func (m *Model) lookAgain(asked bool) tea.Cmd {
	if asked {
		m.behind.asked = true
		m.message = screen.Say{Text: looking}
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
	m.behind.looking, msg.after = true, m.behind.taken
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
	if errors.Is(msg.err, context.Canceled) {
		return nil
	}
	cmd := m.found(msg)
	if !b.asked {
		return cmd
	}
	if !msg.whole && msg.err == nil {
		return m.lookAgain(true)
	}
	b.asked = false
	if m.message.Text == looking {
		m.message = screen.Say{}
	}
	switch busy := m.occupied() || m.leaving; {
	case m.saving.unsaved() > 0: // something was done meanwhile: the marks say what becomes of it
	case msg.err != nil && busy:
		m.fail(msg.err)
	case msg.err != nil:
		m.showText(msg.err.Error())
	case b.waiting != "" && !busy:
		m.showText(b.waiting)
	case m.message.Text == "":
		m.message = screen.Say{Text: "everything is saved"}
	}
	return cmd
}

// found keeps what a look found, for the head. What is found no more may be copied again.
func (m *Model) found(msg lookedAgain) tea.Cmd {
	b := &m.behind
	switch {
	case errors.Is(msg.err, annotate.ErrDamaged):
		b.damage = msg.err
	case msg.err == nil:
		was := b.damage
		b.astray = nil
		if msg.whole && was != nil {
			b.damage = nil
			return m.copyLibrary()
		}
	case msg.after == b.taken: // else the disk took a change since, which it does only in its place
		b.astray = msg.err
	}
	return nil
}

// all is what is wrong behind the screens, in the order in which the head tells it.
func (b *behind) all() (texts []string) {
	for _, err := range []error{b.damage, b.astray, b.amiss} {
		if err != nil {
			texts = append(texts, err.Error())
		}
	}
	return texts
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
