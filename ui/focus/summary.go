package focus

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"rashomon/ui/screen"
)

// summary is what was done when the queue is through, and what one can do next.
func (s *Screen) summary() []string {
	skipped := s.tally.skipped
	labelled := len(s.tally.answers) - skipped - s.tally.earlier
	lines := []string{"The queue is through", "", s.account(labelled, skipped)}
	if today := s.done(); today != "" {
		lines = append(lines, today)
	}
	out := s.middle(lines)
	if room := s.height - len(out) - 4; room > 0 && len(s.o.Scheme.Labels) > 0 {
		out = append(out, "")
		out = append(out, s.indent(s.bars(labelled, room))...)
	}
	out = append(out, "")
	next := s.middle(append([]string{""}, s.nextSteps()...))
	for len(next) > 0 && next[0] == "" {
		next = next[1:]
	}
	out = append(out, next...)
	return out[:min(len(out), s.height)]
}

// account is the numbers, in words.
func (s *Screen) account(labelled, skipped int) string {
	out := fmt.Sprintf("%s labelled, %s skipped", screen.Count(labelled, "sentence", "sentences"), screen.Number(skipped))
	if passed := len(s.places) - len(s.tally.answers); passed > 0 && !s.spec.Order.Again() {
		out += fmt.Sprintf(", %s passed over", screen.Number(passed))
	}
	if s.tally.spent > 0 {
		out += " in " + written(s.tally.spent)
	}
	if n := labelled + skipped; n > 0 && s.tally.spent > 0 {
		out += fmt.Sprintf(", %.1f s each", s.tally.spent.Seconds()/float64(n))
	}
	return out + "."
}

// bars is how often each label was given.
func (s *Screen) bars(of, most int) (out []string) {
	t := &s.theme
	name, cells := 0, max(min(30, s.layout.column-24), 0)
	for _, l := range s.o.Scheme.Labels {
		name = max(name, min(len([]rune(screen.Safe(l.Name))), 12))
	}
	for _, l := range s.o.Scheme.Labels {
		if len(out) == most {
			break
		}
		n := s.tally.by[l.Name]
		full := n * cells / max(of, 1)
		line := screen.Line{}.Add(" ", t.Text).Add(screen.Safe(screen.LabelGlyph(l, s.theme)), t.Label(l.Colour)).
			Add(" "+screen.Pad(screen.Safe(l.Name), name)+fmt.Sprintf(" %6s ", screen.Number(n)), t.Text).
			Add(strings.Repeat(t.Glyphs.Full, full), t.Label(l.Colour))
		out = append(out, ansi.Truncate(line.Styled(), s.layout.column, ""))
	}
	return out
}

// nextSteps is what one can do now.
func (s *Screen) nextSteps() (out []string) {
	k := s.keys
	if !s.spec.Order.Again() && len(s.tally.answers) < len(s.places) {
		out = append(out, fmt.Sprintf("%s goes back to those passed over", screen.Shortcut(k.Open)))
	}
	return append(out,
		fmt.Sprintf("%s goes back to the last sentence, %s undoes", screen.Shortcut(k.Up), screen.Shortcut(k.Undo)),
		fmt.Sprintf("%s chooses another queue, %s shows the progress", screen.Shortcut(k.Queue), screen.Shortcut(k.Progress)),
		fmt.Sprintf("%s leaves", screen.Shortcut(k.Back)))
}
