package prose

import (
	"fmt"

	glamour "charm.land/glamour/v2/ansi"
	"charm.land/lipgloss/v2"

	"rashomon/ui/theme"
)

// styles is how Glamour draws an article: no margins, as a pane has its own.
func styles(t theme.Theme) glamour.StyleConfig {
	yes := true
	heading := primitive(t.Title)
	heading.Bold = &yes
	first := primitive(t.Accent)
	quoteBar, one, two := t.Glyphs.Quote+" ", uint(1), uint(2)
	rule := primitive(t.Border)
	rule.Format = t.Glyphs.Horizontal + t.Glyphs.Horizontal + t.Glyphs.Horizontal + "\n"
	bar := t.Glyphs.Vertical
	center, row := t.Glyphs.Crossing, t.Glyphs.Horizontal

	return glamour.StyleConfig{
		BlockQuote:     glamour.StyleBlock{Indent: &one, IndentToken: &quoteBar},
		List:           glamour.StyleList{LevelIndent: two},
		Heading:        glamour.StyleBlock{StylePrimitive: heading},
		H1:             glamour.StyleBlock{StylePrimitive: first},
		Emph:           glamour.StylePrimitive{Italic: &yes},
		Strong:         glamour.StylePrimitive{Bold: &yes},
		Strikethrough:  glamour.StylePrimitive{CrossedOut: &yes},
		HorizontalRule: rule,
		Item:           glamour.StylePrimitive{BlockPrefix: t.Glyphs.Bullet + " "},
		Enumeration:    glamour.StylePrimitive{BlockPrefix: ". "},
		Task:           glamour.StyleTask{Ticked: "[" + t.Glyphs.Done + "] ", Unticked: "[ ] "},
		LinkText:       primitive(t.Link),
		Code:           glamour.StyleBlock{StylePrimitive: primitive(t.Paraphrase)},
		CodeBlock:      glamour.StyleCodeBlock{StyleBlock: glamour.StyleBlock{StylePrimitive: primitive(t.Paraphrase)}},
		Table:          glamour.StyleTable{ColumnSeparator: &bar, CenterSeparator: &center, RowSeparator: &row},
	}
}

// primitive is a Lip Gloss style in Glamour's terms.
func primitive(s lipgloss.Style) glamour.StylePrimitive {
	var out glamour.StylePrimitive
	yes := true
	for _, a := range []struct {
		on  bool
		set **bool
	}{
		{s.GetBold(), &out.Bold}, {s.GetItalic(), &out.Italic}, {s.GetUnderline(), &out.Underline},
		{s.GetFaint(), &out.Faint}, {s.GetReverse(), &out.Inverse},
	} {
		if a.on {
			*a.set = &yes
		}
	}
	if c := colourOf(s.GetForeground()); c&direct != 0 {
		hex := fmt.Sprintf("#%06x", uint32(c&0xffffff))
		out.Color = &hex
	}
	return out
}
