// Package export writes what a library holds for other programs and for people: one
// file a format, each streaming to an io.Writer.
package export

import (
	"iter"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/query"
)

// Library is what an export reads. Its orders make the file: the same library gives the
// same bytes.
type Library interface {
	Schemes() ([]annotate.Scheme, error)
	Stories() ([]annotate.Story, error)
	Articles() iter.Seq2[annotate.Article, error]
	Body(article annotate.ID, revision int) (annotate.Body, error)
	Revisions(article annotate.ID) ([]annotate.Revision, error)
	Annotations(article annotate.ID) ([]annotate.Annotation, error)
	Rulings(articles ...annotate.ID) ([]annotate.Ruling, error) // about any of the articles; of none, all
	Speakers(of annotate.ID) ([]annotate.Speaker, error)        // of a story, or of an article
	Searches() ([]annotate.Search, error)
}

// Filter chooses what is exported. What is zero lets everything through. A ruling goes with
// its articles: it is exported when the filter lets all of them through. It has neither
// labels nor a scheme, so with one of these in the filter no ruling is. Speakers go with
// their story or article, searches with the whole library only.
type Filter struct {
	Story    annotate.ID
	Source   string        // in any case
	From, To string        // 2006-01-02, both included; an article that states no date is in no range
	IDs      []annotate.ID // of articles

	Label     string
	Annotator string // who says it or rules it
	Gold      bool   // only what is said in the name of annotate.Gold; no ruling is
	Scheme    string
	Where     query.Query // of the articles, and of what is said of them; a ruling passes where an annotation by its annotator that says nothing does
	Articles  bool        // with a label, annotator or scheme: also the articles of which nothing is exported
}

// Count is how many records were written. An article with older texts counts once. Unsaid is the
// articles that a filter of what is said left out, because nothing of it is said of them.
type Count struct{ Schemes, Searches, Stories, Speakers, Articles, Annotations, Rulings, Unsaid int }

// article says whether the filter lets the article through, whatever is said of it.
func (f Filter) article(a annotate.Article) bool {
	day := a.Date[:min(len(a.Date), len("2006-01-02"))]
	switch {
	case f.Story != 0 && a.Story != f.Story,
		f.Source != "" && !strings.EqualFold(a.Source, f.Source),
		(f.From != "" || f.To != "") && day == "",
		f.From != "" && day < f.From,
		f.To != "" && day > f.To,
		len(f.IDs) > 0 && !slices.Contains(f.IDs, a.ID):
		return false
	}
	return true
}

// annotation says whether the filter lets the annotation through.
func (f Filter) annotation(x annotate.Annotation) bool {
	return (f.Label == "" || x.Has(f.Label)) &&
		(f.Annotator == "" || x.Annotator == f.Annotator) &&
		(!f.Gold || x.Annotator == annotate.Gold) &&
		(f.Scheme == "" || x.Scheme == f.Scheme) &&
		(f.Where.Empty() || f.Where.Annotation(x))
}

// ruling says whether the filter lets the ruling through, if it does so with its articles.
func (f Filter) ruling(r annotate.Ruling) bool {
	return f.Label == "" && f.Scheme == "" && !f.Gold && (f.Annotator == "" || r.By == f.Annotator) &&
		(f.Where.Empty() || f.Where.Annotation(annotate.Annotation{Annotator: r.By}))
}

// unsaid says whether articles of which nothing is exported are exported too.
func (f Filter) unsaid() bool {
	return f.Articles || f.all()
}

// everyArticle says whether the filter lets every article through.
func (f Filter) everyArticle() bool {
	return f.unsaid() && f.Story == 0 && f.Source == "" && f.From == "" && f.To == "" && len(f.IDs) == 0 && f.Where.Empty()
}

// everything says whether the filter lets the whole library through.
func (f Filter) everything() bool {
	return f.everyArticle() && f.all()
}

// all says whether the filter chooses nothing of what is said, but for its query.
func (f Filter) all() bool {
	return f.Label == "" && f.Annotator == "" && f.Scheme == "" && !f.Gold
}

// asked says whether the filter's query lets an article through. Said is what everyone says of it.
func (f Filter) asked(lib Library, a annotate.Article, story string, said func() ([]annotate.Annotation, error)) (bool, error) {
	if f.Where.Empty() {
		return true, nil
	}
	return f.Where.Article(query.Subject{
		Article: a, Story: story, Said: said,
		Body: func() (annotate.Body, error) { return lib.Body(a.ID, a.Revision) },
	})
}

// silence says whether the filter lets through that of which nobody says anything.
func (f Filter) silence() bool {
	return f.Where.Empty() || f.Where.Annotation(annotate.Annotation{})
}
