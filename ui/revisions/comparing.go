package revisions

import (
	"context"
	"fmt"
	"math"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// comparing is two texts being read and compared.
type comparing struct {
	pair   int
	cancel context.CancelFunc
	ended  chan struct{}
	done   atomic.Uint64 // the part that is done, bits of a float64
}

// comparison is the message that two texts were compared; ticked that progress is to be shown again.
type (
	comparison struct {
		by   *comparing
		diff *diff
		err  error
	}
	ticked struct{ by *comparing }
)

const tickEvery = 100 * time.Millisecond

// compare reads and compares the pair in the background.
func (s *Screen) compare() []screen.Request {
	s.giveUp()
	if len(s.revisions) < 2 || s.diff() != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := &comparing{pair: s.pair, cancel: cancel, ended: make(chan struct{})}
	s.work = c
	before, after, newest, read := s.before().Number, s.after().Number, s.revisions[len(s.revisions)-1].Number, s.read
	return []screen.Request{c.tick(), screen.Do{Cmd: func() tea.Msg {
		defer close(c.ended)
		d, err := c.run(ctx, before, after, newest, read)
		return comparison{c, d, err}
	}}}
}

func (c *comparing) tick() screen.Request {
	return screen.Do{Cmd: func() tea.Msg {
		select {
		case <-c.ended:
		case <-time.After(tickEvery):
		}
		return ticked{c}
	}}
}

func (c *comparing) run(ctx context.Context, before, after, newest int, read func(int) (annotate.Body, error)) (*diff, error) {
	var bodies [3]annotate.Body
	for i, n := range [3]int{before, after, newest} {
		if i == 2 && n == after {
			bodies[2] = bodies[1]
			break
		}
		var err error
		if bodies[i], err = read(n); err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, fmt.Errorf("revision %d: %w", n, err)
		}
	}
	d := newDiff(bodies[0], bodies[1], func(part float64) { c.done.Store(math.Float64bits(part)) })
	d.newest = sameIn(bodies[1], bodies[2])
	return d, ctx.Err()
}

// newDiff compares two texts and counts what changed.
func newDiff(old, now annotate.Body, progress func(float64)) *diff {
	d := &diff{entries: compared(old, now, progress), old: old.Sentences, sentences: len(now.Sentences)}
	for i := range d.entries {
		e := &d.entries[i]
		switch e.kind {
		case changed:
			d.changed++
		case came:
			d.came++
		case gone:
			d.gone++
		case recut:
			d.recut++
		}
		if e.moved {
			d.moved++
		}
	}
	return d
}

// sameIn is, of each sentence of a text, the one of a newer text with the same words; -1 for none.
func sameIn(b, newest annotate.Body) []int {
	there := places(lines(newest))
	out := fill(len(b.Sentences))
	for n, text := range lines(b) {
		if in := there[text]; len(in) > 0 {
			if out[n] = in[0]; len(in) > 1 {
				there[text] = in[1:]
			}
		}
	}
	return out
}

// take shows what was compared, if it is what is waited for.
func (s *Screen) take(msg comparison) []screen.Request {
	if msg.by != s.work {
		return nil
	}
	s.giveUp()
	if s.err = msg.err; msg.err == nil {
		s.pairs[msg.by.pair] = msg.diff
		s.show()
	}
	return nil
}

// show begins at the first difference.
func (s *Screen) show() {
	s.layOut()
	s.moveTo(0)
	if len(s.rows) > 0 && !s.differs(0) {
		s.nextChange(1)
	}
}

func (s *Screen) giveUp() {
	if s.work != nil {
		s.work.cancel()
		s.work = nil
	}
}

// progress is how far the comparison is.
func (s *Screen) progress() string {
	part := 100 * math.Float64frombits(s.work.done.Load())
	return fmt.Sprintf("comparing revisions %d and %d … %.0f %%", s.before().Number, s.after().Number, part)
}
