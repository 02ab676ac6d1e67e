package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"unicode/utf8"

	"rashomon/annotate/jsonl"
	"rashomon/internal/clean"
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

// escaped is JSON with what disturbs a terminal as \u escapes. Line ends stand between
// its lines only.
func escaped(line []byte) []byte {
	disturbs := func(r rune) bool { return r != '\n' && clean.Disturbs(r) }
	if bytes.IndexFunc(line, disturbs) < 0 {
		return line
	}
	var out []byte
	for _, r := range string(line) {
		if disturbs(r) {
			out = jsonl.AppendEscaped(out, r)
		} else {
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}
