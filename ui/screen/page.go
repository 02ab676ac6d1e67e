package screen

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"

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
}

// NewPage puts a reading into a pane.
func NewPage(r *annotate.Reading, keys Keys, l *Labelling, t theme.Theme) *Page {
	p := &Page{Reading: r, Called: "report", keys: keys, labelling: l}
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
	if !p.Reading.Apply(msg.Edits) || !msg.Show {
		return false
	}
	for _, e := range msg.Edits {
		if e.Annotation == nil {
			continue
		}
		for _, x := range []*annotate.Annotation{e.Annotation.After, e.Annotation.Before} {
			if x != nil && x.Article == p.Reading.Article.ID && x.Sentence >= 0 {
				p.Pane.SetCursor(x.Sentence)
				return true
			}
		}
	}
	return false
}

// Press acts on the keys that move in a text and search it; handled is false for others.
func (p *Page) Press(press Press) (requests []Request, handled bool) {
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

func (p *Page) askSearch() Request {
	from, needle := p.Pane.Cursor(), p.needle
	look := func(text string) []Request {
		p.find(text)
		p.Pane.SetCursor(from)
		return p.show(p.nearest(p.span(from).Start))
	}
	return Ask{
		Title: "search", Typing: look,
		Done: func(text string) []Request {
			if text == "" {
				p.find(needle) // an empty search repeats the last
			}
			return p.show(p.nearest(p.span(from).Start))
		},
		Cancelled: func() []Request { p.find(""); p.Pane.SetCursor(from); return nil },
	}
}

// find keeps where the words stand in the text, whatever their case.
func (p *Page) find(words string) {
	p.needle, p.hits = words, findAll(p.Reading.Body.Text, strings.TrimSpace(words))
}

// span is where a sentence stands; the beginning of a text without sentences.
func (p *Page) span(sentence int) annotate.Span {
	if sentence >= len(p.Reading.Body.Sentences) {
		return annotate.Span{}
	}
	return p.Reading.Body.Sentences[sentence]
}

// nearest is the index of the first hit at or after the offset, or the first of all.
func (p *Page) nearest(offset int) int {
	for i, h := range p.hits {
		if h.End > offset {
			return i
		}
	}
	return 0
}

func (p *Page) show(i int) []Request {
	switch {
	case p.needle == "":
		return nil
	case len(p.hits) == 0:
		return []Request{Say{Text: fmt.Sprintf("%q is not in this %s", Safe(p.needle), p.Called), Bad: true}}
	}
	p.Pane.Reveal(p.hits[i])
	return []Request{Say{Text: fmt.Sprintf("hit %d of %d", i+1, len(p.hits))}}
}

// hit goes to the next sentence with a hit, or the one before.
func (p *Page) hit(step int) []Request {
	if p.needle == "" {
		return []Request{Say{Text: fmt.Sprintf("nothing searched for yet: %s searches", Shortcut(p.keys.Search))}}
	}
	if len(p.hits) == 0 {
		return p.show(0)
	}
	here := p.span(p.Pane.Cursor())
	i := 0
	if step > 0 {
		i = max(slices.IndexFunc(p.hits, func(h annotate.Span) bool { return h.Start >= here.End }), 0)
	} else {
		i = len(p.hits) - 1
		for k, h := range p.hits {
			if h.Start < here.Start {
				i = k
			}
		}
	}
	return p.show(i)
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

// Gutter is the glyphs beside a sentence: its labels, then that there is a flag, a note or
// a speaker, at most so many.
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
	for _, extra := range []struct {
		on   bool
		text string
	}{{p.labelling.Unsaved(a), g.Pending}, {a.Flag == annotate.Flagged, g.Flag}, {a.Flag == annotate.Skipped, g.Skip}, {a.Note != "", g.Note}, {a.Speaker != "", g.Speaker}} {
		if extra.on {
			out = append(out, glyph(extra.text, prose.StyleOf(p.theme.Dim)))
		}
	}
	if len(out) > most {
		out = append(out[:most-1], glyph(g.More, prose.StyleOf(p.theme.Dim)))
	}
	return out
}

// LabelGlyph is the label's mark: its own, or in ASCII and without one the first letter of its name.
func LabelGlyph(l annotate.Label, t theme.Theme) string {
	if l.Glyph != "" && t.Glyphs != theme.ASCIIGlyphs() {
		return l.Glyph
	}
	r, _ := utf8.DecodeRuneInString(l.Name)
	return string(unicode.ToUpper(r))
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

// Hits is the marks of what was searched for.
func (p *Page) Hits() []prose.Mark {
	out := make([]prose.Mark, len(p.hits))
	look := prose.StyleOf(p.theme.Search)
	for i, h := range p.hits {
		out[i] = prose.Mark{Span: h, Style: look}
	}
	return out
}

// Resume takes over the search of the page whose place this one takes.
func (p *Page) Resume(old *Page) {
	if p.needle = old.needle; old.Searching() {
		p.find(old.needle)
	}
}

// Find marks every place of the words in the text, whatever their case; of none, nothing.
func (p *Page) Find(words string) { p.find(words) }

// HitsIn is the marks of what was searched for in a span.
func (p *Page) HitsIn(s annotate.Span) (out []prose.Mark) {
	first := sort.Search(len(p.hits), func(i int) bool { return p.hits[i].End > s.Start })
	for _, h := range p.hits[first:] {
		if h.Start >= s.End {
			break
		}
		out = append(out, prose.Mark{Span: h, Style: prose.StyleOf(p.theme.Search)})
	}
	return out
}

// Searching says whether hits are shown; Forget takes them away.
func (p *Page) Searching() bool { return len(p.hits) > 0 }

// Forget takes the hits of the last search away.
func (p *Page) Forget() { p.hits = nil }

// Describe is what is said of a sentence, in words, for the status line.
func (p *Page) Describe(sentence int) string {
	if len(p.Reading.Body.Sentences) == 0 {
		return "no sentences"
	}
	parts := []string{fmt.Sprintf("sentence %d of %d", sentence+1, len(p.Reading.Body.Sentences))}
	a, ok := p.Reading.Sentence(sentence)
	if !ok {
		return parts[0]
	}
	if len(a.Labels) > 0 {
		parts = append(parts, Safe(strings.Join(a.Labels, ", ")))
	}
	switch a.Flag {
	case annotate.Flagged:
		parts = append(parts, "flagged")
	case annotate.Skipped:
		parts = append(parts, "skipped")
	}
	if a.Speaker != "" {
		parts = append(parts, p.theme.Glyphs.Speaker+" "+Safe(a.Speaker))
	}
	if a.Note != "" {
		parts = append(parts, p.theme.Glyphs.Note+" "+Safe(a.Note))
	}
	return strings.Join(parts, " · ")
}

// findAll is every place of the words in the text that does not overlap one before it,
// whatever the case of either.
func findAll(text, words string) (out []annotate.Span) {
	if words == "" {
		return nil
	}
	first, _ := utf8.DecodeRuneInString(words)
	first = unicode.ToLower(first)
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if unicode.ToLower(r) == first {
			if end, ok := foldedPrefix(text[i:], words); ok {
				out = append(out, annotate.Span{Start: i, End: i + end})
				i += end
				continue
			}
		}
		i += n
	}
	return out
}

// foldedPrefix says whether text begins with the words, whatever the case, and how many
// of its bytes that takes. White space in the words stands for any run of it.
func foldedPrefix(text, words string) (int, bool) {
	i := 0
	for _, w := range words {
		r, n := utf8.DecodeRuneInString(text[i:])
		if n == 0 {
			return 0, false
		}
		if unicode.IsSpace(w) && unicode.IsSpace(r) {
			for n > 0 && unicode.IsSpace(r) {
				i += n
				r, n = utf8.DecodeRuneInString(text[i:])
			}
			continue
		}
		if unicode.ToLower(r) != unicode.ToLower(w) {
			return 0, false
		}
		i += n
	}
	return i, true
}
