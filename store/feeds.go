package store

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// Feeds are the feeds that the library follows, in the order of their addresses.
func (s *Store) Feeds() ([]annotate.Feed, error) {
	all, err := many[annotate.Feed](s, "feeds", feedsBucket, nil)
	slices.SortFunc(all, func(a, b annotate.Feed) int { return cmp.Compare(a.URL, b.URL) })
	return all, err
}

// PutFeed keeps a feed as it is now, and with it what its entries were when they were taken in, by
// what names them: nothing is forgotten of those that are not among them. It is no change: undo
// does not know of it, and an export leaves it out.
func (s *Store) PutFeed(f annotate.Feed, entries map[string]string) error {
	return s.update("keep a feed", func(w *writer) error {
		if f.URL == "" {
			return errors.New("a feed without an address")
		}
		if err := validText(f.URL, f.Title, f.Site, f.ETag, f.Modified, f.Failed); err != nil {
			return err
		}
		feed := hashedKey(f.URL)
		if err := put(w.in(feedsBucket), feed, f); err != nil {
			return err
		}
		keys := make([][2][]byte, 0, len(entries))
		for name, was := range entries {
			key := entryKey(feed, name)
			keys = append(keys, [2][]byte{key, seal(key, []byte(was))})
		}
		slices.SortFunc(keys, func(a, b [2][]byte) int { return bytes.Compare(a[0], b[0]) }) // the quickest
		for _, kv := range keys {
			if err := w.in(entriesBucket).Put(kv[0], kv[1]); err != nil {
				return err
			}
		}
		return nil
	})
}

// RemoveFeed forgets a feed and its entries; its articles stay. It returns ErrNotFound.
func (s *Store) RemoveFeed(url string) error {
	return s.update("forget a feed", func(w *writer) error {
		feed := hashedKey(url)
		if w.in(feedsBucket).Get(feed) == nil {
			return fmt.Errorf("feed %q: %w", url, ErrNotFound)
		}
		var keys [][]byte
		err := under(w.in(entriesBucket), feed, func(k, _ []byte) error {
			keys = append(keys, bytes.Clone(k))
			return nil
		})
		for _, k := range keys {
			err = errors.Join(err, w.in(entriesBucket).Delete(k))
		}
		return errors.Join(err, w.in(feedsBucket).Delete(feed))
	})
}

// Entries is what the entries of a feed were when they were taken in, of those that are named and were.
func (s *Store) Entries(feed string, names []string) (map[string]string, error) {
	out := map[string]string{}
	err := s.view("entries of a feed", func(tx *bbolt.Tx) error {
		entries, prefix := in(tx, entriesBucket), hashedKey(feed)
		for _, name := range names {
			key := entryKey(prefix, name)
			v := entries.Get(key)
			if v == nil {
				continue
			}
			was, err := unseal(key, v)
			if err != nil {
				return err
			}
			out[name] = string(was)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// hashedKey is a key for what may be longer than a key should be: the first half of its SHA-256.
func hashedKey(parts ...string) []byte {
	h := sha256.New()
	for i, p := range parts {
		if i > 0 {
			h.Write([]byte{0})
		}
		h.Write([]byte(p))
	}
	return h.Sum(nil)[:hashedLength]
}

const hashedLength = 16

func entryKey(feed []byte, name string) []byte { return slices.Concat(feed, hashedKey(name)) }
