package agreement_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate/agreement"
)

// near says whether a value is as it was published; undefined is the reason that is wanted.
func near(t *testing.T, what string, got float64, why string, want, within float64, undefined string) {
	t.Helper()
	if why != undefined || undefined == "" && math.Abs(got-want) > within {
		t.Errorf("%s: %v %q, want %v ± %v %q", what, got, why, want, within, undefined)
	}
}

// units is what raters, a line each, gave units, a column each; a dot is none.
func units(raters ...string) [][]int {
	out := make([][]int, len(strings.Fields(raters[0])))
	for _, r := range raters {
		for i, x := range strings.Fields(r) {
			if x != "." {
				out[i] = append(out[i], int(x[0]))
			}
		}
	}
	return out
}

func TestAlphaAsPublished(t *testing.T) {
	for _, x := range []struct {
		source       string
		raters       []string
		want, within float64
		undefined    string
	}{
		{"Wikipedia, “Krippendorff's alpha”", []string{
			". . . . . 3 4 1 2 1 1 3 3 . 3",
			"1 . 2 1 3 3 4 3 . . . . . . .",
			". . 2 1 3 4 4 . 2 1 1 3 3 . 4"}, 0.691358, 1e-6, ""},
		{"Krippendorff 2011, example C, and the documentation of NLTK", []string{
			"1 2 3 3 2 1 4 1 2 . . .",
			"1 2 3 3 2 2 4 1 2 5 . 3",
			". 3 3 3 2 3 4 2 2 5 1 .",
			"1 2 3 3 2 4 4 1 2 5 1 ."}, 0.743421052632, 1e-9, ""},
		{"NLTK, test_easy", []string{"y y .", "n n .", "n . n"}, -0.3333333, 1e-6, ""},
		{"NLTK, test_easy2", []string{"y y", "n n", "n ."}, -0.3333333, 1e-6, ""},
		{"one label only", []string{"f f f f", "f f f f"}, 0, 0, "only one label was used"},
		{"no unit with two ratings", []string{"f . q", ". c ."}, 0, 0, "no sentence has two ratings"},
	} {
		got, why := agreement.Alpha(units(x.raters...), nil)
		near(t, x.source, got, why, x.want, x.within, x.undefined)
	}
}

// counts is how many raters gave each category, of raters, a line each.
func counts(raters ...string) (out [][]int) {
	for _, u := range units(raters...) {
		row := make([]int, 10)
		for _, c := range u {
			row[c-'0']++
		}
		out = append(out, row)
	}
	return out
}

func TestFleissAsPublished(t *testing.T) {
	for _, x := range []struct {
		source       string
		counts       [][]int
		want, within float64
		undefined    string
	}{
		{"Wikipedia, “Fleiss' kappa”", [][]int{{0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
			{7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}}, 0.210, 5e-4, ""},
		{"Fleiss 1971, the diagnoses of 30 patients by 6 psychiatrists, as in the package irr of R", counts(
			"4 2 2 5 2 1 3 1 1 5 1 1 2 1 2 3 1 1 2 1 5 2 2 1 1 2 1 2 1 5",
			"4 2 3 5 2 1 3 1 1 5 4 2 2 4 2 3 1 1 2 3 5 4 2 1 4 2 1 2 3 5",
			"4 2 3 5 2 3 3 3 4 5 4 4 2 4 4 3 1 1 4 3 5 4 4 4 4 2 1 4 3 5",
			"4 5 3 5 4 3 3 3 4 5 4 4 3 4 4 3 4 1 4 5 5 4 5 4 4 2 1 4 3 5",
			"4 5 3 5 4 3 5 3 4 5 4 4 3 4 4 3 5 1 4 5 5 4 5 4 4 2 5 4 3 5",
			"4 5 5 5 4 3 5 4 4 5 4 4 3 4 5 5 5 2 4 5 5 4 5 4 5 4 5 4 3 5"), 0.4302445, 1e-6, ""},
		{"Randolph's online kappa calculator", [][]int{{7, 1}, {3, 5}}, 0.161905, 6e-6, ""},
		{"Randolph's online kappa calculator", [][]int{{6, 1, 0}, {0, 7, 0}}, 0.708333, 6e-6, ""},
		{"Randolph's online kappa calculator", [][]int{{7, 0}, {0, 7}}, 1, 6e-6, ""},
		{"one label only", [][]int{{7, 0}, {7, 0}}, 0, 0, "only one label was used"},
		{"nothing", nil, 0, 0, "no sentence has two ratings"},
		{"one rating each", [][]int{{1, 0}, {0, 1}}, 0, 0, "no sentence has two ratings"},
		{"uneven", [][]int{{2, 0}, {1, 2}}, 0, 0, "not every sentence has as many ratings"},
	} {
		got, why := agreement.Fleiss(x.counts)
		near(t, x.source, got, why, x.want, x.within, x.undefined)
	}
}

// crossed is the table of two raters' lines.
func crossed(a, b string) [][]int {
	table := make([][]int, 10)
	for i := range table {
		table[i] = make([]int, 10)
	}
	for _, u := range units(a, b) {
		table[u[0]-'0'][u[1]-'0']++
	}
	return table
}

func TestCohenAsPublished(t *testing.T) {
	for _, x := range []struct {
		source       string
		table        [][]int
		want, within float64
		undefined    string
	}{
		{"SAS, the example of PROC FREQ's AGREE as in statsmodels", [][]int{{0, 4, 1}, {0, 8, 0}, {0, 1, 5}}, 0.4842, 6e-5, ""},
		{"Artstein and Poesio 2008, table 1, as in scikit-learn", [][]int{{20, 20}, {10, 50}}, 0.348, 5e-4, ""},
		{"Artstein and Poesio 2008, table 4, as in scikit-learn", [][]int{{46, 6, 0}, {0, 32, 0}, {0, 6, 10}}, 0.8013, 6e-5, ""},
		{"scikit-learn, test_cohen_kappa", [][]int{{46, 4, 0}, {0, 40, 0}, {0, 0, 10}}, 0.9315, 6e-5, ""},
		{"irr of R, anxiety, raters 2 and 3", crossed("3 6 4 6 2 4 2 4 3 3 2 3 3 3 2 2 1 3 3 4", "2 1 4 4 3 2 1 6 1 1 1 2 3 3 1 1 3 3 2 2"), -0.006289308, 1e-6, ""},
		{"opposite", [][]int{{0, 1}, {1, 0}}, -1, 1e-9, ""},
		{"one label only", [][]int{{4}}, 0, 0, "only one label was used"},
		{"nothing", [][]int{{0, 0}, {0, 0}}, 0, 0, "no sentence has two ratings"},
	} {
		got, why := agreement.Cohen(x.table)
		near(t, x.source, got, why, x.want, x.within, x.undefined)
	}
}

// The dialogue acts of Artstein and Poesio 2008 (“Inter-Coder Agreement for Computational
// Linguistics”), as in the documentation of NLTK: 46 statements, 44 requests of which 6 were
// called statements and 6 checks, 10 checks.
func TestDialogueActs(t *testing.T) {
	var units, counts [][]int
	for _, x := range []struct{ n, a, b int }{{46, 0, 0}, {6, 1, 0}, {32, 1, 1}, {6, 1, 2}, {10, 2, 2}} {
		for range x.n {
			row := make([]int, 3)
			row[x.a]++
			row[x.b]++
			units, counts = append(units, []int{x.a, x.b}), append(counts, row)
		}
	}
	raw, why := agreement.Raw(units)
	near(t, "raw", raw, why, 0.88, 1e-9, "")
	pi, why := agreement.Fleiss(counts)
	near(t, "Scott's pi", pi, why, 0.79953, 6e-6, "")
	_, why = agreement.Raw([][]int{{1}, nil})
	near(t, "raw of nothing", 0, why, 0, 0, "no sentence has two ratings")
}

func TestMasi(t *testing.T) {
	for _, x := range []struct {
		a, b string
		want float64
	}{
		{"1 2", "1 2 3 4", 1 - 2./4*2/3}, // NLTK has 0.665 here, with 0.67 for 2/3
		{"1 2", "2 1", 0},
		{"1 2", "2 3", 1 - 1./3/3},
		{"1", "2", 1},
		{"", "1", 1},
		{"", "", 0},
	} {
		a, b := strings.Fields(x.a), strings.Fields(x.b)
		if got, back := agreement.Masi(a, b), agreement.Masi(b, a); math.Abs(got-x.want) > 1e-12 || got != back {
			t.Errorf("%v and %v: %v and %v, want %v", a, b, got, back, x.want)
		}
	}
}

// By hand: two raters, three units: {f}{f}, {f}{f,q}, {q}{q}. Distance of the second: 1 − ½·⅔ = ⅔.
// Observed: 2·⅔ = 4/3. Given are f 3 times, f,q once, q twice, of 6; expected:
// 2·(3·1·⅔ + 3·2·1 + 1·2·⅔) = 56/3. Alpha: 1 − 5·(4/3)/(56/3) = 1 − 20/56 = 9/14.
func TestMasiAlpha(t *testing.T) {
	sets := [][]string{{"f"}, {"f", "q"}, {"q"}}
	far := func(a, b int) float64 { return agreement.Masi(sets[a], sets[b]) }
	got, why := agreement.Alpha([][]int{{0, 0}, {0, 1}, {2, 2}, {1}}, far)
	near(t, "MASI", got, why, 9./14, 1e-12, "")
}

// It is of no account who rates, in which order, what labels are called, or what one alone says.
func TestWhatIsOfNoAccount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		raters, labels := 2+random.IntN(4), 2+random.IntN(4)
		var some, shuffled [][]int
		renamed := random.Perm(labels)
		for range random.IntN(30) {
			var u []int
			for range raters {
				if c := random.IntN(labels + 1); c < labels {
					u = append(u, c)
				}
			}
			v := make([]int, len(u))
			for i, k := range random.Perm(len(u)) {
				v[i] = renamed[u[k]]
			}
			some, shuffled = append(some, u), append(shuffled, v)
		}
		shuffled = append(shuffled, []int{0}, nil)
		random.Shuffle(len(shuffled), func(i, k int) { shuffled[i], shuffled[k] = shuffled[k], shuffled[i] })
		a, why := agreement.Alpha(some, nil)
		b, also := agreement.Alpha(shuffled, nil)
		if math.Abs(a-b) > 1e-9 || why != also || why == "" && (a > 1 || math.IsNaN(a)) {
			t.Fatalf("alpha %v %q, then %v %q", a, why, b, also)
		}
		a, why = agreement.Raw(some)
		b, also = agreement.Raw(shuffled)
		if math.Abs(a-b) > 1e-9 || why != also {
			t.Fatalf("raw %v %q, then %v %q", a, why, b, also)
		}
	})
}

func TestPerfect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var some, rows [][]int
		table := [][]int{{0, 0, 0}, {0, 0, 0}, {0, 0, 0}}
		seen := map[int]bool{}
		for _, c := range rapid.SliceOfN(rapid.IntRange(0, 2), 1, 20).Draw(t, "labels") {
			row := make([]int, 3)
			row[c] = 4
			some, rows, seen[c] = append(some, []int{c, c, c, c}), append(rows, row), true
			table[c][c]++
		}
		for name, measure := range map[string]func() (float64, string){
			"alpha":  func() (float64, string) { return agreement.Alpha(some, nil) },
			"fleiss": func() (float64, string) { return agreement.Fleiss(rows) },
			"cohen":  func() (float64, string) { return agreement.Cohen(table) },
		} {
			v, why := measure()
			if len(seen) > 1 && (v != 1 || why != "") || len(seen) == 1 && why == "" {
				t.Fatalf("%s of %v: %v %q", name, some, v, why)
			}
		}
	})
}

// Cohen's kappa is the same whichever rater is the row.
func TestCohenTransposed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, back := make([][]int, 3), [][]int{make([]int, 3), make([]int, 3), make([]int, 3)}
		for i := range table {
			table[i] = rapid.SliceOfN(rapid.IntRange(0, 9), 3, 3).Draw(t, "row")
			for k, n := range table[i] {
				back[k][i] = n
			}
		}
		a, why := agreement.Cohen(table)
		b, also := agreement.Cohen(back)
		if math.Abs(a-b) > 1e-12 || why != also {
			t.Fatalf("%v %q, %v %q", a, why, b, also)
		}
	})
}
