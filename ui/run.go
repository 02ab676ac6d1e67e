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
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(framesPerSecond), tea.WithoutSignalHandler()}
	if !o.Colour {
		options = append(options, tea.WithColorProfile(colorprofile.ASCII))
	}
	p := tea.NewProgram(m, options...)
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
	lost := errors.Join(m.lost, m.flushed())
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
