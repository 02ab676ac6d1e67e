package matrix

import (
	"slices"

	"rashomon/compare"
	"rashomon/ui/prose"
)

// rowGlyph is how the reports of a row stand to one another.
func (s *Screen) rowGlyph(x *compare.MatrixRow) (string, prose.Style) {
	g := s.theme.Glyphs
	switch {
	case clashes(x):
		return g.Conflict, s.looks.warn
	case x.Coverage == 1:
		return g.OnlyHere, s.looks.dim
	case x.Kind == compare.Alike:
		return g.Verbatim, s.looks.verbatim
	}
	for _, cells := range x.Cells {
		for _, c := range cells {
			if rank(c.Relation) <= rank(compare.Paraphrase) {
				return g.Paraphrase, s.looks.paraphrase
			}
		}
	}
	return g.Partial, s.looks.text
}

// glyph is how a report stands to a row: its likest sentence to the lead, or that a number
// of it does not go with another report's. To a dispute it may say no number.
func (s *Screen) glyph(x *compare.MatrixRow, report int) (string, prose.Style) {
	g := s.theme.Glyphs
	if len(x.Cells[report]) == 0 {
		return g.Silent, s.looks.dim
	}
	if x.Dispute >= 0 {
		if s.saysNumber(x, report) {
			return g.Conflict, s.looks.warn
		}
		return g.Paraphrase, s.looks.warn
	}
	best := compare.Relation("")
	for _, c := range x.Cells[report] {
		if len(s.findings.values[compare.Ref{Report: report, Sentence: c.Sentence}]) > 0 {
			return g.Conflict, s.looks.warn
		}
		if rank(c.Relation) < rank(best) {
			best = c.Relation
		}
	}
	return s.relation(best)
}

// saysNumber says whether a report gives one of the numbers in the dispute of a row.
func (s *Screen) saysNumber(x *compare.MatrixRow, report int) bool {
	for _, v := range s.findings.disputes[x.Dispute].Values {
		if !v.Vague && slices.ContainsFunc(v.Refs, func(r compare.Ref) bool { return r.Report == report }) {
			return true
		}
	}
	return false
}

// relation is the mark of a relation, and how it is drawn.
func (s *Screen) relation(r compare.Relation) (string, prose.Style) {
	g := s.theme.Glyphs
	switch r {
	case compare.Verbatim:
		return g.Verbatim, s.looks.verbatim
	case compare.Paraphrase:
		return g.Paraphrase, s.looks.paraphrase
	case compare.Partial:
		return g.Partial, s.looks.text
	}
	return g.OnlyHere, s.looks.dim
}

func rank(r compare.Relation) int {
	switch r {
	case compare.Verbatim:
		return 0
	case compare.Paraphrase:
		return 1
	case compare.Partial:
		return 2
	}
	return 3
}
