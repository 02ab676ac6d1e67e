// Package schemefile is a label scheme as a file that people write: TOML.
package schemefile

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"rashomon/annotate"
	"rashomon/internal/byhand"
)

// Colours is the names of the colours that a theme has for labels.
func Colours() []string {
	return []string{"blue", "orange", "green", "purple", "cyan", "yellow", "pink", "red", "grey"}
}

// Name is text as a name in a scheme: one clean line, each letter with its accents in one
// way (NFC), so that names that look the same are the same.
func Name(text string) string { return norm.NFC.String(byhand.Line(text)) }

func names(texts []string) []string {
	for i, text := range texts {
		texts[i] = Name(text)
	}
	return texts
}

// Lines is where a scheme's keys are in the file that it was read from.
type Lines struct {
	file               *byhand.Table
	labels, attributes []*byhand.Table
}

// Of is the line of a field of label or attribute n; of the scheme's where part is empty or
// there is no such n; 0 where nothing was read.
func (l Lines) Of(part string, n int, field string) int {
	switch {
	case l.file == nil:
		return 0
	case part == "label" && 0 <= n && n < len(l.labels):
		return l.labels[n].Line(field)
	case part == "attribute" && 0 <= n && n < len(l.attributes):
		return l.attributes[n].Line(field)
	}
	return l.file.Line(field)
}

// Read reads a scheme. Was is which labels of an older version become which of this one: by
// the new name, those that it says it was. All text in it is clean, names are as Name has
// them. What is wrong is byhand.Mistakes: each with its line, what is wrong, and what to
// write instead.
func Read(r io.Reader) (s annotate.Scheme, was map[string][]string, err error) {
	if s, was, _, err = ReadLines(r); err != nil {
		return annotate.Scheme{}, nil, err
	}
	return s, was, nil
}

// ReadLines is Read, with where what is read stands in the file. Where the file has mistakes
// the scheme is what can be read of it.
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
	s = annotate.Scheme{Name: Name(file.Text("name")), Guidelines: file.Lines("guidelines")}
	file.Bool("several", &s.Several)
	at.labels, at.attributes = file.Tables("label"), file.Tables("attribute")
	was = map[string][]string{}
	for _, t := range at.labels {
		s.Labels = append(s.Labels, label(t, was))
	}
	for _, t := range at.attributes {
		s.Attributes = append(s.Attributes, attribute(t))
	}
	at.checkWas(s, was)
	file.Done()
	s = s.Follow(was)
	at.check(s)
	return s, was, at, file.Err()
}

func label(t *byhand.Table, was map[string][]string) annotate.Label {
	l := annotate.Label{
		Name: Name(t.Text("name")), Key: t.Text("key"), Colour: t.Text("colour"), Glyph: t.Text("glyph"),
		On: annotate.On(t.Text("on")), Description: t.Text("description"),
	}
	if l.On == "both" {
		l.On = annotate.OnBoth
	}
	if l.Colour != "" && !slices.Contains(Colours(), l.Colour) {
		t.Wrong("colour", "the colours are "+strings.Join(Colours(), ", "), "there is no colour %q%s", l.Colour, byhand.NearestIs(l.Colour, Colours()))
	}
	if l.Glyph != "" && uniseg.StringWidth(l.Glyph) != 1 {
		t.Wrong("glyph", "take one letter or sign; an emoji is two columns wide", "the glyph %q is not one column wide", l.Glyph)
	}
	for _, old := range names(t.List("was")) {
		for name, olds := range was {
			if slices.Contains(olds, old) {
				t.Wrong("was", "say so of one of them", "‘%s’ and ‘%s’ both were ‘%s’", name, l.Name, old)
			}
		}
		was[l.Name] = append(was[l.Name], old)
	}
	t.Done()
	return l
}

func attribute(t *byhand.Table) annotate.Attribute {
	a := annotate.Attribute{Name: Name(t.Text("name")), Key: t.Text("key"), Choices: names(t.List("choices")), Labels: names(t.List("labels")), Description: t.Text("description")}
	if len(a.Labels) == 0 {
		a.Labels = nil
	}
	t.Done()
	return a
}

// checkWas keeps which labels claim one that stays what it is.
func (l Lines) checkWas(s annotate.Scheme, was map[string][]string) {
	for i, t := range l.labels {
		name := s.Labels[i].Name
		for _, old := range was[name] {
			if s.Keeps(was, old) {
				t.Wrong("was", fmt.Sprintf("take the label ‘%s’ out of the file to merge the two, or say what it was, if the names change places", old),
					"‘%s’ cannot be what ‘%s’ was: ‘%s’ is a label of this file still", name, old, old)
			}
		}
	}
}

// check keeps what is wrong with the scheme as a whole, but for lines of which something is
// told already: what stands there is not what it was taken for.
func (l Lines) check(s annotate.Scheme) {
	told := map[int]bool{}
	var mistakes byhand.Mistakes
	errors.As(l.file.Err(), &mistakes)
	for _, m := range mistakes {
		told[m.Line] = true
	}
	for _, flaw := range s.Flaws() {
		t := l.file
		switch flaw.Part {
		case "label":
			t = l.labels[flaw.N]
		case "attribute":
			t = l.attributes[flaw.N]
		}
		if !told[t.Line(flaw.Field)] {
			t.Wrong(flaw.Field, hint(flaw, t.Has(flaw.Field)), "%s", flaw.What)
		}
	}
}

// hint is what to write instead of a flaw; written says whether the field is there.
func hint(f annotate.Flaw, written bool) string {
	if f.Field == "key" && !written && (f.Part == "attribute" || f.N >= 9) {
		return `give it a key that nothing else has: key = "Y"; 'rashomon config --keys' lists those that are taken`
	}
	return map[string]string{
		"name":       `write it so: name = "…", at most 100 bytes; what it means goes into description`,
		"label":      "begin each label with a line [[label]]",
		"key":        "give one of them another key; the first nine labels have the keys 1 to 9 besides",
		"on":         `write on = "sentence" or on = "span"; without it the label is for both`,
		"glyph":      "take one letter or sign",
		"choices":    `write it so: choices = ["sure", "unsure"], at most nine, each at most 100 bytes`,
		"labels":     "name labels of this scheme, or leave labels out: then it is asked everywhere",
		"guidelines": "keep what one looks up while labelling; the rest can stand in a file of its own",
	}[f.Field]
}
