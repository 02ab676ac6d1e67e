package sidebyside

// position is a line of a strip: strips have lines from 0.
type position struct{ strip, line int }

func (p position) before(q position) bool {
	return p.strip < q.strip || p.strip == q.strip && p.line < q.line
}

// walk goes so many lines down, or up where negative, as far as there are any.
func (a *aligned) walk(at position, lines int) (to position, moved int) {
	want := lines
	for lines > 0 {
		left := a.heightOf(at.strip) - 1 - at.line
		if lines <= left {
			at.line += lines
			return at, want
		}
		if at.strip+1 >= len(a.strips) {
			at.line += left
			return at, want - lines + left
		}
		at, lines = position{at.strip + 1, 0}, lines-left-1
	}
	for lines < 0 {
		if -lines <= at.line {
			at.line += lines
			return at, want
		}
		if at.strip == 0 {
			moved = want - lines - at.line
			return position{}, moved
		}
		lines += at.line + 1
		at = position{at.strip - 1, a.heightOf(at.strip-1) - 1}
	}
	return at, want
}

// lineOf is the line of the window on which a position stands: above it negative, below it
// the window's height or more. Further than two windows away it only says on which side.
func (a *aligned) lineOf(at position) int {
	if at.before(a.top) {
		return -a.between(at, a.top)
	}
	return a.between(a.top, at)
}

// between is the number of lines from a position to a later one, or two windows.
func (a *aligned) between(from, to position) (lines int) {
	for ; from.strip < to.strip; from = (position{from.strip + 1, 0}) {
		if lines += a.heightOf(from.strip) - from.line; lines >= 2*a.room() {
			return 2 * a.room()
		}
	}
	return lines + to.line - from.line
}

// scroll moves the window and says by how many lines it could.
func (a *aligned) scroll(lines int) (moved int) {
	if len(a.strips) == 0 {
		return 0
	}
	a.top, moved = a.walk(a.top, lines)
	return moved - a.fill()
}

// fill moves the window up while lines below the last row would show, and says by how many.
func (a *aligned) fill() (moved int) {
	_, below := a.walk(a.top, a.room()-1)
	if missing := a.room() - 1 - below; missing > 0 {
		a.top, moved = a.walk(a.top, -missing)
	}
	return -moved
}

// place puts a position at a line of the window, as near as the ends allow.
func (a *aligned) place(at position, line int) {
	a.top, _ = a.walk(at, -line)
	a.fill()
}

// reveal scrolls the least that shows so many lines from a position on, or the first of them.
func (a *aligned) reveal(at position, lines int) {
	if at.before(a.top) {
		a.top = at
		a.fill()
		return
	}
	last, _ := a.walk(at, min(lines, a.room())-1)
	if top, _ := a.walk(last, 1-a.room()); a.top.before(top) {
		a.top = top
	}
	a.fill()
}
