package jsonl

import (
	"fmt"
	"slices"

	"rashomon/annotate"
)

// said is annotations of one text that follow one another in a file. They are taken together:
// one may move to where another of them was.
type said struct {
	key     textKey
	records []Record
}

func (t *taking) annotation(rec Record, x annotate.Annotation) error {
	key := textKey{x.Article, x.Revision, rec.Hash}
	if key != t.said.key {
		if err := t.settle(); err != nil {
			return err
		}
	}
	t.said.key, t.said.records = key, append(t.said.records, rec)
	return nil
}

// settle takes the annotations that were read last.
func (t *taking) settle() error {
	group := t.said
	t.said = said{}
	if len(group.records) == 0 {
		return nil
	}
	where, err := t.find(group.key)
	if err != nil {
		return err
	}
	clear(t.lines)
	all := t.seated(group, where)
	if len(all) == 0 {
		return nil
	}
	s, err := t.shelf(where.article)
	if err != nil {
		return err
	}
	moving, others := t.known(s, all)
	for _, x := range moving {
		gone := t.move(s, x)
		i := slices.IndexFunc(all, func(y annotate.Annotation) bool { return y.ID == gone && seatOf(y) != seatOf(x) })
		if i >= 0 { // where the file has it, it is in nobody's way
			t.count(x, Count{Kept: -1})
			t.out.Kept = slices.DeleteFunc(t.out.Kept, func(k Kept) bool { return k.Said.ID == gone })
			others = append(others, all[i])
		}
	}
	for _, x := range others {
		t.sit(s, x)
	}
	return nil
}

// seated is the annotations where the library has their text. Where it has it cut into other
// sentences than the file, what is said of a sentence follows it.
func (t *taking) seated(group said, where *text) (all []annotate.Annotation) {
	var follow []annotate.Annotation
	cut, isCut := t.cuts[group.key]
	for _, rec := range group.records {
		x := *rec.Annotation
		t.lines[x.ID] = rec.Line
		if where != nil && isCut && x.Check(cut) == nil {
			follow = append(follow, x)
			continue
		}
		why := fmt.Errorf("annotation %s: %w", x.ID, ErrNoArticle)
		if where != nil {
			x = where.seat(x)
			why = x.Check(where.body)
		}
		if why != nil {
			t.count(x, Count{Refused: 1})
			t.refuse(rec, "annotation", why)
			continue
		}
		all = append(all, x)
	}
	if len(follow) > 0 {
		from := annotate.Article{ID: group.key.article, Revision: group.key.revision}
		to := annotate.Article{ID: where.article, Revision: where.revision}
		all = append(all, annotate.Follow(from, to, cut, where.body, follow)...)
	}
	return all
}

// known is, of the annotations, those that are later than what the library has under their
// IDs, which have risen from their seats, and those of which it has nothing under their IDs.
func (t *taking) known(s *shelf, all []annotate.Annotation) (moving, others []annotate.Annotation) {
	for _, x := range all {
		old, have := s.byID[x.ID]
		switch {
		case !have:
			others = append(others, x)
		case same(old, x):
			t.count(x, Count{Same: 1})
		case !x.Updated.After(old.Updated):
			t.keep(t.lines[x.ID], old, x)
		default:
			moving = append(moving, x)
		}
	}
	for _, x := range moving {
		s.rise(s.byID[x.ID])
	}
	return moving, others
}

// move replaces what the library has under the annotation's ID. Where another has come to sit
// where it moves to, the later of the two stays, and the other goes: gone is that other one's
// ID, or zero.
func (t *taking) move(s *shelf, x annotate.Annotation) (gone annotate.ID) {
	old := s.byID[x.ID]
	if other, taken := s.on(x); taken && other.ID != x.ID {
		t.count(x, Count{Removed: 1})
		if !x.Updated.After(other.Updated) {
			t.keep(t.lines[x.ID], other, x)
			t.remove(s, old)
			return 0
		}
		t.remove(s, other)
		gone = other.ID
	}
	t.count(x, Count{Changed: 1})
	t.say(s, &annotate.Replaced[annotate.Annotation]{Before: &old, After: &x})
	return gone
}

// sit takes an annotation whose ID the library did not have: it is new, or another version of
// the one on its seat.
func (t *taking) sit(s *shelf, x annotate.Annotation) {
	if _, twice := s.byID[x.ID]; twice { // in the file
		moving, _ := t.known(s, []annotate.Annotation{x})
		for _, x := range moving {
			t.move(s, x)
		}
		return
	}
	line := t.lines[x.ID]
	old, have := s.on(x)
	if have {
		x.ID = old.ID
	}
	switch {
	case have && same(old, x):
		t.count(x, Count{Same: 1})
	case have && !x.Updated.After(old.Updated):
		t.keep(line, old, x)
	case have:
		t.count(x, Count{Changed: 1})
		t.say(s, &annotate.Replaced[annotate.Annotation]{Before: &old, After: &x})
	default:
		t.count(x, Count{Added: 1})
		t.say(s, &annotate.Replaced[annotate.Annotation]{After: &x})
	}
}

// count counts what became of an annotation.
func (t *taking) count(x annotate.Annotation, c Count) {
	t.out.Outcome.Annotations.add(c)
	if t.out.Annotators == nil {
		t.out.Annotators = map[string]Count{}
	}
	mine := t.out.Annotators[x.Annotator]
	mine.add(c)
	t.out.Annotators[x.Annotator] = mine
}

// keep leaves the library what it has.
func (t *taking) keep(line int, held, x annotate.Annotation) {
	t.count(x, Count{Kept: 1})
	t.out.Kept = append(t.out.Kept, Kept{Line: line, Held: held, Said: x})
}

func (t *taking) say(s *shelf, r *annotate.Replaced[annotate.Annotation]) {
	s.put(*r.After)
	t.out.Annotations = append(t.out.Annotations, annotate.Edit{Annotation: r})
}

func (t *taking) remove(s *shelf, x annotate.Annotation) {
	s.drop(x)
	t.out.Annotations = append(t.out.Annotations, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &x}})
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
