package split

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

// loads is what each annotator, and each pair, has, in sentences.
func loads(parcels []Parcel, out [][]int, annotators int) (load []int, shared [][]int) {
	load, shared = make([]int, annotators), make([][]int, annotators)
	for a := range shared {
		shared[a] = make([]int, annotators)
	}
	for i, to := range out {
		for _, a := range to {
			load[a] += parcels[i].Sentences
			for _, b := range to {
				shared[a][b] += parcels[i].Sentences
			}
		}
	}
	return load, shared
}

// TestEverythingIsHandedOut: every parcel goes to one, or to as many as asked; nobody gets
// one twice; and loads are no further apart than the largest parcel, with an overlap than two of them.
func TestEverythingIsHandedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parcels []Parcel
		largest, all, articles := 0, 0, 0
		for i := range rapid.IntRange(0, 60).Draw(t, "parcels") {
			p := Parcel{ID: annotate.ID(i + 1), Articles: rapid.IntRange(1, 5).Draw(t, "articles"), Sentences: rapid.IntRange(1, 90).Draw(t, "sentences")}
			parcels = append(parcels, p)
			largest, all, articles = max(largest, p.Sentences), all+p.Sentences, articles+p.Articles
		}
		h := Handing{Annotators: rapid.IntRange(1, 6).Draw(t, "annotators"), Each: rapid.IntRange(2, 6).Draw(t, "each"), Seed: rapid.Uint64().Draw(t, "seed")}
		if rapid.Bool().Draw(t, "part") {
			h.Overlap.Part = rapid.Float64Range(0, 1).Draw(t, "overlap")
		} else {
			h.Overlap.Articles = rapid.IntRange(0, 50).Draw(t, "overlap")
		}
		out := Assign(parcels, h)
		overlap, inArticles := 0, 0
		each := min(h.Each, h.Annotators)
		for i, to := range out {
			if len(to) != 1 && len(to) != each || !slices.IsSorted(to) || len(slices.Compact(slices.Clone(to))) != len(to) {
				t.Fatalf("parcel %d goes to %v", i, to)
			}
			if len(to) == each && each > 1 {
				overlap, inArticles = overlap+parcels[i].Sentences, inArticles+parcels[i].Articles
			}
		}
		if h.Overlap.Articles > 0 && inArticles > h.Overlap.Articles || h.Overlap.Articles == 0 && float64(overlap) > h.Overlap.Part*float64(all)+0.5 {
			t.Fatalf("the overlap is %d reports, %d of %d sentences; asked %+v", inArticles, overlap, all, h.Overlap)
		}
		load, _ := loads(parcels, out, h.Annotators)
		most := largest
		if overlap > 0 && each > 1 { // that pairs share alike counts too
			most = 2 * largest
		}
		if gap := slices.Max(load) - slices.Min(load); gap > most {
			t.Fatalf("loads %v, the largest parcel is %d", load, largest)
		}
	})
}

// TestOverlapIsExact: single articles make up any number of them, and any part nearly.
func TestOverlapIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var parcels []Parcel
	all := 0
	for i := range 500 {
		parcels = append(parcels, Parcel{ID: annotate.ID(r.Uint64()), Articles: 1, Sentences: 10 + r.IntN(40)})
		all += parcels[i].Sentences
	}
	count := func(h Handing) (articles, sentences int) {
		for i, to := range Assign(parcels, h) {
			if len(to) > 1 {
				articles, sentences = articles+1, sentences+parcels[i].Sentences
			}
		}
		return articles, sentences
	}
	for _, n := range []int{0, 1, 37, 499, 500} {
		if got, _ := count(Handing{Annotators: 3, Each: 3, Overlap: Overlap{Articles: n}}); got != n {
			t.Errorf("overlap of %d reports, want %d", got, n)
		}
	}
	for _, part := range []float64{0, 0.1, 0.2, 0.5, 1} {
		if _, got := count(Handing{Annotators: 3, Each: 2, Overlap: Overlap{Part: part}}); math.Abs(float64(got)-part*float64(all)) > 1 {
			t.Errorf("overlap of %d sentences, want %.1f", got, part*float64(all))
		}
	}
}

// TestOneHugeReport: what the overlap lacks is found among as many reports as there are, without
// trying each number of sentences that it lacks.
func TestOneHugeReport(t *testing.T) {
	parcels := []Parcel{{ID: 1, Articles: 1, Sentences: 1 << 40}}
	for i := range 2_000 {
		parcels = append(parcels, Parcel{ID: annotate.ID(i + 2), Articles: 1, Sentences: 10})
	}
	out := Assign(parcels, Handing{Annotators: 2, Each: 2, Overlap: Overlap{Part: 0.5}})
	overlap := 0
	for i, to := range out {
		if len(to) == 2 {
			overlap += parcels[i].Sentences
		}
	}
	if overlap != 20_000 {
		t.Errorf("the overlap has %d sentences", overlap)
	}
}

// TestPairsShareAlike: where two label each report, every pair shares about as much, and
// everyone has as much.
func TestPairsShareAlike(t *testing.T) {
	for _, n := range []int{3, 4, 5, 8} {
		r := rand.New(rand.NewPCG(9, uint64(n)))
		var parcels []Parcel
		for range 400 {
			parcels = append(parcels, Parcel{ID: annotate.ID(r.Uint64()), Articles: 1, Sentences: 10 + r.IntN(40)})
		}
		h := Handing{Annotators: n, Each: 2, Overlap: Overlap{Part: 1}, Seed: 5}
		out := Assign(parcels, h)
		load, shared := loads(parcels, out, n)
		var pairs []int
		for a := range n {
			pairs = append(pairs, shared[a][a+1:]...)
		}
		if gap := slices.Max(load) - slices.Min(load); gap > 60 {
			t.Errorf("%d annotators: loads %v", n, load)
		}
		if gap := slices.Max(pairs) - slices.Min(pairs); gap > 120 {
			t.Errorf("%d annotators: pairs share %v", n, pairs)
		}
		again := Assign(parcels, h)
		h.Seed = 6
		if other := Assign(parcels, h); !slices.EqualFunc(out, again, slices.Equal) || slices.EqualFunc(out, other, slices.Equal) {
			t.Errorf("%d annotators: not the same again, or the same by another seed", n)
		}
	}
}

func FuzzOverlap(f *testing.F) {
	for _, s := range []string{"20%", "0%", "100%", "101%", "-1", "12", "", "%", "NaN%", "0x10%", "1e1%", "9999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o, err := ParseOverlap(text)
		if err == nil && !(o.Part >= 0 && o.Part <= 1 && o.Articles >= 0 && (o.Part == 0 || o.Articles == 0)) {
			t.Errorf("%q: %+v", text, o)
		}
	})
}
