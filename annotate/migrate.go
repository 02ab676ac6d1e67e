package annotate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// mostChoices is how many choices an attribute may have: each has a digit as its key.
const mostChoices = 9

// Flaw is something wrong with a scheme.
type Flaw struct {
	Part  string // label, attribute, or empty for the scheme itself
	N     int    // which of them, from 0
	Field string // name, key, …
	What  string // in one line, with the names of all that it is about
}

// Error is what is wrong.
func (f Flaw) Error() string { return f.What }

// Check says what is wrong with a scheme in itself, or nil: names and keys that stand twice
// (both are named), what is empty, an attribute without choices. The error is a Flaw. Which
// keys the program needs for itself is not known here.
func (s Scheme) Check() error {
	if !named(s.Name) {
		return Flaw{Field: "name", What: fmt.Sprintf("%q is no name for a scheme", s.Name)}
	}
	if len(s.Labels) == 0 {
		return Flaw{Field: "label", What: fmt.Sprintf("scheme %q has no labels", s.Name)}
	}
	names, keys := map[string]string{}, map[string]string{}
	for i, l := range s.Labels {
		if field, what := l.check(names); what != "" {
			return Flaw{"label", i, field, fmt.Sprintf("label %d: %s", i+1, what)}
		}
		names[l.Name] = fmt.Sprintf("label %d", i+1)
		for _, k := range s.LabelKeys(i) {
			if other, ok := keys[k]; ok {
				return Flaw{"label", i, "key", fmt.Sprintf("%s and the label ‘%s’ both want the key %s%s", other, l.Name, k, digitOf(l, k))}
			}
			keys[k] = fmt.Sprintf("the label ‘%s’", l.Name)
		}
	}
	for i, a := range s.Attributes {
		if field, what := a.check(s, names); what != "" {
			return Flaw{"attribute", i, field, fmt.Sprintf("attribute %d: %s", i+1, what)}
		}
		names[a.Name] = fmt.Sprintf("attribute %d", i+1)
		if other, ok := keys[a.Key]; ok {
			return Flaw{"attribute", i, "key", fmt.Sprintf("%s and the attribute ‘%s’ both want the key %s", other, a.Name, a.Key)}
		}
		keys[a.Key] = fmt.Sprintf("the attribute ‘%s’", a.Name)
	}
	return nil
}

func named(name string) bool {
	return name != "" && name == Line(name) && utf8.ValidString(name)
}

// LabelKeys is the keys of label i: its own, and for the first nine their digit.
func (s Scheme) LabelKeys(i int) (keys []string) {
	if k := s.Labels[i].Key; k != "" {
		keys = append(keys, k)
	}
	if digit := fmt.Sprint(i + 1); i < 9 && s.Labels[i].Key != digit {
		keys = append(keys, digit)
	}
	return keys
}

// digitOf says that a key comes from a label's place, where it does.
func digitOf(l Label, key string) string {
	if l.Key == key {
		return ""
	}
	return ", the digit of its place"
}

// check says what is wrong with a label, in which field; names is what is called so already.
func (l Label) check(names map[string]string) (field, what string) {
	switch {
	case !named(l.Name):
		return "name", fmt.Sprintf("%q is no name", l.Name)
	case names[l.Name] != "":
		return "name", fmt.Sprintf("the name ‘%s’ is that of %s already", l.Name, names[l.Name])
	case l.On != OnBoth && l.On != OnSentences && l.On != OnSpans:
		return "on", fmt.Sprintf("‘%s’ is for %q, and should be for sentence or span", l.Name, l.On)
	case utf8.RuneCountInString(l.Glyph) > 1:
		return "glyph", fmt.Sprintf("the glyph %q of ‘%s’ is more than one character", l.Glyph, l.Name)
	}
	return "", ""
}

// check says what is wrong with an attribute of a scheme, in which field; names is what is
// called so already.
func (a Attribute) check(s Scheme, names map[string]string) (field, what string) {
	switch {
	case !named(a.Name):
		return "name", fmt.Sprintf("%q is no name", a.Name)
	case names[a.Name] != "":
		return "name", fmt.Sprintf("the name ‘%s’ is that of %s already", a.Name, names[a.Name])
	case a.Key == "":
		return "key", fmt.Sprintf("‘%s’ has no key", a.Name)
	case len(a.Choices) == 0:
		return "choices", fmt.Sprintf("‘%s’ has no choices", a.Name)
	case len(a.Choices) > mostChoices:
		return "choices", fmt.Sprintf("‘%s’ has %d choices, more than %d", a.Name, len(a.Choices), mostChoices)
	}
	for n, c := range a.Choices {
		if !named(c) || slices.Contains(a.Choices[:n], c) {
			return "choices", fmt.Sprintf("choice %d of ‘%s’, %q, is no name or stands twice", n+1, a.Name, c)
		}
	}
	for _, l := range a.Labels {
		if _, ok := s.Label(l); !ok {
			return "labels", fmt.Sprintf("‘%s’ is asked of the label ‘%s’, which is none of the scheme's", a.Name, l)
		}
	}
	return "", ""
}

// Follow lets attributes that are asked of labels which the scheme does not have be asked of
// what these have become: was is which labels of before become which of the scheme's.
func (s Scheme) Follow(was map[string][]string) Scheme {
	to := becomes(was)
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
// is no label of the old name.
func (s Scheme) Rename(old, now string) (after Scheme, was map[string][]string, ok bool) {
	from, ok := s.Label(old)
	if !ok || old == now {
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
// annotations are all of the scheme's; before is the zero Scheme for one that is new.
//
// What was turned down follows the labels. Choices of attributes stay as they are, also
// those that are no longer offered, and so do several labels where now only one may stand:
// nobody can say for the annotator which of them was meant.
func Recast(before, after Scheme, was map[string][]string, said []Annotation, by string, now time.Time) (c Change, lost map[string]int) {
	after = after.Follow(was)
	m := migration{before: before, after: after, becomes: becomes(was), lost: map[string]int{}}
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

// becomes is was, turned round. Where two labels claim one, the first in the alphabet has it.
func becomes(was map[string][]string) map[string]string {
	out := map[string]string{}
	for _, now := range slices.Sorted(maps.Keys(was)) {
		for _, old := range was[now] {
			if _, taken := out[old]; !taken {
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
