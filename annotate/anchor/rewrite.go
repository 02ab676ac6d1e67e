package anchor

import (
	"cmp"
	"maps"
	"slices"

	"rashomon/annotate"
)

// Rewritten is what a newer text changes in a library.
type Rewritten struct {
	Edits   []annotate.Edit       // of the article, and of all that follows
	Moved   []annotate.Annotation // as they stand in the newer text
	Back    int                   // of these: were orphans of a text before the one that it replaces
	Orphans []annotate.Annotation // of the text that it replaces: they stay there
	Ruled   int                   // rulings that follow
	Unruled int                   // rulings that stay on the text that it replaces
}

// Rewrite is the edits with which an article gets a newer text: its record before and after, and
// all that is said of it and ruled on it. What was said of the text that it replaces follows as
// Follow and Rulings have it. What had found no place there, and is still said of a text before
// that one, is tried again: a paragraph may be back; but never where something sits already.
// Nothing is lost: what finds no place stays as it is. Said and rulings are all of the article;
// older gives the text of one of its revisions, and Rewrite its error.
func Rewrite(from, to annotate.Arrival, said []annotate.Annotation, rulings []annotate.Ruling, older func(revision int) (annotate.Body, error)) (Rewritten, error) {
	out := Rewritten{Edits: []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{Before: &from.Article, After: &to.Article}}}}
	texts := map[int][]annotate.Annotation{} // what is said, by revision
	for _, x := range said {
		texts[x.Revision] = append(texts[x.Revision], x)
	}
	for _, r := range rulings {
		for _, p := range r.Places {
			if _, have := texts[p.Revision]; p.Article == from.Article.ID && !have {
				texts[p.Revision] = nil
			}
		}
	}
	order := func(a, b int) int { // the text that is replaced, then those before it, the newest first
		return cmp.Or(cmp.Compare(min(1, abs(a-from.Article.Revision)), min(1, abs(b-from.Article.Revision))), cmp.Compare(b, a))
	}
	seats, c := map[seat]bool{}, newCrossing(from, to)
	for _, n := range slices.SortedFunc(maps.Keys(texts), order) {
		if n != from.Article.Revision {
			body, err := older(n)
			if err != nil {
				return out, err
			}
			c.from.Body, c.from.Article.Revision = body, n
			c.old = read(body.Text, c.from.Article.Format)
		}
		rulings = out.cross(c, texts[n], seats, rulings, n == from.Article.Revision)
	}
	return out, nil
}

// cross moves what is said of one older text, and returns the rulings as they are then.
func (out *Rewritten) cross(c *crossing, said []annotate.Annotation, seats map[seat]bool, rulings []annotate.Ruling, last bool) []annotate.Ruling {
	before := map[annotate.ID]annotate.Annotation{}
	for _, x := range said {
		before[x.ID] = x
	}
	var f Followed
	c.follow(slices.Clone(said), seats, &f)
	for _, y := range f.Moved {
		x := before[y.ID]
		out.Edits = append(out.Edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &x, After: &y}})
	}
	out.Moved = append(out.Moved, f.Moved...)
	edits, stay := c.rulings(rulings)
	if last {
		out.Orphans, out.Unruled = f.Orphans, stay
	} else {
		out.Back += len(f.Moved)
	}
	out.Edits = append(out.Edits, edits...)
	rulings = slices.Clone(rulings)
	for _, e := range edits {
		if b := e.Ruling.Before; b != nil {
			out.Ruled++
			rulings = slices.DeleteFunc(rulings, func(r annotate.Ruling) bool { return r.ID == b.ID })
		} else {
			rulings = append(rulings, *e.Ruling.After)
		}
	}
	return rulings
}
