package library

import (
	"slices"

	"rashomon/ui/screen"
)

// Sources is the outlets of the reports that the list holds, by name; Stories is the titles of
// its stories, the newest first as it has them.
func (s *Screen) Sources() []string {
	seen := map[string]bool{"": true}
	var out []string
	for i := range s.contents.Rows {
		if source := s.contents.Rows[i].Source; !seen[source] {
			seen[source] = true
			out = append(out, screen.Safe(source))
		}
	}
	slices.Sort(out)
	return out
}

// Stories is as of Sources.
func (s *Screen) Stories() (out []string) {
	for _, story := range s.contents.Stories {
		out = append(out, screen.Safe(story.Title))
	}
	return out
}
