package ingest

import (
	"bytes"
	"cmp"
	"errors"
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

// ErrEncodingName says that no encoding has that name.
var ErrEncodingName = errors.New("no encoding has that name")

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

// detected is the likeliest encoding that makes a plausible text of the data, and its name: where the
// detector is sure of none, that of western Europe, if it makes words in Latin letters of it.
func detected(data []byte) (encoding.Encoding, string, error) {
	guesses, err := chardet.NewTextDetector().DetectAll(data[:min(len(data), detectionReach)])
	if err != nil {
		guesses = nil // too little for it
	}
	slices.SortStableFunc(guesses, func(a, b chardet.Result) int {
		return cmp.Or(b.Confidence-a.Confidence, cmp.Compare(a.Charset, b.Charset)) // the detector leaves ties to chance
	})
	for _, g := range guesses {
		if g.Confidence < confident || strings.HasPrefix(g.Charset, "UTF-") {
			continue
		}
		for _, name := range charsets(g) {
			enc, name, text, ok := converted(name, data)
			if alphabet, central := centralEurope()[g.Language]; ok && plausible(text) && (!central || western(name) || spells(text, alphabet)) {
				return enc, name, nil
			}
		}
	}
	if enc, name, text, ok := converted("windows-1252", data); ok && plausible(text) && latin(text) {
		return enc, name, nil
	}
	return nil, "", ErrEncoding
}

// converted is the data from an encoding, with the name that the Encoding Standard has for it.
func converted(name string, data []byte) (_ encoding.Encoding, standard, text string, ok bool) {
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil, "", "", false
	}
	if standard, err = htmlindex.Name(enc); err != nil {
		standard = name
	}
	out, err := enc.NewDecoder().Bytes(data)
	return enc, standard, string(out), err == nil
}

// charsets is the encodings that a guess of the detector means, the likeliest first. It tells the
// languages of central Europe, but names the encoding of western Europe for them; and of few words
// it takes one for the other.
func charsets(g chardet.Result) []string {
	_, central := centralEurope()[g.Language]
	switch {
	case g.Charset == "GB-18030":
		return []string{"gb18030"}
	case central && g.Charset == "windows-1252":
		return []string{"windows-1250", g.Charset}
	case central && g.Charset == "ISO-8859-1":
		return []string{"iso-8859-2", g.Charset}
	}
	return []string{g.Charset}
}

func western(charset string) bool { return charset == "windows-1252" }

// centralEurope is the letters beyond ASCII of languages that the detector knows.
func centralEurope() map[string]string {
	return map[string]string{"cs": "áčďéěíňóřšťúůýž", "hu": "áéíóöőúüű", "pl": "ąćęłńóśźż", "ro": "ăâîşţșț"}
}

// spells says whether nearly all letters beyond ASCII are those of an alphabet.
func spells(text, alphabet string) bool {
	own, others := 0, 0
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf || !unicode.IsLetter(r):
		case strings.ContainsRune(alphabet, unicode.ToLower(r)):
			own++
		default:
			others++
		}
	}
	return others*10 <= own
}

// latin says whether a text is words in Latin letters, most of them those of ASCII.
func latin(text string) bool {
	letters, beyond := 0, 0
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		n, foreign := 0, 0
		for _, r := range word {
			if n++; r >= utf8.RuneSelf {
				foreign++
			}
		}
		if foreign == n && n > 2 {
			return false
		}
		letters, beyond = letters+n, beyond+foreign
	}
	return letters > 0 && beyond*3 <= letters
}

// plausible says whether a converted text reads like one: no character that could not be
// converted, no control, and foreign characters that are nearly all letters, punctuation or signs
// that texts have.
func plausible(text string) bool {
	foreign, odd := 0, 0
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			continue
		case r == utf8.RuneError, unicode.IsControl(r) && r != '\u0085', unicode.In(r, unicode.Co, unicode.Cn):
			return false
		case strings.ContainsRune("€£¥°©®™", r):
		case r == 'ÿ', !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsPunct(r) && !unicode.IsSpace(r):
			odd++ // hardly any word has ÿ, but many bytes that are no text are 255
		}
		foreign++
	}
	return odd*10 <= foreign
}

// Encoding is what has that name in the Encoding Standard, or another that is in use for it: latin1,
// utf-16. It returns ErrEncodingName for any other.
func Encoding(name string) (encoding.Encoding, error) {
	enc, err := htmlindex.Get(strings.TrimSpace(name))
	if err != nil || enc == encoding.Replacement {
		return nil, ErrEncodingName
	}
	return enc, nil
}
