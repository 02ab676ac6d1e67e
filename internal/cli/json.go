package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
)

// writeJSON writes a record on a line, or indented, so that nothing in it can disturb a terminal.
func writeJSON(w io.Writer, record any, indent string) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(record); err != nil {
		return err
	}
	_, err := w.Write(escaped(b.Bytes()))
	return err
}

// escaped is JSON with controls and characters without a shape of their own as \u escapes.
func escaped(line []byte) []byte {
	disturbs := func(r rune) bool {
		return r >= 0x7f && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp))
	}
	if bytes.IndexFunc(line, disturbs) < 0 {
		return line
	}
	var b bytes.Buffer
	for _, r := range string(line) {
		switch {
		case !disturbs(r):
			b.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.Bytes()
}
