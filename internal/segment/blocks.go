package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A paragraph is taken for hard-wrapped (its single newlines are only white space) when its widest line is within these columns.
const (
	narrowestWrap = 40
	widestWrap    = 132
)

// Blocks returns the paragraphs of a plain text, in order, trimmed of white space, as spans of bytes. A blank line ends a block;
// so does a single newline, unless the lines around it look wrapped by an editor or mail program at a fixed column.
func Blocks(text string) []Span {
	var blocks, lines []Span
	flush := func() {
		switch {
		case len(lines) > 1 && hardWrapped(text, lines):
			blocks = append(blocks, Span{lines[0].Start, lines[len(lines)-1].End})
		default:
			blocks = appendLines(blocks, text, lines)
		}
		lines = lines[:0]
	}
	for at := 0; at < len(text); {
		end, after := lineEnd(text, at)
		if line := trim(text, Span{at, end}); line.Start < line.End {
			lines = append(lines, line)
		} else {
			flush()
		}
		at = after
	}
	flush()
	return blocks
}

// lineEnd returns where the line at a position ends and where the next one begins.
func lineEnd(text string, at int) (end, after int) {
	for i := at; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\r' && strings.HasPrefix(text[i:], "\r\n"):
			return i, i + 2
		case c >= '\n' && c <= '\r':
			return i, i + 1
		case c == 0xC2 && strings.HasPrefix(text[i:], "\u0085"):
			return i, i + 2
		case c == 0xE2 && (strings.HasPrefix(text[i:], "\u2028") || strings.HasPrefix(text[i:], "\u2029")):
			return i, i + 3
		}
	}
	return len(text), len(text)
}

// hardWrapped tells whether the lines of a paragraph were broken only because they were full: at every line's end
// the next line's first word would not have fitted, and at least one line breaks off inside a sentence.
func hardWrapped(text string, lines []Span) bool {
	width := 0
	for _, l := range lines {
		width = max(width, utf8.RuneCountInString(text[l.Start:l.End]))
	}
	if width < narrowestWrap || width > widestWrap {
		return false
	}
	inside := false
	for i, l := range lines[:len(lines)-1] {
		next := text[lines[i+1].Start:lines[i+1].End]
		first, _, _ := strings.Cut(next, " ")
		if utf8.RuneCountInString(text[l.Start:l.End])+1+utf8.RuneCountInString(first) <= width {
			return false
		}
		r, _ := utf8.DecodeRuneInString(next)
		last, _ := utf8.DecodeLastRuneInString(text[l.Start:l.End])
		inside = inside || unicode.IsLower(r) && !isTerminator(last)
	}
	return inside
}

// appendLines adds the lines of a paragraph that is not wrapped as blocks. A line that begins in lower case after a long one that
// breaks off belongs to it: web pages lose the words of a link to lines of their own. Short lines are a list.
func appendLines(blocks []Span, text string, lines []Span) []Span {
	for i, l := range lines {
		if i > 0 {
			before := &blocks[len(blocks)-1]
			first, _ := utf8.DecodeRuneInString(text[l.Start:])
			last, _ := utf8.DecodeLastRuneInString(text[before.Start:before.End])
			if before.End-before.Start >= narrowestWrap && unicode.IsLower(first) && !isTerminator(last) && last != ':' && last != ';' {
				before.End = l.End
				continue
			}
		}
		blocks = append(blocks, l)
	}
	return blocks
}

// trim takes white space and byte order marks off both ends of a span.
func trim(text string, s Span) Span {
	for s.Start < s.End {
		r, size := utf8.DecodeRuneInString(text[s.Start:s.End])
		if !blank(r) {
			break
		}
		s.Start += size
	}
	for s.Start < s.End {
		r, size := utf8.DecodeLastRuneInString(text[s.Start:s.End])
		if !blank(r) {
			break
		}
		s.End -= size
	}
	return s
}

// blank reports white space, and the marks of no width that ride with it (byte order mark, zero width space).
func blank(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || r >= '\t' && r <= '\r'
	}
	return unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200B'
}
