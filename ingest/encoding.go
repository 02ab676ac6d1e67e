package ingest

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	utf16 "golang.org/x/text/encoding/unicode"
)

const (
	detectionReach = 64 << 10 // bytes that are enough to tell an encoding
	confident      = 25       // of 100: below it the detector says as much of noise
)

// decode makes UTF-8 of a file's bytes. The note says what was done, if anything was.
// It returns ErrBinary or ErrEncoding for what is not text or cannot be told.
func decode(data []byte) (text, note string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeUTF16(data)
	}
	if utf8.Valid(data) {
		if mostlyControls(data, 10) {
			return "", "", ErrBinary
		}
		return string(data), "", nil
	}
	if bytes.HasPrefix(data, []byte("%PDF-")) || bytes.IndexByte(data, 0) >= 0 || mostlyControls(data, 100) {
		return "", "", ErrBinary
	}
	if broken := brokenUTF8(data); broken > 0 {
		return string(data), fmt.Sprintf("bytes that are not UTF-8, shown as %c: %d", utf8.RuneError, broken), nil
	}
	return decodeDetected(data)
}

// mostlyControls says whether at least one byte in so many is a control character that
// texts do not hold.
func mostlyControls(data []byte, in int) bool {
	n := 0
	for _, c := range data {
		if c < ' ' && !strings.ContainsRune("\t\n\v\f\r\b\x1b", rune(c)) {
			n++
		}
	}
	return n > 0 && n*in >= len(data)
}

// brokenUTF8 is the number of bytes that are not UTF-8 in a text that otherwise clearly is,
// as when it was cut in the middle of a letter; 0 for a text in another encoding.
func brokenUTF8(data []byte) int {
	broken, whole := 0, 0
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size == 1:
			broken++
		case size > 1:
			whole++
		}
		data = data[size:]
	}
	if broken*10 > whole {
		return 0
	}
	return broken
}

func decodeUTF16(data []byte) (text, note string, err error) {
	out, err := utf16.UTF16(utf16.LittleEndian, utf16.ExpectBOM).NewDecoder().Bytes(data)
	switch {
	case err != nil:
		return "", "", ErrEncoding
	case mostlyControls(out, 10):
		return "", "", ErrBinary
	}
	return string(out), "converted from UTF-16", nil
}

// decodeDetected converts from the likeliest encoding that gives a plausible text.
func decodeDetected(data []byte) (text, note string, err error) {
	enc, name, err := detected(data)
	if err != nil {
		return "", "", err
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return "", "", ErrEncoding
	}
	return string(out), "converted from " + name, nil
}

// detected is the likeliest encoding that makes a plausible text of the data, and its name.
func detected(data []byte) (encoding.Encoding, string, error) {
	guesses, err := chardet.NewTextDetector().DetectAll(data[:min(len(data), detectionReach)])
	if err != nil {
		return nil, "", ErrEncoding
	}
	slices.SortStableFunc(guesses, func(a, b chardet.Result) int {
		return cmp.Or(b.Confidence-a.Confidence, cmp.Compare(a.Charset, b.Charset)) // the detector leaves ties to chance
	})
	for _, g := range guesses {
		if g.Confidence < confident || strings.HasPrefix(g.Charset, "UTF-") {
			continue
		}
		enc, err := htmlindex.Get(charset(g))
		if err != nil {
			continue
		}
		out, err := enc.NewDecoder().Bytes(data)
		if err != nil || !plausible(string(out)) {
			continue
		}
		name, err := htmlindex.Name(enc)
		if err != nil {
			name = g.Charset
		}
		return enc, name, nil
	}
	return nil, "", ErrEncoding
}

// charset is the name of what was detected, as the Encoding Standard has it. The detector
// tells the languages of central Europe, but names the encoding of western Europe for them.
func charset(g chardet.Result) string {
	central := slices.Contains([]string{"cs", "hu", "pl", "ro"}, g.Language)
	switch {
	case g.Charset == "GB-18030":
		return "gb18030"
	case central && g.Charset == "windows-1252":
		return "windows-1250"
	case central && g.Charset == "ISO-8859-1":
		return "iso-8859-2"
	}
	return g.Charset
}

// plausible says whether a converted text reads like one: no character that could not be
// converted, no control, and foreign characters that are nearly all letters or punctuation.
func plausible(text string) bool {
	foreign, odd := 0, 0
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			continue
		case r == utf8.RuneError, unicode.IsControl(r) && r != '\u0085', unicode.In(r, unicode.Co, unicode.Cn):
			return false
		case !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsPunct(r) && !unicode.IsSpace(r):
			odd++
		}
		foreign++
	}
	return odd*10 <= foreign
}
