package task

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"rashomon/annotate/jsonl"
)

// Why a row is no good.
var (
	errLongRow = errors.New("a row longer than 64 MiB")
	errWideRow = fmt.Errorf("a row of more than %d cells", mostCells)
	errQuote   = errors.New("a quotation mark in a quoted cell has to be doubled")
	errOpen    = errors.New("a quoted cell that does not end")
)

const longestRow = 64 << 20

// mostCells is how many cells a row may have: as many as the widest spreadsheets.
const mostCells = 1 << 14

// csvRows reads a table by RFC 4180, row by row, in the memory of one. Cells are kept as they
// are, also CRLF in them, which encoding/csv makes LF. Rows may end with LF or CRLF, and a
// quotation mark that does not begin a cell is only a sign.
type csvRows struct {
	in    *bufio.Reader
	comma byte
	line  int // of what is read next, from 1

	buf  []byte
	ends []int // of the cells in buf
}

func newCSVRows(r io.Reader) *csvRows {
	c := &csvRows{in: bufio.NewReaderSize(r, 64<<10), comma: ',', line: 1}
	if bom, _ := c.in.Peek(3); string(bom) == "\ufeff" {
		_, _ = c.in.Discard(3)
	}
	return c
}

// next is the cells of the next row that is not blank, and the line where it begins. The error
// is io.EOF after the last row. Any error of a row is an errRow: what follows the row can be read.
func (c *csvRows) next() (cells []string, line int, err error) {
	for {
		line = c.line
		c.buf, c.ends = c.buf[:0], c.ends[:0]
		if err := c.row(); err != nil {
			return nil, line, err
		}
		if len(c.ends) == 1 && len(strings.TrimSpace(string(c.buf))) == 0 {
			continue
		}
		break
	}
	if !utf8.Valid(c.buf) {
		return nil, line, errRow{jsonl.ErrEncoding}
	}
	all, from := string(c.buf), 0
	cells = make([]string, len(c.ends))
	for i, end := range c.ends {
		cells[i], from = all[from:end], end
	}
	return cells, line, nil
}

// errRow is what is wrong with one row.
type errRow struct{ error }

// row reads one row into buf and ends.
func (c *csvRows) row() error {
	b, err := c.in.ReadByte()
	if err != nil {
		return err
	}
	var wrong error
	for { // a cell begins with b
		if b == '"' {
			bad, err := c.quoted()
			if err != nil {
				return err
			}
			if wrong == nil {
				wrong = bad
			}
			if b, err = c.in.ReadByte(); err == io.EOF {
				b = '\n'
			} else if err != nil {
				return err
			}
		}
		last, err := c.plain(b)
		if err != nil {
			return err
		}
		if c.ends = append(c.ends, len(c.buf)); len(c.ends) > mostCells {
			wrong, c.ends = errRow{errWideRow}, c.ends[:0]
		}
		if last {
			break
		}
		if b, err = c.in.ReadByte(); err == io.EOF {
			c.ends = append(c.ends, len(c.buf))
			break
		} else if err != nil {
			return err
		}
		if len(c.buf) > longestRow {
			wrong, c.buf = errRow{errLongRow}, c.buf[:0]
		}
	}
	return wrong
}

// quoted reads on to the quotation mark that ends the cell.
func (c *csvRows) quoted() (wrong, err error) {
	for {
		b, err := c.in.ReadByte()
		if err == io.EOF {
			return errRow{errOpen}, nil
		} else if err != nil {
			return nil, err
		}
		if b == '\n' {
			c.line++
		}
		if b != '"' {
			if c.buf = append(c.buf, b); len(c.buf) > longestRow {
				wrong, c.buf = errRow{errLongRow}, c.buf[:0]
			}
			continue
		}
		next, err := c.in.Peek(2)
		switch {
		case len(next) > 0 && next[0] == '"':
			c.buf = append(c.buf, '"')
			_, _ = c.in.Discard(1)
		case len(next) == 0, next[0] == c.comma, next[0] == '\n', len(next) == 2 && string(next) == "\r\n":
			return wrong, nil
		case err != nil && err != io.EOF:
			return nil, err
		default:
			return errRow{errQuote}, nil
		}
	}
}

// plain reads on to the end of a cell that goes on with b, and says whether the row ends there.
func (c *csvRows) plain(b byte) (last bool, err error) {
	for {
		switch b {
		case c.comma:
			return false, nil
		case '\n':
			c.line++
			return true, nil
		case '\r':
			if next, _ := c.in.Peek(1); len(next) == 1 && next[0] == '\n' {
				_, _ = c.in.Discard(1)
				c.line++
				return true, nil
			}
		}
		if c.buf = append(c.buf, b); len(c.buf) > longestRow {
			c.buf = c.buf[:0]
			return false, errRow{errLongRow}
		}
		if b, err = c.in.ReadByte(); err == io.EOF {
			return true, nil
		} else if err != nil {
			return false, err
		}
	}
}

// appendCell appends a cell: with quotation marks where RFC 4180 wants them, and where a space
// at its ends could be lost.
func appendCell(row []byte, s string) []byte {
	if s == "" || !strings.ContainsAny(s, ",;\t\"\r\n") && s[0] != ' ' && s[len(s)-1] != ' ' {
		return append(row, s...)
	}
	row = append(row, '"')
	for {
		before, after, found := strings.Cut(s, `"`)
		row = append(row, before...)
		if !found {
			return append(row, '"')
		}
		row = append(row, '"', '"')
		s = after
	}
}

// A cell that begins with one of these could be taken for a formula by a spreadsheet (OWASP, CSV
// injection). An apostrophe before it makes it a text.
const formulas = "=+-@\t\r\n＝＋－＠'"

// guard makes a text of what could be a formula; unguard makes it what it was.
func guard(s string) string {
	if r, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune(formulas, r) && r != utf8.RuneError {
		return "'" + s
	}
	return s
}

func unguard(s string) string {
	if rest, guarded := strings.CutPrefix(s, "'"); guarded && rest != "" && guard(rest) != rest {
		return rest
	}
	return s
}

// joined is texts in one cell, with a stroke between them; a stroke or backslash in one of them has a
// backslash before it.
func joined(all []string) string {
	var b strings.Builder
	for i, s := range all {
		if i > 0 {
			b.WriteByte('|')
		}
		for _, r := range s {
			if r == '|' || r == '\\' {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// parted is what joined put together. Every other backslash is itself.
func parted(s string) (all []string) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '|' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		case s[i] == '|':
			all = append(all, b.String())
			b.Reset()
		default:
			b.WriteByte(s[i])
		}
	}
	return append(all, b.String())
}

// commaOf is what stands between the cells of a header: a comma, a semicolon where a spreadsheet of
// another country wrote it, or a tab.
func commaOf(header string) byte {
	line, _, _ := strings.Cut(header, "\n")
	best, most := byte(','), strings.Count(line, ",")
	for _, c := range []byte{';', '\t'} {
		if n := strings.Count(line, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// csvError is an error of one cell.
func csvError(column string, format string, args ...any) error {
	return fmt.Errorf("%s: %w", column, fmt.Errorf(format, args...))
}
