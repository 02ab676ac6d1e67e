package annotate

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// shelf is records as a library keeps them: an edit is made only where what it replaces is
// what stands there.
type shelf struct {
	article     Article
	bodies      map[int]Body
	annotations map[ID]Annotation
	rulings     map[ID]Ruling
}

func (s *shelf) clone() *shelf {
	out := &shelf{s.article, map[int]Body{}, map[ID]Annotation{}, map[ID]Ruling{}}
	for k, v := range s.bodies {
		out.bodies[k] = v
	}
	for k, v := range s.annotations {
		out.annotations[k] = v
	}
	for k, v := range s.rulings {
		out.rulings[k] = v
	}
	return out
}

func replaceIn[T any](records map[ID]T, r Replaced[T], id func(T) ID) error {
	if r.Before != nil {
		have, ok := records[id(*r.Before)]
		if !ok || !reflect.DeepEqual(have, *r.Before) {
			return fmt.Errorf("%+v is to be replaced, where %+v stands", *r.Before, have)
		}
		delete(records, id(*r.Before))
	}
	if r.After != nil {
		if have, taken := records[id(*r.After)]; taken {
			return fmt.Errorf("%+v stands where %+v is to come", have, *r.After)
		}
		records[id(*r.After)] = *r.After
	}
	return nil
}

func (s *shelf) apply(edits []Edit) error {
	for _, e := range edits {
		var err error
		switch {
		case e.Article != nil:
			if !reflect.DeepEqual(*e.Article.Before, s.article) {
				return fmt.Errorf("the article is another: %+v", s.article)
			}
			s.article = *e.Article.After
		case e.Annotation != nil:
			err = replaceIn(s.annotations, *e.Annotation, func(a Annotation) ID { return a.ID })
		case e.Ruling != nil:
			err = replaceIn(s.rulings, *e.Ruling, func(r Ruling) ID { return r.ID })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// check says what is wrong with what stands on the shelf.
func (s *shelf) check() error {
	said := map[string]ID{}
	for _, a := range s.annotations {
		if err := a.Check(s.bodies[a.Revision]); err != nil {
			return err
		}
		on := fmt.Sprint(a.Revision, a.Sentence, a.Annotator, a.Scheme, a.Span)
		if other, twice := said[on]; twice {
			return fmt.Errorf("%s and %s are of one thing: %s", a.ID, other, on)
		}
		said[on] = a.ID
	}
	for _, r := range s.rulings {
		if err := r.Check(); err != nil {
			return err
		}
		for _, p := range r.Places {
			if p.Article != s.article.ID {
				continue
			}
			if err := p.Check(s.bodies[p.Revision]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *shelf) lists() (said []Annotation, rulings []Ruling) {
	for _, a := range s.annotations {
		said = append(said, a)
	}
	for _, r := range s.rulings {
		rulings = append(rulings, r)
	}
	slices.SortFunc(said, func(a, b Annotation) int { return strings.Compare(a.ID.String(), b.ID.String()) })
	slices.SortFunc(rulings, func(a, b Ruling) int { return strings.Compare(a.ID.String(), b.ID.String()) })
	return said, rulings
}
