package task

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// millis is how a time is written: RFC 3339 with the three decimals that are stored.
const millis = "2006-01-02T15:04:05.000Z07:00"

// object is one JSON object in the making, of which a terminal can be shown every byte. The
// first error stays.
type object struct {
	line []byte
	err  error
}

// begin starts an object in the memory of the one before.
func (o *object) begin() { o.line, o.err = append(o.line[:0], '{'), nil }

// end writes the object as one line, in one call of Write.
func (o *object) end(w io.Writer) error {
	o.line = append(o.line, '}', '\n')
	if o.err != nil {
		return fmt.Errorf("%.60q: %w", o.line, o.err)
	}
	_, err := w.Write(o.line)
	return err
}

func (o *object) raw(c byte) { o.line = append(o.line, c) }

// key writes the name of the next member: a name of ours, that needs no escape.
func (o *object) key(key string) {
	if o.line[len(o.line)-1] != '{' {
		o.raw(',')
	}
	o.raw('"')
	o.line = append(o.line, key...)
	o.line = append(o.line, '"', ':')
}

// open begins an object that is a member of this one; closed ends it.
func (o *object) open(key string) {
	o.key(key)
	o.raw('{')
}

func (o *object) closed() { o.raw('}') }

// list writes a list of n things.
func (o *object) list(key string, n int, each func(i int)) {
	o.key(key)
	o.raw('[')
	for i := range n {
		if i > 0 {
			o.raw(',')
		}
		each(i)
	}
	o.raw(']')
}

// texts writes a list of strings.
func (o *object) texts(key string, all []string) {
	o.list(key, len(all), func(i int) { o.value(all[i]) })
}

func (o *object) text(key, s string) {
	o.key(key)
	o.value(s)
}

// textIf, textsIf, numberIf, decimalIf, flagIf and timeIf write nothing of what is empty.
func (o *object) textIf(key, s string) {
	if s != "" {
		o.text(key, s)
	}
}

func (o *object) textsIf(key string, all []string) {
	if len(all) > 0 {
		o.texts(key, all)
	}
}

func (o *object) numberIf(key string, n int) {
	if n != 0 {
		o.number(key, n)
	}
}

func (o *object) decimalIf(key string, f float64) {
	if f != 0 {
		o.decimal(key, f)
	}
}

func (o *object) flagIf(key string, b bool) {
	if b {
		o.key(key)
		o.line = append(o.line, "true"...)
	}
}

func (o *object) timeIf(key string, t time.Time) {
	if !t.IsZero() {
		o.text(key, annotate.Instant(t).Format(millis))
	}
}

func (o *object) number(key string, n int) {
	o.key(key)
	o.int(n)
}

func (o *object) int(n int) { o.line = strconv.AppendInt(o.line, int64(n), 10) }

func (o *object) decimal(key string, f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		o.err = fmt.Errorf("%s is not a number", key)
	}
	o.key(key)
	o.line = strconv.AppendFloat(o.line, f, 'f', -1, 64)
}

// more writes members of another program's object, in the order of the alphabet, without
// those that are in taken: the line has them already.
func (o *object) more(keys map[string]json.RawMessage, taken ...string) {
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if slices.Contains(taken, k) {
			continue
		}
		if o.line[len(o.line)-1] != '{' {
			o.raw(',')
		}
		o.value(k)
		o.raw(':')
		o.foreign(keys[k])
	}
}

// foreign writes a value of another program's as it is, on one line.
func (o *object) foreign(value json.RawMessage) {
	plain, err := tidy(value)
	if err != nil {
		o.err = err
	}
	o.line = append(o.line, plain...)
}

// tidy is a JSON value without white space, and with escapes for what disturbs.
func tidy(value json.RawMessage) (json.RawMessage, error) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, value); err != nil {
		return nil, err
	}
	in := compact.Bytes()
	if !utf8.Valid(in) {
		return nil, jsonl.ErrEncoding
	}
	if bytes.IndexFunc(in, jsonl.Disturbs) < 0 {
		return in, nil
	}
	var o object
	for _, r := range string(in) { // outside strings all is ASCII
		if jsonl.Disturbs(r) {
			o.line = jsonl.AppendEscaped(o.line, r)
		} else {
			o.line = utf8.AppendRune(o.line, r)
		}
	}
	return o.line, nil
}

// value writes a JSON string.
func (o *object) value(s string) {
	var err error
	if o.line, err = jsonl.AppendText(o.line, s); err != nil {
		o.err = err
	}
}
