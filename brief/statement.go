package brief

import (
	"cmp"
	"math"
	"slices"

	"rashomon/compare"
)

// group is sentences that say the same, in the order of their reports.
type group struct {
	name     string
	members  []compare.Ref
	lead     compare.Ref
	coverage int  // reports
	beside   bool // a number in it is in a dispute
	split    bool // sentences in it give different numbers
}

// statements is what all reports say, and what more than one does.
func (m *maker) statements() (all, some []Line) {
	all, some = []Line{}, []Line{}
	groups := m.groups()
	for i, g := range groups {
		m.whole[g.lead] = true
		groups[i].split = m.split(g.members)
		groups[i].beside = g.beside || m.differing(g)
	}
	slices.SortStableFunc(groups, func(x, y group) int {
		return cmp.Or(truth(y.beside)-truth(x.beside), cmp.Compare(y.coverage, x.coverage), compareRefs(x.members[0], y.members[0]))
	})
	for _, g := range groups {
		if g.coverage == len(m.in.Readings) {
			all = append(all, m.line(g))
		} else {
			some = append(some, m.line(g))
		}
	}
	return all, some
}

// groups is the statements of more than one report, and the sentences of no statement that
// are linked. What the annotator skips is not in them, nor what disputes show as a whole.
func (m *maker) groups() []group {
	counts := make([]int, len(m.in.Readings))
	for i, r := range m.in.Readings {
		counts[i] = len(r.Body.Sentences)
	}
	var out []group
	var late []compare.MatrixRow // of sentences of no statement: another row may show them
	for _, row := range compare.Matrix(m.in.Found, nil, counts) {
		if row.Statement < 0 {
			late = append(late, row)
			continue
		}
		if g, ok := m.group(row); ok {
			out = append(out, g)
		}
	}
	m.chooseLeads(out)
	for _, row := range late {
		if g, ok := m.group(row); ok && !m.placed[row.Lead] && !m.skipped(row.Lead) {
			g.lead = row.Lead
			m.place(g)
			out = append(out, g)
		}
	}
	return out
}

// group is a row of the matrix, if there is anything left of it to show.
func (m *maker) group(row compare.MatrixRow) (g group, ok bool) {
	news := false
	for report, cells := range row.Cells {
		for _, c := range cells {
			r := compare.Ref{Report: report, Sentence: c.Sentence}
			if m.skipped(r) {
				continue
			}
			disputed := m.values[r] != nil
			g.members = append(g.members, r)
			g.beside, news = g.beside || disputed, news || !disputed
		}
	}
	g.coverage = len(reportsOf(g.members))
	if row.Statement >= 0 {
		g.name = line(m.in.Found.Statements[row.Statement].Name)
	}
	return g, g.coverage > 1 && (news || g.name != "")
}

// chooseLeads gives each statement the sentence that stands for it: one that leads no other
// statement and is not much the same as one that does, and belongs to no other statement more,
// as long as there is one; of these that with the most copies, then the best links.
func (m *maker) chooseLeads(groups []group) {
	home := map[compare.Ref]int{} // the statement that a sentence belongs to most
	for i, g := range groups {
		for _, r := range g.members {
			if at, known := home[r]; !known || m.score(r, g.members) > m.score(r, groups[at].members) {
				home[r] = i
			}
		}
	}
	var leads []compare.Ref
	for i := range groups {
		g, fit := &groups[i], map[compare.Ref][]float64{}
		for _, r := range g.members {
			led := slices.ContainsFunc(leads, func(l compare.Ref) bool { return l == r || m.alike(l, r) })
			copies := 0
			for _, o := range g.members {
				copies += truth(m.alike(r, o))
			}
			fit[r] = []float64{float64(truth(!led)), float64(truth(home[r] == i)), float64(copies), m.score(r, g.members)}
		}
		g.lead = slices.MaxFunc(g.members, func(x, y compare.Ref) int { return slices.Compare(fit[x], fit[y]) })
		leads = append(leads, g.lead)
		m.place(*g)
	}
}

// score is the sum of the scores of a sentence's links to members, rounded, as it depends on
// their order.
func (m *maker) score(r compare.Ref, members []compare.Ref) (sum float64) {
	for _, o := range members {
		sum += m.link(r, o).Score
	}
	return math.Round(sum*1e6) / 1e6
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// place notes that the sentences of a statement are shown.
func (m *maker) place(g group) {
	for _, r := range g.members {
		m.placed[r] = true
	}
}

// line is a statement as its lead sentence and the others. Where they may not agree, and
// where a dispute shows the lead, the others stand there in their own words, unless these
// stand elsewhere.
func (m *maker) line(g group) Line {
	l := newLine(m.sentence(g.lead))
	l.Name, l.Silent = g.name, m.silent(g.members)
	above := slices.ContainsFunc(g.members, func(r compare.Ref) bool {
		return m.values[r] != nil && (r == g.lead || m.link(g.lead, r).Relation == compare.Verbatim)
	})
	for _, r := range g.members {
		if r == g.lead {
			continue
		}
		o := m.other(r, g.lead, g.members)
		if o.Relation != compare.Verbatim && !m.whole[r] {
			text := m.words(r)
			if g.split || above || differ(l.Text, text) || o.Relation == compare.Partial && g.coverage == 2 {
				o.Text, m.whole[r] = text, true
			}
		}
		l.Others = append(l.Others, o)
	}
	return l
}

// differing says whether a sentence of a statement seems to give another number than its lead.
func (m *maker) differing(g group) bool {
	lead := m.words(g.lead)
	return slices.ContainsFunc(g.members, func(r compare.Ref) bool { return differ(lead, m.words(r)) })
}

// split says whether sentences give different numbers in one dispute.
func (m *maker) split(members []compare.Ref) bool {
	value := map[int]int{}
	for _, r := range members {
		for _, c := range m.values[r] {
			if v, known := value[c.dispute]; known && v != c.value {
				return true
			}
			value[c.dispute] = c.value
		}
	}
	return false
}

// rest is the sentences that only one report has, and those of them that are left out.
func (m *maker) rest() (only []Line, left []LeftOut) {
	only, left = []Line{}, []LeftOut{}
	named := map[compare.Ref]string{}
	for _, s := range m.in.Found.Statements {
		if len(s.Members) > 0 {
			named[s.Members[0]] = line(s.Name)
		}
	}
	for i, reading := range m.in.Readings {
		for n := range reading.Body.Sentences {
			r := compare.Ref{Report: i, Sentence: n}
			if m.placed[r] {
				continue
			}
			s, why := m.sentence(r), Skipped
			if !m.skipped(r) {
				why = m.furniture(r, s.Text)
			}
			if why != "" && (why == Skipped || len(s.Labels) == 0) {
				left = append(left, LeftOut{m.ref(r), why})
				continue
			}
			l := newLine(s)
			l.Name = named[r]
			only = append(only, l)
		}
	}
	return only, left
}

func compareRefs(a, b compare.Ref) int {
	return cmp.Or(cmp.Compare(a.Report, b.Report), cmp.Compare(a.Sentence, b.Sentence))
}
