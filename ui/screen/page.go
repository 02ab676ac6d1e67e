package screen

import (
	"cmp"
	"fmt"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/prose"
	"rashomon/ui/theme"
)

// Page is one report on a screen: the annotator's reading of it and the pane that shows
// it, with the keys that move and search in a text.
type Page struct {
	Reading   *annotate.Reading
	Pane      *prose.Pane
	Called    string // what the text is, for messages: report
	keys      Keys
	labelling *Labelling
	theme     theme.Theme
	looks     []prose.Style // of the scheme's labels
	needle    string
	hits      []annotate.Span

	sel   *selection    // nil where nothing is selected
	next  annotate.Span // where the next selection begins, if that is in the current sentence
	stops map[int]stops // of sentences
	grip  *grip         // where the mouse button was pressed, while it is held down
	laid  laid
}

// NewPage puts a reading into a pane.
func NewPage(r *annotate.Reading, keys Keys, l *Labelling, t theme.Theme) *Page {
	p := &Page{Reading: r, Called: "report", keys: keys, labelling: l, next: nowhere()}
	p.Pane = prose.NewPane(prose.New(r.Body.Text, r.Article.Format, t), r.Body.Sentences)
	p.SetTheme(t)
	return p
}

// SetTheme changes colours.
func (p *Page) SetTheme(t theme.Theme) {
	p.theme = t
	p.Pane.SetTheme(t)
	p.looks = p.looks[:0]
	for _, l := range p.Reading.Scheme.Labels {
		p.looks = append(p.looks, prose.StyleOf(t.Label(l.Colour)))
	}
	p.laid.done = false
	p.layOut()
}

// Name is what to call the report where there is little room: its source, or else its title.
func (p *Page) Name() string {
	if p.Reading.Article.Source != "" {
		return Safe(p.Reading.Article.Source)
	}
	return Safe(p.Reading.Article.Title)
}

// Edited makes edits that came from elsewhere; shown says that the cursor went to one.
func (p *Page) Edited(msg Edited) (shown bool) {
	if !p.Reading.Apply(msg.Edits) {
		return false
	}
	defer p.layOut()
	if !msg.Show {
		return false
	}
	var to *annotate.Annotation
	for _, e := range msg.Edits {
		if e.Annotation == nil {
			continue
		}
		x := cmp.Or(e.Annotation.After, e.Annotation.Before)
		if x.Article == p.Reading.Article.ID && x.Revision == p.Reading.Article.Revision && (to == nil || to.ID == x.ID) {
			to = x
		}
	}
	if to != nil {
		p.goTo(*to)
	}
	return to != nil
}

// goTo makes the sentence of an annotation the current one; if it is of a span, that is held.
func (p *Page) goTo(a annotate.Annotation) {
	p.Deselect()
	if a.Sentence >= 0 {
		p.Pane.SetCursor(a.Sentence)
		return
	}
	if p.hold(a.Span); p.sel != nil {
		_, p.sel.held = p.Reading.At(annotate.OnSpan(a.Span))
	}
}

// Press acts on the keys that select words, and while some are selected on those that say
// something of them; then on the keys that move in a text and search it. Handled is false for
// others.
func (p *Page) Press(press Press) (requests []Request, handled bool) {
	defer p.layOut()
	if p.labelling != nil { // nothing can be said of the words of a page without
		if requests, handled = p.selecting(press); handled {
			return requests, true
		}
	}
	next := p.next
	if requests, handled = p.move(press); handled && !key.Matches(press, p.keys.Search) {
		p.sel = nil
		if p.next == next {
			p.next = nowhere()
		}
	}
	return requests, handled
}

// move acts on the keys that move in a text and search it.
func (p *Page) move(press Press) (requests []Request, handled bool) {
	k, pane, n := p.keys, p.Pane, p.Pane.Cursor()
	switch {
	case key.Matches(press, k.Down):
		pane.SetCursor(n + 1)
	case key.Matches(press, k.Up):
		pane.SetCursor(n - 1)
	case key.Matches(press, k.First):
		pane.SetCursor(0)
	case key.Matches(press, k.Last):
		pane.SetCursor(len(p.Reading.Body.Sentences) - 1)
	case key.Matches(press, k.HalfDown):
		pane.HalfPage(1)
	case key.Matches(press, k.HalfUp):
		pane.HalfPage(-1)
	case key.Matches(press, k.Page):
		pane.Page(1)
	case key.Matches(press, k.PageUp):
		pane.Page(-1)
	case key.Matches(press, k.NextUndone):
		return p.undone(1), true
	case key.Matches(press, k.PreviousUndone):
		return p.undone(-1), true
	case key.Matches(press, k.Search):
		return []Request{p.askSearch()}, true
	case key.Matches(press, k.Next):
		return p.hit(1), true
	case key.Matches(press, k.Previous):
		return p.hit(-1), true
	default:
		return nil, false
	}
	return nil, true
}

func (p *Page) undone(step int) []Request {
	n, ok := p.Reading.Undone(p.Pane.Cursor(), step)
	if !ok {
		return []Request{Say{Text: "every sentence of this report is labelled or skipped"}}
	}
	p.Pane.SetCursor(n)
	return nil
}

// GoOn moves to the next sentence without a label, after one has been labelled; at the end
// of the report it stays and says so.
func (p *Page) GoOn() []Request {
	n, ok := p.Reading.Undone(p.Pane.Cursor(), 1)
	switch {
	case !ok:
		return []Request{Say{Text: "every sentence of this report is labelled or skipped"}}
	case n <= p.Pane.Cursor():
		return []Request{Say{Text: fmt.Sprintf("the end; sentences without a label stand before (%s)", Shortcut(p.keys.NextUndone))}}
	}
	p.Pane.SetCursor(n)
	return nil
}

// SetCursor makes a sentence the current one; -1 is the first without a label.
func (p *Page) SetCursor(n int) {
	if n < 0 {
		n = 0
		if !p.Reading.Done(0) {
			p.Pane.SetCursor(0)
			return
		}
		if u, ok := p.Reading.Undone(0, 1); ok {
			n = u
		}
	}
	p.Pane.SetCursor(n)
}

// Gutter is the glyphs beside a sentence: its labels, then that they are of other words, that
// there is a flag, a note or a speaker, at most so many; the second is never left out.
func (p *Page) Gutter(sentence, most int) []prose.Cell {
	a, ok := p.Reading.Sentence(sentence)
	if !ok {
		return nil
	}
	var out []prose.Cell
	g := p.theme.Glyphs
	for i, l := range p.Reading.Scheme.Labels {
		if a.Has(l.Name) {
			out = append(out, glyph(LabelGlyph(l, p.theme), p.looks[i]))
		}
	}
	labels := len(out)
	if a.Was != "" {
		out = append(out, p.changedGlyph())
	}
	for _, extra := range []struct {
		on   bool
		text string
	}{{p.labelling.Unsaved(a), g.Pending}, {a.Flag == annotate.Flagged, g.Flag}, {a.Flag == annotate.Skipped, g.Skip}, {a.Note != "", g.Note}, {a.Speaker != "", g.Speaker}} {
		if extra.on {
			out = append(out, glyph(extra.text, prose.StyleOf(p.theme.Dim)))
		}
	}
	if len(out) > most {
		last := glyph(g.More, prose.StyleOf(p.theme.Dim))
		if a.Was != "" && labels >= most-1 {
			last = p.changedGlyph()
		}
		out = append(out[:most-1], last)
	}
	return out
}

// LabelGlyph is the label's mark: its own, or in ASCII and without one the first letter of its name.
func LabelGlyph(l annotate.Label, t theme.Theme) string {
	if own := Safe(l.Glyph); ansi.StringWidth(own) == 1 && t.Glyphs != theme.ASCIIGlyphs() {
		return own
	}
	r, _ := utf8.DecodeRuneInString(Safe(l.Name))
	if first := string(unicode.ToUpper(r)); ansi.StringWidth(first) == 1 {
		return first
	}
	return t.Glyphs.Bullet // a wide one would push the text aside
}

func glyph(text string, s prose.Style) prose.Cell {
	return prose.Cell{Text: text, Style: s, Offset: -1, Width: 1}
}

// Look is the style of a sentence's words: the colour of its first label.
func (p *Page) Look(sentence int) prose.Style {
	a, ok := p.Reading.Sentence(sentence)
	if !ok {
		return prose.Style{}
	}
	for i, l := range p.Reading.Scheme.Labels {
		if a.Has(l.Name) {
			return p.looks[i]
		}
	}
	if a.Flag == annotate.Skipped {
		return prose.StyleOf(p.theme.Dim)
	}
	return prose.Style{}
}
