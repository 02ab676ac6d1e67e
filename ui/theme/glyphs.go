package theme

// Glyphs are the marks of the screens. Each takes one column.
type Glyphs struct {
	Verbatim, Paraphrase, Partial string // how two sentences say the same
	OnlyHere, Silent, Moved       string // in one report only; not in this one; elsewhere in the order
	Conflict                      string

	Note, Speaker, Flag, Skip, Pending string
	Changed                            string // said of words that are others now
	Picked                             string // held to be linked with another
	SpanOpen, SpanClose                string // around words that carry a label of their own

	Cursor           string // the bar beside the current sentence
	Quote            string // the bar beside a block quote
	Bullet           string // before a list item
	Done, Open       string // a ticked and an unticked box
	Vertical         string // between columns
	Horizontal       string // under heads
	Crossing         string // where both meet
	More             string // cut off here
	Above, Below     string // there is more that way
	Full, Half, None string // progress: done, begun, untouched
}

// Unequal is the sign between numbers that cannot both be right: one column or two.
func (g Glyphs) Unequal() string {
	if g == ASCIIGlyphs() {
		return "!="
	}
	return "≠"
}

// UnicodeGlyphs are for terminals that draw more than ASCII: nearly all of them.
func UnicodeGlyphs() Glyphs {
	return Glyphs{
		Verbatim: "=", Paraphrase: "~", Partial: "≈",
		OnlyHere: "+", Silent: "·", Moved: "↕",
		Conflict: "!",
		Note:     "✎", Speaker: "»", Flag: "⚑", Skip: "⊘", Pending: "…", Changed: "Δ",
		Picked: "◆", SpanOpen: "⟨", SpanClose: "⟩",
		Cursor: "▌", Quote: "│", Bullet: "•", Done: "✓", Open: "○",
		Vertical: "│", Horizontal: "─", Crossing: "┼",
		More: "…", Above: "↑", Below: "↓",
		Full: "█", Half: "▌", None: "░",
	}
}

// ASCIIGlyphs are for terminals, logs and screen readers that want nothing else.
func ASCIIGlyphs() Glyphs {
	return Glyphs{
		Verbatim: "=", Paraphrase: "~", Partial: "%",
		OnlyHere: "+", Silent: ".", Moved: "^",
		Conflict: "!",
		Note:     "n", Speaker: "@", Flag: "F", Skip: "x", Pending: "*", Changed: "w",
		Picked: "&", SpanOpen: "{", SpanClose: "}",
		Cursor: ">", Quote: "|", Bullet: "-", Done: "x", Open: "o",
		Vertical: "|", Horizontal: "-", Crossing: "+",
		More: "$", Above: "^", Below: "v",
		Full: "#", Half: "+", None: ".",
	}
}
