package pages

import (
	"errors"
	"io"
)

// PageSizes are the sizes that the pages of a file may have, in bytes, the likeliest
// first; none where nothing in it looks like a page. It needs no meta page.
func PageSizes(r io.ReaderAt, size int64) (sizes []int64) {
	for _, pageSize := range []int64{4 << 10, 16 << 10, 64 << 10, 8 << 10, 32 << 10, 1 << 10, 2 << 10} {
		b := make([]byte, headerSize)
		for id := uint64(2); id < 64 && int64(id+1)*pageSize <= size; id++ {
			if read(r, b, int64(id)*pageSize) == nil && native.Uint64(b) == id && isKind(native.Uint16(b[8:])) {
				sizes = append(sizes, pageSize)
				break
			}
		}
	}
	return sizes
}

func isKind(kind uint16) bool { return kind == branchPage || kind == leafPage || kind == freeListPage }

// mostBeyond is how far behind its page a record may lie, in bytes, whatever the page says.
const mostBeyond = 1 << 20

// Scan gives what may be a record in the pages of a file, from the first to the last,
// whatever leads to them and whatever they say of themselves: what is of no use any more
// and what never was a record among it, so that a checksum must tell. Skip says which pages
// are left out. Progress is told how many pages of all are done. What do returns ends it.
func Scan(r io.ReaderAt, size, pageSize int64, skip func(page uint64) bool, do func(Record) error, progress func(done, all int64)) error {
	all := size / pageSize
	head := make([]byte, pageSize)
	for id := int64(0); id < all; id++ {
		if id%1024 == 0 {
			progress(id, all)
		}
		if skip(uint64(id)) {
			continue
		}
		p := page{at: id * pageSize, head: head, r: r}
		if err := read(r, head, p.at); err != nil {
			return err
		}
		p.header()
		p.size = min(size-p.at, max(pageSize*(1+int64(p.overflow)), mostBeyond))
		if err := p.scan("", do); err != nil {
			return err
		}
	}
	progress(all, all)
	return nil
}

// scan gives what may be the records of a leaf, each for itself, and of the buckets in it.
func (p *page) scan(bucket string, do func(Record) error) error {
	table, most := int64(len(p.head)), p.count
	if n := native.Uint32(p.head[headerSize+4:]); n%elementSize == 0 { // where the first key is: behind all elements
		most = max(most, int(n/elementSize))
	}
	for i := range most {
		from := int64(headerSize + i*elementSize)
		if from+elementSize > table {
			return nil
		}
		b := p.head[from : from+elementSize]
		start, key, length := from+int64(native.Uint32(b[4:])), int64(native.Uint32(b[8:])), int64(native.Uint32(b[12:]))
		if key == 0 || key > longestKey || start+key+length > p.size {
			continue
		}
		e := element{flags: native.Uint32(b), value: start + key, length: length}
		err := error(nil)
		if e.key, err = p.bytes(start, key); err == nil {
			err = p.scanned(bucket, e, do)
		}
		if c := complaint(""); err != nil && !errors.As(err, &c) {
			return err
		}
	}
	return nil
}

// scanned gives an element as a record, and if it may be a bucket what is within it as well.
func (p *page) scanned(bucket string, e element, do func(Record) error) error {
	value, err := p.bytes(e.value, e.length)
	if err != nil {
		return err
	}
	if err := do(Record{Bucket: bucket, Key: e.key, Value: value, At: p.at + e.value}); err != nil || e.flags&bucketFlag == 0 {
		return err
	}
	root, inner, err := p.bucket(e)
	if err != nil || root != 0 || bucket != "" || inner.size < headerSize+elementSize { // bbolt puts no bucket into one that is within a page
		return err
	}
	return inner.scan(string(e.key), do)
}
