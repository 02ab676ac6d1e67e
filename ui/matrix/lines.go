package matrix

import (
	"fmt"
	"slices"
	"strings"

	"rashomon/compare"
	"rashomon/ui/screen"
)

// line is a line of the list: what it is, and which of them.
type line struct {
	kind kind
	at   int
}

type kind int

const (
	title   kind = iota // of a section; cannot be current
	row                 // a statement or a dispute
	sharing             // how much of a report's wording stands in the others
	sharers             // two reports that share most
)

// heading is what stands over a section of the list.
type heading struct {
	text string
	rows int
}

// mostPairs is how many pairs of reports are told in words.
const mostPairs = 3

// layOut makes the lines of the rows that the filter lets through, and of the shared wording.
func (s *Screen) layOut() {
	s.lines, s.headings = s.lines[:0], s.headings[:0]
	clear(s.drawn)
	if s.findings == nil {
		return
	}
	words, section := strings.Fields(strings.ToLower(s.filter)), ""
	for i := range s.findings.rows {
		if !s.passes(i, words) {
			continue
		}
		x := &s.findings.rows[i]
		if name := s.section(x); name != section {
			section = name
			s.head(name)
		}
		s.headings[len(s.headings)-1].rows++
		s.lines = append(s.lines, line{row, i})
	}
	if len(s.lines) == 0 && s.filter != "" {
		s.head("no row has all of these words")
	}
	s.layOutSharing()
}

func (s *Screen) head(text string) {
	s.lines = append(s.lines, line{title, len(s.headings)})
	s.headings = append(s.headings, heading{text: text})
}

// layOutSharing makes the lines that tell who shares whose wording.
func (s *Screen) layOutSharing() {
	if len(s.names) < 2 {
		return
	}
	if len(s.findings.pairs) == 0 {
		s.head("no two reports share wording")
		return
	}
	s.head("shared wording · % of a report's words found in another")
	for i := range s.names {
		s.lines = append(s.lines, line{sharing, i})
	}
	for i := range min(len(s.findings.pairs), mostPairs) {
		s.lines = append(s.lines, line{sharers, i})
	}
}

// passes says whether row i has all of the words.
func (s *Screen) passes(i int, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(s.findings.texts[i], w) })
}

// section is the heading that a row stands under.
func (s *Screen) section(x *compare.MatrixRow) string {
	n := len(s.names)
	switch {
	case x.Dispute >= 0:
		if s.findings.dismissed > 0 {
			return fmt.Sprintf("where numbers conflict, %d dismissed", s.findings.dismissed)
		}
		return "where numbers conflict"
	case n == 1:
		return "what it says"
	case x.Coverage == 1:
		return "only " + s.short(x.Lead.Report)
	case x.Coverage == n && n == 2:
		return "both reports"
	case x.Coverage == n:
		return fmt.Sprintf("all %d reports", n)
	}
	return screen.Count(x.Coverage, "report", "reports")
}

// row is the current one; ok is false on the lines of shared wording, and where there is none.
func (s *Screen) row() (x *compare.MatrixRow, ok bool) {
	if l := s.current(); l.kind == row {
		return &s.findings.rows[l.at], true
	}
	return nil, false
}

// current is the line under the cursor; a title where there is none.
func (s *Screen) current() line {
	if s.cursor < len(s.lines) {
		return s.lines[s.cursor]
	}
	return line{}
}

func (s *Screen) move(by int) {
	step := 1
	if by < 0 {
		step = -1
	}
	s.goTo(s.cursor+by, step)
}

// goTo moves the cursor to a line, or where that cannot be current to the next one in the
// direction of step, or else the other way.
func (s *Screen) goTo(n, step int) {
	n = max(min(n, len(s.lines)-1), 0)
	for _, step := range [2]int{step, -step} {
		for k := n; k >= 0 && k < len(s.lines); k += step {
			if s.lines[k].kind != title {
				s.cursor = k
				return
			}
		}
	}
	s.cursor = 0
}

// nextConflict goes to the next row with a conflict, or the one before.
func (s *Screen) nextConflict(step int) []screen.Request {
	for k := s.cursor + step; k >= 0 && k < len(s.lines); k += step {
		if l := s.lines[k]; l.kind == row && clashes(&s.findings.rows[l.at]) {
			s.cursor = k
			return nil
		}
	}
	return []screen.Request{screen.Say{Text: "no more conflicts that way"}}
}

// spot is what the cursor is on, in words that outlive a comparison.
type spot struct {
	line    line
	index   int // of the line
	dispute bool
	about   string
	refs    []compare.Ref
}

func (s *Screen) spot() spot {
	out := spot{line: s.current(), index: s.cursor}
	if x, ok := s.row(); ok {
		out.refs = refs(x)
		out.dispute, out.about = s.about(x)
	}
	return out
}

// about says whether a row is a dispute, and about what.
func (s *Screen) about(x *compare.MatrixRow) (dispute bool, about string) {
	if x.Dispute < 0 {
		return false, ""
	}
	return true, s.findings.disputes[x.Dispute].About
}

// refs is the sentences of a row.
func refs(x *compare.MatrixRow) (out []compare.Ref) {
	for r, cells := range x.Cells {
		for _, c := range cells {
			out = append(out, compare.Ref{Report: r, Sentence: c.Sentence})
		}
	}
	return out
}

// restore puts the cursor on the line that has most of what it was on, and says whether
// there is one.
func (s *Screen) restore(was spot) bool {
	best, most := -1, 0
	for k, l := range s.lines {
		if alike := s.alike(l, was); alike > most {
			best, most = k, alike
		}
	}
	if best >= 0 {
		s.cursor = best
	}
	return best >= 0
}

// alike is how much of what the cursor was on a line has: 0 for nothing.
func (s *Screen) alike(l line, was spot) int {
	if l.kind != was.line.kind || l.kind == title {
		return 0
	}
	if l.kind != row {
		if l == was.line {
			return 1
		}
		return 0
	}
	x := &s.findings.rows[l.at]
	if dispute, about := s.about(x); dispute != was.dispute || about != was.about {
		return 0
	}
	n := 0
	for _, r := range was.refs {
		if holds(x, r) {
			n++
		}
	}
	return n
}

// reach makes the row of the wanted sentences the current one, and takes the filter away
// where that hides it.
func (s *Screen) reach() {
	if s.want == nil || s.findings == nil {
		return
	}
	want := *s.want
	s.want = nil
	at := s.rowOf(want)
	if at < 0 && s.filter != "" {
		s.filter = ""
		s.layOut()
		at = s.rowOf(want)
	}
	if at >= 0 {
		s.cursor = at
	}
}

// rowOf is the line of the row with most of the wanted sentences, rather of the wanted kind,
// rather one with few others; -1 where none has any.
func (s *Screen) rowOf(want target) int {
	best, at := [3]int{}, -1
	for k, l := range s.lines {
		if l.kind != row {
			continue
		}
		x := &s.findings.rows[l.at]
		score := [3]int{0, 0, -len(refs(x))}
		for _, p := range want.places {
			if holds(x, p) {
				score[1]++
			}
		}
		if (x.Dispute >= 0) == want.conflict {
			score[0] = 1
		}
		if score[1] > 0 && (at < 0 || slices.Compare(score[:], best[:]) > 0) {
			best, at = score, k
		}
	}
	return at
}
