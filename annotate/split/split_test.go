package split

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

func ratios(t testing.TB, text string) Ratios {
	t.Helper()
	r, err := ParseRatios(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// divided adds the rows and divides them.
func divided(t testing.TB, o Options, rows []Row) Plan {
	t.Helper()
	s := New(o)
	for _, r := range rows {
		s.Add(r)
	}
	p, err := s.Split(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// bag is the words of a sentence with how often each stands in it.
func bag(text string) map[string]int {
	out := map[string]int{}
	eachWord(text, func(w string) { out[w]++ })
	return out
}

// alike says whether two sentences are copies, counted in the plainest way.
func alike(a, b map[string]int) bool {
	common, all := 0, 0
	for w, n := range a {
		common += min(n, b[w])
		all += max(n, b[w])
	}
	for w, n := range b {
		if a[w] == 0 {
			all += n
		}
	}
	return float64(common) >= 0.8*float64(all)-1e-9
}

// someRows is rows of few words, so that many sentences are copies or nearly so.
func someRows(t *rapid.T) (rows []Row) {
	words := rapid.IntRange(4, 40).Draw(t, "words")
	sentence := rapid.Custom(func(t *rapid.T) string {
		n := rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 30}).Draw(t, "length")
		var out []string
		for range n {
			out = append(out, fmt.Sprintf("w%d", rapid.IntRange(0, words).Draw(t, "word")))
		}
		return strings.Join(out, " ") + rapid.SampledFrom([]string{".", "", "!", "火事でした"}).Draw(t, "end")
	})
	var kept []string
	for article := range rapid.IntRange(4, 30).Draw(t, "articles") {
		story := annotate.ID(rapid.IntRange(0, 12).Draw(t, "story"))
		for n := range rapid.IntRange(1, 5).Draw(t, "sentences") {
			text := sentence.Draw(t, "sentence")
			if len(kept) > 0 && rapid.Bool().Draw(t, "copy") {
				text = altered(t, rapid.SampledFrom(kept).Draw(t, "of"))
			}
			kept = append(kept, text)
			rows = append(rows, Row{
				Story: story, Article: annotate.ID(1000 + article), Sentences: []string{text}, First: n,
				Labels: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"fact", "quote", "claim"}), 0, 2, rapid.ID[string]).Draw(t, "labels"),
			})
		}
	}
	return rows
}

// altered is a sentence with up to two words left out, changed or doubled, in other case.
func altered(t *rapid.T, text string) string {
	words := strings.Fields(text)
	for range rapid.IntRange(0, 2).Draw(t, "edits") {
		if len(words) == 0 {
			break
		}
		at := rapid.IntRange(0, len(words)-1).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "edit") {
		case 0:
			words = slices.Delete(words, at, at+1)
		case 1:
			words[at] = "other"
		default:
			words = slices.Insert(words, at, words[at])
		}
	}
	if rapid.Bool().Draw(t, "case") {
		return strings.ToUpper(strings.Join(words, " "))
	}
	return strings.Join(words, " ")
}

// TestNothingIsOnTwoSides counts out all pairs: no story and no copy is on two sides.
func TestNothingIsOnTwoSides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := someRows(t)
		o := Options{Seed: rapid.Uint64().Draw(t, "seed"), Tie: rapid.IntRange(1, 6).Draw(t, "tie")}
		o.Ratios, _ = ParseRatios(rapid.SampledFrom([]string{"80/10/10", "90/10", "1/1"}).Draw(t, "ratios"))
		s := New(o)
		for _, r := range rows {
			s.Add(r)
		}
		p, err := s.Split(context.Background())
		if errors.Is(err, ErrFewStories) || errors.Is(err, ErrEmptySide) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		stories, alone := map[annotate.ID]int{}, map[annotate.ID]bool{}
		var bags []map[string]int
		kept := make([]int, len(o.Ratios.Names()))
		units := []map[annotate.ID]bool{{}, {}, {}}
		for n, r := range rows {
			bags = append(bags, bag(r.Sentences[0]))
			side := p.Side(n)
			if side == LeftOut {
				continue
			}
			kept[side]++
			units[side][cmp.Or(r.Story, r.Article)] = true
			if r.Story == 0 {
				alone[r.Article] = true
			}
			if was, met := stories[r.Story]; r.Story != 0 && met && was != side {
				t.Fatalf("story %s is on two sides", r.Story)
			}
			stories[r.Story] = side
			for m := range n {
				if other := p.Side(m); other != LeftOut && other != side && alike(bags[m], bags[n]) {
					t.Fatalf("%q and %q are on two sides", rows[m].Sentences[0], r.Sentences[0])
				}
			}
		}
		checkReport(t, p, kept)
		all := 0
		for k, side := range p.Report.Sides {
			if all += side.Stories; side.Stories != len(units[k]) {
				t.Fatalf("%s has rows of %d stories, the report says %d", side.Name, len(units[k]), side.Stories)
			}
		}
		if r := p.Report; r.All.Stories != all || r.Stories+r.Alone != all || r.Alone != len(alone) || r.Largest > r.All.Rows {
			t.Fatalf("%d stories with rows, %d of them reports alone; the report says %+v", all, len(alone), r)
		}
	})
}

// checkReport holds a report against what is on each side.
func checkReport(t *rapid.T, p Plan, kept []int) {
	left := 0
	for k, side := range p.Report.Sides {
		if side.Rows != kept[k] || side.Rows == 0 {
			t.Fatalf("%s: %d rows, the report says %d", side.Name, kept[k], side.Rows)
		}
		left += side.LeftOut
	}
	if why := p.Report.LeftOut[0].Rows + p.Report.LeftOut[1].Rows + p.Report.LeftOut[2].Rows; why != left || left+p.Report.All.Rows != p.Rows() {
		t.Fatalf("%d rows are left out, for reasons %d, of %d; %d are left", left, why, p.Rows(), p.Report.All.Rows)
	}
}

// TestNoCopyIsMissed holds the families against those that all pairs, counted out, make.
func TestNoCopyIsMissed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := someRows(t)
		w := newWordings()
		var numbers []uint32
		for _, r := range rows {
			numbers = append(numbers, w.add(r.Sentences[0]))
		}
		family, err := w.families(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		want := newSets(len(rows))
		for a := range rows {
			for b := range a {
				if alike(bag(rows[a].Sentences[0]), bag(rows[b].Sentences[0])) {
					want.unite(uint32(a), uint32(b))
				}
			}
		}
		for a := range rows {
			for b := range a {
				together := family[numbers[a]] == family[numbers[b]]
				if together != (want.find(uint32(a)) == want.find(uint32(b))) {
					t.Fatalf("%q and %q: of one family: %v", rows[a].Sentences[0], rows[b].Sentences[0], together)
				}
			}
		}
	})
}

// TestUndivided: of any number of stories but none there is one part of all.
func TestUndivided(t *testing.T) {
	rows := []Row{{Story: 1, Article: 7, Sentences: []string{"It rained."}, Labels: []string{"fact"}}, {Story: 2, Article: 8, Sentences: []string{"It rained."}}}
	for n := range rows {
		r := divided(t, Options{Ratios: Undivided(), Tie: DefaultTie}, rows[:n+1]).Report
		if len(r.Sides) != 1 || r.Sides[0].Name != "train" || r.Sides[0].Rows != n+1 || r.All.LeftOut != 0 || r.All.Stories != n+1 {
			t.Errorf("%+v", r)
		}
	}
}

// TestContextIsCut: what stands beside a row is on one side only, too.
func TestContextIsCut(t *testing.T) {
	const footer = "Read all our reports on the harbour every evening in your letter box."
	var rows []Row
	for i := range 40 {
		rows = append(rows, Row{
			Story: annotate.ID(1 + i), Article: annotate.ID(100 + i), First: 1, Sentences: []string{fmt.Sprintf("Report%d says a%d b%d c%d d%d.", i, i, i, i, i)},
			Before: []string{fmt.Sprintf("Before%d e%d f%d g%d h%d.", i, i, i, i, i)}, After: []string{footer},
		})
	}
	p := divided(t, Options{Ratios: ratios(t, "80/10/10"), Tie: DefaultTie}, rows)
	cut, kept := 0, map[int]bool{}
	for n := range rows {
		before, after := p.Cut(n)
		if before {
			t.Errorf("row %d: what stands before it is cut", n)
		}
		if after {
			cut++
		} else {
			kept[p.Side(n)] = true
		}
	}
	if cut == 0 || cut != p.Report.ContextCut || len(kept) != 1 {
		t.Errorf("%d cut, the report says %d, the footer is on %d sides", cut, p.Report.ContextCut, len(kept))
	}
}

// TestSameAgain: the same library and seed give the same plan, another seed another one.
func TestSameAgain(t *testing.T) {
	rows := manyRows(300, 4, 1)
	o := Options{Ratios: ratios(t, "80/10/10"), Seed: 1, Tie: DefaultTie}
	first, again := divided(t, o, rows), divided(t, o, rows)
	o.Seed = 2
	other := divided(t, o, rows)
	differ := 0
	for n := range rows {
		if first.Side(n) != again.Side(n) {
			t.Fatalf("row %d: side %d, then %d", n, first.Side(n), again.Side(n))
		}
		if first.Side(n) != other.Side(n) {
			differ++
		}
	}
	a, _ := json.Marshal(first.Report)
	b, _ := json.Marshal(again.Report)
	if string(a) != string(b) {
		t.Errorf("reports differ:\n%s\n%s", a, b)
	}
	if differ < len(rows)/10 {
		t.Errorf("another seed moves %d of %d rows", differ, len(rows))
	}
}

// manyRows is stories of some articles, with labels that are rarer in some stories.
func manyRows(stories, articles int, seed uint64) (rows []Row) {
	r := rand.New(rand.NewPCG(seed, 7))
	for story := range stories {
		rare := r.Float64() * 0.3
		for a := range 1 + r.IntN(articles) {
			for n := range 5 + r.IntN(20) {
				labels := []string{"fact"}
				if r.Float64() < rare {
					labels = []string{"claim"}
				}
				if r.Float64() < 0.02 {
					labels = append(labels, "quote")
				}
				text := fmt.Sprintf("s%d a%d n%d said %d things of %d more", story, a, n, r.IntN(1e6), r.IntN(1e6))
				rows = append(rows, Row{Story: annotate.ID(1 + story), Article: annotate.ID(1e6 + story*100 + a), First: n, Sentences: []string{text}, Labels: labels})
			}
		}
	}
	return rows
}

// TestTies: a sentence that a few stories have ties them; one that many have, or a short one,
// ties nothing, and is on one side only.
func TestTies(t *testing.T) {
	row := func(story int, text string) Row {
		return Row{Story: annotate.ID(story), Article: annotate.ID(100 + story), Sentences: []string{text}}
	}
	var rows []Row
	for story := 1; story <= 60; story++ {
		rows = append(rows, row(story, fmt.Sprintf("Only%d here%d and%d nowhere%d else%d.", story, story, story, story, story)), row(story, "He declined to comment."))
		if story <= 50 {
			rows = append(rows, row(story, "Sign up for the letter of the Quay News."))
		}
	}
	rows = append(rows, row(7, "The crane had been tested twice in May, the foreman said."), row(9, "The crane had been tested twice in June, the foreman said."))
	p := divided(t, Options{Ratios: ratios(t, "80/10/10"), Seed: 4, Tie: DefaultTie}, rows)
	r := p.Report
	if r.Bundles != 59 || len(r.Tied) != 1 || !slices.Equal(r.Tied[0].Stories, []annotate.ID{7, 9}) || r.Tied[0].Article != 107 || r.Tied[0].Sharing != 2 {
		t.Errorf("bundles %d, tied %+v", r.Bundles, r.Tied)
	}
	if r.Copies != (Copies{Verbatim: 2, Near: 1, Tying: 1, Stories: 2}) {
		t.Errorf("copies %+v", r.Copies)
	}
	for k, want := range []Held{{Why: "widespread", Sentences: 1}, {Why: "short", Sentences: 1}} {
		if got := r.LeftOut[2*k]; got.Why != want.Why || got.Sentences != want.Sentences || got.Rows == 0 {
			t.Errorf("left out %+v, want rows of %+v", got, want)
		}
	}
	if p := divided(t, Options{Ratios: ratios(t, "80/10/10"), Seed: 4, Tie: 1}, rows); p.Report.Bundles != 60 || len(p.Report.Tied) != 0 {
		t.Errorf("with --tie 1 %d bundles, tied %+v", p.Report.Bundles, p.Report.Tied)
	}
}

func TestTooFew(t *testing.T) {
	row := func(story int, text string) Row {
		return Row{Story: annotate.ID(story), Article: annotate.ID(100 + story), Sentences: []string{text}}
	}
	for name, c := range map[string]struct {
		rows []Row
		want error
		says string
	}{
		"nothing":    {nil, ErrFewStories, "0 for 2 parts"},
		"one story":  {[]Row{row(1, "It rained."), row(1, "It stopped.")}, ErrFewStories, "1 for 2 parts"},
		"all copies": {[]Row{row(1, "It rained."), row(2, "It rained.")}, ErrEmptySide, "test"},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(Options{Ratios: ratios(t, "80/20"), Tie: DefaultTie})
			for _, r := range c.rows {
				s.Add(r)
			}
			_, err := s.Split(context.Background())
			if few := (TooFew{}); errors.As(err, &few) && (few.Stories >= few.Parts || few.Parts != 2) {
				t.Errorf("too few: %+v", few)
			}
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestStopped(t *testing.T) {
	s := New(Options{Ratios: ratios(t, "80/20"), Tie: DefaultTie})
	s.Add(Row{Article: 1, Sentences: []string{"It rained."}})
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := s.Split(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestWholeArticles: an article is not left out for a sentence of it, and that is said.
func TestWholeArticles(t *testing.T) {
	var rows []Row
	for i := range 30 {
		rows = append(rows, Row{Article: annotate.ID(1 + i), Whole: true, Sentences: []string{
			fmt.Sprintf("Ship%d left%d at%d dawn%d today%d.", i, i, i, i, i), "He declined to comment.",
		}})
	}
	p := divided(t, Options{Ratios: ratios(t, "80/10/10"), Tie: DefaultTie}, rows)
	if p.Report.All.Rows != 30 || p.Report.WholeKept != 6 {
		t.Errorf("%d rows, %d of them with copies elsewhere", p.Report.All.Rows, p.Report.WholeKept)
	}
}
