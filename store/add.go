package store

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"

	"rashomon/annotate"
)

// Add takes articles in, as one change: all or none. A text that is in the library
// already, whatever its source or title, is not added again; an ID that another text has
// taken is replaced by the next. A story that an arrival names must be in the library,
// else the error is ErrNotFound, or among stories, from where it comes in with the first
// article added to it. A revision that the article's ID had with another text, before that
// was undone, becomes the next one. Undo takes the articles out again; their texts stay in the file,
// for redo. A call of more than some thousand articles makes one very large change.
func (s *Store) Add(arrivals []annotate.Arrival, stories []annotate.Story, by, what string) ([]annotate.Outcome, error) {
	out := make([]annotate.Outcome, 0, len(arrivals))
	err := s.update("add", func(w *writer) error {
		c := annotate.Change{By: by, What: what}
		for _, arrival := range arrivals {
			o, err := w.add(&c, arrival, stories)
			if err != nil {
				return fmt.Errorf("%q: %w", arrival.Article.Title, err)
			}
			out = append(out, o)
		}
		if len(c.Edits) == 0 {
			return nil
		}
		if len(arrivals) == 1 {
			c.Article = out[0].ID
		}
		_, err := w.record(c)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// add makes the edits that one arrival needs and puts them into the change.
func (w *writer) add(c *annotate.Change, arrival annotate.Arrival, stories []annotate.Story) (annotate.Outcome, error) {
	a, b := arrival.Article, arrival.Body
	if err := checkArrival(a, b); err != nil {
		return annotate.Outcome{}, err
	}
	hash := hashKey(a)
	if v := w.in(hashIndexBucket).Get(hash); v != nil {
		id, err := unseal(hash, v)
		if err != nil {
			return annotate.Outcome{}, err
		}
		there, err := get[annotate.Article](w.in(articlesBucket), id)
		return annotate.Outcome{ID: keyID(id), Existing: true, Revision: there.Revision}, err
	}
	for w.in(articlesBucket).Get(idKey(a.ID)) != nil {
		a.ID = a.ID.Next()
	}
	if a.Added.IsZero() {
		a.Added = annotate.Instant(w.now())
	}
	if err := w.keep(&a, b, 0, cmp.Or(a.Revised, a.Added)); err != nil {
		return annotate.Outcome{}, err
	}
	edits := []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{After: &a}}}
	if story, missing := w.missing(a.Story, stories); missing {
		edits = slices.Insert(edits, 0, annotate.Edit{Story: &annotate.Replaced[annotate.Story]{After: &story}})
	}
	for _, e := range edits {
		if err := w.edit(e); err != nil {
			return annotate.Outcome{}, err
		}
	}
	c.Edits = append(c.Edits, edits...)
	return annotate.Outcome{ID: a.ID, Revision: a.Revision}, nil
}

// missing is the story that has to come in before an article can name it.
func (w *writer) missing(id annotate.ID, stories []annotate.Story) (annotate.Story, bool) {
	if id == 0 || w.in(storiesBucket).Get(idKey(id)) != nil {
		return annotate.Story{}, false
	}
	i := slices.IndexFunc(stories, func(s annotate.Story) bool { return s.ID == id })
	if i < 0 {
		return annotate.Story{}, false
	}
	return stories[i], true
}

// checkArrival says what is wrong with an article and its text.
func checkArrival(a annotate.Article, b annotate.Body) error {
	switch {
	case a.ID == 0 || a.Revision < 1 || a.Revision > math.MaxInt32:
		return errors.New("an article without an id or a revision")
	case validText(b.Text) != nil:
		return errors.New("its text is not valid UTF-8")
	case a.Hash != annotate.Hash(b.Text):
		return errors.New("its hash is not that of its text")
	}
	end := 0
	for n, s := range b.Sentences {
		if !s.In(b.Text) || s.Start < end {
			return fmt.Errorf("its sentence %d, at bytes %d–%d, is not in the text or not in order", n, s.Start, s.End)
		}
		end = s.End
	}
	return nil
}

// hashKey is an article's content hash as 32 bytes; what is no hash makes another key.
func hashKey(a annotate.Article) []byte {
	key, err := hex.DecodeString(a.Hash)
	if err != nil || len(key) == 0 {
		return []byte("not a hash: " + a.Hash)
	}
	return key
}
