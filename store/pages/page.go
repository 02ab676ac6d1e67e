package pages

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// How a page is laid out (go.etcd.io/bbolt/internal/common/page.go).
const (
	headerSize   = 16 // number 8, kind 2, count 2, overflow 4
	elementSize  = 16 // of a leaf: flags 4, position 4, length of key 4, of value 4; of a branch: position 4, length 4, page 8
	bucketHeader = 16 // root 8, sequence 8

	branchPage   = 0x01
	leafPage     = 0x02
	freeListPage = 0x10

	bucketFlag   = 0x01      // of an element of a leaf: the value is a bucket
	longestKey   = 1 << 15   // bytes
	longestValue = 1<<31 - 2 // bytes
	countBeyond  = 0xFFFF    // the count of free pages is the first of them
)

// page is one page with those that it overflows into, or the page within an inline bucket.
type page struct {
	id       uint64
	kind     uint16
	count    int
	overflow uint64
	at, size int64  // in the file, in bytes, header included
	head     []byte // the first bytes of it: all, or as many as are read at once
	r        io.ReaderAt
}

// readAtOnce is how much of a page is read with its header.
const readAtOnce = 1 << 18

// page reads a page, by its number. The page that was read before is gone then. What is
// wrong with it is a complaint; another error is of the reader.
func (w *walker) page(id uint64) (page, error) {
	if id < 2 || id >= w.meta.Pages {
		return page{}, complaint(fmt.Sprintf("there is no page %d", id))
	}
	p := page{at: int64(id) * w.meta.PageSize, size: w.meta.PageSize, r: w.r}
	if err := w.fill(&p); err != nil {
		return p, err
	}
	if p.header(); p.id == 0 && p.kind == 0 && p.count == 0 {
		return p, complaint("it is empty")
	}
	if p.id != id {
		return p, complaint(fmt.Sprintf("it says that it is page %d", p.id))
	}
	if p.overflow > w.meta.Pages-1-id {
		return p, complaint(fmt.Sprintf("%d pages more belong to it than there are", p.overflow))
	}
	if p.overflow > 0 {
		p.size *= int64(p.overflow) + 1
		return p, w.fill(&p)
	}
	return p, nil
}

func (w *walker) fill(p *page) error {
	n := min(p.size, readAtOnce)
	if int64(len(w.buffer)) < n {
		w.buffer = make([]byte, n)
	}
	p.head = w.buffer[:n]
	return read(w.r, p.head, p.at)
}

func read(r io.ReaderAt, b []byte, at int64) error {
	n, err := r.ReadAt(b, at)
	switch {
	case n == len(b):
		return nil
	case err == nil || errors.Is(err, io.EOF):
		return complaint("the file ends within it")
	case unreadable(err):
		return complaint("the drive cannot read it")
	}
	return err
}

// complaint is what is wrong with a page.
type complaint string

func (c complaint) Error() string { return string(c) }

func (p *page) header() {
	p.id, p.kind = native.Uint64(p.head), native.Uint16(p.head[8:])
	p.count, p.overflow = int(native.Uint16(p.head[10:])), uint64(native.Uint32(p.head[12:]))
}

// bytes are some bytes of the page, that are within it.
func (p *page) bytes(from, n int64) ([]byte, error) {
	if from+n <= int64(len(p.head)) {
		return p.head[from : from+n : from+n], nil
	}
	b := make([]byte, n)
	return b, read(p.r, b, p.at+from)
}

// element is one of a leaf or a branch.
type element struct {
	key    []byte
	flags  uint32 // of a leaf
	value  int64  // of a leaf: where it begins, from the beginning of the page
	length int64  // of a leaf: of the value
	child  uint64 // of a branch
}

// elements gives the elements in their order. Each lies behind the one before: bbolt
// writes them so, and what overlaps is wrong.
func (p *page) elements(do func(i int, e element) error) error {
	table := int64(headerSize + p.count*elementSize)
	if table > p.size {
		return complaint(fmt.Sprintf("%d records do not fit into it", p.count))
	}
	all, err := p.bytes(0, table)
	if err != nil {
		return err
	}
	end := table
	for i := range p.count {
		from := int64(headerSize + i*elementSize)
		b := all[from : from+elementSize]
		var e element
		var start, key int64
		if p.kind == leafPage {
			e.flags, e.length = native.Uint32(b), int64(native.Uint32(b[12:]))
			start, key = from+int64(native.Uint32(b[4:])), int64(native.Uint32(b[8:]))
		} else {
			e.child = native.Uint64(b[8:])
			start, key = from+int64(native.Uint32(b)), int64(native.Uint32(b[4:]))
		}
		if start < end || start+key+e.length > p.size || key == 0 || key > longestKey || e.length > longestValue {
			return complaint(fmt.Sprintf("record %d does not lie within it", i))
		}
		e.value = start + key
		end = e.value + e.length
		if e.key, err = p.bytes(start, key); err != nil {
			return err
		}
		if err := do(i, e); err != nil {
			return err
		}
	}
	return nil
}

// bucket is the root of a bucket, or the page within its value where the root is 0.
func (p *page) bucket(e element) (root uint64, inner page, err error) {
	if e.length < bucketHeader {
		return 0, inner, complaint("a bucket without a root")
	}
	b, err := p.bytes(e.value, bucketHeader)
	if err != nil {
		return 0, inner, err
	}
	if root = native.Uint64(b); root != 0 {
		return root, inner, nil
	}
	if e.length < bucketHeader+headerSize {
		return 0, inner, complaint("a bucket without its records")
	}
	b, err = p.bytes(e.value+bucketHeader, e.length-bucketHeader)
	inner = page{at: p.at + e.value + bucketHeader, size: int64(len(b)), head: bytes.Clone(b), r: p.r}
	if err == nil {
		inner.header()
	}
	return 0, inner, err
}
