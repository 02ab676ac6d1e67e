package store

import (
	"bytes"
	"fmt"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// Kept is what Keep was given last under the name; nil where nothing was.
func (s *Store) Kept(name string) (value []byte, err error) {
	err = s.view("kept value", func(tx *bbolt.Tx) error {
		key := []byte(name)
		sealed := in(tx, keptBucket).Get(key)
		if sealed == nil {
			return nil
		}
		payload, err := unseal(key, sealed)
		value = bytes.Clone(payload)
		return err
	})
	return value, err
}

// Keep remembers a value under a name: where somebody stopped, say. It is no change: undo
// does not know of it, and an export leaves it out. With an empty value it forgets the
// one that it was given before.
func (s *Store) Keep(name string, value []byte) error {
	return s.update("keep a value", func(w *writer) error {
		if name == "" || len(name) > annotate.LongestName {
			return fmt.Errorf("its name is %d bytes long, not 1 to %d", len(name), annotate.LongestName)
		}
		key := []byte(name)
		if len(value) == 0 {
			return w.in(keptBucket).Delete(key)
		}
		return w.in(keptBucket).Put(key, seal(key, value))
	})
}
