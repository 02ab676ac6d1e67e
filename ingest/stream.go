package ingest

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	utf16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Decoded is a stream as UTF-8, without a byte order mark, for what is too long to be read at once: its
// encoding is told by how it begins. JSON is UTF-8 or UTF-16. The note says what is done, if anything is.
// Bytes that are not UTF-8 stay as they are where no encoding explains them. The error is
// ErrBinary, or the reader's.
func Decoded(r io.Reader) (_ io.Reader, note string, err error) {
	in := bufio.NewReaderSize(r, detectionReach)
	start, err := in.Peek(detectionReach)
	if err != nil && err != io.EOF {
		return nil, "", err
	}
	if bytes.HasPrefix(start, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3) // it is in the buffer
		return in, "", nil
	}
	if bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff")) {
		d := utf16.UTF16(utf16.LittleEndian, utf16.ExpectBOM).NewDecoder()
		return transform.NewReader(in, d), "converted from UTF-16", nil
	}
	if mostlyControls(start, 10) {
		return nil, "", ErrBinary
	}
	if begin := bytes.TrimLeft(start, " \t\r\n"); len(begin) > 0 && (begin[0] == '{' || begin[0] == '[') || !foreign(start) {
		return in, "", nil
	}
	enc, name, err := detected(start)
	if err != nil {
		return in, "", nil
	}
	return transform.NewReader(in, enc.NewDecoder()), "converted from " + name, nil
}

// foreign says whether a text is in another encoding than UTF-8, rather than in a broken one. A
// rune that its end cuts is no matter.
func foreign(data []byte) bool {
	broken, whole := 0, 0
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
	return broken > whole
}
