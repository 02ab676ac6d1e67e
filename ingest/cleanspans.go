package ingest

import (
	"slices"
	"sort"

	"golang.org/x/text/unicode/norm"

	"rashomon/annotate"
)

// CleanSpans is the text that Clean makes of s, and where spans of s stand in it. A span that
// cuts what becomes one character, or loses a part of it, is that of the whole character;
// one of which nothing is left is empty. The spans lie in s, and cut none of its runes.
func CleanSpans(s string, spans []annotate.Span) (clean string, there []annotate.Span) {
	clean, _ = Clean(s)
	there = slices.Clone(spans)
	if clean == s {
		return clean, there
	}
	c := cleaner{text: s}
	var steps, forms, cuts track
	for c.at < len(s) {
		n := harmlessLength(s[c.at:])
		steps.add(c.at, c.out.Len(), n > 0)
		if n > 0 {
			c.copy(n)
		} else {
			c.step()
		}
	}
	harmless := c.out.String()
	steps.add(len(s), len(harmless), false)
	normal := forms.normal(harmless)
	if c.marked {
		cuts.marks(normal)
	}
	for i, x := range there {
		start := cuts.start(forms.start(steps.start(x.Start)))
		there[i] = annotate.Span{Start: start, End: max(start, cuts.end(forms.end(steps.end(x.End))))}
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

// marks follows capMarks.
func (t *track) marks(s string) {
	marks, is := 0, 0
	for at, r := range s {
		t.add(at, is, false)
		if !combining(r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			continue
		}
		is += len(string(r))
	}
	t.add(len(s), is, false)
}
