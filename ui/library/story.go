package library

// Story is the title of the story under the cursor; empty where it is in none.
func (s *Screen) Story() string {
	if len(s.lines) == 0 {
		return ""
	}
	if g := s.here(); g.suggestion == 0 && g.story != 0 {
		return g.title
	}
	return ""
}
