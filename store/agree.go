package store

import (
	"bytes"
	"errors"
	"fmt"

	"rashomon/annotate"
)

// agree says whether what the edits of a change have left goes together: that cannot be
// seen edit by edit, because two records may have to change places.
func (w *writer) agree() error {
	for hash, articles := range w.ousted {
		for _, id := range articles {
			if err := w.restore([]byte(hash), id); err != nil {
				return err
			}
		}
	}
	for of := range w.voices {
		if err := distinct(w.tx, of); err != nil {
			return err
		}
	}
	clear(w.ousted)
	clear(w.voices)
	return nil
}

// hasText is the article that the index names under a content hash; zero for none.
func (w *writer) hasText(hash []byte) (annotate.ID, error) {
	v := w.in(hashIndexBucket).Get(hash)
	if v == nil {
		return 0, nil
	}
	id, err := unseal(hash, v)
	if err != nil {
		return 0, err
	}
	return keyID(id), nil
}

// take gives an article its place in the index of texts, be it another's for now.
func (w *writer) take(hash []byte, id annotate.ID) error {
	has, err := w.hasText(hash)
	if err != nil {
		return err
	}
	if has != 0 && has != id {
		w.ousted[string(hash)] = append(w.ousted[string(hash)], has)
	}
	return w.in(hashIndexBucket).Put(hash, seal(hash, idKey(id)))
}

// restore gives an article that still has the text its place in the index back; the error
// says that another has the text as well.
func (w *writer) restore(hash []byte, id annotate.ID) error {
	a, err := get[annotate.Article](w.in(articlesBucket), idKey(id))
	if errors.Is(err, ErrNotFound) || err == nil && !bytes.Equal(hashKey(a), hash) {
		return nil
	}
	has, bad := w.hasText(hash)
	switch {
	case err != nil || bad != nil:
		return errors.Join(err, bad)
	case has == 0:
		return w.in(hashIndexBucket).Put(hash, seal(hash, idKey(id)))
	case has != id:
		return fmt.Errorf("article %s: the same text is in the library already", has)
	}
	return nil
}
