package store

import (
	"bytes"
	"encoding/binary"
	"os"
	"runtime"

	"rashomon/store/pages"
)

// neverBegun says whether the file is what is left where the making of a library was cut off before
// its first transaction: no more than bbolt begins with, and of that any part. That is four pages,
// two first ones of transactions 0 and 1, and two that are empty. What is left of a library that was
// cut short is not so.
func neverBegun(f *os.File, size int64) bool {
	page := os.Getpagesize()
	if sector := int64(512); size > int64(4*page) || size%sector != 0 {
		return false
	}
	content := make([]byte, size)
	if _, err := f.ReadAt(content, 0); err != nil {
		return false
	}
	for n := 0; n*page < len(content); n++ {
		if p := content[n*page : min((n+1)*page, len(content))]; !allZero(p) && !asBegun(p, n) {
			return false
		}
	}
	return size > 0
}

// unmake leaves nothing of a library that could not be made, if nobody put anything in its file since: the file
// goes if this Open made it, and else is empty.
func (s *Store) unmake() error {
	if !s.blank {
		return nil
	}
	h, err := holdFile(s.path)
	if err != nil || h.file == nil {
		return nil // it is somebody else's by now, or gone
	}
	defer h.letGo()
	if !os.SameFile(h.info, s.info) || !nothingIn(h.file, h.info.Size()) {
		return nil
	}
	if !s.made {
		return h.file.Truncate(0)
	}
	if runtime.GOOS == "windows" { // it removes nothing that is open
		h.letGo()
	}
	return os.Remove(s.path)
}

// nothingIn says whether no transaction was ever committed to a file: bbolt begins with two, 0 and 1.
func nothingIn(f *os.File, size int64) bool {
	if metas, err := pages.Metas(f, size); err == nil {
		return metas[0].Tx <= 1
	}
	return size == 0 || neverBegun(f, size)
}

// asBegun says whether a page that is not empty is number n of those that bbolt begins with. The
// places are those of its pages: number, kind, how many are in it; then what bbolt says of the file,
// in a first page.
func asBegun(p []byte, n int) bool {
	const (
		header, first              = 16, 80 // bytes of a page's head, and of what a first page says
		kindAt, countAt, magicAt   = 8, 10, 16
		transactionAt              = 64
		isFirst, isFree, isRecords = 0x04, 0x10, 0x02
		magic                      = 0xED0CDAED
	)
	used := []int{first, first, header, header}[n]
	kind := []uint16{isFirst, isFirst, isFree, isRecords}[n]
	order := binary.NativeEndian
	switch {
	case len(p) < used || !allZero(p[used:]) || order.Uint64(p) != uint64(n):
		return false
	case order.Uint16(p[kindAt:]) != kind || order.Uint16(p[countAt:]) != 0:
		return false
	}
	return used == header || order.Uint32(p[magicAt:]) == magic && order.Uint64(p[transactionAt:]) == uint64(n)
}

func allZero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }
