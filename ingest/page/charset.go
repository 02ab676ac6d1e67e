package page

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// decode makes UTF-8 of a page's bytes, as browsers do (Encoding Standard): a byte order mark,
// what the server said, what the page says in its first kilobyte. But what is UTF-8 throughout is
// UTF-8: saved pages often still say what they were before.
func decode(data []byte, contentType string) (text string, notes []string) {
	text = string(data)
	if !strings.HasPrefix(text, "\xfe\xff") && !strings.HasPrefix(text, "\xff\xfe") && utf8.ValidString(text) && !strings.Contains(text, "\x1b") {
		return strings.TrimPrefix(text, "\ufeff"), nil
	}
	encoding, name, _ := charset.DetermineEncoding(data, contentType)
	if name == "utf-8" {
		if broken, whole := brokenUTF8(text); broken > whole/10 {
			encoding, name = charset.Lookup("windows-1252") // as it is most often where a page is wrong about itself
		} else {
			if broken > 0 {
				notes = []string{fmt.Sprintf("bytes that are not UTF-8, shown as %c: %d", utf8.RuneError, broken)}
			}
			return strings.TrimPrefix(strings.ToValidUTF8(text, "\uFFFD"), "\ufeff"), notes
		}
	}
	out, err := encoding.NewDecoder().String(text)
	if err != nil {
		return strings.ToValidUTF8(text, "\uFFFD"), nil
	}
	if out == text {
		return text, nil
	}
	return strings.TrimPrefix(strings.ToValidUTF8(out, "\uFFFD"), "\ufeff"), []string{"converted from " + name}
}

// brokenUTF8 counts bytes that are not UTF-8, and letters of several bytes.
func brokenUTF8(text string) (broken, whole int) {
	for i, r := range text {
		switch {
		case r < utf8.RuneSelf:
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			broken++
		default:
			whole++
		}
	}
	return broken, whole
}
