package cli

import (
	"fmt"
	"io"
	"time"

	"charm.land/bubbles/v2/progress"
)

// bar is a line of progress on a terminal, shown once a batch has taken long enough to wonder.
type bar struct {
	w     io.Writer
	all   int
	unit  string // of the steps, behind their number; may be empty
	since time.Time
	shown time.Time
	model progress.Model
}

const (
	wonderAfter = 200 * time.Millisecond
	redrawAfter = 50 * time.Millisecond
)

// newBar is a bar for that many steps; one for something that is no terminal draws nothing.
func newBar(w io.Writer, all int) *bar {
	if !isTerminal(w) {
		return nil
	}
	return &bar{w: w, all: all, since: time.Now(), model: progress.New(progress.WithWidth(40))}
}

// show draws that so many steps are done.
func (b *bar) show(done int) {
	if b == nil || time.Since(b.since) < wonderAfter || time.Since(b.shown) < redrawAfter {
		return
	}
	b.shown = time.Now()
	fmt.Fprintf(b.w, "\r\x1b[K%s %d of %d%s", b.model.ViewAs(float64(done)/float64(max(b.all, 1))), done, b.all, b.unit)
}

// clear takes the bar off the line, so that something else can be written there.
func (b *bar) clear() {
	if b != nil && !b.shown.IsZero() {
		fmt.Fprint(b.w, "\r\x1b[K")
		b.shown = time.Time{}
	}
}
