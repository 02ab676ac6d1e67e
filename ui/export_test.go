package ui

import "context"

// Flushed is what could not be saved when the event loop has ended.
func (m *Model) Flushed() error { return m.flushed() }

// Ended is what Run ends with when the event loop has.
func (m *Model) Ended() error { return m.ended() }

// Close is what Run does first when the event loop has ended.
func (m *Model) Close() { m.closeAll() }

// Signal is the message of a signal.
func Signal() any { return leave{} }

// Today is how many sentences the annotator has labelled today.
func (m *Model) Today(ctx context.Context, progress func(part float64)) (int, error) {
	return m.today(ctx, progress)
}
