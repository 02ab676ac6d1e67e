package ui

import "context"

// Flushed is what Run ends with when the event loop has.
func (m *Model) Flushed() error { return m.flushed() }

// Today is how many sentences the annotator has labelled today.
func (m *Model) Today(ctx context.Context, progress func(part float64)) (int, error) {
	return m.today(ctx, progress)
}
