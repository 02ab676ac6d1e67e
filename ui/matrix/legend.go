package matrix

import (
	"slices"

	"github.com/charmbracelet/x/ansi"
)

// drawLegend draws the names of the reports in view, by their letters, on one line or two: cut
// short as little as it takes, or else those about the current one. There is none where it has
// no room, or the names stand over their columns.
func (s *Screen) drawLegend() []string {
	lines := 1
	switch {
	case s.height < legendAt || s.findings == nil || s.plan.cell >= named && s.headed():
		return nil
	case s.height >= legendsAt:
		lines = 2
	}
	end := s.plan.first + s.plan.shown
	for _, most := range []int{40, 24, 16, 12, 8, 5} {
		if packed := s.pack(s.plan.first, lines, most); packed[len(packed)-1] == end {
			return s.drawNames(s.plan.first, packed, most)
		}
	}
	for from := s.plan.first; ; from++ {
		if packed := s.pack(from, lines, 16); packed[len(packed)-1] > s.column || from >= s.column {
			return s.drawNames(from, packed, 16)
		}
	}
}

// headed says whether the names of all reports have room over their columns.
func (s *Screen) headed() bool {
	return !slices.ContainsFunc(s.names, func(name string) bool { return ansi.StringWidth(name) > s.plan.cell-2 })
}

// pack puts the names of reports in view, of at most so many columns each, on so many lines:
// each line ends before the report given.
func (s *Screen) pack(from, lines, most int) (ends []int) {
	used, end := 0, s.plan.first+s.plan.shown
	for r := from; r < end; r++ {
		wide := 2 + min(s.wide[r], len(s.letters[r])+1+most)
		if used+wide > s.width && used > 0 {
			if ends, used = append(ends, r), 0; len(ends) == lines {
				return ends
			}
		}
		used += wide
	}
	return append(ends, end)
}

// drawNames draws the names of reports on lines that end before those given.
func (s *Screen) drawNames(from int, ends []int, most int) []string {
	out := make([]string, len(ends))
	for i, end := range ends {
		var line []piece
		for ; from < end; from++ {
			name := ansi.Truncate(s.names[from], len(s.letters[from])+1+most, s.theme.Glyphs.More)
			cut := min(len(s.letters[from]), len(name))
			letter, rest := s.looks.header, s.looks.dim
			if from == s.column {
				letter, rest = s.looks.accent, s.looks.accent
			}
			line = append(line, piece{" ", s.looks.text}, piece{name[:cut], letter}, piece{name[cut:], rest}, piece{" ", s.looks.text})
		}
		out[i] = ansi.Truncate(paint(line...), s.width, "") // one name may be too much
	}
	return out
}
