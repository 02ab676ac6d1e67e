package segment

// Span is a half-open range of bytes of a text.
type Span struct{ Start, End int }
