package speakers

import (
	"fmt"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// do shows a change to a voice, which is called by the name after it, and asks for it to be stored.
func (s *Screen) do(c annotate.Change, ok bool, v voice, name, said string) []screen.Request {
	if !ok {
		return say("nothing to change")
	}
	if s.unfolded[v.name] {
		s.unfolded[name] = true
	}
	background := s.apply(c.Edits)
	s.settle()
	s.goTo(name, 0)
	return append(append(s.labelling.Make(c), screen.Say{Text: said}), background...)
}

// askName asks for another name. That of another speaker makes both one.
func (s *Screen) askName() []screen.Request {
	v := *s.here()
	choices := []string{}
	for _, x := range v.spellings {
		choices = append(choices, x.text)
	}
	return []screen.Request{screen.Ask{
		Title: "rename", Value: v.name, Choices: choices,
		Done: func(text string) []screen.Request { return s.rename(v, annotate.Line(text)) },
	}}
}

func (s *Screen) rename(v voice, name string) []screen.Request {
	if name == "" {
		return say("a speaker has a name")
	}
	if name == v.name {
		return say("nothing to change")
	}
	s.settle()
	names := v.names()
	if i := slices.IndexFunc(s.voices, func(x voice) bool { return x.name != v.name && strings.EqualFold(x.name, name) }); i >= 0 {
		return s.one(v, s.voices[i])
	}
	c, ok := annotate.CallSpeaker(s.readings, s.known, s.of(), names, name, fmt.Sprintf("speaker %s: rename to %s", v.name, name), s.labelling.Now())
	return s.do(c, ok, v, name, fmt.Sprintf("%s is called %s now, in %s", v.name, name, screen.Count(v.sentences, "sentence", "sentences")))
}

// pick holds the speaker under the cursor, to be made one with another, or lets go of it.
func (s *Screen) pick() []screen.Request {
	name := s.here().name
	if s.picked == name {
		s.picked = ""
		return say("let go of " + name)
	}
	s.picked = name
	return say(fmt.Sprintf("picked %s: go to another, %s makes both one", name, screen.Shortcut(s.keys.Same)))
}

// join makes the picked speaker and the one under the cursor one, under the name of this one.
func (s *Screen) join() []screen.Request {
	i := slices.IndexFunc(s.voices, func(x voice) bool { return x.name == s.picked })
	switch {
	case s.picked == "" || i < 0:
		return say(fmt.Sprintf("nobody is picked: %s picks one of two who are the same", screen.Shortcut(s.keys.Pick)))
	case s.picked == s.here().name:
		return say("this is the picked speaker: go to another")
	}
	return s.one(s.voices[i], *s.here())
}

// one makes two speakers one, under the name of the second.
func (s *Screen) one(a, b voice) []screen.Request {
	what := fmt.Sprintf("speakers %s and %s: are one", a.name, b.name)
	c, ok := annotate.CallSpeaker(s.readings, s.known, s.of(), append(a.names(), b.names()...), b.name, what, s.labelling.Now())
	s.picked = ""
	return s.do(c, ok, b, b.name, fmt.Sprintf("%s is %s now: %s undoes, %s renames", a.name, b.name, screen.Shortcut(s.keys.Undo), screen.Shortcut(s.keys.Rename)))
}

// part makes the spelling under the cursor a speaker of its own.
func (s *Screen) part() []screen.Request {
	l, v := s.lines[s.cursor], *s.here()
	if l.kind != spelled {
		text := fmt.Sprintf("go to a spelling (%s shows them): %s takes it out", screen.Shortcut(s.keys.Open), screen.Shortcut(s.keys.Cut))
		if len(v.spellings) == 0 {
			text = "there is no other spelling to take out"
		}
		return say(text)
	}
	spelling := v.spellings[l.at].text
	if len(s.readings) == 0 {
		return nil
	}
	c, ok := annotate.PartSpeaker(s.known, s.of(), v.name, spelling, s.readings[0].Annotator, s.labelling.Now())
	return s.do(c, ok, v, v.name, fmt.Sprintf("%s is not %s: %s undoes", spelling, v.name, screen.Shortcut(s.keys.Undo)))
}

// copy puts a sentence with its source on the clipboard; of a speaker or a spelling the
// name, its spellings, and all sentences.
func (s *Screen) copy() []screen.Request {
	l, v := s.lines[s.cursor], s.here()
	if l.kind == place {
		return []screen.Request{screen.Copy{Text: s.citation(v.places[l.at]), Said: "copied the sentence with its source"}}
	}
	var b strings.Builder
	b.WriteString(screen.Safe(v.name) + "\n")
	for _, x := range v.spellings {
		b.WriteString("also " + screen.Safe(x.text) + "\n")
	}
	for _, x := range v.places {
		b.WriteString("\n" + s.citation(x))
	}
	return []screen.Request{screen.Copy{Text: b.String(), Said: fmt.Sprintf("copied %s with %s", screen.Safe(v.name), screen.Count(len(v.places), "sentence", "sentences"))}}
}

// citation is the words of a spot with their source. Where its report was cut anew, and is not
// read again yet, the text has no such sentence.
func (s *Screen) citation(x spot) string {
	if r := s.readings[x.reading]; !x.annotation.Target().In(r.Body) {
		return screen.Safe(annotate.Line(x.annotation.Quote)) + "\n"
	}
	return screen.Citation(s.readings[x.reading], x.annotation.Target())
}
