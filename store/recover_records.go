package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// agrees says whether the records of the new library are those that the newest first page leads
// to, as far as these can be read, but for those that are wanted still.
func (p *player) agrees() (same bool, err error) {
	same = true
	err = p.differ(func(recordKind, string, lacked) error {
		same = false
		return errOther
	})
	if errors.Is(err, errOther) {
		err = nil
	}
	return same, err
}

// differ gives each record that is not in the new library, or wanted, as it is in the damaged one, and
// each that is in the new one only, where damage is not the reason.
func (p *player) differ(do func(kind recordKind, key string, x lacked) error) error {
	return p.out.view("compare", func(tx *bbolt.Tx) error {
		for _, kind := range recordKinds() {
			have := in(tx, kind.bucket)
			for key, at := range p.records[kind.bucket] {
				if at.from == inTree && !p.sameAs(kind, []byte(key), p.raw(at), have.Get([]byte(key))) {
					if err := do(kind, key, lacked{spot: at}); err != nil {
						return err
					}
				}
			}
			alone := func(key string) error {
				if at, there := p.records[kind.bucket][key]; (!there || at.from != inTree) && !p.missing(kind.bucket, key) {
					return do(kind, key, lacked{none: true})
				}
				return p.ctx.Err()
			}
			for key, x := range p.wanted[kind.bucket] {
				if !x.none {
					if err := alone(key); err != nil {
						return err
					}
				}
			}
			if err := under(have, nil, func(k, _ []byte) error { return alone(string(k)) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// sameAs says whether a value of the damaged library is what is wanted, or else what the new one has.
func (p *player) sameAs(kind recordKind, key, value, have []byte) bool {
	if x, there := p.wanted[kind.bucket][string(key)]; there {
		have = nil
		if x.payload != nil {
			have = seal(key, x.payload)
		}
	}
	return sameRecord(kind, key, value, have)
}

// sameRecord says whether two values hold one record, be it written by programs of two ages.
func sameRecord(kind recordKind, key, a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var again [2][]byte
	for i, value := range [][]byte{a, b} {
		payload, err := unseal(key, value)
		if err != nil {
			return false
		}
		if again[i], _, err = kind.again(payload); err != nil {
			return false
		}
	}
	return bytes.Equal(again[0], again[1])
}

// standing wants what is not as it should be once the changes were made again: where these do
// not lead to what the damaged library has, what it has; and for what is missing there what the
// changes say that could not be made again, or what lies about in the file and is of no change that was.
func (p *player) standing(whole bool) error {
	if !whole {
		err := p.differ(func(kind recordKind, key string, x lacked) error {
			p.wanted.put(kind.bucket, key, x)
			return nil
		})
		if err != nil {
			return err
		}
	}
	if err := p.laterChanges(); err != nil {
		return err
	}
	for _, kind := range recordKinds() {
		for _, key := range p.standingKeys(kind.bucket) {
			if at := p.records[kind.bucket][key]; at.from == inTree {
				continue
			}
			if err := p.unheardOf(kind, key); err != nil {
				return err
			}
		}
	}
	return nil
}

// unheardOf wants the value of a missing key that no change speaks of: a change that is lost made it,
// and none that can be read made anything else of it. Of several it is the one that was written last.
func (p *player) unheardOf(kind recordKind, key string) error {
	var latest []byte
	for _, at := range p.versionsOf(kind.bucket, key) {
		payload, err := unseal([]byte(key), p.raw(at))
		if err != nil {
			return err // it was read before
		}
		if !p.spokenOf(kind, payload) && (latest == nil || writtenAt(payload).After(writtenAt(latest))) {
			p.wanted.put(kind.bucket, key, lacked{spot: at})
			latest = payload
		}
	}
	return nil
}

// laterChanges goes through the changes that could not be made again, which are left over.
func (p *player) laterChanges() error {
	keys := slices.DeleteFunc(p.keys(historyBucket), func(key string) bool {
		return len(key) != 8 || binary.BigEndian.Uint64([]byte(key)) < p.next
	})
	for n, key := range keys {
		if n%256 == 0 {
			p.progress("reading the history", n, len(keys))
		}
		e, err := openRecord[entry]([]byte(key), p.value(historyBucket, key))
		if err != nil || p.ctx.Err() != nil {
			return errors.Join(err, p.ctx.Err())
		}
		if err := p.left.add("changes", []byte(key), "a change before it is lost, or cannot be made again", e); err != nil {
			return err
		}
		for _, x := range e.Change.Edits {
			if err := errors.Join(p.lastSaid(x), p.speaksOf(x)); err != nil {
				return err
			}
		}
	}
	return nil
}

// lastSaid takes what an edit says of records that are missing.
func (p *player) lastSaid(e annotate.Edit) error {
	bucket, before, after, _ := sides(e)
	for _, key := range []string{before, after} {
		if at, there := p.records[bucket][key]; there && at.from == inTree || key != "" && !p.missing(bucket, key) {
			return nil // what stands is known
		}
	}
	return p.wanted.edited(e)
}

// editsAtOnce is how many records come in by one change.
const editsAtOnce = 500

// bring makes the new library as it is wanted, by changes that are one step to undo: first what
// goes from articles, then what comes or changes, then the other things that go.
func (p *player) bring() error {
	if err := p.mend(); err != nil {
		return err
	}
	kinds := recordKinds()
	return p.out.Together(func(lib *Store) error {
		for _, phase := range []struct {
			kinds []recordKind
			goes  bool
		}{{kinds[3:], true}, {kinds, false}, {kinds[:3], true}} {
			for _, kind := range phase.kinds {
				if err := p.bringAll(lib, kind, phase.goes); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// bringAll brings in the records of a kind that should come, or takes away those that should go.
func (p *player) bringAll(lib *Store, kind recordKind, goes bool) error {
	b := bringer{ctx: p.ctx, lib: lib, kind: kind, by: "rashomon", what: "recover " + kind.name, refuse: p.left.put, seats: map[seat]bool{}}
	keys := slices.Sorted(maps.Keys(p.wanted[kind.bucket]))
	for n, key := range keys {
		if n%editsAtOnce == 0 {
			p.progress("saving the "+kind.name, n, len(keys))
		}
		x := p.wanted[kind.bucket][key]
		if x.none != goes {
			continue
		}
		after, err := p.payload(key, x)
		if err != nil {
			return err // it was read before
		}
		if err := b.add(key, after); err != nil {
			return err
		}
	}
	return b.apply()
}

// payload is what is wanted; nil for nothing.
func (p *player) payload(key string, x lacked) ([]byte, error) {
	if x.none || x.payload != nil {
		return x.payload, nil
	}
	return unseal([]byte(key), p.raw(x.spot))
}

// bringer brings records of a kind into a library, many by one change.
type bringer struct {
	ctx      context.Context
	lib      *Store
	kind     recordKind
	by, what string                       // of the changes
	refuse   func(leftover, string) error // is told what cannot come in, and why
	made     int                          // records that came in
	seats    map[seat]bool                // of the article of the last annotation
	of       annotate.ID                  // that article
	edits    []annotate.Edit
	items    []leftover // of each edit
}

// had is what the library has under a key; nil for nothing.
func (b *bringer) had(key string) (payload []byte, err error) {
	err = b.lib.view("read", func(tx *bbolt.Tx) error {
		v := in(tx, b.kind.bucket).Get([]byte(key))
		if v == nil {
			return nil
		}
		p, err := unseal([]byte(key), v)
		payload = bytes.Clone(p)
		return err
	})
	return payload, err
}

// add puts a record in the place of what is there; nil takes it away.
func (b *bringer) add(key string, after []byte) error {
	before, err := b.had(key)
	if err != nil || bytes.Equal(before, after) {
		return err
	}
	e, k, err := b.kind.edit(before, after)
	item := leftover{kind: b.kind.name, key: []byte(key), record: after}
	switch {
	case err != nil || after != nil && k != key:
		return b.refuse(item, "the record cannot be read")
	case b.taken(e):
		return b.refuse(item, "there are two: the other one is in the library")
	}
	b.edits, b.items = append(b.edits, e), append(b.items, item)
	if len(b.edits) < editsAtOnce {
		return nil
	}
	return b.apply()
}

// taken says whether another annotation is about the same sentence or span.
func (b *bringer) taken(e annotate.Edit) bool {
	if e.Annotation == nil || e.Annotation.After == nil {
		return false
	}
	a := e.Annotation.After
	if a.Article != b.of {
		b.of = a.Article
		clear(b.seats)
		there, err := b.lib.Annotations(a.Article)
		for _, x := range there {
			b.seats[seatOf(x)] = err == nil
		}
		for _, x := range b.edits {
			if x.Annotation.After != nil && x.Annotation.After.Article == a.Article {
				b.seats[seatOf(*x.Annotation.After)] = true
			}
		}
	}
	twice := b.seats[seatOf(*a)] && (e.Annotation.Before == nil || seatOf(*e.Annotation.Before) != seatOf(*a))
	b.seats[seatOf(*a)] = true
	return twice
}

// apply makes the edits.
func (b *bringer) apply() error {
	edits, items := b.edits, b.items
	b.edits, b.items = nil, nil
	return b.some(edits, items)
}

// some makes edits together, or where that fails each half of them.
func (b *bringer) some(edits []annotate.Edit, items []leftover) error {
	err := b.make(edits...)
	switch {
	case err == nil || ends(err):
		return err
	case len(edits) == 1 && items[0].record == nil:
		return nil // what should go stays
	case len(edits) == 1:
		return b.refuse(items[0], err.Error())
	}
	half := len(edits) / 2
	if err := b.some(edits[:half], items[:half]); err != nil {
		return err
	}
	return b.some(edits[half:], items[half:])
}

func (b *bringer) make(edits ...annotate.Edit) error {
	if err := b.ctx.Err(); err != nil || len(edits) == 0 {
		return err
	}
	_, err := b.lib.Apply(annotate.Change{By: b.by, What: b.what, Edits: edits})
	if err == nil {
		b.made += len(edits)
	}
	return err
}

// ends says whether nothing more can be done.
func ends(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, annotate.ErrUnwritten)
}
