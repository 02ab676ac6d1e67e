package ingest

import "strings"

// How intricate a Markdown text may be. Parsing takes time that grows with the square of what
// one paragraph holds, and memory for each block and cell. No report comes near these bounds;
// what goes beyond is a heap of data, or was made to stop a program.
const (
	mostLines     = 300_000
	mostCells     = 500_000 // of tables
	mostWork      = 200_000_000
	deepestNest   = 50  // block quotes and lists inside each other, on one line
	deepestIndent = 400 // columns
	nestWork      = 5   // what a nested block costs, in units of what a marker costs
)

// survey counts what makes a text slow to parse. It goes line by line, and takes lines
// between blank ones for one paragraph.
type survey struct {
	lines, cells, work     int
	rows, columns, markers int // of the paragraph
}

// intricate says whether a text goes beyond the bounds.
func intricate(text string) bool {
	var s survey
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimLeft(line, " \t>") == "" {
			s.paragraphEnds()
		}
		s.line(line)
		if s.lines > mostLines || s.cells+s.rows*s.columns > mostCells || s.work+s.markers*s.markers > mostWork {
			return true
		}
		opened, indent := nest(line)
		if opened > deepestNest || indent > deepestIndent {
			return true
		}
		s.work += nestWork * opened * opened
	}
	return false
}

func (s *survey) line(line string) {
	if len(line) > 1 && strings.IndexByte("-+*", line[0]) >= 0 && line[1] == ' ' {
		s.paragraphEnds() // a list's item is a block of its own
	}
	pipes := 0
	for i := range len(line) {
		switch line[i] {
		case '[', '*', '_', '~', '`', '<':
			s.markers++
		case '|':
			pipes++
		}
	}
	s.lines++
	s.rows++
	if pipes > 0 {
		s.columns = max(s.columns, pipes+1)
	}
}

func (s *survey) paragraphEnds() {
	s.cells += s.rows * s.columns
	s.work += s.markers * s.markers
	s.rows, s.columns, s.markers = 0, 0, 0
}

// nest is how many blocks a line opens inside each other, and how far it is indented.
func nest(line string) (opened, indent int) {
	for i := range len(line) {
		switch c := line[i]; {
		case c == ' ':
			indent++
		case c == '\t':
			indent += 4
		case c == '>':
			opened++
		case strings.IndexByte("-+*.)", c) >= 0 && i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t'):
			opened++
		case c < '0' || c > '9':
			return opened, indent
		}
	}
	return opened, indent
}
