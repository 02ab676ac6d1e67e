package ui

// Flushed is what Run ends with when the event loop has.
func (m *Model) Flushed() error { return m.flushed() }
