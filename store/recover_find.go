package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"rashomon/store/pages"
)

// findings is where in a damaged file the records are.
type findings struct {
	ctx     context.Context
	r       io.ReaderAt
	size    int64
	format  uint64
	records map[string]map[string]spot // by bucket and key
	others  map[string][]spot          // by bucket, a zero byte and key: other values that nothing leads to
	bad     map[string]map[string]bool // keys in the tree whose values are wrong
	damage  []pages.Damage
	met     map[uint64]bool // pages with records that the newest meta page leads to
	seen    map[string]bool // buckets that it leads to
}

// spot is where a value is.
type spot struct {
	at     int64
	length int32
	from   origin
}

// origin is what leads to a record.
type origin uint8

const (
	inTree  origin = iota // the meta page that counts
	inOlder               // the other one
	astray                // nothing
)

func newFindings(ctx context.Context, r io.ReaderAt, size int64) *findings {
	f := &findings{ctx: ctx, r: r, size: size, records: map[string]map[string]spot{}, others: map[string][]spot{}, bad: map[string]map[string]bool{}, met: map[uint64]bool{}, seen: map[string]bool{}}
	for _, b := range bucketNames() {
		f.records[b], f.bad[b] = map[string]spot{}, map[string]bool{}
	}
	return f
}

// find looks through the tree of the newest meta page; if something is wrong there, through that
// of the other one and then through the whole file.
func (f *findings) find(progress func(what string, done, all int)) error {
	metas, err := pages.Metas(f.r, f.size)
	if err != nil && !errors.Is(err, pages.ErrDamaged) {
		return ofPages(err)
	}
	sizes := pages.PageSizes(f.r, f.size)
	if len(metas) > 0 {
		sizes = []int64{metas[0].PageSize}
	} else {
		f.damage = append(f.damage, pages.Damage{Why: err.Error()})
	}
	for i, m := range metas {
		if i > 0 && f.sound() {
			break
		}
		progress("reading", 0, 1)
		if err := f.walk(m, origin(i)); err != nil {
			return err
		}
	}
	if !f.sound() || len(metas) < 2 {
		for _, size := range sizes {
			if err := f.scan(size, progress); err != nil {
				return err
			}
		}
	}
	return f.ours()
}

// sound says whether everything that was met can be read.
func (f *findings) sound() bool { return f.places() == 0 }

// places is how many places cannot be read.
func (f *findings) places() int {
	n := len(f.damage)
	for _, keys := range f.bad {
		n += len(keys)
	}
	return n
}

func (f *findings) walk(m pages.Meta, from origin) error {
	n := 0
	return pages.Walk(f.r, f.size, m, func(r pages.Record) error {
		if n++; n%1024 == 0 && f.ctx.Err() != nil {
			return f.ctx.Err()
		}
		if from == inTree {
			f.met[uint64(r.At/m.PageSize)] = true
			f.seen[r.Bucket] = true
		}
		if keys, ours := f.records[r.Bucket]; ours {
			f.take(keys, r, from)
		}
		return nil
	}, func(d pages.Damage) error {
		if from == inTree {
			delete(f.met, d.Page)
			d.From, d.To = bytes.Clone(d.From), bytes.Clone(d.To)
			f.damage = append(f.damage, d)
		}
		return f.ctx.Err()
	})
}

// take keeps where a value is, if it is right and there is none before it.
func (f *findings) take(keys map[string]spot, r pages.Record, from origin) {
	if _, err := unseal(r.Key, r.Value); err != nil {
		if from == inTree {
			f.bad[r.Bucket][string(r.Key)] = true
		}
		return
	}
	if _, there := keys[string(r.Key)]; !there {
		keys[string(r.Key)] = spot{r.At, int32(len(r.Value)), from}
	}
}

// scan looks through every page that is not known yet.
func (f *findings) scan(pageSize int64, progress func(what string, done, all int)) error {
	return pages.Scan(f.r, f.size, pageSize, func(page uint64) bool { return f.met[page] }, func(r pages.Record) error {
		if err := f.ctx.Err(); err != nil {
			return err
		}
		payload, err := unseal(r.Key, r.Value)
		if err != nil {
			return nil
		}
		if _, ours := f.records[r.Bucket]; !ours {
			if r.Bucket = bucketOf(r.Key, payload, r.Value); r.Bucket == "" {
				return nil
			}
		}
		f.takeStray(r)
		return nil
	}, func(done, all int64) error {
		progress("looking through all pages", int(done), int(all))
		return f.ctx.Err()
	})
}

// takeStray takes a record that nothing leads to; of one key as many as there are.
func (f *findings) takeStray(r pages.Record) {
	at := spot{r.At, int32(len(r.Value)), astray}
	keys := f.records[r.Bucket]
	had, there := keys[string(r.Key)]
	switch {
	case !there:
		keys[string(r.Key)] = at
		return
	case had.from == inTree || f.isAt(had, r.Value):
		return
	}
	name := r.Bucket + "\x00" + string(r.Key)
	if len(f.others[name]) < mostVersions && !slices.ContainsFunc(f.others[name], func(x spot) bool { return f.isAt(x, r.Value) }) {
		f.others[name] = append(f.others[name], at)
	}
}

// mostVersions is how many versions of a record are looked at besides one: pages are used again.
const mostVersions = 64

// versionsOf are the places of all values of a key.
func (f *findings) versionsOf(bucket, key string) []spot {
	return append([]spot{f.records[bucket][key]}, f.others[bucket+"\x00"+key]...)
}

// raw is the value at a place; nil where it cannot be read any more.
func (f *findings) raw(p spot) []byte {
	b := make([]byte, p.length)
	if n, _ := f.r.ReadAt(b, p.at); n < len(b) {
		return nil
	}
	return b
}

// isAt says whether a value is at a place.
func (f *findings) isAt(p spot, value []byte) bool {
	return int(p.length) == len(value) && bytes.Equal(f.raw(p), value)
}

// value is the value under a key; nil where there is none.
func (f *findings) value(bucket, key string) []byte {
	p, ok := f.records[bucket][key]
	if !ok {
		return nil
	}
	return f.raw(p)
}

// keys are those of a bucket, in order.
func (f *findings) keys(bucket string) []string {
	keys := make([]string, 0, len(f.records[bucket]))
	for k := range f.records[bucket] {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// missing says whether damage can be why the tree has no record under a key.
func (f *findings) missing(bucket, key string) bool {
	if f.bad[bucket][key] {
		return true
	}
	k := []byte(key)
	return slices.ContainsFunc(f.damage, func(d pages.Damage) bool {
		switch {
		case d.Aside:
			return false
		case d.Bucket == "":
			return !f.seen[bucket]
		}
		return d.Bucket == bucket && bytes.Compare(d.From, k) <= 0 && (d.To == nil || bytes.Compare(k, d.To) < 0)
	})
}

// hurt says whether anything of a bucket may be missing.
func (f *findings) hurt(bucket string) bool {
	return len(f.bad[bucket]) > 0 || slices.ContainsFunc(f.damage, func(d pages.Damage) bool {
		return !d.Aside && (d.Bucket == "" && !f.seen[bucket] || d.Bucket == bucket)
	})
}

// ours says whether the file is a library, of a format that this program knows.
func (f *findings) ours() error {
	found := 0
	for _, keys := range f.records {
		found += len(keys)
	}
	if found == 0 {
		return fmt.Errorf("%w: no record of one is in it", ErrNotALibrary)
	}
	if p, err := unseal([]byte(versionKey), f.value(metaBucket, versionKey)); err == nil && len(p) == 8 {
		f.format = binary.BigEndian.Uint64(p)
	}
	if f.format > thisVersion {
		return fmt.Errorf("%w: its format is %d, this program knows %d", ErrNewer, f.format, thisVersion)
	}
	return nil
}
