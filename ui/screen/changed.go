package screen

import (
	"rashomon/annotate"
	"rashomon/ui/prose"
)

// Changed is that an annotation was said of other words than stand there now, and of which, cut
// to so many columns; empty where it was not.
func (p *Page) Changed(a annotate.Annotation, most int) string {
	if a.Was == "" {
		return ""
	}
	return "said of other words: " + p.quote(a.Was, most)
}

// changedGlyph is the mark beside what was said of other words.
func (p *Page) changedGlyph() prose.Cell {
	return glyph(p.theme.Glyphs.Changed, prose.StyleOf(p.theme.StatusWarn))
}

// holds says that what is said of the target holds for its words too, if it was said of others;
// handled is false where it was not.
func (l *Labelling) holds(r *annotate.Reading, t annotate.Target) (requests []Request, handled bool) {
	c, ok := r.Confirm(t, l.Now())
	if !ok {
		return nil, false
	}
	return append(l.make(r, c, ok), Say{Text: "it holds for these words · " + Shortcut(l.Keys.Undo) + " undoes"}), true
}
