package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
	"rashomon/annotate/speaker"
)

// idle is the longest time that counts as spent on one sentence unless the settings say
// otherwise: who looks longer has left.
const idle = time.Minute

// Labelling is the labelling keys at work. There is one in the program, so that the last
// labels and auto-advance are the same on every screen.
type Labelling struct {
	Keys    Keys
	Now     func() time.Time
	Advance bool // go on to the next sentence without a label after labelling one
	// Idle is the longest time that counts as spent on one sentence.
	Idle time.Duration
	// Speakers is the speakers of a story, or of an article in none, as the library knows them; may be nil.
	Speakers func(of annotate.ID) []annotate.Speaker
	// Used is the names under which something is said in a story, or in an article in none,
	// the last one first; may be nil.
	Used   func(of annotate.ID) []string
	Ghosts *Ghosts // may be nil

	labels   []string // the last labels given, and their speaker
	speaker  string
	speakers map[annotate.ID][]string // used in this session, by story, last first
	reasons  []string                 // given in this session for flags, last first
	at       place
	since    time.Time // when the sentence at `at` became the current one
	visited  *annotate.Reading
	saving   map[annotate.ID]int
}

type place struct {
	article  annotate.ID
	sentence int
}

// NewLabelling starts with nothing to repeat.
func NewLabelling(keys Keys, now func() time.Time) *Labelling {
	return &Labelling{Keys: keys, Now: now, Idle: idle, speakers: map[annotate.ID][]string{}, saving: map[annotate.ID]int{}}
}

// Forget forgets what there was to repeat: labels of another scheme, say.
func (l *Labelling) Forget() { l.labels, l.speaker = nil, "" }

// Visit says which sentence is current, so that the time spent on it is known.
func (l *Labelling) Visit(r *annotate.Reading, sentence int) {
	if at := (place{r.Article.ID, sentence}); at != l.at {
		l.Ghosts.study(l.visited, l.at.sentence)
		l.at, l.since = at, l.Now()
	}
	l.visited = r // another reading of the same sentence may say more
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

// Press acts on a labelling key for a target in the reading: the change is made in the
// reading and returned as a request. Advanced says that the cursor should go on. Handled is
// false for a key that is none of these.
func (l *Labelling) Press(p Press, r *annotate.Reading, t annotate.Target) (requests []Request, advanced, handled bool) {
	k := l.Keys
	if !t.In(r.Body) && (key.Matches(p, k.Labels...) || key.Matches(p, k.Attributes...) || key.Matches(p, k.Speaker, k.Note, k.Flag, k.Reason, k.Repeat, k.Copy)) {
		return []Request{Say{Text: "there is no sentence here"}}, false, true
	}
	for i, b := range k.Labels {
		if key.Matches(p, b) {
			return l.toggle(r, t, r.Scheme.Labels[i])
		}
	}
	for i, b := range k.Attributes {
		if key.Matches(p, b) {
			return []Request{l.askAttribute(r, t, r.Scheme.Attributes[i])}, false, true
		}
	}
	switch {
	case key.Matches(p, k.Speaker):
		return []Request{l.askSpeaker(r, t)}, false, true
	case key.Matches(p, k.Note):
		return []Request{l.askNote(r, t)}, false, true
	case key.Matches(p, k.Flag):
		c, ok := r.NextFlag(t, l.Now())
		return l.make(r, c, ok), false, true
	case key.Matches(p, k.Reason):
		return []Request{l.askFlag(r, t)}, false, true
	case key.Matches(p, k.Repeat):
		return l.repeat(r, t)
	case key.Matches(p, k.Advance):
		l.Advance = !l.Advance
		return []Request{Say{Text: "auto-advance is " + onOff(l.Advance)}}, false, true
	case key.Matches(p, k.Copy):
		return []Request{Copy{Text: Citation(r, t), Said: "copied " + t.Name() + " with its source"}}, false, true
	case key.Matches(p, k.Undo):
		return []Request{Undo{}}, false, true
	case key.Matches(p, k.Redo):
		return []Request{Redo{}}, false, true
	}
	return nil, false, false
}

func (l *Labelling) toggle(r *annotate.Reading, t annotate.Target, label annotate.Label) ([]Request, bool, bool) {
	if had, _ := r.At(t); !label.Allows(t) && !had.Has(label.Name) {
		return []Request{Say{Text: notFor(label, l.Keys)}}, false, true
	}
	c, ok := r.Toggle(t, label.Name, l.Now())
	if ok {
		c = c.Spent(l.spent(r, t))
	}
	out := l.make(r, c, ok)
	said, _ := r.At(t)
	if said.Has(label.Name) {
		l.labels, l.speaker = said.Labels, said.Speaker
	}
	return out, l.Advance && said.Has(label.Name), true
}

// notFor says why a label cannot be put here.
func notFor(label annotate.Label, k Keys) string {
	if label.On == annotate.OnSpans {
		return fmt.Sprintf("%s is a label for words, not for a sentence: %s selects words", label.Name, Shortcut(k.Select))
	}
	return fmt.Sprintf("%s is a label for a sentence, not for words in it", label.Name)
}

func (l *Labelling) repeat(r *annotate.Reading, t annotate.Target) ([]Request, bool, bool) {
	if len(l.labels) == 0 {
		return []Request{Say{Text: "nothing to repeat yet: label a sentence first"}}, false, true
	}
	for _, name := range l.labels {
		if label, ok := r.Scheme.Label(name); ok && !label.Allows(t) {
			return []Request{Say{Text: notFor(label, l.Keys)}}, false, true
		}
	}
	c, ok := r.SetLabels(t, l.labels, annotate.SpeakerNamed(l.known(r.Article.VoicesIn()), l.speaker), l.Now())
	if ok {
		c = c.Spent(l.spent(r, t))
	}
	return l.make(r, c, ok), l.Advance && ok, true
}

// askAttribute asks for one of the attribute's choices.
func (l *Labelling) askAttribute(r *annotate.Reading, t annotate.Target, a annotate.Attribute) Request {
	said, _ := r.At(t)
	if !a.Asks(said.Labels) {
		return Say{Text: fmt.Sprintf("%s is asked only of: %s", a.Name, strings.Join(a.Labels, ", "))}
	}
	title := a.Name
	if now := said.Attributes[a.Name]; now != "" {
		title += " (" + now + ")"
	}
	return Choose{Title: title, Choices: Digits(a.Choices), Done: func(i int) []Request {
		c, ok := r.SetAttribute(t, a.Name, a.Choices[i], l.Now())
		return l.make(r, c, ok)
	}}
}

// askFlag asks whether to flag or to skip, and then why.
func (l *Labelling) askFlag(r *annotate.Reading, t annotate.Target) Request {
	said, _ := r.At(t)
	flags := []annotate.Flag{annotate.Flagged, annotate.Skipped, annotate.Unflagged}
	return Choose{Title: "mark it", Choices: []Choice{{"f", "flag"}, {"s", "skip"}, {"n", "neither"}}, Done: func(i int) []Request {
		set := func(reason string) []Request {
			c, ok := r.SetFlag(t, flags[i], reason, l.Now())
			if reason = annotate.Line(reason); reason != "" {
				l.reasons = append([]string{reason}, slices.DeleteFunc(l.reasons, func(s string) bool { return s == reason })...)
			}
			return l.make(r, c, ok)
		}
		if flags[i] == annotate.Unflagged {
			return set("")
		}
		return []Request{Ask{Title: "because", Value: said.Reason, Choices: slices.Clone(l.reasons), Done: set}}
	}}
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
func (l *Labelling) spent(r *annotate.Reading, t annotate.Target) float64 {
	l.Visit(r, annotate.SentenceAt(r.Body.Sentences, t.Where(r.Body).Start))
	now := l.Now()
	d := min(max(now.Sub(l.since), 0), l.Idle)
	l.since = now
	return d.Seconds()
}

func (l *Labelling) askSpeaker(r *annotate.Reading, t annotate.Target) Request {
	said, _ := r.At(t)
	of := r.Article.VoicesIn()
	return Ask{
		Title: "speaker", Value: said.Speaker, Digits: true, Spells: l.spells(of),
		Choices: speaker.Candidates(r, t, l.known(of), l.used(r)),
		Done: func(text string) []Request {
			text = annotate.SpeakerNamed(l.known(of), text)
			c, ok := r.SetSpeaker(t, text, l.Now())
			if ok && text != "" {
				if len(said.Labels) > 0 { // to repeat is to say again what one sentence says
					l.labels, l.speaker = said.Labels, text
				}
				l.speakers[of] = append([]string{text}, slices.DeleteFunc(l.speakers[of], func(s string) bool { return s == text })...)
			}
			return l.make(r, c, ok)
		},
	}
}

// known is the speakers of a story that the library knows.
func (l *Labelling) known(of annotate.ID) []annotate.Speaker {
	if l.Speakers == nil {
		return nil
	}
	return l.Speakers(of)
}

// spells says whether a text is another way to write a name: as the library knows, as far
// as it is typed, or because the two look alike.
func (l *Labelling) spells(of annotate.ID) func(text, name string) bool {
	known := l.known(of)
	return func(text, name string) bool {
		typed := strings.ToLower(annotate.Line(text))
		for _, k := range known {
			if k.Name == name && slices.ContainsFunc(k.Spellings, func(s string) bool { return strings.Contains(strings.ToLower(s), typed) }) {
				return true
			}
		}
		return speaker.Offers(text, name)
	}
}

// mostUsed is how many of the names used before are offered.
const mostUsed = 100

// used is the names used before in the reading's story: those of this session, then those
// of earlier ones and of the reading, each as it is known now.
func (l *Labelling) used(r *annotate.Reading) (out []string) {
	of := r.Article.VoicesIn()
	known := l.known(of)
	had := map[string]bool{}
	add := func(name string) {
		if name = annotate.SpeakerNamed(known, name); name != "" && !had[name] && len(out) < mostUsed {
			had[name] = true
			out = append(out, name)
		}
	}
	for _, n := range l.speakers[of] {
		add(n)
	}
	if l.Used != nil {
		for _, n := range l.Used(of) {
			add(n)
		}
	}
	for _, a := range r.Annotations() {
		add(a.Speaker)
	}
	return out
}

func (l *Labelling) askNote(r *annotate.Reading, t annotate.Target) Request {
	said, _ := r.At(t)
	return Ask{
		Title: "note", Value: said.Note, Editor: true,
		Done: func(text string) []Request {
			c, ok := r.SetNote(t, strings.TrimSpace(text), l.Now())
			return l.make(r, c, ok)
		},
	}
}

// Citation is a sentence or a span with where it stands, to be pasted elsewhere.
func Citation(r *annotate.Reading, t annotate.Target) string {
	s := t.Where(r.Body)
	text := annotate.Line(r.Body.Text[s.Start:s.End])
	a := r.Article
	parts := []string{a.Source, a.Title, a.Date, a.URL}
	if a.TitleMade {
		parts[1] = ""
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	parts = append(parts, fmt.Sprintf("sentence %d", annotate.SentenceAt(r.Body.Sentences, s.Start)+1))
	return text + "\n— " + strings.Join(parts, ", ") + "\n"
}

func onOff(b bool) string {
	if b {
		return "on"
	}
	return "off"
}
