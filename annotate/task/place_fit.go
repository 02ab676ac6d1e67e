package task

import (
	"fmt"
	"slices"
	"strings"

	"rashomon/annotate"
)

// NoLabel says that a scheme has no such label.
type NoLabel struct {
	Label  string
	Scheme annotate.Scheme
}

// Error is the label, and those that the scheme has.
func (e NoLabel) Error() string {
	var names []string
	for _, l := range e.Scheme.Labels {
		names = append(names, l.Name)
	}
	return fmt.Sprintf("label %.100q: the scheme %s has %s", e.Label, e.Scheme.Name, strings.Join(names, ", "))
}

// Label is the label of a scheme that a file calls so: exactly, or in another case if that
// leaves one. Ok is false where there is none.
func Label(s annotate.Scheme, name string) (l annotate.Label, ok bool) {
	if l, ok = s.Label(name); ok {
		return l, true
	}
	for _, other := range s.Labels {
		if strings.EqualFold(other.Name, name) {
			if ok {
				return annotate.Label{}, false
			}
			l, ok = other, true
		}
	}
	return l, ok
}

// fit is an annotation in the names of the scheme, its labels in the scheme's order. The
// error says what the scheme has no place for, a NoLabel among others.
func fit(s annotate.Scheme, x annotate.Annotation) (annotate.Annotation, error) {
	var err error
	if x.Labels, err = labels(s, x.Labels); err != nil {
		return x, err
	}
	if x.Rejected, err = labels(s, x.Rejected); err != nil {
		return x, err
	}
	x.Rejected = slices.DeleteFunc(x.Rejected, x.Has)
	slices.Sort(x.Rejected)
	target := x.Target()
	for _, name := range x.Labels {
		if l, _ := s.Label(name); !l.Allows(target) {
			on := "sentences, not for words in them"
			if l.On == annotate.OnSpans {
				on = "words, not for sentences"
			}
			return x, fmt.Errorf("label %.100q: the scheme %s has it for %s", name, s.Name, on)
		}
	}
	if !s.Several && len(x.Labels) > 1 {
		return x, fmt.Errorf("labels %s: of the scheme %s only one can stand", strings.Join(x.Labels, ", "), s.Name)
	}
	x.Attributes, err = attributes(s, x.Attributes)
	if err == nil && x.Empty() {
		err = fmt.Errorf("it says nothing")
	}
	return x, err
}

// labels is names as the scheme has them, in its order.
func labels(s annotate.Scheme, names []string) (out []string, err error) {
	for _, name := range names {
		l, ok := Label(s, name)
		if !ok {
			return names, NoLabel{name, s}
		}
		if !slices.Contains(out, l.Name) {
			out = append(out, l.Name)
		}
	}
	place := func(name string) int {
		return slices.IndexFunc(s.Labels, func(l annotate.Label) bool { return l.Name == name })
	}
	slices.SortFunc(out, func(a, b string) int { return place(a) - place(b) })
	return out, nil
}

// attributes is choices as the scheme has them.
func attributes(s annotate.Scheme, choices map[string]string) (out map[string]string, err error) {
	for name, choice := range choices {
		i := slices.IndexFunc(s.Attributes, func(a annotate.Attribute) bool { return strings.EqualFold(a.Name, name) })
		if i < 0 {
			return choices, fmt.Errorf("attribute %.100q: the scheme %s has none of that name", name, s.Name)
		}
		a := s.Attributes[i]
		n := slices.Index(a.Choices, choice)
		if n < 0 {
			n = slices.IndexFunc(a.Choices, func(c string) bool { return strings.EqualFold(c, choice) })
		}
		if n < 0 {
			return choices, fmt.Errorf("attribute %.100q: %.100q is none of its choices: %s", name, choice, strings.Join(a.Choices, ", "))
		}
		if out == nil {
			out = map[string]string{}
		}
		out[a.Name] = a.Choices[n]
	}
	return out, nil
}
