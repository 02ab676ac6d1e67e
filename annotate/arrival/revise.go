package arrival

import (
	"cmp"

	"rashomon/annotate"
	"rashomon/annotate/anchor"
)

// revise gives an article of the library the text that arrived, and all that is said of it.
func (t *taking) revise(a annotate.Article, x annotate.Arrival) (Outcome, error) {
	body, err := t.lib.Body(a.ID, a.Revision)
	if err != nil {
		return Outcome{}, err
	}
	said, err := t.lib.Annotations(a.ID)
	if err != nil {
		return Outcome{}, err
	}
	rulings, err := t.lib.Rulings(a.ID)
	if err != nil {
		return Outcome{}, err
	}
	to := annotate.Arrival{Body: annotate.Body{Text: x.Body.Text, Sentences: annotate.KeepCut(body, x.Body)}}
	to.Article = newer(a, x.Article)
	to.Article.Sentences = len(to.Body.Sentences)
	out, err := anchor.Rewrite(annotate.Arrival{Article: a, Body: body}, to, said, rulings, func(revision int) (annotate.Body, error) {
		return t.lib.Body(a.ID, revision)
	})
	if err != nil {
		return Outcome{}, err
	}
	c, err := t.lib.Rewrite(annotate.Change{By: t.o.By, What: t.o.What, Article: a.ID, Edits: out.Edits}, a.ID, to.Body)
	if err != nil {
		return Outcome{}, err
	}
	number := to.Article.Revision
	for _, e := range c.Edits {
		if e.Article != nil && e.Article.After != nil && e.Article.After.ID == a.ID {
			number = e.Article.After.Revision
		}
	}
	return Outcome{ID: a.ID, Result: Revised, Number: number, Moved: len(out.Moved), Orphans: len(out.Orphans)}, nil
}

// newer is an article with its next revision: what the newer text states, else what the older did.
func newer(a, x annotate.Article) annotate.Article {
	out := x
	out.ID, out.Story, out.Added, out.Revision = a.ID, a.Story, a.Added, a.Revision+1
	if x.Title == "" || x.TitleMade && !a.TitleMade && a.Title != "" {
		out.Title, out.TitleMade = a.Title, a.TitleMade
	}
	if annotate.PageKey(a) != "" && annotate.PageKey(a) == annotate.PageKey(x) {
		out.URL = a.URL
	}
	out.Source, out.Author, out.Date = cmp.Or(x.Source, a.Source), cmp.Or(x.Author, a.Author), cmp.Or(x.Date, a.Date)
	out.Place, out.URL, out.Language = cmp.Or(x.Place, a.Place), cmp.Or(out.URL, a.URL), cmp.Or(x.Language, a.Language)
	out.Extra, out.Format = cmp.Or(x.Extra, a.Extra), cmp.Or(x.Format, annotate.Plain)
	out.Revised = a.Revised // the store says when it came in
	return out
}
