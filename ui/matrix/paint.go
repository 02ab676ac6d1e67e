package matrix

import (
	"strings"

	"rashomon/ui/prose"
	"rashomon/ui/theme"
)

// looks is the theme's styles as they are drawn here: small, for a frame has hundreds.
type looks struct {
	text, dim, title, accent, header, border prose.Style
	warn, conflict, changed                  prose.Style
	verbatim, paraphrase                     prose.Style
	selected, inverse                        prose.Style // inverse: what stands out from what is selected
}

func looksOf(t theme.Theme) looks {
	l := looks{
		text: prose.StyleOf(t.Text), dim: prose.StyleOf(t.Dim), title: prose.StyleOf(t.Title), accent: prose.StyleOf(t.Accent),
		header: prose.StyleOf(t.Header), border: prose.StyleOf(t.Border),
		warn: prose.StyleOf(t.StatusWarn), conflict: prose.StyleOf(t.Conflict), changed: prose.StyleOf(t.Changed),
		verbatim: prose.StyleOf(t.Verbatim), paraphrase: prose.StyleOf(t.Paraphrase), selected: prose.StyleOf(t.Selected),
	}
	l.inverse = l.selected
	l.inverse.Attrs = l.inverse.Attrs ^ prose.Reverse | prose.Underline
	return l
}

// piece is text in one style.
type piece struct {
	text string
	look prose.Style
}

// paint draws pieces side by side.
func paint(pieces ...piece) string {
	n := 0
	for _, p := range pieces {
		n += len(p.text) + 24
	}
	out, now := make([]byte, 0, n), prose.Style{}
	for _, p := range pieces {
		if p.text == "" {
			continue
		}
		if p.look != now && (hasGround(p.look) || hasGround(now) || strings.TrimSpace(p.text) != "") {
			now = p.look
			out = now.Append(out)
		}
		out = append(out, p.text...)
	}
	if now != (prose.Style{}) {
		out = prose.Style{}.Append(out)
	}
	return string(out)
}

// hasGround says whether a style is seen on blanks too.
func hasGround(s prose.Style) bool {
	return s.Bg != 0 || s.Attrs&(prose.Reverse|prose.Underline|prose.Strike) != 0
}
