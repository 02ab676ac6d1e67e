package compare

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"rashomon/internal/segment"
)

func BenchmarkCompare(b *testing.B) {
	for _, size := range [][2]int{{5, 25}, {50, 40}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			reports := invent(rand.New(rand.NewPCG(1, 1)), size[0], size[1])
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Compare(context.Background(), reports, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// inventDisputed makes reports of an event that do not agree on a number either.
func inventDisputed(random *rand.Rand, reports, sentences int) []Report {
	out := invent(random, reports, sentences-1)
	for i := range out {
		of := []string{"Six", "Six", "6", "Several", "Two"}[random.IntN(5)]
		s := of + " bodyguards were injured in the strike on the depot."
		out[i].Sentences = append(out[i].Sentences, segment.Span{Start: len(out[i].Text) + 2, End: len(out[i].Text) + 2 + len(s)})
		out[i].Text += "\n\n" + s
	}
	return out
}

func BenchmarkLayout(b *testing.B) {
	reports := inventDisputed(rand.New(rand.NewPCG(1, 1)), 50, 40)
	found, err := Compare(context.Background(), reports, Options{})
	if err != nil {
		b.Fatal(err)
	}
	counts := countsOf(reports)
	disputes := Disputes(found.Conflicts)
	b.Logf("%d links, %d conflicts, %d statements, %d disputes", len(found.Links), len(found.Conflicts), len(found.Statements), len(disputes))
	b.Run("table", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			NewTable(found, counts, 7)
		}
	})
	b.Run("disputes", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Disputes(found.Conflicts)
		}
	})
	b.Run("matrix", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Matrix(found, disputes, counts)
		}
	})
}

func BenchmarkCacheHit(b *testing.B) {
	reports := invent(rand.New(rand.NewPCG(1, 1)), 50, 40)
	cache := NewCache(1)
	ask := func() {
		if _, err := cache.Compare(context.Background(), reports, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	ask()
	b.ReportAllocs()
	for b.Loop() {
		ask()
	}
}

// groupArticles is how many articles the benchmarks of grouping know.
const groupArticles = 100_000

// inventArticles makes articles of stories of about five.
func inventArticles(n int) []Article {
	random := rand.New(rand.NewPCG(3, 4))
	out := make([]Article, 0, n)
	for len(out) < n {
		story := len(out)
		for _, r := range invent(random, min(5, n-len(out)), 8) {
			out = append(out, Article{ID: fmt.Sprint(len(out)), Text: r.Text, Lang: "en", Date: fmt.Sprintf("2021-%02d-%02d", 1+story/30%12, 1+story%28)})
		}
	}
	return out
}

func BenchmarkGroup(b *testing.B) {
	articles := inventArticles(groupArticles)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Group(context.Background(), articles); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGrouperAdd(b *testing.B) {
	const known = groupArticles
	articles := inventArticles(known + 20_000)
	g := NewGrouper()
	for _, a := range articles[:known] {
		g.Add(a)
	}
	b.ReportAllocs()
	i := known
	for b.Loop() {
		g.Add(articles[i%len(articles)])
		i++
	}
}
