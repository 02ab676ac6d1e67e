package store

import (
	"bytes"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// ErrInUse says that a scheme cannot go because annotations are by it.
var ErrInUse = errors.New("annotations use it")

// Schemes are all schemes in the order of their names.
func (s *Store) Schemes() ([]annotate.Scheme, error) {
	return many[annotate.Scheme](s, "schemes", schemesBucket, nil)
}

// Scheme is the scheme of that name, or ErrNotFound.
func (s *Store) Scheme(name string) (annotate.Scheme, error) {
	return one[annotate.Scheme](s, fmt.Sprintf("scheme %q", name), schemesBucket, []byte(name))
}

func (w *writer) scheme(r annotate.Replaced[annotate.Scheme]) error {
	x := either(r)
	if r.Before != nil && r.After != nil && r.Before.Name != r.After.Name || x.Name == "" {
		return fmt.Errorf("scheme %q cannot have another name", x.Name)
	}
	err := schemeText(x)
	if err == nil {
		err = replace(w.in(schemesBucket), func(s *annotate.Scheme) []byte { return []byte(s.Name) }, r)
	}
	if err == nil && r.After == nil {
		err = w.unused(x.Name)
	}
	if err != nil {
		return fmt.Errorf("scheme %q: %w", x.Name, err)
	}
	return nil
}

// schemeText says whether a scheme is valid UTF-8 all through.
func schemeText(s annotate.Scheme) error {
	texts := []string{s.Name, s.Guidelines}
	for _, l := range s.Labels {
		texts = append(texts, l.Name, l.Key, l.Colour, l.Glyph, l.Description)
	}
	for _, a := range s.Attributes {
		texts = append(append(append(texts, a.Name, a.Key, a.Description), a.Choices...), a.Labels...)
	}
	return validText(texts...)
}

// unused returns ErrInUse where anybody has said something by the scheme.
func (w *writer) unused(scheme string) error {
	n := 0
	var last []byte
	err := under(w.in(progressBucket), nil, func(k, _ []byte) error {
		if len(k) < 9 || len(k) < 9+int(k[8]) {
			return damaged(k, "not an article, an annotator and a scheme")
		}
		if string(k[9+int(k[8]):]) == scheme && !bytes.Equal(last, k[:8]) {
			n++
			last = append(last[:0], k[:8]...)
		}
		return nil
	})
	if err == nil && n > 0 {
		err = fmt.Errorf("%w, in %d articles", ErrInUse, n)
	}
	return err
}

// firstScheme is the scheme that a library had before its first change: it was never
// added, and the history begins with it.
func firstScheme(tx *bbolt.Tx) (annotate.Scheme, error) {
	return get[annotate.Scheme](in(tx, metaBucket), []byte(firstSchemeKey))
}

// beginWith makes a scheme the one that the library has before its first change.
func beginWith(tx *bbolt.Tx, s annotate.Scheme) error {
	return put(tx.Bucket([]byte("meta")), []byte("first_scheme"), s)
}

// renewScheme puts the default scheme as it is now in the place of an older one that
// nobody ever changed, and says with which scheme the history begins.
func renewScheme(tx *bbolt.Tx) error {
	now := annotate.DefaultScheme()
	first, err := firstEdited(tx, now.Name)
	switch {
	case err != nil:
		return err
	case first != nil:
		return beginWith(tx, *first)
	}
	if err := put(tx.Bucket([]byte("schemes")), []byte(now.Name), now); err != nil {
		return err
	}
	return beginWith(tx, now)
}

// firstEdited is the scheme of that name as it was before the first edit of it in the
// history; nil where there is none.
func firstEdited(tx *bbolt.Tx, name string) (*annotate.Scheme, error) {
	c := tx.Bucket([]byte("history")).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		payload, err := unseal(k, v)
		if err != nil {
			return nil, err
		}
		if !bytes.Contains(payload, []byte(`"scheme":{`)) { // as no text can: its quotation marks are escaped
			continue
		}
		e, err := openRecord[entry](k, v)
		if err != nil {
			return nil, err
		}
		for _, x := range e.Change.Edits {
			if x.Scheme != nil && x.Scheme.Before != nil && x.Scheme.Before.Name == name {
				return x.Scheme.Before, nil
			}
		}
	}
	return nil, nil
}
