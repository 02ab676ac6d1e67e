package compare

import (
	"math"
	"strings"

	"rashomon/internal/segment"
)

// quantity is a number that a sentence gives: how many of what, and what befell
// them.
type quantity struct {
	span      segment.Span // the number with what qualifies it, bytes of the report
	low, high float64      // the values it allows
	vague     bool         // "several": it says no number
	article   bool         // "a drone": one, but said in passing
	partial   bool         // "of them", "another": a part of some other number
	first     bool         // the sentence begins with it
	number    wordRange    // the number's words in the sentence
	noun      string       // stem of what is counted, or ""
	class     string       // its class; [anyPerson] for people of no class, or ""
	end       int          // the word after what is counted
	predicate string       // what befell them, or ""
	unit      string       // of measure, or ""
}

// overlaps says whether two quantities allow one value.
func (q quantity) overlaps(r quantity) bool { return q.low <= r.high && r.low <= q.high }

// about is the values near the number as written, whatever qualifies it.
func (q quantity) about() interval {
	switch {
	case math.IsInf(q.high, 1):
		return interval{q.low, q.low * 1.15}
	case q.low == 0:
		return interval{q.high * 0.85, q.high}
	}
	return interval{q.low, q.high}
}

// sameValue says whether two quantities may be one number told twice.
func (q quantity) sameValue(r quantity) bool { return q.about().overlaps(r.about()) }

// quantities reads the numbers of an English sentence. What names a day, a year,
// an hour, an age or a rank is no quantity.
func (s *story) quantities(sent *sentence) []quantity {
	r := quantityReader{text: s.reports[sent.report].Text, words: sent.words}
	var out []quantity
	for i := 0; i < len(r.words); {
		q, next := r.number(i)
		if next == i {
			i++
			continue
		}
		if r.complete(&q) {
			q.first = q.number.start == 0
			out = append(out, q)
		}
		i = next
	}
	return r.addLists(out)
}

// quantityReader reads one sentence.
type quantityReader struct {
	text  string
	words []word
}

func (r *quantityReader) lower(i int) string {
	if i < 0 || i >= len(r.words) {
		return ""
	}
	return r.words[i].Lower
}

// gap is what stands before word i.
func (r *quantityReader) gap(i int) string {
	if i <= 0 || i >= len(r.words) {
		return "."
	}
	return r.text[r.words[i-1].End:r.words[i].Start]
}

// number reads a number that begins at word i and returns the word after it, or i.
func (r *quantityReader) number(i int) (q quantity, next int) {
	low, high, vague, n := r.bare(i)
	if n == 0 || r.isDate(i, i+n) {
		return quantity{}, i
	}
	q = quantity{low: low, high: high, vague: vague, article: n == 1 && (r.lower(i) == "a" || r.lower(i) == "an")}
	start := i
	for k := 1; k <= min(3, i); k++ {
		if bound, known := qualifiers[r.phrase(i-k, i)]; known && !q.vague && !q.article {
			q.low, q.high = bound(low, high)
			start = i - k
		}
	}
	q.number = wordRange{start, i + n}
	q.span = segment.Span{Start: r.words[start].Start, End: r.words[i+n-1].End}
	if q.unit = r.currency(i); r.ofMagnitude(i) {
		q.unit = magnitude
	}
	return q, i + n
}

// phrase is the words from i to j.
func (r *quantityReader) phrase(i, j int) string {
	parts := make([]string, 0, j-i)
	for _, w := range r.words[i:j] {
		parts = append(parts, w.Lower)
	}
	return strings.Join(parts, " ")
}

// bare reads figures or number words at i, without what qualifies them; n is how
// many words they are.
func (r *quantityReader) bare(i int) (low, high float64, vague bool, n int) {
	for k := 3; k >= 1; k-- {
		if i+k <= len(r.words) {
			if v, known := vagueNumbers[r.phrase(i, i+k)]; known {
				return v.low, v.high, true, k
			}
		}
	}
	value, step, n := r.figures(i)
	if n == 0 {
		return 0, 0, false, 0
	}
	if value < 1000 {
		return value, value, false, n
	}
	return value - step/2, value + step/2, false, n
}

// figures reads "1,200", "5.4 billion", "twenty-five", "a hundred", "a": the value,
// how finely it is given, and in how many words.
func (r *quantityReader) figures(i int) (value, step float64, n int) {
	w := r.lower(i)
	switch v, known := figureValue(w); {
	case known:
		value, step, n = v, precision(w, v), 1
	case (w == "a" || w == "an") && multipliers[r.lower(i+1)] > 0:
		value, step, n = 1, 1, 1
	case w == "a" || w == "an":
		return 1, 1, 1
	default:
		return 0, 0, 0
	}
	joined := func() bool { return !strings.ContainsAny(r.gap(i+n), ".,;:()/") }
	if v, known := figureValue(r.lower(i + n)); known && joined() && value >= 20 && value < 100 && v < 10 && !r.words[i].Digit {
		value, n = value+v, n+1
	}
	if m := multipliers[r.lower(i+n)]; m > 0 && joined() {
		if n == 1 && r.words[i].Digit && !strings.Contains(w, ".") {
			step = 1
		}
		value, step, n = value*m, step*m, n+1
	}
	return value, step, n
}

// isDate says whether the number at words i to j names something rather than
// counts: a day, a year, an hour, an age, a score, a flight.
func (r *quantityReader) isDate(i, j int) bool {
	before, after := r.lower(i-1), r.lower(j)
	digits := r.words[i].Digit
	joinedAfter := strings.TrimSpace(r.gap(j))
	switch {
	case !digits:
		return j < len(r.words) && r.gap(j) == "-" && after == "year" || before == "aged"
	case months[before] || months[after] && !strings.Contains(joinedAfter, "."):
		return true
	case clock[after] || before == "aged" || before == "at" && personClass(after) == "" && j-i == 1:
		return true
	case before == magnitude || after == magnitude:
		return false
	case j < len(r.words) && strings.ContainsAny(r.gap(j), "-/:") && !strings.Contains(r.gap(j), " "):
		return true
	case i > 0 && strings.ContainsAny(r.gap(i), "-/:") && !strings.Contains(r.gap(i), " "):
		return true
	case i > 0 && r.words[i-1].Upper && strings.HasPrefix(r.gap(i), ",") && strings.HasPrefix(r.gap(j), ",") && j-i == 1:
		return true // "Name, 32, said"
	case j-i == 1 && isYear(before, r.lower(i)) && personClass(after) == "":
		return true
	}
	return i > 1 && r.words[i-1].Upper && strings.TrimSpace(r.gap(i)) == "" && after != "" && classes[singular(after)] == "" && predicates[after] == ""
}

// isYear reports four digits of a year near ours.
func isYear(before, word string) bool {
	return len(word) == 4 && (word[:2] == "19" || word[:2] == "20") && before != "least" && before != "than" && !strings.Contains(word, ".")
}

// currency is the sign before word i, or the empty string.
func (r *quantityReader) currency(i int) string {
	if w := r.lower(i - 1); currencies[w] {
		return w
	}
	return ""
}

// magnitude is the unit of earthquakes, told before the number or after it.
const magnitude = "magnitude"

// ofMagnitude reports "magnitude 6.1" and "a magnitude of 6.1".
func (r *quantityReader) ofMagnitude(i int) bool {
	return r.words[i].Digit && (r.lower(i-1) == magnitude || r.lower(i-2) == magnitude && (r.lower(i-1) == "of" || r.lower(i-1) == "was"))
}

// nounReach is how many words after a number its noun can stand.
const nounReach = 6

// complete finds what the number counts and what befell it; false where it
// counts nothing that can be told.
func (r *quantityReader) complete(q *quantity) bool {
	end := q.number.end
	if u := units[r.lower(end)]; u != "" {
		if strings.Contains(r.gap(q.number.start), "(") && units[r.lower(q.number.start-1)] != "" {
			return false // "25 km (15 miles)": the same once more
		}
		q.unit += u
		end++
	} else if q.unit == "" {
		end = r.noun(q)
	}
	if r.lower(q.number.start) == "one" && q.class == "" && q.number.end-q.number.start == 1 {
		return false
	}
	reach := predicateReach
	if q.vague {
		reach = vagueReach
	}
	q.end, q.predicate = end, r.predicate(q.number.start, end, reach)
	if q.article && q.class == "" {
		return false
	}
	if q.unit == magnitude {
		q.predicate = "" // those killed are counted by another number
	}
	if q.noun == "" && q.class == "" && q.unit == "" && (r.lower(end) == "aboard" || r.lower(end) == "on" && r.lower(end+1) == "board") {
		q.class = anyPerson
	}
	if q.predicate != "" && q.class == "" && q.unit == "" && (q.noun == "" || q.noun == "other" || ofPeople[q.predicate]) {
		q.class = anyPerson
	}
	last := r.lower(q.number.start - 1)
	q.partial = q.partial || last == "another" || last == "other" || strings.HasPrefix(last, "includ") || last == "further" || last == "additional" || furtherWords[r.lower(q.number.end)]
	return q.noun != "" || q.class != "" || q.unit != "" || q.predicate != ""
}

// noun looks for what is counted after the number: the first word of a class, or
// the last before a word that ends the phrase. It returns the word after it.
func (r *quantityReader) noun(q *quantity) int {
	i, end := q.number.end, q.number.end
	reach := nounReach
	for ; i < len(r.words) && i < q.number.end+reach; i++ {
		w := r.lower(i)
		if strings.ContainsAny(r.gap(i), ".,;:()—–“”\"") && i > q.number.end {
			break
		}
		if w == "of" {
			next := r.lower(i + 1)
			if q.noun == "" && (pronouns[next] || possessives[next]) { // "five of them", "two of the bombs"
				q.partial = true
			}
			if q.noun == "" || memberWords[q.noun] {
				reach = 2 * nounReach
				continue
			}
			break
		}
		if class := classes[singular(w)]; class != "" {
			q.noun, end = segment.Stem(w, "en"), i+1
			q.class = class
			if class != anyPerson && !r.compounds(i) {
				break
			}
			continue
		}
		if nounEnds[w] && !(reach > nounReach && possessives[w]) || predicates[w] != "" || q.noun != "" && strings.HasSuffix(w, "ing") {
			break
		}
		if possessives[w] {
			continue
		}
		if q.class == "" || !memberWords[q.noun] {
			q.noun, end = segment.Stem(w, "en"), i+1
			if q.class != "" && !memberWords[q.noun] && r.gap(i) == " " {
				q.class = ""
			}
		}
	}
	return end
}

// compounds says whether the word after i is counted in place of word i, as
// "attack" is in "a drone attack".
func (r *quantityReader) compounds(i int) bool {
	w := r.lower(i + 1)
	return w != "" && r.gap(i+1) == " " && !nounEnds[w] && predicates[w] == "" && !strings.HasSuffix(w, "ed") && !strings.HasSuffix(w, "ing") && w != "laden" && w != "left"
}

// How many words away what befell them can stand.
const (
	predicateReach = 10
	vagueReach     = 4 // of a number that says none
)

// predicate is what befell those counted by words start to end: the nearest verb
// or noun of the kind, where a new clause counts as five words.
func (r *quantityReader) predicate(start, end, reach int) string {
	best, found := reach+1, ""
	look := func(i, step, distance int) {
		for ; i >= 0 && i < len(r.words) && distance < best; i += step {
			if p := predicates[r.lower(i)]; p != "" {
				best, found = distance, p
				return
			}
			distance++
			edge := i // what stands between word i and the next one looked at
			if step > 0 {
				edge++
			}
			if strings.ContainsAny(r.gap(edge), ",;:—–") || r.lower(i) == "and" || r.lower(i) == "but" || r.lower(i) == "while" {
				distance += 5
			}
		}
	}
	look(end, 1, 0)
	first := 1
	if strings.ContainsAny(r.gap(start), ",;:—–") {
		first += 5
	}
	look(start-1, -1, first)
	return found
}
