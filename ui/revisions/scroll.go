package revisions

import "rashomon/ui/screen"

// room is the lines there are for sentences.
func (s *Screen) room() int { return max(s.height-len(s.head()), 1) }

// rowsShown is how many rows are in sight, in whole or in part.
func (s *Screen) rowsShown() int {
	shown := s.window()
	if len(shown) == 0 {
		return 1
	}
	return shown[len(shown)-1].row - shown[0].row + 1
}

// window is the lines in sight.
func (s *Screen) window() (out []position) {
	room := s.room()
	for at := s.top; at.row < len(s.rows) && len(out) < room; at.row, at.line = at.row+1, 0 {
		for n := len(s.linesOf(at.row)); at.line < n && len(out) < room; at.line++ {
			out = append(out, at)
		}
	}
	return out
}

// up moves the cursor up: by a line of a sentence that does not fit, else by a sentence.
func (s *Screen) up() {
	if s.top.row == s.cursor && s.top.line > 0 {
		s.top.line--
		return
	}
	if s.cursor == 0 {
		return
	}
	s.cursor--
	if n := len(s.linesOf(s.cursor)); n > s.room() && s.top.row > s.cursor {
		s.top = position{s.cursor, n - s.room()}
		return
	}
	s.follow()
}

// down moves the cursor down: by a line of a sentence that does not fit, else by a sentence.
func (s *Screen) down() {
	if n := len(s.linesOf(s.cursor)); s.top.row == s.cursor && s.top.line+s.room() < n {
		s.top.line++
		return
	}
	s.moveTo(s.cursor + 1)
}

// follow scrolls the least that brings the sentence under the cursor into sight: all of it, or
// as much as fits.
func (s *Screen) follow() {
	if len(s.rows) == 0 || s.diff() == nil {
		s.top = position{}
		return
	}
	s.top.row = min(s.top.row, len(s.rows)-1)
	s.top.line = min(s.top.line, len(s.linesOf(s.top.row))-1)
	first := s.lastTop(s.cursor) // from which on it is in sight
	switch {
	case s.top.row > s.cursor || s.top.row == s.cursor && s.top.line > 0:
		s.top = position{s.cursor, 0}
	case s.top.row < first.row || s.top.row == first.row && s.top.line < first.line:
		s.top = first
	}
	if last := s.lastTop(len(s.rows) - 1); s.top.row > last.row || s.top.row == last.row && s.top.line > last.line {
		s.top = last
	}
}

// lastTop is the line at the top where the last line of a row is that at the foot; where the row
// does not fit, its first.
func (s *Screen) lastTop(row int) position {
	left := s.room()
	for at := row; ; at-- {
		n := len(s.linesOf(at))
		switch {
		case n >= left && at == row && n > left:
			return position{row, 0}
		case n >= left:
			return position{at, n - left}
		case at == 0:
			return position{}
		}
		left -= n
	}
}

// scroll moves the text by lines; the cursor comes along to stay in sight.
func (s *Screen) scroll(lines int) {
	if s.diff() == nil || len(s.rows) == 0 {
		return
	}
	for ; lines > 0; lines-- {
		last := s.lastTop(len(s.rows) - 1)
		if n := len(s.linesOf(last.row)); last.row == len(s.rows)-1 && n > s.room() {
			last.line = n - s.room()
		}
		if s.top == last || s.top.row > last.row {
			break
		}
		if s.top.line++; s.top.line >= len(s.linesOf(s.top.row)) {
			s.top = position{s.top.row + 1, 0}
		}
	}
	for ; lines < 0 && s.top != (position{}); lines++ {
		if s.top.line--; s.top.line < 0 {
			s.top.row--
			s.top.line = len(s.linesOf(s.top.row)) - 1
		}
	}
	shown := s.window()
	s.cursor = min(max(s.cursor, shown[0].row), shown[len(shown)-1].row)
}

// click makes a sentence the current one; a click on that opens it.
func (s *Screen) click(y int) []screen.Request {
	if s.diff() == nil {
		return nil
	}
	shown, y := s.window(), y-len(s.head())
	if y < 0 || y >= len(shown) {
		return nil
	}
	if shown[y].row == s.cursor {
		return s.open()
	}
	s.cursor = shown[y].row
	return nil
}
