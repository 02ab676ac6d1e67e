package adjudication

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"rashomon/annotate"
)

// own is under which name gold keeps its mark in annotate.Annotation's Extra.
const own = "rashomon"

// mark is what gold remembers of how it was decided: {"on":{"ana":"3f0c2a91"},"rule":"majority"}.
type mark struct {
	On   map[string]string `json:"on,omitempty"`   // what each annotator said then, as a short hash
	Rule Rule              `json:"rule,omitempty"` // that decided; empty where somebody did
}

// markOf is the mark of an annotation, empty where it has none that can be read.
func markOf(a annotate.Annotation) (m mark) {
	if keys := annotate.ExtraOf(a.Extra, own); keys != nil {
		json.Unmarshal(keys["on"], &m.On)
		json.Unmarshal(keys["rule"], &m.Rule)
	}
	return m
}

// in is an annotation's Extra with the mark in it, in the place of another.
func (m mark) in(extra string) string {
	keys := maps.Clone(annotate.ExtraOf(extra, own))
	if keys == nil {
		keys = map[string]json.RawMessage{}
	}
	delete(keys, "on")
	delete(keys, "rule")
	if len(m.On) > 0 {
		keys["on"], _ = json.Marshal(m.On) // strings always have their JSON
	}
	if m.Rule != "" {
		keys["rule"], _ = json.Marshal(m.Rule)
	}
	if out, err := annotate.WithExtra(extra, own, keys); err == nil {
		return out
	}
	out, _ := annotate.WithExtra(extra, own, nil) // so many annotators have no room
	return out
}

// mark is that of gold that is decided now.
func (c *Case) mark(rule Rule) mark {
	m := mark{On: map[string]string{}, Rule: rule}
	for _, s := range c.speaking() {
		if !s.Empty() {
			m.On[s.Annotator] = s.hash()
		}
	}
	return m
}

// hash is the same for two that say the same, 8 hexadecimal digits. Notes do not count.
func (s *Say) hash() string {
	details := fmt.Sprintf("%q %q", s.Sentence.Speaker, s.Sentence.Attributes) // fmt sorts the keys of maps
	return annotate.MakeID("say", s.sentenceKey(), details, s.spanKey(true)).String()[:8]
}

// Since is who has changed what she says since it was decided, or came to it since, or took it
// back, and does not say what gold says: in the order of the alphabet. Gold that does not
// remember what it was decided on goes by the clock.
func (c *Case) Since() (names []string) {
	on := c.decidedOn()
	at := c.Gold.Updated()
	said := map[string]bool{}
	for _, s := range c.speaking() {
		said[s.Annotator] = !s.Empty()
		switch {
		case on == nil && s.Updated().After(at), on != nil && !s.Empty() && on[s.Annotator] != s.hash() && !c.gilt(s):
			names = append(names, s.Annotator)
		}
	}
	for name := range on {
		if !said[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// decidedOn is what annotators had said when gold was decided last; nil where it does not say.
func (c *Case) decidedOn() map[string]string {
	last := c.Gold.Sentence
	for _, x := range c.Gold.Spans {
		if x.Updated.After(last.Updated) {
			last = x
		}
	}
	return markOf(last).On
}

// gilt says whether an annotator says what gold says.
func (c *Case) gilt(s *Say) bool {
	return same(s, &c.Gold, Labels) && same(s, &c.Gold, Spans) && same(s, &c.Gold, Details)
}
