package compare

import (
	"slices"

	"rashomon/internal/segment"
)

// addLists finds people counted one kind after another ("two women and a man")
// and adds their sum; where a total stands before them, they are its parts. What
// befell the last of a list befell all.
func (r *quantityReader) addLists(qs []quantity) []quantity {
	var out []quantity
	for i := 0; i < len(qs); {
		j := i + 1
		for j < len(qs) && r.listed(qs[j-1], qs[j]) {
			j++
		}
		after := slices.ContainsFunc(qs[:i], personal) // of a longer list than can be read
		out = append(out, sumOf(qs[i:j], after)...)
		i = j
	}
	return out
}

// listed says whether nothing but "and" or a comma stands between two counts of
// people.
func (r *quantityReader) listed(a, b quantity) bool {
	between := r.phrase(a.end, max(a.end, b.number.start))
	return a.end <= b.number.start && (between == "" || between == "and") && a.unit == "" && b.unit == "" && !a.partial && !b.partial && personal(a) && personal(b)
}

// personal says whether people are counted.
func personal(q quantity) bool { return people[q.class] }

// sumOf returns a list with its sum, or, where its first is a total, with the
// others as parts of it. After other people the sum is but a part, too.
func sumOf(list []quantity, after bool) []quantity {
	if len(list) == 1 {
		return list
	}
	total, sum := list[0], list[0]
	rest := interval{}
	for i, q := range list[1:] {
		rest = interval{rest.low + q.low, rest.high + q.high}
		list[i+1].partial = true
		sum.predicate = q.predicate
		sum.number.end, sum.end, sum.span = q.number.end, q.end, segment.Span{Start: sum.span.Start, End: q.span.End}
		sum.vague = sum.vague || q.vague
		if q.class != sum.class {
			sum.class, sum.noun = anyPerson, "peopl"
		}
	}
	if len(list) > 2 && rest.overlaps(interval{total.low, total.high}) {
		list[0].predicate = sum.predicate
		return list
	}
	list[0].partial, sum.partial = true, after
	sum.low, sum.high, sum.article = total.low+rest.low, total.high+rest.high, false
	return append(list, sum)
}
