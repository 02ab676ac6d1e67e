package find

import (
	"cmp"
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// pressKept acts on the keys for the searches that are kept.
func (s *Screen) pressKept(p screen.Press) []screen.Request {
	k := s.keys
	if len(s.kept) == 0 {
		return nil
	}
	switch {
	case key.Matches(p, k.Open):
		return s.look(s.kept[s.cursor].Query, 0)
	case key.Matches(p, k.Remove):
		return s.forget(s.kept[s.cursor])
	default:
		s.step(p)
	}
	return nil
}

// askName asks under which name to keep the query.
func (s *Screen) askName() []screen.Request {
	if s.wrong != nil {
		return say("the query cannot be read: it is not kept")
	}
	text, name := s.text, ""
	var names []string
	for _, x := range s.kept {
		names = append(names, x.Name)
		if x.Query == text {
			name = x.Name
		}
	}
	return []screen.Request{screen.Ask{
		Title: "keep this search as", Value: name, Choices: names,
		Done: func(name string) []screen.Request {
			return s.keep(annotate.Search{Name: annotate.Line(name), Query: text})
		},
	}}
}

// keep keeps a search; one of the same name is replaced.
func (s *Screen) keep(search annotate.Search) []screen.Request {
	if search.Name == "" {
		return say("a search needs a name to be kept")
	}
	e := annotate.Replaced[annotate.Search]{After: &search}
	if i := slices.IndexFunc(s.kept, func(x annotate.Search) bool { return x.Name == search.Name }); i >= 0 {
		before := s.kept[i]
		if before == search {
			return say("it is kept already")
		}
		e.Before = &before
	}
	return append(s.change(e, "keep the search "+search.Name), screen.Say{Text: fmt.Sprintf("kept as %q", search.Name)})
}

// forget takes a search off the list.
func (s *Screen) forget(search annotate.Search) []screen.Request {
	e := annotate.Replaced[annotate.Search]{Before: &search}
	return append(s.change(e, "forget the search "+search.Name), screen.Say{Text: fmt.Sprintf("%q is forgotten: %s brings it back", search.Name, screen.Shortcut(s.keys.Undo))})
}

func (s *Screen) change(e annotate.Replaced[annotate.Search], what string) []screen.Request {
	c := annotate.Change{At: annotate.Instant(s.labelling.Now()), By: s.o.Annotator, What: what, Edits: []annotate.Edit{{Search: &e}}}
	s.edited(c.Edits)
	return []screen.Request{screen.Make{Change: c}}
}

// edited takes edits of kept searches over.
func (s *Screen) edited(edits []annotate.Edit) {
	kept := slices.Clone(s.kept)
	for _, e := range edits {
		if e.Search == nil {
			continue
		}
		for _, x := range []*annotate.Search{e.Search.Before, e.Search.After} {
			if x != nil {
				kept = slices.DeleteFunc(kept, func(k annotate.Search) bool { return k.Name == x.Name })
			}
		}
		if x := e.Search.After; x != nil {
			kept = append(kept, *x)
		}
	}
	slices.SortFunc(kept, func(a, b annotate.Search) int { return cmp.Compare(a.Name, b.Name) })
	s.kept = kept
	if s.text == "" {
		s.moveTo(min(s.cursor, max(len(kept)-1, 0)))
	}
}
