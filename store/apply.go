package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// Apply makes the changes, in order, all of them or none, and returns them as they are in
// the history: with their numbers, and the time where they came without. When it returns
// they are on the disk. Nothing that was undone can be redone afterwards.
//
// Every edit's Before must be what stands in the library, else the error is ErrStale;
// what an edit refers to must be there, else it is ErrNotFound; an annotation, and each
// place of a ruling, must pass its Check against the text of its revision.
func (s *Store) Apply(changes ...annotate.Change) ([]annotate.Change, error) {
	var made []annotate.Change
	err := s.update("save", func(w *writer) error {
		for _, c := range changes {
			for _, e := range c.Edits {
				if err := w.edit(e); err != nil {
					return fmt.Errorf("%s: %w", annotate.Line(c.What), err)
				}
			}
			c, err := w.record(c)
			if err != nil {
				return err
			}
			made = append(made, c)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// writer is one writing transaction.
type writer struct {
	tx     *bbolt.Tx
	now    func() time.Time
	bodies map[string]annotate.Body // by key
	ids    map[annotate.ID]map[annotate.ID]bool
}

func newWriter(tx *bbolt.Tx, now func() time.Time) *writer {
	return &writer{tx: tx, now: now, bodies: map[string]annotate.Body{}, ids: map[annotate.ID]map[annotate.ID]bool{}}
}

func (w *writer) in(bucket string) *bbolt.Bucket { return in(w.tx, bucket) }

// edit makes one edit, with all indexes.
func (w *writer) edit(e annotate.Edit) error {
	set := 0
	for _, is := range []bool{e.Annotation != nil, e.Article != nil, e.Story != nil, e.Scheme != nil, e.Ruling != nil} {
		if is {
			set++
		}
	}
	switch {
	case set != 1:
		return fmt.Errorf("an edit of %d records instead of one", set)
	case e.Annotation != nil:
		return w.annotation(*e.Annotation)
	case e.Article != nil:
		return w.article(*e.Article)
	case e.Story != nil:
		return w.story(*e.Story)
	case e.Ruling != nil:
		return w.ruling(*e.Ruling)
	}
	return w.scheme(*e.Scheme)
}

func (w *writer) annotation(r annotate.Replaced[annotate.Annotation]) error {
	if r.Before != nil && r.After != nil && (r.Before.ID != r.After.ID || r.Before.Article != r.After.Article) {
		return fmt.Errorf("annotation %s cannot become %s of article %s", r.Before.ID, r.After.ID, r.After.Article)
	}
	if a := r.After; a != nil {
		if err := w.checkAnnotation(*a); err != nil {
			return err
		}
	}
	id := either(r).ID
	ids, err := w.annotated(either(r).Article)
	if err != nil {
		return err
	}
	if r.Before == nil && ids[id] { // wherever its span starts
		return fmt.Errorf("annotation %s: %w", id, ErrStale)
	}
	if err := replace(w.in(annotationsBucket), annotationKey, r); err != nil {
		return fmt.Errorf("annotation %s: %w", id, err)
	}
	ids[id] = r.After != nil
	if err := w.count(r.Before, -1); err != nil {
		return err
	}
	return w.count(r.After, 1)
}

func (w *writer) checkAnnotation(a annotate.Annotation) error {
	if in := w.in(articlesBucket); in.Get(idKey(a.Article)) == nil {
		return fmt.Errorf("annotation %s: article %s: %w", a.ID, a.Article, ErrNotFound)
	}
	if len(a.Annotator) > 255 {
		return fmt.Errorf("annotation %s: the annotator's name is %d bytes long, more than 255", a.ID, len(a.Annotator))
	}
	if err := validText(append([]string{a.Annotator, a.Scheme}, a.Labels...)...); err != nil {
		return fmt.Errorf("annotation %s: %w", a.ID, err)
	}
	b, err := w.body(a.Article, a.Revision)
	if err != nil {
		return err
	}
	return a.Check(b)
}

// body reads a text once in the transaction.
func (w *writer) body(article annotate.ID, revision int) (annotate.Body, error) {
	key := bodyKey(article, revision)
	if b, ok := w.bodies[string(key)]; ok {
		return b, nil
	}
	b, err := readBody(w.tx, article, revision)
	if err == nil {
		w.bodies[string(key)] = b
	}
	return b, err
}

// annotated is the IDs of an article's annotations, read once in the transaction.
func (w *writer) annotated(article annotate.ID) (map[annotate.ID]bool, error) {
	if ids, ok := w.ids[article]; ok {
		return ids, nil
	}
	ids := map[annotate.ID]bool{}
	w.ids[article] = ids
	return ids, under(w.in(annotationsBucket), idKey(article), func(k, _ []byte) error {
		ids[keyID(k[len(k)-8:])] = true
		return nil
	})
}

func (w *writer) article(r annotate.Replaced[annotate.Article]) error {
	a := either(r)
	if r.Before != nil && r.After != nil && r.Before.ID != r.After.ID || a.ID == 0 {
		return fmt.Errorf("article %s cannot have another id", a.ID)
	}
	err := replace(w.in(articlesBucket), func(a *annotate.Article) []byte { return idKey(a.ID) }, r)
	if err == nil && r.Before != nil {
		err = w.unlist(*r.Before)
	}
	switch {
	case err != nil:
	case r.After != nil:
		err = w.list(*r.After)
	default:
		err = w.unsaid(a.ID)
	}
	if err != nil {
		return fmt.Errorf("article %s: %w", a.ID, err)
	}
	return nil
}

// unsaid says what still stands on an article, or nil.
func (w *writer) unsaid(article annotate.ID) error {
	for _, x := range []struct{ bucket, what string }{{annotationsBucket, "annotations"}, {articleRulingsBucket, "rulings"}} {
		err := under(w.in(x.bucket), idKey(article), func(_, _ []byte) error { return fmt.Errorf("it still has %s", x.what) })
		if err != nil {
			return err
		}
	}
	return nil
}

// list puts an article into the indexes. Its story and its text must be there.
func (w *writer) list(a annotate.Article) error {
	if err := validText(a.Title, a.Source, a.Date); err != nil {
		return err
	}
	b, err := w.body(a.ID, a.Revision)
	switch {
	case err != nil:
		return err
	case a.Hash != annotate.Hash(b.Text) || a.Sentences != len(b.Sentences):
		return fmt.Errorf("its hash or number of sentences is not that of its text, revision %d", a.Revision)
	}
	hash := hashKey(a)
	if v := w.in(hashIndexBucket).Get(hash); v != nil {
		return errors.New("the same text is in the library already")
	}
	if err := w.in(hashIndexBucket).Put(hash, seal(hash, idKey(a.ID))); err != nil {
		return err
	}
	row := rowKey(a)
	if err := w.in(rowsBucket).Put(row, seal(row, rowPayload(a.Row()))); err != nil {
		return err
	}
	if a.Story == 0 {
		return nil
	}
	if w.in(storiesBucket).Get(idKey(a.Story)) == nil {
		return fmt.Errorf("story %s: %w", a.Story, ErrNotFound)
	}
	key := pairKey(a.Story, a.ID)
	return w.in(storyIndexBucket).Put(key, seal(key, nil))
}

func (w *writer) unlist(a annotate.Article) error {
	if err := w.in(hashIndexBucket).Delete(hashKey(a)); err != nil {
		return err
	}
	if err := w.in(rowsBucket).Delete(rowKey(a)); err != nil {
		return err
	}
	return w.in(storyIndexBucket).Delete(pairKey(a.Story, a.ID))
}

func (w *writer) story(r annotate.Replaced[annotate.Story]) error {
	st := either(r)
	if r.Before != nil && r.After != nil && r.Before.ID != r.After.ID || st.ID == 0 {
		return fmt.Errorf("story %s cannot have another id", st.ID)
	}
	err := replace(w.in(storiesBucket), func(st *annotate.Story) []byte { return idKey(st.ID) }, r)
	if err == nil && r.After == nil {
		err = under(w.in(storyIndexBucket), idKey(st.ID), func(_, _ []byte) error {
			return errors.New("it still has articles")
		})
	}
	if err != nil {
		return fmt.Errorf("story %s: %w", st.ID, err)
	}
	return nil
}

func (w *writer) scheme(r annotate.Replaced[annotate.Scheme]) error {
	name := either(r).Name
	if r.Before != nil && r.After != nil && r.Before.Name != r.After.Name || name == "" {
		return fmt.Errorf("scheme %q cannot have another name", name)
	}
	err := replace(w.in(schemesBucket), func(s *annotate.Scheme) []byte { return []byte(s.Name) }, r)
	if err != nil {
		return fmt.Errorf("scheme %q: %w", name, err)
	}
	return nil
}

// either is the record after an edit, or else before it; a record of nothing if neither.
func either[T any](r annotate.Replaced[T]) (record T) {
	switch {
	case r.After != nil:
		return *r.After
	case r.Before != nil:
		return *r.Before
	}
	return record
}

// replace writes a record in the place of the one before; ErrStale where another stands.
func replace[T any](b *bbolt.Bucket, key func(*T) []byte, r annotate.Replaced[T]) error {
	if r.Before == nil && r.After == nil {
		return errors.New("an edit from nothing to nothing")
	}
	var from []byte
	if r.Before != nil {
		from = key(r.Before)
		if err := stands(b, from, *r.Before); err != nil {
			return err
		}
	}
	if r.After == nil {
		return b.Delete(from)
	}
	to := key(r.After)
	if !bytes.Equal(from, to) {
		if b.Get(to) != nil {
			return ErrStale
		}
		if from != nil {
			if err := b.Delete(from); err != nil {
				return err
			}
		}
	}
	return put(b, to, r.After)
}

// stands says whether the record under the key is this one: written the same, or, where
// an older program wrote it with fewer fields, written the same once it has been read.
func stands[T any](b *bbolt.Bucket, key []byte, record T) error {
	have := b.Get(key)
	if have == nil {
		return ErrStale
	}
	payload, err := unseal(key, have)
	if err != nil {
		return err
	}
	want, err := json.Marshal(record)
	if err != nil || bytes.Equal(payload, want) {
		return err
	}
	read, err := openRecord[T](key, have)
	if err != nil {
		return err
	}
	if again, err := json.Marshal(read); err != nil || !bytes.Equal(again, want) {
		return errors.Join(err, ErrStale)
	}
	return nil
}

func validText(parts ...string) error {
	for _, p := range parts {
		if !utf8.ValidString(p) {
			return fmt.Errorf("%q is not valid UTF-8", p)
		}
	}
	return nil
}
