package brief

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
)

// line is text from outside in one clean line: white space as single blanks and none at its
// ends, without what nobody sees or what disturbs a terminal.
func line(text string) string {
	var out strings.Builder
	blank := false
	for _, r := range text {
		switch r = visible(r); {
		case r == ' ':
			blank = out.Len() > 0
		case r > 0:
			if blank {
				out.WriteByte(' ')
			}
			blank = false
			out.WriteRune(r)
		}
	}
	return out.String()
}

// lines is text from outside as clean lines: notes.
func lines(text string) string {
	all := strings.Split(annotate.Lines(text), "\n")
	for i := range all {
		all[i] = line(all[i])
	}
	return strings.TrimSpace(strings.Join(all, "\n"))
}

// visible is a rune as it may be shown, a blank for all white space, -1 for one that may not.
// Invalid bytes show that something was there.
func visible(r rune) rune {
	switch {
	case ' ' < r && r < 0x7f:
		return r
	case unicode.IsSpace(r):
		return ' '
	case r == 0x200c, r == 0x200d, r == utf8.RuneError: // joiners, which scripts and emoji need
		return r
	case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs):
		return -1
	}
	return r
}
