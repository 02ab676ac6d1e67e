package annotate

import (
	"fmt"
	"testing"
)

func TestIntroduce(t *testing.T) {
	const story ID = 7
	ida, pilot := NewSpeaker(story, "Ida Quell", "Quell", "the mayor"), NewSpeaker(story, "the pilot")
	renamed := ida
	renamed.Name = "Mayor Ida Quell"
	for _, x := range []struct {
		name string
		who  Speaker
		want string // before, after
	}{
		{"a new one", NewSpeaker(story, "a diver"), "<nil> {a diver []}"},
		{"a new one with a spelling that is another's", NewSpeaker(story, "a diver", "QUELL", "diver"), "<nil> {a diver [diver]}"},
		{"one as here", ida, ""},
		{"one with fewer spellings", NewSpeaker(story, "Ida Quell"), ""},
		{"one with more", NewSpeaker(story, "Ida Quell", "I. Quell", "the Mayor"), "{Ida Quell [Quell the mayor]} {Ida Quell [I. Quell Quell the mayor]}"},
		{"one renamed there", renamed, "{Ida Quell [Quell the mayor]} {Ida Quell [Mayor Ida Quell Quell the mayor]}"},
		{"one that is a spelling here", NewSpeaker(story, "the mayor", "mayor", "The Pilot"), "{Ida Quell [Quell the mayor]} {Ida Quell [Quell mayor the mayor]}"},
	} {
		r, ok := Introduce([]Speaker{ida, pilot}, x.who)
		short := func(s *Speaker) string {
			if s == nil {
				return "<nil>"
			}
			return fmt.Sprint(struct {
				Name      string
				Spellings []string
			}{s.Name, s.Spellings})
		}
		got := short(r.Before) + " " + short(r.After)
		if !ok {
			got = ""
		}
		if got != x.want {
			t.Errorf("%s: got %s want %s", x.name, got, x.want)
		}
		if ok && r.After.Check() != nil {
			t.Errorf("%s: %v", x.name, r.After.Check())
		}
	}
}
