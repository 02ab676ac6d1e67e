package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// Progress is how far an annotator has come by a scheme, by article; articles of which
// the annotator has said nothing are left out. It is that of the articles named, or of all
// where none is. How many sentences an article has stands in its row, not here.
func (s *Store) Progress(annotator, scheme string, articles ...annotate.ID) (map[annotate.ID]annotate.Progress, error) {
	out := map[annotate.ID]annotate.Progress{}
	err := s.view("progress", func(tx *bbolt.Tx) error {
		b := in(tx, progressBucket)
		names := texts{interned: map[string]string{}}
		keep := func(k, v []byte) error {
			t, err := openTally(k, v, &names)
			if err == nil {
				out[keyID(k)] = t.Progress
			}
			return err
		}
		for _, id := range articles {
			k := progressKey(id, annotator, scheme)
			if v := b.Get(k); v != nil {
				if err := keep(k, v); err != nil {
					return err
				}
			}
		}
		if len(articles) > 0 {
			return nil
		}
		suffix := progressKey(0, annotator, scheme)[8:]
		return b.ForEach(func(k, v []byte) error {
			if len(k) < 8 || !bytes.Equal(k[8:], suffix) {
				return nil
			}
			return keep(k, v)
		})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// tally is one annotator's progress with one article, without its sentences, and the
// number of annotations, spans included: at none the tally goes.
type tally struct {
	annotate.Progress
	annotations int
}

func (t *tally) count(a annotate.Annotation, by int) {
	t.annotations += by
	t.Count(a, by)
}

// payload is the counts, then the labels in order of their names.
func (t tally) payload() []byte {
	var p []byte
	for _, n := range []int{t.annotations, t.Labelled, t.Skipped, t.Flagged, len(t.Labels)} {
		p = binary.AppendUvarint(p, uint64(n))
	}
	for _, label := range slices.Sorted(maps.Keys(t.Labels)) {
		p = binary.AppendUvarint(appendText(p, label), uint64(t.Labels[label]))
	}
	return p
}

func openTally(key, value []byte, names *texts) (t tally, err error) {
	payload, err := unseal(key, value)
	if err != nil {
		return t, err
	}
	r := payloadReader{rest: payload}
	t.annotations, t.Labelled, t.Skipped, t.Flagged = r.number(), r.number(), r.number(), r.number()
	count := r.number()
	t.Labels = make(map[string]int, min(count, len(r.rest)))
	for range min(count, len(r.rest)) {
		label := names.intern(r.bytes())
		t.Labels[label] = r.number()
	}
	if !r.done() || len(t.Labels) != count {
		return t, damaged(key, "the progress cannot be read")
	}
	return t, nil
}

// count adds an annotation to the progress of its annotator, or with by = -1 takes it out.
func (w *writer) count(a *annotate.Annotation, by int) error {
	if a == nil {
		return nil
	}
	b, key := w.in(progressBucket), progressKey(a.Article, a.Annotator, a.Scheme)
	var t tally
	if v := b.Get(key); v != nil {
		var err error
		if t, err = openTally(key, v, &w.names); err != nil {
			return err
		}
	}
	t.count(*a, by)
	if t.annotations < 0 || t.Labelled < 0 || t.Skipped < 0 || t.Flagged < 0 {
		return fmt.Errorf("%w: progress of %q with article %s is less than nothing", ErrDamaged, a.Annotator, a.Article)
	}
	if t.annotations == 0 {
		return b.Delete(key)
	}
	return b.Put(key, seal(key, t.payload()))
}
