package compare

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/internal/segment"
)

// Dispute is all the conflicts of a story about one thing: who says which number.
type Dispute struct {
	About    string
	Strength Strength // of its strongest conflict
	Values   []Value  // those of most reports first, vague ones last
	// Conflicts are places in [Comparison].Conflicts.
	Conflicts []int
	Note      string // written by a person who confirmed one of them
}

// Value is one of the numbers in a dispute, and the sentences that give it.
type Value struct {
	Text string // as written where it is first given
	// Vague says that it names no number, as "several", and contradicts none.
	Vague bool
	Refs  []Ref          // in order; a sentence that gives it twice stands here twice
	Spans []segment.Span // where it stands in each of Refs, bytes of the report's text

	number bool // it is a number rather than words
}

// Disputes puts conflicts about one thing together that share a value in a sentence, or
// have both their values in common; a number that says none ("several") joins nothing.
// The strongest come first, then those of most reports.
func Disputes(conflicts []Conflict) []Dispute {
	claims := make([][2]claim, len(conflicts))
	for i := range conflicts {
		claims[i] = claimsOf(&conflicts[i])
	}
	var out []Dispute
	for _, group := range groupClaims(conflicts, claims) {
		out = append(out, newDispute(conflicts, claims, group))
	}
	slices.SortStableFunc(out, func(x, y Dispute) int {
		return cmp.Or(cmp.Compare(rankOf(y.Strength), rankOf(x.Strength)), cmp.Compare(y.reports(), x.reports()))
	})
	return out
}

// newDispute is the dispute of the conflicts at the places of a group.
func newDispute(conflicts []Conflict, claims [][2]claim, group []int) Dispute {
	d := Dispute{About: conflicts[group[0]].About, Strength: Vague, Conflicts: group}
	var sides []sided
	for _, i := range group {
		if rankOf(conflicts[i].Strength) > rankOf(d.Strength) {
			d.Strength = conflicts[i].Strength
		}
		d.Note = cmp.Or(d.Note, conflicts[i].Note)
		sides = append(sides, sided{claims[i][0], i}, sided{claims[i][1], i})
	}
	for _, v := range groupValues(tellings(sides)) {
		d.Values = append(d.Values, newValue(v.all))
	}
	slices.SortStableFunc(d.Values, func(x, y Value) int {
		return cmp.Or(compareVague(x, y), cmp.Compare(len(y.reports()), len(x.reports())))
	})
	return d
}

func compareVague(x, y Value) int {
	switch {
	case x.Vague && !y.Vague:
		return 1
	case !x.Vague && y.Vague:
		return -1
	}
	return 0
}

// telling is a value where it stands, and the conflicts that it is in.
type telling struct {
	claim
	conflicts []int
}

// tellings is the claims of a dispute, each place once, in order.
func tellings(sides []sided) []telling {
	slices.SortStableFunc(sides, func(x, y sided) int {
		return cmp.Or(compareRefs(x.ref, y.ref), cmp.Compare(x.span.Start, y.span.Start), cmp.Compare(x.span.End, y.span.End))
	})
	var out []telling
	for _, x := range sides {
		if n := len(out); n > 0 && out[n-1].ref == x.ref && out[n-1].span == x.span {
			out[n-1].conflicts = append(out[n-1].conflicts, x.conflict)
			out[n-1].mild = out[n-1].mild && x.mild
			continue
		}
		out = append(out, telling{x.claim, []int{x.conflict}})
	}
	return out
}

// same is tellings of one value.
type same struct {
	all       []telling
	words     map[string]claim // one of each word
	conflicts map[int]bool
}

// takes says whether a telling is of this value: equal to all, and not the other side of a
// conflict with one.
func (s *same) takes(x telling) bool {
	for _, y := range s.words {
		if !x.equals(y) {
			return false
		}
	}
	return !slices.ContainsFunc(x.conflicts, func(c int) bool { return s.conflicts[c] })
}

func (s *same) add(x telling) {
	s.all = append(s.all, x)
	s.words[x.word()] = x.claim
	for _, c := range x.conflicts {
		s.conflicts[c] = true
	}
}

// groupValues puts tellings of one value together.
func groupValues(all []telling) []*same {
	var values []*same
	for _, x := range all {
		at := slices.IndexFunc(values, func(s *same) bool { return s.takes(x) })
		if at < 0 {
			at, values = len(values), append(values, &same{words: map[string]claim{}, conflicts: map[int]bool{}})
		}
		values[at].add(x)
	}
	return values
}

// newValue is tellings of one value, in order.
func newValue(all []telling) Value {
	v := Value{Text: all[0].text, Vague: true, number: all[0].number}
	for i, x := range all {
		v.Vague = v.Vague && x.amount.vague && x.mild
		if i == 0 || !x.sits(all[i-1].claim) {
			v.Refs, v.Spans = append(v.Refs, x.ref), append(v.Spans, x.span)
		}
	}
	return v
}

// reports is the reports that give a value, each once, in order.
func (v Value) reports() []int {
	var out []int
	for _, r := range v.Refs {
		if !slices.Contains(out, r.Report) {
			out = append(out, r.Report)
		}
	}
	return out
}

// reports is the number of reports that give a value.
func (d Dispute) reports() int {
	in := map[int]bool{}
	for _, v := range d.Values {
		for _, r := range v.Refs {
			in[r.Report] = true
		}
	}
	return len(in)
}

// Words is the dispute in a line: "injured: six (A, C, D) ≠ two (E) · several (B)". Name
// names a report, and stands alone for a [Value.Passage]: "cause: A ≠ C". Unequal is the sign between values that cannot both be right.
func (d Dispute) Words(name func(report int) string, unequal string) string {
	var b strings.Builder
	if d.About != "" {
		b.WriteString(d.About + ": ")
	}
	for i, v := range d.Values {
		switch {
		case i > 0 && v.Vague:
			b.WriteString(" · ")
		case i > 0:
			b.WriteString(" " + unequal + " ")
		}
		names := []string{}
		for _, r := range v.reports() {
			names = append(names, name(r))
		}
		if v.Passage() {
			b.WriteString(strings.Join(names, ", "))
			continue
		}
		b.WriteString(v.words() + " (" + strings.Join(names, ", ") + ")")
	}
	return b.String()
}

// longValue is how many code points a value has at most.
const longValue = 40

// Passage says that it is no value to be shown as one: a person set whole sentences, or long
// stretches of them, against each other.
func (v Value) Passage() bool { return utf8.RuneCountInString(v.Text) > longValue }

// words is the value in a line, a number without the capital that begins a sentence.
func (v Value) words() string {
	text := strings.Join(strings.Fields(v.Text), " ")
	if r, size := utf8.DecodeRuneInString(text); v.number && size > 0 {
		return string(unicode.ToLower(r)) + text[size:]
	}
	return text
}
