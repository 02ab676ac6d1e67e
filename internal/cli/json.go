package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
)

// writeJSON writes v and a line feed, indented or on one line. What could disturb a terminal
// (controls, and characters that turn the direction of others) is written as \u escapes:
// it stands in strings only, where that is the same.
func writeJSON(w io.Writer, v any, indent string) error {
	var plain, out bytes.Buffer
	e := json.NewEncoder(&plain)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		return err
	}
	for _, r := range plain.String() {
		if r != '\n' && unicode.IsControl(r) || r == 0xfeff || unicode.Is(unicode.Bidi_Control, r) {
			fmt.Fprintf(&out, `\u%04x`, r)
			continue
		}
		out.WriteRune(r)
	}
	_, err := w.Write(out.Bytes())
	return err
}
