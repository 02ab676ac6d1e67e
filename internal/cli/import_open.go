package cli

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// Why something that is no ordinary file is not read.
var (
	errSocket = errors.New("it is a socket, not a file")
	errDevice = errors.New("it is a device, not a file")
	errBomb   = fmt.Errorf("it unpacks to more than %d times its size", mostPacked)
)

// unreadable says why something with a name is not read as a file: nil where it is.
func unreadable(info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return syscall.EISDIR
	case mode&fs.ModeSocket != 0:
		return errSocket
	case mode&(fs.ModeDevice|fs.ModeCharDevice|fs.ModeIrregular) != 0:
		return errDevice
	}
	return nil
}

// openPipe opens a named pipe. It waits until somebody writes into it, or the context ends.
func openPipe(ctx context.Context, path string) (*os.File, error) {
	type opened struct {
		f   *os.File
		err error
	}
	done := make(chan opened, 1)
	go func() {
		f, err := os.Open(path)
		done <- opened{f, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case x := <-done:
		return x.f, x.err
	}
}

// unpackedName is a file's name without the ending of one that is packed.
func unpackedName(path string) string {
	if strings.HasSuffix(strings.ToLower(path), ".gz") {
		return path[:len(path)-len(".gz")]
	}
	return path
}

const (
	mostPacked = 200      // a file unpacks to so many times its size at most
	anyPacked  = 64 << 20 // bytes that may be unpacked of a file however small
)

// unpacked is what a stream says that may be packed by gzip.
func unpacked(r *bufio.Reader) (*bufio.Reader, error) {
	if magic, _ := r.Peek(2); string(magic) != "\x1f\x8b" {
		return r, nil
	}
	in := &packed{r: r}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	return bufio.NewReaderSize(&unpacking{z: z, in: in}, enough), nil
}

// packed counts what is read of a packed file.
type packed struct {
	r io.Reader
	n int64
}

func (c *packed) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// unpacking gives up on what is made to fill the memory or the disk of whoever unpacks it.
type unpacking struct {
	z  io.Reader
	in *packed
	n  int64
}

func (u *unpacking) Read(b []byte) (int, error) {
	n, err := u.z.Read(b)
	if u.n += int64(n); u.n > anyPacked && u.n > mostPacked*u.in.n {
		return 0, errBomb
	}
	return n, err
}
