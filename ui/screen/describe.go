package screen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/theme"
)

// Describe is what is said of a sentence, in words, for the status line: of what is
// selected in it, or else of all of it and then of the labelled spans in it.
func (p *Page) Describe(sentence int) string {
	if len(p.Reading.Body.Sentences) == 0 {
		return "no sentences"
	}
	if p.sel != nil && sentence == p.Pane.Cursor() {
		return p.describeSelection()
	}
	parts := []string{fmt.Sprintf("sentence %d of %d", sentence+1, len(p.Reading.Body.Sentences))}
	if a, ok := p.Reading.Sentence(sentence); ok {
		parts = append(parts, p.said(a)...)
	}
	if spans := p.SpanWords(sentence, 24); len(spans) > 0 {
		parts = append(parts, strings.Join(spans, ", "))
	}
	if gold := p.Gold(sentence); gold != "" {
		parts = append(parts, gold)
	}
	return strings.Join(parts, " · ")
}

// describeSelection is what is selected, what is said of it, and what the keys would do.
func (p *Page) describeSelection() string {
	s := p.sel.span()
	parts := []string{"selected " + p.quoted(s, 32)}
	if p.sel.stretching() {
		if a, ok := p.Reading.At(annotate.OnSpan(p.sel.was)); ok {
			parts = append(parts, p.said(a)...)
			return strings.Join(append(parts, fmt.Sprintf("%s or a label: these are its words now, %s: they are not", Shortcut(p.keys.Open), Shortcut(p.keys.Back))), " · ")
		}
	}
	if a, ok := p.Reading.At(annotate.OnSpan(s)); ok {
		return strings.Join(append(parts, p.said(a)...), " · ")
	}
	return strings.Join(append(parts, p.offer()), " · ")
}

// offer is the keys that say what selected words are.
func (p *Page) offer() string {
	var out []string
	for i, l := range p.Reading.Scheme.Labels {
		if i < len(p.keys.Labels) && l.Allows(annotate.OnSpan(annotate.Span{})) && len(out) < 6 {
			out = append(out, Shortcut(p.keys.Labels[i])+" "+Safe(l.Name))
		}
	}
	return strings.Join(append(out, Shortcut(p.keys.Back)+" leaves"), "  ")
}

// said is all that an annotation says, in words.
func (p *Page) said(a annotate.Annotation) (parts []string) {
	g := p.theme.Glyphs
	if len(a.Labels) > 0 {
		parts = append(parts, Safe(strings.Join(a.Labels, ", ")))
	}
	if changed := p.Changed(a, 32); changed != "" {
		parts = append(parts, changed)
	}
	parts = append(parts, p.Attributes(a)...)
	if flag := Flag(a); flag != "" {
		parts = append(parts, flag)
	}
	if a.Speaker != "" {
		parts = append(parts, g.Speaker+" "+Safe(a.Speaker))
	}
	if a.Note != "" {
		parts = append(parts, g.Note+" "+Safe(a.Note))
	}
	if len(a.Rejected) > 0 {
		parts = append(parts, "not "+Safe(strings.Join(a.Rejected, ", ")))
	}
	return parts
}

// aside is what else is said of a labelled span, in few words.
func (p *Page) aside(a annotate.Annotation) string {
	a.Labels, a.Rejected = nil, nil
	parts := p.said(a)
	if len(parts) == 0 {
		return ""
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// Attributes is the choices made of an annotation, in the scheme's order: certainty high.
func (p *Page) Attributes(a annotate.Annotation) (out []string) {
	var names []string
	for _, x := range p.Reading.Scheme.Attributes {
		names = append(names, x.Name)
	}
	var others []string
	for name := range a.Attributes {
		if !slices.Contains(names, name) {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	for _, name := range append(names, others...) {
		if choice, ok := a.Attributes[name]; ok {
			out = append(out, Safe(name)+" "+Safe(choice))
		}
	}
	return out
}

// Flag is an annotation's flag in words, with its reason; empty where it has none.
func Flag(a annotate.Annotation) string {
	out := ""
	switch a.Flag {
	case annotate.Flagged:
		out = "flagged"
	case annotate.Skipped:
		out = "skipped"
	default:
		return ""
	}
	if a.Reason != "" {
		out += ": " + Safe(a.Reason)
	}
	return out
}

// quoted is the words of a span in quotation marks, cut to so many columns.
func (p *Page) quoted(s annotate.Span, most int) string {
	return p.quote(p.Reading.Body.Text[s.Start:s.End], most)
}

// quote is words in quotation marks, cut to so many columns.
func (p *Page) quote(text string, most int) string {
	const cut = 4 // bytes a column, more than any text that is not hostile has
	if len(text) > 64+cut*most {
		before, after := annotate.Context(text, annotate.Span{}, 64+most)
		text = before + after
	}
	words := ansi.Truncate(Safe(annotate.Line(text)), most, p.theme.Glyphs.More)
	if p.theme.Glyphs == theme.ASCIIGlyphs() {
		return `"` + words + `"`
	}
	return "“" + words + "”"
}
