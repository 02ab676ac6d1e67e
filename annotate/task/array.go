package task

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"rashomon/annotate/jsonl"
)

// mostTask is the bytes that one task of a JSON array may have.
const mostTask = 64 << 20

// mostNested is how deep the arrays and objects of a task may lie in each other.
const mostNested = 1000

// stand is where a value stands in a file: the line where it begins, and its number in the array, both
// from 1.
type stand struct{ line, number int }

// readArray gives each the objects of a JSON array one by one, in the memory of one. Objects that
// follow one another without an array are taken too. What is no object or not UTF-8 is given to
// bad and passed over; where it cannot be told where a value ends, bad learns the line where it
// begins, and the rest is not read.
// readArray returns the error that each returned, as it is, or that of the reader.
func readArray(r io.Reader, each func(where stand, value []byte) error, bad func(jsonl.LineError)) error {
	a := &arrayReader{in: bufio.NewReaderSize(r, 64<<10), line: 1}
	if mark, _ := a.in.Peek(3); string(mark) == "\ufeff" {
		_, _ = a.in.Discard(3) // they are in its buffer
	}
	c, err := a.space()
	array := err == nil && c == '['
	if array {
		_, _ = a.in.Discard(1)
	}
	for n := 1; err == nil; n++ {
		var more bool
		if more, err = a.more(array, n == 1); err != nil || !more {
			break
		}
		where := stand{a.line, n}
		if err = a.read(); err != nil {
			a.line = where.line
			break
		}
		switch {
		case !utf8.Valid(a.value):
			bad(jsonl.LineError{Line: where.line, Why: fmt.Errorf("task %d: %w", n, jsonl.ErrEncoding)})
		case a.value[0] != '{':
			bad(jsonl.LineError{Line: where.line, Why: fmt.Errorf("task %d: this is no JSON object: a task was expected", n)})
		default:
			if err := each(where, a.value); err != nil {
				return err
			}
		}
	}
	switch {
	case err == nil, err == io.EOF && !array:
		return nil
	case err == io.EOF:
		err = errEnds
	case a.err != nil:
		return fmt.Errorf("line %d: %w", a.line, a.err)
	}
	bad(jsonl.LineError{Line: a.line, Why: fmt.Errorf("what follows is not read: %w", err)})
	return nil
}

var (
	errEnds     = errors.New("the file ends in the middle")
	errLongTask = fmt.Errorf("a task longer than %d MiB", mostTask>>20)
	errNested   = fmt.Errorf("a task in which more than %d arrays and objects lie in each other", mostNested)
)

// arrayReader reads values, and counts lines.
type arrayReader struct {
	in    *bufio.Reader
	line  int    // of what is read next, from 1
	value []byte // the last one; its memory is used again
	err   error  // of in, but for io.EOF
}

// byte is the next one, which is read; after the last it is io.EOF.
func (a *arrayReader) byte() (byte, error) {
	c, err := a.in.ReadByte()
	if err != nil && err != io.EOF {
		a.err = err
	}
	if c == '\n' {
		a.line++
	}
	return c, err
}

// space reads on to what is no white space: c, which is not read.
func (a *arrayReader) space() (c byte, err error) {
	for {
		switch c, err = a.byte(); {
		case err != nil:
			return 0, err
		case !isSpace(c):
			return c, a.in.UnreadByte()
		}
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// more reads on to the next value, past a comma in an array; it is false where there is none.
func (a *arrayReader) more(array, first bool) (bool, error) {
	c, err := a.space()
	if err != nil || !array {
		return err == nil, err
	}
	switch {
	case c == ']':
		_, _ = a.in.Discard(1)
		if _, err := a.space(); err != io.EOF {
			if err == nil {
				err = errors.New("it goes on after the end of its array")
			}
			return false, err
		}
		return false, nil
	case first:
		return true, nil
	case c != ',':
		return false, fmt.Errorf("%q stands where a comma should, between two tasks", c)
	}
	_, _ = a.in.Discard(1)
	_, err = a.space()
	return err == nil, err
}

// read reads one value. Whether it is JSON is told by whoever takes it: here it is told where it
// ends.
func (a *arrayReader) read() error {
	a.value = a.value[:0]
	var open []byte // the brackets that close what is open
	for {
		c, err := a.byte()
		if err == io.EOF && len(open) == 0 && len(a.value) > 0 {
			return nil
		} else if err != nil {
			return a.ended(err)
		}
		if len(open) == 0 && len(a.value) > 0 && (isSpace(c) || bytes.IndexByte([]byte(",]}"), c) >= 0) {
			if c == '\n' {
				a.line--
			}
			return a.in.UnreadByte()
		}
		if a.value = append(a.value, c); len(a.value) > mostTask {
			return errLongTask
		}
		switch c {
		case '"':
			err = a.text()
		case '{', '[':
			if open = append(open, c+2); len(open) > mostNested { // in ASCII the closing bracket is two further
				err = errNested
			}
		case '}', ']':
			if len(open) == 0 || open[len(open)-1] != c {
				return fmt.Errorf("%q closes what is not open", c)
			}
			open = open[:len(open)-1]
		}
		if err != nil || len(open) == 0 && (c == '}' || c == ']' || c == '"') {
			return err
		}
	}
}

// text reads on to the quotation mark that ends a string.
func (a *arrayReader) text() error {
	for {
		c, err := a.byte()
		if err != nil {
			return a.ended(err)
		}
		if a.value = append(a.value, c); len(a.value) > mostTask {
			return errLongTask
		}
		switch c {
		case '"':
			return nil
		case '\\':
			if c, err = a.byte(); err != nil {
				return a.ended(err)
			}
			a.value = append(a.value, c)
		}
	}
}

// ended is the error of a file that ends in a value.
func (a *arrayReader) ended(err error) error {
	if err == io.EOF {
		return errEnds
	}
	return err
}

// begins says whether the first byte that is no white space is c.
func begins(r *bufio.Reader, c byte) (bool, error) {
	for n := 1; ; n++ {
		head, err := r.Peek(n)
		if len(head) < n {
			if err == io.EOF || errors.Is(err, bufio.ErrBufferFull) {
				err = nil
			}
			return false, err
		}
		if !isSpace(head[n-1]) {
			return head[n-1] == c, nil
		}
	}
}
