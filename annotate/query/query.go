// Package query is the language in which a library is asked: words, "phrases", -words, and
// fields, such as source:, date:, label:, speaker:. It reads a query, says what passes it,
// ranks what was found, and cuts out the passages where it stands. docs/query.md describes
// the language.
//
// A query is a row of alternatives, all of which must hold. There are three kinds of them: of
// the article (source:, date:), of what is said of its sentences (label:, speaker:), and of
// words. Words are looked for in titles, texts, speakers and notes, in the forms that the
// article's language gives them, whatever their case and accents.
package query

import (
	"fmt"
	"slices"
	"time"

	"rashomon/annotate"
)

// Query is a query as it was understood. The zero Query lets everything through.
type Query struct {
	text    string
	article []either // asked of the article
	said    []either // asked of what is said of a sentence or a span
	words   []either // looked for
	newest  int      // the revision of the article it is asked of; 0 where it is asked of none
}

// either is alternatives: one of them must hold.
type either []term

// Error says what is wrong with a query, and where.
type Error struct {
	At   int    // byte of the query
	Why  string // one line
	Hint string // what to write instead; may be empty
}

// Error is why, and where.
func (e *Error) Error() string { return fmt.Sprintf("%s (at byte %d of the query)", e.Why, e.At) }

// mostBytes is how long a query is at most: each of its words is looked for in each article.
const mostBytes = 10_000

// Parse reads a query of up to 10,000 bytes; now is what "today" in a date means. The error
// is an *Error.
func Parse(text string, now time.Time) (Query, error) {
	if len(text) > mostBytes {
		return Query{}, &Error{At: mostBytes, Why: fmt.Sprintf("the query is %d bytes long, and %d is the most", len(text), mostBytes)}
	}
	p := parser{text: text, now: now}
	if err := p.read(); err != nil {
		return Query{}, err
	}
	q := Query{text: text, article: p.kinds[ofArticle], said: p.kinds[ofSaid], words: p.kinds[ofWords]}
	return q.in(""), nil
}

// String is the query as it was written.
func (q Query) String() string { return q.text }

// Empty says whether the query lets everything through.
func (q Query) Empty() bool { return len(q.article)+len(q.said)+len(q.words) == 0 }

// Asks says whether the query asks for what is said of sentences: labels, speakers, notes.
func (q Query) Asks() bool { return len(q.said) > 0 }

// For is the query as it is asked of one article: words are found in the forms that its
// language gives them, and it is known what is said of its newest text and what of older ones.
// Without it words are taken for English, or what their script says, and nothing is an orphan.
func (q Query) For(a annotate.Article) Query { return q.in(a.Language).of(a) }

func (q Query) of(a annotate.Article) Query {
	q.newest = a.Revision
	return q
}

func (q Query) in(language string) Query {
	for _, kind := range []*[]either{&q.article, &q.said, &q.words} {
		*kind = slices.Clone(*kind)
		for i, e := range *kind {
			(*kind)[i] = slices.Clone(e)
			for k, t := range e {
				(*kind)[i][k] = t.in(language)
			}
		}
	}
	return q
}

// Subject is an article with all that a query may ask of it. What costs reading is a
// function, called only if the query asks for it.
type Subject struct {
	Article annotate.Article
	Story   string // the title of its story
	Body    func() (annotate.Body, error)
	Said    func() ([]annotate.Annotation, error) // by all annotators and schemes
}

// Article says whether the article passes: its fields, its words, and if the query asks
// for what is said, whether that is said of one of its sentences or spans. Errors are the
// subject's.
func (q Query) Article(s Subject) (bool, error) {
	q = q.For(s.Article)
	if !q.fields(s.Article, s.Story) {
		return false, nil
	}
	if len(q.said) > 0 {
		said, err := s.Said()
		if err != nil || !q.saidOf(s.Article, said) {
			return false, err
		}
	}
	if len(q.words) == 0 {
		return true, nil
	}
	body, err := s.Body()
	if err != nil {
		return false, err
	}
	said, err := s.Said()
	if err != nil {
		return false, err
	}
	return q.worded(func(t term) bool { return t.phrases[0].stands(s.Article, body, said) }), nil
}

// fields says whether what the query asks of the article holds.
func (q Query) fields(a annotate.Article, story string) bool {
	return all(q.article, func(t term) bool { return t.ofArticle(a, story) })
}

// worded says whether the words are there, as found says.
func (q Query) worded(found func(term) bool) bool { return all(q.words, found) }

// Annotation says whether an annotation of an article that passes does so too: by what the
// query asks of labels, speakers, notes, annotators and flags. Words are not asked of it.
func (q Query) Annotation(a annotate.Annotation) bool {
	return all(q.said, func(t term) bool { return t.ofSaid(a, q.newest) })
}

// Sentence says whether a sentence of an article that passes does so too: where the query
// has words, one of them stands in it, or in a speaker or a note of it; where it asks for
// what is said, it is said of it. said is what is said of the sentence and of spans in it.
func (q Query) Sentence(b annotate.Body, n int, said []annotate.Annotation) bool {
	if len(q.said) > 0 && !q.passesHere(said) {
		return false
	}
	wanted := q.wanted()
	return len(wanted) == 0 || slices.ContainsFunc(wanted, func(p phrase) bool {
		return p.in(b.Sentence(n)) || p.inSaid(said)
	})
}

// wanted is the words that are looked for, without those that must not be there.
func (q Query) wanted() (out []phrase) {
	for _, e := range q.words {
		for _, t := range e {
			if !t.not {
				out = append(out, t.phrases[0])
			}
		}
	}
	return out
}

// passes says whether what is asked is said of a sentence or a span. One annotation must
// answer all of it. Where the query only says what must not be said, nobody may say it.
func (q Query) passes(said []annotate.Annotation) bool {
	if !q.positive() {
		return !slices.ContainsFunc(said, func(a annotate.Annotation) bool { return !q.Annotation(a) })
	}
	if len(said) == 0 {
		return q.Annotation(annotate.Annotation{})
	}
	return slices.ContainsFunc(said, q.Annotation)
}

// positive says whether the query asks for something to be said.
func (q Query) positive() bool { return slices.ContainsFunc(q.said, either.positive) }

// passesHere says whether what is asked is said of a sentence or of a span in it.
func (q Query) passesHere(said []annotate.Annotation) bool {
	var sentence, spans []annotate.Annotation
	for _, x := range said {
		if x.Sentence < 0 {
			spans = append(spans, x)
		} else {
			sentence = append(sentence, x)
		}
	}
	return q.passes(sentence) || q.positive() && slices.ContainsFunc(spans, q.Annotation)
}

// saidOf says whether what is asked is said of one of the article's sentences or spans.
func (q Query) saidOf(a annotate.Article, said []annotate.Annotation) bool {
	targets := byTarget(a, said)
	bare := a.Sentences
	for _, t := range targets {
		if t.sentence >= 0 {
			bare--
		}
		if q.passes(t.said) {
			return true
		}
	}
	return bare > 0 && q.passes(nil)
}

// all says whether one alternative each holds.
func all(groups []either, holds func(term) bool) bool {
	for _, e := range groups {
		if !slices.ContainsFunc(e, func(t term) bool { return holds(t) != t.not }) {
			return false
		}
	}
	return true
}
