package cli

import (
	"math"
	"slices"
	"sort"
	"strings"

	"rashomon/annotate"
	"rashomon/internal/clean"
	"rashomon/ui/prose"
	"rashomon/ui/theme"
)

// seen is an article's text as a reader sees it: of Markdown the words without the marks.
type seen struct {
	text  string
	prose *prose.Prose // nil where it is seen as it is written
	block int          // whose cells these are; -1 for none
	cells []prose.Cell // of the article, in its order, with a blank where a line ends
}

// stretch is some of a text, and whether a mark is on it.
type stretch struct {
	text   string
	marked bool
}

func newSeen(text string, format annotate.Format) *seen {
	s := &seen{text: text, block: -1}
	if format == annotate.Markdown {
		s.prose = prose.New(text, format, theme.New(true, false))
	}
	return s
}

// words is what is seen of a span, in one clean line.
func (s *seen) words(span annotate.Span) string {
	var out strings.Builder
	for _, x := range s.stretches(span, nil) {
		out.WriteString(x.text)
	}
	return clean.Line(out.String())
}

// stretches is what is seen of a span, cut where marks begin and end: these are disjoint, and in the
// order of the text. Of a span of which nothing is seen it is what is written.
func (s *seen) stretches(span annotate.Span, marks []annotate.Span) (out []stretch) {
	if s.prose != nil {
		if out = s.drawn(span, marks); len(out) > 0 {
			return out
		}
	}
	at := span.Start
	for _, m := range marks {
		out = append(out, stretch{s.text[at:m.Start], false}, stretch{s.text[m.Start:m.End], true})
		at = m.End
	}
	return append(out, stretch{s.text[at:span.End], false})
}

func (s *seen) drawn(span annotate.Span, marks []annotate.Span) (out []stretch) {
	for i := s.prose.BlockOf(span.Start); i <= s.prose.BlockOf(span.End-1) && i < s.prose.Blocks(); i++ {
		cells := s.cellsOf(i)
		first := sort.Search(len(cells), func(k int) bool { return int(cells[k].Offset) >= span.Start })
		for k, c := range cells[first:] {
			at := int(c.Offset)
			if at >= span.End {
				break
			}
			for len(marks) > 0 && marks[0].End <= at {
				marks = marks[1:]
			}
			on := len(marks) > 0 && marks[0].Holds(at)
			if k == 0 && len(out) > 0 {
				out = append(out, stretch{" ", false})
			}
			if n := len(out); n > 0 && out[n-1].marked == on {
				out[n-1].text += c.Text
			} else if n > 0 || c.Text != " " {
				out = append(out, stretch{c.Text, on})
			}
		}
	}
	return out
}

// cellsOf is the cells of a block; those of one are kept, as sentences come in their order.
func (s *seen) cellsOf(block int) []prose.Cell {
	if s.block == block {
		return s.cells
	}
	s.block, s.cells = block, nil
	for _, line := range s.prose.Block(block, math.MaxInt32) {
		gap := len(s.cells) > 0
		for _, c := range line {
			if c.Offset < 0 { // it is not the article's
				continue
			}
			if gap {
				s.cells, gap = append(s.cells, prose.Cell{Text: " ", Offset: c.Offset}), false
			}
			s.cells = append(s.cells, c)
		}
	}
	slices.SortStableFunc(s.cells, func(a, b prose.Cell) int { return int(a.Offset - b.Offset) })
	return s.cells
}

// quoted is words that stand outside of their text, as a reader sees them in one clean line.
func quoted(words string, format annotate.Format) string {
	s, span := outOfText(words, format)
	return s.words(span)
}

// outOfText is words that stand outside of their text, and where in what is seen they stand.
func outOfText(words string, format annotate.Format) (*seen, annotate.Span) {
	before := ""
	if format == annotate.Markdown {
		before = "x " // what begins a line may be a mark there, and here it is not
		words = strings.ReplaceAll(words, "\n", " ")
	}
	return newSeen(before+words, format), annotate.Span{Start: len(before), End: len(before) + len(words)}
}
