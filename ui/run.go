package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// framesPerSecond is how often the renderer looks for something new to paint: at 120 a key
// is seen a third sooner than at Bubble Tea's 60.
const framesPerSecond = 120

// Run shows the library until the user leaves, a signal ends the program or the context
// does, and returns when everything is on disk and the terminal is as it was. What could
// not be saved is in the error; a second signal ends it with context.Canceled.
func Run(ctx context.Context, lib Library, o Options) error {
	m := New(lib, o)
	var p *tea.Program
	in := input{os.Stdin, func() { p.Send(leave{}) }}
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(framesPerSecond), tea.WithoutSignalHandler(), tea.WithInput(in)}
	if !o.Colour {
		options = append(options, tea.WithColorProfile(colorprofile.ASCII))
	}
	p = tea.NewProgram(m, options...)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	ended, done := make(chan struct{}), make(chan struct{})
	go func() {
		obey(p, m, signals, ended)
		select {
		case <-signals: // what is left is being saved
			m.Hurry()
		case <-done:
		}
	}()
	_, err := p.Run()
	close(ended)
	m.closeAll()
	lost := m.ended()
	if !errors.Is(lost, ErrHangs) {
		m.home()
	}
	close(done)
	signal.Stop(signals)
	switch {
	case lost != nil && errors.Is(err, tea.ErrProgramPanic):
		return fmt.Errorf("the program failed (%v): %w", err, lost)
	case lost != nil:
		return lost
	case errors.Is(err, tea.ErrProgramPanic):
		return fmt.Errorf("the program failed; everything it had shown as saved is saved: %w", err)
	}
	if errors.Is(err, tea.ErrProgramKilled) {
		return context.Canceled
	}
	return err
}

// ended saves what is left when the event loop has ended, and says what was lost.
func (m *Model) ended() error {
	left := m.flushed() // may add to it
	return errors.Join(m.lost, left)
}

// input is the terminal's keys. When there is no terminal any more they end, and not every terminal that
// goes sends a signal: a program without keys would go on for ever, and keep the library from all others. On
// Windows the console is read in another way, without this.
type input struct {
	*os.File
	over func()
}

func (i input) Read(p []byte) (int, error) {
	n, err := i.File.Read(p)
	if n == 0 && err != nil {
		i.over()
	}
	return n, err
}

// obey asks the program to save and leave at the first signal. At the second it ends it, and nothing
// waits any more for a disk that does not answer. While an editor has the terminal, an interrupt is
// meant for the editor.
func obey(p *tea.Program, m *Model, signals <-chan os.Signal, ended <-chan struct{}) {
	for n := 0; ; n++ {
		select {
		case <-ended:
			return
		case s := <-signals:
			if s == syscall.SIGINT && m.editing.Load() {
				n--
				continue
			}
			if n > 0 {
				m.Hurry()
				p.Kill()
				return
			}
			p.Send(leave{})
		}
	}
}
