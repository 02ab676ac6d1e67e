package task

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// token is a piece of a text; one space may follow it. Put together again, with their spaces,
// the tokens are the text, as those of spaCy are: other white space is a token of its own.
type token struct {
	annotate.Span
	space bool
}

// tokenize cuts the text into words and signs, so that each of the spans begins with a token and
// ends with one, and appends them to out.
func tokenize(out []token, text string, spans []annotate.Span) []token {
	c := cutter{text: text, out: out, starts: map[int]bool{}, ends: map[int]bool{}}
	for _, s := range spans {
		c.starts[s.Start], c.ends[s.End] = true, true
	}
	at := 0
	for _, w := range segment.Words(text) {
		c.gap(at, w.Start)
		c.piece(w.Start, w.End)
		at = w.End
	}
	c.gap(at, len(text))
	return c.out
}

// cutter is a text on its way.
type cutter struct {
	text         string
	out          []token
	starts, ends map[int]bool // where a span does
	spaced       int          // where a space stands that belongs to the token before it, plus one
}

// piece is one token, or several where spans begin or end in it.
func (c *cutter) piece(from, to int) {
	if len(c.starts) > 0 {
		for i := from + 1; i < to; i++ {
			if c.starts[i] || c.ends[i] {
				c.out = append(c.out, token{Span: annotate.Span{Start: from, End: i}})
				from = i
			}
		}
	}
	c.out = append(c.out, token{Span: annotate.Span{Start: from, End: to}})
}

// gap is what stands between two words: signs and white space.
func (c *cutter) gap(from, to int) {
	for at := from; at < to; {
		r, size := utf8.DecodeRuneInString(c.text[at:to])
		end := at + size
		switch {
		case r == ' ' && len(c.out) > 0 && at != c.spaced && !c.starts[at] && !c.ends[end]:
			c.out[len(c.out)-1].space = true
			c.spaced = end
			at = end
			continue
		case unicode.IsSpace(r):
			for end < to {
				r, size := utf8.DecodeRuneInString(c.text[end:to])
				if !unicode.IsSpace(r) {
					break
				}
				end += size
			}
			c.spaced = end
		case size > 1 || end < to && c.text[end] >= utf8.RuneSelf:
			it := graphemes.FromString(c.text[at:to])
			it.Next()
			end = at + it.End()
		default:
			for end < to && c.text[end] == c.text[at] { // an ellipsis, a dash of hyphens
				end++
			}
		}
		c.piece(at, end)
		at = end
	}
}

// first and last are the numbers of the tokens with which a span begins and ends.
func first(tokens []token, s annotate.Span) int {
	i, _ := slices.BinarySearchFunc(tokens, s.Start, func(t token, at int) int { return t.Start - at })
	return i
}

func last(tokens []token, s annotate.Span) int {
	i, _ := slices.BinarySearchFunc(tokens, s.End, func(t token, at int) int { return t.End - at })
	return i
}

var errInside = errors.New("an offset inside a character that several code points make")

// wholes says whether spans of one text cut a character that several code points make: a letter and its
// accent, an emoji of a family, the end of a line of two characters.
type wholes struct {
	text   string
	starts map[int]bool // of the characters, once they have been asked for
}

func (w *wholes) check(s annotate.Span) error {
	if w.splits(s.Start) || w.splits(s.End) {
		return errInside
	}
	return nil
}

func (w *wholes) splits(at int) bool {
	switch {
	case at <= 0 || at >= len(w.text):
		return false
	case w.text[at-1] < utf8.RuneSelf && w.text[at] < utf8.RuneSelf:
		return strings.HasPrefix(w.text[at-1:], "\r\n")
	}
	if w.starts == nil {
		w.starts = map[int]bool{}
		for it := graphemes.FromString(w.text); it.Next(); {
			w.starts[it.Start()] = true
		}
	}
	return !w.starts[at]
}
