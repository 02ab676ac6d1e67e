package segment

import (
	"strings"
	"unicode/utf8"
)

// nameLikeness is how alike two forms must be to be one name.
const nameLikeness = 0.86

// NameForm is what spellings of a transliterated name have in common: the word
// in lower case without an Arabic article ("al-", "el-"), vowels and h, with
// doubled letters made single. "al-Kharimi", "Karimi" and "Kareemy" are all
// "krm". It keeps a first vowel, and returns words of other scripts as they are.
func NameForm(word string) string {
	word = withoutArticle(lower(word))
	var b strings.Builder
	var last rune
	for i, r := range word {
		vowel := strings.ContainsRune("aeiouyh'-", r)
		if vowel && (i > 0 || r == 'h' || r == '\'') || r == last {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	if b.Len() == 0 {
		return word
	}
	return b.String()
}

// withoutArticle drops an Arabic article from a lower-cased word.
func withoutArticle(word string) string {
	word = strings.TrimSuffix(word, "'s")
	for _, article := range []string{"al-", "el-", "ال"} {
		if rest, found := strings.CutPrefix(word, article); found && utf8.RuneCountInString(rest) >= 3 {
			return rest
		}
	}
	return word
}

// SameName says whether two words, each part of a name, are likely spellings of
// one: equal without article; or one the other's adjective ("Iraq", "Iraqi"); or
// at least five letters long, alike as written, and alike in [NameForm]. Short
// forms must be equal: there "Johnson" and "Johnston" would meet.
func SameName(a, b string) bool {
	a, b = withoutArticle(lower(a)), withoutArticle(lower(b))
	if a == b {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if rest, found := strings.CutPrefix(b, a); found && len(a) >= 4 {
		switch rest {
		case "i", "n", "s", "an", "ian", "ese", "is", "ns", "ish":
			return true
		}
	}
	if len(a) < 5 || JaroWinkler(a, b) < nameLikeness {
		return false
	}
	fa, fb := NameForm(a), NameForm(b)
	if len(fa) < 5 || len(fb) < 5 {
		return fa == fb && len(fa) >= 2
	}
	return JaroWinkler(fa, fb) >= nameLikeness
}

// JaroWinkler says how alike two words are, 0 to 1, with a bonus for a common
// beginning of up to four letters (W. E. Winkler, "String comparator metrics and
// enhanced decision rules in the Fellegi-Sunter model of record linkage", 1990).
func JaroWinkler(a, b string) float64 {
	if a > b {
		a, b = b, a // pairing letters greedily depends on the order
	}
	ra, rb := []rune(a), []rune(b)
	j := jaro(ra, rb)
	prefix := 0
	for prefix < min(4, len(ra), len(rb)) && ra[prefix] == rb[prefix] {
		prefix++
	}
	return j + float64(prefix)*0.1*(1-j)
}

// jaro pairs equal letters that stand near each other and counts those out of
// order (M. A. Jaro, 1989).
func jaro(a, b []rune) float64 {
	if len(a) == 0 || len(b) == 0 {
		if len(a) == len(b) {
			return 1
		}
		return 0
	}
	window := max(0, max(len(a), len(b))/2-1)
	taken := make([]bool, len(b))
	var paired []rune
	for i, r := range a {
		for j := max(0, i-window); j < min(len(b), i+window+1); j++ {
			if !taken[j] && b[j] == r {
				taken[j] = true
				paired = append(paired, r)
				break
			}
		}
	}
	if len(paired) == 0 {
		return 0
	}
	k, crossed := 0, 0
	for j, r := range b {
		if taken[j] {
			if paired[k] != r {
				crossed++
			}
			k++
		}
	}
	m := float64(len(paired))
	return (m/float64(len(a)) + m/float64(len(b)) + (m-float64(crossed)/2)/m) / 3
}
