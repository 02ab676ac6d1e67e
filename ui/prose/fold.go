package prose

// Fold is cells on lines of a width, which is taken to be 2 at least: broken between words,
// beside wide letters and where MayBreak says, else where there is no more room. They are on
// at most so many lines, the last of them cut where there is more; on all of them where most
// is 0. Blanks at which a line is broken are on none of them, or at its end.
func Fold(cells Line, width, most int, more string) (out []Line) {
	width = max(width, minWidth)
	for len(cells) > 0 {
		last := most > 0 && len(out)+1 == most
		used, end, at := 0, 0, 0
		for end < len(cells) && used+int(cells[end].Width) <= width {
			used += int(cells[end].Width)
			if end++; end == len(cells) || parted(&cells[end-1], &cells[end]) {
				at = end
			}
		}
		if end < len(cells) && at > 0 && !last {
			end = at
		}
		line := cells[:end:end]
		cells = trimLeft(cells[end:])
		if last && len(cells) > 0 {
			for len(line) > 0 && line.Width() > width-1 {
				line = line[:len(line)-1]
			}
			return append(out, append(line[:len(line):len(line)], Cells(more, Style{})...))
		}
		out = append(out, line)
	}
	return out
}

// parted says whether a line may end between two cells.
func parted(a, b *Cell) bool {
	return a.breaks || a.Width > 1 || b.Width > 1 || a.blank() || b.blank()
}

// MayBreak lets a folded line end behind the line's last cell, though no blank is there.
func (l Line) MayBreak() {
	if n := len(l); n > 0 {
		l[n-1].breaks = true
	}
}
