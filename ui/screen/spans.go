package screen

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"rashomon/annotate"
	"rashomon/ui/prose"
	"rashomon/ui/theme"
)

// laid is the labelled spans of a page as they have been laid out last.
type laid struct {
	done     bool
	edits    int           // of the reading, when they were
	selected annotate.Span // if that has brackets too
	spans    []annotate.Annotation
	longest  int // bytes of the longest
	brackets []prose.Bracket
}

// layOut puts brackets around labelled spans, unless nothing has changed about them.
func (p *Page) layOut() {
	var selected annotate.Span
	if !p.theme.Colour && p.theme.Glyphs == theme.ASCIIGlyphs() {
		selected = p.Selection()
	}
	if p.laid.done && p.laid.edits == p.Reading.SpanEdits() && p.laid.selected == selected {
		return
	}
	p.laid = laid{done: true, edits: p.Reading.SpanEdits(), selected: selected}
	p.laid.spans = p.Reading.Spans(annotate.Span{Start: 0, End: len(p.Reading.Body.Text)})
	for i, a := range p.laid.spans {
		p.laid.longest = max(p.laid.longest, a.Span.Len())
		p.laid.brackets = append(p.laid.brackets, p.bracket(a, p.crosses(i)))
	}
	if selected.Len() > 0 {
		p.laid.brackets = append(p.laid.brackets, prose.Bracket{Span: selected, Open: "[[", Close: "]]", Style: prose.StyleOf(p.theme.Selection)})
		slices.SortStableFunc(p.laid.brackets, func(a, b prose.Bracket) int {
			return byPlace(a.Span, b.Span)
		})
	}
	p.Pane.SetBrackets(p.laid.brackets)
}

// crosses says whether the labelled span numbered i begins within another and ends after it,
// or the other way round: then it is not seen which of two brackets ends it.
func (p *Page) crosses(i int) bool {
	s := p.laid.spans[i].Span
	return slices.ContainsFunc(p.spansIn(s), func(a annotate.Annotation) bool {
		t := a.Span
		return s.Start < t.Start && t.Start < s.End && s.End < t.End || t.Start < s.Start && s.Start < t.End && t.End < s.End
	})
}

// bracket is what stands around a labelled span: its glyphs within signs of opening and
// closing, at the end too where it crosses another.
func (p *Page) bracket(a annotate.Annotation, crosses bool) prose.Bracket {
	g := p.theme.Glyphs
	glyphs := p.glyphs(a)
	out := prose.Bracket{Span: a.Span, Open: g.SpanOpen + glyphs, Close: g.SpanClose, Style: p.spanLook(a)}
	if g == theme.ASCIIGlyphs() {
		out.Open += ":"
	}
	if crosses {
		out.Close = glyphs + g.SpanClose
	}
	return out
}

// glyphs is the glyphs of an annotation's labels; of what else is said where it has none.
func (p *Page) glyphs(a annotate.Annotation) (out string) {
	g := p.theme.Glyphs
	for _, l := range p.Reading.Scheme.Labels {
		if a.Has(l.Name) {
			out += LabelGlyph(l, p.theme)
		}
	}
	switch {
	case out != "":
	case len(a.Labels) > 0:
		out = "?"
	case a.Flag == annotate.Flagged:
		out = g.Flag
	case a.Flag == annotate.Skipped:
		out = g.Skip
	case a.Note != "":
		out = g.Note
	case a.Speaker != "":
		out = g.Speaker
	}
	if a.Was != "" {
		out += g.Changed
	}
	return out
}

// spanLook is how a labelled span looks: underlined, in the colour of its first label.
func (p *Page) spanLook(a annotate.Annotation) prose.Style {
	look := prose.Style{}
	for i, l := range p.Reading.Scheme.Labels {
		if a.Has(l.Name) {
			look = p.looks[i]
			break
		}
	}
	look.Attrs |= prose.Underline
	return look
}

// spansIn is the annotations of spans that overlap s, in the order of the text, longer
// ones first.
func (p *Page) spansIn(s annotate.Span) (out []annotate.Annotation) {
	all := p.laid.spans
	for i := sort.Search(len(all), func(i int) bool { return all[i].Span.Start > s.Start-p.laid.longest }); i < len(all) && all[i].Span.Start < s.End; i++ {
		if all[i].Span.Overlaps(s) {
			out = append(out, all[i])
		}
	}
	return out
}

// Brackets is what stands around the labelled spans that overlap s, for who draws them on
// its own; a [prose.Pane] of the page has them already.
func (p *Page) Brackets(s annotate.Span) (out []prose.Bracket) {
	p.layOut()
	for _, b := range p.laid.brackets {
		if b.Span.Start >= s.End {
			break
		}
		if b.Span.Overlaps(s) {
			out = append(out, b)
		}
	}
	return out
}

// SpanMarks is the marks of labelled spans that overlap s, in the order of the text.
func (p *Page) SpanMarks(s annotate.Span) (out []prose.Mark) {
	p.layOut()
	for _, a := range p.spansIn(s) {
		out = append(out, prose.Mark{Span: a.Span, Style: p.spanLook(a)})
	}
	return out
}

// Marks is all marks on the words in sight: labelled spans, what was searched for, and what
// is selected.
func (p *Page) Marks() []prose.Mark {
	p.layOut()
	first, last := p.Pane.VisibleSentences()
	if last < 0 {
		return nil
	}
	seen := annotate.Span{Start: p.span(first).Start, End: p.span(last).End}
	out, selected := p.SpanMarks(seen), p.Selection()
	for _, h := range p.HitsIn(seen) {
		if !h.Span.Overlaps(selected) {
			out = append(out, h)
		}
	}
	if selected.Len() > 0 {
		out = append(out, p.selectedMarks()...)
	}
	slices.SortStableFunc(out, func(a, b prose.Mark) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return out
}

// selectedMarks is the marks of what is selected, and of the letter at the end that moves.
func (p *Page) selectedMarks() []prose.Mark {
	s, look := p.Selection(), prose.StyleOf(p.theme.Selection)
	out := []prose.Mark{{Span: s, Style: look}}
	if p.sel.held {
		return out
	}
	at := annotate.Span{Start: p.sel.moving}
	if p.sel.moving > p.sel.fixed {
		end, _ := p.before(lettersOf, p.sel.moving, false)
		at = annotate.Span{Start: max(end.Start, s.Start), End: s.End}
	} else {
		end, _ := p.after(lettersOf, p.sel.moving, false)
		at.End = min(max(end.End, at.Start+1), s.End)
	}
	end := prose.Style{Attrs: prose.Bold | prose.Underline}
	if p.theme.Colour {
		end.Attrs = prose.Reverse
	}
	return append(out, prose.Mark{Span: at, Style: end})
}

// nextSpan goes to the next labelled span, or the one before, and holds it.
func (p *Page) nextSpan(way int) []Request {
	p.layOut()
	all := p.laid.spans
	if len(all) == 0 {
		return []Request{Say{Text: fmt.Sprintf("no words of this %s are labelled: %s selects some", p.Called, Shortcut(p.keys.Select))}}
	}
	here := p.span(p.Pane.Cursor())
	here.End = here.Start
	if p.sel != nil {
		if here = p.sel.was; here.Len() == 0 {
			here = p.sel.span()
		}
	}
	i := slices.IndexFunc(all, func(a annotate.Annotation) bool { return byPlace(a.Span, here) >= 0 })
	switch {
	case i < 0 && way > 0:
		i = 0
	case i < 0:
		i = len(all) - 1
	case way < 0:
		i = (i + len(all) - 1) % len(all)
	case p.sel != nil && all[i].Span == here:
		i = (i + 1) % len(all)
	}
	p.Deselect()
	p.hold(all[i].Span)
	return []Request{Say{Text: fmt.Sprintf("labelled span %d of %d", i+1, len(all))}}
}

// byPlace compares spans by their order in the text: longer ones first where several begin
// together. An empty one is before all that begin there.
func byPlace(a, b annotate.Span) int {
	if b.Len() == 0 && a.Start == b.Start {
		return 1
	}
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
}

// SpanWords is what is said of the labelled spans in a sentence, in words, one each; the
// words that are quoted are cut to so many columns.
func (p *Page) SpanWords(sentence, most int) (out []string) {
	p.layOut()
	for _, a := range p.spansIn(p.span(sentence)) {
		out = append(out, p.spanWords(a, most))
	}
	return out
}

// spanWords is a labelled span in words: ❝ quote “at least two”.
func (p *Page) spanWords(a annotate.Annotation, most int) string {
	text := p.glyphs(a)
	if len(a.Labels) > 0 {
		text += " " + Safe(strings.Join(a.Labels, ", "))
	}
	text += " " + p.quoted(a.Span, most)
	if said := p.aside(a); said != "" {
		text += " " + said
	}
	return text
}
