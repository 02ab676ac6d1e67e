package library

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/compare/stories"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// looseRows is contents of n rows in no story.
func looseRows(n int) Contents {
	c := large(n)
	c.Stories = nil
	for i := range c.Rows {
		c.Rows[i].Story = 0
	}
	return c
}

func ids(c Contents, rows ...int) (out []annotate.ID) {
	for _, i := range rows {
		out = append(out, c.Rows[i].ID)
	}
	return out
}

func seen(s *Screen) string { return ansi.Strip(strings.Join(s.View(), "\n")) }

// kept is what requests ask to keep, by name, and said what they say.
func kept(requests []screen.Request) (values map[string]string, said string) {
	values = map[string]string{}
	for _, r := range requests {
		switch r := r.(type) {
		case screen.Keep:
			values[r.Name] = string(r.Value)
		case screen.Say:
			said = r.Text
		}
	}
	return values, said
}

// TestKeptSuggestionsAreShown has them there with the contents, but not with a part of them, and
// only the first time.
func TestKeptSuggestionsAreShown(t *testing.T) {
	c := looseRows(10)
	c.Suggested = stories.Suggested{All: []screen.Together{{Articles: ids(c, 1, 2)}, {Articles: ids(c, 3, 4)}}, Dropped: ids(c, 3)}
	part := c
	part.Part, part.Rows, part.Suggested = true, c.Rows[:5], stories.Suggested{}
	s := shown(t, part)
	if strings.Contains(seen(s), "suggested") {
		t.Error("suggestions are shown of a part")
	}
	read := func() (Contents, error) { return c, nil }
	do(s, s.Update(s.Load(read)()))
	if s.arranged.suggested != 1 || !strings.Contains(seen(s), "? suggested: 2 reports") {
		t.Errorf("%d suggestions are shown:\n%s", s.arranged.suggested, seen(s))
	}
	s.press("g")
	requests := s.press("d")
	values, _ := kept(requests)
	if want := string(stories.DroppedValue(ids(c, 3, 1, 2))); values[stories.Dropped] != want || len(values) != 1 {
		t.Errorf("kept %q, not %q", values, want)
	}
	do(s, requests)
	do(s, s.Update(s.Load(read)()))
	if s.arranged.suggested != 0 {
		t.Error("what was dropped comes back")
	}
}

// TestWhatStandsOnTheScreen has the same suggestions stand here as for the command line.
func TestWhatStandsOnTheScreen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, s := anyContents(t), anySuggestions(t)
		var got []screen.Together
		for _, p := range newHeads(c, s).proposals {
			if len(p.articles) > 0 {
				got = append(got, screen.Together{Story: p.story, Articles: p.articles})
			}
		}
		if want := s.Standing(c.Rows, c.Stories); !reflect.DeepEqual(got, want) {
			t.Fatalf("the screen has %v, the command line %v", got, want)
		}
	})
}

// TestSearchingBeforeAllIsRead has the search know better than what was kept, but for what was
// dropped.
func TestSearchingBeforeAllIsRead(t *testing.T) {
	c := looseRows(10)
	c.Suggested = stories.Suggested{All: []screen.Together{{Articles: ids(c, 1, 2)}}, Dropped: ids(c, 6, 7)}
	s := shown(t, Contents{Part: true, Rows: c.Rows[:5]})
	load := s.Load(func() (Contents, error) { return c, nil })
	answer := s.suggest()[0].(screen.Suggest).Answer([]screen.Together{{Articles: ids(c, 3, 4)}, {Articles: ids(c, 6, 7)}}, nil)
	do(s, s.Update(answer))
	do(s, s.Update(load()))
	var shown [][]annotate.ID
	for _, g := range s.arranged.groups {
		if g.suggestion != 0 {
			shown = append(shown, g.articles)
		}
	}
	if !reflect.DeepEqual(shown, [][]annotate.ID{ids(c, 3, 4)}) {
		t.Errorf("suggested is %v", shown)
	}
}

// TestReportsThatCameIn shows what they belong to, beside what was suggested, and keeps it.
func TestReportsThatCameIn(t *testing.T) {
	c := looseRows(10)
	c.Suggested.All = []screen.Together{{Articles: ids(c, 1, 2)}}
	s := shown(t, c)
	requests := s.Update(Gathered{Found: stories.Found{New: []screen.Together{{Articles: ids(c, 1, 2, 3)}, {Articles: ids(c, 4, 5)}}, Reports: 3}, What: "5 new reports"})
	do(s, requests)
	all := []screen.Together{{Articles: ids(c, 1, 2, 3)}, {Articles: ids(c, 4, 5)}}
	if !reflect.DeepEqual(s.Suggested().All, all) || s.arranged.suggested != 2 {
		t.Errorf("suggested is %v", s.Suggested().All)
	}
	values, said := kept(requests)
	if values[stories.Kept] != string(stories.KeptValue(all)) || said != "5 new reports; 3 new reports seem to tell of 2 stories (?): n goes there" {
		t.Errorf("kept %q, said %q", values, said)
	}
	if requests = s.Update(Gathered{What: "1 new report"}); requests != nil {
		t.Errorf("nothing was found, and asked is %v", requests)
	}
	_, said = kept(s.Update(Gathered{Err: errors.New("no\x1b[31m disk")}))
	if !strings.HasPrefix(said, "stories could not be looked for: no") || strings.Contains(said, "\x1b") {
		t.Errorf("said %q", said)
	}
	part := stories.Found{New: []screen.Together{{Articles: ids(c, 6, 7)}}, Reports: 1, Looked: 1, Of: 2}
	if _, said = kept(s.Update(Gathered{Found: part})); said != "1 new report seems to tell of 1 story (?): n goes there · S looks at all" {
		t.Errorf("said %q", said)
	}
}

// TestKeysOfAReport has what a report states, and its texts, asked for where there is one.
func TestKeysOfAReport(t *testing.T) {
	c := large(10)
	s := shown(t, c)
	if _, said := kept(s.press("alt+i")); said != "go to a report: its title, source and date are mended there" {
		t.Errorf("i on a heading: %q", said)
	}
	if _, said := kept(s.press("V")); said != "a report has revisions: go to one" {
		t.Errorf("V on a heading: %q", said)
	}
	s.press("j")
	_, article := s.current()
	for p, want := range map[screen.Press]screen.Request{"alt+i": screen.Details{Article: article}, "V": screen.Revisions{Article: article}, "alt+u": screen.Update{}} {
		if got := s.press(p); !slices.Equal(got, []screen.Request{want}) {
			t.Errorf("%s asks for %v, not %v", p, got, want)
		}
	}
	empty := New(screen.NewKeys(annotate.DefaultScheme()), theme.New(true, true), "ana", annotate.DefaultScheme())
	do(empty, empty.Update(empty.Load(func() (Contents, error) { return Contents{}, nil })()))
	if got := empty.press("alt+u"); !slices.Equal(got, []screen.Request{screen.Update{}}) {
		t.Errorf("in an empty library, alt+u asks for %v", got)
	}
	for _, p := range []screen.Press{"alt+i", "V"} {
		if _, said := kept(empty.press(p)); said != "there is no article here" {
			t.Errorf("in an empty library, %s says %q", p, said)
		}
	}
}

// TestMendedReports shows another title as soon as it is given, under the cursor that was there.
func TestMendedReports(t *testing.T) {
	c := large(10)
	s := shown(t, c)
	before := annotate.Article{ID: c.Rows[3].ID, Story: c.Rows[3].Story, Title: c.Rows[3].Title, Source: c.Rows[3].Source, Date: c.Rows[3].Date, Sentences: 12}
	after := before
	after.Title, after.Story = "A mended title", c.Rows[9].Story
	do(s, s.Update(screen.Edited{Edits: []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{Before: &before, After: &after}}}}))
	if !strings.Contains(seen(s), "A mended title") || c.Rows[3].Title != before.Title {
		t.Errorf("the list shows\n%s", seen(s))
	}
	if g := s.groupOf(after.ID); s.arranged.groups[g].story != after.Story {
		t.Error("it is not in its story")
	}
	if got := s.Update(screen.Edited{Edits: []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{Before: &after, After: &after}}}}); got != nil {
		t.Errorf("nothing is mended, and asked is %v", got)
	}
}
