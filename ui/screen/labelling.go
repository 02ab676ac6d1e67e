package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
)

// idle is the longest time that counts as spent on one sentence: who looks longer has left.
const idle = time.Minute

// Labelling is the labelling keys at work. There is one in the program, so that the last
// labels and auto-advance are the same on every screen.
type Labelling struct {
	Keys    Keys
	Now     func() time.Time
	Advance bool // go on to the next sentence without a label after labelling one

	labels   []string // the last labels given, and their speaker
	speaker  string
	speakers []string // used in this session, last first
	at       place
	since    time.Time // when the sentence at `at` became the current one
	saving   map[annotate.ID]int
}

type place struct {
	article  annotate.ID
	sentence int
}

// NewLabelling starts with nothing to repeat.
func NewLabelling(keys Keys, now func() time.Time) *Labelling {
	return &Labelling{Keys: keys, Now: now, saving: map[annotate.ID]int{}}
}

// Visit says which sentence is current, so that the time spent on it is known.
func (l *Labelling) Visit(r *annotate.Reading, sentence int) {
	if at := (place{r.Article.ID, sentence}); at != l.at {
		l.at, l.since = at, l.Now()
	}
}

// Saved takes note that a change is on disk.
func (l *Labelling) Saved(c annotate.Change) { l.count(c.Edits, -1) }

// Unsaved says whether what is said of the sentence is not on disk yet.
func (l *Labelling) Unsaved(a annotate.Annotation) bool { return l.saving[a.ID] > 0 }

func (l *Labelling) count(edits []annotate.Edit, by int) {
	for _, e := range edits {
		if e.Annotation == nil {
			continue
		}
		x := e.Annotation.After
		if x == nil {
			x = e.Annotation.Before
		}
		if l.saving[x.ID] += by; l.saving[x.ID] <= 0 {
			delete(l.saving, x.ID)
		}
	}
}

// Press acts on a labelling key for sentence n of the reading: the change is made in the
// reading and returned as a request. Advanced says that the cursor should go on. Handled is
// false for a key that is none of these.
func (l *Labelling) Press(p Press, r *annotate.Reading, n int) (requests []Request, advanced, handled bool) {
	k := l.Keys
	if n >= len(r.Body.Sentences) && (key.Matches(p, k.Labels...) || key.Matches(p, k.Speaker, k.Note, k.Flag, k.Repeat, k.Copy)) {
		return []Request{Say{Text: "there is no sentence here"}}, false, true
	}
	for i, b := range k.Labels {
		if key.Matches(p, b) {
			return l.toggle(r, n, r.Scheme.Labels[i].Name)
		}
	}
	switch {
	case key.Matches(p, k.Speaker):
		return []Request{l.askSpeaker(r, n)}, false, true
	case key.Matches(p, k.Note):
		return []Request{l.askNote(r, n)}, false, true
	case key.Matches(p, k.Flag):
		c, ok := r.NextFlag(n, l.Now())
		return l.make(r, c, ok), false, true
	case key.Matches(p, k.Repeat):
		return l.repeat(r, n)
	case key.Matches(p, k.Advance):
		l.Advance = !l.Advance
		return []Request{Say{Text: "auto-advance is " + onOff(l.Advance)}}, false, true
	case key.Matches(p, k.Copy):
		return []Request{Copy{Text: Citation(r, n), Said: fmt.Sprintf("copied sentence %d with its source", n+1)}}, false, true
	case key.Matches(p, k.Undo):
		return []Request{Undo{}}, false, true
	case key.Matches(p, k.Redo):
		return []Request{Redo{}}, false, true
	}
	return nil, false, false
}

func (l *Labelling) toggle(r *annotate.Reading, n int, label string) ([]Request, bool, bool) {
	c, ok := r.Toggle(n, label, l.Now())
	if ok {
		c = c.Spent(l.spent(r, n))
	}
	out := l.make(r, c, ok)
	said, _ := r.Sentence(n)
	if said.Has(label) {
		l.labels, l.speaker = said.Labels, said.Speaker
	}
	return out, l.Advance && said.Has(label), true
}

func (l *Labelling) repeat(r *annotate.Reading, n int) ([]Request, bool, bool) {
	if len(l.labels) == 0 {
		return []Request{Say{Text: "nothing to repeat yet: label a sentence first"}}, false, true
	}
	c, ok := r.SetLabels(n, l.labels, l.speaker, l.Now())
	if ok {
		c = c.Spent(l.spent(r, n))
	}
	return l.make(r, c, ok), l.Advance && ok, true
}

// make shows a change and asks for it to be stored.
func (l *Labelling) make(r *annotate.Reading, c annotate.Change, ok bool) []Request {
	if !ok {
		return []Request{Say{Text: "nothing to change"}}
	}
	r.Apply(c.Edits)
	return l.Make(c)
}

// Make asks for a change to be stored that the screen shows already, and marks what it is
// about as pending until it is.
func (l *Labelling) Make(c annotate.Change) []Request {
	l.count(c.Edits, 1)
	return []Request{Make{c}}
}

// spent is the seconds since the sentence became current or was last labelled.
func (l *Labelling) spent(r *annotate.Reading, n int) float64 {
	l.Visit(r, n)
	now := l.Now()
	d := min(max(now.Sub(l.since), 0), idle)
	l.since = now
	return d.Seconds()
}

func (l *Labelling) askSpeaker(r *annotate.Reading, n int) Request {
	said, _ := r.Sentence(n)
	return Ask{
		Title: "speaker", Value: said.Speaker, Choices: l.knownSpeakers(r),
		Done: func(text string) []Request {
			c, ok := r.SetSpeaker(n, text, l.Now())
			if text = annotate.Line(text); ok && text != "" {
				if len(said.Labels) > 0 { // to repeat is to say again what one sentence says
					l.labels, l.speaker = said.Labels, text
				}
				l.speakers = append([]string{text}, slices.DeleteFunc(l.speakers, func(s string) bool { return s == text })...)
			}
			return l.make(r, c, ok)
		},
	}
}

// knownSpeakers is those used in this session, last first, then those of the reading.
func (l *Labelling) knownSpeakers(r *annotate.Reading) []string {
	out := slices.Clone(l.speakers)
	for _, a := range r.Annotations() {
		if a.Speaker != "" && !slices.Contains(out, a.Speaker) {
			out = append(out, a.Speaker)
		}
	}
	return out
}

func (l *Labelling) askNote(r *annotate.Reading, n int) Request {
	said, _ := r.Sentence(n)
	return Ask{
		Title: "note", Value: said.Note, Editor: true,
		Done: func(text string) []Request {
			c, ok := r.SetNote(n, strings.TrimSpace(text), l.Now())
			return l.make(r, c, ok)
		},
	}
}

// Citation is a sentence with where it stands, to be pasted elsewhere.
func Citation(r *annotate.Reading, n int) string {
	text := annotate.Line(r.Body.Sentence(n))
	a := r.Article
	parts := []string{a.Source, a.Title, a.Date, a.URL}
	if a.TitleMade {
		parts[1] = ""
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	parts = append(parts, fmt.Sprintf("sentence %d", n+1))
	return text + "\n— " + strings.Join(parts, ", ") + "\n"
}

func onOff(b bool) string {
	if b {
		return "on"
	}
	return "off"
}
