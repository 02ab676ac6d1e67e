package focus

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// choice is a label or an attribute at the foot of the screen.
type choice struct {
	key, glyph, name string
	style            lipgloss.Style // of the glyph
	on, suggested    bool
}

// choices is the scheme's labels and attributes, with what stands on the sentence.
func (s *Screen) choices() (out []choice) {
	said, suggested := s.here()
	for i, l := range s.o.Scheme.Labels {
		c := choice{glyph: screen.Safe(screen.LabelGlyph(l, s.theme)), name: screen.Safe(l.Name), style: s.theme.Label(l.Colour), on: said.Has(l.Name)}
		if i < len(s.keys.Labels) {
			c.key = screen.Shortcut(s.keys.Labels[i])
		}
		c.suggested = suggested == l.Name && !c.on
		out = append(out, c)
	}
	for i, a := range s.o.Scheme.Attributes {
		c := choice{name: screen.Safe(a.Name), on: said.Attributes[a.Name] != ""}
		if i < len(s.keys.Attributes) {
			c.key = screen.Shortcut(s.keys.Attributes[i])
		}
		out = append(out, c)
	}
	return out
}

// here is what is said of the sentence, or of the words selected, and the label that is
// suggested for it.
func (s *Screen) here() (said annotate.Annotation, suggested string) {
	if s.page == nil {
		return said, ""
	}
	n := s.places[s.at].Sentence
	if s.page.Selecting() {
		said, _ = s.page.Reading.At(s.page.Target())
		return said, ""
	}
	said, _ = s.page.Reading.Sentence(n)
	p, _ := s.labelling.Ghosts.Of(s.page.Reading, n)
	return said, p.Label
}

// line is the choice as it is drawn: [f ■ fact] where it stands, f ■ fact? where it is
// suggested. It is as wide whether or not.
func (c choice) line(s *Screen, short bool) screen.Line {
	t := &s.theme
	opening, closing, style := " ", " ", t.Text
	switch {
	case c.on:
		opening, closing, style = "[", "]", t.Accent
	case c.suggested:
		closing = "?"
	}
	out := screen.Line{}.Add(opening, t.Accent).Add(c.key, t.Key)
	if c.glyph != "" {
		out = out.Add(" ", t.Text).Add(c.glyph, c.style)
	}
	if !short || c.glyph == "" {
		out = out.Add(" "+c.name, style)
	}
	return out.Add(closing, t.Accent)
}

// labelLines is the labels and attributes with their keys, in at most so many lines; without
// the labels' names where that is not enough.
func (s *Screen) labelLines(width, most int) []string {
	all := s.choices()
	lines, fits := flow(all, s, false, width, most)
	if !fits {
		lines, _ = flow(all, s, true, width, most)
	}
	return lines
}

// flow fills lines with choices; fits is false where that leaves some out.
func flow(all []choice, s *Screen, short bool, width, most int) (out []string, fits bool) {
	var line strings.Builder
	used := 0
	fits = true
	for _, c := range all {
		l := c.line(s, short)
		w := l.Width()
		if used > 0 && used+w > width {
			if len(out)+1 == most {
				return append(out, ansi.Truncate(line.String()+s.theme.Glyphs.More, width, s.theme.Glyphs.More)), false
			}
			out = append(out, line.String())
			line.Reset()
			used = 0
		}
		fits = fits && w <= width
		line.WriteString(ansi.Truncate(l.Styled(), width, s.theme.Glyphs.More))
		used += w
	}
	return append(out, line.String()), fits
}

// part is one of the things said of a sentence.
type part struct {
	text  string
	style lipgloss.Style
}

// said is what is said of the sentence, in so many lines; where nothing is, what is suggested.
func (s *Screen) said(lines int) []string {
	out := make([]string, lines)
	if s.page == nil || lines == 0 {
		return out
	}
	width := s.layout.column - 2
	var flowed []string
	line, used := "", 0
	end := func() {
		if used > 0 {
			flowed = append(flowed, line)
		}
		line, used = "", 0
	}
	for _, p := range s.parts() {
		w := ansi.StringWidth(p.text)
		if used > 0 && used+3+w > width {
			end()
		}
		if w > width {
			for _, l := range wrapped(p.text, width) {
				flowed = append(flowed, screen.Paint(p.style, l))
			}
			continue
		}
		if used > 0 {
			line += "   "
			used += 3
		}
		line += screen.Paint(p.style, p.text)
		used += w
	}
	end()
	for i := range min(len(flowed), lines) {
		out[i] = " " + flowed[i]
	}
	if len(flowed) > lines {
		out[lines-1] = ansi.Truncate(out[lines-1]+" "+s.theme.Glyphs.More, width, s.theme.Glyphs.More)
	}
	return out
}

// parts is what is said of the sentence, piece by piece, each with a glyph or a word.
func (s *Screen) parts() (out []part) {
	t, g := &s.theme, s.theme.Glyphs
	a, _ := s.here()
	for _, name := range a.Labels {
		l, known := s.o.Scheme.Label(name)
		if !known {
			l = annotate.Label{Name: name}
		}
		out = append(out, part{screen.Safe(screen.LabelGlyph(l, s.theme) + " " + name), t.Label(l.Colour)})
	}
	if changed := s.page.Changed(a, 2*s.layout.column); changed != "" {
		out = append(out, part{changed, t.StatusWarn})
	}
	if s.page.Attributes(a) != nil {
		out = append(out, part{strings.Join(s.page.Attributes(a), ", "), t.Text})
	}
	if a.Speaker != "" {
		out = append(out, part{g.Speaker + " " + screen.Safe(a.Speaker), t.Accent})
	}
	if flag := screen.Flag(a); flag != "" {
		out = append(out, part{flag, t.Dim})
	}
	if a.Note != "" {
		out = append(out, part{g.Note + " " + screen.Safe(a.Note), t.Dim})
	}
	if !s.page.Selecting() {
		for _, words := range s.page.SpanWords(s.places[s.at].Sentence, 32) {
			out = append(out, part{words, t.Text})
		}
	}
	if gold := s.page.Gold(s.places[s.at].Sentence); gold != "" {
		out = append(out, part{gold, t.StatusWarn})
	}
	if ghost := s.suggestion(); ghost != "" {
		out = append(out, part{ghost, t.Ghost})
	}
	return slices.DeleteFunc(out, func(p part) bool { return p.text == "" })
}

// suggestion is what is suggested for the sentence and the keys that answer it.
func (s *Screen) suggestion() string {
	if s.page == nil || s.page.Selecting() || s.labelling.Ghosts == nil {
		return ""
	}
	return s.labelling.Suggestion(s.page.Reading, s.places[s.at].Sentence, s.theme.Glyphs.Speaker)
}

// written is how long something takes: 40 s, 12 min, 3 h 20 min.
func written(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	}
	d = d.Round(time.Minute)
	return fmt.Sprintf("%s h %d min", screen.Number(int(d.Hours())), int(d.Minutes())%60)
}
