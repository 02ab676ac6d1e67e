package library

import (
	"rashomon/annotate"
	"rashomon/ui/screen"
)

// fold hides the articles of the group under the cursor, or shows them.
func (s *Screen) fold(folded bool) {
	group, article := s.current()
	if folded {
		s.folded[group] = true
		article = 0
	} else {
		delete(s.folded, group)
	}
	s.layOut()
	s.find(group, article)
	s.cursor = min(s.cursor, max(len(s.lines)-1, 0))
	s.follow()
}

// mark marks or unmarks the article under the cursor and goes on; on a heading, all of its articles.
func (s *Screen) mark() {
	if s.cursor >= len(s.lines) {
		return
	}
	l := s.lines[s.cursor]
	if l.row >= 0 {
		s.toggleMark(s.contents.Rows[l.row].ID)
		s.move(1)
		return
	}
	rows := s.arranged.groups[l.group].rows
	all := true
	for _, r := range rows {
		all = all && s.marked[s.contents.Rows[r].ID]
	}
	for _, r := range rows {
		if id := s.contents.Rows[r].ID; s.marked[id] == all {
			s.toggleMark(id)
		}
	}
}

func (s *Screen) toggleMark(id annotate.ID) {
	clear(s.drawn)
	if s.marked[id] {
		delete(s.marked, id)
	} else {
		s.marked[id] = true
	}
}

func (s *Screen) unmark() {
	clear(s.marked)
	clear(s.drawn)
}

// back stops the search for stories, or takes off the filter, or else the marks.
func (s *Screen) back() []screen.Request {
	switch {
	case s.asking != nil:
		s.stop()
		return say("stopped: nothing new is suggested")
	case s.filter != "":
		s.filter = ""
		return []screen.Request{s.rearrange()}
	case len(s.marked) > 0:
		s.unmark()
		return nil
	}
	return say("%s leaves", screen.Shortcut(s.keys.Leave))
}
