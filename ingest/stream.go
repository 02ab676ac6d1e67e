package ingest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	utf16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// mostUnexplained is how many bytes may be no UTF-8 in the beginning of a stream that no encoding
// explains; with more it is one that cannot be told.
const mostUnexplained = 10

// Decoded is a stream as UTF-8, without a byte order mark, for what is too long to be read at once: its
// encoding is told by how it begins or, where that is ASCII, by what stands about the first byte that
// is not. JSON is UTF-8 or UTF-16. Note is told what is done, if anything is.
// Few bytes that are not UTF-8 stay as they are where no encoding explains them. The error, which may
// come from the stream, is ErrBinary, ErrEncoding, or the reader's.
func Decoded(r io.Reader, note func(string)) (io.Reader, error) {
	in := bufio.NewReaderSize(r, detectionReach)
	start, err := in.Peek(detectionReach)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if bytes.HasPrefix(start, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3) // it is in the buffer
		return in, nil
	}
	if bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff")) {
		note("converted from UTF-16")
		d := utf16.UTF16(utf16.LittleEndian, utf16.ExpectBOM).NewDecoder()
		return transform.NewReader(in, d), nil
	}
	if mostlyControls(start, 10) {
		return nil, ErrBinary
	}
	if begin := bytes.TrimLeft(start, " \t\r\n"); len(begin) > 0 && (begin[0] == '{' || begin[0] == '[') {
		return in, nil
	}
	d := &deciding{in: in, note: note}
	return d, d.decide()
}

// deciding is a stream that gives ASCII, until it has seen enough to tell its encoding.
type deciding struct {
	in    *bufio.Reader
	note  func(string)
	ascii int       // bytes that can be given before more is known
	rest  io.Reader // all that follows, once the encoding is told
	err   error
}

// decide tells the encoding, or how far the text is the same in each.
func (d *deciding) decide() error {
	start, err := d.in.Peek(detectionReach)
	if err != nil && err != io.EOF {
		return err
	}
	first := bytes.IndexFunc(start, func(r rune) bool { return r >= utf8.RuneSelf })
	switch {
	case first < 0 && err == nil:
		d.ascii = len(start)
		return nil
	case first > len(start)/2 && err == nil:
		d.ascii = first - len(start)/2 // what follows it is to be seen as well
		return nil
	}
	if last := bytes.LastIndexByte(start, '\n'); err == nil && last > first {
		start = start[:last+1] // no letter is cut there
	}
	enc, err := d.told(start)
	if d.rest = d.in; enc != nil {
		d.rest = transform.NewReader(d.in, enc.NewDecoder())
	}
	return err
}

// told is the encoding of a text, and says so; nil for UTF-8.
func (d *deciding) told(start []byte) (encoding.Encoding, error) {
	broken, whole := countUTF8(start)
	if broken <= whole {
		return nil, nil
	}
	enc, name, err := detected(start)
	switch {
	case err == nil:
		d.note("converted from " + name)
	case broken <= mostUnexplained:
		d.note(fmt.Sprintf("its encoding cannot be told: bytes that are not UTF-8 are shown as %c", utf8.RuneError))
		return nil, nil
	}
	return enc, err
}

// Read gives what is decoded.
func (d *deciding) Read(b []byte) (int, error) {
	for d.rest == nil && d.ascii == 0 && d.err == nil {
		d.err = d.decide()
	}
	switch {
	case d.err != nil:
		return 0, d.err
	case d.ascii > 0:
		n, err := d.in.Read(b[:min(len(b), d.ascii)])
		d.ascii -= n
		return n, err
	}
	return d.rest.Read(b)
}

// countUTF8 counts bytes that are no UTF-8, and letters of several bytes: more broken ones than whole
// ones are another encoding, rather than broken UTF-8. A rune that the end cuts is no matter.
func countUTF8(data []byte) (broken, whole int) {
	for len(data) >= utf8.UTFMax || len(data) > 0 && utf8.FullRune(data) {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size == 1:
			broken++
		case size > 1:
			whole++
		}
		data = data[size:]
	}
	return broken, whole
}
