package compare

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// Four invented reports of an invented fire.
func depotFire() []Report {
	return []Report{
		report("post",
			"A drone laden with fuel struck the Karvel depot early on Sunday in what the harbour office called an act of sabotage.",
			"Mayor Tarik al-Kharimi condemned the strike and offered help with the inquiry.",
			"Six members of al-Kharimi’s personal protection team were injured, the harbour office said.",
			"No group has claimed responsibility for the strike on the depot.",
			"It gave no further details."),
		report("radio",
			"Multiple drones struck the Karvel depot on Sunday, said the harbour office.",
			"The mayor, Tarik Karimi, condemned the strike and offered to help with the inquiry.",
			"Karimi himself was unhurt, but six of his bodyguards were wounded, a nurse said.",
			"It gave no further details."),
		report("wire",
			"Ostrand, the port town, has voted three times since May 2019.",
			"No group has claimed responsibility so far for the strike, which left two bodyguards injured, a source said.",
			"Mayor Tarik al-Kharimi condemned the strike and offered help with the inquiry."),
		report("herald",
			"Bakers in the valley expect a poor harvest of rye."),
	}
}

func compared(t *testing.T, reports []Report) Comparison {
	t.Helper()
	c, err := Compare(context.Background(), reports, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// linked is the links by the IDs of their reports and their sentence numbers.
func linked(reports []Report, c Comparison) map[string]Link {
	out := map[string]Link{}
	for _, l := range c.Links {
		ends := []string{fmt.Sprint(reports[l.A.Report].ID, " ", l.A.Sentence), fmt.Sprint(reports[l.B.Report].ID, " ", l.B.Sentence)}
		slices.Sort(ends)
		l.A, l.B, l.Why.Words = Ref{}, Ref{}, nil
		out[ends[0]+" = "+ends[1]] = l
	}
	return out
}

func TestLinksAndTheirRelations(t *testing.T) {
	reports := depotFire()
	links := linked(reports, compared(t, reports))
	for ends, want := range map[string]Relation{
		"post 1 = wire 2":  Verbatim,
		"post 4 = radio 3": Verbatim,
		"post 1 = radio 1": Paraphrase, // Kharimi and Karimi are one
		"post 3 = wire 1":  Partial,
	} {
		if got, known := links[ends]; !known || got.Relation != want {
			t.Errorf("%s: got %q (known: %v), want %q", ends, got.Relation, known, want)
		}
	}
	for ends := range links {
		if ends == "herald 0 = post 0" || ends == "post 0 = wire 0" {
			t.Errorf("%s say nothing in common", ends)
		}
	}
	for ends, l := range links {
		if l.Score < linkScore || l.Score > 1 {
			t.Errorf("%s: score %v", ends, l.Score)
		}
	}
}

// One word more or another word is never word for word, however alike the rest.
func TestVerbatimIsWordForWord(t *testing.T) {
	long := strings.Repeat("the crew of the barge saw the gate and the pier ", mostWords/10)
	for _, c := range []struct {
		name, a, b string
		want       Relation
	}{
		{"the same", "Karimi’s barge left Ostrand at noon.", "Karimi’s barge left Ostrand at noon.", Verbatim},
		{"case, punctuation, apostrophes", "“Karimi’s barge”, he said, left Ostrand.", "KARIMI'S BARGE he said left Ostrand", Verbatim},
		{"a negation", "The harbour master of Ostrand said on Sunday that he did not at any time tell the crew of the second barge to open the gate.",
			"The harbour master of Ostrand said on Sunday that he did at any time tell the crew of the second barge to open the gate.", Paraphrase},
		{"a number", "The harbour master of Ostrand said on Sunday that the owner of the second barge had offered the port $4 million for the gate.",
			"The harbour master of Ostrand said on Sunday that the owner of the second barge had offered the port $7 million for the gate.", Paraphrase},
		{"an hour", "The harbour master of Ostrand said that the second barge had left the pier at 4 a.m. with all its crew and most of its load on Sunday.",
			"The harbour master of Ostrand said that the second barge had left the pier at 7 a.m. with all its crew and most of its load on Sunday.", Paraphrase},
		{"a minus", "The water in Ostrand fell to -5 degrees on Sunday night.", "The water in Ostrand fell to 5 degrees on Sunday night.", Paraphrase},
		{"two ways to write minus", "The water in Ostrand fell to −5 degrees on Sunday night.", "The water in Ostrand fell to -5 degrees on Sunday night.", Verbatim},
		{"more or less", "The flood reached <50 homes in Ostrand on Sunday night.", "The flood reached >50 homes in Ostrand on Sunday night.", Paraphrase},
		{"the order", "The barge hit the pier, the gate and the crane in Ostrand on Sunday.", "The barge hit the gate, the pier and the crane in Ostrand on Sunday.", Paraphrase},
		{"long", long + "burn", long + "burn", Verbatim},
		{"beyond what is compared", long + "burn", long + "sink", Paraphrase},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := compared(t, []Report{report("a", c.a), report("b", c.b)})
			if len(got.Links) != 1 || got.Links[0].Relation != c.want {
				t.Errorf("links %+v, want %s", got.Links, c.want)
			}
			if relation := got.relation(Ref{0, 0}, Ref{1, 0}); relation != c.want {
				t.Errorf("relation %s, want %s", relation, c.want)
			}
			if rows := NewTable(got, []int{1, 1}, 0).Rows; len(rows) != 1 || (rows[0].Kind == Alike) != (c.want == Verbatim) {
				t.Errorf("rows %+v", rows)
			}
		})
	}
}

func TestEveryLinkSaysWhy(t *testing.T) {
	for _, l := range compared(t, depotFire()).Links {
		if len(l.Why.Words) == 0 {
			t.Errorf("%v = %v: no words", l.A, l.B)
		}
	}
}

func TestStatementsGatherWhatSaysOneThing(t *testing.T) {
	c := compared(t, depotFire())
	want := []Ref{{0, 1}, {1, 1}, {2, 2}}
	if !slices.ContainsFunc(c.Statements, func(s Statement) bool { return slices.Equal(s.Members, want) }) {
		t.Errorf("no statement %v among %v", want, c.Statements)
	}
}

func TestOrderOfReportsDoesNotMatter(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, reports := range [][]Report{depotFire(), invent(random, 6, 12)} {
		want := compared(t, reports)
		for range 5 {
			order := random.Perm(len(reports))
			shuffled := make([]Report, len(reports))
			for i, j := range order {
				shuffled[i] = reports[j]
			}
			got := compared(t, shuffled)
			if !reflect.DeepEqual(linked(reports, want), linked(shuffled, got)) {
				t.Fatal("other links in another order")
			}
			if len(got.Statements) != len(want.Statements) || len(got.Conflicts) != len(want.Conflicts) || len(got.Shared) != len(want.Shared) {
				t.Fatalf("statements %d, conflicts %d, shared %d; were %d, %d, %d", len(got.Statements), len(got.Conflicts), len(got.Shared), len(want.Statements), len(want.Conflicts), len(want.Shared))
			}
		}
	}
}

// An unrelated report moves the weights of words a little, as they depend on how
// many sentences have them, and with them scores; verbatim links stay.
func TestUnrelatedReportMovesScoresLittle(t *testing.T) {
	with := depotFire()
	without := with[:3]
	before, after := linked(without, compared(t, without)), linked(with, compared(t, with))
	for ends, l := range before {
		now, still := after[ends]
		if l.Relation == Verbatim && !still {
			t.Errorf("%s: gone", ends)
		}
		if still && (now.Score-l.Score > 0.1 || l.Score-now.Score > 0.1) {
			t.Errorf("%s: score was %.2f, is %.2f", ends, l.Score, now.Score)
		}
	}
	for ends, l := range after {
		if _, known := before[ends]; !known && l.Score > linkScore+0.1 {
			t.Errorf("%s: new, with score %.2f", ends, l.Score)
		}
	}
}

// The place where things happened, at the end of a sentence, links less than what
// happened, at its start.
func TestWhatComesFirstWeighsMore(t *testing.T) {
	s := storyOf(t, []Report{
		report("a", "Sailors repaired the lighthouse near the fortified harbour quarter of Karvel."),
		report("b", "Sailors repaired the lighthouse after winter storms broke lamps, said masons."),
		report("c", "Bakers sold bread loaves near the fortified harbour quarter of Karvel."),
	})
	cosine := func(x, y vector) float32 { return dot(x, y) / (x.norm * y.norm) }
	deed := cosine(s.sentences[0].vector, s.sentences[1].vector)
	place := cosine(s.sentences[0].vector, s.sentences[2].vector)
	plain := func(i int) vector { return newVector(s.entriesOf(s.sentences[i].words, 0)) }
	if now, before := deed/place, cosine(plain(0), plain(1))/cosine(plain(0), plain(2)); now <= before {
		t.Errorf("the deed counts %.2f times as much as the place, %.2f without fading", now, before)
	}
}

// A pair has one score, whichever sentence comes first.
func TestEvidenceIsSymmetric(t *testing.T) {
	s := storyOf(t, invent(rand.New(rand.NewPCG(13, 14)), 3, 10))
	for a := range s.sentences {
		for b := range a {
			if x, y := s.evidenceOf(&s.sentences[a], &s.sentences[b]), s.evidenceOf(&s.sentences[b], &s.sentences[a]); math.Abs(x.score()-y.score()) > 1e-6 {
				t.Fatalf("%d and %d: %+v, the other way %+v", a, b, x, y)
			}
		}
	}
}

func TestMinScoreGivesAllCandidates(t *testing.T) {
	reports := depotFire()
	none := 0.0
	all, err := Compare(context.Background(), reports, Options{MinScore: &none})
	if err != nil {
		t.Fatal(err)
	}
	few := linked(reports, compared(t, reports))
	many := linked(reports, all)
	if len(many) <= len(few) {
		t.Fatalf("%d links with no minimum, %d with the usual", len(many), len(few))
	}
	for ends := range few {
		if _, known := many[ends]; !known {
			t.Errorf("%s is missing", ends)
		}
	}
}

func TestCompareStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Compare(ctx, depotFire(), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// slowCandidates are all pairs of sentences of different reports with a cosine.
func slowCandidates(s *story, least float32) map[[2]int]bool {
	out := map[[2]int]bool{}
	for a := range s.sentences {
		for b := a + 1; b < len(s.sentences); b++ {
			x, y := s.sentences[a].vector, s.sentences[b].vector
			if s.sentences[a].report != s.sentences[b].report && over(dot(x, y), x.norm*y.norm) >= least {
				out[[2]int{a, b}] = true
			}
		}
	}
	return out
}

func TestIndexMissesNoPair(t *testing.T) {
	s := storyOf(t, invent(rand.New(rand.NewPCG(7, 8)), 5, 20))
	pairs, err := s.candidates(true)
	if err != nil {
		t.Fatal(err)
	}
	found := map[[2]int]bool{}
	for _, p := range pairs {
		found[[2]int{p.a, p.b}] = true
	}
	for p := range slowCandidates(s, leastCosine) {
		if !found[p] {
			t.Errorf("%v is missing", p)
		}
	}
}

func TestSharedWordingAgainstTryingAll(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	for range 200 {
		a, b := make([]int32, random.IntN(60)), make([]int32, random.IntN(60))
		for i := range a {
			a[i] = int32(random.IntN(3))
		}
		for i := range b {
			b[i] = int32(random.IntN(3))
		}
		words, longest := sharedWords(a, b, indexGrams(b))
		slowWords, slowLongest := slowShared(a, b)
		if words != slowWords || longest != slowLongest {
			t.Fatalf("%v in %v: got %d words, longest %d; want %d, %d", a, b, words, longest, slowWords, slowLongest)
		}
	}
}

// slowShared is [sharedWords] by trying every place against every place.
func slowShared(a, b []int32) (words, longest int) {
	covered := make([]bool, len(a))
	for i := range a {
		for j := range b {
			n := 0
			for i+n < len(a) && j+n < len(b) && a[i+n] == b[j+n] {
				n++
			}
			if n >= sharedRun {
				longest = max(longest, n)
				for k := range n {
					covered[i+k] = true
				}
			}
		}
	}
	for _, c := range covered {
		if c {
			words++
		}
	}
	return words, longest
}

func TestAverageLinkageAgainstTryingAll(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	between := func(a, b []int) int { return len(a) * len(b) }
	for range 100 {
		n := 2 + random.IntN(9)
		var edges []edge
		for a := range n {
			for b := a + 1; b < n; b++ {
				if random.IntN(2) == 0 {
					edges = append(edges, edge{random.Float64(), a, b})
				}
			}
		}
		got, err := averageLinkage(n, edges, 0.4, between, func(int, int) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		if want := slowLinkage(n, edges, 0.4); !reflect.DeepEqual(got, want) {
			t.Fatalf("%v: got %v, want %v", edges, got, want)
		}
	}
}

// slowLinkage is [averageLinkage] by looking at all pairs of groups each time.
func slowLinkage(n int, edges []edge, least float64) [][]int {
	score := map[[2]int]float64{}
	for _, e := range edges {
		score[[2]int{e.a, e.b}] = e.score
	}
	groups := make([][]int, n)
	for i := range groups {
		groups[i] = []int{i}
	}
	for {
		best, x, y := least, -1, -1
		for i := range groups {
			for j := i + 1; j < len(groups); j++ {
				sum := 0.0
				for _, a := range groups[i] {
					for _, b := range groups[j] {
						sum += score[[2]int{min(a, b), max(a, b)}]
					}
				}
				if mean := sum / float64(len(groups[i])*len(groups[j])); mean >= best {
					best, x, y = mean, i, j
				}
			}
		}
		if x < 0 {
			break
		}
		groups[x] = append(groups[x], groups[y]...)
		slices.Sort(groups[x])
		groups = slices.Delete(groups, y, y+1)
	}
	slices.SortFunc(groups, func(a, b []int) int { return a[0] - b[0] })
	return groups
}

func FuzzCompare(f *testing.F) {
	f.Add("A drone struck the depot. Six of them were hurt, police said.", "Two drones struck. “Nearly 3.5 million” of 12,000", 10, "en")
	f.Add("\xff\xfe 1/2 U.S. al-K.", "a a a a a a a a a a a a", 3, "")
	f.Add("部长谴责了爆炸。六人受伤", "部长谴责了袭击", 6, "zh")
	f.Add("at least more than up to one hundred thousand million billion", "$5 bn of whom ten million", 0, "fr")
	f.Fuzz(func(t *testing.T, a, b string, cut int, lang string) {
		if len(a)+len(b) > 2000 {
			return
		}
		split := func(text string) []segment.Span {
			at := min(len(text), max(0, cut))
			return []segment.Span{{Start: 0, End: at}, {Start: at, End: len(text)}}
		}
		reports := withIDs([]Report{{Text: a, Sentences: split(a), Lang: lang}, {Text: b, Sentences: split(b), Lang: lang}})
		place := func(i int, end int) annotate.Place {
			p := annotate.Place{Article: annotate.ID(100 + i), Span: annotate.Span{Start: cut, End: end}}
			if text := reports[i].Text; p.Span.In(text) {
				p.Quote = text[cut:end]
			}
			return p
		}
		c := comparedWith(t, reports, ruling(annotate.OnLink, cut%2 == 0, "", 0, place(0, len(a)), place(1, len(b))),
			ruling(annotate.OnConflict, cut%3 == 0, "", 0, place(0, cut+1), place(1, cut+2)))
		for _, l := range c.Links {
			if l.Score < 0 || l.Score > 1 || l.A.Report != 0 || l.B.Report != 1 {
				t.Fatalf("bad link %v", l)
			}
		}
		for _, x := range c.Conflicts {
			sentence := reports[x.A.Report].Sentences[x.A.Sentence]
			if x.ASpan.Start < sentence.Start || x.ASpan.End > sentence.End || x.ASpan.Start >= x.ASpan.End {
				t.Fatalf("span %v outside %v", x.ASpan, sentence)
			}
		}
		for _, x := range c.Shared {
			if x.Share <= 0 || x.Share > 1 {
				t.Fatalf("share %v", x)
			}
		}
	})
}

// storyOf is reports read.
func storyOf(t *testing.T, reports []Report) *story {
	t.Helper()
	s, err := newStory(&pace{ctx: t.Context()}, reports)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
