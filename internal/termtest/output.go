package termtest

import (
	"bytes"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Pieces of a grapheme that arrive apart are drawn together if the second
// follows the first within this time.
const graphemePause = 20 * time.Millisecond

// read takes the program's output off the pseudo-terminal until it ends.
func (t *Terminal) read(chunks chan<- []byte) {
	defer close(chunks)
	buffer := make([]byte, 32<<10)
	for {
		n, err := t.pty.Read(buffer)
		if n > 0 {
			chunks <- bytes.Clone(buffer[:n])
		}
		if err != nil {
			return
		}
	}
}

// draw hands the output to the emulator. The emulator ends a grapheme at the
// end of each write, so text that may go on is held back for a moment: reads
// from a pseudo-terminal break anywhere.
func (t *Terminal) draw(chunks <-chan []byte, drawn chan<- struct{}) {
	defer close(drawn)
	var held []byte
	for {
		var pause <-chan time.Time
		if len(held) > 0 {
			pause = time.After(graphemePause)
		}
		select {
		case chunk, more := <-chunks:
			if !more {
				t.write(held)
				return
			}
			data := append(held, chunk...)
			cut := lastASCII(data)
			t.write(data[:cut])
			held = bytes.Clone(data[cut:])
		case <-pause:
			t.write(held)
			held = nil
		}
	}
}

// lastASCII returns the offset after the last ASCII byte, where no grapheme
// goes on, or the end if there has been none for long.
func lastASCII(data []byte) int {
	for i := len(data); i > 0 && len(data)-i < 1024; i-- {
		if data[i-1] < utf8.RuneSelf {
			return i
		}
	}
	if len(data) < 1024 {
		return 0
	}
	return len(data)
}

func (t *Terminal) write(data []byte) {
	if len(data) == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.raw = append(t.raw, data...)
	if t.keep > 0 && len(t.raw) > 2*t.keep {
		t.raw = bytes.Clone(t.raw[len(t.raw)-t.keep:])
	}
	_, _ = t.screen.Write(data) // fails only when closed, which it never is
	close(t.changed)
	t.changed = make(chan struct{})
}

// answer passes the emulator's replies to queries on to the program. It reads
// without the lock: the emulator's pipe has one, and its writer holds ours.
func (t *Terminal) answer() {
	buffer := make([]byte, 4<<10)
	for {
		n, err := t.screen.Read(buffer)
		if err != nil {
			return
		}
		_ = t.Send(bytes.Clone(buffer[:n])) // a program that has ended wants no answers
	}
}

// updating says whether the program is between the two ends of a synchronized
// update, when what is drawn is no frame yet. The lock is held.
func (t *Terminal) updating() bool { return t.modes[ansi.ModeSynchronizedOutput] }
