package matrix

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/screen"
)

// drawFoot draws the lines at the foot: what is under the cursor in full. It is as high as
// that needs, within bounds, so that the list seldom jumps.
func (s *Screen) drawFoot() []string {
	least, most := s.footLines()
	if most == 0 || s.findings == nil {
		return nil
	}
	var out []string
	if x, ok := s.row(); ok {
		out = s.rowFoot(x)
	} else if l := s.current(); l.kind != title {
		out = s.sharingFoot(l)
	} else {
		return nil
	}
	if len(out) > most {
		out = out[:most]
		out[most-1] = ansi.Truncate(out[most-1], max(s.width-2, 0), "") + " " + s.theme.Glyphs.More
	}
	for i := range out {
		out[i] = s.cut(out[i])
	}
	for len(out) < least {
		out = append(out, "")
	}
	return out
}

// rowFoot is the sentences of the current report in a row, each with its number, what is
// said of it and how it stands to the lead; of a report that is silent, the lead. A dispute
// comes before them.
func (s *Screen) rowFoot(x *compare.MatrixRow) []string {
	report, cells := s.column, x.Cells[s.column]
	silent := len(cells) == 0
	if silent {
		report, cells = x.Lead.Report, leadOf(x)
	}
	var out []string
	for i, c := range cells {
		ref := compare.Ref{Report: report, Sentence: c.Sentence}
		head := s.short(report) + " · " + s.describe(ref, c)
		if silent {
			head = s.short(s.column) + " is silent · " + head
		}
		if i > 0 {
			head = s.describe(ref, c)
		}
		out = append(out, s.rule(head))
		if x.Dispute < 0 {
			for _, d := range s.findings.about[ref] {
				out = append(out, s.wrapped(s.disputed(d), s.looks.warn)...)
			}
		} else if i == 0 {
			out = append(out, s.wrapped(s.disputed(x.Dispute), s.looks.warn)...)
		}
		for _, l := range s.passage(ref, c, s.width-2) {
			out = append(out, string(l.Append([]byte(" "), l.Width())))
		}
	}
	return out
}

// short is a report's name, cut so that there is room for more beside it.
func (s *Screen) short(report int) string {
	return ansi.Truncate(s.names[report], max(s.width/3, 8), s.theme.Glyphs.More)
}

// leadOf is the cell of a row's lead.
func leadOf(x *compare.MatrixRow) []compare.Cell {
	for _, c := range x.Cells[x.Lead.Report] {
		if c.Sentence == x.Lead.Sentence {
			return []compare.Cell{c}
		}
	}
	return nil
}

// sharingFoot is the shared wording of the two reports that a line is about.
func (s *Screen) sharingFoot(l line) []string {
	p, ok := s.pairAt(l)
	if !ok {
		head := s.rule(s.names[l.at])
		return append([]string{head}, s.wrapped("the columns tell how much of its wording stands in each of the others", s.looks.dim)...)
	}
	head := s.rule(s.short(p.a) + " and " + s.short(p.b))
	return append([]string{head}, s.wrapped(s.sharedWords(p), s.looks.text)...)
}

// describe is a sentence's number, how it stands to the one it is compared with, and what
// is said of it.
func (s *Screen) describe(ref compare.Ref, c compare.Cell) string {
	parts := []string{fmt.Sprintf("sentence %d", ref.Sentence+1)}
	if c.To.Report >= 0 {
		glyph, _ := s.relation(c.Relation)
		words := map[compare.Relation]string{compare.Verbatim: "word for word", compare.Paraphrase: "paraphrase of", compare.Partial: "partly"}[c.Relation]
		parts = append(parts, fmt.Sprintf("%s %s %s %d", glyph, words, s.letters[c.To.Report], c.To.Sentence+1))
	} else {
		parts = append(parts, s.theme.Glyphs.OnlyHere+" only here")
	}
	r := s.comparing.Readings[ref.Report]
	a, ok := r.Sentence(ref.Sentence)
	if !ok {
		return strings.Join(parts, " · ")
	}
	for _, l := range r.Scheme.Labels {
		if a.Has(l.Name) {
			parts = append(parts, screen.LabelGlyph(l, s.theme)+" "+screen.Safe(l.Name))
		}
	}
	switch a.Flag {
	case annotate.Flagged:
		parts = append(parts, s.theme.Glyphs.Flag+" flagged")
	case annotate.Skipped:
		parts = append(parts, s.theme.Glyphs.Skip+" skipped")
	}
	if a.Speaker != "" {
		parts = append(parts, s.theme.Glyphs.Speaker+" "+screen.Safe(a.Speaker))
	}
	if a.Note != "" {
		parts = append(parts, s.theme.Glyphs.Note+" "+screen.Safe(annotate.Line(a.Note)))
	}
	return strings.Join(parts, " · ")
}

// disputed is a dispute in words: who says which number, how sure it is that they conflict,
// and what a person said of it.
func (s *Screen) disputed(n int) string {
	d := s.findings.disputes[n]
	out := s.theme.Glyphs.Conflict + " " + screen.Safe(annotate.Line(d.Words(s.letter, s.theme.Glyphs.Unequal())))
	switch {
	case s.confirmed(d):
		out += " · confirmed"
	case d.Strength == compare.Differs:
		out += " · may count different things"
	case d.Strength == compare.Vague:
		out += " · one names no number"
	}
	if d.Note != "" {
		out += " · " + s.theme.Glyphs.Note + " " + screen.Safe(annotate.Line(d.Note))
	}
	return out
}

// confirmed says whether a person said that a dispute is one.
func (s *Screen) confirmed(d compare.Dispute) bool {
	for _, i := range d.Conflicts {
		if s.findings.of.Conflicts[i].Ruling != 0 {
			return true
		}
	}
	return false
}
