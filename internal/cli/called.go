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

// quotedCommand is a command that a text names.
var quotedCommand = regexp.MustCompile(`'rashomon ([a-z]+)`)

// asGiven is a text for the user in which each command that works on a library has that of this run.
func (a *app) asGiven(text string) string {
	return quotedCommand.ReplaceAllStringFunc(text, func(command string) string {
		switch name := strings.TrimPrefix(command, "'rashomon "); name {
		case "clean", "compare", "config", "demo", "group", "recover", "segment", "suggest":
			return command
		default:
			return "'" + a.called() + " " + name
		}
	})
}

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
