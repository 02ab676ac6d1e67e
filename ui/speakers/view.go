package speakers

import (
	"cmp"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// headLines is the lines above the list: the filter, while there is one.
func (s *Screen) headLines() int {
	if s.filter != "" {
		return 1
	}
	return 0
}

func (s *Screen) listHeight() int { return max(s.height-s.headLines(), 1) }

// View draws the lines in view: at most the screen's height, none wider than its width.
func (s *Screen) View() []string {
	s.settle()
	var out []string
	if s.filter != "" {
		shown := 0
		for _, l := range s.lines {
			if l.kind == head {
				shown++
			}
		}
		text := fmt.Sprintf(" %s of %s have %q", screen.Number(shown), screen.Count(len(s.voices), "speaker", "speakers"), screen.Safe(s.filter))
		out = append(out, screen.Paint(s.theme.StatusWarn, ansi.Truncate(text, s.width, s.theme.Glyphs.More)))
	}
	if len(s.voices) == 0 {
		return append(out, s.nobody()...)
	}
	for i := s.top; i < min(s.top+s.listHeight(), len(s.lines)); i++ {
		l := s.draw(s.lines[i])
		if i == s.cursor {
			out = append(out, screen.Paint(s.theme.Selected, s.theme.Glyphs.Cursor+screen.Pad(ansi.Truncate(l.Plain(), max(s.width-1, 0), s.theme.Glyphs.More), s.width-1)))
			continue
		}
		out = append(out, ansi.Truncate(" "+l.Styled(), s.width, s.theme.Glyphs.More))
	}
	return out[:min(len(out), max(s.height, 1))]
}

func (s *Screen) nobody() []string {
	t := &s.theme
	lines := []string{
		screen.Paint(t.Title, " Nobody speaks here yet."),
		" " + screen.Paint(t.Key, screen.Shortcut(s.keys.Speaker)) + " in a report says whose words or claim a sentence is.",
	}
	for i, l := range lines {
		lines[i] = ansi.Truncate(l, s.width, t.Glyphs.More)
	}
	return lines
}

func (s *Screen) draw(l line) screen.Line {
	v := &s.voices[l.voice]
	switch l.kind {
	case spelled:
		return s.spelling(v.spellings[l.at])
	case place:
		return s.place(v.places[l.at])
	}
	return s.head(v)
}

// head is a speaker's line: the name, in how many sentences of how many reports, by label.
func (s *Screen) head(v *voice) screen.Line {
	t := &s.theme
	fold := "▸ "
	if s.unfolded[v.name] {
		fold = "▾ "
	}
	if t.Glyphs == theme.ASCIIGlyphs() {
		fold = map[string]string{"▸ ": "+ ", "▾ ": "- "}[fold]
	}
	mark, markStyle := "  ", t.Dim
	if v.name == s.picked {
		mark, markStyle = t.Glyphs.Picked+" ", t.Accent
	}
	counts := s.labels(v)
	facts := fmt.Sprintf("%s in %s ", screen.Count(v.sentences, "sentence", "sentences"), screen.Count(v.reports, "report", "reports"))
	if n := len(v.spellings); n > 0 && s.width >= 80 {
		facts = screen.Count(n, "other spelling", "other spellings") + " · " + facts
	}
	if s.width < 60 {
		facts = fmt.Sprintf("%d/%d ", v.sentences, v.reports)
	}
	room := max(s.width-1-4-ansi.StringWidth(facts)-counts.Width(), 1)
	name := ansi.Truncate(screen.Safe(v.name), max(room-1, 1), t.Glyphs.More)
	out := screen.Line{}.Add(fold, t.Dim).Add(mark, markStyle).Add(screen.Pad(name, room), t.Title)
	return append(out.Add(facts, t.Dim), counts...)
}

// labels is how often each label stands on what a speaker says, where there is room.
func (s *Screen) labels(v *voice) (out screen.Line) {
	if s.width < 100 || len(s.readings) == 0 {
		return nil
	}
	for _, l := range s.readings[0].Scheme.Labels {
		text := strings.Repeat(" ", 6)
		if n := v.labels[l.Name]; n > 0 {
			text = screen.Pad(fmt.Sprintf("%s %d", screen.LabelGlyph(l, s.theme), n), 6)
		}
		out = out.Add(text, s.theme.Label(l.Colour))
	}
	return out
}

// spelling is the line of another way to write the name.
func (s *Screen) spelling(x spelling) screen.Line {
	var facts []string
	if x.known {
		facts = append(facts, "known")
	}
	if x.said > 0 {
		facts = append(facts, fmt.Sprintf("%s said under it", screen.Number(x.said)))
	}
	if x.times > 0 {
		facts = append(facts, "in "+screen.Count(x.times, "sentence", "sentences")+" of the texts")
	}
	t := &s.theme
	out := screen.Line{}.Add("    also ", t.Dim).Add(screen.Safe(x.text), t.Accent)
	if len(facts) > 0 {
		out = out.Add("  "+strings.Join(facts, " · "), t.Dim)
	}
	return out
}

// place is a sentence's line: where it stands, what is said of it, its words.
func (s *Screen) place(x spot) screen.Line {
	t, r := &s.theme, s.readings[x.reading]
	name := screen.ReportName(x.reading)
	if s.width >= 60 {
		name += " " + screen.Pad(ansi.Truncate(screen.Safe(cmp.Or(r.Article.Source, r.Article.Title)), 16, t.Glyphs.More), 16)
	}
	out := screen.Line{}.Add(fmt.Sprintf("    %s %3d ", name, x.sentence+1), t.Dim)
	glyphs := ""
	for _, l := range r.Scheme.Labels {
		if x.annotation.Has(l.Name) {
			out = out.Add(screen.LabelGlyph(l, s.theme), t.Label(l.Colour))
			glyphs += screen.LabelGlyph(l, s.theme)
		}
	}
	if s.labelling.Unsaved(x.annotation) {
		out = out.Add(t.Glyphs.Pending, t.Pending)
	}
	out = out.Add(strings.Repeat(" ", max(4-ansi.StringWidth(glyphs), 1)), t.Text)
	quote := x.annotation.Quote
	if most := 8 * max(s.width, 1); len(quote) > most { // no more is drawn
		before, after := annotate.Context(quote, annotate.Span{}, max(s.width, 1))
		quote = before + after
	}
	return out.Add(screen.Safe(annotate.Line(quote)), t.Text)
}

// Title is what the head of the screen says.
func (s *Screen) Title() string {
	if s.title == "" {
		return "Speakers"
	}
	return "Speakers · " + screen.Safe(s.title)
}

// Status is what the status line says when there is no message.
func (s *Screen) Status() string {
	s.settle()
	sentences := 0
	for i := range s.voices {
		sentences += s.voices[i].sentences
	}
	out := screen.Count(len(s.voices), "speaker", "speakers") + " in " + screen.Count(sentences, "sentence", "sentences")
	if s.picked != "" {
		out = fmt.Sprintf("picked %s: %s on another makes both one · ", screen.Safe(s.picked), screen.Shortcut(s.keys.Same)) + out
	}
	if s.working && !s.read {
		out += " · looking for spellings in the reports …"
	}
	return out
}

// Help is the keys of the screen, in groups.
func (s *Screen) Help() []screen.Group {
	k := s.keys
	list := screen.Group{Title: "Speakers", Bindings: []key.Binding{
		screen.Does(k.Open, "unfold; open a sentence"), screen.Does(k.Rename, "rename the speaker"), screen.Does(k.Pick, "pick, to make one with another"),
		screen.Does(k.Same, "make both one"), screen.Does(k.Cut, "take a spelling out"), k.Filter, screen.Does(k.Copy, "copy with sources"),
		k.Unfold, k.Fold, k.Back,
	}}
	moving := screen.Group{Title: "Moving", Bindings: []key.Binding{k.Down, k.Up, k.First, k.Last, k.HalfDown, k.HalfUp, k.Page, k.PageUp}}
	return []screen.Group{list, moving}
}
