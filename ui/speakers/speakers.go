// Package speakers is the screen of who speaks in a story: each speaker with all spellings of the
// name, and where they speak.
package speakers

import (
	"context"

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
	title         string
	readings      []*annotate.Reading
	known         []annotate.Speaker
	keys          screen.Keys
	labelling     *screen.Labelling
	theme         theme.Theme
	width, height int

	found   []speaker.Name // in the texts, nil until they were read
	looking bool           // they are being read
	cancel  context.CancelFunc

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
// is what the library knows of the speakers; title is the story's.
func New(title string, readings []*annotate.Reading, known []annotate.Speaker, keys screen.Keys, l *screen.Labelling, t theme.Theme) *Screen {
	s := &Screen{title: title, readings: readings, known: known, keys: keys, labelling: l, theme: t, unfolded: map[string]bool{}, cancel: func() {}}
	s.gather()
	return s
}

// found is the message of the names that stand in the texts.
type found struct {
	by    *Screen
	names []speaker.Name
}

// Start looks for names in the texts, in the background.
func (s *Screen) Start() []screen.Request {
	if len(s.readings) == 0 {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel, s.looking = cancel, true
	texts := make([]annotate.Arrival, len(s.readings))
	for i, r := range s.readings {
		texts[i] = annotate.Arrival{Article: r.Article, Body: r.Body}
	}
	return []screen.Request{screen.Do{Cmd: func() tea.Msg {
		return found{s, namesIn(ctx, texts)}
	}}}
}

// namesIn is the names in texts, with the sentences in which they stand counted together.
func namesIn(ctx context.Context, texts []annotate.Arrival) (out []speaker.Name) {
	at := map[string]int{}
	for _, x := range texts {
		if ctx.Err() != nil {
			return nil
		}
		for _, n := range speaker.Names(x.Body.Text, x.Article.Language, x.Body.Sentences) {
			if i, ok := at[n.Text]; ok {
				out[i].Times += n.Times
				continue
			}
			at[n.Text] = len(out)
			out = append(out, n)
		}
	}
	return out
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
	case found:
		if msg.by == s {
			s.found, s.looking = msg.names, false
			s.gather()
		}
	case screen.Edited:
		s.apply(msg.Edits)
	case screen.Wheel:
		s.move(msg.Lines)
	case screen.Click:
		return s.click(msg.Y)
	case screen.Press:
		return s.press(msg)
	}
	return nil
}

// apply makes edits in what is shown.
func (s *Screen) apply(edits []annotate.Edit) {
	mine := false
	for _, r := range s.readings {
		if r.Apply(edits) {
			mine = true
		}
	}
	for _, e := range edits {
		mine = mine || e.Speaker != nil
	}
	if mine {
		s.known = annotate.SpeakersAfter(s.known, s.of(), edits)
		s.gather()
	}
}

// of is whose speakers are shown: the story's, or the article's.
func (s *Screen) of() annotate.ID {
	if len(s.readings) == 0 {
		return 0
	}
	return s.readings[0].Article.VoicesIn()
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
