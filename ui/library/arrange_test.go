package library

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

// anyContents is a small library: rows that share dates, sources, titles and stories.
func anyContents(t *rapid.T) Contents {
	c := Contents{Progress: map[annotate.ID]annotate.Progress{}}
	for i := range 3 {
		c.Stories = append(c.Stories, annotate.Story{ID: annotate.ID(i + 1), Title: []string{"Harbour", "the GATE", "ä İ"}[i]})
	}
	text := rapid.SampledFrom([]string{"", "Gate", "gate two", "HARBOUR", "ÄRGER", "İx", "\xff\x80"})
	for i := range rapid.IntRange(0, 12).Draw(t, "rows") {
		r := annotate.Row{
			ID: annotate.ID(i + 1), Story: annotate.ID(rapid.IntRange(0, 4).Draw(t, "story")), // 4 is a story that is not there
			Title: text.Draw(t, "title"), Source: text.Draw(t, "source"), Sentences: rapid.IntRange(0, 3).Draw(t, "sentences"),
			Date: rapid.SampledFrom([]string{"", "2031-03-09", "2031-03-10", "2031-03-10T08:00:00Z"}).Draw(t, "date"),
		}
		c.Rows = append(c.Rows, r)
		if n := rapid.IntRange(0, r.Sentences).Draw(t, "labelled"); n > 0 {
			c.Progress[r.ID] = annotate.Progress{Labelled: n, Labels: map[string]int{"fact": n}}
		}
	}
	return c
}

// TestArrange has every row that passes the filter once, in the group of its story, in
// order, and the counts of each group.
func TestArrange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyContents(t)
		order := Order(rapid.IntRange(0, int(orders)-1).Draw(t, "order"))
		filter := rapid.SampledFrom([]string{"", "gate", "GATE two", "2031-03-10", "är", "i̇", "zzz", " "}).Draw(t, "filter")
		a := arrange(c, order, filter)
		var got []int32
		for g, group := range a.groups {
			if len(group.rows) == 0 {
				t.Fatalf("group %d is empty", g)
			}
			if group.story.ID == 0 && g != len(a.groups)-1 {
				t.Fatalf("articles without a story come %d of %d", g, len(a.groups))
			}
			got = append(got, group.rows...)
			checkGroup(t, c, order, &group)
		}
		if a.shown != len(got) {
			t.Fatalf("%d shown, %d in groups", a.shown, len(got))
		}
		slices.Sort(got)
		if want := naive(c, filter); !slices.Equal(got, want) {
			t.Fatalf("filter %q lets %v through, not %v", filter, got, want)
		}
	})
}

func checkGroup(t *rapid.T, c Contents, order Order, g *group) {
	sum, sentences := 0, 0
	for k, i := range g.rows {
		r := c.Rows[i]
		if r.Story != g.story.ID {
			t.Fatalf("row %d is in the group of another story", i)
		}
		sum += c.Progress[r.ID].Labelled
		sentences += r.Sentences
		if k == 0 {
			continue
		}
		before := c.Rows[g.rows[k-1]]
		n := 0
		switch order {
		case Newest:
			n = cmp.Compare(annotate.Moment(r.Date), annotate.Moment(before.Date))
		case ByTitle:
			n = strings.Compare(strings.ToLower(before.Title), strings.ToLower(r.Title))
		case BySource:
			n = strings.Compare(strings.ToLower(before.Source), strings.ToLower(r.Source))
		case LeastLabelled:
			share := func(r annotate.Row) float64 {
				return float64(c.Progress[r.ID].Labelled) / float64(max(r.Sentences, 1))
			}
			n = cmp.Compare(share(before), share(r))
		}
		if n > 0 || n == 0 && g.rows[k-1] > i {
			t.Fatalf("%s: row %d stands before row %d", order, g.rows[k-1], i)
		}
	}
	if g.progress.Labelled != sum || g.progress.Sentences != sentences {
		t.Fatalf("progress %+v, not %d of %d", g.progress, sum, sentences)
	}
}

// naive is the rows that hold every word of the filter, the simple way.
func naive(c Contents, filter string) (out []int32) {
	titles := map[annotate.ID]string{}
	for _, s := range c.Stories {
		titles[s.ID] = s.Title
	}
	for i, r := range c.Rows {
		all := true
		for _, w := range strings.Fields(strings.ToLower(filter)) {
			in := false
			for _, field := range []string{r.Title, r.Source, r.Date, titles[r.Story]} {
				in = in || strings.Contains(strings.ToLower(field), w)
			}
			all = all && in
		}
		if all {
			out = append(out, int32(i))
		}
	}
	return out
}

func TestDay(t *testing.T) {
	for date, want := range map[string]string{"": "", "2031-03-09": "2031-03-09", "2031-03-09T08:00:00Z": "2031-03-09", "\x1b[2J": "[2J"} {
		if got := day(date); got != want {
			t.Errorf("day(%q) = %q, not %q", date, got, want)
		}
	}
}

func TestOrderNames(t *testing.T) {
	seen := map[string]bool{}
	for o := range orders {
		seen[fmt.Sprint(o)] = true
	}
	if len(seen) != int(orders) {
		t.Errorf("names of orders: %v", seen)
	}
}
