package matrix

const (
	lead      = 3   // columns before a statement: the cursor, how the row stands, a blank
	number    = 5   // of how many reports say it
	numberAt  = 60  // columns from which on there is room for that
	narrow    = 3   // columns of a report, just enough for two digits and a blank
	roomy     = 4   // where there is room
	named     = 10  // from which on its name has room over it
	widest    = 18  // and the most
	footAt    = 8   // lines from which on there is room at the foot
	legendAt  = 10  // and for a line of the reports' names
	legendsAt = 20  // and for two
	enough    = 100 // columns of a statement, from which on the reports get the rest
)

// plan is where the parts of a line stand, from left to right, in columns: the lead, the
// statement, the reports in view, how many say it.
type plan struct {
	statement    int
	first, shown int // reports in view
	cell         int // of each report
	number       int // 0 where there is no room
}

// planned is the plan for the screen as it is, with the current report in view.
func (s *Screen) planned() plan {
	p := plan{first: s.plan.first, cell: narrow}
	reports := len(s.names)
	if s.width >= numberAt {
		p.number = number
	}
	room := s.width - lead - p.number
	least := max(s.width*2/5, 8) // of the statement
	if reports*roomy <= room-least {
		p.cell = roomy
	}
	if reports > 0 && (room-enough)/reports >= named {
		p.cell = min((room-enough)/reports, widest)
	}
	p.shown = max(min(reports, (room-least)/p.cell), 0)
	if p.shown == 0 && fits(s.width) {
		p.shown = min(1, reports)
	}
	p.statement = max(room-p.shown*p.cell, 0)
	p.first = min(max(p.first, s.column-p.shown+1), s.column)
	p.first = max(min(p.first, reports-p.shown), 0)
	return p
}

// fits says whether a plan fits into so many columns: a lead, a little of the statement, and
// a report.
func fits(width int) bool { return width >= lead+2*narrow }

// settle puts everything in its place after something has changed: the columns, the foot,
// and the lines in view.
func (s *Screen) settle() {
	if p := s.planned(); p != s.plan {
		s.plan = p
		clear(s.drawn)
		clear(s.cells)
	}
	s.legend, s.foot = s.drawLegend(), s.drawFoot()
	s.follow()
}

// follow scrolls the least that brings the cursor into view, with what stands over it if it
// is the first of its section, and with the end of the list if it is the last that can be
// current.
func (s *Screen) follow() {
	from, to, h := s.cursor, s.cursor, s.listHeight()
	for from > 0 && s.lines[from-1].kind == title && to-from+1 < h {
		from--
	}
	for to+1 < len(s.lines) && s.lines[to+1].kind == title && !s.more(to+1) && to-from+1 < h {
		to++
	}
	s.top = min(max(s.top, to-h+1), from)
	s.top = max(min(s.top, len(s.lines)-h), 0)
}

// more says whether a line that can be current comes at n or after.
func (s *Screen) more(n int) bool {
	for ; n < len(s.lines); n++ {
		if s.lines[n].kind != title {
			return true
		}
	}
	return false
}

// headLines is the lines over the list: the names of the reports, and the heads of the columns.
func (s *Screen) headLines() int {
	if s.height < 3 || s.findings == nil {
		return 0
	}
	return 1 + len(s.legend)
}

func (s *Screen) listHeight() int { return max(s.height-s.headLines()-len(s.foot), 1) }

// footLines is how many lines the foot takes at least and at most.
func (s *Screen) footLines() (least, most int) {
	if s.height < footAt {
		return 0, 0
	}
	return min(max(s.height/5, 3), 6), s.height / 2
}

// columnAt is the report at column x of the screen, -1 where there is none.
func (s *Screen) columnAt(x int) int {
	x -= lead + s.plan.statement
	if x < 0 || x >= s.plan.shown*s.plan.cell {
		return -1
	}
	return s.plan.first + x/s.plan.cell
}
