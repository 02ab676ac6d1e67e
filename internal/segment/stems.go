package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/turkish"
)

// maxStem is the length in bytes beyond which a word is left as it is: nothing
// that long is a word, and stemming takes time that grows with its square.
const maxStem = 64

// Stem reduces a lower-cased word to what its inflected forms share, by the
// Snowball algorithm of its language (M. F. Porter, "Snowball: a language for
// stemming algorithms", 2001). lang is a BCP 47 tag; only its first part counts.
// Without one the script decides: Latin is taken for English, Cyrillic for
// Russian, Arabic for Arabic. Words of a language without an algorithm, and
// words with anything but letters and apostrophes in them, come back unchanged.
func Stem(word, lang string) string {
	if len(word) > maxStem || !isStemmable(word) {
		return word
	}
	primary, _, _ := strings.Cut(strings.ReplaceAll(lang, "_", "-"), "-")
	stem := stemmer(strings.ToLower(primary), word)
	if stem == nil {
		return word
	}
	if primary == "fr" || primary == "it" {
		word = withoutElision(word)
	}
	env := snowballstem.NewEnv(word)
	stem(env)
	if env.Current() == "" {
		return word
	}
	return env.Current()
}

// StemLanguages is the languages that have an algorithm: in any other a word is its own stem.
func StemLanguages() []string {
	return []string{"en", "ar", "da", "de", "es", "fi", "fr", "hu", "it", "nb", "nl", "nn", "no", "pt", "ro", "ru", "sv", "tr"}
}

// stemmer picks the algorithm; nil where there is none.
func stemmer(lang, word string) func(*snowballstem.Env) bool {
	switch lang {
	case "":
		return stemmerOfScript(word)
	case "en":
		return english.Stem
	case "ar":
		return arabic.Stem
	case "da":
		return danish.Stem
	case "de":
		return german.Stem
	case "es":
		return spanish.Stem
	case "fi":
		return finnish.Stem
	case "fr":
		return french.Stem
	case "hu":
		return hungarian.Stem
	case "it":
		return italian.Stem
	case "nb", "nn", "no":
		return norwegian.Stem
	case "nl":
		return dutch.Stem
	case "pt":
		return portuguese.Stem
	case "ro":
		return romanian.Stem
	case "ru":
		return russian.Stem
	case "sv":
		return swedish.Stem
	case "tr":
		return turkish.Stem
	}
	return nil
}

// stemmerOfScript guesses from a word's first letter.
func stemmerOfScript(word string) func(*snowballstem.Env) bool {
	r, _ := utf8.DecodeRuneInString(word)
	switch {
	case unicode.Is(unicode.Latin, r):
		return english.Stem
	case unicode.Is(unicode.Cyrillic, r):
		return russian.Stem
	case unicode.Is(unicode.Arabic, r):
		return arabic.Stem
	}
	return nil
}

// isStemmable reports valid UTF-8 of letters, marks and apostrophes.
func isStemmable(word string) bool {
	for _, r := range word {
		if r == utf8.RuneError || r != '\'' && !unicode.IsLetter(r) && !unicode.IsMark(r) {
			return false
		}
	}
	return word != ""
}

// withoutElision drops an elided article or pronoun: "l'attaque", "dell'accordo".
func withoutElision(word string) string {
	head, rest, found := strings.Cut(word, "'")
	if found && len(head) <= 5 && len(rest) >= 2 {
		return rest
	}
	return word
}
