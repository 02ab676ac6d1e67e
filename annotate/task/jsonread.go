package task

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// errHalf refuses what a lax reader would take, and read another text than was written.
var errHalf = errors.New("half of a surrogate pair, which is no character")

// checkJSON says what is wrong with a JSON object: the syntax, its UTF-8, a key that stands twice in an
// object, a string that is no text. The functions below take what it found good.
func checkJSON(line []byte) error {
	if !utf8.Valid(line) {
		return jsonl.ErrEncoding
	}
	if !json.Valid(line) {
		var any json.RawMessage
		return jsonl.Decode(line, &any)
	}
	if line = bytes.TrimSpace(line); line[0] != '{' {
		return fmt.Errorf("a JSON %s, not an object", kind(line))
	}
	c := checker{b: line, keys: make([][]byte, 0, 48)}
	return c.value()
}

// checker goes through valid JSON once, looking for keys that stand twice in an object, and for
// strings that are no text.
type checker struct {
	b    []byte
	i    int
	keys [][]byte // of the objects that are open, the innermost last
}

func (c *checker) value() error {
	switch c.b[c.i] {
	case '{':
		return c.object()
	case '[':
		for c.i = space(c.b, c.i+1); c.b[c.i] != ']'; {
			if err := c.value(); err != nil {
				return err
			}
			if c.i = space(c.b, c.i); c.b[c.i] == ',' {
				c.i = space(c.b, c.i+1)
			}
		}
		c.i++
		return nil
	}
	from := c.i
	c.i = valueEnd(c.b, c.i)
	if c.b[from] == '"' {
		return whole(c.b[from+1 : c.i-1])
	}
	return nil
}

func (c *checker) object() error {
	from, many := len(c.keys), map[string]bool(nil)
	for c.i = space(c.b, c.i+1); c.b[c.i] != '}'; {
		at := c.i
		c.i = valueEnd(c.b, c.i)
		key := c.b[at+1 : c.i-1]
		if bytes.IndexByte(key, '\\') >= 0 {
			s, err := unquote(c.b[at:c.i])
			if err != nil {
				return err
			}
			key = []byte(s)
		}
		if many == nil && len(c.keys)-from == 32 { // then looking at each of them takes too long
			many = map[string]bool{}
			for _, k := range c.keys[from:] {
				many[string(k)] = true
			}
		}
		if many[string(key)] || many == nil && slices.ContainsFunc(c.keys[from:], func(k []byte) bool { return bytes.Equal(k, key) }) {
			return fmt.Errorf("the key %.40q stands twice", key)
		}
		if c.keys = append(c.keys, key); many != nil {
			many[string(key)] = true
		}
		c.i = space(c.b, space(c.b, c.i)+1) // past the colon
		if err := c.value(); err != nil {
			return err
		}
		if c.i = space(c.b, c.i); c.b[c.i] == ',' {
			c.i = space(c.b, c.i+1)
		}
	}
	c.i++
	c.keys = c.keys[:from]
	return nil
}

// members gives each the members of an object, in its order. It returns the error that each
// returned, as it is.
func members(object []byte, each func(key string, value []byte) error) error {
	for at := space(object, 1); object[at] != '}'; {
		end := valueEnd(object, at)
		key, err := unquote(object[at:end])
		if err != nil {
			return err
		}
		at = space(object, space(object, end)+1) // past the colon
		end = valueEnd(object, at)
		if err := each(key, object[at:end]); err != nil {
			return err
		}
		if at = space(object, end); object[at] == ',' {
			at = space(object, at+1)
		}
	}
	return nil
}

// elements gives each the values of an array, in its order. It returns the error that each
// returned, as it is.
func elements(array []byte, each func(i int, value []byte) error) error {
	for i, at := 0, space(array, 1); array[at] != ']'; i++ {
		end := valueEnd(array, at)
		if err := each(i, array[at:end]); err != nil {
			return err
		}
		if at = space(array, end); array[at] == ',' {
			at = space(array, at+1)
		}
	}
	return nil
}

// topKeys is the keys of the object with which a file begins, each with the beginning of its value,
// as far as the beginning of the file holds them. It is made for guessing only.
func topKeys(beginning []byte) map[string][]byte {
	b := bytes.TrimLeft(bytes.TrimPrefix(beginning, []byte("\ufeff")), " \t\r\n")
	if line, _, whole := bytes.Cut(b, []byte("\n")); whole && json.Valid(line) {
		b = line
	}
	keys := map[string][]byte{}
	d := json.NewDecoder(bytes.NewReader(b))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return keys
	}
	for d.More() {
		key, err := d.Token()
		name, isText := key.(string)
		if err != nil || !isText {
			return keys
		}
		at := bytes.TrimLeft(b[d.InputOffset():], " \t\r\n:")
		if len(at) == 0 {
			return keys
		}
		keys[name] = at
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return keys
		}
	}
	return keys
}

// readLines reads a task a line, as a Format does. What pass is said of is none. What read gives to
// its bad is refused, and the rest goes on, if anything is left that is said.
func readLines(r io.Reader, read func(line []byte, bad func(error)) (t Task, pass bool, err error), each func(Task) error, bad func(jsonl.LineError)) error {
	return jsonl.Lines(r, func(n int, line []byte, err error) error {
		if line = bytes.TrimSpace(line); err == nil {
			err = checkJSON(line)
		}
		var t Task
		pass, refused := false, 0
		wrong := func(why error) {
			refused++
			bad(jsonl.LineError{Line: n, Why: why})
		}
		if err == nil {
			t, pass, err = read(line, wrong)
		}
		if err != nil {
			wrong(err)
			return nil
		}
		if t.Line = n; pass || refused > 0 && len(t.Said)+len(t.Suggested) == 0 {
			return nil
		}
		return each(t)
	})
}

// space is where the white space ends that begins at i.
func space(b []byte, i int) int {
	for b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r' {
		i++
	}
	return i
}

// valueEnd is where the value ends that begins at i.
func valueEnd(b []byte, i int) int {
	depth := 0
	for ; i < len(b); i++ {
		switch b[i] {
		case '"':
			for i++; b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		default:
			if depth > 0 {
				continue
			}
			for i < len(b) && strings.IndexByte(" \t\n\r,:]}", b[i]) < 0 { // a number, true, false, null
				i++
			}
			return i
		}
		if depth == 0 {
			return i + 1
		}
	}
	return i
}

// unquote is the text of a JSON string.
func unquote(value []byte) (string, error) {
	inside := value[1 : len(value)-1]
	if bytes.IndexByte(inside, '\\') < 0 {
		return string(inside), nil
	}
	if err := whole(inside); err != nil {
		return "", err
	}
	var s string
	err := json.Unmarshal(value, &s)
	return s, err
}

// whole says whether a string, without its quotation marks, has no half of a surrogate pair.
func whole(inside []byte) error {
	for i := bytes.IndexByte(inside, '\\'); i >= 0 && i < len(inside); i++ {
		if inside[i] != '\\' {
			continue
		}
		if i++; inside[i] != 'u' {
			continue
		}
		switch first := unit(inside[i+1:]); {
		case first>>10 == 0xd800>>10 && bytes.HasPrefix(inside[i+5:], []byte(`\u`)) && unit(inside[i+7:])>>10 == 0xdc00>>10:
			i += 10
		case first>>11 == 0xd800>>11:
			return errHalf
		}
	}
	return nil
}

// unit is the number of four hexadecimal digits.
func unit(digits []byte) uint64 {
	n, _ := strconv.ParseUint(string(digits[:4]), 16, 32)
	return n
}

// kind is what a value is, for people.
func kind(value []byte) string {
	switch value[0] {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "bool"
	case 'n':
		return "null"
	}
	return "number"
}

// wrongKind says that a key's value is not what it should be.
func wrongKind(key string, value []byte) error {
	return fmt.Errorf("the value of %.40q is of the wrong kind: %s", key, kind(value))
}

// null says whether a value is null: many programs write it for what is not there.
func null(value []byte) bool { return value[0] == 'n' }

// textOf is the text of a string; of null it is empty.
func textOf(key string, value []byte) (string, error) {
	switch value[0] {
	case '"':
		return unquote(value)
	case 'n':
		return "", nil
	}
	return "", wrongKind(key, value)
}

// textsOf is the texts of a list of strings, and of null none.
func textsOf(key string, value []byte) (all []string, err error) {
	if null(value) {
		return nil, nil
	}
	if value[0] != '[' {
		return nil, wrongKind(key, value)
	}
	err = elements(value, func(_ int, v []byte) error {
		if v[0] != '"' {
			return wrongKind(key, v)
		}
		s, err := unquote(v)
		all = append(all, s)
		return err
	})
	return all, err
}

// intOf is a whole number. What is written as 3.0 or 3e0 is none: nobody writes an offset so.
func intOf(key string, value []byte) (int, error) {
	if kind(value) != "number" {
		return 0, wrongKind(key, value)
	}
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil || n < math.MinInt32 || n > math.MaxInt32 {
		return 0, fmt.Errorf("the value of %.40q is not a whole number that can be: %.40s", key, value)
	}
	return int(n), nil
}

// numberOf is a finite number; of null it is 0.
func numberOf(key string, value []byte) (float64, error) {
	if null(value) {
		return 0, nil
	}
	if kind(value) != "number" {
		return 0, wrongKind(key, value)
	}
	f, err := strconv.ParseFloat(string(value), 64)
	if err != nil {
		return 0, fmt.Errorf("the value of %.40q is not a number that can be: %.40s", key, value)
	}
	return f, nil
}

// timeOf is an RFC 3339 time; of an empty text or null it is none.
func timeOf(key string, value []byte) (time.Time, error) {
	s, err := textOf(key, value)
	if err != nil || s == "" {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s: %.40q is not an RFC 3339 time", key, s)
	}
	return annotate.Instant(t), nil
}
