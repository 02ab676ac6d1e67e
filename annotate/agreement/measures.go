package agreement

import (
	"math"
	"slices"
)

// Why a measure is undefined, in a few words.
const (
	whyNoTwo   = "no sentence has two ratings"
	whyOne     = "only one label was used"
	whyOnePair = "no two annotators used more than one label"
	whyUneven  = "not every sentence has as many ratings"
)

// Raw is the observed agreement: of all pairs of ratings of one unit, the share that is the
// same. A unit is the categories that its raters gave it; a rater who gave none is left out.
// Where it is undefined, why says so.
func Raw(units [][]int) (share float64, why string) {
	same, pairs := 0.0, 0.0
	for _, u := range units {
		s, p := pairsOf(u)
		same, pairs = same+s, pairs+p
	}
	return orWhy(same/pairs, whyNoTwo)
}

// Cohen is Cohen's kappa of two raters (Jacob Cohen, “A coefficient of agreement for nominal
// scales”, Educational and Psychological Measurement 20, 1960). The table counts units: a row
// is the category that the first rater gave, a column the second's. Where it is undefined, why
// says so.
func Cohen(table [][]int) (kappa float64, why string) {
	n, same := 0.0, 0.0
	var rows, columns []float64
	for i, row := range table {
		for k, count := range row {
			rows, columns = grown(rows, max(i, k)), grown(columns, max(i, k))
			n += float64(count)
			rows[i] += float64(count)
			columns[k] += float64(count)
			if i == k {
				same += float64(count)
			}
		}
	}
	if n == 0 {
		return 0, whyNoTwo
	}
	return orWhy(cohen(n, same, rows, columns), whyOne)
}

// Fleiss is Fleiss' kappa (Joseph L. Fleiss, “Measuring nominal scale agreement among many
// raters”, Psychological Bulletin 76, 1971). A row is a unit: how many raters gave it each
// category. Every unit has as many ratings, by whomever; of two it is Scott's pi. Where it is
// undefined, why says so.
func Fleiss(counts [][]int) (kappa float64, why string) {
	var of []float64
	units, ratings, agree := 0.0, 0, 0.0
	for i, row := range counts {
		m, same := 0, 0
		for category, n := range row {
			m += n
			same += n * (n - 1)
			of = grown(of, category)
			of[category] += float64(n)
		}
		if i == 0 {
			ratings = m
		}
		if m != ratings {
			return 0, whyUneven
		}
		units++
		agree += float64(same)
	}
	if units == 0 || ratings < 2 {
		return 0, whyNoTwo
	}
	return orWhy(fleiss(units, float64(ratings), agree/2, of), whyOne)
}

// Alpha is Krippendorff's alpha (Klaus Krippendorff, “Computing Krippendorff's
// Alpha-Reliability”, 2011): for any number of raters, with gaps. A unit is the categories,
// from 0 on, that its raters gave it; a unit with fewer than two does not count. The distance
// of two categories is 0 to 1; without one they are nominal: 0 where they are the same, else 1.
// Where it is undefined, why says so.
func Alpha(units [][]int, distance func(a, b int) float64) (alpha float64, why string) {
	var of []float64
	differ, n := 0.0, 0.0
	for _, u := range units {
		if len(u) < 2 {
			continue
		}
		n += float64(len(u))
		for i, c := range u {
			of = grown(of, c)
			of[c]++
			for _, d := range u[:i] {
				differ += 2 * far(distance, c, d) / float64(len(u)-1)
			}
		}
	}
	if n == 0 {
		return 0, whyNoTwo
	}
	return orWhy(alphaOf(differ, of, distance), whyOne)
}

// Masi is the distance of two sets of labels: 1 less the share of what is in both of what is in
// either, weighted by 1 where the sets are the same, 2/3 where one holds the other, 1/3 where
// they overlap (Rebecca J. Passonneau, “Measuring Agreement on Set-Valued Items (MASI) for
// Semantic and Pragmatic Annotation”, LREC 2006). No label occurs twice in a set.
func Masi[T comparable](a, b []T) float64 {
	both := 0
	for _, x := range a {
		if slices.Contains(b, x) {
			both++
		}
	}
	either := len(a) + len(b) - both
	switch {
	case both == either: // two empty sets too
		return 0
	case both == min(len(a), len(b)):
		return 1 - float64(both)/float64(either)*2/3
	}
	return 1 - float64(both)/float64(either)/3
}

// F1 is the harmonic mean of precision and recall: of spans of both, so many were matched with
// one of the other's (C. J. van Rijsbergen, Information Retrieval, 1979). It is the same
// whichever of the two is taken for the truth.
func F1(spans, matched int) (f1 float64, why string) {
	return orWhy(2*float64(matched)/float64(spans), whyNoWords)
}

// What follows is made of sums, which may be of units or of weighted patterns of them; it is
// not a number where the measure is undefined.

func cohen(n, same float64, rows, columns []float64) float64 {
	expected := 0.0 // times n²
	for i := range rows {
		expected += rows[i] * columns[i]
	}
	return (n*same - expected) / (n*n - expected)
}

// fleiss is of units with so many ratings each, of which so many pairs agree.
func fleiss(units, ratings, agree float64, of []float64) float64 {
	all, expected := units*ratings, 0.0 // expected: times the square of all
	for _, n := range of {
		expected += n * n
	}
	observed := 2 * agree / (all * (ratings - 1))
	return (observed*all*all - expected) / (all*all - expected)
}

// alphaOf is of how far ratings of one unit differ, and how often each category was given.
func alphaOf(differ float64, of []float64, distance func(a, b int) float64) float64 {
	all, expected := 0.0, 0.0
	for _, n := range of {
		all += n
	}
	for c, n := range of {
		if distance == nil {
			expected += n * (all - n)
			continue
		}
		for d, m := range of[:c] {
			if n > 0 && m > 0 {
				expected += 2 * n * m * distance(c, d)
			}
		}
	}
	if expected == 0 {
		return math.NaN()
	}
	return 1 - (all-1)*differ/expected
}

func far(distance func(a, b int) float64, c, d int) float64 {
	switch {
	case c == d:
		return 0
	case distance == nil:
		return 1
	}
	return distance(c, d)
}

// pairsOf counts the pairs of a unit's ratings, and those that are the same.
func pairsOf[T comparable](unit []T) (same, pairs float64) {
	for i, c := range unit {
		for _, d := range unit[:i] {
			pairs++
			if c == d {
				same++
			}
		}
	}
	return same, pairs
}

// grown is a list with a place for index n.
func grown[T any](list []T, n int) []T {
	if n < len(list) {
		return list
	}
	return append(list, make([]T, n+1-len(list))...)
}

// orWhy is the value, or why there is none.
func orWhy(value float64, why string) (float64, string) {
	if math.IsNaN(value) {
		return 0, why
	}
	return value, ""
}
