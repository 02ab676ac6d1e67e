package focus

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

const (
	ahead       = 4   // reports read before they are wanted
	lookAhead   = 200 // places within which they are looked for
	mostReports = 32  // kept, those lately seen
)

// report is an article of the queue, or one that is being read.
type report struct {
	page    *screen.Page // nil until it is read
	story   string
	others  map[annotate.ID]annotate.Annotation // see hear; nil where they are not shown
	err     error                               // why it cannot be read
	reading bool
	wanted  int // when it was wanted last: the larger the later
}

// read is the message that an article has been read.
type read struct {
	by      *report
	article annotate.ID
	page    *screen.Page
	story   string
	others  []annotate.Annotation
	err     error
	theme   int // in which it is laid out
}

// want has an article read, if it is not there.
func (s *Screen) want(id annotate.ID) []screen.Request {
	s.clock++
	if r := s.reports[id]; r != nil {
		r.wanted = s.clock
		return nil
	}
	by := &report{reading: true, wanted: s.clock}
	s.reports[id] = by
	o, keys, l, t, themes, disputed := s.o, s.keys, s.labelling, s.theme, s.themes, s.disputed()
	return []screen.Request{screen.Do{Cmd: func() tea.Msg {
		r, story, err := o.Read(id)
		out := read{by: by, article: id, story: story, err: err, theme: themes}
		if err == nil && disputed {
			out.others, out.err = o.Others(id)
		}
		if out.err == nil {
			out.page = screen.NewPage(r, keys, l, t)
			out.page.Pane.SetGutter(gutter)
		}
		return out
	}}}
}

// readOn has the current place's report read, and those that come next.
func (s *Screen) readOn() (out []screen.Request) {
	seen := map[annotate.ID]bool{}
	for i := s.at; i < len(s.places) && i < s.at+lookAhead && len(seen) <= ahead; i++ {
		id := s.places[i].Article
		if _, done := s.tally.answers[i]; seen[id] || done && i > s.at {
			continue
		}
		seen[id] = true
		out = append(out, s.want(id)...)
	}
	s.letGo(seen)
	return out
}

// letGo forgets the reports that were wanted longest ago, but none of these and none that is
// being read. What is not on the disk yet is in s.recent.
func (s *Screen) letGo(wanted map[annotate.ID]bool) {
	var old []annotate.ID
	for id, r := range s.reports {
		if !wanted[id] && !r.reading {
			old = append(old, id)
		}
	}
	slices.SortFunc(old, func(a, b annotate.ID) int { return cmp.Compare(s.reports[a].wanted, s.reports[b].wanted) })
	for _, id := range old[:min(max(len(s.reports)-mostReports, 0), len(old))] {
		delete(s.reports, id)
	}
}

// take keeps a report that was read, with what has been said since, and shows it if it is
// the one that is waited for.
func (s *Screen) take(msg read) (out []screen.Request) {
	r := s.reports[msg.article]
	if r != msg.by || r == nil {
		return nil
	}
	r.reading, r.page, r.story, r.err = false, msg.page, msg.story, msg.err
	if r.page != nil {
		r.page.Reading.Apply(s.recent)
		if s.disputed() {
			r.others = map[annotate.ID]annotate.Annotation{}
			for _, x := range msg.others {
				r.others[x.ID] = x
			}
			r.hear(s.recent)
		}
		if s.bySpans { // now it is known in which sentences the words are
			s.count(s.recent, false)
		}
		if msg.theme != s.themes {
			r.page.SetTheme(s.theme)
		}
		out = s.labelling.Ghosts.Want(r.page.Reading)
	}
	s.forget()
	if s.page == nil && s.making == nil && s.at < len(s.places) && s.places[s.at].Article == msg.article {
		out = append(out, s.show()...)
	}
	return out
}

// remember keeps edits for reports that are read later: the library may not have them yet.
func (s *Screen) remember(edits []annotate.Edit) {
	s.recent = append(s.recent, edits...)
	s.forget()
}

// forget lets go of edits that are on the disk, unless something is being read that may have
// been read before they were.
func (s *Screen) forget() {
	for _, r := range s.reports {
		if r.reading {
			return
		}
	}
	s.recent = slices.DeleteFunc(s.recent, func(e annotate.Edit) bool {
		if e.Annotation == nil {
			return true
		}
		x := e.Annotation.After
		if x == nil {
			x = e.Annotation.Before
		}
		return !s.labelling.Unsaved(*x)
	})
}

// edited makes edits that came from elsewhere. The cursor goes to what was undone or redone,
// if it is in the queue.
func (s *Screen) edited(msg screen.Edited) []screen.Request {
	for _, e := range msg.Edits {
		if x := e.Article; x != nil && x.Before != nil && s.reports[x.Before.ID] != nil && (x.After == nil || x.After.Revision != x.Before.Revision) {
			s.note(msg.Edits, false)
			return s.again()
		}
	}
	for _, r := range s.reports {
		if r.page != nil {
			r.page.Edited(screen.Edited{Edits: msg.Edits})
			r.hear(msg.Edits)
		}
	}
	s.note(msg.Edits, false)
	i, ok := s.placeOf(msg.Edits)
	if !msg.Show || !ok {
		return nil
	}
	out := s.goTo(i)
	if s.page != nil {
		s.page.Edited(msg) // which holds a span that was undone
	}
	return out
}

// placeOf is the first place in the queue that edits are about.
func (s *Screen) placeOf(edits []annotate.Edit) (first int, ok bool) {
	first = len(s.places)
	for _, e := range edits {
		for _, p := range s.about(e) {
			if i := s.index.find(p); i >= 0 {
				first = min(first, i)
			}
		}
	}
	return first, first < len(s.places)
}
