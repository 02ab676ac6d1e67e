package ingest

import (
	"bytes"
	"io"
	"testing"
	"unicode/utf8"
)

// FuzzDecoded reads a stream in any encoding: it ends, it is no longer than the longest UTF-8 of its
// characters, and UTF-8 comes through as it is.
func FuzzDecoded(f *testing.F) {
	for _, seed := range []string{"plain", "\xef\xbb\xbfmarked", "\xff\xfea\x00\xe9\x00", "\xfe\xff\x00a\xd8", "caf\xe9 and na\xefve", "Бар\xc1\xe0\xf0", "{\"a\":\"\xff\"}", "\x00\x01\x02", "", "日本\x93\xfa\x96\x7b"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Decoded(bytes.NewReader(data), func(string) {})
		if err != nil {
			return
		}
		out, err := io.ReadAll(r)
		if err != nil {
			return
		}
		if len(out) > 4*len(data)+8 {
			t.Errorf("%d bytes of %d", len(out), len(data))
		}
		marked := bytes.HasPrefix(data, []byte("\xef\xbb\xbf"))
		if utf8.Valid(data) && !marked && !bytes.Equal(out, data) {
			t.Errorf("%q is read as %q", data, out)
		}
	})
}
