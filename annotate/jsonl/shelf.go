package jsonl

import (
	"reflect"

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

// put puts an annotation on its seat, and frees the one that it had before.
func (s *shelf) put(x annotate.Annotation) {
	s.drop(s.byID[x.ID])
	s.byID[x.ID] = x
	s.bySeat[seatOf(x)] = x.ID
}

func (s *shelf) drop(x annotate.Annotation) {
	s.rise(x)
	delete(s.byID, x.ID)
}

// rise frees the seat of an annotation that is about to move.
func (s *shelf) rise(x annotate.Annotation) {
	if s.bySeat[seatOf(x)] == x.ID {
		delete(s.bySeat, seatOf(x))
	}
}

// on is the annotation on the seat that x wants.
func (s *shelf) on(x annotate.Annotation) (annotate.Annotation, bool) {
	old, ok := s.byID[s.bySeat[seatOf(x)]]
	return old, ok
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

// open is a text by the library's own name for it, nil where that has another hash.
func (t *taking) open(id annotate.ID, revision int, hash string) (*text, error) {
	if x := t.texts[textKey{id, revision, hash}]; x != nil {
		return x, nil
	}
	b, have, err := t.held.Body(id, revision)
	if err != nil || !have || annotate.Hash(b.Text) != hash {
		return nil, err
	}
	return &text{id, revision, b}, nil
}
