package screen

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/suggest"
	"rashomon/ui/theme"
)

// numbered is a reading of a short report, one of many.
func numbered(n int) *annotate.Reading {
	text := fmt.Sprintf("Report %d tells of the tide. “It rose,” Ida Quell said.", n)
	end := len(text) - len(" “It rose,” Ida Quell said.")
	b := annotate.Body{Text: text, Sentences: []annotate.Span{{Start: 0, End: end}, {Start: end + 1, End: len(text)}}}
	a := annotate.NewArticle(annotate.Article{Title: fmt.Sprint(n)}, b, time.Unix(0, 0))
	return annotate.NewReading(a, b, annotate.DefaultScheme(), "ana", nil)
}

func byRules() *Ghosts {
	return NewGhosts(func(a annotate.Article, b annotate.Body) []suggest.Suggestion {
		return suggest.Article(b.Text, a.Language, b.Sentences)
	})
}

// fetch does what a ghost wants done in the background, and returns the messages of it.
func fetch(g *Ghosts, r *annotate.Reading) (out []Suggested) {
	for _, x := range g.Want(r) {
		out = append(out, x.(Do).Cmd().(Suggested))
	}
	return out
}

// TestNoGhosts has none at all: nothing is suggested, and no key is taken.
func TestNoGhosts(t *testing.T) {
	var g *Ghosts
	r := numbered(1)
	g.Take(Suggested{})
	g.Ask([]annotate.Arrival{{Article: r.Article}}, map[annotate.ID]map[int]annotate.Proposal{r.Article.ID: nil})
	if _, ok := g.Of(r, 0); ok || len(g.Want(r)) > 0 || g.Remark(r, 0, "»") != "" {
		t.Error("nothing suggests something")
	}
	l := NewLabelling(NewKeys(r.Scheme), time.Now)
	for _, p := range []Press{"enter", "-", "A", "I", "E", "f"} {
		if _, _, handled := l.Judge(p, r, annotate.OnSentence(0)); handled {
			t.Errorf("%s is taken", p)
		}
	}
	if l.Suggestion(r, 0, "»") != "" {
		t.Error("the status line says that something is suggested")
	}
}

// TestGhostsOutsideTheText asks about sentences that there are not.
func TestGhostsOutsideTheText(t *testing.T) {
	g, r := byRules(), numbered(1)
	if _, ok := g.Of(r, 0); ok {
		t.Error("suggested before it is known")
	}
	for _, m := range fetch(g, r) {
		g.Take(m)
	}
	for _, n := range []int{-1, 2, math.MaxInt} {
		if _, ok := g.Of(r, n); ok {
			t.Errorf("something is suggested for sentence %d", n)
		}
	}
	if p, ok := g.Of(r, 1); !ok || p.Label != "claim" || p.Speaker != "Ida Quell" {
		t.Errorf("suggested: %+v", p)
	}
	empty := annotate.NewReading(annotate.Article{ID: 7, Revision: 1}, annotate.Body{}, r.Scheme, "ana", nil)
	for range 2 {
		for _, m := range fetch(g, empty) {
			g.Take(m)
		}
	}
	if len(g.Want(empty)) > 0 {
		t.Error("suggestions for a text without sentences are made again and again")
	}
}

// TestGhostsOfAnotherText has a text cut anew while suggestions for it are made: they are not
// shown for the new sentences. Those of other ghosts are not taken at all.
func TestGhostsOfAnotherText(t *testing.T) {
	g, r := byRules(), numbered(1)
	late := fetch(g, r)
	cut := r.Article
	cut.Revision++
	again := annotate.NewReading(cut, annotate.Body{Text: r.Body.Text, Sentences: []annotate.Span{{Start: 0, End: len(r.Body.Text)}}}, r.Scheme, "ana", nil)
	g.Ask([]annotate.Arrival{{Article: r.Article, Body: r.Body}}, map[annotate.ID]map[int]annotate.Proposal{r.Article.ID: {0: {Label: "claim", Score: 1}}})
	for _, m := range late {
		g.Take(m)
	}
	if p, ok := g.Of(again, 0); ok {
		t.Errorf("suggested for a text that is not known: %+v", p)
	}
	if p, _ := g.Of(r, 0); p.Label != "claim" {
		t.Errorf("what was asked for is not shown: %+v", p)
	}
	for _, m := range fetch(byRules(), again) {
		g.Take(m)
	}
	if p, ok := g.Of(again, 0); ok {
		t.Errorf("taken from other ghosts: %+v", p)
	}
}

// TestGhostsAreBounded looks at many reports: those seen last are known, the others are
// made again when they are seen again.
func TestGhostsAreBounded(t *testing.T) {
	g := byRules()
	for n := range 3 * mostSuggested {
		for _, m := range fetch(g, numbered(n)) {
			g.Take(m)
		}
		g.Of(numbered(0), 0) // seen all the time
	}
	if len(g.kept) != mostSuggested || len(g.making) != 0 {
		t.Errorf("suggestions for %d reports are kept, %d are said to be made", len(g.kept), len(g.making))
	}
	for n, want := range map[int]bool{0: true, 1: false, mostSuggested: false, 3*mostSuggested - 1: true, 2*mostSuggested + 1: true} {
		if _, ok := g.Of(numbered(n), 0); ok != want {
			t.Errorf("of report %d suggestions are known: %v", n, ok)
		}
	}
	if len(g.Want(numbered(1))) != 1 || len(g.Want(numbered(1))) != 0 {
		t.Error("they are not wanted once")
	}
}

func TestScore(t *testing.T) {
	for text, want := range map[string]float64{".8": 0.8, "0.8": 0.8, "0,8": 0.8, " 80 % ": 0.8, "80": 0.8, "1": 1, "0": 0, "100%": 1, "1%": 0.01} {
		if x, ok := score(text); !ok || math.Abs(x-want) > 1e-9 {
			t.Errorf("score(%q) = %v, %v", text, x, ok)
		}
	}
	for _, text := range []string{"", "x", "-1", "101", "200%", "NaN", "Inf", "1e9"} {
		if x, ok := score(text); ok {
			t.Errorf("score(%q) = %v", text, x)
		}
	}
	for x, want := range map[float64]string{0.83: ".83", 0.29: ".29", 0.799: ".79", 1: "1.00", 0: ".00", 0.999: ".99"} {
		if got := scored(x); got != want {
			t.Errorf("scored(%v) = %s", x, got)
		}
	}
	for i := range 1001 { // what is written is read, and is never more
		x := float64(i) / 1000
		if back, ok := score(scored(x)); !ok || back > x+1e-9 || back < x-0.01 {
			t.Errorf("%v is written %s and read %v", x, scored(x), back)
		}
	}
}

// BenchmarkGhosts draws what is suggested for forty sentences, a screenful, when the learner
// speaks and when it does not.
func BenchmarkGhosts(b *testing.B) {
	for _, lessons := range []int{0, 500} {
		b.Run(strconv.Itoa(lessons), func(b *testing.B) {
			g, r := byRules(), numbered(1)
			r.Scheme = annotate.Scheme{Name: "tide", Labels: []annotate.Label{{Name: "sea"}, {Name: "speech"}, {Name: "fact"}}}
			g.learner = suggest.NewLearner(r.Scheme)
			for _, m := range fetch(g, r) {
				g.Take(m)
			}
			for n := range lessons {
				g.learner.Learn(g.rules(versionOf(r.Article))[n%2], r.Scheme.Labels[n%2].Name)
			}
			if why := g.learner.Suggest(g.rules(versionOf(r.Article))[0]).Why; lessons > 0 != strings.HasPrefix(why, "learned ") {
				b.Fatalf("the learner is not as it should be: %s", why)
			}
			b.ReportAllocs()
			l := NewLabelling(NewKeys(r.Scheme), time.Now)
			l.Ghosts = g
			page := NewPage(r, l.Keys, l, theme.New(true, true))
			for b.Loop() {
				for range 40 {
					page.Ghosted(0, 4)
					g.Remark(r, 0, "»")
				}
			}
		})
	}
}
