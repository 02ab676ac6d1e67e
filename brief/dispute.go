package brief

import (
	"slices"

	"rashomon/compare"
)

// number is the kind of a dispute about numbers.
const number = "number"

// kindOf is what kind of conflicts a dispute is made of: number, or what a person found.
func kindOf(d compare.Dispute, found compare.Comparison) string {
	for _, i := range d.Conflicts {
		if kind := found.Conflicts[i].Kind; kind != number {
			return kind
		}
	}
	return number
}

// disputed is the disputes, each with every report's own words.
func (m *maker) disputed() []Dispute {
	out := []Dispute{}
	for _, d := range m.disputes {
		x := Dispute{Words: line(d.Words(letter, "≠")), Kind: line(kindOf(d, m.in.Found)), About: line(d.About), Strength: d.Strength, Values: []Value{}, Notes: []string{}}
		var all []compare.Ref
		for _, v := range d.Values {
			all = append(all, v.Refs...)
			x.Values = append(x.Values, Value{Text: line(v.Text), Vague: v.Vague, Reports: lettersOf(v.Refs), Lines: m.copies(v.Refs)})
		}
		for _, i := range d.Conflicts {
			c := m.in.Found.Conflicts[i]
			x.Confirmed = x.Confirmed || c.Ruling != 0
			if note := lines(c.Note); note != "" && !slices.Contains(x.Notes, note) {
				x.Notes = append(x.Notes, note)
			}
		}
		x.Silent = m.silent(all)
		out = append(out, x)
	}
	return out
}

// copies is sentences in their own words, those that are word for word the same in one line.
// They count as shown.
func (m *maker) copies(refs []compare.Ref) []Line {
	var all []saying
	for _, r := range slices.Compact(slices.Clone(refs)) {
		m.placed[r], m.whole[r] = true, true
		all = append(all, saying{ref: r, whole: true, words: m.sentence(r)})
	}
	return m.joined(all, func(a, b compare.Ref) bool { return m.link(a, b).Relation == compare.Verbatim })
}

// saying is a sentence, or a part of it.
type saying struct {
	ref     compare.Ref
	whole   bool // the whole sentence
	words   Sentence
	speaker string // empty where nobody is named
}

// joined is a line of each saying, those of whole sentences that are the same in one.
func (m *maker) joined(all []saying, same func(a, b compare.Ref) bool) []Line {
	out, leads := []Line{}, []saying{}
	for _, x := range all {
		i := slices.IndexFunc(leads, func(lead saying) bool { return x.whole && lead.whole && same(lead.ref, x.ref) })
		if i < 0 {
			leads, out = append(leads, x), append(out, newLine(x.words))
			continue
		}
		out[i].Others = append(out[i].Others, m.other(x.ref, leads[i].ref, []compare.Ref{leads[i].ref}))
	}
	return out
}

func newLine(s Sentence) Line { return Line{Sentence: s, Others: []Other{}, Silent: []string{}} }

// reportsOf is the places of the reports that sentences are of, each once.
func reportsOf(refs []compare.Ref) (out []int) {
	for _, r := range refs {
		if !slices.Contains(out, r.Report) {
			out = append(out, r.Report)
		}
	}
	return out
}

// lettersOf is the letters of the reports that sentences are of, each once.
func lettersOf(refs []compare.Ref) []string {
	out := []string{}
	for _, i := range reportsOf(refs) {
		out = append(out, letter(i))
	}
	return out
}
