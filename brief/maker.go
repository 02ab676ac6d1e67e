package brief

import (
	"cmp"
	"maps"
	"slices"

	"rashomon/annotate"
	"rashomon/annotate/suggest"
	"rashomon/compare"
)

// maker makes the parts of a brief, in the order of [New]: each shows what those before it
// have not shown.
type maker struct {
	in       Input
	reports  []Report
	displays []*display
	units    []*annotate.Units
	suggests [][]suggest.Suggestion // by report and sentence; nil until they are asked for
	links    map[[2]compare.Ref]compare.Link
	disputes []compare.Dispute
	values   map[compare.Ref][]claim // what a sentence gives to disputes
	placed   map[compare.Ref]bool    // shown, or named as another of a line
	whole    map[compare.Ref]bool    // in a dispute, or leading a statement: shown in full
}

// claim is a sentence's number in a dispute.
type claim struct {
	dispute, value int
	span           annotate.Span
	vague          bool
}

func newMaker(in Input) *maker {
	m := &maker{
		in: in, reports: []Report{}, links: map[[2]compare.Ref]compare.Link{},
		disputes: compare.Disputes(in.Found.Conflicts), values: map[compare.Ref][]claim{}, placed: map[compare.Ref]bool{}, whole: map[compare.Ref]bool{},
	}
	for i, r := range in.Readings {
		a := r.Article
		m.displays = append(m.displays, newDisplay(r.Body.Text, a.Format))
		m.units = append(m.units, annotate.NewUnits(r.Body.Text))
		m.reports = append(m.reports, Report{
			Letter: letter(i), Article: a.ID, Source: line(a.Source), Title: line(a.Title), TitleMade: a.TitleMade,
			Author: line(a.Author), Date: line(a.Date), URL: line(a.URL), Language: line(a.Language),
			Sentences: len(r.Body.Sentences), Labelled: r.Progress().Labelled,
		})
	}
	for _, l := range in.Found.Links {
		m.links[[2]compare.Ref{l.A, l.B}] = l
		m.links[[2]compare.Ref{l.B, l.A}] = l
	}
	for d, x := range m.disputes {
		for v, y := range x.Values {
			for i, r := range y.Refs {
				m.values[r] = append(m.values[r], claim{d, v, annotate.Span(y.Spans[i]), y.Vague})
			}
		}
	}
	return m
}

// link is the link between two sentences, in either order; without a relation where there is none.
func (m *maker) link(a, b compare.Ref) compare.Link { return m.links[[2]compare.Ref{a, b}] }

// alike says whether two sentences have much the same words.
func (m *maker) alike(a, b compare.Ref) bool {
	relation := m.link(a, b).Relation
	return relation == compare.Verbatim || relation == compare.Paraphrase
}

// annotators are those in whose name the reports are read, each once.
func (m *maker) annotators() []string {
	names := map[string]bool{}
	for _, r := range m.in.Readings {
		if name := line(r.Annotator); name != "" {
			names[name] = true
		}
	}
	return append([]string{}, slices.Sorted(maps.Keys(names))...)
}

func (m *maker) ref(r compare.Ref) Ref { return Ref{letter(r.Report), r.Sentence} }

// sentenceOf is the sentence that an annotation of a report is on, or on a part of, if any.
func (m *maker) sentenceOf(report int, a annotate.Annotation) (r compare.Ref, ok bool) {
	body := m.in.Readings[report].Body
	r = compare.Ref{Report: report, Sentence: a.Sentence}
	if a.Sentence < 0 {
		r.Sentence = annotate.SentenceAt(body.Sentences, a.Span.Start)
	}
	return r, a.Span.In(body.Text) && r.Sentence < len(body.Sentences)
}

// skipped says whether the annotator passes a sentence over.
func (m *maker) skipped(r compare.Ref) bool {
	a, _ := m.in.Readings[r.Report].Sentence(r.Sentence)
	return a.Flag == annotate.Skipped
}

// words is a sentence as a reader sees it.
func (m *maker) words(r compare.Ref) string {
	return m.displays[r.Report].words(m.in.Readings[r.Report].Body.Sentences[r.Sentence])
}

// sentence is a whole sentence with what is said of it.
func (m *maker) sentence(r compare.Ref) Sentence {
	reading := m.in.Readings[r.Report]
	a, _ := reading.Sentence(r.Sentence)
	return m.part(r, reading.Body.Sentences[r.Sentence], a)
}

// part is a span that stands in sentence r, with what an annotation says of it.
func (m *maker) part(r compare.Ref, span annotate.Span, a annotate.Annotation) Sentence {
	units := m.units[r.Report]
	s := Sentence{
		Ref: m.ref(r), Text: m.displays[r.Report].words(span), Labels: []string{}, Speaker: line(a.Speaker),
		RuneStart: units.Rune(span.Start), RuneEnd: units.Rune(span.End), ByteStart: span.Start, ByteEnd: span.End,
	}
	for _, l := range a.Labels {
		s.Labels = append(s.Labels, line(l))
	}
	s.Marks = m.marks(r, span, annotate.NewUnits(s.Text))
	return s
}

// marks is where in the words of a span, whose units are given, the values of sentence r are
// seen: in order, and none that lies over one before.
func (m *maker) marks(r compare.Ref, span annotate.Span, units *annotate.Units) []Mark {
	out := []Mark{}
	for _, c := range m.values[r] {
		if s := m.displays[r.Report].find(c.span, span); s.Len() > 0 {
			out = append(out, Mark{c.vague, units.Rune(s.Start), units.Rune(s.End), s.Start, s.End})
		}
	}
	slices.SortFunc(out, func(x, y Mark) int {
		return cmp.Or(cmp.Compare(x.ByteStart, y.ByteStart), cmp.Compare(y.ByteEnd, x.ByteEnd))
	})
	end := 0
	return slices.DeleteFunc(out, func(k Mark) bool {
		if k.ByteStart < end {
			return true
		}
		end = k.ByteEnd
		return false
	})
}

// other is a sentence beside the one of its line, which stands among members.
func (m *maker) other(r, lead compare.Ref, members []compare.Ref) Other {
	byHand := slices.ContainsFunc(members, func(x compare.Ref) bool { return m.link(x, r).Ruling != 0 })
	return Other{Ref: m.ref(r), Relation: cmp.Or(m.link(lead, r).Relation, compare.Partial), ByHand: byHand}
}

// silent is the letters of the reports that none of the sentences is of.
func (m *maker) silent(members []compare.Ref) []string {
	said, out := reportsOf(members), []string{}
	for i := range m.in.Readings {
		if !slices.Contains(said, i) {
			out = append(out, letter(i))
		}
	}
	return out
}

// shared is who has wording in common with whom, a pair a line.
func (m *maker) shared() []Shared {
	out := []Shared{}
	at := map[[2]int]int{}
	for _, x := range m.in.Found.Shared {
		pair := [2]int{min(x.Report, x.With), max(x.Report, x.With)}
		if _, known := at[pair]; !known {
			at[pair] = len(out)
			out = append(out, Shared{Report: letter(pair[0]), With: letter(pair[1])})
		}
		s := &out[at[pair]]
		s.LongestRun = max(s.LongestRun, x.LongestRun)
		if x.Report == pair[0] {
			s.Share = x.Share
		} else {
			s.WithShare = x.Share
		}
	}
	slices.SortStableFunc(out, func(x, y Shared) int {
		return cmp.Compare(max(y.Share, y.WithShare), max(x.Share, x.WithShare))
	})
	return out
}

// notes is what the annotator wrote on sentences or flagged, and on parts of them.
func (m *maker) notes() []Note {
	out := []Note{}
	for i, reading := range m.in.Readings {
		for _, a := range reading.Annotations() {
			note := lines(a.Note)
			if r, ok := m.sentenceOf(i, a); ok && (note != "" || a.Flag == annotate.Flagged) {
				out = append(out, Note{m.part(r, a.Span, a), note, a.Flag})
			}
		}
	}
	return out
}
