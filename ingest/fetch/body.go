package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"

	"rashomon/internal/clean"
)

// read reads and unpacks a body, up to the limit: into a file, if there is one, which then holds
// that body alone or nothing, and stands at its start.
func (c *Client) read(res *http.Response, into *os.File) ([]byte, error) {
	packed := strings.ToLower(strings.TrimSpace(res.Header.Get("Content-Encoding")))
	if (packed == "" || packed == "identity") && res.ContentLength > c.o.Limit {
		return nil, c.tooLarge()
	}
	body, err := unpacked(res.Body, packed)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	var w io.Writer = &b
	if into != nil {
		w = keeping{into}
		if err := empty(into); err != nil {
			return nil, err
		}
	}
	n, err := io.Copy(w, io.LimitReader(body, c.o.Limit+1))
	if err == nil && n > c.o.Limit {
		err = c.tooLarge()
	}
	switch {
	case into == nil:
	case err != nil:
		_ = empty(into) // why it failed is what matters
	default:
		err = rewind(into)
	}
	return b.Bytes(), err
}

// notKept is why a body could not be written into its file.
type notKept struct{ error }

func (e notKept) Unwrap() error { return e.error }

func asNotKept(err error) error {
	var on *fs.PathError
	if errors.As(err, &on) {
		err = on.Err
	}
	if err == nil {
		return nil
	}
	return notKept{fmt.Errorf("keep it in a file: %w", err)}
}

// keeping is a file whose errors are told from those of the network.
type keeping struct{ file *os.File }

func (k keeping) Write(p []byte) (int, error) {
	n, err := k.file.Write(p)
	return n, asNotKept(err)
}

func empty(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return asNotKept(err)
	}
	return rewind(f)
}

func rewind(f *os.File) error {
	_, err := f.Seek(0, io.SeekStart)
	return asNotKept(err)
}

func (c *Client) tooLarge() error {
	if c.o.Limit < 1<<20 {
		return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, c.o.Limit)
	}
	return fmt.Errorf("%w: more than %d MiB", ErrTooLarge, c.o.Limit>>20)
}

// unpacked is what is in a body. Only gzip is asked for; deflate some servers send unasked, in
// either of the two forms that go by that name.
func unpacked(body io.Reader, packed string) (io.Reader, error) {
	switch packed {
	case "", "identity":
		return body, nil
	case "gzip", "x-gzip":
		return gzip.NewReader(body)
	case "deflate":
		var start [2]byte
		n, err := io.ReadFull(body, start[:])
		if err != nil {
			return nil, err
		}
		body = io.MultiReader(bytes.NewReader(start[:n]), body)
		if start[0]&0x0f == 8 && (uint(start[0])<<8|uint(start[1]))%31 == 0 { // RFC 1950, 2.2
			return zlib.NewReader(body)
		}
		return flate.NewReader(body), nil
	}
	return nil, fmt.Errorf("%w: it is packed as %s, which was not asked for", ErrAnswer, short(packed))
}

// unread is why a body could not be read.
func unread(ctx context.Context, err error) error {
	switch {
	case errors.As(err, new(notKept)), errors.Is(err, ErrTooLarge), errors.Is(err, ErrAnswer):
		return failed{error: err}
	case ctx.Err() != nil || timedOut(err):
		return failed{error: fmt.Errorf("%w: it stopped in the middle", ErrSlow), again: true}
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.Is(err, zlib.ErrHeader), errors.Is(err, zlib.ErrChecksum), errors.As(err, new(flate.CorruptInputError)):
		return failed{error: fmt.Errorf("%w: it is packed wrongly", ErrAnswer)}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return failed{error: fmt.Errorf("%w: it breaks off", ErrAnswer), again: true}
	}
	return failed{error: fmt.Errorf("%w: it breaks off: %s", ErrAnswer, short(clean.Line(err.Error()))), again: true}
}
