package termtest

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// WaitFor waits until text is on the screen, within one row. Like the other
// waits it looks again at every output, never in the middle of a synchronized
// update, and returns an error with the screen in it: [ErrTimeout] after
// Options.Patience, [ErrEnded] if the program ends without showing it.
func (t *Terminal) WaitFor(text string) error {
	return t.waitScreen(fmt.Sprintf("%q", text), func(screen string) bool {
		return strings.Contains(screen, text)
	})
}

// WaitMatch waits until the screen's text matches re; (?m) makes ^ and $ mean
// a row.
func (t *Terminal) WaitMatch(re *regexp.Regexp) error {
	return t.waitScreen(fmt.Sprintf("/%s/", re), re.MatchString)
}

// WaitGone waits until text is nowhere on the screen.
func (t *Terminal) WaitGone(text string) error {
	return t.waitScreen(fmt.Sprintf("%q to go", text), func(screen string) bool {
		return !strings.Contains(screen, text)
	})
}

// WaitUntil waits until met holds for the cells on the screen: for changes of
// colour or of the cursor that no text shows. What names it in the error.
func (t *Terminal) WaitUntil(what string, met func(Grid) bool) error {
	return wait(t, what, t.grid, met)
}

// WaitStill waits until the program has written nothing for the time quiet.
// Prefer a wait for content: this one is for the end of an animation.
func (t *Terminal) WaitStill(quiet time.Duration) error {
	deadline := time.After(t.patience)
	for {
		t.mu.Lock()
		changed := t.changed
		t.mu.Unlock()
		select {
		case <-changed:
		case <-time.After(quiet):
			return nil
		case <-t.ended:
			return nil
		case <-deadline:
			return fmt.Errorf("waiting for %v without output: %w: screen:\n%s", quiet, ErrTimeout, t.asItIs())
		}
	}
}

// Screen returns the text on the screen: see [Grid.Text].
func (t *Terminal) Screen() string { return t.Cells().Text() }

// Cells returns what is on the screen. It waits for the end of a synchronized
// update, so that it is a whole frame.
func (t *Terminal) Cells() Grid {
	deadline := time.After(t.patience)
	for {
		t.mu.Lock()
		cells, updating, changed := t.grid(), t.updating(), t.changed
		t.mu.Unlock()
		if !updating {
			return cells
		}
		select {
		case <-changed:
		case <-t.ended:
			return cells
		case <-deadline:
			return cells
		}
	}
}

func (t *Terminal) waitScreen(what string, met func(screen string) bool) error {
	return wait(t, what, t.text, met)
}

// wait looks with the lock held, at first and after every output, and asks met
// about what it saw.
func wait[Seen any](t *Terminal, what string, look func() Seen, met func(Seen) bool) error {
	deadline := time.After(t.patience)
	for {
		ended := isClosed(t.ended) // asked first: nothing is drawn after the end
		t.mu.Lock()
		seen, whole, changed := look(), !t.updating(), t.changed
		t.mu.Unlock()
		found := (ended || whole) && met(seen)
		switch {
		case found:
			return nil
		case ended:
			return fmt.Errorf("waiting for %s: %w: screen:\n%s", what, ErrEnded, t.asItIs())
		}
		select {
		case <-changed:
		case <-t.ended:
		case <-deadline:
			return fmt.Errorf("waiting for %s: %w: screen:\n%s", what, ErrTimeout, t.asItIs())
		}
	}
}

// asItIs returns the screen's text for an error, half a frame or not.
func (t *Terminal) asItIs() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text()
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
