package sidebyside

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/internal/segment"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// link is where else a sentence stands, and how like.
type link struct {
	to       compare.Ref
	relation compare.Relation
	score    float64
}

// value is a number of a sentence that a dispute is about.
type value struct {
	span  annotate.Span
	vague bool // it names no number
}

// worded is a sentence beside the one that its words are compared with.
type worded struct {
	from, to compare.Ref
	relation compare.Relation
}

// linked is what the comparison says of each sentence.
type linked struct {
	found    *compare.Comparison
	readings []*annotate.Reading
	links    map[compare.Ref][]link // the likest first
	disputes []compare.Dispute
	disputed map[compare.Ref][]int   // the disputes that a sentence gives a value in
	values   map[compare.Ref][]value // in order, none overlapping
	diffs    map[worded][]segment.Span
}

func newLinked(readings []*annotate.Reading, found *compare.Comparison) *linked {
	l := &linked{
		found: found, readings: readings,
		links:    map[compare.Ref][]link{},
		disputed: map[compare.Ref][]int{}, values: map[compare.Ref][]value{},
		diffs: map[worded][]segment.Span{},
	}
	for _, x := range found.Links {
		l.links[x.A] = append(l.links[x.A], link{x.B, x.Relation, x.Score})
		l.links[x.B] = append(l.links[x.B], link{x.A, x.Relation, x.Score})
	}
	for _, links := range l.links {
		slices.SortStableFunc(links, func(x, y link) int {
			return cmp.Or(cmp.Compare(rank(x.relation), rank(y.relation)), cmp.Compare(y.score, x.score))
		})
	}
	l.dispute(compare.Disputes(found.Conflicts))
	return l
}

// dispute notes the disputes of each sentence, and the values that it gives in them.
func (l *linked) dispute(disputes []compare.Dispute) {
	l.disputes = disputes
	for i, d := range disputes {
		for _, v := range d.Values {
			for k, ref := range v.Refs {
				if !slices.Contains(l.disputed[ref], i) {
					l.disputed[ref] = append(l.disputed[ref], i)
				}
				if !v.Passage() {
					l.values[ref] = append(l.values[ref], value{annotate.Span(v.Spans[k]), v.Vague})
				}
			}
		}
	}
	for ref, values := range l.values {
		slices.SortStableFunc(values, func(x, y value) int { return cmp.Compare(x.span.Start, y.span.Start) })
		end := -1
		l.values[ref] = slices.DeleteFunc(values, func(v value) bool {
			if v.span.Start < end || v.span.Len() == 0 {
				return true
			}
			end = v.span.End
			return false
		})
	}
}

func rank(r compare.Relation) int {
	return slices.Index([]compare.Relation{compare.Verbatim, compare.Paraphrase, compare.Partial}, r)
}

// in is the likest link of a sentence into a report.
func (l *linked) in(from compare.Ref, report int) (link, bool) {
	for _, x := range l.links[from] {
		if x.to.Report == report {
			return x, true
		}
	}
	return link{}, false
}

// counterpart is the sentence that a sentence's words are compared with: the likest of
// all, and of those that are as like the one in the preferred report.
func (l *linked) counterpart(from compare.Ref, preferred int) (link, bool) {
	all := l.links[from]
	if len(all) == 0 {
		return link{}, false
	}
	if x, ok := l.in(from, preferred); ok && x.relation == all[0].relation {
		return x, true
	}
	return all[0], true
}

// differing is [compare.DifferingWords], found once for each two sentences.
func (l *linked) differing(from, to compare.Ref, relation compare.Relation) []segment.Span {
	pair := worded{from, to, relation}
	if got, ok := l.diffs[pair]; ok {
		return got
	}
	l.diffs[pair] = compare.DifferingWords(from, to, relation, func(r compare.Ref) (string, int) {
		b := &l.readings[r.Report].Body
		return b.Sentence(r.Sentence), b.Sentences[r.Sentence].Start
	})
	return l.diffs[pair]
}

// marks is the marks on a sentence: under the words that differ from another's, and on the
// values that do not go with those of other reports.
func (l *linked) marks(from, to compare.Ref, relation compare.Relation, looks *looks) []prose.Mark {
	var differing, values []prose.Mark
	for _, span := range l.differing(from, to, relation) {
		differing = append(differing, prose.Mark{Span: annotate.Span(span), Style: looks.changed})
	}
	for _, v := range l.values[from] {
		values = append(values, prose.Mark{Span: v.span, Style: v.look(looks)})
	}
	return mergeMarks(differing, values)
}

// look is a value's style: what names no number stands out less.
func (v value) look(l *looks) prose.Style {
	if v.vague {
		return l.vague
	}
	return l.conflict
}

// brackets is the brackets around the values of a sentence that do not go with those of
// other reports: parentheses around those that name no number.
func (l *linked) brackets(ref compare.Ref, looks *looks) (out []prose.Bracket) {
	for _, v := range l.values[ref] {
		b := prose.Bracket{Span: v.span, Open: "[", Close: "]", Style: v.look(looks)}
		if v.vague {
			b.Open, b.Close = "(", ")"
		}
		out = append(out, b)
	}
	return out
}

// mergeMarks puts two ordered lists of marks into one.
func mergeMarks(a, b []prose.Mark) []prose.Mark {
	if len(a) == 0 {
		return b
	}
	out := make([]prose.Mark, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].Span.Start <= b[0].Span.Start {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// relationGlyph is the mark beside a sentence that stands so to another: relation is empty
// where it stands in no other report.
func (s *Screen) relationGlyph(ref compare.Ref, relation compare.Relation) prose.Cell {
	cell := blank()
	if s.linked == nil || len(s.pages) < 2 {
		return cell
	}
	g := &s.theme.Glyphs
	switch {
	case len(s.linked.disputed[ref]) > 0:
		cell.Text, cell.Style = g.Conflict, s.looks.disputed
	case relation == compare.Verbatim:
		cell.Text, cell.Style = g.Verbatim, s.looks.verbatim
	case relation == compare.Paraphrase:
		cell.Text, cell.Style = g.Paraphrase, s.looks.paraphrase
	case relation == compare.Partial:
		cell.Text, cell.Style = g.Partial, s.looks.dim
	default:
		cell.Text, cell.Style = g.OnlyHere, s.looks.dim
	}
	return cell
}

func (s *Screen) glyphOf(r compare.Relation) string {
	g := s.theme.Glyphs
	return [...]string{g.Verbatim, g.Paraphrase, g.Partial}[rank(r)]
}

// disputesOf is the disputes that a sentence gives a value in, the strongest first.
func (s *Screen) disputesOf(page, sentence int) (out []compare.Dispute) {
	if s.linked == nil {
		return nil
	}
	for _, i := range s.linked.disputed[compare.Ref{Report: page, Sentence: sentence}] {
		out = append(out, s.linked.disputes[i])
	}
	return out
}

// inWords is disputes in a line: "! injured: six (A, C, D) ≠ two (E) ! …"; empty for none.
func (s *Screen) inWords(disputes []compare.Dispute) string {
	if len(disputes) == 0 {
		return ""
	}
	parts := make([]string, len(disputes))
	for i, d := range disputes {
		parts[i] = s.theme.Glyphs.Conflict + " " + screen.Safe(d.Words(screen.ReportName, s.theme.Glyphs.Unequal()))
		if s.linked != nil && slices.ContainsFunc(d.Conflicts, func(n int) bool { return s.linked.found.Conflicts[n].Ruling != 0 }) {
			parts[i] += " " + s.theme.Glyphs.Done
		}
		if d.Note != "" {
			parts[i] += " " + s.theme.Glyphs.Note + " " + screen.Safe(d.Note)
		}
	}
	return strings.Join(parts, "  ")
}

// alsoIn says in words where else a sentence stands: "= B 4, C 2 ~ E 7", or only here.
func (s *Screen) alsoIn(from compare.Ref) string {
	var b strings.Builder
	last := compare.Relation("")
	for i := range s.pages {
		x, ok := s.linked.in(from, i)
		if i == from.Report || !ok {
			continue
		}
		if x.relation != last {
			fmt.Fprintf(&b, " %s", s.glyphOf(x.relation))
		} else {
			b.WriteString(",")
		}
		last = x.relation
		b.WriteString(" " + refName(x.to))
	}
	if b.Len() == 0 {
		return s.theme.Glyphs.OnlyHere + " only here"
	}
	return strings.TrimSpace(b.String())
}
