package clean

import (
	"slices"
	"sort"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rashomon/annotate"
)

// Spans is the text that Text makes of s, and where spans of s stand in it. A span that
// cuts what becomes one character, or loses a part of it, is that of the whole character;
// one of which nothing is left is empty. The spans lie in s, and cut none of its runes.
func Spans(s string, spans []annotate.Span) (clean string, there []annotate.Span) {
	there = slices.Clone(spans)
	if plainLength(s) == len(s) {
		return s, there
	}
	c := cleaner{text: s}
	var steps, turns, forms track
	for c.at < len(s) {
		was, is := c.at, c.out.Len()
		steps.add(was, is, c.advance())
	}
	steps.add(len(s), c.out.Len(), false)
	straight := c.straight()
	turns.turns(c.turns, c.out.Len())
	clean = forms.normal(straight)
	for i, x := range there {
		start := forms.start(turns.start(steps.start(x.Start)))
		there[i] = annotate.Span{Start: start, End: max(start, forms.end(turns.end(steps.end(x.End))))}
	}
	return clean, there
}

// track is where the pieces of a text begin before and after something was done to it. Of no
// pieces, nothing was.
type track []piece

type piece struct {
	was, is int
	same    bool // byte by byte
}

func (t *track) add(was, is int, same bool) { *t = append(*t, piece{was, is, same}) }

// at is the piece that holds an offset, and how far in that lies.
func (t track) at(offset int) (n, in int) {
	n = sort.Search(len(t), func(i int) bool { return t[i].was > offset }) - 1
	return n, offset - t[n].was
}

// start is where a span begins that began at the offset: no later than its first piece.
func (t track) start(offset int) int {
	if len(t) == 0 {
		return offset
	}
	n, in := t.at(offset)
	if t[n].same {
		return t[n].is + in
	}
	return t[n].is
}

// end is where a span ends that ended at the offset: no sooner than its last piece.
func (t track) end(offset int) int {
	if len(t) == 0 {
		return offset
	}
	n, in := t.at(offset)
	if t[n].same || in == 0 {
		return t[n].is + in
	}
	return t[n+1].is
}

// turns follows straight, through a text of so many bytes.
func (t *track) turns(all []turn, size int) {
	was, is := 0, 0
	for _, x := range all {
		if x.goes {
			t.add(was, is, true)
			is += x.is - was
			t.add(x.is, is, false)
			was = x.is + utf8.RuneLen(x.r)
		}
	}
	if was > 0 {
		t.add(was, is, true)
		t.add(size, is+size-was, false)
	}
}

// normal is the text in normal form, which changes no more than what lies between boundaries.
func (t *track) normal(s string) string {
	var out []byte
	for at := 0; at < len(s); {
		n := norm.NFC.NextBoundaryInString(s[at:], true)
		if n <= 0 {
			n = len(s) - at
		}
		t.add(at, len(out), norm.NFC.IsNormalString(s[at:at+n]))
		out = norm.NFC.AppendString(out, s[at:at+n])
		at += n
	}
	t.add(len(s), len(out), false)
	return string(out)
}
