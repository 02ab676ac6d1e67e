package cli_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"rashomon/annotate"
)

// place is a sentence of a report, or words in it.
type place struct {
	report, sentence int
	words            string // empty for the sentence
}

// sentenceOf is the text of a sentence, which no other has.
func sentenceOf(report, sentence int) string {
	return fmt.Sprintf("Lamp %d of row %d went out at dusk.", sentence, report)
}

// saying is what is said of a sentence, or of words.
type saying struct {
	labels        []string
	speaker, note string
	flag          annotate.Flag
	reason        string
	rejected      string
}

func (s saying) equal(t saying) bool {
	labels := slices.Equal(s.labels, t.labels)
	s.labels, t.labels = nil, nil
	return labels && fmt.Sprint(s) == fmt.Sprint(t)
}

// toggle puts a label on, or takes it off; labels stand in the scheme's order.
func (s *saying) toggle(label string) {
	var out []string
	for _, l := range []string{"fact", "quote", "claim"} {
		if slices.Contains(s.labels, l) != (l == label) {
			out = append(out, l)
		}
	}
	s.labels = out
}

// step is one change, which can be taken back: something said, or sentences joined.
type step struct {
	at            place
	before, after saying
	join          bool
}

// model is what a library must hold, kept as simply as can be: what is said, and what was
// done and taken back.
type model struct {
	sizes          []int // sentences of each report
	report, cursor int
	said           map[place]saying
	done, undone   []step
	selected       place // words that an undo or a redo went to
}

func newModel(reports, sentences int) *model {
	return &model{sizes: slices.Repeat([]int{sentences}, reports), said: map[place]saying{}}
}

func (m *model) clone() *model {
	out := *m
	out.said, out.done, out.undone, out.sizes = maps.Clone(m.said), slices.Clone(m.done), slices.Clone(m.undone), slices.Clone(m.sizes)
	return &out
}

// say changes what is said of the current sentence, or of words in it.
func (m *model) say(words string, do func(*saying)) {
	at := place{m.report, m.cursor, words}
	s := step{at: at, before: m.said[at], after: m.said[at]}
	if do(&s.after); s.after.equal(s.before) {
		return
	}
	m.set(at, s.after)
	m.done, m.undone = append(m.done, s), nil
}

// join makes the last two sentences of the report one.
func (m *model) join() {
	m.sizes[m.report]--
	m.done, m.undone = append(m.done, step{at: place{report: m.report}, join: true}), nil
}

func (m *model) set(at place, s saying) {
	if s.equal(saying{}) {
		delete(m.said, at)
		return
	}
	m.said[at] = s
}

// undo takes the last change back; the cursor goes there if it is in the report that is open.
func (m *model) undo() {
	s := m.done[len(m.done)-1]
	m.done, m.undone = m.done[:len(m.done)-1], append(m.undone, s)
	m.make(s, s.before, 1)
}

// redo makes the change again that was last taken back.
func (m *model) redo() {
	s := m.undone[len(m.undone)-1]
	m.undone, m.done = m.undone[:len(m.undone)-1], append(m.done, s)
	m.make(s, s.after, -1)
}

func (m *model) make(s step, says saying, sentences int) {
	if s.join {
		m.sizes[s.at.report] += sentences
		return
	}
	m.set(s.at, says)
	if m.selected = (place{}); s.at.report == m.report {
		m.cursor = s.at.sentence
		if s.at.words != "" {
			m.selected = s.at
		}
	}
}

// describe is what the status line begins with for the current sentence.
func (m *model) describe() string {
	s := m.said[place{m.report, m.cursor, ""}]
	parts := []string{fmt.Sprintf("sentence %d of %d", m.cursor+1, m.sizes[m.report])}
	if len(s.labels) > 0 {
		parts = append(parts, strings.Join(s.labels, ", "))
	}
	if s.flag != annotate.Unflagged {
		flag := map[annotate.Flag]string{annotate.Flagged: "flagged", annotate.Skipped: "skipped"}[s.flag]
		if s.reason != "" {
			flag += ": " + s.reason
		}
		parts = append(parts, flag)
	}
	if s.speaker != "" {
		parts = append(parts, "» "+s.speaker)
	}
	if s.note != "" {
		parts = append(parts, "✎ "+s.note)
	}
	return strings.Join(parts, " · ")
}

// holds fails where a library says something else than the model.
func (m *model) holds(t *testing.T, stored map[place]saying) {
	t.Helper()
	both := maps.Clone(m.said)
	maps.Copy(both, stored)
	wrong := 0
	for at := range both {
		if got, want := stored[at], m.said[at]; !got.equal(want) {
			if wrong++; wrong <= 10 {
				t.Errorf("%+v: the library says %+v, the model %+v", at, got, want)
			}
		}
	}
	if wrong > 10 {
		t.Errorf("and %d more", wrong-10)
	}
}
