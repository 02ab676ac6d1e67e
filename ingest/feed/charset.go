package feed

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// fallback is the encoding of what says that it is in another, and is not.
const fallback = "windows-1252"

// decoded is a feed as UTF-8, whatever it is in: its first bytes tell, else what it states, else what its
// server states. What is no UTF-8 nevertheless becomes U+FFFD. The note says what was done.
func decoded(r io.Reader, server string) (text *bufio.Reader, note string, err error) {
	raw := bufio.NewReaderSize(r, block)
	start, err := raw.Peek(block)
	if err != nil && err != io.EOF {
		return nil, "", err
	}
	enc, name := markedEncoding(start)
	if enc == nil {
		enc, name = statedEncoding(start, server)
	}
	if name != "utf-8" {
		note = "converted from " + name
	}
	return bufio.NewReaderSize(transform.NewReader(raw, enc.NewDecoder()), block), note, nil
}

// markedEncoding is the encoding that the first bytes tell of; nil where they do not.
func markedEncoding(start []byte) (encoding.Encoding, string) {
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		return unicode.UTF8BOM, "utf-8"
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("<\x00")), bytes.HasPrefix(start, []byte("{\x00")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "UTF-16"
	case bytes.HasPrefix(start, []byte("\xfe\xff")), bytes.HasPrefix(start, []byte("\x00<")), bytes.HasPrefix(start, []byte("\x00{")):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "UTF-16"
	}
	return nil, ""
}

// statedEncoding is the first encoding of those that are stated that the beginning can be in.
func statedEncoding(start []byte, server string) (encoding.Encoding, string) {
	eight := mostlyUTF8(start)
	for _, label := range []string{declared(start), server, "utf-8", fallback} {
		enc, err := htmlindex.Get(strings.TrimSpace(label))
		if err != nil {
			continue
		}
		name, _ := htmlindex.Name(enc)
		if strings.HasPrefix(name, "utf-16") || name == "utf-8" && !eight {
			continue // what is 16 bits wide has been told from its first bytes
		}
		if name == "utf-8" {
			return unicode.UTF8, name
		}
		return enc, name
	}
	return unicode.UTF8, "utf-8"
}

// declared is the encoding that an XML declaration names; empty where there is none.
func declared(start []byte) string {
	line := start[:min(len(start), 256)]
	if !bytes.HasPrefix(bytes.TrimLeft(line, " \t\r\n"), []byte("<?xml")) {
		return ""
	}
	line, _, _ = bytes.Cut(line, []byte("?>"))
	_, value, ok := bytes.Cut(line, []byte("encoding"))
	value = bytes.TrimLeft(value, " \t\r\n=")
	if !ok || len(value) == 0 {
		return ""
	}
	name, _, _ := bytes.Cut(value[1:], value[:1]) // between two quotation marks of one kind
	return string(name)
}

// mostlyUTF8 says whether text is UTF-8 but for a few bytes, as where it was cut.
func mostlyUTF8(text []byte) bool {
	broken, whole := 0, 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r != utf8.RuneError || size > 1:
			if size > 1 {
				whole++
			}
		case len(text) >= utf8.UTFMax || utf8.FullRune(text):
			broken++
		}
		text = text[size:]
	}
	return broken*10 <= whole
}
