package screen

import (
	"charm.land/bubbles/v2/key"

	"rashomon/ui/theme"
)

// SignsTitle is what help calls the group of signs; they are no keys.
const SignsTitle = "Signs"

// Signs is what the marks beside sentences mean, as help shows it: those of what is said of a
// sentence, and with others those of how it stands to other reports.
func Signs(g theme.Glyphs, others bool) Group {
	out := Group{Title: SignsTitle}
	sign := func(glyph, means string) {
		out.Bindings = append(out.Bindings, key.NewBinding(key.WithHelp(glyph, means)))
	}
	if others {
		sign(g.Verbatim, "word for word in another report")
		sign(g.Paraphrase, "reworded: words that differ are underlined")
		sign(g.Partial, "the same in part")
		sign(g.OnlyHere, "in this report only, as far as was found")
		sign(g.Conflict, "[contradicts] another report; (names no number)")
		sign(g.Silent, "this report is silent")
		sign(g.Moved, "elsewhere in the order of its report")
		sign(g.Picked, "picked, to be linked with another")
	}
	if !others {
		sign("?", "suggested only: nobody has accepted it")
	}
	sign(g.SpanOpen+" "+g.SpanClose, "words with a label of their own")
	sign(g.Changed, "said of other words, which have changed since")
	sign(g.Speaker, "has a speaker")
	sign(g.Note, "has a note")
	sign(g.Flag, "flagged")
	sign(g.Skip, "to be skipped")
	sign(g.Pending, "not on the disk yet")
	sign(g.More, "more than there is room for")
	return out
}
