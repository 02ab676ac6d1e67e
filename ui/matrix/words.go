package matrix

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"

	"rashomon/compare"
	"rashomon/ui/screen"
)

// Title is what the head of the screen says.
func (s *Screen) Title() string {
	if s.story.Title != "" {
		return screen.Safe(s.story.Title) + " · matrix"
	}
	return screen.Count(len(s.names), "report", "reports") + " · matrix"
}

// Status is what the status line says when there is no message: what the current line is,
// in words.
func (s *Screen) Status() string {
	var out string
	if x, ok := s.row(); ok {
		out = s.rowWords(x)
	} else if p, ok := s.pairAt(s.current()); ok {
		out = s.sharedWords(p)
	} else if s.current().kind == sharing {
		out = s.names[s.current().at]
	}
	if p := s.comparing.Progress(); p != "" {
		return strings.TrimSuffix(p+" · "+out, " · ")
	}
	return out
}

// rowWords is a row in words: the dispute, who says it, who is silent, who named it.
func (s *Screen) rowWords(x *compare.MatrixRow) string {
	var parts, by, silent []string
	if len(s.foot) == 0 { // the words of the current report are to be seen nowhere else
		parts = append(parts, s.here(x))
	}
	if x.Dispute >= 0 {
		parts = append(parts, s.disputed(x.Dispute))
	}
	for r, cells := range x.Cells {
		if len(cells) > 0 {
			by = append(by, s.letters[r])
		} else {
			silent = append(silent, s.letters[r])
		}
	}
	n := len(s.names)
	switch {
	case n == 1:
		parts = append(parts, "the only report")
	case x.Coverage == 1:
		parts = append(parts, "only "+s.short(x.Lead.Report))
	case len(silent) == 0:
		parts = append(parts, fmt.Sprintf("all %d reports", n))
	case x.Dispute >= 0:
		parts = append(parts, fmt.Sprintf("%d of %d reports", x.Coverage, n))
	default:
		parts = append(parts, fmt.Sprintf("%d of %d reports: %s", x.Coverage, n, enumerate(by)))
	}
	if x.Coverage > 1 && len(silent) > 0 {
		verb := "is"
		if len(silent) > 1 {
			verb = "are"
		}
		parts = append(parts, fmt.Sprintf("%s %s silent", enumerate(silent), verb))
	}
	return strings.Join(append(parts, s.namedBy(x)...), " · ")
}

// here is how the current report stands to a row, where there is no foot to say it.
func (s *Screen) here(x *compare.MatrixRow) string {
	cells := x.Cells[s.column]
	if len(cells) == 0 {
		return s.letters[s.column] + " is silent"
	}
	glyph, _ := s.glyph(x, s.column)
	return fmt.Sprintf("%s %d %s", s.letters[s.column], cells[0].Sentence+1, glyph)
}

// namedBy says who named the statement of a row.
func (s *Screen) namedBy(x *compare.MatrixRow) []string {
	if _, ruling := s.findings.name(x); ruling != 0 {
		if r, ok := s.comparing.Ruling(ruling); ok {
			return []string{"named by " + screen.Safe(r.By)}
		}
	}
	return nil
}

// mostListed is how many reports are named in a row.
const mostListed = 8

// enumerate is letters one after the other, the last of many counted.
func enumerate(letters []string) string {
	if n := len(letters); n > mostListed {
		return fmt.Sprintf("%s and %d more", strings.Join(letters[:mostListed-1], ", "), n-mostListed+1)
	}
	return strings.Join(letters, ", ")
}

// Help is the keys of the screen, in groups; the first of each is what the footer shows.
func (s *Screen) Help() []screen.Group {
	k := s.keys
	return []screen.Group{
		{Title: "Matrix", Bindings: []key.Binding{screen.Does(k.Open, "side by side, at this row"), k.NextConflict, k.PreviousConflict, k.Name, k.Clash, k.Dismiss, screen.Does(k.Filter, "filter by words"), k.Brief, k.Copy, k.Left, k.Right, k.Column}},
		{Title: "Moving", Bindings: []key.Binding{k.Down, k.Up, k.First, screen.Does(k.Last, "last: shared wording"), k.HalfDown, k.HalfUp, k.Page, k.PageUp, k.Back}},
		screen.Signs(s.theme.Glyphs, true),
	}
}
