package library

import (
	"fmt"

	"rashomon/compare/stories"
	"rashomon/ui/screen"
)

// Gathered is the message of what was found of articles that came in.
type Gathered struct {
	stories.Found
	What string // brought them, for the status line; may be empty
	Err  error
}

// Suggested is what is suggested now, and what was dropped.
func (s *Screen) Suggested() stories.Suggested { return s.suggestions.Suggested }

// gathered shows what was found of articles that came in, and keeps it.
func (s *Screen) gathered(msg Gathered) []screen.Request {
	if msg.Err != nil && len(msg.New) == 0 {
		return []screen.Request{screen.Say{Text: told(msg.What, "stories could not be looked for: "+screen.Safe(msg.Err.Error())), Bad: true}}
	}
	if len(msg.New) == 0 {
		return nil
	}
	s.suggestions = newSuggestions(s.suggestions.With(msg.New))
	k := s.keys
	text := fmt.Sprintf("%s to tell of %s (?): %s goes there", screen.Count(msg.Reports, "new report seems", "new reports seem"), screen.Count(len(msg.New), "story", "stories"), screen.Shortcut(k.Next))
	if msg.Part() {
		text += fmt.Sprintf(" · %s looks at all", screen.Shortcut(k.Suggest))
	}
	return []screen.Request{s.rearrange(), s.suggestions.keep(), screen.Say{Text: told(msg.What, text)}}
}

// told is two things in one line.
func told(what, more string) string {
	if what == "" {
		return more
	}
	return screen.Safe(what) + "; " + more
}
