package matrix

import (
	"fmt"

	"rashomon/compare"
	"rashomon/ui/screen"
)

// sharingParts is the line of how much of a report's wording stands in the others, in per
// cent, each under its letter.
func (s *Screen) sharingParts(report int) []piece {
	p, none := s.plan, piece{"", s.looks.text}
	out := []piece{{"  ", s.looks.text}, {s.fill(s.names[report], p.statement), s.looks.text}, none}
	for r := p.first; r < p.first+p.shown; r++ {
		text, look := s.theme.Glyphs.Silent, s.looks.dim
		if x, ok := s.findings.shares[[2]int{report, r}]; ok {
			text, look = fmt.Sprintf("%.0f", 100*x.Share), s.looks.text
			if x.Share >= much {
				look = s.looks.accent
			}
		} else if r == report {
			text = " "
		}
		out = append(out, piece{s.cell(text), look})
	}
	return out
}

// much is the share of a report's words from which on the line says it louder.
const much = 0.5

// sharersWords is who shares how much, in words: A and B share most: 70 % of B's words, 110
// in one run.
func (s *Screen) sharersWords(p pair, most bool) string {
	x := s.findings.shares[[2]int{p.b, p.a}]
	how := "share"
	if most {
		how = "share most:"
	}
	out := fmt.Sprintf("%s and %s %s %.0f %% of %s's words", s.short(p.a), s.short(p.b), how, 100*x.Share, s.letters[p.b])
	if back, ok := s.findings.shares[[2]int{p.a, p.b}]; ok {
		out += fmt.Sprintf(", %.0f %% of %s's", 100*back.Share, s.letters[p.a])
	}
	return out + fmt.Sprintf("; %d in one run", x.LongestRun)
}

// pairAt is the two reports that a line of shared wording is about; ok is false where it is
// about one.
func (s *Screen) pairAt(l line) (p pair, ok bool) {
	if l.kind == sharers {
		return s.findings.pairs[l.at], true
	}
	return pair{l.at, s.column}, l.kind == sharing && l.at != s.column
}

// sharedWords is what two reports share, in words, from both sides.
func (s *Screen) sharedWords(p pair) string {
	there, back := s.findings.shares[[2]int{p.a, p.b}], s.findings.shares[[2]int{p.b, p.a}]
	if there == (compare.Shared{}) && back == (compare.Shared{}) {
		return fmt.Sprintf("%s and %s share no seven words in a row", s.letters[p.a], s.letters[p.b])
	}
	return fmt.Sprintf("%.0f %% of %s's words stand in %s, %.0f %% of %s's in %s; the longest run is %s",
		100*there.Share, s.letters[p.a], s.letters[p.b], 100*back.Share, s.letters[p.b], s.letters[p.a],
		screen.Count(max(there.LongestRun, back.LongestRun), "word", "words"))
}
