package byhand

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// below is the path of a key in the table of a path; nth that of the nth table of a name.
// A key with a separator in it can only have its line mistaken.
func below(path, key string) string { return path + "\x00" + key }

func nth(path string, n int) string { return path + "\x01" + strconv.Itoa(n) }

// deepest is the tables in tables whose lines are kept.
const deepest = 4

// scan finds the lines of keys and tables.
type scan struct {
	parser *unstable.Parser
	text   []byte
	lines  map[string]int
	tables map[string]int // path of [[…]] → how many there are
	at     int            // the line of the byte numbered from
	from   int
}

// linesOf is the line of every key and table of a file that has been parsed without error.
func linesOf(text []byte) map[string]int {
	s := scan{parser: &unstable.Parser{}, text: text, lines: map[string]int{}, tables: map[string]int{}, at: 1}
	s.parser.Reset(text)
	table := ""
	for s.parser.NextExpression() {
		switch e := s.parser.Expression(); e.Kind {
		case unstable.KeyValue:
			s.pair(table, e)
		case unstable.Table:
			table = s.keep("", e.Key())
		case unstable.ArrayTable:
			path := s.keep("", e.Key())
			i := strings.LastIndexByte(path, 1)
			if i > strings.LastIndexByte(path, 0) { // not the first of them
				path = path[:i]
			}
			table = nth(path, s.tables[path])
			s.lines[table] = s.at
			s.tables[path]++
		}
	}
	return s.lines
}

// pair keeps the line of a key and of those in its value.
func (s *scan) pair(table string, e *unstable.Node) {
	path := s.keep(table, e.Key())
	if strings.Count(path, "\x00") >= deepest {
		return
	}
	s.value(path, e.Value())
}

func (s *scan) value(path string, v *unstable.Node) {
	switch v.Kind {
	case unstable.InlineTable:
		for it := v.Children(); it.Next(); {
			s.pair(path, it.Node())
		}
	case unstable.Array:
		n := 0
		for it := v.Children(); it.Next(); n++ {
			if it.Node().Kind == unstable.InlineTable {
				at := nth(path, n)
				s.lines[at] = s.at
				s.value(at, it.Node())
			}
		}
	}
}

// keep keeps the line of a key that may have several parts, and returns its path. A part
// that names tables stands for the last of them.
func (s *scan) keep(path string, key unstable.Iterator) string {
	for n := 0; key.Next(); n++ {
		if n >= deepest {
			continue
		}
		path = below(path, string(key.Node().Data))
		s.lineOf(int(key.Node().Raw.Offset))
		if _, ok := s.lines[path]; !ok {
			s.lines[path] = s.at
		}
		if count := s.tables[path]; count > 0 {
			path = nth(path, count-1)
		}
	}
	return path
}

// lineOf goes on to the line of an offset; keys come in the order of the file.
func (s *scan) lineOf(offset int) {
	if offset > s.from {
		s.at += bytes.Count(s.text[s.from:offset], []byte("\n"))
		s.from = offset
	}
}
