// Package termtest runs a real program in a pseudo-terminal and looks at its
// screen as a person does: keys in, cells out. It serves end-to-end tests and
// the screenshots. For one screen without a process, [Draw] lays out a frame
// and [Golden] compares it with a file.
package termtest

import (
	"errors"
	"fmt"
	"image/color"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// ErrTimeout says that a program did not do in time what was waited for.
var ErrTimeout = errors.New("not in time")

// ErrEnded says that a program ended before it did what was waited for.
var ErrEnded = errors.New("the program has ended")

// Options say what terminal a program gets. Dir is required, the rest is not.
type Options struct {
	Width, Height int           // in cells; 80 by 24 if 0
	Light         bool          // a white background instead of a black one
	Env           []string      // "NAME=value", over the clean environment every program gets
	Dir           string        // working folder and HOME, so that no test sees a person's own files
	Patience      time.Duration // how long each wait lasts at most; 10 s if 0
	Keep          int           // most bytes of output that Raw has, the last ones; all if 0
}

// Terminal is a program running in a pseudo-terminal with an emulator behind
// it. Its methods may be called from several goroutines.
type Terminal struct {
	cmd      *exec.Cmd
	pty      *os.File
	patience time.Duration
	keep     int
	close    sync.Once
	ended    chan struct{} // closed when the program has ended and its output is drawn

	mu      sync.Mutex // guards what follows, the emulator above all: it has no lock of its own
	screen  *vt.Emulator
	modes   map[ansi.Mode]bool // what the program has switched, see modes.go
	pushed  int                // keyboard enhancements pushed and not popped
	raw     []byte
	changed chan struct{} // closed and replaced at every output
}

// Start runs the named program with args in a new terminal. The program sees
// PATH, HOME (o.Dir), a true-colour TERM, UTC and o.Env, nothing else of the
// caller's environment. End with [Terminal.Close].
func Start(o Options, name string, args ...string) (*Terminal, error) {
	if o.Dir == "" {
		return nil, errors.New("terminal: Dir is empty: the program needs a home folder of its own")
	}
	o = withDefaults(o)
	cmd := exec.Command(name, args...)
	cmd.Dir = o.Dir
	cmd.Env = environment(o)
	t := &Terminal{
		cmd: cmd, patience: o.Patience, keep: o.Keep, ended: make(chan struct{}), changed: make(chan struct{}),
		screen: newEmulator(o), modes: map[ansi.Mode]bool{},
	}
	t.watchModes()
	var err error
	if t.pty, err = pty.StartWithSize(cmd, winsize(o.Width, o.Height)); err != nil {
		return nil, fmt.Errorf("terminal: start %s: %w", name, err)
	}
	drawn := make(chan struct{})
	chunks := make(chan []byte)
	go t.read(chunks)
	go t.draw(chunks, drawn)
	go t.answer()
	go t.reap(drawn)
	return t, nil
}

// Signal sends the program a signal, as kill(1) does.
func (t *Terminal) Signal(s os.Signal) error { return t.cmd.Process.Signal(s) }

// Kill ends the program with a signal that it cannot catch.
func (t *Terminal) Kill() error { return t.cmd.Process.Kill() }

// Wait waits until the program has ended by itself and all its output is on
// the screen, and returns its exit code: -1 if a signal ended it. The error is
// [ErrTimeout] if it still runs after Options.Patience.
func (t *Terminal) Wait() (int, error) {
	select {
	case <-t.ended:
		return t.cmd.ProcessState.ExitCode(), nil
	case <-time.After(t.patience):
		return 0, fmt.Errorf("waiting for the program's end: %w: screen:\n%s", ErrTimeout, t.asItIs())
	}
}

// Resize changes the size of the window, in cells, and tells the program.
func (t *Terminal) Resize(width, height int) error {
	t.mu.Lock()
	t.screen.Resize(width, height)
	t.mu.Unlock()
	if err := pty.Setsize(t.pty, winsize(width, height)); err != nil {
		return fmt.Errorf("terminal: resize to %dx%d: %w", width, height, err)
	}
	return nil
}

// Raw returns a copy of all bytes the program has written so far, or of the last of them
// (see Options.Keep).
func (t *Terminal) Raw() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]byte(nil), t.raw...)
}

// Close kills the program if it still runs and frees the terminal. Calling it
// twice is harmless.
func (t *Terminal) Close() {
	t.close.Do(func() {
		_ = t.Kill() // fails when the program has ended, which is as good
		<-t.ended
		_ = t.pty.Close()
		// The emulator's own Close races with its Read; closing the pipe between them does not.
		if replies, ok := t.screen.InputPipe().(io.Closer); ok {
			_ = replies.Close()
		}
	})
}

// reap waits for the program and then for its last output. Output that a
// surviving grandchild keeps open is not waited for longer than a second.
func (t *Terminal) reap(drawn <-chan struct{}) {
	_ = t.cmd.Wait() // the exit code is read from ProcessState
	select {
	case <-drawn:
	case <-time.After(time.Second):
	}
	close(t.ended)
}

func withDefaults(o Options) Options {
	if o.Width == 0 {
		o.Width = 80
	}
	if o.Height == 0 {
		o.Height = 24
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Second
	}
	return o
}

// environment is the same on every machine but for PATH and the temporary
// folder. GOCOVERDIR lets a program built with -cover report.
func environment(o Options) []string {
	env := []string{"HOME=" + o.Dir, "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "TZ=UTC"}
	for _, name := range []string{"PATH", "TMPDIR", "GOCOVERDIR"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return append(env, o.Env...)
}

func newEmulator(o Options) *vt.Emulator {
	e := vt.NewEmulator(o.Width, o.Height)
	if o.Light {
		e.SetDefaultBackgroundColor(color.White)
		e.SetDefaultForegroundColor(color.Black)
	}
	// Reset, not unknown: so that a program which asks learns that this terminal
	// can update in one go (2026) and measures text in graphemes (2027).
	_, _ = e.WriteString(ansi.ResetModeSynchronizedOutput + ansi.ResetModeUnicodeCore)
	return e
}

func winsize(width, height int) *pty.Winsize {
	return &pty.Winsize{Cols: uint16(width), Rows: uint16(height)}
}
