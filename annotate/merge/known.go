package merge

import (
	"encoding/json"
	"slices"

	"rashomon/annotate"
)

// known is the articles of a library before a merge, by what two texts of one have in common.
type known struct {
	byURL, byName map[string]annotate.Article   // the one that was added last
	doubtful      map[string][]annotate.Article // by a name that tells little, see doubtfulName
}

func know(lib Library) (*known, error) {
	k := &known{byURL: map[string]annotate.Article{}, byName: map[string]annotate.Article{}, doubtful: map[string][]annotate.Article{}}
	later := func(m map[string]annotate.Article, key string, a annotate.Article) {
		if b, have := m[key]; !have || a.Added.After(b.Added) || a.Added.Equal(b.Added) && a.ID > b.ID {
			m[key] = a
		}
	}
	for a, err := range lib.Articles() {
		if err != nil {
			return nil, err
		}
		if annotate.Beside(a) != 0 {
			continue
		}
		if a.URL != "" {
			later(k.byURL, a.URL, a)
		}
		if name := nameOf(a); name != "" {
			later(k.byName, name, a)
		} else {
			name = doubtfulName(a)
			k.doubtful[name] = append(k.doubtful[name], a)
		}
	}
	return k, nil
}

// nameOf is an article's source and title, where it states both.
func nameOf(a annotate.Article) string {
	if a.Source == "" || a.Title == "" || a.TitleMade {
		return ""
	}
	return a.Source + "\x00" + a.Title
}

// doubtfulName is the source and title of an article that does not state both: they are those of
// other articles too.
func doubtfulName(a annotate.Article) string { return a.Source + "\x00" + a.Title }

// same is the article of the library of which this seems to be another text.
func (in *merging) same(x annotate.Arrival) (annotate.Article, bool, error) {
	a := x.Article
	if b, ok := in.known.byURL[a.URL]; ok && a.URL != "" {
		return b, true, nil
	}
	another := func(b annotate.Article) bool { return a.URL != "" && b.URL != "" } // page
	if nameOf(a) != "" {
		b, ok := in.known.byName[nameOf(a)]
		return b, ok && !another(b), nil
	}
	among := slices.DeleteFunc(slices.Clone(in.known.doubtful[doubtfulName(a)]), another)
	b, share, err := in.nearest(x.Body, among)
	same := share >= nearly && a.Source != ""
	if err == nil && share >= .5 && !in.late {
		in.alike = append(in.alike, Alike{File: in.file.Name, Article: a.ID, Title: a.Title, Of: b.ID, Share: share, Same: same})
	}
	return b, same, err
}

// onto is the newest text in the library of the article that a text is another one of, and the
// text itself; ok is false where what is said of it stays with it.
func (in *merging) onto(g group) (onto, from annotate.Arrival, ok bool, err error) {
	if g.article != nil {
		from = *g.article.Article
	}
	a, have, err := in.article(g, from)
	if err != nil || !have || a.Hash == g.text.hash {
		return onto, from, false, err
	}
	if g.article == nil {
		if from, have, err = in.older(a, g.text.hash); err != nil || !have {
			return onto, from, false, err
		}
		from.Article.ID, from.Article.Revision = g.text.article, g.text.revision
	}
	body, have, err := in.lib.Body(a.ID, a.Revision)
	return annotate.Arrival{Article: a, Body: body}, from, have, err
}

// article is the article of the library to which a text belongs.
func (in *merging) article(g group, from annotate.Arrival) (annotate.Article, bool, error) {
	x, have, err := in.lib.ByHash(g.text.hash)
	if beside := annotate.Beside(x); err == nil && have && beside != 0 {
		if of, have, err := in.lib.Article(beside); err != nil || have {
			return of, have, err
		}
	}
	if err != nil || have {
		return x, have, err
	}
	if x, have, err = in.lib.Article(g.text.article); err != nil || have || g.article == nil {
		return x, have, err
	}
	if x, have, err = in.same(from); err != nil || !have {
		return x, false, err
	}
	return in.lib.Article(x.ID) // as it is by now
}

// older is an older text of an article, by its hash.
func (in *merging) older(a annotate.Article, hash string) (annotate.Arrival, bool, error) {
	for n := a.Revision - 1; n > 0; n-- {
		b, have, err := in.lib.Body(a.ID, n)
		if err != nil {
			return annotate.Arrival{}, false, err
		}
		if have && annotate.Hash(b.Text) == hash {
			a.Revision, a.Hash, a.Sentences = n, hash, len(b.Sentences)
			return annotate.Arrival{Article: a, Body: b}, true, nil
		}
	}
	return annotate.Arrival{}, false, nil
}

// beside is the text with which what is said of it is kept, that finds no place in the text
// that the library has of the article: an older revision of it, else an article beside it.
func (in *merging) beside(from annotate.Arrival, onto annotate.Article) (annotate.Arrival, error) {
	x, have, err := in.older(onto, from.Article.Hash)
	if err != nil {
		return from, err
	}
	if have {
		from.Article.ID, from.Article.Revision = x.Article.ID, x.Article.Revision
		return from, nil
	}
	a, have, err := in.lib.ByHash(from.Article.Hash)
	if err != nil {
		return from, err
	}
	if have {
		from.Article.ID, from.Article.Revision = a.ID, a.Revision
		return from, nil
	}
	if id, made := in.own[from.Article.Hash]; made {
		from.Article.ID = id
	} else if from.Article.ID, err = in.free(from.Article.ID); err != nil {
		return from, err
	}
	in.own[from.Article.Hash], in.taken[from.Article.ID] = from.Article.ID, true
	from.Article.Revision, from.Article.Story = 1, 0
	id, err := json.Marshal(onto.ID)
	if err != nil {
		return from, err
	}
	keys := annotate.ExtraOf(from.Article.Extra, annotate.Program)
	if keys == nil {
		keys = map[string]json.RawMessage{}
	}
	keys[annotate.BesideKey] = id
	from.Article.Extra, err = annotate.WithExtra(from.Article.Extra, annotate.Program, keys)
	return from, err
}

// free is the first ID from this one on that no article has.
func (in *merging) free(id annotate.ID) (annotate.ID, error) {
	for ; ; id = id.Next() {
		if _, have, err := in.lib.Article(id); err != nil || !have && !in.taken[id] {
			return id, err
		}
	}
}
