package arrival

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/anchor"
)

// revise is the change that gives an article of the library the text that arrived, with all that is
// said of it; and what becomes of that.
func (t *taking) revise(ctx context.Context, a annotate.Article, x annotate.Arrival) (annotate.Rewriting, Outcome, error) {
	fail := func(err error) (annotate.Rewriting, Outcome, error) { return annotate.Rewriting{}, Outcome{}, err }
	body, err := t.lib.Body(a.ID, a.Revision)
	if err != nil {
		return fail(err)
	}
	said, err := t.lib.Annotations(a.ID)
	if err != nil {
		return fail(err)
	}
	rulings, err := t.lib.Rulings(a.ID)
	if err != nil {
		return fail(err)
	}
	to := annotate.Arrival{Body: annotate.Body{Text: x.Body.Text, Sentences: annotate.KeepCut(body, x.Body)}}
	to.Article = newer(a, x.Article)
	to.Article.Sentences = len(to.Body.Sentences)
	out, err := anchor.Rewrite(ctx, annotate.Arrival{Article: a, Body: body}, to, said, rulings, anchor.EarlierTexts(t.lib, a))
	if err != nil {
		return fail(err)
	}
	c := annotate.Change{By: t.o.By, What: t.o.What, Article: a.ID, Edits: out.Edits}
	return annotate.Rewriting{Change: c, Article: a.ID, Body: to.Body},
		Outcome{ID: a.ID, Result: Revised, Moved: len(out.Moved), Changed: out.Changed, Orphans: len(out.Orphans)}, nil
}

// number is that of the article's text once the change was made.
func number(c annotate.Change, article annotate.ID) int {
	for _, e := range c.Edits {
		if e.Article != nil && e.Article.After != nil && e.Article.After.ID == article {
			return e.Article.After.Revision
		}
	}
	return 0
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
	out.File, out.Extra, out.Format = cmp.Or(x.File, a.File), cmp.Or(x.Extra, a.Extra), cmp.Or(x.Format, annotate.Plain)
	out.Revised = a.Revised // the store says when it came in
	byHand := strings.Split(x.Mended, ",")
	for field := range strings.SplitSeq(a.Mended, ",") {
		if at := out.Stated(field); at != nil && !slices.Contains(byHand, field) {
			*at = *a.Stated(field)
		}
	}
	before := out
	before.Mended = a.Mended + "," + x.Mended
	if out = out.Mend(before); out.Title == a.Title {
		out.TitleMade = a.TitleMade
	}
	return out
}
