package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"rashomon/ui/screen"
)

// written is the message that a file was written, or was not.
type written struct {
	request screen.Write
	where   string // the whole path
	err     error
}

// write writes a file off the event loop.
func (m *Model) write(r screen.Write, replace bool) tea.Cmd {
	m.writing++
	m.message = screen.Say{Text: "writing " + screen.Safe(r.Name) + " …"}
	return func() tea.Msg {
		where := r.Name
		if full, err := filepath.Abs(where); err == nil && !strings.HasPrefix(where, "~/") {
			where = full
		}
		return written{r, where, m.o.Write(r.Name, replace, r.To)}
	}
}

// written says what came of it; where a file of that name is there already, it asks.
func (m *Model) written(msg written) tea.Cmd {
	m.writing--
	name := screen.Safe(msg.request.Name)
	switch {
	case msg.err == nil:
		m.message = screen.Say{Text: "wrote " + screen.Safe(msg.where)}
	case errors.Is(msg.err, fs.ErrExist) && !m.leaving:
		m.message = screen.Say{}
		m.confirm = newConfirm(screen.Confirm{
			Question: fmt.Sprintf("there is a file %s already: write over it?", name),
			Yes:      func() []screen.Request { return []screen.Request{replacing{msg.request}} },
		}, m.theme)
	default:
		m.leaving = m.ordered
		m.fail(msg.err)
	}
	if m.leaving && !m.busy() {
		m.closeAll()
		return tea.Quit
	}
	return nil
}

// replacing is a request to write a file in the place of another.
type replacing struct{ screen.Write }
