package library

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/compare/stories"
	"rashomon/ui/screen"
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

// anySuggestions is suggestions of any articles, also of such as are in a story or not there,
// for a new story or for one that may be there.
func anySuggestions(t *rapid.T) suggestions {
	ids := rapid.Permutation([]annotate.ID{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}).Draw(t, "articles")
	var all []screen.Together
	for len(ids) > 0 {
		n := rapid.IntRange(1, len(ids)).Draw(t, "together")
		all = append(all, screen.Together{Story: annotate.ID(rapid.SampledFrom([]int{0, 0, 1, 2, 4}).Draw(t, "for")), Articles: ids[:n]})
		ids = ids[n:]
	}
	dropped := rapid.SliceOfN(rapid.IntRange(1, 14), 0, 3).Draw(t, "dropped")
	s := newSuggestions(stories.Suggested{All: all})
	for _, id := range dropped {
		s = s.drop([]annotate.ID{annotate.ID(id)})
	}
	return s
}

// stands is the suggestion that a row is shown in, from 1, the simple way.
func stands(c Contents, s suggestions, r annotate.Row) int32 {
	live := func(r annotate.Row) bool { return r.Story == 0 && !s.dropped[r.ID] }
	if c.Part || !live(r) {
		return 0
	}
	for i, x := range s.All {
		n := 0
		for _, other := range c.Rows {
			if live(other) && slices.Contains(x.Articles, other.ID) {
				n++
			}
		}
		there := slices.ContainsFunc(c.Stories, func(st annotate.Story) bool { return st.ID == x.Story })
		if slices.Contains(x.Articles, r.ID) && (x.Story == 0 && n > 1 || there) {
			return int32(i + 1)
		}
	}
	return 0
}

// TestArrange has every row that passes the filter once, in the group of its story or of
// what is suggested, in order, and the counts of each group.
func TestArrange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyContents(t)
		order := Order(rapid.IntRange(0, int(orders)-1).Draw(t, "order"))
		filter := rapid.SampledFrom([]string{"", "gate", "GATE two", "2031-03-10", "är", "i̇", "zzz", " "}).Draw(t, "filter")
		c.Part = rapid.IntRange(0, 9).Draw(t, "part") == 0
		suggested := anySuggestions(t)
		a := arrange(c, suggested, order, filter)
		var got []int32
		for g, group := range a.groups {
			if len(group.rows) == 0 {
				t.Fatalf("group %d is empty", g)
			}
			if g > 0 {
				checkOrder(t, a.groups[g-1].groupID, group.groupID, a.groups)
			}
			got = append(got, group.rows...)
			checkGroup(t, c, suggested, order, &group)
		}
		if a.shown != len(got) {
			t.Fatalf("%d shown, %d in groups", a.shown, len(got))
		}
		slices.Sort(got)
		if want := naive(c, suggested, filter); !slices.Equal(got, want) {
			t.Fatalf("filter %q lets %v through, not %v", filter, got, want)
		}
	})
}

// checkOrder fails unless what is suggested for a story follows it, new stories come after
// those, and articles without a story come last.
func checkOrder(t *rapid.T, before, id groupID, groups []group) {
	if before.rank() > id.rank() {
		t.Fatalf("%+v stands before %+v", before, id)
	}
	shown := slices.ContainsFunc(groups, func(g group) bool { return g.story == id.story && g.suggestion == 0 })
	if id.suggestion != 0 && id.story != 0 && shown && before.story != id.story { // the story, or another suggestion for it
		t.Fatalf("what is suggested for story %v stands after %+v", id.story, before)
	}
}

func checkGroup(t *rapid.T, c Contents, s suggestions, order Order, g *group) {
	sum, sentences := 0, 0
	for k, i := range g.rows {
		r := c.Rows[i]
		if n := stands(c, s, r); n != g.suggestion || n == 0 && r.Story != g.story || n != 0 && s.All[n-1].Story != g.story {
			t.Fatalf("row %d is in the group %+v, not in suggestion %d", i, g.groupID, n)
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
func naive(c Contents, s suggestions, filter string) (out []int32) {
	titles := map[annotate.ID]string{}
	for _, s := range c.Stories {
		titles[s.ID] = s.Title
	}
	for i, r := range c.Rows {
		title := titles[r.Story]
		if n := stands(c, s, r); n != 0 {
			title = titles[s.All[n-1].Story]
			if s.All[n-1].Story == 0 {
				title = naiveTitle(c, s, n)
			}
		}
		all := true
		for _, w := range strings.Fields(strings.ToLower(filter)) {
			in := false
			for _, field := range []string{r.Title, r.Source, r.Date, title} {
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

// naiveTitle is what a new story that is suggested is called.
func naiveTitle(c Contents, s suggestions, n int32) string {
	for _, id := range s.All[n-1].Articles {
		for _, r := range c.Rows {
			if r.ID == id && stands(c, s, r) == n {
				return StoryTitle(r.Title)
			}
		}
	}
	return ""
}

func TestDay(t *testing.T) {
	for date, want := range map[string]string{"": "", "2031-03-09": "2031-03-09", "2031-03-09T08:00:00Z": "2031-03-09", "\x1b[2J": "[2J"} {
		if got := screen.Day(date); got != want {
			t.Errorf("screen.Day(%q) = %q, not %q", date, got, want)
		}
	}
}

func TestStoryTitle(t *testing.T) {
	for title, want := range map[string]string{"": "untitled", " … ": "untitled", "The gate …": "The gate", "the…": "the", "Gate… two": "Gate… two", "a\x1b[2J\nb": "a[2J b"} {
		if got := StoryTitle(title); got != want {
			t.Errorf("StoryTitle(%q) = %q, not %q", title, got, want)
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
