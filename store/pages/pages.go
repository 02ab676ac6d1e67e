// Package pages reads the file of a bbolt database byte by byte and believes nothing that
// stands in it: bbolt makes pointers of what its pages say, and wrong ones end the program.
package pages

import (
	"errors"
	"fmt"
	"io"
)

var (
	// ErrDamaged says that the file is not what bbolt writes: opening it could end the program.
	ErrDamaged = errors.New("its pages are damaged")
	// ErrOther says that the file is no bbolt database, and never was.
	ErrOther = errors.New("not a bbolt database")
)

// Depth is how much of a file is looked at.
type Depth int

const (
	Inner Depth = iota // what leads to the pages of records: meta, list of free pages, branches, buckets
	All                // all of it, with every key and where each value lies
)

// Sound says whether bbolt can open a file of size bytes without harm: nil, ErrOther, or
// ErrDamaged with the first thing that is wrong, or what the reader returned. What the
// values hold is not looked at.
func Sound(r io.ReaderAt, size int64, depth Depth) error {
	metas, err := Metas(r, size)
	if err != nil {
		return err
	}
	m := metas[0]
	if m.Free == noFreeList {
		depth = All // bbolt reads it all to find out which pages are free
	}
	w := newWalker(r, size, m, depth)
	w.bad = func(d Damage) error { return fmt.Errorf("%w: %w", ErrDamaged, d) }
	return w.all()
}

// Damage is one place that cannot be read.
type Damage struct {
	Page   uint64 // by its number from the beginning of the file
	Bucket string // that it is part of; empty where it leads to the buckets
	// From and To are the keys between which records may be missing, as far as is known:
	// from the first on, and before the second. Nil is no limit.
	From, To []byte
	Aside    bool // it leads to no record: the list of free pages, or how long the file is
	Why      string
}

// Error says where it is and what is wrong, in a line.
func (d Damage) Error() string {
	if d.Bucket == "" {
		return fmt.Sprintf("page %d: %s", d.Page, d.Why)
	}
	return fmt.Sprintf("page %d, of %q: %s", d.Page, d.Bucket, d.Why)
}

// Record is a key and its value, both gone when the function that was given them returns.
type Record struct {
	Bucket     string // names joined by "/"; empty where a page does not tell
	Key, Value []byte
	At         int64  // where the value begins, in bytes from the beginning of the file
	Pages      uint64 // that a walk has met so far, of Meta.Pages; the free ones are met first
}

// Walk gives every record that the meta page leads to, in the order of the buckets and
// their keys, and every place that cannot be read. It goes on behind damage: a page that
// is wrong is left out with all that it leads to. What do returns ends it.
func Walk(r io.ReaderAt, size int64, m Meta, do func(Record) error, bad func(Damage) error) error {
	w := newWalker(r, size, m, All)
	w.do, w.bad = do, bad
	return w.all()
}
