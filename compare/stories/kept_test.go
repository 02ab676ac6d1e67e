package stories_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/compare/stories"
)

// keep has a library keep suggestions, and reads them again.
func keep(t testing.TB, s stories.Suggested) stories.Suggested {
	t.Helper()
	lib := openStore(t)
	check(t, lib.Keep(stories.Kept, stories.KeptValue(s.All)))
	check(t, lib.Keep(stories.Dropped, stories.DroppedValue(s.Dropped)))
	out, err := stories.Recall(lib.Kept)
	check(t, err)
	return out
}

func TestSuggestionsAreKept(t *testing.T) {
	for _, s := range []stories.Suggested{
		{},
		{All: []stories.Together{{Articles: []annotate.ID{3, 1}}, {Story: 9, Articles: []annotate.ID{2}}}, Dropped: []annotate.ID{5, 4}},
	} {
		if got := keep(t, s); !reflect.DeepEqual(got, s) {
			t.Errorf("kept %v, not %v", got, s)
		}
	}
}

// TestWhatIsKeptIsBounded has more suggested and dropped than is kept: the latest is.
func TestWhatIsKeptIsBounded(t *testing.T) {
	var s stories.Suggested
	for i := range 50_000 {
		s.All = append(s.All, stories.Together{Articles: []annotate.ID{annotate.ID(2*i + 1), annotate.ID(2*i + 2)}})
		s.Dropped = append(s.Dropped, annotate.ID(200_001+i))
	}
	got := keep(t, s)
	if len(got.All) != 10_000 || got.All[9_999].Articles[1] != 100_000 || len(got.Dropped) != 20_000 || got.Dropped[19_999] != 250_000 {
		t.Errorf("%d suggestions and %d dropped are kept", len(got.All), len(got.Dropped))
	}
	if n := len(stories.KeptValue(s.All)); n > 1<<20 {
		t.Errorf("%d bytes are kept", n)
	}
}

func TestWhatANewerProgramKeptIsPassedOver(t *testing.T) {
	lib := openStore(t)
	check(t, lib.Keep(stories.Kept, []byte(`{"version": 9}`)))
	check(t, lib.Keep(stories.Dropped, []byte(`["0000000000000007"]`)))
	got, err := stories.Recall(lib.Kept)
	if err != nil || len(got.All) != 0 || !slices.Equal(got.Dropped, []annotate.ID{7}) {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := stories.Recall(func(string) ([]byte, error) { return nil, errDamaged }); !errors.Is(err, errDamaged) {
		t.Errorf("got %v", err)
	}
}

func anySuggestions(t *rapid.T, name string) (out []stories.Together) {
	ids := rapid.Permutation([]annotate.ID{1, 2, 3, 4, 5, 6, 7, 8, 9}).Draw(t, name)
	for len(ids) > 0 && rapid.Bool().Draw(t, "one more") {
		n := rapid.IntRange(1, len(ids)).Draw(t, "together")
		out = append(out, stories.Together{Story: annotate.ID(rapid.SampledFrom([]int{0, 0, 101, 102}).Draw(t, "for")), Articles: ids[:n:n]})
		ids = ids[n:]
	}
	return out
}

// TestWithLosesNothing merges any suggestions: each article of either is in one of them, once,
// those that were together stay so, and nothing that was there is written to.
func TestWithLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was, found := anySuggestions(t, "was"), anySuggestions(t, "found")
		before := slices.Clone(was)
		for i := range before {
			before[i].Articles = slices.Clone(before[i].Articles)
		}
		got := stories.Suggested{All: was}.With(found)
		if !reflect.DeepEqual(was, before) {
			t.Fatalf("%v became %v", before, was)
		}
		in := map[annotate.ID]int{}
		for i, x := range got.All {
			for _, id := range x.Articles {
				if _, twice := in[id]; twice {
					t.Fatalf("%s is in two of %v", id, got.All)
				}
				in[id] = i
			}
		}
		for i, x := range was {
			for _, id := range x.Articles {
				if at, there := in[id]; !there || at != i {
					t.Fatalf("%s is not in suggestion %d of %v any more", id, i, got.All)
				}
			}
		}
		for _, x := range found {
			for _, id := range x.Articles {
				if _, there := in[id]; !there {
					t.Fatalf("%s of %v is not in %v", id, found, got.All)
				}
			}
		}
	})
}

func TestStanding(t *testing.T) {
	s := stories.Suggested{
		All: []stories.Together{
			{Articles: []annotate.ID{1, 2, 3}},            // 2 is in a story, 3 dropped
			{Articles: []annotate.ID{4, 5, 6}},            // 6 is gone
			{Story: 100, Articles: []annotate.ID{7}},      // the story is there
			{Story: 101, Articles: []annotate.ID{8, 9}},   // the story is gone
			{Story: 100, Articles: []annotate.ID{10, 11}}, // 10 is in it already
		},
		Dropped: []annotate.ID{3},
	}
	var rows []annotate.Row
	for _, id := range []annotate.ID{1, 2, 3, 4, 5, 7, 8, 9, 10, 11} {
		rows = append(rows, annotate.Row{ID: id})
	}
	rows[1].Story, rows[8].Story = 100, 100
	want := []stories.Together{{Articles: []annotate.ID{4, 5}}, {Story: 100, Articles: []annotate.ID{7}}, {Story: 100, Articles: []annotate.ID{11}}}
	if got := s.Standing(rows, []annotate.Story{{ID: 100}}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
