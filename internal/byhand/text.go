package byhand

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/internal/clean"
)

// Line is text as one clean line, without white space at its ends.
func Line(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return harmless(r)
	}, text)), " ")
}

// Lines is clean text without empty lines before it and white space after it. Where there
// is any, it ends with a newline.
func Lines(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n").Replace(text)
	text = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		return harmless(r)
	}, text)
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	for {
		line, rest, more := strings.Cut(text, "\n")
		if !more || strings.TrimSpace(line) != "" {
			break
		}
		text = rest
	}
	if text == "" {
		return ""
	}
	return text + "\n"
}

// harmless is a rune that may be shown, or -1: no controls, no characters that turn the
// direction of others, nothing that nobody sees but the joiners that scripts and emoji need.
func harmless(r rune) rune {
	switch {
	case r == 0x200c, r == 0x200d:
		return r
	case r == utf8.RuneError, clean.Disturbs(r), unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}

// Quote is text as TOML writes it on one line, between quotation marks. Controls and
// characters that turn the direction of others are escapes.
func Quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"', r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case harmless(r) < 0:
			b.WriteString(escape(r))
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func escape(r rune) string {
	const digits = "0123456789abcdef"
	out := []byte(`\U00000000`)
	for i := len(out) - 1; i > 1; i, r = i-1, r>>4 {
		out[i] = digits[r&15]
	}
	return string(out)
}
