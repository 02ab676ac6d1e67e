package brief

import (
	"encoding/json"
	"io"
)

// JSON writes the brief as a JSON object; docs/brief.md describes its keys. It returns the
// error of w.
func (b Brief) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(b)
}
