package pages

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"unicode/utf8"
)

// Meta is what one of the first two pages says: where everything else is. Each
// transaction writes the one that the last did not.
type Meta struct {
	At       int64  // where its page begins, in bytes: 0 or the size of a page
	PageSize int64  // in bytes
	Root     uint64 // the page that leads to the buckets
	Free     uint64 // the page with the list of those that are free
	Pages    uint64 // how many pages the file has that were ever used
	Tx       uint64 // the number of the transaction that wrote it
}

// How a meta page is laid out (go.etcd.io/bbolt/internal/common/meta.go), after its header.
const (
	magic         = 0xED0CDAED
	formatVersion = 2
	metaSize      = 64
	metaSummed    = metaSize - 8 // what its checksum (FNV-1a) is of
	noFreeList    = ^uint64(0)   // none was written

	smallestPage = 1 << 10
	largestPage  = 1 << 24
)

// Metas are the meta pages that are whole, the one that counts first: one or two. It
// returns ErrOther or ErrDamaged where there is none, or what the reader returned.
func Metas(r io.ReaderAt, size int64) ([]Meta, error) {
	first, err := readMeta(r, 0)
	switch {
	case err == nil:
		metas := []Meta{first}
		if second, err := readMeta(r, first.PageSize); err == nil && second.PageSize == first.PageSize {
			metas = append(metas, second)
		}
		slices.SortStableFunc(metas, func(a, b Meta) int { return cmp.Compare(b.Tx, a.Tx) })
		return metas, nil
	case !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrOther):
		return nil, err
	}
	wrong := err
	for at := int64(smallestPage); at <= largestPage; at *= 2 {
		m, err := readMeta(r, at)
		switch {
		case err == nil && m.PageSize == at:
			return []Meta{m}, nil
		case errors.Is(err, ErrDamaged):
			wrong = err
		case err != nil && !errors.Is(err, ErrOther):
			return nil, err
		}
	}
	if errors.Is(wrong, ErrOther) && len(PageSizes(r, size)) > 0 {
		return nil, fmt.Errorf("%w: its first two pages are gone", ErrDamaged)
	}
	return nil, wrong
}

// readMeta returns ErrDamaged for a meta page that is wrong, ErrOther for what is none.
func readMeta(r io.ReaderAt, at int64) (Meta, error) {
	b := make([]byte, headerSize+metaSize)
	if n, err := r.ReadAt(b, at); unreadable(err) {
		return Meta{}, fmt.Errorf("%w: a first page: the drive cannot read it", ErrDamaged)
	} else if err != nil && !errors.Is(err, io.EOF) {
		return Meta{}, err
	} else if n < len(b) && n >= headerSize+4 && native.Uint32(b[headerSize:]) == magic {
		return Meta{}, fmt.Errorf("%w: it is cut short: %d bytes are there", ErrDamaged, n)
	} else if n < len(b) {
		return Meta{}, other(b[:n])
	}
	p := b[headerSize:]
	m := Meta{
		At:       at,
		PageSize: int64(native.Uint32(p[8:])),
		Root:     native.Uint64(p[16:]),
		Free:     native.Uint64(p[32:]),
		Pages:    native.Uint64(p[40:]),
		Tx:       native.Uint64(p[48:]),
	}
	sum := fnv.New64a()
	sum.Write(p[:metaSummed])
	switch {
	case native.Uint32(p) != magic:
		return m, other(b)
	case sum.Sum64() != native.Uint64(p[metaSummed:]):
		return m, fmt.Errorf("%w: a first page: its checksum is wrong", ErrDamaged)
	case native.Uint32(p[4:]) != formatVersion:
		return m, fmt.Errorf("%w of version %d", ErrOther, formatVersion)
	case m.PageSize < smallestPage || m.PageSize > largestPage || m.PageSize&(m.PageSize-1) != 0:
		return m, fmt.Errorf("%w: a first page: pages of %d bytes", ErrDamaged, m.PageSize)
	case m.Pages < 4:
		return m, fmt.Errorf("%w: a first page: %d pages in all", ErrDamaged, m.Pages)
	}
	return m, nil
}

// native is the order of bytes in which bbolt writes numbers: that of the machine.
var native = binary.NativeEndian

// other says what a file may be by how it begins.
func other(start []byte) error {
	for _, x := range []struct{ begins, what string }{
		{"SQLite format 3\x00", "an SQLite database"}, {"PK\x03\x04", "a ZIP archive, or an office document"},
		{"\x1f\x8b", "compressed by gzip"}, {"%PDF-", "a PDF document"},
	} {
		if bytes.HasPrefix(start, []byte(x.begins)) {
			return fmt.Errorf("%w: it is %s", ErrOther, x.what)
		}
	}
	if len(start) > 0 && len(bytes.Trim(start, "\x00")) == 0 {
		return fmt.Errorf("%w: it begins with nothing but zeros", ErrOther)
	}
	text := len(start) > 0
	for _, c := range start {
		text = text && (c >= ' ' || c == '\n' || c == '\r' || c == '\t')
	}
	for cut := 0; text && cut < utf8.UTFMax && cut < len(start); cut++ { // a character may be cut in two
		if utf8.Valid(start[:len(start)-cut]) {
			return fmt.Errorf("%w: it is text", ErrOther)
		}
	}
	return ErrOther
}
