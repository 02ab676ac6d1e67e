package page

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// decode makes UTF-8 of a page's bytes, as browsers do (Encoding Standard): a byte order mark,
// what the server said, what the page says in its first kilobyte. But what is UTF-8 throughout is
// UTF-8: saved pages often still say what they were before; and bad bytes among good UTF-8 are only that.
func decode(data []byte, contentType string) (text string, notes []string) {
	text = string(data)
	if !strings.HasPrefix(text, "\xfe\xff") && !strings.HasPrefix(text, "\xff\xfe") && utf8.ValidString(text) && !strings.Contains(text, "\x1b") {
		return strings.TrimPrefix(text, "\ufeff"), nil
	}
	encoding, name, _ := charset.DetermineEncoding(data, contentType)
	broken, whole := brokenUTF8(text)
	switch {
	case name == "utf-8" && broken > whole:
		encoding, name = charset.Lookup("windows-1252") // as it is most often where a page is wrong about itself
	case name == "utf-8", name == "windows-1252" && whole > broken: // which is also the guess where nobody says, and by chance hardly any letter is whole
		if broken > 0 {
			notes = []string{fmt.Sprintf("bytes that are not UTF-8, shown as %c: %d", utf8.RuneError, broken)}
		}
		return strings.TrimPrefix(strings.ToValidUTF8(text, "\uFFFD"), "\ufeff"), notes
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
