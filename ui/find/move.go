package find

import "rashomon/ui/screen"

// stops is how many places the cursor can stand at.
func (s *Screen) stops() int {
	if s.text == "" {
		return len(s.kept)
	}
	return len(s.list.stops)
}

// room is the lines there are for the list.
func (s *Screen) room() int { return max(s.height, 1) }

// step moves by as many stops as a key says.
func (s *Screen) step(p screen.Press) {
	if n, ok := s.keys.Step(p, max(s.room()/fewLines, 2)); ok {
		s.moveTo(s.cursor + n)
	}
}

func (s *Screen) moveTo(stop int) {
	s.cursor = min(max(stop, 0), max(s.stops()-1, 0))
	s.follow()
}

// nextHit moves to the first passage of the next report, or of the one before.
func (s *Screen) nextHit(by int) {
	hit := s.list.stops[s.cursor].hit + by
	for i, x := range s.list.stops {
		if x.hit == hit {
			s.moveTo(i)
			return
		}
	}
}

// follow scrolls so that the stop under the cursor is in sight, with its report's heading
// where there is room.
func (s *Screen) follow() {
	first, beyond := s.cursor, s.cursor+2 // kept searches stand under a line
	if s.text != "" {
		if s.cursor >= len(s.list.stops) {
			s.top = 0
			return
		}
		at := s.list.stops[s.cursor]
		first, beyond = at.first, at.beyond
		if at.passage >= 0 && first > 0 && s.list.lines[first-1].stop < 0 {
			first--
		}
	}
	if beyond > s.top+s.room() {
		s.top = beyond - s.room()
	}
	s.top = max(min(s.top, first), 0)
}

// scroll moves the list by lines; the cursor comes along to stay in sight.
func (s *Screen) scroll(lines int) {
	if s.text == "" || len(s.list.stops) == 0 {
		s.moveTo(s.cursor + lines)
		return
	}
	s.top = min(max(s.top+lines, 0), max(len(s.list.lines)-s.room(), 0))
	for s.cursor+1 < len(s.list.stops) && s.list.stops[s.cursor].first < s.top {
		s.cursor++
	}
	for s.cursor > 0 && s.list.stops[s.cursor].beyond > s.top+s.room() {
		s.cursor--
	}
}

// click puts the cursor on what was clicked; a click on that opens it.
func (s *Screen) click(y int) []screen.Request {
	at := s.top + y
	if s.text == "" {
		at--
		if at < 0 || at >= len(s.kept) {
			return nil
		}
	} else {
		if at < 0 || at >= len(s.list.lines) || s.list.lines[at].stop < 0 {
			return nil
		}
		at = s.list.lines[at].stop
	}
	if at != s.cursor {
		s.cursor = at
		return nil
	}
	return s.press(screen.Press(s.keys.Open.Keys()[0]))
}
