package jsonl

import (
	"fmt"
	"math"
	"strconv"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/internal/clean"
)

// millis is how a time is written: RFC 3339 with the three decimals that are stored.
const millis = "2006-01-02T15:04:05.000Z07:00"

const hex = "0123456789abcdef"

// object is one line in the making. The first error stays.
type object struct {
	line []byte
	err  error
}

func (o *object) raw(c byte) { o.line = append(o.line, c) }

func (o *object) key(key string) {
	if o.line[len(o.line)-1] != '{' {
		o.raw(',')
	}
	o.raw('"')
	o.line = append(o.line, key...)
	o.line = append(o.line, '"', ':')
}

// list writes n things between two brackets.
func (o *object) list(open byte, n int, closing byte, each func(i int)) {
	o.raw(open)
	for i := range n {
		if i > 0 {
			o.raw(',')
		}
		each(i)
	}
	o.raw(closing)
}

// texts writes a list of strings.
func (o *object) texts(key string, all []string) {
	o.key(key)
	o.list('[', len(all), ']', func(i int) { o.value(all[i]) })
}

func (o *object) text(key, s string) {
	o.key(key)
	o.value(s)
}

// id writes an ID as its String does.
func (o *object) id(key string, id annotate.ID) {
	o.key(key)
	o.raw('"')
	for shift := 60; id != 0 && shift >= 0; shift -= 4 {
		o.raw(hex[id>>shift&15])
	}
	o.raw('"')
}

func (o *object) number(key string, n int) {
	o.key(key)
	o.line = strconv.AppendInt(o.line, int64(n), 10)
}

// numberOrNull writes null for what is not counted: a number below zero.
func (o *object) numberOrNull(key string, n int) {
	if n < 0 {
		o.null(key)
		return
	}
	o.number(key, n)
}

func (o *object) decimal(key string, f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		o.err = fmt.Errorf("%s is not a number", key)
	}
	o.key(key)
	o.line = strconv.AppendFloat(o.line, f, 'f', -1, 64)
}

// decimalOrNull writes null for what was not measured: zero.
func (o *object) decimalOrNull(key string, f float64) {
	if f == 0 {
		o.null(key)
		return
	}
	o.decimal(key, f)
}

func (o *object) null(key string) {
	o.key(key)
	o.line = append(o.line, "null"...)
}

func (o *object) flag(key string, b bool) {
	o.key(key)
	o.line = strconv.AppendBool(o.line, b)
}

func (o *object) time(key string, t time.Time) {
	o.key(key)
	o.raw('"')
	o.line = annotate.Instant(t).AppendFormat(o.line, millis)
	o.raw('"')
}

// timeOrNone writes an empty text for no time.
func (o *object) timeOrNone(key string, t time.Time) {
	if t.IsZero() {
		o.text(key, "")
		return
	}
	o.time(key, t)
}

// value writes a JSON string.
func (o *object) value(s string) {
	var err error
	if o.line, err = AppendText(o.line, s); err != nil {
		o.err = err
	}
}

// AppendText appends a text as a JSON string, of which a terminal can be shown every byte. It
// returns ErrEncoding for what is not UTF-8.
func AppendText(line []byte, s string) (_ []byte, err error) {
	line = append(line, '"')
	done := 0 // s[:done] is written
	for i := 0; i < len(s); {
		c := s[i]
		if ' ' <= c && c < 0x7f && c != '"' && c != '\\' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			err = ErrEncoding
		}
		if c < utf8.RuneSelf || clean.Disturbs(r) {
			line = AppendEscaped(append(line, s[done:i]...), r)
			done = i + size
		}
		i += size
	}
	return append(append(line, s[done:]...), '"'), err
}

// AppendEscaped appends a rune as it is escaped in a JSON string.
func AppendEscaped(line []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(line, '\\', byte(r))
	case '\n':
		return append(line, `\n`...)
	case '\r':
		return append(line, `\r`...)
	case '\t':
		return append(line, `\t`...)
	}
	if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
		return AppendEscaped(AppendEscaped(line, high), low)
	}
	return append(line, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}

// Disturbs says whether a rune moves, turns or hides what a terminal or an editor shows, as
// clean.Disturbs. In the files of this package such a rune is written as an escape.
func Disturbs(r rune) bool { return clean.Disturbs(r) }
