package library

import (
	"slices"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// mend shows what reports state of themselves now.
func (s *Screen) mend(edits []annotate.Edit) []screen.Request {
	after := map[annotate.ID]annotate.Row{}
	for _, e := range edits {
		if e.Article != nil && e.Article.Before != nil && e.Article.After != nil {
			after[e.Article.After.ID] = e.Article.After.Row()
		}
	}
	if len(after) == 0 {
		return nil
	}
	var rows []annotate.Row
	for i := range s.contents.Rows {
		if r, mended := after[s.contents.Rows[i].ID]; mended && r != s.contents.Rows[i] {
			if rows == nil { // an arrangement in the making may be reading the others
				rows = slices.Clone(s.contents.Rows)
			}
			rows[i] = r
		}
	}
	if rows == nil {
		return nil
	}
	s.contents.Rows = rows
	return []screen.Request{s.rearrange()}
}
