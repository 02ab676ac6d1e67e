package details

import (
	"strings"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// The names of the fields.
const (
	Title    = "title"
	Source   = "source"
	Author   = "author"
	Date     = "date"
	Place    = "place"
	URL      = "url"
	Language = "language"
	Story    = "story" // of a new report only
)

// field is one thing that a report states.
type field struct {
	name         string
	value, first string // as it is now, and as it was
	wrong        string // why it cannot be read; empty where it can
}

func fieldsOf(a annotate.Article) (out []field) {
	for _, name := range annotate.StatedFields() {
		v := *a.Stated(name)
		out = append(out, field{name: name, value: v, first: v})
	}
	return out
}

// hint says what a field takes.
func hint(name string) string {
	switch name {
	case Source:
		return "the outlet"
	case Date:
		return "2031-03-11, or with a time, or as people write it"
	case URL:
		return "https://…"
	case Language:
		return "en, pt-BR, ar: a BCP 47 tag"
	case Story:
		return "a title, new or there; empty for none"
	}
	return ""
}

// dirty says whether something was changed and is not saved.
func (s *Screen) dirty() bool {
	for _, f := range s.fields {
		if f.value != f.first {
			return true
		}
	}
	return false
}

// stated is the article with what the fields state; of a pasted one, as it would enter a library.
func (s *Screen) stated() annotate.Article {
	a := s.before
	for _, f := range s.fields {
		if at := a.Stated(f.name); at != nil {
			*at = f.value
		}
	}
	a.TitleMade = a.TitleMade && a.Title == s.before.Title
	a = a.Mend(s.before)
	if s.pasted {
		a = annotate.NewArticle(a, s.body, a.Added)
	}
	return a
}

// mended says which fields differ: title and date mended.
func mended(before, after annotate.Article) string {
	var names []string
	for _, f := range fieldsOf(before) {
		if f.value != *after.Stated(f.name) {
			names = append(names, f.name)
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1] + " mended"
	}
	return strings.Join(names, "") + " mended"
}

// open asks for what is under the cursor, or behind the last field saves.
func (s *Screen) open() []screen.Request {
	if s.cursor == len(s.fields) {
		return s.saved()
	}
	at := s.cursor
	f := s.fields[at]
	ask := screen.Ask{
		Title: f.name, Value: f.value,
		Typing: func(text string) []screen.Request {
			s.set(at, text, false)
			return nil
		},
		Done: func(text string) []screen.Request {
			s.set(at, text, true)
			if s.fields[at].wrong == "" && s.cursor == at {
				s.move(1)
			}
			return s.look()
		},
		Cancelled: func() []screen.Request {
			s.fields[at] = f
			return nil
		},
	}
	switch {
	case f.name == Source && s.o.Sources != nil:
		ask.Choices = s.o.Sources()
	case f.name == Story && s.o.Stories != nil:
		ask.Choices = s.o.Stories()
	}
	return []screen.Request{ask}
}

// set gives a field what was typed, in its normal form when that is done.
func (s *Screen) set(at int, text string, done bool) {
	f := &s.fields[at]
	text = annotate.Line(text)
	normal, wrong := s.normal(f.name, text)
	f.value, f.wrong = text, wrong
	if done && wrong == "" {
		f.value = normal
	}
}

// normal is the normal form of what a field states, or why it cannot be read.
func (s *Screen) normal(name, value string) (normal, wrong string) {
	switch {
	case name == Title && value == "":
		return "", "a report needs a title"
	case value == "" || name == Story || s.o.Normal == nil:
		return value, ""
	}
	normal, err := s.o.Normal(name, value)
	if err != nil {
		return value, screen.Safe(err.Error())
	}
	return normal, ""
}
