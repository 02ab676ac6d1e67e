package annotate

import (
	"fmt"
	"slices"
	"strings"
)

// Speaker is a person or a body that speaks in the reports of a story, under one name
// however the reports spell it. Annotations carry the name; which spellings are the same
// speaker's is kept here.
type Speaker struct {
	ID        ID       `json:"id"`
	Of        ID       `json:"of"` // the story; the article where it is in none
	Name      string   `json:"name"`
	Spellings []string `json:"spellings,omitempty"` // others than the name, in the order of the alphabet
}

// NewSpeaker makes a speaker with its ID from its name and the story it speaks in.
func NewSpeaker(of ID, name string, spellings ...string) Speaker {
	name = Line(name)
	s := Speaker{ID: MakeID("speaker", of.String(), name), Of: of, Name: name}
	for _, x := range spellings {
		if x = Line(x); x != "" && x != name {
			s.Spellings = append(s.Spellings, x)
		}
	}
	slices.Sort(s.Spellings)
	s.Spellings = slices.Compact(s.Spellings)
	return s
}

// Spells says whether the text is one of the speaker's spellings, in any case.
func (s Speaker) Spells(text string) bool {
	text = Line(text)
	return strings.EqualFold(s.Name, text) || slices.ContainsFunc(s.Spellings, func(x string) bool { return strings.EqualFold(x, text) })
}

// SpeakerNamed is the name under which the speakers know the text: the text itself, as one
// line, where it is no spelling of any.
func SpeakerNamed(speakers []Speaker, text string) string {
	text = Line(text)
	for _, s := range speakers {
		if s.Spells(text) {
			return s.Name
		}
	}
	return text
}

// Check says what is wrong with a speaker, in one line, or nil.
func (s Speaker) Check() error {
	switch {
	case s.ID == 0 || s.Of == 0:
		return fmt.Errorf("a speaker without an id or a story")
	case s.Name == "" || s.Name != Line(s.Name):
		return fmt.Errorf("speaker %s: %q is no name", s.ID, s.Name)
	case !slices.IsSorted(s.Spellings) || slices.Contains(s.Spellings, ""):
		return fmt.Errorf("speaker %s: its spellings are not in order", s.ID)
	}
	return nil
}

// VoicesIn is whose speakers those of the article are: its story's, or its own.
func (a Article) VoicesIn() ID {
	if a.Story != 0 {
		return a.Story
	}
	return a.ID
}

// Search is a query that somebody keeps under a name.
type Search struct {
	Name  string `json:"name"`
	Query string `json:"query"` // in the language of package annotate/query
}
