package pages_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"runtime"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"

	"rashomon/store/pages"
)

// counted counts what is read, in bytes.
type counted struct {
	io.ReaderAt
	n int64
}

func (c *counted) ReadAt(b []byte, at int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(b, at)
	c.n += int64(n)
	return n, err
}

// greedy is so many pages of which every record reaches to the end of the file.
func greedy(first uint64, n int) []byte {
	const pageSize, elements = 4096, 255
	var out []byte
	for i := range n {
		page := make([]byte, pageSize)
		binary.NativeEndian.PutUint64(page, first+uint64(i))
		binary.NativeEndian.PutUint16(page[8:], 2)
		binary.NativeEndian.PutUint16(page[10:], elements)
		binary.NativeEndian.PutUint32(page[12:], 0xffffff)
		for e := range elements {
			from, key := 16+16*e, 8
			b := page[from:]
			binary.NativeEndian.PutUint32(b[4:], uint32(pageSize-key-from))
			binary.NativeEndian.PutUint32(b[8:], uint32(key))
			binary.NativeEndian.PutUint32(b[12:], uint32((n-i-1)*pageSize))
		}
		out = append(out, page...)
	}
	return out
}

// However much the pages of a file claim, what is read of it grows with its size; and what is whole is found.
func TestScanReadsNoMoreThanItMust(t *testing.T) {
	t.Parallel()
	content, records := written(t, 2, 4096, bbolt.Options{})
	content = append(content, greedy(uint64(len(content)/4096), 1000)...)
	r, found := &counted{ReaderAt: bytes.NewReader(content)}, map[string]string{}
	must(t, pages.Scan(r, int64(len(content)), 4096, none, func(r pages.Record) error {
		if len(r.Value) < 1<<16 {
			found[string(r.Key)+"="+string(r.Value)] = ""
		}
		return nil
	}, func(int64, int64) error { return nil }))
	if most := 40 * int64(len(content)); r.n > most {
		t.Errorf("%d bytes were read of a file of %d", r.n, len(content))
	}
	for name, value := range records {
		key := name[bytes.LastIndexByte([]byte(name), '=')+1:]
		if _, there := found[key+"="+value]; !there {
			t.Errorf("%s is not found", name)
		}
	}
}

// worst is what the system says then.
var worst = map[bool]syscall.Errno{false: syscall.EIO, true: syscall.Errno(23)}[runtime.GOOS == "windows"]

// worn is a drive that cannot read some pages any more.
type worn struct {
	io.ReaderAt
	gone map[int64]bool
}

func (w worn) ReadAt(b []byte, at int64) (int, error) {
	for page := at / 4096; page*4096 < at+int64(len(b)); page++ {
		if w.gone[page] {
			return 0, worst
		}
	}
	return w.ReaderAt.ReadAt(b, at)
}

// What a drive cannot read is damage: the rest is read all the same.
func TestADriveThatWearsOut(t *testing.T) {
	t.Parallel()
	content, records := written(t, 4, 4096, bbolt.Options{})
	size := int64(len(content))
	for page := range size / 4096 {
		r := worn{bytes.NewReader(content), map[int64]bool{page: true}}
		metas, err := pages.Metas(r, size)
		must(t, err)
		found, bad := map[string]bool{}, 0
		must(t, pages.Walk(r, size, metas[0], func(x pages.Record) error {
			found[x.Bucket+"="+string(x.Key)] = true
			return nil
		}, func(pages.Damage) error { bad++; return nil }))
		if page > 1 && bad == 0 && len(found) < len(records) {
			t.Errorf("page %d: %d of %d records, and nothing is wrong", page, len(found), len(records))
		}
		must(t, pages.Scan(r, size, 4096, none, func(pages.Record) error { return nil }, func(int64, int64) error { return nil }))
	}
}
