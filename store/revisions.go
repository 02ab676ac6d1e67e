package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// Revisions is the texts that an article had, the newest first, or ErrNotFound: its present one,
// the one that this came after, and so on to the first. A text that an undo took away is none of
// them, unless something is said of it.
func (s *Store) Revisions(article annotate.ID) (out []annotate.Revision, err error) {
	err = s.view(fmt.Sprintf("revisions of article %s", article), func(tx *bbolt.Tx) error {
		a, err := get[annotate.Article](in(tx, articlesBucket), idKey(article))
		if err != nil {
			return err
		}
		said := map[int]int{}
		err = under(in(tx, annotationsBucket), idKey(article), func(k, v []byte) error {
			x, err := openRecord[annotate.Annotation](k, v)
			said[x.Revision]++
			return err
		})
		if err != nil {
			return err
		}
		line := map[int]bool{}
		for n := a.Revision; n > 0; {
			r, err := readRevision(tx, article, n)
			if err != nil {
				return err
			}
			line[n], n = true, r.before
		}
		for n := range said {
			line[n] = true
		}
		for n := range line {
			r, err := readRevision(tx, article, n)
			if err != nil {
				return err
			}
			out = append(out, annotate.Revision{Number: n, Hash: hex.EncodeToString(r.hash), Format: r.format, Sentences: r.sentences, At: r.at, Said: said[n], Cleaned: r.cleaned})
		}
		slices.SortFunc(out, func(a, b annotate.Revision) int { return b.Number - a.Number })
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// revision is what is known of one text of an article besides itself.
type revision struct {
	at        time.Time // when it came in; zero where nobody wrote that down
	before    int       // the number of the text that it took the place of; 0 for none
	sentences int
	format    annotate.Format // empty where nobody wrote that down
	hash      []byte
	cleaned   annotate.Cleaned
}

// payload is the time in milliseconds, 0 for none (8 bytes), the numbers of the text before and of
// sentences, the format with its length, the hash, and what cleaning took out as JSON, if anything.
func (r revision) payload() []byte {
	ms := uint64(0)
	if !r.at.IsZero() {
		ms = uint64(r.at.UnixMilli())
	}
	p := binary.BigEndian.AppendUint64(nil, ms)
	p = binary.AppendUvarint(p, uint64(r.before))
	p = binary.AppendUvarint(p, uint64(r.sentences))
	p = appendText(p, string(r.format))
	if p = append(p, r.hash...); r.cleaned != (annotate.Cleaned{}) {
		counts, _ := json.Marshal(r.cleaned) // numbers always have their JSON
		p = append(p, counts...)
	}
	return p
}

func readRevision(tx *bbolt.Tx, article annotate.ID, number int) (revision, error) {
	key := bodyKey(article, number)
	return openRevision(key, in(tx, revisionsBucket).Get(key))
}

func openRevision(key, value []byte) (r revision, err error) {
	payload, err := unseal(key, value)
	if err != nil {
		return r, err
	}
	if len(key) != 12 || len(payload) < 8 {
		return r, damaged(key, "the record of a text is cut short")
	}
	if ms := binary.BigEndian.Uint64(payload); ms != 0 {
		r.at = time.UnixMilli(int64(ms)).UTC()
	}
	p := payloadReader{rest: payload[8:]}
	r.before, r.sentences, r.format = p.number(), p.number(), annotate.Format(p.bytes())
	size := min(len(p.rest), sha256.Size)
	r.hash = bytes.Clone(p.rest[:size])
	if counts := p.rest[size:]; len(counts) > 0 && json.Unmarshal(counts, &r.cleaned) != nil {
		p.bad = true
	}
	if p.bad || uint32(r.before) >= binary.BigEndian.Uint32(key[8:]) {
		return r, damaged(key, "the record of a text cannot be read")
	}
	return r, nil
}

// keep writes the text of a revision that takes the place of the one numbered before, 0 for none;
// or where the article had another text of that number once, which the history may lead back to,
// of the first number that is free. At is when it comes in.
func (w *writer) keep(a *annotate.Article, b annotate.Body, before int, at time.Time) error {
	texts, payload := w.in(bodiesBucket), bodyPayload(b)
	for ; ; a.Revision++ {
		key := bodyKey(a.ID, a.Revision)
		v := texts.Get(key)
		if v == nil {
			w.remember(key, b)
			if err := texts.Put(key, seal(key, payload)); err != nil {
				return err
			}
			return w.trace(key, *a, before, at)
		}
		have, err := unseal(key, v)
		if err != nil {
			return err
		}
		if !bytes.Equal(have, payload) {
			continue
		}
		if r, err := readRevision(w.tx, a.ID, a.Revision); err != nil {
			return err
		} else if r.before == before { // else the history leads to it in another way
			return w.trace(key, *a, before, at)
		}
	}
}

func (w *writer) trace(key []byte, a annotate.Article, before int, at time.Time) error {
	r := revision{at: annotate.Instant(at), before: before, sentences: a.Sentences, format: a.Format, hash: hashKey(a), cleaned: a.Cleaned}
	return w.in(revisionsBucket).Put(key, seal(key, r.payload()))
}
