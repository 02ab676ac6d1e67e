package brief

import (
	"strings"

	"rashomon/annotate"
	"rashomon/internal/clean"
)

// line is text from outside in one clean line: white space as single blanks and none at its
// ends, without what nobody sees or what disturbs a terminal.
func line(text string) string {
	return annotate.Line(clean.Safe(annotate.Line(text)))
}

// lines is text from outside as clean lines: notes.
func lines(text string) string {
	all := strings.Split(annotate.Lines(text), "\n")
	for i := range all {
		all[i] = line(all[i])
	}
	return strings.TrimSpace(strings.Join(all, "\n"))
}
