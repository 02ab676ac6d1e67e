package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// wanted are records that the new library should have and has not yet, by bucket and key.
type wanted map[string]map[string]lacked

// lacked is one of them: its payload, or where its value is in the damaged file if that is
// nil; or that none should be there.
type lacked struct {
	payload []byte
	spot    spot
	none    bool
}

func (w wanted) put(bucket, key string, x lacked) {
	if w[bucket] == nil {
		w[bucket] = map[string]lacked{}
	}
	w[bucket][key] = x
}

// edited is what an edit makes of them.
func (w wanted) edited(e annotate.Edit) error {
	bucket, before, after, record := sides(e)
	if before != "" && before != after {
		w.put(bucket, before, lacked{none: true})
	}
	if record == nil {
		return nil
	}
	payload, err := json.Marshal(record)
	w.put(bucket, after, lacked{payload: payload})
	return err
}

// changes is the number of the newest change that a first page leads to, and of the newest
// before which none is missing.
func (f *findings) changes() (known, all uint64) {
	for key, p := range f.records[historyBucket] {
		if len(key) == 8 && p.from != astray {
			known = max(known, binary.BigEndian.Uint64([]byte(key)))
		}
	}
	for _, key := range []string{undoTopKey, redoTopKey} { // which may outlast the newest changes
		n, err := unseal([]byte(key), f.value(metaBucket, key))
		if err == nil && len(n) == 8 && f.records[metaBucket][key].from != astray {
			known = max(known, binary.BigEndian.Uint64(n))
		}
	}
	for {
		if _, there := f.records[historyBucket][string(numberKey(all+1))]; !there {
			return known, all
		}
		all++
	}
}

// change is a change of the history.
func (f *findings) change(n uint64) (entry, error) {
	at, err := f.spotOf(n)
	if err != nil {
		return entry{}, err
	}
	e, err := openRecord[entry](numberKey(n), f.raw(at))
	if err == nil && e.Change.Number != n {
		err = damaged(numberKey(n), "another change")
	}
	return e, err
}

// spotOf is where a change is; of several of one number, of which all but one never came to be, the one
// that was written last.
func (f *findings) spotOf(n uint64) (newest spot, err error) {
	key := numberKey(n)
	all := f.versionsOf(historyBucket, string(key))
	var at time.Time
	for i, x := range all {
		if len(all) == 1 {
			return x, nil
		}
		e, err := openRecord[entry](key, f.raw(x))
		if err != nil {
			return x, err
		}
		if i == 0 || e.Change.At.After(at) {
			newest, at = x, e.Change.At
		}
	}
	return newest, nil
}

// player makes changes again, in order.
type player struct {
	*recovery
	wanted     wanted // what was said of articles that cannot be had
	next       uint64
	undo, redo []uint64
	gone       map[annotate.ID]bool // articles of which a text is lost: the history cannot have them
	names      map[string]bool      // keys of articles that the history speaks of
	seed       maphash.Seed
	versions   map[uint64]bool // of all records that the history speaks of, by hash; nil where nobody asks
}

// replay makes the changes again, as many as can be, and says whether what they leave is what
// the damaged library has, as far as that can be read.
func (p *player) replay() (whole bool, err error) {
	known, all := p.changes()
	if err := p.findGone(all); err != nil {
		return false, err
	}
	if err := p.startWith(p.firstScheme(all)); err != nil {
		return false, err
	}
	if err := p.to(min(known, all)); err != nil {
		return false, err
	}
	whole, err = p.agrees()
	if err != nil {
		return false, err
	}
	ahead := p.next
	if err := p.to(all); err != nil { // changes that no first page leads to are on the disk all the same
		return false, err
	}
	if whole || p.next == ahead {
		return whole, nil
	}
	return p.agrees()
}

// findGone finds the articles of which a text is lost.
func (p *player) findGone(all uint64) error {
	p.gone = map[annotate.ID]bool{}
	if !p.hurt(bodiesBucket) {
		return nil
	}
	for n := uint64(1); n <= all; n++ {
		if n%256 == 0 && p.ctx.Err() != nil {
			return p.ctx.Err()
		}
		e, err := p.change(n)
		if err != nil {
			return nil // it goes no further than that
		}
		for _, x := range e.Change.Edits {
			if x.Article == nil || x.Article.After == nil {
				continue
			}
			a := x.Article.After
			key := bodyKey(a.ID, a.Revision)
			if _, there := p.records[bodiesBucket][string(key)]; !there || p.unfit[string(key)] {
				p.gone[a.ID] = true
			}
		}
	}
	return nil
}

// ofGone says whether an edit is about an article that is gone.
func (p *player) ofGone(e annotate.Edit) bool {
	switch {
	case len(p.gone) == 0:
		return false
	case e.Annotation != nil:
		return p.gone[either(*e.Annotation).Article]
	case e.Article != nil:
		return p.gone[either(*e.Article).ID]
	case e.Speaker != nil:
		return p.gone[either(*e.Speaker).Of]
	case e.Ruling != nil:
		return slices.ContainsFunc(either(*e.Ruling).Articles(), func(id annotate.ID) bool { return p.gone[id] })
	}
	return false
}

// firstScheme is the scheme with which the history begins.
func (p *player) firstScheme(all uint64) annotate.Scheme {
	first, err := openRecord[annotate.Scheme]([]byte(firstSchemeKey), p.value(metaBucket, firstSchemeKey))
	if err == nil && first.Name != "" {
		return first
	}
	now := annotate.DefaultScheme()
	for n := uint64(1); n <= all; n++ {
		e, err := p.change(n)
		if err != nil {
			break
		}
		for _, x := range e.Change.Edits {
			if x.Scheme != nil && x.Scheme.Before != nil && x.Scheme.Before.Name == now.Name {
				return *x.Scheme.Before
			}
		}
	}
	if there, err := openRecord[annotate.Scheme]([]byte(now.Name), p.value(schemesBucket, now.Name)); err == nil && there.Name == now.Name {
		return there
	}
	return now
}

// startWith makes a scheme the one that the new library has before its first change.
func (p *player) startWith(first annotate.Scheme) error {
	return p.out.commit(func(tx *bbolt.Tx) error {
		schemes := in(tx, schemesBucket)
		err := schemes.Delete([]byte(annotate.DefaultScheme().Name))
		return errors.Join(err, put(schemes, []byte(first.Name), first), beginWith(tx, first))
	})
}

// to makes the changes up to a number, some in each transaction; up to the first that cannot be
// made. An error is not of a change.
func (p *player) to(end uint64) error {
	for most := mostEdits; p.next <= end; {
		p.progress("making the changes again", int(p.next), int(end))
		before := *p
		before.undo, before.redo = slices.Clone(p.undo), slices.Clone(p.redo)
		err := p.out.commit(func(tx *bbolt.Tx) error { return p.some(newWriter(tx, p.out.now), end, most) })
		switch {
		case err == nil:
			continue
		case ends(err):
			return err
		}
		if *p = before; most == 1 {
			return nil
		}
		most = 1 // those before the one that fails
	}
	return nil
}

func (p *player) some(w *writer, end uint64, most int) error {
	for edits := 0; p.next <= end && edits < most; p.next++ {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		n, err := p.one(w)
		if err != nil {
			return fmt.Errorf("change %d: %w", p.next, err)
		}
		edits += n + 1
	}
	return w.tops(last(p.undo), last(p.redo))
}

func (p *player) one(w *writer) (edits int, err error) {
	e, err := p.change(p.next)
	if err != nil {
		return 0, err
	}
	if p.undo, p.redo, err = e.step(p.undo, p.redo); err != nil {
		return 0, err
	}
	kept := []annotate.Edit{}
	for _, x := range e.Change.Edits {
		if err := p.speaksOf(x); err != nil {
			return 0, err
		}
		if p.ofGone(x) {
			if err := p.wanted.edited(x); err != nil {
				return 0, err
			}
			continue
		}
		if err := w.edit(x); err != nil {
			return 0, err
		}
		kept = append(kept, x)
	}
	e.Change.Edits = kept
	if err := w.agree(); err != nil {
		return 0, err
	}
	return len(kept), put(w.in(historyBucket), numberKey(p.next), e)
}

// speaksOf remembers what the history speaks of.
func (p *player) speaksOf(e annotate.Edit) error {
	if p.versions == nil {
		return nil
	}
	for _, x := range []annotate.Edit{e, e.Inverse()} {
		bucket, _, after, record := sides(x)
		if record == nil {
			continue
		}
		if bucket == articlesBucket {
			p.names[after] = true
		}
		payload, err := json.Marshal(record)
		if err != nil {
			return err
		}
		p.versions[maphash.Bytes(p.seed, payload)] = true
	}
	return nil
}

// spokenOf says whether the history has a record as it is here.
func (p *player) spokenOf(kind recordKind, payload []byte) bool {
	again, _, err := kind.again(payload)
	return err == nil && p.versions[maphash.Bytes(p.seed, again)]
}
