package store

import (
	"bytes"
	"encoding/binary"
	"errors"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// Peek calls do with the text of each of the articles, and with the records of what is said
// of it as they are stored (JSON), so that words can be looked for before anything is read.
// Both are gone when do returns. Of an article that is not there any more it may be called or not.
func (s *Store) Peek(articles []annotate.ID, do func(i int, text []byte, said [][]byte)) error {
	return s.view("look through texts", func(tx *bbolt.Tx) error {
		bodies, annotations := in(tx, bodiesBucket).Cursor(), in(tx, annotationsBucket).Cursor()
		prefix := make([]byte, 0, 8)
		for i, id := range articles {
			prefix = binary.BigEndian.AppendUint64(prefix[:0], uint64(id))
			key, value := bodies.Seek(prefix)
			if next, _ := bodies.Next(); bytes.HasPrefix(next, prefix) { // it has older texts
				a, err := get[annotate.Article](in(tx, articlesBucket), prefix)
				if errors.Is(err, ErrNotFound) {
					continue
				}
				if err != nil {
					return err
				}
				key = bodyKey(id, a.Revision)
				value = in(tx, bodiesBucket).Get(key)
			}
			if !bytes.HasPrefix(key, prefix) || value == nil {
				continue
			}
			payload, err := unseal(key, value)
			if err != nil {
				return err
			}
			r := payloadReader{rest: payload}
			text := r.bytes()
			if r.bad {
				return damaged(key, "the text cannot be read")
			}
			said, err := peekSaid(annotations, prefix)
			if err != nil {
				return err
			}
			do(i, text, said)
		}
		return nil
	})
}

func peekSaid(c *bbolt.Cursor, article []byte) (said [][]byte, err error) {
	for k, v := c.Seek(article); k != nil && bytes.HasPrefix(k, article); k, v = c.Next() {
		payload, err := unseal(k, v)
		if err != nil {
			return nil, err
		}
		said = append(said, payload)
	}
	return said, nil
}
