package ui

import (
	"math"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// widestGuidelines is the columns of running text: longer lines are hard to read.
const widestGuidelines = 84

// linesAhead is how many lines below the window are laid out: long guidelines would keep
// whoever looks up a label waiting.
const linesAhead = 400

// guidelines is what a scheme's labels and attributes mean, and how to use them. It scrolls
// like help; the text is laid out as far as somebody scrolls.
type guidelines struct {
	help
	scheme annotate.Scheme
	edit   string // the command that changes it
	theme  theme.Theme
	text   *prose.Prose // nil where the scheme has no guidelines
	width  int          // that the lines are wrapped for
	next   int          // the block of the text that is not laid out yet
}

func newGuidelines(o Options, t theme.Theme) overlay {
	s := o.Scheme
	g := &guidelines{scheme: s, theme: t, edit: o.command("scheme edit " + screen.Safe(s.Name))}
	var clean strings.Builder
	for line := range strings.Lines(s.Guidelines) {
		clean.WriteString(screen.Safe(strings.TrimSuffix(line, "\n")) + "\n")
	}
	if strings.TrimSpace(clean.String()) != "" {
		g.text = prose.New(clean.String(), annotate.Markdown, t)
	}
	return g
}

// view wraps the text anew only where there are more columns than before, or fewer. What
// stood at the top stays about there.
func (g *guidelines) view(width, height int) []string {
	if width != g.width {
		lines, blocks := len(g.lines), g.next
		g.width, g.lines, g.next = width, nil, 0
		g.layOut(g.columns())
		for g.next < blocks {
			g.block()
		}
		if lines > 0 {
			g.top = g.top * len(g.lines) / lines
		}
	}
	g.fill(g.top + height + linesAhead)
	return g.help.view(width, height)
}

func (g *guidelines) columns() int { return max(min(g.width-2, widestGuidelines), 1) }

func (g *guidelines) press(msg tea.KeyPressMsg) (bool, screen.Press) {
	if k := msg.String(); k == "G" || k == "end" {
		g.fill(math.MaxInt)
	}
	return g.help.press(msg)
}

func (g *guidelines) keys() string {
	if g.more() {
		return "over " + g.help.keys()
	}
	return g.help.keys()
}

// more says whether some of the text is not laid out yet.
func (g *guidelines) more() bool { return g.text != nil && g.next < g.text.Blocks() }

// fill lays out more of the text until there are that many lines, or no more.
func (g *guidelines) fill(lines int) {
	for len(g.lines) < lines && g.more() {
		g.block()
	}
}

// block lays out the next block of the text.
func (g *guidelines) block() {
	width := g.columns()
	for _, l := range g.text.Block(g.next, width) {
		g.lines = append(g.lines, " "+string(l.Append(nil, min(l.Width(), width))))
	}
	g.next++
}

// layOut makes the lines before the text: the labels, the attributes.
func (g *guidelines) layOut(width int) {
	t := g.theme
	g.lines = append(g.lines, screen.Paint(t.Title, " Scheme · "+screen.Safe(g.scheme.Name)), "", screen.Paint(t.Header, " Labels"))
	for i, l := range g.scheme.Labels {
		head := screen.Line{}.Add(" "+screen.LabelGlyph(l, t)+" "+screen.Safe(l.Name), t.Label(l.Colour)).Add(onWhat(l.On), t.Dim)
		g.entry(g.scheme.LabelKeys(i), head, screen.Safe(l.Description), width)
	}
	several := "one of them at a time"
	if g.scheme.Several {
		several = "several may stand together"
	}
	if len(g.scheme.Labels) > 1 {
		g.wrap(several, "  ", width)
	}
	if len(g.scheme.Attributes) > 0 {
		g.lines = append(g.lines, "", screen.Paint(t.Header, " Attributes"))
	}
	for _, a := range g.scheme.Attributes {
		of := ""
		if len(a.Labels) > 0 {
			of = "  of " + screen.Safe(strings.Join(a.Labels, ", "))
		}
		head := screen.Line{}.Add(" "+screen.Safe(a.Name), t.Text).Add(of, t.Dim)
		about := screen.Safe(strings.Join(a.Choices, " | "))
		if a.Description != "" {
			about = screen.Safe(a.Description) + ": " + about
		}
		g.entry([]string{a.Key}, head, about, width)
	}
	g.lines = append(g.lines, "", screen.Paint(t.Header, " Guidelines"), "")
	if g.text == nil {
		g.wrap("this scheme has none: "+g.edit+" is where they are written", "  ", width)
	}
}

func onWhat(on annotate.On) string {
	switch on {
	case annotate.OnSentences:
		return "  for sentences"
	case annotate.OnSpans:
		return "  for words"
	}
	return ""
}

// entry is a label or an attribute: its keys and its name, and below what it is about.
func (g *guidelines) entry(keys []string, head screen.Line, about string, width int) {
	const columns = 6 // of keys
	shown := screen.Safe(strings.Join(keys, " "))
	g.lines = append(g.lines, "  "+screen.Paint(g.theme.Key, screen.Pad(shown, max(columns, ansi.StringWidth(shown))))+head.Styled())
	g.wrap(about, "         ", width)
}

// wrap appends dim text, indented; where there is little room, hardly.
func (g *guidelines) wrap(text, indent string, width int) {
	if text == "" {
		return
	}
	if width < 40 {
		indent = "  "
	}
	for line := range strings.SplitSeq(ansi.Wrap(text, max(width-len(indent), 1), ""), "\n") {
		g.lines = append(g.lines, indent+screen.Paint(g.theme.KeyHelp, line))
	}
}
