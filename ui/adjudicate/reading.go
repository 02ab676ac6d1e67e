package adjudicate

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/ui/screen"
)

const (
	ahead       = 4   // reports read before they are wanted
	lookAhead   = 200 // places within which they are looked for
	mostReports = 32  // kept, those lately seen
)

// report is an article that is shown, or one that is being read.
type report struct {
	page    *screen.Page // as gold; nil until it is read
	story   string
	said    []annotate.Annotation // by everybody
	err     error                 // why it cannot be read
	reading bool
	wanted  int // when it was wanted last: the larger the later
}

// read is the message that an article has been read.
type read struct {
	by      *report
	article annotate.ID
	page    *screen.Page
	story   string
	said    []annotate.Annotation
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
	o, keys, l, t, themes := s.o, s.keys, s.labelling, s.theme, s.themes
	return []screen.Request{screen.Do{Cmd: func() tea.Msg {
		r, story, err := o.Read(id)
		out := read{by: by, article: id, story: story, err: err, theme: themes}
		if err == nil {
			out.said, out.err = o.Said(id)
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
		if id := s.found.Disagreements[s.places[i]].Article; !seen[id] {
			seen[id] = true
			out = append(out, s.want(id)...)
		}
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

// took keeps a report that was read, with what has been said since, and shows it if it is the
// one that is waited for.
func (s *Screen) took(msg read) (out []screen.Request) {
	r := s.reports[msg.article]
	if r != msg.by || r == nil {
		return nil
	}
	r.reading, r.page, r.story, r.said, r.err = false, msg.page, msg.story, msg.said, msg.err
	if r.page != nil {
		r.page.Reading.Apply(s.recent)
		r.hear(s.recent)
		if msg.theme != s.themes {
			r.page.SetTheme(s.theme)
		}
	}
	s.forget()
	if s.page == nil && s.making == nil && s.at < len(s.places) && s.current().Article == msg.article {
		out = append(out, s.turn()...)
	}
	return out
}

// hear takes note of what edits change in what is said of the report.
func (r *report) hear(edits []annotate.Edit) {
	id := r.page.Reading.Article.ID
	for _, e := range edits {
		if e.Annotation == nil {
			continue
		}
		x := cmp.Or(e.Annotation.After, e.Annotation.Before)
		if x.Article != id {
			continue
		}
		i := slices.IndexFunc(r.said, func(a annotate.Annotation) bool { return a.ID == x.ID })
		switch {
		case i < 0 && e.Annotation.After != nil:
			r.said = append(r.said, *x)
		case i >= 0 && e.Annotation.After != nil:
			r.said[i] = *x
		case i >= 0:
			r.said = slices.Delete(r.said, i, i+1)
		}
	}
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
	s.recent = slices.DeleteFunc(s.recent, func(e annotate.Edit) bool { return !s.unsaved(e) })
}

// unsaved says whether an edit is not on the disk yet.
func (s *Screen) unsaved(e annotate.Edit) bool {
	return e.Annotation != nil && s.labelling.Unsaved(*cmp.Or(e.Annotation.After, e.Annotation.Before))
}

// edited makes edits that came from elsewhere. The cursor goes to what was undone or redone,
// if it is shown.
func (s *Screen) edited(msg screen.Edited) []screen.Request {
	for _, e := range msg.Edits {
		if x := e.Article; x != nil && x.Before != nil && s.reports[x.Before.ID] != nil && (x.After == nil || x.After.Revision != x.Before.Revision) {
			clear(s.reports)
			return s.find()
		}
	}
	for _, r := range s.reports {
		if r.page != nil {
			r.page.Edited(screen.Edited{Edits: msg.Edits})
			r.hear(msg.Edits)
		}
	}
	s.note(msg.Edits)
	if !msg.Show {
		return nil
	}
	first := len(s.places)
	for _, e := range msg.Edits {
		if p, ok := s.about(e); ok {
			if i, ok := s.index[p]; ok && s.where[i] >= 0 {
				first = min(first, int(s.where[i]))
			}
		}
	}
	if first == len(s.places) {
		return nil
	}
	out := s.goTo(first)
	if s.page != nil {
		s.page.Edited(msg) // which holds a span that was undone
	}
	return out
}

// note takes note of edits: they are kept until they are on the disk, and the sentences that
// they are about are in another state.
func (s *Screen) note(edits []annotate.Edit) {
	s.remember(edits)
	done := map[place]bool{}
	cases := map[annotate.ID]map[int]adjudication.State{}
	for _, e := range edits {
		p, ok := s.about(e)
		i, known := s.index[p]
		if !ok || !known || done[p] && s.held(p.article) != nil {
			continue
		}
		done[p] = true
		d := &s.found.Disagreements[i]
		if r := s.held(p.article); r != nil {
			if cases[p.article] == nil {
				cases[p.article] = s.states(r)
			}
			d.State = cases[p.article][int(p.sentence)]
			continue
		}
		d.State = guessed(d.State, e)
	}
}

// states is how far the sentences of a report are decided.
func (s *Screen) states(r *report) map[int]adjudication.State {
	out := map[int]adjudication.State{}
	a := r.page.Reading
	for _, c := range adjudication.Cases(a.Article, a.Body, s.o.Scheme, r.said) {
		out[c.Number] = c.State()
	}
	return out
}

// guessed is the state of a sentence after an edit, where its report is not held.
func guessed(was adjudication.State, e annotate.Edit) adjudication.State {
	x := cmp.Or(e.Annotation.After, e.Annotation.Before)
	switch {
	case x.Annotator != annotate.Gold && was == adjudication.Decided:
		return adjudication.Stale
	case x.Annotator != annotate.Gold || x.Sentence < 0:
		return was
	case e.Annotation.After == nil:
		return adjudication.Open
	case x.Flag == annotate.Flagged:
		return adjudication.LeftOpen
	}
	return adjudication.Decided
}

// held is a report that is read; nil of another.
func (s *Screen) held(id annotate.ID) *report {
	if r := s.reports[id]; r != nil && r.page != nil {
		return r
	}
	return nil
}

// about is the sentence that an edit says something of: of words in a report that is not held,
// none.
func (s *Screen) about(e annotate.Edit) (p place, ok bool) {
	if e.Annotation == nil {
		return p, false
	}
	x := cmp.Or(e.Annotation.After, e.Annotation.Before)
	if x.Scheme != s.o.Scheme.Name {
		return p, false
	}
	n := x.Sentence
	if n < 0 {
		r := s.held(x.Article)
		if r == nil || len(r.page.Reading.Body.Sentences) == 0 {
			return p, false
		}
		n = annotate.SentenceAt(r.page.Reading.Body.Sentences, x.Span.Start)
	}
	return place{x.Article, int32(n)}, true
}
