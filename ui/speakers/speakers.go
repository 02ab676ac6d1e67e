// Package speakers is the screen of who speaks in a story: each speaker with all spellings of the
// name, and where they speak.
package speakers

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/speaker"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Screen lists the speakers of a story. Under a speaker who is unfolded stand the other
// spellings of the name, and the sentences.
type Screen struct {
	asked         screen.Speakers // of a story, or else of an article
	title         string
	readings      []*annotate.Reading
	known         []annotate.Speaker
	keys          screen.Keys
	labelling     *screen.Labelling
	theme         theme.Theme
	width, height int

	grouping
	voices   []voice
	unfolded map[string]bool // by name
	filter   string
	picked   string // the name of the speaker picked, to be made one with another
	lines    []line
	cursor   int
	top      int
}

// line is a speaker, another spelling of the name, or a sentence.
type line struct {
	kind  kind
	voice int // index into voices
	at    int // index into its spellings or places
}

type kind int

const (
	head kind = iota
	spelled
	place
)

// New shows who speaks in the readings, which are those of a story or one article's. Known
// is what the library knows of the speakers; title is the story's. It is called off the event
// loop: it groups the names.
func New(title string, readings []*annotate.Reading, known []annotate.Speaker, keys screen.Keys, l *screen.Labelling, t theme.Theme) *Screen {
	s := &Screen{title: title, readings: readings, known: known, keys: keys, labelling: l, theme: t, unfolded: map[string]bool{}}
	if len(readings) > 0 {
		if s.asked.Story = readings[0].Article.Story; s.asked.Story == 0 {
			s.asked.Article = readings[0].Article.ID
		}
	}
	_, said := s.places()
	s.grouping = grouping{groups: speaker.Variants(named(said, known, nil), known), has: map[string]bool{}, stale: true, cancel: func() {}}
	return s
}

// Start looks for names in the texts, in the background.
func (s *Screen) Start() []screen.Request {
	if len(s.readings) == 0 {
		return nil
	}
	return s.group()
}

// Take says whether the screen shows what is asked for already: the speakers of the story,
// or of the article that is in none.
func (s *Screen) Take(r screen.Request) bool {
	x, ok := r.(screen.Speakers)
	if !ok || len(s.readings) == 0 || x.Story != s.asked.Story {
		return false
	}
	return x.Story != 0 || x.Article == s.asked.Article
}

// Again is the request that opens the screen anew; nil where it shows no report.
func (s *Screen) Again() screen.Request {
	if len(s.readings) == 0 {
		return nil
	}
	return s.asked
}

// Close gives up looking for names.
func (s *Screen) Close() { s.cancel() }

// SetSize sets the cells there are to draw in.
func (s *Screen) SetSize(width, height int) {
	s.width, s.height = width, height
	s.follow()
}

// SetTheme changes colours.
func (s *Screen) SetTheme(t theme.Theme) { s.theme = t }

// Update takes a message and says what the screen wants of the root.
func (s *Screen) Update(msg tea.Msg) []screen.Request {
	switch msg := msg.(type) {
	case grouped:
		return s.take(msg)
	case screen.Edited:
		return s.apply(msg.Edits)
	case screen.Wheel:
		s.settle()
		s.move(msg.Lines)
	case screen.Click:
		s.settle()
		return s.click(msg.Y)
	case screen.Press:
		s.settle()
		return s.press(msg)
	}
	return nil
}

// apply makes edits in what is held. It is counted again when that is asked for next, as the
// screen may be below another; the names are grouped anew where there are others.
func (s *Screen) apply(edits []annotate.Edit) []screen.Request {
	mine, others := false, false
	for _, r := range s.readings {
		mine = r.Apply(edits) || mine
	}
	for _, e := range edits {
		if x := e.Annotation; x != nil && x.After != nil && s.isNew(*x.After) {
			others = true
		}
		if x := e.Speaker; x != nil {
			others = others || x.Before != nil && x.Before.Of == s.of() || x.After != nil && x.After.Of == s.of()
		}
	}
	if !mine && !others {
		return nil
	}
	s.stale = true
	if !others {
		return nil
	}
	s.known = annotate.SpeakersAfter(s.known, s.of(), edits)
	return s.group()
}

// isNew says whether something is said here under a name that is in no group.
func (s *Screen) isNew(a annotate.Annotation) bool {
	return a.Speaker != "" && !s.has[a.Speaker] && slices.ContainsFunc(s.readings, func(r *annotate.Reading) bool {
		return r.Article.ID == a.Article && r.Annotator == a.Annotator
	})
}

// of is whose speakers are shown: the story's, or the article's.
func (s *Screen) of() annotate.ID {
	if s.asked.Story != 0 {
		return s.asked.Story
	}
	return s.asked.Article
}

func (s *Screen) press(p screen.Press) []screen.Request {
	k := s.keys
	if lines, ok := k.Step(p, s.listHeight()); ok {
		s.move(lines)
		return nil
	}
	switch {
	case key.Matches(p, k.First):
		s.move(-len(s.lines))
	case key.Matches(p, k.Last):
		s.move(len(s.lines))
	case key.Matches(p, k.Page): // space: there is nothing to mark
		s.move(max(s.listHeight()-1, 1))
	case key.Matches(p, k.Back):
		return s.back()
	case key.Matches(p, k.Filter):
		return s.askFilter()
	case key.Matches(p, k.Undo):
		return []screen.Request{screen.Undo{}}
	case key.Matches(p, k.Redo):
		return []screen.Request{screen.Redo{}}
	default:
		return s.act(p)
	}
	return nil
}

// act is the keys that are about the speaker under the cursor.
func (s *Screen) act(p screen.Press) []screen.Request {
	k := s.keys
	if !key.Matches(p, k.Fold, k.Unfold, k.Open, k.Rename, k.Pick, k.Same, k.Cut, k.Copy) {
		return nil
	}
	if len(s.lines) == 0 {
		return say("nobody speaks here: " + screen.Shortcut(k.Speaker) + " in a report says who does")
	}
	switch {
	case key.Matches(p, k.Fold):
		s.fold(false)
	case key.Matches(p, k.Unfold):
		s.fold(true)
	case key.Matches(p, k.Open):
		return s.open()
	case key.Matches(p, k.Rename):
		return s.askName()
	case key.Matches(p, k.Pick):
		return s.pick()
	case key.Matches(p, k.Same):
		return s.join()
	case key.Matches(p, k.Cut):
		return s.part()
	}
	return s.copy()
}

func say(text string) []screen.Request { return []screen.Request{screen.Say{Text: text}} }

// back lets go of what was picked, takes the filter off, or leaves.
func (s *Screen) back() []screen.Request {
	switch {
	case s.picked != "":
		s.picked = ""
	case s.filter != "":
		s.filter = ""
		s.layOut()
	default:
		return []screen.Request{screen.Back{}}
	}
	return nil
}

// here is the speaker under the cursor; there must be one.
func (s *Screen) here() *voice { return &s.voices[s.lines[s.cursor].voice] }

func (s *Screen) fold(open bool) {
	s.unfolded[s.here().name] = open
	s.layOut()
}

// open unfolds a speaker or folds one again, and opens a sentence in the reader.
func (s *Screen) open() []screen.Request {
	l, v := s.lines[s.cursor], s.here()
	if l.kind != place {
		s.fold(!s.unfolded[v.name])
		return nil
	}
	x := v.places[l.at]
	return []screen.Request{screen.Read{Article: s.readings[x.reading].Article.ID, Sentence: x.sentence}}
}

// click makes a line current; a click on the current one opens it.
func (s *Screen) click(y int) []screen.Request {
	i := s.top + y - s.headLines()
	if y < s.headLines() || y >= s.height || i >= len(s.lines) {
		return nil
	}
	if i == s.cursor {
		return s.open()
	}
	s.cursor = i
	return nil
}

func (s *Screen) move(by int) {
	s.cursor = min(max(s.cursor+by, 0), max(len(s.lines)-1, 0))
	s.follow()
}

// follow scrolls the least that brings the cursor into view.
func (s *Screen) follow() {
	h := s.listHeight()
	s.top = min(max(s.top, s.cursor-h+1), s.cursor)
	s.top = max(min(s.top, len(s.lines)-h), 0)
}

// askFilter asks for words that the names must have.
func (s *Screen) askFilter() []screen.Request {
	before := s.filter
	set := func(text string) []screen.Request {
		s.filter = text
		s.layOut()
		return nil
	}
	return []screen.Request{screen.Ask{
		Title: "filter", Value: s.filter, Typing: set,
		Done:      func(text string) []screen.Request { return set(text) },
		Cancelled: func() []screen.Request { return set(before) },
	}}
}
