package task

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"rashomon/annotate"
)

// Why an offset is none of the text.
var (
	errNegative  = errors.New("an offset before the text")
	errBackwards = errors.New("a span that ends before it begins, or at once")
	errSurrogate = errors.New("an offset between the two halves of one character (a surrogate pair)")
)

// ruler counts one text in the units of another program: code points, or UTF-16 code units.
// It finds its way from the nearest of the points it keeps.
type ruler struct {
	text  string
	utf16 bool
	total int   // units of the whole text; as many as bytes where every unit is a byte
	kept  []int // units before byte i*rulerStep, counted to the rune that begins there or before
}

const rulerStep = 256 // bytes between kept points

// measure makes the ruler one of the text: its memory is used again.
func (r *ruler) measure(text string, utf16 bool) {
	r.text, r.utf16, r.total, r.kept = text, utf16, 0, r.kept[:0]
	for i := range len(text) {
		if i%rulerStep == 0 {
			r.kept = append(r.kept, r.total)
		}
		r.total += r.units(text[i])
	}
}

// units is how many units the rune has that begins with the byte; none begins in the middle.
func (r *ruler) units(first byte) int {
	switch {
	case !utf8.RuneStart(first):
		return 0
	case r.utf16 && first >= 0xf0:
		return 2
	}
	return 1
}

// of is the units before the byte offset.
func (r *ruler) of(offset int) int {
	offset = min(max(offset, 0), len(r.text))
	if r.total == len(r.text) || offset == 0 {
		return offset
	}
	k := min(offset/rulerStep, len(r.kept)-1)
	n := r.kept[k]
	for i := k * rulerStep; i < offset; i++ {
		n += r.units(r.text[i])
	}
	return n
}

// byte is where n units end. The error says why no text ends there.
func (r *ruler) byte(n int) (int, error) {
	switch {
	case n < 0:
		return 0, errNegative
	case n > r.total:
		return 0, fmt.Errorf("the offset %d lies past the end of the text, which has %d", n, r.total)
	case r.total == len(r.text):
		return n, nil
	case n == r.total:
		return len(r.text), nil
	}
	lo, hi := 0, len(r.kept) // the last kept point at or before n
	for lo+1 < hi {
		if mid := (lo + hi) / 2; r.kept[mid] <= n {
			lo = mid
		} else {
			hi = mid
		}
	}
	i, have := lo*rulerStep, r.kept[lo]
	for i < len(r.text) && (have < n || !utf8.RuneStart(r.text[i])) {
		have += r.units(r.text[i])
		i++
	}
	if have > n {
		return 0, errSurrogate
	}
	return i, nil
}

// span is the bytes from start to end, both in units.
func (r *ruler) span(start, end int) (annotate.Span, error) {
	if start >= end {
		return annotate.Span{}, errBackwards
	}
	from, err := r.byte(start)
	if err != nil {
		return annotate.Span{}, err
	}
	to, err := r.byte(end)
	return annotate.Span{Start: from, End: to}, err
}
