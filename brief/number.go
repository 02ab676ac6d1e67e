package brief

import (
	"slices"
	"strings"

	"rashomon/internal/segment"
)

// differ says whether each of two texts gives a number that the other does not, or one
// denies something and the other does not: a reason to read both, no more.
func differ(a, b string) bool {
	x, y := numbersOf(a), numbersOf(b)
	notIn := func(all []string) func(string) bool {
		return func(n string) bool { return !slices.Contains(all, n) }
	}
	return slices.ContainsFunc(x, notIn(y)) && slices.ContainsFunc(y, notIn(x)) || denies(a) != denies(b)
}

// denies says whether a text says of something that it is not so.
func denies(text string) bool {
	return slices.ContainsFunc(segment.Words(text), func(w segment.Word) bool {
		return slices.Contains([]string{"not", "no", "never", "neither", "nor", "cannot", "denied", "denies", "deny", "without"}, w.Lower) || strings.HasSuffix(w.Lower, "n't") || strings.HasSuffix(w.Lower, "n’t")
	})
}

// numbersOf is the numbers that a text gives, in figures or in English words.
func numbersOf(text string) (out []string) {
	for _, w := range segment.Words(text) {
		if figure, known := numberWords[w.Lower]; known {
			out = append(out, figure)
		} else if w.Digit {
			out = append(out, strings.ReplaceAll(w.Lower, ",", ""))
		}
	}
	return out
}

// numberWords are small numbers in words. "One" is as often no number.
var numberWords = map[string]string{
	"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
	"twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100", "dozens": "dozens", "hundreds": "hundreds",
}
