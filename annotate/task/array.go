package task

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"rashomon/annotate/jsonl"
)

// mostTask is the bytes that one task of a JSON array may have.
const mostTask = 64 << 20

// readArray gives each the objects of a JSON array one by one, in the memory of one, with the
// line where each begins. Objects that follow one another without an array are taken too. What
// is no object or not UTF-8 is given to bad and passed over; where the JSON itself is broken,
// bad learns the line where the broken thing begins, and the rest is not read.
// readArray returns the error that each returned, as it is, or that of the reader.
func readArray(r io.Reader, each func(line int, value []byte) error, bad func(jsonl.LineError)) error {
	in := &lineReader{r: bufio.NewReaderSize(r, 64<<10)}
	if mark, _ := in.r.Peek(3); string(mark) == "\ufeff" {
		_, _ = in.r.Discard(3) // they are in its buffer
	}
	dec := json.NewDecoder(in)
	array, err := begins(in.r, '[')
	if err == nil && array {
		_, err = dec.Token()
	}
	var value json.RawMessage // its memory is used again
	for err == nil && (!array || dec.More()) {
		if err = dec.Decode(&value); err != nil {
			break
		}
		end := dec.InputOffset()
		line := in.lineOf(end - int64(len(value)))
		in.given = end
		switch {
		case !utf8.Valid(value):
			bad(jsonl.LineError{Line: line, Why: jsonl.ErrEncoding})
		case value[0] != '{':
			bad(jsonl.LineError{Line: line, Why: errors.New("this is no JSON object: a task was expected")})
		default:
			if err := each(line, value); err != nil {
				return err
			}
		}
	}
	if err == nil { // the end of the array
		_, err = dec.Token()
	}
	if err == nil {
		if _, err = dec.Token(); err == nil {
			err = errors.New("it goes on after the end of its array")
		} else if err == io.EOF {
			return nil
		}
	}
	return in.ended(err, array, dec, bad)
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
		if !bytes.ContainsRune([]byte(" \t\r\n"), rune(head[n-1])) {
			return head[n-1] == c, nil
		}
	}
}

// lineReader knows on which line each byte stands that was read lately, and reads no more
// than a task can have.
type lineReader struct {
	r      *bufio.Reader
	read   int64   // bytes so far
	given  int64   // up to here everything was given on
	breaks []int64 // where the line ends stand that are not counted yet
	line   int     // line ends that are
	err    error   // of r
}

var errLongTask = fmt.Errorf("a task longer than %d MiB", mostTask>>20)

func (l *lineReader) Read(p []byte) (int, error) {
	if l.read-l.given > mostTask {
		return 0, errLongTask
	}
	n, err := l.r.Read(p)
	for i, c := range p[:n] {
		if c == '\n' {
			l.breaks = append(l.breaks, l.read+int64(i))
		}
	}
	l.read += int64(n)
	if err != nil && err != io.EOF {
		l.err = err
	}
	return n, err
}

// lineOf is the line on which the byte stands, from 1. Asked for bytes in their order.
func (l *lineReader) lineOf(offset int64) int {
	n := 0
	for n < len(l.breaks) && l.breaks[n] < offset {
		n++
	}
	l.line += n
	l.breaks = append(l.breaks[:0], l.breaks[n:]...)
	return l.line + 1
}

// ended says to bad why reading ended where dec stands, where that is not the end of the file.
func (l *lineReader) ended(err error, array bool, dec *json.Decoder, bad func(jsonl.LineError)) error {
	at := dec.InputOffset()
	for rest := bufio.NewReader(dec.Buffered()); ; at++ { // the line of what is wrong, not of the white space before it
		if c, err := rest.ReadByte(); err != nil || !bytes.ContainsRune([]byte(" \t\r\n,"), rune(c)) {
			break
		}
	}
	switch {
	case l.err != nil:
		return fmt.Errorf("line %d: %w", l.lineOf(at), l.err)
	case err == io.EOF && !array:
		return nil
	case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("the file ends in the middle")
	case errors.Is(err, errLongTask):
		err = errLongTask
	}
	bad(jsonl.LineError{Line: l.lineOf(at), Why: fmt.Errorf("what follows is not read: %w", err)})
	return nil
}
