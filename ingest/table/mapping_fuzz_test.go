package table

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"rashomon/annotate/jsonl"
)

// FuzzMapping reads which column is which field, as it is given on the command line: no field is
// taken that there is not, and text never without a column.
func FuzzMapping(f *testing.F) {
	for _, seed := range []string{"text=body source=outlet", "text=", "text", "TEXT = a.b.c", "text=a text=b", "=", "id=\x00", "url==", "date=published date="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		pairs := strings.Split(text, " ")
		m, err := ParseMapping(pairs)
		if err != nil {
			if utf8.ValidString(text) && !utf8.ValidString(err.Error()) {
				t.Errorf("a message that cannot be shown: %q", err)
			}
			return
		}
		if len(m) != len(pairs) {
			t.Errorf("%q: %d fields of %d", text, len(m), len(pairs))
		}
		for name, column := range m {
			if !slices.Contains(Fields(), name) || name == "text" && column == "" {
				t.Errorf("%q: %q from %q", text, name, column)
			}
		}
		row, rows := `{"body":{"of":"It rained."},"date":7}`, 0
		used, err := Read(strings.NewReader(row), Options{Map: m}, func(Row) error { rows++; return nil }, func(jsonl.LineError) {})
		if rows > 0 && (err != nil || used.Mapping["text"] == "" || m.String() == "" && len(m) > 0 && used.Mapping.String() == "") {
			t.Errorf("%q: %d rows, read as %q, %v", text, rows, used.Mapping, err)
		}
	})
}
