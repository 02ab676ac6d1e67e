package jsonl

import (
	"fmt"
	"reflect"
	"slices"

	"rashomon/annotate"
)

// shelf is the annotations of one article: those of the library and those of the batch.
type shelf struct {
	byID   map[annotate.ID]annotate.Annotation
	bySeat map[seat]annotate.ID
}

// seat is what holds one annotation at most.
type seat struct {
	revision, sentence int
	span               annotate.Span // where that is no sentence
	scheme, annotator  string
}

func seatOf(x annotate.Annotation) seat {
	s := seat{revision: x.Revision, sentence: x.Sentence, scheme: x.Scheme, annotator: x.Annotator}
	if x.Sentence < 0 {
		s.span = x.Span
	}
	return s
}

func (s *shelf) put(x annotate.Annotation) {
	s.byID[x.ID] = x
	s.bySeat[seatOf(x)] = x.ID
}

// rival is the annotation in whose place x would be, if there is one.
func (s *shelf) rival(x annotate.Annotation) (annotate.Annotation, bool) {
	if old, ok := s.byID[x.ID]; ok {
		return old, true
	}
	old, ok := s.byID[s.bySeat[seatOf(x)]]
	return old, ok
}

// shelf is that of an article of the library.
func (t *taking) shelf(article annotate.ID) (*shelf, error) {
	if s := t.shelves[article]; s != nil {
		return s, nil
	}
	said, err := t.held.Annotations(article)
	if err != nil {
		return nil, err
	}
	s := &shelf{map[annotate.ID]annotate.Annotation{}, map[seat]annotate.ID{}}
	for _, x := range said {
		s.put(x)
	}
	t.shelves[article] = s
	return s, nil
}

func (t *taking) annotation(rec Record, x annotate.Annotation) error {
	c := &t.out.Outcome.Annotations
	where, err := t.find(textKey{x.Article, x.Revision, rec.Hash})
	if err != nil {
		return err
	}
	why := fmt.Errorf("annotation %s: %w", x.ID, ErrNoArticle)
	if where != nil {
		x = where.seat(x)
		why = x.Check(where.body)
	}
	if why != nil {
		c.Refused++
		t.refuse(rec, "annotation", why)
		return nil
	}
	s, err := t.shelf(x.Article)
	if err != nil {
		return err
	}
	old, have := s.rival(x)
	if have {
		x.ID = old.ID
	}
	switch {
	case have && same(old, x):
		c.Same++
	case have && !x.Updated.After(old.Updated):
		c.Kept++
	case have:
		c.Changed++
		t.say(s, &annotate.Replaced[annotate.Annotation]{Before: &old, After: &x})
	default:
		c.Added++
		t.say(s, &annotate.Replaced[annotate.Annotation]{After: &x})
	}
	return nil
}

func (t *taking) say(s *shelf, r *annotate.Replaced[annotate.Annotation]) {
	s.put(*r.After)
	t.out.Annotations = append(t.out.Annotations, annotate.Edit{Annotation: r})
}

// seat moves an annotation to where the library has its text, and to the number that
// its sentence has there: none where the library cut the text differently.
func (w *text) seat(x annotate.Annotation) annotate.Annotation {
	x.Article, x.Revision = w.article, w.revision
	if x.Sentence >= 0 {
		x.Sentence = slices.Index(w.body.Sentences, x.Span)
	}
	return x
}

// same says whether two annotations say the same, at the same time, in the same place.
func same(a, b annotate.Annotation) bool {
	if len(a.Labels) == 0 && len(b.Labels) == 0 {
		a.Labels, b.Labels = nil, nil
	}
	if a.Created.Equal(b.Created) && a.Updated.Equal(b.Updated) {
		a.Created, a.Updated = b.Created, b.Updated
	}
	return reflect.DeepEqual(a, b)
}
