package fetch

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"time"
)

// hosts keeps a client polite: of one host it asks one thing at a time, with a pause between.
type hosts struct {
	mu    sync.Mutex
	turns map[string]*turn
}

// turn is the right to ask a host; who holds it has taken the token.
type turn struct {
	host  string
	token chan struct{}
	next  time.Time // when the host may be asked next
	busy  error     // why not before, where the host said so
}

// take waits for the right to ask a host, and until it may be asked. It returns the context's
// error, or what the host said where that wants a longer wait than there is patience for.
func (h *hosts) take(ctx context.Context, host string) (*turn, error) {
	h.mu.Lock()
	if h.turns == nil {
		h.turns = map[string]*turn{}
	}
	t := h.turns[host]
	if t == nil {
		t = &turn{host: host, token: make(chan struct{}, 1)}
		h.turns[host] = t
	}
	h.mu.Unlock()
	select {
	case t.token <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	wait := time.Until(t.next)
	if wait > patience && t.busy != nil {
		<-t.token
		return nil, fmt.Errorf("%w, and asks to wait %s", t.busy, wait.Round(time.Second))
	}
	if err := pause(ctx, wait); err != nil {
		<-t.token
		return nil, err
	}
	t.busy = nil
	return t, nil
}

// pass lets the next one ask, after a pause.
func (h *hosts) pass(t *turn, wait time.Duration) {
	if t == nil {
		return
	}
	if next := time.Now().Add(wait); t.busy == nil || next.After(t.next) {
		t.next = next
	}
	<-t.token
}

// pause waits, unless the context ends first.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Spread calls do with the number of each address: those of one host in order, of at most so many
// hosts at once. It returns when all of them are done; do has to look at its context itself.
func Spread(addresses []string, most int, do func(n int)) {
	var lines [][]int // of one host each
	at := map[string]int{}
	for n, address := range addresses {
		host := ""
		if u, err := url.Parse(address); err == nil {
			host = hostOf(u)
		}
		line, ok := at[host]
		if !ok {
			line, at[host] = len(lines), len(lines)
			lines = append(lines, nil)
		}
		lines[line] = append(lines[line], n)
	}
	var done sync.WaitGroup
	places := make(chan struct{}, max(most, 1))
	for _, line := range lines {
		places <- struct{}{}
		done.Go(func() {
			defer func() { <-places }()
			for _, n := range line {
				do(n)
			}
		})
	}
	done.Wait()
}
