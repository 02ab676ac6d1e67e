package annotate

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// What a scheme may have: a digit is the key of each choice, a name stands in a gutter and
// in tables, and guidelines are drawn when somebody asks for them.
const (
	mostChoices       = 9
	longestSchemeName = 100      // bytes of the name of a scheme, a label, an attribute, a choice
	longestGuidelines = 64 << 10 // bytes
)

// Flaw is something wrong with a scheme.
type Flaw struct {
	Part  string // label, attribute, or empty for the scheme itself
	N     int    // which of them, from 0
	Field string // name, key, …
	What  string // in one line, with the names of all that it is about
}

// Error is what is wrong.
func (f Flaw) Error() string { return f.What }

// Check is the first of the scheme's Flaws, or nil.
func (s Scheme) Check() error {
	if flaws := s.Flaws(); len(flaws) > 0 {
		return flaws[0]
	}
	return nil
}

// Flaws says what is wrong with a scheme in itself: names and keys that stand twice (both are
// named), what is empty or too long, labels that no key can give, an attribute without
// choices. Names that differ only in case are one name: queries pay no heed to case. Which
// keys the program needs for itself is not known here.
func (s Scheme) Flaws() (out []Flaw) {
	if why := nameless(s.Name); why != "" {
		out = append(out, Flaw{Field: "name", What: fmt.Sprintf("%.150q is no name for a scheme%s", s.Name, why)})
	}
	if n := len(s.Guidelines); n > longestGuidelines {
		out = append(out, Flaw{Field: "guidelines", What: fmt.Sprintf("the guidelines have %d bytes, more than %d", n, longestGuidelines)})
	}
	if len(s.Labels) == 0 {
		out = append(out, Flaw{Field: "label", What: fmt.Sprintf("scheme %.150q has no labels", s.Name)})
	}
	names, keys := map[string]string{}, map[string]string{}
	for i, l := range s.Labels {
		if field, what := s.checkLabel(i, names); what != "" {
			out = append(out, Flaw{"label", i, field, fmt.Sprintf("label %d: %s", i+1, what)})
		}
		names[anyCase(l.Name)] = fmt.Sprintf("label %d", i+1)
		for _, k := range s.LabelKeys(i) {
			if other, ok := keys[k]; ok {
				out = append(out, Flaw{"label", i, "key", fmt.Sprintf("%s and the label ‘%s’ both want the key %s%s", other, l.Name, k, digitOf(l, k))})
				continue
			}
			keys[k] = fmt.Sprintf("the label ‘%s’", l.Name)
		}
	}
	for i, a := range s.Attributes {
		if field, what := a.check(s, names); what != "" {
			out = append(out, Flaw{"attribute", i, field, fmt.Sprintf("attribute %d: %s", i+1, what)})
		}
		names[anyCase(a.Name)] = fmt.Sprintf("attribute %d", i+1)
		if other, ok := keys[a.Key]; ok {
			out = append(out, Flaw{"attribute", i, "key", fmt.Sprintf("%s and the attribute ‘%s’ both want the key %s", other, a.Name, a.Key)})
		} else if a.Key != "" {
			keys[a.Key] = fmt.Sprintf("the attribute ‘%s’", a.Name)
		}
	}
	return out
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

func named(name string) bool {
	return name != "" && name == Line(name) && utf8.ValidString(name)
}

// nameless says why a text is no name of a scheme or of what is in it, after a colon; it is
// empty where the text is one.
func nameless(name string) string {
	switch {
	case name == "":
		return ": it is empty"
	case !named(name):
		return ": it is not one clean line"
	case len(name) > longestSchemeName:
		return fmt.Sprintf(": it has %d bytes, more than %d", len(name), longestSchemeName)
	}
	return ""
}

// anyCase is one text for names that differ only in case.
func anyCase(name string) string { return strings.ToLower(strings.ToUpper(name)) }

// digitOf says that a key comes from a label's place, where it does.
func digitOf(l Label, key string) string {
	if l.Key == key {
		return ""
	}
	return ", the digit of its place"
}

// checkName says what is wrong with a name in a scheme; names is what is called so already,
// in any case.
func checkName(name string, names map[string]string) string {
	if why := nameless(name); why != "" {
		return fmt.Sprintf("%.150q is no name%s", name, why)
	}
	if other := names[anyCase(name)]; other != "" {
		return fmt.Sprintf("the name ‘%s’ is that of %s already; case does not count", name, other)
	}
	return ""
}

// checkLabel says what is wrong with label i, in which field.
func (s Scheme) checkLabel(i int, names map[string]string) (field, what string) {
	l := s.Labels[i]
	if what := checkName(l.Name, names); what != "" {
		return "name", what
	}
	switch {
	case len(s.LabelKeys(i)) == 0:
		return "key", fmt.Sprintf("‘%s’ cannot be given: it has no key, and only the first nine labels have digits", l.Name)
	case l.On != OnBoth && l.On != OnSentences && l.On != OnSpans:
		return "on", fmt.Sprintf("‘%s’ is for %q, and should be for sentence or span", l.Name, l.On)
	case utf8.RuneCountInString(l.Glyph) > 1:
		return "glyph", fmt.Sprintf("the glyph %q of ‘%s’ is more than one character", l.Glyph, l.Name)
	}
	return "", ""
}

// check says what is wrong with an attribute of a scheme, in which field.
func (a Attribute) check(s Scheme, names map[string]string) (field, what string) {
	if what := checkName(a.Name, names); what != "" {
		return "name", what
	}
	switch {
	case a.Key == "":
		return "key", fmt.Sprintf("‘%s’ has no key", a.Name)
	case len(a.Choices) == 0:
		return "choices", fmt.Sprintf("‘%s’ has no choices", a.Name)
	case len(a.Choices) > mostChoices:
		return "choices", fmt.Sprintf("‘%s’ has %d choices, more than %d", a.Name, len(a.Choices), mostChoices)
	}
	for n, c := range a.Choices {
		if why := nameless(c); why != "" {
			return "choices", fmt.Sprintf("choice %d of ‘%s’, %.150q, is no name%s", n+1, a.Name, c, why)
		}
		if slices.Contains(a.Choices[:n], c) {
			return "choices", fmt.Sprintf("choice %d of ‘%s’, %q, stands twice", n+1, a.Name, c)
		}
	}
	for _, l := range a.Labels {
		if _, ok := s.Label(l); !ok {
			return "labels", fmt.Sprintf("‘%s’ is asked of the label ‘%s’, which is none of the scheme's", a.Name, l)
		}
	}
	return "", ""
}
