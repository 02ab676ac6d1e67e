package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// mostKnown is how many articles may share an address, a file, or a source and title: what more
// share, a section's page for one, says nothing of any of them.
const mostKnown = 64

// Known is the articles that may be an earlier text of this one, or have its text: first the one
// whose newest text that is, then those with its address (annotate.PageKey) and those of its file,
// or where there are none of either those with its source and title (annotate.NameKey) but for
// those of another day. What more than 64 share is passed over.
func (s *Store) Known(a annotate.Article) (ids []annotate.ID, err error) {
	err = s.view(fmt.Sprintf("earlier texts of %q", a.Title), func(tx *bbolt.Tx) error {
		add := func(id annotate.ID) {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		if hash := hashKey(a); in(tx, hashIndexBucket).Get(hash) != nil {
			id, err := unseal(hash, in(tx, hashIndexBucket).Get(hash))
			if err != nil {
				return err
			}
			add(keyID(id))
		}
		found := false
		look := func(prefix []byte) error {
			some, err := knownUnder(tx, prefix)
			for _, id := range some {
				found = true
				add(id)
			}
			return err
		}
		if key := annotate.PageKey(a); key != "" {
			if err := look(addressKey(key)); err != nil {
				return err
			}
		}
		if a.File != "" {
			if err := look(fileKey(a.File)); err != nil {
				return err
			}
		}
		if found {
			return nil
		}
		name, day := annotate.NameKey(a), annotate.Day(a.Date)
		switch {
		case name == "":
			return nil
		case day == 0:
			return look(hashedKey("name", name))
		}
		if err := look(nameKey(name, day)); err != nil {
			return err
		}
		return look(nameKey(name, 0))
	})
	return ids, err
}

// knownUnder is the articles under a prefix of the index; none where these are too many.
func knownUnder(tx *bbolt.Tx, prefix []byte) (ids []annotate.ID, err error) {
	err = under(in(tx, knownBucket), prefix, func(k, _ []byte) error {
		if len(k) < 8 {
			return damaged(k, "not an article")
		}
		if ids = append(ids, keyID(k[len(k)-8:])); len(ids) > mostKnown {
			return errTooMany
		}
		return nil
	})
	if errors.Is(err, errTooMany) {
		return nil, nil
	}
	return ids, err
}

var errTooMany = errors.New("too many")

func fileKey(path string) []byte { return hashedKey("file", path) }

func addressKey(page string) []byte { return hashedKey("address", page) }

func nameKey(name string, day uint32) []byte {
	return binary.BigEndian.AppendUint32(hashedKey("name", name), day)
}

// knownKeys is the keys under which an article is known: by its address; by its file; by its source
// and title, and the day.
func knownKeys(a annotate.Article) (keys [][]byte) {
	if page := annotate.PageKey(a); page != "" {
		keys = append(keys, slices.Concat(addressKey(page), idKey(a.ID)))
	}
	if a.File != "" {
		keys = append(keys, slices.Concat(fileKey(a.File), idKey(a.ID)))
	}
	if name := annotate.NameKey(a); name != "" {
		keys = append(keys, slices.Concat(nameKey(name, annotate.Day(a.Date)), idKey(a.ID)))
	}
	return keys
}

// know puts an article into the index of what is known.
func know(tx *bbolt.Tx, a annotate.Article) error {
	for _, key := range knownKeys(a) {
		if err := in(tx, knownBucket).Put(key, seal(key, nil)); err != nil {
			return err
		}
	}
	return nil
}

func forget(tx *bbolt.Tx, a annotate.Article) error {
	for _, key := range knownKeys(a) {
		if err := in(tx, knownBucket).Delete(key); err != nil {
			return err
		}
	}
	return nil
}
