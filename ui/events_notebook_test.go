package ui_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"rashomon/annotate"
)

// about is what something is said of, and by whom: words of a sentence of a report, from one to
// before another, or where both are 0 all of it. Without a name it is the annotator at the keys.
type about struct {
	who                        string
	column, sentence, from, to int
}

// saying is all that is said of it.
type saying struct {
	labels, flag, reason, speaker, note, certainty string

	rejected  string  // labels that were turned down
	suggested float64 // the score of a suggestion that was accepted
}

// done says whether there is nothing more to ask of a sentence.
func (s saying) done() bool { return s.labels != "" || s.flag == "skipped" }

// state is what there is after a change, and by whom that is.
type state struct {
	all  map[about]saying
	cuts [reports][]int // the words of each sentence
	by   string
}

// notebook is what the keys mean by the README, kept the simple way: all states there were.
type notebook struct {
	scheme annotate.Scheme
	states []state // the last is now
	undone []state // what redo brings back, the next last
	labels string  // the last labels and speaker given
	who    string
}

func newNotebook(scheme annotate.Scheme) *notebook {
	return &notebook{scheme: scheme, states: []state{{all: map[about]saying{}}}}
}

func (b *notebook) now() map[about]saying { return b.states[len(b.states)-1].all }

// words is how many words each sentence of a report has.
func (b *notebook) words(column int) []int { return b.states[len(b.states)-1].cuts[column] }

// change is a change by somebody: what is not said any more is left out.
func (b *notebook) change(by string, all map[about]saying) {
	maps.DeleteFunc(all, func(_ about, s saying) bool { return s == saying{} })
	b.states, b.undone = append(b.states, state{all, b.states[len(b.states)-1].cuts, by}), nil
}

// say changes what is said, unless it stays the same. Another label takes a skip off, and a label
// that stands is not turned down.
func (b *notebook) say(of about, s saying) {
	if s.flag == "skipped" && len(split(s.labels)) > len(split(b.now()[of].labels)) {
		s.flag, s.reason = "", ""
	}
	s.rejected = without(s.rejected, split(s.labels)...)
	if b.now()[of] == s {
		return
	}
	next := maps.Clone(b.now())
	next[of] = s
	b.change(annotator, next)
}

func split(labels string) []string {
	if labels == "" {
		return nil
	}
	return strings.Split(labels, ", ")
}

func without(labels string, these ...string) string {
	return strings.Join(slices.DeleteFunc(split(labels), func(l string) bool { return slices.Contains(these, l) }), ", ")
}

// toggled is labels with one put on or taken off; by a scheme that has one label stand alone it takes
// the place of another.
func (b *notebook) toggled(labels, name string) string {
	had := split(labels)
	on := !slices.Contains(had, name)
	var out []string
	for _, l := range b.scheme.Labels {
		if l.Name == name && on || l.Name != name && slices.Contains(had, l.Name) && (b.scheme.Several || !on) {
			out = append(out, l.Name)
		}
	}
	return strings.Join(out, ", ")
}

// label is a label key.
func (b *notebook) label(of about, name string) {
	s := b.now()[of]
	s.labels, s.suggested = b.toggled(s.labels, name), 0
	b.say(of, s)
	if slices.Contains(split(s.labels), name) {
		b.labels, b.who = s.labels, s.speaker
	}
}

func (b *notebook) repeat(of about) {
	if b.labels == "" {
		return
	}
	s := b.now()[of]
	s.labels, s.suggested = b.labels, 0
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
	return differ(b.undone[len(b.undone)-1], b.states[n-1])
}

func (b *notebook) redo() (of about, one bool) {
	n := len(b.undone) - 1
	if n < 0 {
		return of, false
	}
	next := b.undone[n]
	next.by = annotator // whoever said it first
	b.states, b.undone = append(b.states, next), b.undone[:n]
	return differ(b.states[len(b.states)-2], next)
}

func differ(a, b state) (of about, one bool) {
	all := changed(a, b)
	if len(all) != 1 || all[0].who != "" || !reflect.DeepEqual(a.cuts, b.cuts) {
		return of, false
	}
	return all[0], true
}

// changed is all of which two states say something else.
func changed(a, b state) (out []about) {
	for of := range a.all {
		if a.all[of] != b.all[of] {
			out = append(out, of)
		}
	}
	for of := range b.all {
		if _, had := a.all[of]; !had {
			out = append(out, of)
		}
	}
	return out
}
