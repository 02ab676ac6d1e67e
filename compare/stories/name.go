package stories

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
)

// byName is the members of a group with those first whose titles would name a story best:
// stated ones before those made from first words, then those that have most words in common
// with the titles of the others, then the earliest.
func (s *sorter) byName(members []int) []annotate.ID {
	titles := map[string]int{} // how many titles have a word
	words := make(map[int][]string, len(members))
	for _, i := range members {
		words[i] = longWords(s.rows[i].Title)
		for _, w := range words[i] {
			titles[w]++
		}
	}
	shared := make(map[int]int, len(members))
	for _, i := range members {
		for _, w := range words[i] {
			shared[i] += titles[w] - 1
		}
	}
	slices.SortStableFunc(members, func(i, j int) int {
		if s.made[i] != s.made[j] {
			if s.made[i] {
				return 1
			}
			return -1
		}
		return cmp.Compare(shared[j], shared[i])
	})
	out := make([]annotate.ID, len(members))
	for k, i := range members {
		out[k] = s.rows[i].ID
	}
	return out
}

// longWords is the words of a title that may say something, each once.
func longWords(title string) []string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	words = slices.DeleteFunc(words, func(w string) bool { return utf8.RuneCountInString(w) < 4 })
	slices.Sort(words)
	return slices.Compact(words)
}
