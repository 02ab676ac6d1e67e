package preview

import (
	"bytes"

	tea "charm.land/bubbletea/v2"

	"rashomon/brief"
	"rashomon/ui/screen"
)

// made is the message that a brief is there, or that there is none.
type made struct {
	by   *Screen
	page *page
	err  error
}

// make asks for the brief of what is known now. One is made at a time: what changes
// meanwhile is in the next.
func (s *Screen) make() []screen.Request {
	switch {
	case s.comparing.Found == nil:
		return nil
	case s.making:
		s.again = true
		return nil
	}
	s.making = true
	in := brief.Input{Title: s.story.Title, Found: *s.comparing.Found, Made: s.now(), Suggestions: s.suggestions}
	for _, r := range s.comparing.Readings {
		in.Readings = append(in.Readings, r.Clone())
	}
	counts, keys, t := s.comparing.Counts(), s.keys, s.theme
	return []screen.Request{screen.Do{Cmd: func() tea.Msg {
		b := brief.New(in)
		var markdown bytes.Buffer
		if err := b.Markdown(&markdown); err != nil {
			return made{by: s, err: err}
		}
		return made{by: s, page: newPage(b, markdown.String(), counts, keys, t)}
	}}}
}

// made shows a brief, and asks for another if it is out of date already.
func (s *Screen) made(msg made) []screen.Request {
	if msg.by != s {
		return nil
	}
	s.making, s.err = false, msg.err
	if old := s.shown; msg.err == nil {
		s.shown = msg.page
		s.shown.SetTheme(s.theme) // it may have changed meanwhile
		s.SetSize(s.width, s.height)
		if old != nil {
			s.shown.resume(old)
		}
	}
	if !s.again {
		return nil
	}
	s.again = false
	return s.make()
}
