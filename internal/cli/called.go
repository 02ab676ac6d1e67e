package cli

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"rashomon/internal/clean"
)

// called is how the program is called so that it has the library of this run.
func (a *app) called() string {
	if a.library == "" {
		return "rashomon"
	}
	return "rashomon --library " + shellWord(a.library)
}

// asGiven is a text for the user in which each command that works on a library has that of this run.
func (a *app) asGiven(text string) string {
	command := regexp.MustCompile(`'rashomon ([a-z]+)([^']*)'`)
	return command.ReplaceAllStringFunc(text, func(quoted string) string {
		of := command.FindStringSubmatch(quoted)
		switch of[1] {
		case "clean", "compare", "config", "demo", "group", "recover", "segment", "suggest":
			return quoted
		}
		given := a.called() + " " + of[1] + of[2]
		if strings.Contains(given, "'") {
			return "“" + given + "”" // else nobody would see where it ends
		}
		return "'" + given + "'"
	})
}

// reworded is an error as it is told to a user.
type reworded struct {
	error
	text string
}

func (r reworded) Error() string { return r.text }
func (r reworded) Unwrap() error { return r.error }

// shellWord is a text as a shell takes it for one word, and a terminal as text.
func shellWord(text string) string {
	windows := filepath.Separator == '\\'
	plain := !strings.ContainsFunc(text, func(r rune) bool {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune("./_-", r) && !(windows && strings.ContainsRune(`\:`, r))
	})
	switch {
	case plain && text != "":
		return text
	case windows: // no name has a quotation mark there
		return `"` + clean.Line(text) + `"`
	case clean.Name(text) != text: // as bash and zsh write what does not show
		escaped := strconv.QuoteToASCII(text)
		return "$'" + strings.ReplaceAll(escaped[1:len(escaped)-1], "'", `\'`) + "'"
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
