package ui_test

import (
	"maps"
	"slices"
	"strings"

	"rashomon/annotate"
)

// about is what something is said of: words of a sentence of a report, from one to before
// another, or where both are 0 all of it.
type about struct{ column, sentence, from, to int }

// saying is all that is said of it.
type saying struct{ labels, flag, reason, speaker, note, certainty string }

// state is what there is after a change, and by whom that is.
type state struct {
	all map[about]saying
	by  string
}

// notebook is what the keys mean by the README, kept the simple way: all states there were.
type notebook struct {
	scheme annotate.Scheme
	states []state // the last is now
	undone []state // what redo brings back, the next last
	labels string  // the last labels and speaker given
	who    string
}

func (b *notebook) now() map[about]saying { return b.states[len(b.states)-1].all }

// say changes what is said, unless it stays the same. Another label takes a skip off.
func (b *notebook) say(of about, s saying) {
	if s.flag == "skipped" && len(split(s.labels)) > len(split(b.now()[of].labels)) {
		s.flag, s.reason = "", ""
	}
	if b.now()[of] == s {
		return
	}
	next := maps.Clone(b.now())
	if next[of] = s; s == (saying{}) {
		delete(next, of)
	}
	b.states, b.undone = append(b.states, state{next, annotator}), nil
}

func split(labels string) []string {
	if labels == "" {
		return nil
	}
	return strings.Split(labels, ", ")
}

// label is a label key: it puts the label on or takes it off; by a scheme that has one label stand
// alone it takes the place of another.
func (b *notebook) label(of about, name string) {
	s := b.now()[of]
	had := split(s.labels)
	on := !slices.Contains(had, name)
	var labels []string
	for _, l := range b.scheme.Labels {
		if l.Name == name && on || l.Name != name && slices.Contains(had, l.Name) && (b.scheme.Several || !on) {
			labels = append(labels, l.Name)
		}
	}
	s.labels = strings.Join(labels, ", ")
	b.say(of, s)
	if on {
		b.labels, b.who = s.labels, s.speaker
	}
}

func (b *notebook) repeat(of about) {
	if b.labels == "" {
		return
	}
	s := b.now()[of]
	s.labels = b.labels
	if b.who != "" {
		s.speaker = b.who
	}
	b.say(of, s)
}

func (b *notebook) speaker(of about, name string) {
	s := b.now()[of]
	changed := s.speaker != name
	s.speaker = name
	b.say(of, s)
	if changed && name != "" && s.labels != "" {
		b.labels, b.who = s.labels, name
	}
}

// undo and redo give back what the change was about, where that is one thing that we said.
func (b *notebook) undo() (of about, one bool) {
	n := len(b.states) - 1
	b.undone, b.states = append(b.undone, b.states[n]), b.states[:n]
	return differs(b.undone[len(b.undone)-1].all, b.now())
}

func (b *notebook) redo() (of about, one bool) {
	n := len(b.undone) - 1
	if n < 0 {
		return of, false
	}
	before := b.now()
	b.states, b.undone = append(b.states, state{b.undone[n].all, annotator}), b.undone[:n] // whoever said it first
	return differs(before, b.now())
}

func differs(a, b map[about]saying) (of about, one bool) {
	for _, m := range []map[about]saying{a, b} {
		for k := range m {
			if a[k] != b[k] {
				return k, true
			}
		}
	}
	return of, false
}
