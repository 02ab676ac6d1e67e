package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
// place of a ruling, must pass its Check against the text of its revision. What goes takes
// nothing with it: before an article or a story goes, what is said there and who speaks
// there must go; before a scheme does, what is said by it (ErrInUse).
//
// When a change is made, no two articles may have the same newest text, and no two speakers
// of a story the same spelling; between its edits they may.
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
	bodies map[string]annotate.Body // by key: those that were needed last
	ids    map[annotate.ID]map[annotate.ID]bool
	names  texts   // of labels
	first  *uint64 // the number of the first change of the batch, 0 before there is one; nil outside of a batch

	// What the edits of a change can leave for the next of them to put right.
	ousted map[string][]annotate.ID // by hash: articles whose place in that index another took
	voices map[annotate.ID]bool     // whose speakers were changed
}

func newWriter(tx *bbolt.Tx, now func() time.Time) *writer {
	return &writer{
		tx: tx, now: now, bodies: map[string]annotate.Body{}, ids: map[annotate.ID]map[annotate.ID]bool{},
		names:  texts{interned: map[string]string{}},
		ousted: map[string][]annotate.ID{}, voices: map[annotate.ID]bool{},
	}
}

func (w *writer) in(bucket string) *bbolt.Bucket { return in(w.tx, bucket) }

// edit makes one edit, with all indexes.
func (w *writer) edit(e annotate.Edit) error {
	set := 0
	for _, is := range []bool{e.Annotation != nil, e.Article != nil, e.Story != nil, e.Scheme != nil, e.Ruling != nil, e.Speaker != nil, e.Search != nil} {
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
	case e.Speaker != nil:
		return w.speaker(*e.Speaker)
	case e.Search != nil:
		return w.search(*e.Search)
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
	if err := annotationText(a); err != nil {
		return fmt.Errorf("annotation %s: %w", a.ID, err)
	}
	b, err := w.body(a.Article, a.Revision)
	if err != nil {
		return err
	}
	return a.Check(b)
}

// annotationText says what is wrong with the words of an annotation.
func annotationText(a annotate.Annotation) error {
	names := slices.Concat([]string{a.Annotator, a.Adjudicator, a.Scheme}, a.Labels, a.Rejected)
	for name, choice := range a.Attributes {
		if name == "" || choice == "" {
			return errors.New("an attribute without a name or a choice")
		}
		names = append(names, name, choice)
	}
	for _, name := range names {
		if len(name) > annotate.LongestName {
			return fmt.Errorf("the name %.40q is %d bytes long, more than %d", name, len(name), annotate.LongestName)
		}
	}
	if slices.Contains(a.Rejected, "") {
		return errors.New("a label without a name is turned down")
	}
	if err := checkExtra(a.Extra); err != nil {
		return err
	}
	return validText(append(names, a.Speaker, a.Note, a.Was, string(a.Flag), a.Reason, string(a.Origin))...)
}

// checkExtra says what is wrong with what another program's file said besides.
func checkExtra(extra string) error {
	if err := annotate.CheckExtra(extra); err != nil {
		return fmt.Errorf("extra: %w", err)
	}
	return validText(extra)
}

// mostTexts is how many texts, and lists of what stands on one, a transaction keeps in
// memory: edits come article by article where there are many.
const mostTexts = 256

// body reads a text once while it is needed.
func (w *writer) body(article annotate.ID, revision int) (annotate.Body, error) {
	key := bodyKey(article, revision)
	if b, ok := w.bodies[string(key)]; ok {
		return b, nil
	}
	b, err := readBody(w.tx, article, revision)
	if err == nil {
		w.remember(key, b)
	}
	return b, err
}

func (w *writer) remember(key []byte, b annotate.Body) {
	if len(w.bodies) >= mostTexts {
		clear(w.bodies)
	}
	w.bodies[string(key)] = b
}

// annotated is the IDs of an article's annotations, read once while they are needed.
func (w *writer) annotated(article annotate.ID) (map[annotate.ID]bool, error) {
	if ids, ok := w.ids[article]; ok {
		return ids, nil
	}
	if len(w.ids) >= mostTexts {
		clear(w.ids)
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
	for _, x := range []struct{ bucket, what string }{{annotationsBucket, "annotations"}, {articleRulingsBucket, "rulings"}, {speakersBucket, "speakers"}} {
		err := under(w.in(x.bucket), idKey(article), func(_, _ []byte) error { return fmt.Errorf("it still has %s", x.what) })
		if err != nil {
			return err
		}
	}
	return nil
}

// list puts an article into the indexes. Its story and its text must be there.
func (w *writer) list(a annotate.Article) error {
	if err := errors.Join(validText(a.Title, a.Source, a.Date, a.File), checkExtra(a.Extra)); err != nil {
		return err
	}
	b, err := w.body(a.ID, a.Revision)
	switch {
	case err != nil:
		return err
	case a.Hash != annotate.Hash(b.Text) || a.Sentences != len(b.Sentences):
		return fmt.Errorf("its hash or number of sentences is not that of its text, revision %d", a.Revision)
	}
	if err := w.take(hashKey(a), a.ID); err != nil {
		return err
	}
	row := rowKey(a)
	if err := w.in(rowsBucket).Put(row, seal(row, rowPayload(a.Row()))); err != nil {
		return err
	}
	if err := know(w.tx, a); err != nil || a.Story == 0 {
		return err
	}
	if w.in(storiesBucket).Get(idKey(a.Story)) == nil {
		return fmt.Errorf("story %s: %w", a.Story, ErrNotFound)
	}
	key := pairKey(a.Story, a.ID)
	return w.in(storyIndexBucket).Put(key, seal(key, nil))
}

func (w *writer) unlist(a annotate.Article) error {
	hash := hashKey(a)
	if has, err := w.hasText(hash); err != nil {
		return err
	} else if has == a.ID { // else another took its place
		if err := w.in(hashIndexBucket).Delete(hash); err != nil {
			return err
		}
	}
	if err := errors.Join(w.in(rowsBucket).Delete(rowKey(a)), forget(w.tx, a)); err != nil {
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
	if err == nil && r.After == nil {
		err = under(w.in(speakersBucket), idKey(st.ID), func(_, _ []byte) error {
			return errors.New("it still has speakers")
		})
	}
	if err != nil {
		return fmt.Errorf("story %s: %w", st.ID, err)
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
