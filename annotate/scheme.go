package annotate

import "slices"

// Label is one of the things an annotator can say of a sentence.
type Label struct {
	Name        string `json:"name"`
	Key         string `json:"key"`              // the key that toggles it
	Colour      string `json:"colour,omitempty"` // blue, orange, green, …: a name the theme knows
	Glyph       string `json:"glyph,omitempty"`  // one cell, shown in the gutter: labels never differ by colour alone
	Description string `json:"description,omitempty"`
}

// Scheme is the labels that belong together and how they may be used.
type Scheme struct {
	Name       string  `json:"name"`
	Labels     []Label `json:"labels"`
	Several    bool    `json:"several"`              // whether several labels may stand on one sentence
	Guidelines string  `json:"guidelines,omitempty"` // Markdown, for annotators
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

// DefaultScheme is fact, quote and claim.
func DefaultScheme() Scheme {
	return Scheme{
		Name:    "default",
		Several: true,
		Labels: []Label{
			{Name: "fact", Key: "f", Colour: "green", Glyph: "■", Description: "the report states it in its own voice, as so"},
			{Name: "quote", Key: "q", Colour: "blue", Glyph: "❝", Description: "somebody's words, word for word"},
			{Name: "claim", Key: "c", Colour: "orange", Glyph: "▲", Description: "somebody says so, and the report says who, or that it is unproven"},
		},
		Guidelines: defaultGuidelines,
	}
}

const defaultGuidelines = `# Fact, quote, claim

Ask of each sentence: **whose word do we have for it?**

- **Fact**: the report's own. It states the thing as so and names nobody who says it.
- **Quote**: a person's or a body's own words, inside quotation marks, for most of the sentence.
- **Claim**: somebody says so, in the report's words: *officials said*, *according to*, *is believed to*.

A label says what the *report* does. A fact may be wrong, a claim may be true.

## Borderline cases

- Words in quotation marks inside a sentence that reports what somebody said: **claim**; **quote** as well where the quoted words carry the sentence.
- A quotation that runs over several sentences: each of them is a **quote**.
- *No group has said it did it*: a **fact** about silence, not a claim.
- A feeling or a verdict in the report's own voice (*a shocking failure*): **fact**, with a note.
- A heading, a credit or a footer: flag it, and label nothing.
`
