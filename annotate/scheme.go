package annotate

import (
	_ "embed" // the guidelines
	"slices"
)

// On says what a label may be put on.
type On string

// What labels may be put on.
const (
	OnBoth      On = "" // sentences and spans
	OnSentences On = "sentence"
	OnSpans     On = "span"
)

// Label is one of the things an annotator can say of a sentence or a span.
type Label struct {
	Name        string `json:"name"`
	Key         string `json:"key,omitempty"`    // the key that toggles it; the first nine have their digits besides
	Colour      string `json:"colour,omitempty"` // blue, orange, green, …: a name the theme knows
	Glyph       string `json:"glyph,omitempty"`  // one cell, shown in the gutter: labels never differ by colour alone
	On          On     `json:"on,omitempty"`
	Description string `json:"description,omitempty"`
}

// Attribute is a question with a few answers that may be asked of whatever is labelled: how
// certain, for or against.
type Attribute struct {
	Name        string   `json:"name"`
	Key         string   `json:"key"`              // asks it
	Choices     []string `json:"choices"`          // at most nine
	Labels      []string `json:"labels,omitempty"` // asked only where one of these stands; of none, everywhere
	Description string   `json:"description,omitempty"`
}

// Scheme is the labels that belong together and how they may be used.
type Scheme struct {
	Name       string      `json:"name"`
	Labels     []Label     `json:"labels"`
	Several    bool        `json:"several"` // whether several labels may stand on one sentence or span
	Attributes []Attribute `json:"attributes,omitempty"`
	Guidelines string      `json:"guidelines,omitempty"` // Markdown, for annotators
}

// Attribute finds an attribute by name.
func (s Scheme) Attribute(name string) (Attribute, bool) {
	i := slices.IndexFunc(s.Attributes, func(a Attribute) bool { return a.Name == name })
	if i < 0 {
		return Attribute{}, false
	}
	return s.Attributes[i], true
}

// BySpans says whether the scheme has labels for words only, and none for a sentence: a
// sentence is done then where words in it are labelled.
func (s Scheme) BySpans() bool {
	return len(s.Labels) > 0 && !slices.ContainsFunc(s.Labels, func(l Label) bool { return l.Allows(OnSentence(0)) })
}

// Allows says whether the label may be put on the target.
func (l Label) Allows(t Target) bool {
	return l.On == OnBoth || (l.On == OnSentences) == (t.Sentence >= 0)
}

// Asks says whether the attribute is asked where these labels stand.
func (a Attribute) Asks(labels []string) bool {
	return len(a.Labels) == 0 || slices.ContainsFunc(labels, func(l string) bool { return slices.Contains(a.Labels, l) })
}

// Label finds a label by name.
func (s Scheme) Label(name string) (Label, bool) {
	i := slices.IndexFunc(s.Labels, func(l Label) bool { return l.Name == name })
	if i < 0 {
		return Label{}, false
	}
	return s.Labels[i], true
}

// Toggle is labels with the named one taken out if it is there, else put in: beside the
// others where several may stand, in their place where not. The order is the scheme's;
// labels that the scheme does not know are kept, after the others.
func (s Scheme) Toggle(labels []string, name string) []string {
	var out []string
	had := slices.Contains(labels, name)
	for _, l := range s.Labels {
		switch {
		case l.Name == name && !had, l.Name != name && slices.Contains(labels, l.Name) && (s.Several || had):
			out = append(out, l.Name)
		}
	}
	for _, l := range labels {
		if _, known := s.Label(l); !known && l != name {
			out = append(out, l)
		}
	}
	return out
}

// DefaultScheme is fact, quote and claim, for sentences and spans.
func DefaultScheme() Scheme {
	return Scheme{
		Name:    "default",
		Several: true,
		Labels: []Label{
			{Name: "fact", Key: "f", Colour: "green", Glyph: "■", Description: "the report says it in its own voice, as so"},
			{Name: "quote", Key: "q", Colour: "blue", Glyph: "❝", Description: "somebody's own words, word for word, between quotation marks"},
			{Name: "claim", Key: "c", Colour: "orange", Glyph: "▲", Description: "somebody says so, in the report's words, or the report leaves it open"},
		},
		Guidelines: defaultGuidelines,
	}
}

//go:embed guidelines.md
var defaultGuidelines string
