package matrix

import (
	"cmp"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/compare"
)

// findings is what a comparison comes to in this screen. It is made off the event loop and
// never changed.
type findings struct {
	of       *compare.Comparison
	disputes []compare.Dispute
	rows     []compare.MatrixRow
	texts    []string                        // of each row, all that it says, in lower case: for the filter
	values   map[compare.Ref][]value         // of a sentence, in the order of the text
	about    map[compare.Ref][]int           // the disputes that a sentence has a value in
	alone    map[compare.Ref]annotate.Ruling // the names of sentences of no statement
	shares   map[[2]int]compare.Shared
	pairs    []pair // who shares most first

	dismissed int // disputes that a person dismissed
}

// value is a number in a sentence that does not go with another report's.
type value struct {
	span  annotate.Span
	vague bool // it names no number
}

// pair is two reports that share wording; B has the larger share of its words in A.
type pair struct{ a, b int }

// newFindings is what a comparison of articles with these bodies comes to.
func newFindings(of *compare.Comparison, articles []annotate.ID, bodies []annotate.Body, rulings []annotate.Ruling) *findings {
	f := &findings{
		of: of, disputes: compare.Disputes(of.Conflicts), alone: map[compare.Ref]annotate.Ruling{},
		values: map[compare.Ref][]value{}, about: map[compare.Ref][]int{}, shares: map[[2]int]compare.Shared{},
		dismissed: len(compare.Disputes(of.Dismissed)),
	}
	counts := make([]int, len(bodies))
	for i, b := range bodies {
		counts[i] = len(b.Sentences)
	}
	f.rows = compare.Matrix(*of, f.disputes, counts)
	for _, r := range rulings {
		f.nameAlone(r, articles, bodies)
	}
	for i := range f.rows {
		f.texts = append(f.texts, f.textOf(&f.rows[i], bodies))
	}
	f.value()
	f.share()
	return f
}

// nameAlone takes the name of a single sentence over, for where it is in no statement that
// could have it.
func (f *findings) nameAlone(r annotate.Ruling, articles []annotate.ID, bodies []annotate.Body) {
	if r.On != annotate.OnStatement || len(r.Places) != 1 {
		return
	}
	p := r.Places[0]
	i := slices.Index(articles, p.Article)
	if i >= 0 && p.Check(bodies[i]) == nil && bodies[i].Sentences[p.Sentence] == p.Span {
		f.alone[compare.Ref{Report: i, Sentence: p.Sentence}] = r
	}
}

// value finds the values of each sentence.
func (f *findings) value() {
	for n, d := range f.disputes {
		for _, v := range d.Values {
			for i, ref := range v.Refs {
				if !v.Passage() {
					f.values[ref] = append(f.values[ref], value{annotate.Span(v.Spans[i]), v.Vague})
				}
				if !slices.Contains(f.about[ref], n) {
					f.about[ref] = append(f.about[ref], n)
				}
			}
		}
	}
	for ref, list := range f.values {
		slices.SortFunc(list, func(x, y value) int {
			return cmp.Or(cmp.Compare(x.span.Start, y.span.Start), cmp.Compare(y.span.End, x.span.End))
		})
		end := 0 // of those kept: brackets in brackets say nothing, the longer one stays
		f.values[ref] = slices.DeleteFunc(list, func(v value) bool {
			inside := v.span.Start < end
			end = max(end, v.span.End)
			return inside
		})
	}
}

// textOf is all that a row says in one text.
func (f *findings) textOf(row *compare.MatrixRow, bodies []annotate.Body) string {
	var b strings.Builder
	name, _ := f.name(row)
	b.WriteString(name)
	if row.Dispute >= 0 {
		b.WriteString(f.disputes[row.Dispute].About)
	}
	for r, cells := range row.Cells {
		for _, c := range cells {
			b.WriteString("\n" + bodies[r].Sentence(c.Sentence))
		}
	}
	return strings.ToLower(b.String())
}

// name is what a person called the statement of a row, and the ruling that says so; empty
// and 0 where nobody has.
func (f *findings) name(row *compare.MatrixRow) (name string, ruling annotate.ID) {
	switch {
	case row.Statement >= 0:
		st := f.of.Statements[row.Statement]
		name, ruling = st.Name, st.Ruling
	case row.Dispute < 0:
		r := f.alone[row.Lead]
		name, ruling = r.Text, r.ID
	}
	return annotate.Line(name), ruling
}

// share puts who shares whose wording in order.
func (f *findings) share() {
	for _, x := range f.of.Shared {
		f.shares[[2]int{x.Report, x.With}] = x
	}
	for _, x := range f.of.Shared {
		back := f.shares[[2]int{x.With, x.Report}]
		if x.Share > back.Share || x.Share == back.Share && x.Report < x.With {
			f.pairs = append(f.pairs, pair{x.With, x.Report})
		}
	}
	slices.SortStableFunc(f.pairs, func(x, y pair) int {
		s, t := f.shares[[2]int{x.b, x.a}], f.shares[[2]int{y.b, y.a}]
		return cmp.Or(cmp.Compare(t.Share, s.Share), cmp.Compare(t.LongestRun, s.LongestRun))
	})
}

// clashes says whether a row has a number that does not go with another report's.
func clashes(row *compare.MatrixRow) bool {
	return row.Dispute >= 0 || row.Kind == compare.Conflicting
}

// holds says whether a sentence stands in a row.
func holds(row *compare.MatrixRow, ref compare.Ref) bool {
	return ref.Report >= 0 && ref.Report < len(row.Cells) && slices.ContainsFunc(row.Cells[ref.Report], func(c compare.Cell) bool { return c.Sentence == ref.Sentence })
}
