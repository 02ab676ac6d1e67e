package annotate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Keeps says whether a label of the scheme is the one that was called so before: was does
// not say what else it was. No other label takes over what is labelled with it.
func (s Scheme) Keeps(was map[string][]string, label string) bool {
	_, there := s.Label(label)
	return there && len(was[label]) == 0
}

// Follow lets attributes that are asked of labels which the scheme does not have be asked of
// what these have become: was is which labels of before become which of the scheme's. A name
// that the scheme has means its label of that name, also where labels change places.
func (s Scheme) Follow(was map[string][]string) Scheme {
	to := s.becomes(was)
	s.Attributes = slices.Clone(s.Attributes)
	for i, a := range s.Attributes {
		s.Attributes[i].Labels = mapped(a.Labels, func(l string) (string, bool) {
			now, moved := to[l]
			if _, still := s.Label(l); still || !moved {
				return l, true
			}
			return now, true
		})
	}
	return s
}

// Rename is the scheme with a label under another name, and what it was. A label of the
// new name that is there already takes it in: the two are merged. It is not ok where there
// is no label of the old name, and where the new one is no name. What comes out may still
// have flaws, so Check it.
func (s Scheme) Rename(old, now string) (after Scheme, was map[string][]string, ok bool) {
	from, ok := s.Label(old)
	if !ok || old == now || !named(now) {
		return s, nil, false
	}
	after = s
	if _, merge := s.Label(now); merge {
		after.Labels = slices.DeleteFunc(slices.Clone(s.Labels), func(l Label) bool { return l.Name == old })
	} else {
		after.Labels = slices.Clone(s.Labels)
		from.Name = now
		after.Labels[slices.IndexFunc(s.Labels, func(l Label) bool { return l.Name == old })] = from
	}
	was = map[string][]string{now: {old}}
	return after.Follow(was), was, true
}

// Without is the scheme without a label. Attributes that are asked of nothing else go too,
// and are named: without labels they would be asked everywhere.
func (s Scheme) Without(label string) (after Scheme, attributes []string) {
	after = s
	after.Labels = slices.DeleteFunc(slices.Clone(s.Labels), func(l Label) bool { return l.Name == label })
	after.Attributes = nil
	for _, a := range s.Attributes {
		if slices.Contains(a.Labels, label) {
			if a.Labels = slices.DeleteFunc(slices.Clone(a.Labels), func(l string) bool { return l == label }); len(a.Labels) == 0 {
				attributes = append(attributes, a.Name)
				continue
			}
		}
		after.Attributes = append(after.Attributes, a)
	}
	return after, attributes
}

// Recast is one change that makes a scheme what it is to be, with all annotations by it.
// Was is which labels of before become which of after: two that become one are merged. A
// label of before that is in neither goes from the annotations too; one that says nothing
// any more goes itself. Lost counts, by label, the annotations that lose one. The
// annotations are all of the scheme's; before is the zero Scheme for one that is new. What
// was says of a label that after keeps is passed over (see Keeps).
//
// What was turned down follows the labels. Choices of attributes stay as they are, also
// those that are no longer offered, and so do several labels where now only one may stand:
// nobody can say for the annotator which of them was meant.
func Recast(before, after Scheme, was map[string][]string, said []Annotation, by string, now time.Time) (c Change, lost map[string]int) {
	after = after.Follow(was)
	m := migration{before: before, after: after, becomes: after.becomes(was), lost: map[string]int{}}
	edit := &Replaced[Scheme]{After: &after}
	if before.Name != "" {
		edit.Before = &before
	}
	c = Change{At: Instant(now), By: by, What: m.what(), Edits: []Edit{{Scheme: edit}}}
	for _, a := range said {
		if a.Scheme != after.Name {
			continue
		}
		old, to := a, m.annotation(a)
		if slices.Equal(old.Labels, to.Labels) && slices.Equal(old.Rejected, to.Rejected) {
			continue
		}
		r := &Replaced[Annotation]{Before: &old}
		if !to.Empty() {
			if to.Updated = Instant(now); !to.Updated.After(old.Updated) {
				to.Updated = old.Updated // a clock that went back does not make an edit older
			}
			r.After = &to
		}
		c.Edits = append(c.Edits, Edit{Annotation: r})
	}
	return c, m.lost
}

// Misplaced counts, by label, the annotations that would stand where the label may not, once
// a scheme is what it is to be: a sentence that carries one for spans only, or the other way
// round. What stood there wrongly before is not counted. The arguments are those of Recast.
func Misplaced(before, after Scheme, was map[string][]string, said []Annotation) map[string]int {
	m, out := migration{before: before, after: after, becomes: after.becomes(was)}, map[string]int{}
	for _, a := range said {
		if a.Scheme != after.Name {
			continue
		}
		wrong := map[string]bool{}
		for _, old := range a.Labels {
			now, _ := m.label(old)
			l, known := after.Label(now)
			o, had := before.Label(old)
			if known && !l.Allows(a.Target()) && (!had || o.Allows(a.Target())) {
				wrong[now] = true
			}
		}
		for name := range wrong {
			out[name]++
		}
	}
	return out
}

// Discard is one change that takes a scheme away with all annotations by it.
func Discard(s Scheme, said []Annotation, by string, now time.Time) Change {
	c := Change{At: Instant(now), By: by, What: fmt.Sprintf("remove the scheme %q", s.Name)}
	for _, a := range said {
		if a.Scheme == s.Name {
			c.Edits = append(c.Edits, Edit{Annotation: &Replaced[Annotation]{Before: &a}})
		}
	}
	c.Edits = append(c.Edits, Edit{Scheme: &Replaced[Scheme]{Before: &s}})
	return c
}

// migration is what becomes of annotations when a scheme changes.
type migration struct {
	before, after Scheme
	becomes       map[string]string // old name → new
	lost          map[string]int
}

// becomes is was, turned round, without what the scheme keeps. Where two labels claim one,
// the first in the alphabet has it.
func (s Scheme) becomes(was map[string][]string) map[string]string {
	out := map[string]string{}
	for _, now := range slices.Sorted(maps.Keys(was)) {
		for _, old := range was[now] {
			if _, taken := out[old]; !taken && !s.Keeps(was, old) {
				out[old] = now
			}
		}
	}
	return out
}

// label is what a label is called now; it is not ok where it is gone. A label that neither
// scheme knows stays: somebody else may.
func (m migration) label(name string) (now string, ok bool) {
	if now, ok := m.becomes[name]; ok {
		return now, true
	}
	if _, still := m.after.Label(name); still {
		return name, true
	}
	_, had := m.before.Label(name)
	return name, !had
}

func (m migration) annotation(a Annotation) Annotation {
	for _, l := range a.Labels {
		if _, ok := m.label(l); !ok {
			m.lost[l]++
		}
	}
	labels, rejected := mapped(a.Labels, m.label), mapped(a.Rejected, m.label)
	if slices.Equal(labels, a.Labels) && slices.Equal(rejected, a.Rejected) {
		return a
	}
	a.Labels = m.after.inOrder(labels)
	a.Rejected = slices.DeleteFunc(rejected, a.Has) // what stands is not turned down
	if slices.Sort(a.Rejected); len(a.Rejected) == 0 {
		a.Rejected = nil
	}
	return a
}

// mapped is names as they are called now, each once, without those that are gone; nil for none.
func mapped(names []string, now func(string) (string, bool)) (out []string) {
	for _, n := range names {
		if n, ok := now(n); ok && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// inOrder is labels in the order of the scheme; those that it does not know come last.
func (s Scheme) inOrder(labels []string) []string {
	place := func(name string) int {
		if i := slices.IndexFunc(s.Labels, func(l Label) bool { return l.Name == name }); i >= 0 {
			return i
		}
		return len(s.Labels)
	}
	slices.SortStableFunc(labels, func(a, b string) int { return place(a) - place(b) })
	return labels
}

// what says in one line what becomes of the labels.
func (m migration) what() string {
	if m.before.Name == "" {
		return fmt.Sprintf("new scheme %q", m.after.Name)
	}
	var parts []string
	for _, l := range m.before.Labels {
		switch now, ok := m.label(l.Name); {
		case !ok:
			parts = append(parts, fmt.Sprintf("without %s", l.Name))
		case now != l.Name:
			parts = append(parts, fmt.Sprintf("%s becomes %s", l.Name, now))
		}
	}
	for _, l := range m.after.Labels {
		if _, had := m.before.Label(l.Name); !had && !slices.Contains(slices.Collect(maps.Values(m.becomes)), l.Name) {
			parts = append(parts, "with "+l.Name)
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf("change the scheme %q", m.after.Name)
	}
	return fmt.Sprintf("scheme %q: %s", m.after.Name, strings.Join(parts, ", "))
}
