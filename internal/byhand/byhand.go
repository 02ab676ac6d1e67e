// Package byhand reads files that people write by hand: TOML, in which every mistake is
// told with its line, what is wrong, and what to write instead. What it reads is clean: no
// text of it can disturb a terminal.
package byhand

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// most is the bytes that a file may have: such files are a few pages.
const most = 1 << 20

// Mistake is something wrong in a file.
type Mistake struct {
	Line int    // from 1; 0 where it is the file as a whole
	What string // what is wrong
	Hint string // what to do about it; may be empty
}

// Error is the line and what is wrong with it.
func (m Mistake) Error() string {
	if m.Line == 0 {
		return m.What
	}
	return fmt.Sprintf("line %d: %s", m.Line, m.What)
}

// Mistakes is all that is wrong in a file, in the order of its lines.
type Mistakes []Mistake

// Error is all of them on one line.
func (m Mistakes) Error() string {
	var out []string
	for _, x := range m {
		out = append(out, x.Error())
	}
	return strings.Join(out, "; ")
}

// Table is a table of a file, or the file itself. Asking for a key makes it a known one;
// Done says that there are no more. What is wrong is kept, and told by Err.
type Table struct {
	file   *file
	path   string
	values map[string]any
	known  []string
}

// file is what the tables of a file share.
type file struct {
	lines    map[string]int // by the path of a key
	mistakes Mistakes
}

// Parse reads a file. Where it is no TOML the error is Mistakes.
func Parse(text []byte) (*Table, error) {
	text = bytes.Clone(bytes.TrimPrefix(text, []byte("\ufeff")))
	if len(text) > most {
		return nil, Mistakes{{What: fmt.Sprintf("it has %d bytes, more than %d", len(text), most), Hint: "this is not a file that somebody wrote: look at its name"}}
	}
	values := map[string]any{}
	if err := toml.Unmarshal(text, &values); err != nil {
		return nil, Mistakes{broken(err)}
	}
	return &Table{file: &file{lines: linesOf(text)}, values: values}, nil
}

// broken is an error of the TOML parser as a mistake.
func broken(err error) Mistake {
	m := Mistake{What: Line(strings.TrimPrefix(err.Error(), "toml: ")), Hint: "text stands between quotation marks, names before the = do not"}
	if at := (*toml.DecodeError)(nil); errors.As(err, &at) {
		m.Line, _ = at.Position()
	}
	return m
}

// Has says whether the key is written.
func (t *Table) Has(key string) bool {
	_, ok := t.values[key]
	return ok
}

// Line is where the key is written; where it is not, where the table begins; 0 for a file.
func (t *Table) Line(key string) int {
	if n := t.file.lines[below(t.path, key)]; n > 0 {
		return n
	}
	return t.file.lines[t.path]
}

// Keys is the keys that are written, in the order of the file.
func (t *Table) Keys() []string {
	return slices.SortedFunc(maps.Keys(t.values), func(a, b string) int {
		if by := t.Line(a) - t.Line(b); by != 0 {
			return by
		}
		return strings.Compare(a, b)
	})
}

// Wrong keeps that something is wrong with a key.
func (t *Table) Wrong(key, hint, what string, args ...any) {
	t.file.mistakes = append(t.file.mistakes, Mistake{Line: t.Line(key), What: Line(fmt.Sprintf(what, args...)), Hint: Line(hint)})
}

// Err is the Mistakes of the whole file, or nil.
func (t *Table) Err() error {
	if len(t.file.mistakes) == 0 {
		return nil
	}
	slices.SortStableFunc(t.file.mistakes, func(a, b Mistake) int { return a.Line - b.Line })
	return t.file.mistakes
}

// Done says that all known keys were asked for: others are mistakes.
func (t *Table) Done() {
	for _, k := range t.Keys() {
		if slices.Contains(t.known, k) {
			continue
		}
		t.Wrong(k, "the keys here are "+strings.Join(t.known, ", "), "unknown key %q%s", Line(k), NearestIs(k, t.known))
	}
}

// value is what is written for a key, which is a known one from now on.
func (t *Table) value(key string) (v any, ok bool) {
	if !slices.Contains(t.known, key) {
		t.known = append(t.known, key)
	}
	v, ok = t.values[key]
	return v, ok
}

// Text is one clean line of text; empty where the key is not there.
func (t *Table) Text(key string) string {
	s, _ := t.Written(key)
	return Line(s)
}

// Lines is clean text of any number of lines.
func (t *Table) Lines(key string) string {
	s, _ := t.Written(key)
	return Lines(s)
}

// Written is text as it is written; ok is false where there is none.
func (t *Table) Written(key string) (s string, ok bool) {
	v, there := t.value(key)
	s, ok = v.(string)
	if there && !ok {
		t.Wrong(key, fmt.Sprintf("write it so: %s = \"…\"", key), "%s is %s, and should be text", key, kind(v))
	}
	return s, ok
}

// Bool sets to to what is written, if anything is.
func (t *Table) Bool(key string, to *bool) {
	switch v, ok := t.value(key); b := v.(type) {
	case bool:
		*to = b
	default:
		if ok {
			t.Wrong(key, "without quotation marks", "%s is %s, and should be true or false", key, kind(v))
		}
	}
}

// Whole is the whole number that is written for a key; ok is false where there is none.
func (t *Table) Whole(key string) (n int64, ok bool) {
	v, _ := t.value(key)
	n, ok = v.(int64)
	return n, ok
}

// Number sets to to a whole number from least to most, if one is written.
func (t *Table) Number(key string, least, most int, to *int) {
	v, ok := t.value(key)
	n, is := v.(int64)
	switch {
	case !ok:
	case !is:
		t.Wrong(key, "without quotation marks", "%s is %s, and should be a whole number", key, kind(v))
	case n < int64(least) || n > int64(most):
		t.Wrong(key, "", "%s is %d, and should be from %d to %d", key, n, least, most)
	default:
		*to = int(n)
	}
}

// List is clean lines of text: those of a list, or one that is written without brackets.
func (t *Table) List(key string) (out []string) {
	v, ok := t.value(key)
	if !ok {
		return nil
	}
	all, is := v.([]any)
	if one, single := v.(string); single {
		all, is = []any{one}, true
	}
	out = []string{}
	for _, x := range all {
		s, text := x.(string)
		if is = is && text; text {
			out = append(out, Line(s))
		}
	}
	if !is {
		t.Wrong(key, fmt.Sprintf("write it so: %s = [\"…\", \"…\"]", key), "%s is %s, and should be a list of texts", key, kind(v))
	}
	return out
}

// Table is the table of that name; an empty one where it is not there.
func (t *Table) Table(key string) *Table {
	v, ok := t.value(key)
	values, is := v.(map[string]any)
	if ok && !is {
		t.Wrong(key, fmt.Sprintf("begin it with a line [%s]", key), "%s is %s, and should be a table", key, kind(v))
	}
	return &Table{file: t.file, path: below(t.path, key), values: values}
}

// Tables is the tables that begin with [[key]].
func (t *Table) Tables(key string) (out []*Table) {
	v, ok := t.value(key)
	all, is := v.([]any)
	for i, x := range all {
		values, table := x.(map[string]any)
		if is = is && table; table {
			out = append(out, &Table{file: t.file, path: nth(below(t.path, key), i), values: values})
		}
	}
	if ok && !is {
		t.Wrong(key, fmt.Sprintf("begin each with a line [[%s]]", key), "%s is %s, and should be tables", key, kind(v))
	}
	return out
}

// kind is what a value is, in words.
func kind(v any) string {
	switch v.(type) {
	case string:
		return "text"
	case bool:
		return "true or false"
	case int64:
		return "a whole number"
	case float64:
		return "a number"
	case []any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return "a date or time"
}

// Broken is the mistakes in a file, with its name.
type Broken struct {
	Path     string
	Mistakes Mistakes
}

// Error is each mistake with the file and its line.
func (b Broken) Error() string {
	var out []string
	for _, m := range b.Mistakes {
		out = append(out, fmt.Sprintf("%s: %s", Where(b.Path, m.Line), m.What))
	}
	return strings.Join(out, "; ")
}

// Where is a file and a line of it; line 0 is the file alone.
func Where(path string, line int) string {
	if line == 0 {
		return Line(path)
	}
	return fmt.Sprintf("%s:%d", Line(path), line)
}
