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

// How much Scan reads of what pages claim, which may be anything.
const (
	// mostBeyond is how far behind its page a record may lie, in bytes, where what the page says of itself
	// cannot be right.
	mostBeyond = 1 << 20
	// mostAgain is how many times its size is read of a page, and of the file: records that are whole lie
	// beside each other, those that are claimed may lie upon each other.
	mostAgain = 16
)

// Scan gives what may be a record in the pages of a file, from the first to the last,
// whatever leads to them and whatever they say of themselves: what is of no use any more
// and what never was a record among it, so that a checksum must tell. Skip says which pages
// are left out. Progress is told how many pages of all are done, every few. What do or progress
// returns ends it. It reads no more than some times the size of the file.
func Scan(r io.ReaderAt, size, pageSize int64, skip func(page uint64) bool, do func(Record) error, progress func(done, all int64) error) error {
	all := size / pageSize
	s := scanner{do: do, far: mostAgain*size + mostBeyond}
	head := make([]byte, pageSize)
	for id := int64(0); id < all; id++ {
		if id%64 == 0 {
			if err := progress(id, all); err != nil {
				return err
			}
		}
		if skip(uint64(id)) {
			continue
		}
		p := page{at: id * pageSize, head: head, r: r}
		switch err := read(r, head, p.at); {
		case errors.As(err, new(complaint)):
			continue // the drive cannot read it
		case err != nil:
			return err
		}
		p.header()
		p.size = mostBeyond
		if p.id == uint64(id) || p.kind == leafPage {
			p.size = max(p.size, pageSize*(1+int64(p.overflow)))
		}
		p.size = min(p.size, size-p.at)
		s.near = mostAgain * pageSize
		if err := s.page(&p, ""); err != nil {
			return err
		}
	}
	return progress(all, all)
}

// scanner is one run of Scan.
type scanner struct {
	do   func(Record) error
	near int64 // how many bytes may be read for the page
	far  int64 // and for all pages, beyond what each has for itself
}

// pays says whether so many bytes may be read.
func (s *scanner) pays(n int64) bool {
	for _, left := range []*int64{&s.near, &s.far} {
		if n <= *left {
			*left -= n
			return true
		}
	}
	return false
}

// page gives what may be the records of a leaf, each for itself, and of the buckets in it.
func (s *scanner) page(p *page, bucket string) error {
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
		if key == 0 || key > longestKey || length > longestValue || start+key+length > p.size || !s.pays(key+length) {
			continue
		}
		e := element{flags: native.Uint32(b), value: start + key, length: length}
		err := error(nil)
		if e.key, err = p.bytes(start, key); err == nil {
			err = s.element(p, bucket, e)
		}
		if c := complaint(""); err != nil && !errors.As(err, &c) {
			return err
		}
	}
	return nil
}

// element gives an element as a record, and if it may be a bucket what is within it as well.
func (s *scanner) element(p *page, bucket string, e element) error {
	value, err := p.bytes(e.value, e.length)
	if err != nil {
		return err
	}
	if err := s.do(Record{Bucket: bucket, Key: e.key, Value: value, At: p.at + e.value}); err != nil || e.flags&bucketFlag == 0 {
		return err
	}
	root, inner, err := p.bucket(e)
	if err != nil || root != 0 || bucket != "" || inner.size < headerSize+elementSize { // bbolt puts no bucket into one that is within a page
		return err
	}
	return s.page(&inner, string(e.key))
}
