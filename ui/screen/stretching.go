package screen

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
)

// enter gives the span that was labelled the words that are selected now; of one that was said
// of other words it says that it holds.
func (p *Page) enter() []Request {
	switch s := p.sel; {
	case s.held:
		if out, held := p.labelling.holds(p.Reading, p.Target()); held {
			return out
		}
		p.Deselect()
		return nil
	case s.stretching():
		return p.stretch()
	}
	return []Request{Say{Text: p.offer()}}
}

// stretch moves what is said of a span to the words that are selected.
func (p *Page) stretch() []Request {
	s := p.sel
	c, ok := p.Reading.Stretch(annotate.OnSpan(s.was), s.span(), p.labelling.Now())
	if !ok {
		return []Request{Say{Text: fmt.Sprintf("something is said of exactly these words already: %s and %s go to it", Shortcut(p.keys.PreviousSpan), Shortcut(p.keys.NextSpan))}}
	}
	p.Reading.Apply(c.Edits)
	s.held, s.was = true, annotate.Span{}
	return p.labelling.Make(c)
}

// say acts on a key that says something of what is selected: of a span whose ends were
// moved, as it is now. A label that stands already only stretches it.
func (p *Page) say(press Press) (out []Request) {
	s := p.sel
	if s.stretching() {
		if said, _ := p.Reading.At(annotate.OnSpan(s.was)); said.Span == s.was {
			out = p.stretch()
			if !s.held || p.labelled(press, said) {
				return out
			}
		}
	}
	more, _, _ := p.labelling.Press(press, p.Reading, p.Target())
	return together(append(out, p.holding(more)...))
}

// holding is requests of which the first that makes a change has the selection held, at once
// or when what is asked has been answered.
func (p *Page) holding(out []Request) []Request {
	for i, r := range out {
		switch r := r.(type) {
		case Make:
			if p.sel != nil {
				p.sel.held, p.sel.was = true, annotate.Span{}
			}
		case Ask:
			done := r.Done
			r.Done = func(text string) []Request { return p.holding(done(text)) }
			out[i] = r
		case Choose:
			done := r.Done
			r.Done = func(n int) []Request { return p.holding(done(n)) }
			out[i] = r
		}
	}
	return out
}

// labelled says whether the key is that of a label which stands already.
func (p *Page) labelled(press Press, said annotate.Annotation) bool {
	for i, b := range p.keys.Labels {
		if key.Matches(press, b) {
			return said.Has(p.Reading.Scheme.Labels[i].Name)
		}
	}
	return false
}

// together makes the first two requests one change, where both are to make one: it is
// undone by one key.
func together(out []Request) []Request {
	if len(out) < 2 {
		return out
	}
	a, first := out[0].(Make)
	b, second := out[1].(Make)
	if !first || !second {
		return out
	}
	b.Change.Edits = slices.Concat(a.Change.Edits, b.Change.Edits)
	return append([]Request{b}, out[2:]...)
}
