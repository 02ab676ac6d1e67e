package screen

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
	"rashomon/ui/prose"
)

// Ghosted is the gutter with what is suggested for a sentence before it: the label's glyph and a
// question mark, so that nobody takes it for a label, not even where there are no colours.
// What is said of the sentence goes first: where there is no room for both, it stands alone.
func (p *Page) Ghosted(sentence, most int) []prose.Cell {
	said := p.Gutter(sentence, most)
	s, ok := p.labelling.Ghosts.Of(p.Reading, sentence)
	if !ok || len(said) > most-2 {
		return said
	}
	label, _ := p.Reading.Scheme.Label(s.Label)
	ghost := prose.StyleOf(p.theme.Ghost)
	return append([]prose.Cell{glyph(strings.ToLower(LabelGlyph(label, p.theme)), ghost), glyph("?", ghost)}, said...)
}

// Suggestion is what is suggested for sentence n and the keys that answer it, for the status
// line; empty where nothing is. The glyph stands before a speaker.
func (l *Labelling) Suggestion(r *annotate.Reading, n int, speaker string) string {
	accept, reject := Shortcut(l.Keys.Open), Shortcut(l.Keys.Reject)
	if p, ok := l.Ghosts.turnedDown(r, n); ok {
		return fmt.Sprintf("%s turned down · %s takes that back", Safe(p.Label), reject)
	}
	p, ok := l.Ghosts.Of(r, n)
	if a, _ := r.Sentence(n); !ok && a.Was != "" {
		return accept + " it holds for these"
	}
	if !ok {
		return ""
	}
	who := ""
	if p.Speaker != "" {
		who = " " + speaker + " " + Safe(p.Speaker)
	}
	return fmt.Sprintf("suggested: %s (%s)%s · %s accept · %s turn down", Safe(p.Label), scored(p.Score), who, accept, reject)
}

// Remark is what is suggested for sentence n in a few words, for the margin; empty where
// nothing is. The glyph stands before a speaker.
func (g *Ghosts) Remark(r *annotate.Reading, n int, speaker string) string {
	p, ok := g.Of(r, n)
	if !ok {
		return ""
	}
	out := Safe(p.Label) + "? " + scored(p.Score)
	if p.Speaker != "" {
		out += " " + speaker + " " + Safe(p.Speaker)
	}
	return out
}

// Suggested is the keys for what is suggested.
func (k Keys) Suggested() Group {
	return Group{"Suggestions", []key.Binding{
		Does(k.Open, "accept the suggestion; so does its label's key"), k.Reject,
		Does(k.Open, "where the words changed: what is said holds for these"),
		Does(k.AcceptAll, "accept all in this report above a score"), k.Ghosts, k.External,
	}}
}
