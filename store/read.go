package store

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// Article is one article, or ErrNotFound.
func (s *Store) Article(id annotate.ID) (annotate.Article, error) {
	return one[annotate.Article](s, fmt.Sprintf("article %s", id), articlesBucket, idKey(id))
}

// Body is the text of one revision of an article, or ErrNotFound.
func (s *Store) Body(article annotate.ID, revision int) (b annotate.Body, err error) {
	err = s.view("text", func(tx *bbolt.Tx) error {
		b, err = readBody(tx, article, revision)
		return err
	})
	return b, err
}

func readBody(tx *bbolt.Tx, article annotate.ID, revision int) (annotate.Body, error) {
	key := bodyKey(article, revision)
	v := in(tx, bodiesBucket).Get(key)
	if v == nil {
		return annotate.Body{}, fmt.Errorf("article %s, revision %d: %w", article, revision, ErrNotFound)
	}
	return openBody(key, v)
}

// Articles are all articles in the order of their IDs, a few at a time, so that reading
// them all takes little memory and never holds up a change. An article that comes or goes
// meanwhile may be seen or not. After an error there are no more.
func (s *Store) Articles() iter.Seq2[annotate.Article, error] {
	const few = 64
	return func(yield func(annotate.Article, error) bool) {
		for next := idKey(0); next != nil; {
			var some []annotate.Article
			err := s.view("articles", func(tx *bbolt.Tx) error {
				c := in(tx, articlesBucket).Cursor()
				k, v := c.Seek(next)
				for ; k != nil && len(some) < few; k, v = c.Next() {
					a, err := openRecord[annotate.Article](k, v)
					if err != nil {
						return err
					}
					some = append(some, a)
				}
				next = slices.Clone(k)
				return nil
			})
			for _, a := range some {
				if !yield(a, nil) {
					return
				}
			}
			if err != nil {
				yield(annotate.Article{}, err)
				return
			}
		}
	}
}

// Annotations is all that anyone says of an article by any scheme, in the order of the
// text, longer spans first; none where there is no such article.
func (s *Store) Annotations(article annotate.ID) ([]annotate.Annotation, error) {
	all, err := many[annotate.Annotation](s, "annotations", annotationsBucket, idKey(article))
	slices.SortStableFunc(all, func(a, b annotate.Annotation) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End))
	})
	return all, err
}

// Stories are all stories in the order of their IDs.
func (s *Store) Stories() ([]annotate.Story, error) {
	return many[annotate.Story](s, "stories", storiesBucket, nil)
}

// Story is one story, or ErrNotFound.
func (s *Store) Story(id annotate.ID) (annotate.Story, error) {
	return one[annotate.Story](s, fmt.Sprintf("story %s", id), storiesBucket, idKey(id))
}

// StoryNamed is the story with exactly this title, or ErrNotFound or ErrAmbiguous.
func (s *Store) StoryNamed(title string) (annotate.Story, error) {
	all, err := s.Stories()
	if err != nil {
		return annotate.Story{}, err
	}
	all = slices.DeleteFunc(all, func(st annotate.Story) bool { return st.Title != annotate.Line(title) })
	switch len(all) {
	case 1:
		return all[0], nil
	case 0:
		return annotate.Story{}, fmt.Errorf("story %q: %w", title, ErrNotFound)
	}
	return annotate.Story{}, fmt.Errorf("story %q: %w", title, ErrAmbiguous)
}

// StoryArticles are the articles of a story in the order of their IDs; none where there
// is no such story.
func (s *Store) StoryArticles(story annotate.ID) (ids []annotate.ID, err error) {
	err = s.view("articles of a story", func(tx *bbolt.Tx) error {
		return under(in(tx, storyIndexBucket), idKey(story), func(k, _ []byte) error {
			if len(k) != 16 {
				return damaged(k, "not a story and an article")
			}
			ids = append(ids, keyID(k[8:]))
			return nil
		})
	})
	return ids, err
}

// Find is the article whose written ID begins with prefix, or ErrNotFound or ErrAmbiguous.
func (s *Store) Find(prefix string) (id annotate.ID, err error) {
	written := strings.ToLower(prefix)
	from, bad := hex.DecodeString((written + "0000000000000000")[:max(16, len(written))])
	if bad != nil || len(written) == 0 || len(written) > 16 {
		return 0, fmt.Errorf("article %q: %w", prefix, ErrNotFound)
	}
	err = s.view("find", func(tx *bbolt.Tx) error {
		c := in(tx, articlesBucket).Cursor()
		first, _ := c.Seek(from)
		if !strings.HasPrefix(hex.EncodeToString(first), written) {
			return fmt.Errorf("article %q: %w", prefix, ErrNotFound)
		}
		if second, _ := c.Next(); strings.HasPrefix(hex.EncodeToString(second), written) {
			return fmt.Errorf("article %q: %w", prefix, ErrAmbiguous)
		}
		id = keyID(first)
		return nil
	})
	return id, err
}

// History is up to n changes, the newest first, from the one numbered from; from the
// newest of all where from is 0.
func (s *Store) History(from uint64, n int) (changes []annotate.Change, err error) {
	err = s.view("history", func(tx *bbolt.Tx) error {
		c := in(tx, historyBucket).Cursor()
		k, v := c.Last()
		if from > 0 && k != nil && from < uint64(keyID(k)) {
			k, v = c.Seek(numberKey(from))
		}
		for ; k != nil && len(changes) < n; k, v = c.Prev() {
			e, err := openRecord[entry](k, v)
			if err != nil {
				return err
			}
			changes = append(changes, e.Change)
		}
		return nil
	})
	return changes, err
}

func one[T any](s *Store, what, bucket string, key []byte) (record T, err error) {
	if len(key) == 0 {
		return record, fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	err = s.view(what, func(tx *bbolt.Tx) error {
		record, err = get[T](in(tx, bucket), key)
		return err
	})
	return record, err
}

func many[T any](s *Store, what, bucket string, prefix []byte) (records []T, err error) {
	err = s.view(what, func(tx *bbolt.Tx) error {
		return under(in(tx, bucket), prefix, func(k, v []byte) error {
			r, err := openRecord[T](k, v)
			records = append(records, r)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return records, nil
}
