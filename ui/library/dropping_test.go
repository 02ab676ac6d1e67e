package library

import (
	"slices"
	"testing"

	"rashomon/annotate"
	"rashomon/compare/stories"
	"rashomon/ui/screen"
)

// suggesting is a screen of ten reports in no story with two suggestions, the cursor on the first.
func suggesting(t *testing.T) (*Screen, Contents) {
	t.Helper()
	c := looseRows(10)
	c.Suggested.All = []screen.Together{{Articles: ids(c, 1, 2)}, {Articles: ids(c, 4, 5)}}
	s := shown(t, c)
	s.press("g")
	return s, c
}

// goes presses a key, does what is asked for, and says whether an undo of the history is.
func (s *Screen) goes(p screen.Press) (undo bool, values map[string]string) {
	requests := s.press(p)
	values, _ = kept(requests)
	undo = slices.ContainsFunc(requests, func(r screen.Request) bool { _, is := r.(screen.Undo); return is })
	var rest []screen.Request
	for _, r := range requests {
		if _, is := r.(screen.Do); is {
			rest = append(rest, r)
		}
	}
	do(s, rest)
	return undo, values
}

// TestWhatWasDroppedComesBack with u: a suggestion, or one report of it; with the cursor there.
func TestWhatWasDroppedComesBack(t *testing.T) {
	s, c := suggesting(t)
	first := slices.Clone(s.here().articles)
	s.goes("d")
	if s.arranged.suggested != 1 || s.here().suggestion == 0 {
		t.Fatalf("%d suggestions", s.arranged.suggested)
	}
	s.goes("j")
	_, alone := s.current()
	s.goes("d")
	if s.arranged.suggested != 0 {
		t.Fatal("a suggestion of one report stands")
	}
	if undo, values := s.goes("u"); undo || s.arranged.suggested != 1 || values[stories.Dropped] != string(stories.DroppedValue(first)) {
		t.Errorf("u: %v, %d suggestions, kept %q", undo, s.arranged.suggested, values)
	}
	if _, article := s.current(); article != alone {
		t.Error("the cursor is not on the report that was dropped")
	}
	if undo, values := s.goes("u"); undo || s.arranged.suggested != 2 || values[stories.Dropped] != string(stories.DroppedValue(nil)) {
		t.Errorf("u: %v, %d suggestions, kept %q", undo, s.arranged.suggested, values)
	}
	if _, article := s.current(); article != 0 || !slices.Equal(s.here().articles, first) {
		t.Error("the cursor is not on the suggestion that was dropped")
	}
	if undo, _ := s.goes("u"); !undo {
		t.Error("nothing is dropped, and u is not the history's")
	}
	s.goes("d")
	do(s, s.Update(edit(c.Rows[0].ID)))
	if undo, _ := s.goes("u"); !undo {
		t.Error("something else was changed since, and u takes back the drop")
	}
}

// TestWhatWasAcceptedIsUnderTheCursor again when that is undone.
func TestWhatWasAcceptedIsUnderTheCursor(t *testing.T) {
	s, c := suggesting(t)
	articles := slices.Clone(s.here().articles)
	if place, ok := s.press("+")[0].(screen.Place); !ok || !slices.Equal(place.Articles, articles) {
		t.Fatalf("+ asks for %+v", place)
	}
	load := func(story annotate.ID) {
		now := c
		now.Rows, now.Stories = slices.Clone(c.Rows), []annotate.Story{{ID: 7, Title: "The sluice"}}
		for i := range now.Rows {
			if slices.Contains(articles, now.Rows[i].ID) {
				now.Rows[i].Story = story
			}
		}
		do(s, s.Update(s.Load(func() (Contents, error) { return now, nil })()))
	}
	load(7)
	s.press("G")
	if undo, _ := s.goes("u"); !undo {
		t.Fatal("u does not undo")
	}
	load(0)
	if _, article := s.current(); article != 0 || !slices.Equal(s.here().articles, articles) {
		t.Errorf("the cursor is on %+v", s.here().groupID)
	}
	s.press("G")
	was := s.cursor
	load(0)
	if s.cursor != was {
		t.Error("the cursor goes there again")
	}
}
