package anchor

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"rashomon/annotate"
)

// Rewritten is what a newer text changes in a library.
type Rewritten struct {
	Edits   []annotate.Edit       // of the article, and of all that follows
	Moved   []annotate.Annotation // as they stand in the newer text
	Changed int                   // of these: on words that read otherwise than those they were said of
	Back    int                   // of these: were orphans of a text before the one that it replaces
	Orphans []annotate.Annotation // of the text that it replaces: they stay there
	Ruled   int                   // rulings that follow
	Unruled int                   // rulings that stay on the text that it replaces
}

// Rewrite is the edits with which an article gets a newer text: its record before and after, and
// all that is said of it and ruled on it. What was said of the text that it replaces follows as
// Follow and Rulings have it. What had found no place there, and is still said of a text before
// that one, is tried again: a paragraph may be back. It takes the seat of what is said of a later
// text only where it is there word for word, and that other is not. Nothing is lost: what finds no
// place stays as it is. Said and rulings are all of the article; older gives one of its texts, with
// its number and format in the article, and Rewrite its error, or the context's where that ends.
func Rewrite(ctx context.Context, from, to annotate.Arrival, said []annotate.Annotation, rulings []annotate.Ruling, older func(revision int) (annotate.Arrival, error)) (Rewritten, error) {
	out := Rewritten{Edits: []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{Before: &from.Article, After: &to.Article}}}}
	texts := byRevision(from.Article, said, rulings)
	order := func(a, b int) int { // the text that is replaced, then those before it, the newest first
		return cmp.Or(cmp.Compare(min(1, abs(a-from.Article.Revision)), min(1, abs(b-from.Article.Revision))), cmp.Compare(b, a))
	}
	var wishes []wish
	var ruled []annotate.Edit
	c := newCrossing(from, to)
	for _, n := range slices.SortedFunc(maps.Keys(texts), order) {
		if n != from.Article.Revision {
			text, err := older(n)
			if err != nil {
				return out, err
			}
			text.Article.ID, text.Article.Revision = from.Article.ID, n
			c.comes(text)
		}
		some, err := c.wishes(ctx, texts[n])
		if err != nil {
			return out, err
		}
		wishes = append(wishes, some...)
		edits, stay, err := c.rulings(ctx, rulings)
		if err != nil {
			return out, err
		}
		if n == from.Article.Revision {
			out.Unruled = stay
		}
		ruled, rulings = append(ruled, edits...), out.rule(rulings, edits)
	}
	out.move(from.Article.Revision, wishes)
	out.Edits = append(out.Edits, ruled...)
	return out, nil
}

// byRevision is what is said of each text of an article. Texts on which only rulings are have none.
func byRevision(a annotate.Article, said []annotate.Annotation, rulings []annotate.Ruling) map[int][]annotate.Annotation {
	texts := map[int][]annotate.Annotation{}
	for _, x := range said {
		texts[x.Revision] = append(texts[x.Revision], x)
	}
	for _, r := range rulings {
		for _, p := range r.Places {
			if _, have := texts[p.Revision]; p.Article == a.ID && !have {
				texts[p.Revision] = nil
			}
		}
	}
	return texts
}

// move makes the edits of the annotations that get a seat.
func (out *Rewritten) move(from int, wishes []wish) {
	before := map[annotate.ID]annotate.Annotation{}
	for _, w := range wishes {
		before[w.before.ID] = w.before
	}
	f := seated(wishes)
	for _, y := range f.Moved {
		x := before[y.ID]
		out.Edits = append(out.Edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &x, After: &y}})
		if x.Revision != from {
			out.Back++
		}
		if y.Was != "" {
			out.Changed++
		}
	}
	out.Moved = f.Moved
	out.Orphans = slices.DeleteFunc(f.Orphans, func(x annotate.Annotation) bool { return x.Revision != from })
}

// rule is the rulings as they are when the edits are made.
func (out *Rewritten) rule(rulings []annotate.Ruling, edits []annotate.Edit) []annotate.Ruling {
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

// Texts is where the texts of articles are.
type Texts interface {
	Body(id annotate.ID, revision int) (annotate.Body, error)
	Revisions(article annotate.ID) ([]annotate.Revision, error)
}

// EarlierTexts gives the texts that an article had, in their formats, as Rewrite asks for them.
func EarlierTexts(texts Texts, a annotate.Article) func(revision int) (annotate.Arrival, error) {
	formats := map[int]annotate.Format{}
	return func(revision int) (annotate.Arrival, error) {
		if len(formats) == 0 {
			all, err := texts.Revisions(a.ID)
			if err != nil {
				return annotate.Arrival{}, err
			}
			for _, r := range all {
				formats[r.Number] = cmp.Or(r.Format, a.Format)
			}
		}
		b, err := texts.Body(a.ID, revision)
		return annotate.Arrival{Article: annotate.Article{ID: a.ID, Revision: revision, Format: cmp.Or(formats[revision], a.Format)}, Body: b}, err
	}
}
