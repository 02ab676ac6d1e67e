// Package schemefile is a label scheme as a file that people write: TOML.
package schemefile

import (
	"errors"
	"io"
	"strings"

	"github.com/rivo/uniseg"

	"rashomon/annotate"
	"rashomon/internal/byhand"
)

// Colours is the names of the colours that a theme has for labels.
func Colours() []string {
	return []string{"blue", "orange", "green", "purple", "cyan", "yellow", "pink", "red", "grey"}
}

// Lines is where a scheme's keys are in the file that it was read from.
type Lines struct {
	file               *byhand.Table
	labels, attributes []*byhand.Table
}

// Of is the line of a field of label or attribute n, or of the scheme's where part is empty.
func (l Lines) Of(part string, n int, field string) int {
	switch {
	case part == "label" && n < len(l.labels):
		return l.labels[n].Line(field)
	case part == "attribute" && n < len(l.attributes):
		return l.attributes[n].Line(field)
	case l.file == nil:
		return 0
	}
	return l.file.Line(field)
}

// Read reads a scheme. Was is which labels of an older version become which of this one: by
// the new name, those that it says it was. All text in it is clean. What is wrong is
// byhand.Mistakes: each with its line, what is wrong, and what to write instead.
func Read(r io.Reader) (s annotate.Scheme, was map[string][]string, err error) {
	s, was, _, err = ReadLines(r)
	return s, was, err
}

// ReadLines is Read, with where what is read stands in the file.
func ReadLines(r io.Reader) (s annotate.Scheme, was map[string][]string, at Lines, err error) {
	const most = 2 << 20 // bytes; Parse says where it is more than it takes
	text, err := io.ReadAll(io.LimitReader(r, most))
	if err != nil {
		return s, nil, at, err
	}
	if at.file, err = byhand.Parse(text); err != nil {
		return s, nil, at, err
	}
	file := at.file
	s = annotate.Scheme{Name: file.Text("name"), Guidelines: file.Lines("guidelines")}
	file.Bool("several", &s.Several)
	at.labels, at.attributes = file.Tables("label"), file.Tables("attribute")
	was = map[string][]string{}
	for _, t := range at.labels {
		s.Labels = append(s.Labels, label(t, was))
	}
	for _, t := range at.attributes {
		s.Attributes = append(s.Attributes, attribute(t))
	}
	file.Done()
	if err = file.Err(); err == nil {
		s = s.Follow(was)
		at.check(s)
		err = file.Err()
	}
	if err != nil {
		return annotate.Scheme{}, nil, at, err
	}
	return s, was, at, nil
}

func label(t *byhand.Table, was map[string][]string) annotate.Label {
	l := annotate.Label{
		Name: t.Text("name"), Key: t.Text("key"), Colour: t.Text("colour"), Glyph: t.Text("glyph"),
		On: annotate.On(t.Text("on")), Description: t.Text("description"),
	}
	if l.On == "both" {
		l.On = annotate.OnBoth
	}
	if l.Colour != "" && !oneOf(l.Colour, Colours()) {
		t.Wrong("colour", "the colours are "+strings.Join(Colours(), ", "), "there is no colour %q: the nearest is %q", l.Colour, byhand.Nearest(l.Colour, Colours()))
	}
	if l.Glyph != "" && uniseg.StringWidth(l.Glyph) != 1 {
		t.Wrong("glyph", "take one letter or sign; an emoji is two columns wide", "the glyph %q is not one column wide", l.Glyph)
	}
	for _, old := range t.List("was") {
		for name, olds := range was {
			if oneOf(old, olds) {
				t.Wrong("was", "say so of one of them", "‘%s’ and ‘%s’ both were ‘%s’", name, l.Name, old)
			}
		}
		was[l.Name] = append(was[l.Name], old)
	}
	t.Done()
	return l
}

func attribute(t *byhand.Table) annotate.Attribute {
	a := annotate.Attribute{Name: t.Text("name"), Key: t.Text("key"), Choices: t.List("choices"), Labels: t.List("labels"), Description: t.Text("description")}
	if len(a.Labels) == 0 {
		a.Labels = nil
	}
	t.Done()
	return a
}

func oneOf(name string, names []string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// check keeps what is wrong with the scheme as a whole.
func (l Lines) check(s annotate.Scheme) {
	var flaw annotate.Flaw
	if !errors.As(s.Check(), &flaw) {
		return
	}
	hint := map[string]string{
		"name":    `write it so: name = "…"`,
		"label":   "begin each label with a line [[label]]",
		"key":     "give one of them another key; the first nine labels have the keys 1 to 9 besides",
		"on":      `write on = "sentence" or on = "span"; without it the label is for both`,
		"glyph":   "take one letter or sign",
		"choices": `write it so: choices = ["sure", "unsure"]`,
		"labels":  "name labels of this scheme, or leave labels out: then it is asked everywhere",
	}[flaw.Field]
	t := l.file
	switch flaw.Part {
	case "label":
		t = l.labels[flaw.N]
	case "attribute":
		t = l.attributes[flaw.N]
	}
	t.Wrong(flaw.Field, hint, "%s", flaw.What)
}
