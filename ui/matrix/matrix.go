// Package matrix is the screen that tells who says what: a row is a statement or a dispute
// about a number, a column is a report. Below the rows, in the same columns, it tells who
// shares whose wording.
//
// What a comparison comes to is in findings.go, the list of lines in lines.go, where things
// stand on a line in plan.go, the drawing in view.go, legend.go, shared.go and foot.go, the
// keys in keys.go, and what a person decides here in hands.go.
package matrix

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Screen lists what reports say, row by row. It draws only the lines in view.
type Screen struct {
	comparing     *screen.Comparing
	story         annotate.Story
	keys          screen.Keys
	labelling     *screen.Labelling
	theme         theme.Theme
	looks         looks
	width, height int

	letters, names []string       // of the reports: A, and A with its source
	wide           []int          // columns of the names
	prose          []*prose.Prose // of the reports, nil until a sentence of theirs is drawn
	texts          map[compare.Ref]string

	findings *findings // nil until compared
	filter   string
	headings []heading
	lines    []line
	drawn    map[line]string   // lines as drawn, but for the current one
	cells    map[string]string // what cells hold, as wide as the plan has them
	plan     plan
	legend   []string // the lines over the heads of the columns, as drawn
	foot     []string // the lines at the foot, as drawn

	cursor int // index into lines, of one that can be current
	top    int
	column int // the current report
	want   *target
}

// target is sentences whose row is to be the current one as soon as it is there.
type target struct {
	places   []compare.Ref
	conflict bool // their dispute rather than their statement
}

// New shows the reports of a comparison, with the cursor on the row of a sentence. Story
// is zero for reports of no story.
func New(c *screen.Comparing, story annotate.Story, article annotate.ID, sentence int, keys screen.Keys, l *screen.Labelling, t theme.Theme) *Screen {
	s := &Screen{
		comparing: c, story: story, keys: keys, labelling: l, theme: t, looks: looksOf(t),
		texts: map[compare.Ref]string{}, drawn: map[line]string{}, cells: map[string]string{}, prose: make([]*prose.Prose, len(c.Readings)),
	}
	s.nameReports()
	s.seek(true, compare.Ref{Report: c.Place(article), Sentence: sentence})
	return s
}

// nameReports calls the reports by their letters and sources, or else titles.
func (s *Screen) nameReports() {
	s.letters, s.names, s.wide = s.letters[:0], s.names[:0], s.wide[:0]
	for i, r := range s.comparing.Readings {
		s.letters = append(s.letters, screen.ReportName(i))
		s.names = append(s.names, s.letters[i]+" "+screen.Safe(annotate.Line(cmp.Or(r.Article.Source, r.Article.Title))))
		s.wide = append(s.wide, ansi.StringWidth(s.names[i]))
	}
}

// Start asks for the comparison, and shows the one that is there.
func (s *Screen) Start() []screen.Request {
	return append(s.comparing.Start(), s.find()...)
}

// Close stops what runs in the background.
func (s *Screen) Close() { s.comparing.Close() }

// Take goes to the row that a request for the matrix of these reports asks for; it says
// whether it is for these.
func (s *Screen) Take(r screen.Request) bool {
	m, ok := r.(screen.Matrix)
	if !ok || !s.shows(m) {
		return false
	}
	at := compare.Ref{Report: s.comparing.Place(m.Article), Sentence: m.Sentence}
	if x, ok := s.row(); ok && holds(x, at) {
		s.column = at.Report // one came from this row
	} else {
		s.seek(true, at)
	}
	s.settle()
	return true
}

// Again is the request that opens the screen as it is now.
func (s *Screen) Again() screen.Request {
	var r screen.Matrix
	r.Story, r.Articles = s.asked()
	if x, ok := s.row(); ok {
		at := s.sentence(x)
		r.Article, r.Sentence = s.comparing.Readings[at.Report].Article.ID, at.Sentence
	}
	return r
}

// shows says whether a request is for the reports shown.
func (s *Screen) shows(m screen.Matrix) bool {
	if len(m.Articles) == 0 {
		return m.Story != 0 && m.Story == s.story.ID
	}
	asked, have := slices.Sorted(slices.Values(m.Articles)), slices.Sorted(slices.Values(s.articles()))
	return slices.Equal(asked, have)
}

func (s *Screen) articles() []annotate.ID {
	out := make([]annotate.ID, len(s.comparing.Readings))
	for i, r := range s.comparing.Readings {
		out[i] = r.Article.ID
	}
	return out
}

// SetSize sets the cells there are to draw in.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.layOut()
	s.settle()
}

// SetTheme changes colours.
func (s *Screen) SetTheme(t theme.Theme) {
	s.theme, s.looks = t, looksOf(t)
	for _, p := range s.prose {
		if p != nil {
			p.SetTheme(t)
		}
	}
	clear(s.texts)
	s.layOut()
	s.settle()
}

// Update takes a message and says what the screen wants of the root.
func (s *Screen) Update(msg tea.Msg) []screen.Request {
	defer s.settle()
	requests, changed := s.comparing.Update(msg)
	if changed {
		requests = append(requests, s.find()...)
	}
	switch msg := msg.(type) {
	case found:
		if msg.by == s && msg.findings.of == s.comparing.Found {
			s.show(msg.findings)
		}
	case screen.Edited:
		s.edited(msg)
	case screen.Wheel:
		s.move(msg.Lines)
	case screen.Click:
		return append(requests, s.click(msg)...)
	case screen.Press:
		return append(requests, s.press(msg)...)
	}
	return requests
}

// edited makes edits that came from elsewhere. What was undone or redone becomes current.
func (s *Screen) edited(msg screen.Edited) {
	s.story = screen.Story(s.story, msg.Edits)
	for _, r := range s.comparing.Readings {
		r.Apply(msg.Edits)
	}
	s.nameReports()
	s.layOut()
	for _, e := range msg.Edits {
		if msg.Show && s.showEdit(e) {
			return
		}
	}
}

// showEdit makes the row that an edit is about the current one.
func (s *Screen) showEdit(e annotate.Edit) bool {
	if e.Ruling != nil {
		if x := cmp.Or(e.Ruling.After, e.Ruling.Before); x != nil {
			var places []compare.Ref
			for _, p := range x.Places {
				places = append(places, compare.Ref{Report: s.comparing.Place(p.Article), Sentence: p.Sentence})
			}
			return s.seek(x.On == annotate.OnConflict, places...)
		}
	}
	if e.Annotation != nil {
		if x := cmp.Or(e.Annotation.After, e.Annotation.Before); x != nil && x.Sentence >= 0 {
			return s.seek(false, compare.Ref{Report: s.comparing.Place(x.Article), Sentence: x.Sentence})
		}
	}
	return false
}

// found is the message that the findings of a comparison are ready.
type found struct {
	by       *Screen
	findings *findings
}

// find asks for the findings of the comparison that is there.
func (s *Screen) find() []screen.Request {
	of, articles, rulings := s.comparing.Found, s.articles(), s.comparing.Rulings()
	if of == nil {
		return nil
	}
	bodies := make([]annotate.Body, len(articles))
	for i, r := range s.comparing.Readings {
		bodies[i] = r.Body
	}
	return []screen.Request{screen.Do{Cmd: func() tea.Msg { return found{s, newFindings(of, articles, bodies, rulings)} }}}
}

// show lists findings, with the cursor on what it was on; where that is gone, a dispute that
// was dismissed, it stays where it was on the screen.
func (s *Screen) show(f *findings) {
	before := s.spot()
	s.findings = f
	s.layOut()
	if !s.restore(before) {
		s.goTo(before.index, 1)
	}
	s.reach()
}

// seek makes the row of sentences the current one, at once if no comparison is under way; it
// says whether any of them is of a report that is here.
func (s *Screen) seek(conflict bool, places ...compare.Ref) bool {
	places = slices.DeleteFunc(places, func(p compare.Ref) bool { return p.Report < 0 })
	if len(places) == 0 {
		return false
	}
	s.column = places[0].Report
	s.want = &target{places, conflict}
	if s.comparing.Progress() == "" {
		s.reach()
	}
	return true
}
