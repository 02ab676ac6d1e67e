package table

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Why a row of a CSV is no good.
var (
	errQuote   = errors.New("a quotation mark in a quoted cell has to be doubled")
	errOpen    = errors.New("a quoted cell that does not end")
	errLongRow = fmt.Errorf("longer than %d MiB", longestRow>>20)
	errWide    = fmt.Errorf("more than %d cells", mostCells)
)

const (
	longestRow  = 32 << 20
	mostCells   = 1 << 14   // as many as the widest spreadsheets have
	mostReading = 256 << 20 // bytes that are read again, after quotation marks that open a cell and close none
)

// readCSV reads a table whose first row has the names of its columns. Start is how it goes on behind
// white space.
func readCSV(in *bufio.Reader, start []byte, t *reading) error {
	rows := newCSVRows(in, start, t.Comma)
	header, line, err := rows.next()
	if bad := (rowError{}); errors.As(err, &bad) {
		return fmt.Errorf("line %d: %w", line, bad.error)
	} else if err != nil {
		return err
	}
	places := map[string]int{}
	for i, name := range header {
		name = strings.TrimSpace(name)
		if _, twice := places[name]; !twice && len(t.columns) < mostColumns {
			t.add(column{name, true, true})
			places[name] = i
		}
	}
	if err := t.begin(true); err != nil {
		return err
	}
	for {
		cells, line, err := rows.next()
		bad := rowError{}
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &bad):
			t.refuse(line, bad.error)
			continue
		case err != nil:
			return err
		}
		if err := ragged(cells, len(header)); err != nil {
			t.refuse(line, err)
			continue
		}
		r := Row{Line: line}
		for field, column := range t.chosen {
			if i, there := places[column]; there {
				r.set(field, cells[i])
			}
		}
		if err := t.give(r); err != nil {
			return err
		}
	}
}

// ragged says that a row has other cells than the header. Empty ones after them are no matter.
func ragged(cells []string, want int) error {
	got := len(cells)
	for got > want && strings.TrimSpace(cells[got-1]) == "" {
		got--
	}
	if got != want {
		return fmt.Errorf("it has %d cells, and the first row %d", got, want)
	}
	return nil
}

// rowError is what is wrong with one row: what follows it can be read.
type rowError struct{ error }

// csvRows finds out where rows end, so that one that is broken costs no other: encoding/csv reads what is in
// them. It keeps one row in memory.
type csvRows struct {
	in      *bufio.Reader
	comma   byte
	line    int    // of what is read next, from 1
	row     []byte // the lines of a row
	again   []byte // lines that were read as a part of a row that did not end
	reread  int    // bytes of them, in all
	one     bytes.Reader
	cells   *csv.Reader
	plain   bool // the row has no quoted cells, whatever it looks like
	stopped bool
}

func newCSVRows(in *bufio.Reader, start []byte, comma rune) *csvRows {
	c := &csvRows{in: in, comma: byte(comma), line: 1}
	end := "\n"
	if endsInCR(start) {
		end, c.in = "\r", bufio.NewReaderSize(lineEnds{in}, 64<<10) // as old Macs write them
	}
	first, _, _ := bytes.Cut(start, []byte(end))
	if first = bytes.TrimRight(first, "\r"); len(first) == 5 && bytes.EqualFold(first[:4], []byte("sep=")) { // spreadsheets say so
		c.comma, c.line = first[4], 2
		_, _ = c.in.ReadSlice('\n')
	}
	if c.comma == 0 {
		c.comma = commaOf(first)
	}
	c.cells = csv.NewReader(&c.one)
	c.cells.TrimLeadingSpace = c.comma != '\t'
	c.cells.Comma, c.cells.FieldsPerRecord, c.cells.ReuseRecord, c.cells.LazyQuotes = rune(c.comma), -1, true, true
	return c
}

// endsInCR says whether rows end in CR alone; cells in quotation marks may hold other line ends.
func endsInCR(start []byte) bool {
	alone, others, quoted := 0, 0, false
	for i, b := range start {
		switch {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '\n':
			others++
		case b == '\r' && i+1 < len(start) && start[i+1] != '\n':
			alone++
		}
	}
	return alone > others || alone == 0 && others == 0 && bytes.HasSuffix(start, []byte("\r"))
}

// lineEnds makes LF of CR.
type lineEnds struct{ r io.Reader }

func (l lineEnds) Read(b []byte) (int, error) {
	n, err := l.r.Read(b)
	for i, c := range b[:n] {
		if c == '\r' {
			b[i] = '\n'
		}
	}
	return n, err
}

// commaOf is what stands between the cells of a header: what stands there most often.
func commaOf(header []byte) byte {
	best, most := byte(','), 0
	for _, c := range []byte(",;\t|") {
		n, quoted := 0, false
		for _, b := range header {
			if b == '"' {
				quoted = !quoted
			} else if b == c && !quoted {
				n++
			}
		}
		if n > most {
			best, most = c, n
		}
	}
	return best
}

// next is the cells of the next row that is not blank, valid until the call after, and the line where it
// begins. The error is io.EOF after the last one, a rowError, or the reader's.
func (c *csvRows) next() (cells []string, line int, err error) {
	for {
		line = c.line
		if err := c.gather(); err != nil {
			return nil, line, err
		}
		if len(bytes.TrimSpace(c.row)) > 0 {
			break
		}
	}
	if c.plain {
		return strings.Split(strings.TrimRight(string(c.row), "\r\n"), string(rune(c.comma))), line, nil
	}
	c.one.Reset(c.row)
	cells, err = c.cells.Read()
	if err != nil {
		return nil, line, rowError{err}
	}
	return cells, line, nil
}

// gather reads the lines of one row. Where it cannot be one, only its first line is no good: the others
// are read again.
func (c *csvRows) gather() error {
	c.row, c.plain = c.row[:0], false
	first, quoted, cells := 0, false, 1
	for {
		from := len(c.row)
		err := c.readLine()
		switch {
		case err == io.EOF && from > 0:
			return c.refuse(first, errOpen)
		case errors.As(err, new(rowError)) && from > 0:
			return c.refuse(first, err)
		case err != nil:
			return err
		case from == 0:
			first = len(c.row)
		}
		var wrong error
		if quoted, wrong = c.scan(c.row[from:], quoted, &cells); wrong == errQuote && c.comma == '\t' && from == 0 {
			c.plain = true // tables with tabs often quote nothing
			return nil
		} else if wrong != nil {
			return c.refuse(first, wrong)
		}
		switch {
		case !quoted:
			return nil
		case len(c.row) > longestRow:
			return c.refuse(first, errOpen)
		}
	}
}

// refuse is the error of a row of which the first line has so many bytes.
func (c *csvRows) refuse(first int, why error) error {
	rest := c.row[first:]
	if c.reread += len(rest); c.reread > mostReading {
		c.stopped = true
		return rowError{fmt.Errorf("%w, as others before it: what follows is not read", why)}
	}
	if len(rest) > 0 {
		c.line -= bytes.Count(rest, []byte("\n"))
		if rest[len(rest)-1] != '\n' {
			c.line--
		}
		c.again = append(bytes.Clone(rest), c.again...)
	}
	return rowError{why}
}

// readLine appends a line to the row, with its end.
func (c *csvRows) readLine() error {
	if c.stopped {
		return io.EOF
	}
	if len(c.again) > 0 {
		n := bytes.IndexByte(c.again, '\n') + 1
		if n == 0 {
			n = len(c.again)
		}
		c.row, c.again = append(c.row, c.again[:n]...), c.again[n:]
		c.line++
		return nil
	}
	from, long := len(c.row), false
	for {
		part, err := c.in.ReadSlice('\n')
		if long = long || len(c.row)-from+len(part) > longestRow; !long {
			c.row = append(c.row, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && (len(c.row) > from || long):
		case err != nil:
			return err
		}
		c.line++
		if long {
			c.row = c.row[:from]
			return rowError{errLongRow}
		}
		return nil
	}
}

// scan says whether a quoted cell is open at the end of a line, and what is wrong with the line.
func (c *csvRows) scan(line []byte, quoted bool, cells *int) (bool, error) {
	begins := !quoted // a cell
	for i := 0; i < len(line); i++ {
		b := line[i]
		switch {
		case quoted && b != '"':
			skip := bytes.IndexByte(line[i:], '"')
			if skip < 0 {
				return true, nil
			}
			i += skip - 1
		case quoted && i+1 < len(line) && line[i+1] == '"':
			i++
		case quoted:
			quoted = false
			if end := bytes.TrimRight(line[i+1:], "\r\n"); len(end) > 0 && end[0] != c.comma {
				return false, errQuote
			}
		case b == c.comma:
			if *cells++; *cells > mostCells {
				return false, errWide
			}
			begins = true
			continue
		case b == '"' && begins:
			quoted = true
		case b == ' ' && begins && c.comma != '\t':
			continue // before a quoted cell
		}
		begins = false
	}
	return quoted, nil
}
