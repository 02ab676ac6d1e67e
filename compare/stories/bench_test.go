package stories_test

import (
	"context"
	"slices"
	"testing"

	"rashomon/annotate"
	"rashomon/compare/stories"
)

const many = 100_000

// BenchmarkArrived has articles come into a library of 100,000: one, 1,000 of a few days, 1,000
// of all times; and looks for stories in all of it.
func BenchmarkArrived(b *testing.B) {
	s := openStore(b)
	all := events(many + 2005)
	rest, days, spread, undated := all[:many], all[many:many+1000], []annotate.Arrival(nil), all[many+1000]
	for i, x := range all[many+1005:] {
		x.Article.Date = all[i*100].Article.Date
		spread = append(spread, x)
	}
	undated.Article.Date = ""
	for part := range slices.Chunk(rest, 5000) {
		add(b, s, nil, part...)
	}
	none := add(b, s, nil, undated, all[many+1001])
	few, wide := add(b, s, nil, days...), add(b, s, nil, spread...)
	for _, x := range []struct {
		name  string
		added []annotate.ID
	}{{"one, dated", none[1:]}, {"one, undated", none[:1]}, {"1000 of a few days", few}, {"1000 of all times", wide}} {
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			var f stories.Found
			c := &counted{Store: s}
			for b.Loop() {
				c.texts = 0
				f = arrived(b, c, stories.Suggested{}, x.added...)
			}
			b.ReportMetric(float64(c.texts), "texts")
			b.ReportMetric(float64(f.Reports), "suggested")
		})
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			all, err := stories.Suggest(context.Background(), s, func(float64) {})
			check(b, err)
			b.ReportMetric(float64(len(all)), "stories")
		}
	})
	b.Run("recall", func(b *testing.B) {
		var kept stories.Suggested
		for part := range slices.Chunk(wide, 2) {
			kept.All = append(kept.All, stories.Together{Articles: part})
		}
		for i := range many {
			kept.All = append(kept.All, stories.Together{Articles: []annotate.ID{annotate.ID(2*i + 1), annotate.ID(2*i + 2)}})
		}
		check(b, s.Keep(stories.Kept, stories.KeptValue(kept.All)))
		b.ReportAllocs()
		for b.Loop() {
			_, err := stories.Recall(s.Kept)
			check(b, err)
		}
	})
}
