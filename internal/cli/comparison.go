package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/compare"
	"rashomon/ingest"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// narrowest is the columns that a report needs to stand beside others.
const narrowest = 34

// sheet is a comparison on its way to paper: a table where the terminal is wide enough for
// one, else a list. Styles are those of the screens; in a pipe there are none.
type sheet struct {
	*comparing
	articles []piped
	reports  []compare.Report
	found    compare.Comparison
	theme    theme.Theme
	width    int
	colour   bool
}

// print writes a comparison for people.
func (c *comparing) print(story string, articles []piped, reports []compare.Report, found compare.Comparison) {
	width := c.terminalWidth()
	s := sheet{comparing: c, articles: articles, reports: reports, found: found, width: width, colour: width > 0 && os.Getenv("NO_COLOR") == ""}
	s.theme = theme.New(!s.colour || lipgloss.HasDarkBackground(os.Stdin, os.Stdout), s.colour)
	if story != "" {
		s.say(s.theme.Title, ingest.Line(story))
	}
	for i, x := range articles {
		facts := slices.DeleteFunc([]string{ingest.Line(x.Source), ingest.Line(x.Date), ingest.Line(x.Title)}, func(f string) bool { return f == "" })
		s.say(s.theme.Header, s.name(i)+"  "+ingest.Line(x.ID)+"  "+strings.Join(facts, ", "))
	}
	s.say(s.theme.Text, "")
	counts := make([]int, len(reports))
	for i, r := range reports {
		counts[i] = len(r.Sentences)
	}
	if len(reports) > 0 {
		for _, row := range compare.Align(found.Links, counts, 0) {
			s.row(row)
		}
	}
	s.conflicts()
	s.shared()
}

func (s *sheet) name(report int) string { return string(rune('A' + report%26)) }

// say writes a line in a style, without it in a pipe.
func (s *sheet) say(style lipgloss.Style, text string) {
	if s.width > 0 {
		text = ansi.Truncate(text, s.width, s.theme.Glyphs.More)
	}
	if s.colour && text != "" {
		text = style.Render(text)
	}
	fmt.Fprintln(s.Out, text)
}

// row writes one row of the alignment: beside one another where there is room.
func (s *sheet) row(row compare.Row) {
	column := 0
	if n := len(s.reports); n > 0 {
		column = (s.width - 3*(n-1)) / n
	}
	if column < narrowest {
		for r, sentences := range row {
			for _, n := range sentences {
				s.say(s.style(r, n), fmt.Sprintf("%s %s%-3d %s", s.relation(r, n), s.name(r), n+1, s.text(r, n)))
			}
		}
		s.say(s.theme.Text, "")
		return
	}
	cells := make([][]string, len(row))
	height := 0
	for r, sentences := range row {
		for _, n := range sentences {
			cells[r] = append(cells[r], s.cell(r, n, column)...)
		}
		height = max(height, len(cells[r]))
	}
	for y := range height {
		line := make([]string, len(cells))
		for r := range cells {
			line[r] = strings.Repeat(" ", column)
			if y < len(cells[r]) {
				line[r] = cells[r][y]
			}
		}
		fmt.Fprintln(s.Out, strings.TrimRight(strings.Join(line, " │ "), " "))
	}
	fmt.Fprintln(s.Out)
}

// cell is a sentence wrapped to a column.
func (s *sheet) cell(report, n, column int) []string {
	head := fmt.Sprintf("%s%3d ", s.relation(report, n), n+1)
	lines := strings.Split(ansi.Wrap(s.text(report, n), column-len("=123 "), ""), "\n")
	for i, l := range lines {
		if i > 0 {
			head = "     "
		}
		l = screen.Pad(head+l, column)
		if s.colour {
			l = s.style(report, n).Render(l)
		}
		lines[i] = l
	}
	return lines
}

func (s *sheet) text(report, n int) string {
	span := s.reports[report].Sentences[n]
	return ingest.Line(s.reports[report].Text[span.Start:span.End])
}

// likest is the relation of a sentence to the likest of another report; empty for none.
func (s *sheet) likest(report, n int) (best compare.Relation) {
	order := []compare.Relation{compare.Verbatim, compare.Paraphrase, compare.Partial, ""}
	for _, l := range s.found.Links {
		if me := (compare.Ref{Report: report, Sentence: n}); l.A == me || l.B == me {
			if slices.Index(order, l.Relation) < slices.Index(order, best) {
				best = l.Relation
			}
		}
	}
	return best
}

// relation is the sign before a sentence: a conflict first, then how like its likest is.
func (s *sheet) relation(report, n int) string {
	g := s.theme.Glyphs
	if s.inConflict(report, n) {
		return g.Conflict
	}
	return map[compare.Relation]string{compare.Verbatim: g.Verbatim, compare.Paraphrase: g.Paraphrase, compare.Partial: g.Partial, "": g.OnlyHere}[s.likest(report, n)]
}

func (s *sheet) inConflict(report, n int) bool {
	me := compare.Ref{Report: report, Sentence: n}
	return slices.ContainsFunc(s.found.Conflicts, func(c compare.Conflict) bool { return c.A == me || c.B == me })
}

func (s *sheet) style(report, n int) lipgloss.Style {
	if s.inConflict(report, n) {
		return s.theme.StatusWarn
	}
	return map[compare.Relation]lipgloss.Style{compare.Verbatim: s.theme.Verbatim, compare.Paraphrase: s.theme.Paraphrase, compare.Partial: s.theme.Text, "": s.theme.Text}[s.likest(report, n)]
}

// conflicts lists the numbers that do not go together, and with --explain why they are told.
func (s *sheet) conflicts() {
	for i, c := range s.found.Conflicts {
		if i == 0 {
			s.say(s.theme.Title, "Numbers")
		}
		sign := map[compare.Strength]string{compare.Contradicts: "≠", compare.Differs: "≠ (may count other things)", compare.Vague: "~"}[c.Strength]
		s.say(s.theme.StatusWarn, fmt.Sprintf("%s %s: %s (%s%d) %s %s (%s%d)", s.theme.Glyphs.Conflict, ingest.Line(c.About),
			ingest.Line(c.AValue), s.name(c.A.Report), c.A.Sentence+1, sign, ingest.Line(c.BValue), s.name(c.B.Report), c.B.Sentence+1))
		if s.explain {
			s.say(s.theme.Dim, "    "+ingest.Line(c.Why))
		}
	}
	if len(s.found.Conflicts) > 0 {
		s.say(s.theme.Text, "")
	}
	if s.explain {
		s.links()
	}
}

// links lists every link with the words it rests on.
func (s *sheet) links() {
	s.say(s.theme.Title, "Links")
	for _, l := range s.found.Links {
		s.say(s.theme.Dim, fmt.Sprintf("%s%d %s %s%d  %.2f  likeness %.2f, clause %.2f: %s", s.name(l.A.Report), l.A.Sentence+1, l.Relation,
			s.name(l.B.Report), l.B.Sentence+1, l.Score, l.Why.Likeness, l.Why.Clause, ingest.Line(strings.Join(l.Why.Words, ", "))))
	}
	s.say(s.theme.Text, "")
}

// shared lists who shares whose wording.
func (s *sheet) shared() {
	for i, x := range s.found.Shared {
		if i == 0 {
			s.say(s.theme.Title, "Shared wording")
		}
		s.say(s.theme.Text, fmt.Sprintf("%s shares %.0f %% of its words with %s, %d in one run at most", s.name(x.Report), 100*x.Share, s.name(x.With), x.LongestRun))
	}
}
