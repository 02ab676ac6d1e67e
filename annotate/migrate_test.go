package annotate_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

var newsroom = annotate.Scheme{
	Name: "newsroom", Several: true,
	Labels:     []annotate.Label{{Name: "page", Key: "p"}, {Name: "folio", Key: "o"}, {Name: "sheet"}},
	Attributes: []annotate.Attribute{{Name: "certainty", Key: "y", Choices: []string{"sure", "unsure"}, Labels: []string{"page"}}},
}

// Each mistake in a scheme is named, with both that want the same.
func TestSchemeCheck(t *testing.T) {
	if err := annotate.DefaultScheme().Check(); err != nil {
		t.Fatal(err)
	}
	if err := newsroom.Check(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		spoil func(*annotate.Scheme)
		says  []string
	}{
		{func(s *annotate.Scheme) { s.Name = " " }, []string{"name for a scheme"}},
		{func(s *annotate.Scheme) { s.Labels = nil }, []string{"no labels"}},
		{func(s *annotate.Scheme) { s.Labels[1].Name = "page" }, []string{"‘page’", "label 1", "label 2"}},
		{func(s *annotate.Scheme) { s.Labels[1].Name = "" }, []string{"label 2"}},
		{func(s *annotate.Scheme) { s.Labels[1].Key = "p" }, []string{"‘page’", "‘folio’", " p"}},
		{func(s *annotate.Scheme) { s.Labels[2].Key = "1" }, []string{"‘page’", "‘sheet’", " 1"}},
		{func(s *annotate.Scheme) { s.Labels[0].Key = "2" }, []string{"‘page’", "‘folio’", " 2", "digit"}},
		{func(s *annotate.Scheme) { s.Labels[0].On = "word" }, []string{"‘page’", "sentence or span"}},
		{func(s *annotate.Scheme) { s.Labels[0].Glyph = "ab" }, []string{"‘page’", "one character"}},
		{func(s *annotate.Scheme) { s.Attributes[0].Key = "p" }, []string{"‘page’", "‘certainty’", " p"}},
		{func(s *annotate.Scheme) { s.Attributes[0].Key = "" }, []string{"‘certainty’", "no key"}},
		{func(s *annotate.Scheme) { s.Attributes[0].Choices = nil }, []string{"‘certainty’", "no choices"}},
		{func(s *annotate.Scheme) { s.Attributes[0].Choices = make([]string, 10) }, []string{"‘certainty’", "10 choices"}},
		{func(s *annotate.Scheme) { s.Attributes[0].Choices[1] = "sure" }, []string{"‘certainty’", "hoice 2"}},
		{func(s *annotate.Scheme) { s.Attributes[0].Labels[0] = "leaf" }, []string{"‘certainty’", "‘leaf’"}},
		{func(s *annotate.Scheme) { s.Labels[1].Name = "Page" }, []string{"‘Page’", "label 1", "case"}},
		{func(s *annotate.Scheme) { s.Labels[1].Name = strings.Repeat("x", 101) }, []string{"label 2", "101 bytes, more than 100"}},
		{func(s *annotate.Scheme) { s.Attributes[0].Choices[1] = strings.Repeat("x", 101) }, []string{"‘certainty’", "101 bytes"}},
		{func(s *annotate.Scheme) { s.Guidelines = strings.Repeat("x", 64<<10+1) }, []string{"guidelines", "65537 bytes"}},
		{func(s *annotate.Scheme) {
			for i := range 7 {
				s.Labels = append(s.Labels, annotate.Label{Name: fmt.Sprint("l", i)})
			}
		}, []string{"label 10", "‘l6’ cannot be given", "no key"}},
		{func(s *annotate.Scheme) { s.Attributes[0].Name = "page" }, []string{"‘page’", "label 1", "attribute 1"}},
	} {
		s := newsroom
		s.Labels = slices.Clone(s.Labels)
		a := s.Attributes[0]
		a.Choices, a.Labels = slices.Clone(a.Choices), slices.Clone(a.Labels)
		s.Attributes = []annotate.Attribute{a}
		c.spoil(&s)
		err := s.Check()
		if err == nil {
			t.Errorf("nothing is wrong, where %q is", c.says)
			continue
		}
		for _, word := range c.says {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%q does not say %q", err, word)
			}
		}
	}
}

func TestRenameMergeAndWithout(t *testing.T) {
	after, was, ok := newsroom.Rename("page", "leaf")
	if !ok || after.Labels[0].Name != "leaf" || after.Labels[0].Key != "p" || after.Attributes[0].Labels[0] != "leaf" || !reflect.DeepEqual(was, map[string][]string{"leaf": {"page"}}) {
		t.Errorf("renamed: %+v %v", after, was)
	}
	after, _, ok = newsroom.Rename("page", "folio")
	if !ok || len(after.Labels) != 2 || after.Labels[0].Name != "folio" || after.Labels[0].Key != "o" || after.Attributes[0].Labels[0] != "folio" {
		t.Errorf("merged: %+v", after)
	}
	if newsroom.Labels[0].Name != "page" || newsroom.Attributes[0].Labels[0] != "page" {
		t.Error("the scheme itself has changed")
	}
	for _, pair := range [][2]string{{"leaf", "page"}, {"page", "page"}, {"page", ""}, {"page", " "}, {"page", "a\nb"}} {
		if _, _, ok := newsroom.Rename(pair[0], pair[1]); ok {
			t.Errorf("%v can be renamed", pair)
		}
	}
	if after, gone := newsroom.Without("page"); len(after.Labels) != 2 || len(after.Attributes) != 0 || !slices.Equal(gone, []string{"certainty"}) {
		t.Errorf("without page: %+v, gone %v", after, gone)
	}
	if after, gone := newsroom.Without("sheet"); len(after.Attributes) != 1 || gone != nil {
		t.Errorf("without sheet: %+v, gone %v", after, gone)
	}
}

// Labels that would stand on what they are not for are counted, but not those that did before.
func TestMisplaced(t *testing.T) {
	before := annotate.Scheme{Name: "s", Labels: []annotate.Label{{Name: "any"}, {Name: "whole", On: annotate.OnSentences}, {Name: "word", On: annotate.OnSpans}}}
	say := func(sentence int, labels ...string) annotate.Annotation {
		return annotate.Annotation{Scheme: "s", Sentence: sentence, Labels: labels}
	}
	said := []annotate.Annotation{say(0, "any"), say(1, "whole"), say(2, "any", "whole"), say(-1, "any"), say(-1, "word"), say(3, "word"), {Scheme: "other", Labels: []string{"any"}}}
	merged := func(from, into string) (annotate.Scheme, map[string][]string) {
		after, was, _ := before.Rename(from, into)
		return after, was
	}
	for _, c := range []struct {
		from, into string
		want       map[string]int
	}{
		{"whole", "word", map[string]int{"word": 2}},
		{"word", "whole", map[string]int{"whole": 1}},
		{"any", "word", map[string]int{"word": 2}},
		{"whole", "any", map[string]int{}},
		{"any", "some", map[string]int{}},
	} {
		after, was := merged(c.from, c.into)
		if got := annotate.Misplaced(before, after, was, said); !maps.Equal(got, c.want) {
			t.Errorf("%s becomes %s: %v, want %v", c.from, c.into, got, c.want)
		}
	}
	narrow := before
	narrow.Labels = []annotate.Label{{Name: "any", On: annotate.OnSpans}, before.Labels[1], before.Labels[2]}
	if got := annotate.Misplaced(before, narrow, nil, said); !maps.Equal(got, map[string]int{"any": 2}) {
		t.Errorf("for spans only now: %v", got)
	}
}

func TestRecast(t *testing.T) {
	say := func(labels, rejected []string, note string) annotate.Annotation {
		return annotate.Annotation{ID: 1, Scheme: "newsroom", Labels: labels, Rejected: rejected, Note: note}
	}
	one := func(names ...string) []string { return names }
	merged, was, _ := newsroom.Rename("folio", "page")
	single := newsroom
	single.Several = false
	swapped := newsroom
	swapped.Labels = []annotate.Label{{Name: "folio"}, {Name: "page"}, {Name: "sheet"}}
	without, _ := newsroom.Without("sheet")
	for name, c := range map[string]struct {
		after annotate.Scheme
		was   map[string][]string
		said  annotate.Annotation
		want  *annotate.Annotation // nil: it goes
		lost  int
	}{
		"merged":                  {merged, was, say(one("page", "folio", "sheet"), nil, ""), ptr(say(one("page", "sheet"), nil, "")), 0},
		"merged, order":           {merged, was, say(one("folio", "sheet"), nil, ""), ptr(say(one("page", "sheet"), nil, "")), 0},
		"what stands is not down": {merged, was, say(one("page"), one("folio"), ""), ptr(say(one("page"), nil, "")), 0},
		"turned down":             {merged, was, say(nil, one("folio"), ""), ptr(say(nil, one("page"), "")), 0},
		"swapped":                 {swapped, map[string][]string{"folio": {"page"}, "page": {"folio"}}, say(one("page"), nil, ""), ptr(say(one("folio"), nil, "")), 0},
		"not taken over":          {newsroom, map[string][]string{"page": {"folio"}}, say(one("folio"), one("sheet"), ""), ptr(say(one("folio"), one("sheet"), "")), 0},
		"taken over where it was": {without, map[string][]string{"page": {"folio"}, "folio": {"sheet"}}, say(one("folio", "sheet"), nil, ""), ptr(say(one("page", "folio"), nil, "")), 0},
		"gone":                    {without, nil, say(one("sheet"), nil, ""), nil, 1},
		"gone beside a note":      {without, nil, say(one("page", "sheet"), one("sheet"), "n"), ptr(say(one("page"), nil, "n")), 1},
		"only turned down":        {without, nil, say(nil, one("sheet"), ""), nil, 0},
		"several stay":            {single, nil, say(one("page", "folio"), nil, ""), ptr(say(one("page", "folio"), nil, "")), 0},
		"foreign stays":           {without, nil, say(one("page", "leaf"), nil, ""), ptr(say(one("page", "leaf"), nil, "")), 0},
	} {
		c0, lost := annotate.Recast(newsroom, c.after, c.was, []annotate.Annotation{c.said}, "ana", time.Unix(1e9, 0))
		said := map[annotate.ID]annotate.Annotation{1: c.said}
		applyTo(said, c0.Edits)
		got, there := said[1]
		got.Updated = c.said.Updated
		if there != (c.want != nil) || there && !reflect.DeepEqual(got, *c.want) {
			t.Errorf("%s: %+v", name, got)
		}
		if lost["sheet"] != c.lost {
			t.Errorf("%s: lost %v", name, lost)
		}
	}
}

func ptr[T any](v T) *T { return &v }

func applyTo(said map[annotate.ID]annotate.Annotation, edits []annotate.Edit) {
	for _, e := range edits {
		switch r := e.Annotation; {
		case r == nil:
		case r.After == nil:
			delete(said, r.Before.ID)
		default:
			said[r.After.ID] = *r.After
		}
	}
}

// Whatever becomes of the labels: each annotation has what its labels have become and
// nothing that is gone, all else stays, lost is what went, and undo brings back every byte.
func TestRecastProperties(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e"}
	rapid.Check(t, func(t *rapid.T) {
		labels := func(of []string, called string) []annotate.Label {
			var out []annotate.Label
			for _, n := range rapid.SliceOfNDistinct(rapid.SampledFrom(of), 1, -1, rapid.ID).Draw(t, called) {
				out = append(out, annotate.Label{Name: n})
			}
			return out
		}
		before := annotate.Scheme{Name: "s", Labels: labels(names, "before"), Several: rapid.Bool().Draw(t, "several before")}
		after := annotate.Scheme{Name: "s", Labels: labels(append(names, "x", "y"), "after"), Several: rapid.Bool().Draw(t, "several")}
		was := map[string][]string{}
		for _, l := range before.Labels {
			if rapid.Bool().Draw(t, "moves") {
				to := rapid.SampledFrom(after.Labels).Draw(t, "to").Name
				was[to] = append(was[to], l.Name)
			}
		}
		said := map[annotate.ID]annotate.Annotation{}
		for i := range rapid.IntRange(0, 6).Draw(t, "annotations") {
			some := rapid.SliceOfDistinct(rapid.SampledFrom(names), rapid.ID)
			a := annotate.Annotation{ID: annotate.ID(i + 1), Scheme: rapid.SampledFrom([]string{"s", "s", "other"}).Draw(t, "scheme"), Labels: some.Draw(t, "labels"), Rejected: slices.Sorted(slices.Values(some.Draw(t, "rejected"))),
				Note: rapid.SampledFrom([]string{"", "note"}).Draw(t, "note"), Attributes: map[string]string{"certainty": "sure"}, Updated: time.Unix(5, 0)}
			if rapid.Bool().Draw(t, "no attribute") {
				a.Attributes = nil
			}
			if !a.Empty() {
				said[a.ID] = a
			}
		}
		now := maps.Clone(said)
		c, lost := annotate.Recast(before, after, was, slices.Collect(maps.Values(said)), "ana", time.Unix(9, 0))
		applyTo(now, c.Edits)
		gone := map[string]int{}
		for id, old := range said {
			want := map[string]bool{}
			for _, l := range old.Labels {
				if to := becomes(before, after, was, l); to == "" {
					gone[l]++
				} else {
					want[to] = true
				}
			}
			got, there := now[id]
			if old.Scheme != "s" {
				if !reflect.DeepEqual(got, old) {
					t.Fatalf("an annotation by another scheme becomes %+v", got)
				}
				for _, l := range old.Labels {
					if becomes(before, after, was, l) == "" {
						gone[l]--
					}
				}
				continue
			}
			if !there {
				if len(want) > 0 || old.Note != "" || old.Attributes != nil {
					t.Fatalf("%+v is gone", old)
				}
				continue
			}
			has := map[string]bool{}
			for _, l := range got.Labels {
				if has[l] {
					t.Fatalf("%s stands twice: %v", l, got.Labels)
				}
				has[l] = true
			}
			if !maps.Equal(has, want) || got.Note != old.Note || !maps.Equal(got.Attributes, old.Attributes) || got.Empty() || !slices.IsSorted(got.Rejected) {
				t.Fatalf("%+v becomes %+v", old, got)
			}
		}
		maps.DeleteFunc(gone, func(_ string, n int) bool { return n == 0 })
		if !maps.Equal(lost, gone) {
			t.Fatalf("lost %v, want %v", lost, gone)
		}
		for _, l := range before.Labels { // an attribute is asked where what it was asked of stands now
			asked := after
			asked.Attributes = []annotate.Attribute{{Name: "certainty", Labels: []string{l.Name}}}
			to := becomes(before, after, was, l.Name)
			if _, has := after.Label(l.Name); has || to == "" { // named as the new scheme has it, or to be found wrong
				to = l.Name
			}
			if got := asked.Follow(was).Attributes[0].Labels; !slices.Equal(got, []string{to}) {
				t.Fatalf("an attribute of %s is asked of %v, want %s", l.Name, got, to)
			}
		}
		applyTo(now, c.Inverse())
		if !reflect.DeepEqual(now, said) {
			t.Fatalf("undo leaves %+v of %+v", now, said)
		}
		if s := c.Edits[0].Scheme; s == nil || !reflect.DeepEqual(*s.Before, before) || s.After.Name != "s" {
			t.Fatalf("the scheme is not changed first: %+v", c.Edits[0])
		}
	})
}

// becomes is what a label is called after; empty where it is gone.
func becomes(before, after annotate.Scheme, was map[string][]string, label string) string {
	_, had := before.Label(label)
	_, has := after.Label(label)
	if has && len(was[label]) == 0 {
		return label
	}
	for now, olds := range was {
		if slices.Contains(olds, label) {
			return now
		}
	}
	if has || !had {
		return label
	}
	return ""
}

// A scheme is taken away with all that is said by it, and comes back with it.
func TestDiscard(t *testing.T) {
	said := map[annotate.ID]annotate.Annotation{1: {ID: 1, Scheme: "newsroom", Note: "n"}, 2: {ID: 2, Scheme: "other", Note: "n"}}
	c := annotate.Discard(newsroom, slices.Collect(maps.Values(said)), "ana", time.Unix(9, 0))
	now := maps.Clone(said)
	applyTo(now, c.Edits)
	if len(now) != 1 || now[2].Scheme != "other" || len(c.Edits) != 2 {
		t.Errorf("left: %v; %d edits", fmt.Sprint(now), len(c.Edits))
	}
	applyTo(now, c.Inverse())
	if !reflect.DeepEqual(now, said) {
		t.Errorf("back: %v", now)
	}
}
