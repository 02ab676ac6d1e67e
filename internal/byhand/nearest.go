package byhand

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Nearest is the name that somebody most likely meant: the one that the fewest slips of the
// hand lead to. Of those that are equally near it is the first; of no names, none.
func Nearest(name string, names []string) (nearest string) {
	fewest := -1
	for _, n := range names {
		if s := slips(plain(name), plain(n)); fewest < 0 || s < fewest {
			nearest, fewest = n, s
		}
	}
	return nearest
}

// NearestIs says in a few words, after a colon, which name is nearest, if one is near: two
// slips of the hand at most, or one is how the other begins. Else it is empty.
func NearestIs(name string, names []string) string {
	n := Nearest(name, names)
	written, meant := plain(name), plain(n)
	s := slips(written, meant)
	begins := len(written) > 1 && len(meant) > 1 && (strings.HasPrefix(string(meant), string(written)) || strings.HasPrefix(string(written), string(meant)))
	if n == "" || !begins && (s > 2 || s >= min(len(written), len(meant))) {
		return ""
	}
	return fmt.Sprintf(": the nearest is %q", n)
}

// longest is the bytes of a name that are compared.
const longest = 64

// plain is a name without what people write in other ways: case, - for _.
func plain(name string) []rune {
	name = strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name))
	for len(name) > longest || !utf8.ValidString(name) {
		name = name[:min(len(name)-1, longest)]
	}
	return []rune(name)
}

// slips is the optimal string alignment distance of Damerau and Levenshtein: letters left
// out, put in, exchanged, and neighbours that changed places. A name that is part of the
// other is nearer than the letters that are left out say.
func slips(a, b []rune) int {
	if len(a) > 2 && len(b) > 2 && (strings.Contains(string(a), string(b)) || strings.Contains(string(b), string(a))) {
		return (max(len(a), len(b)) - min(len(a), len(b)) + 2) / 3
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range b {
		rows[0][j+1] = j + 1
	}
	for i := range a {
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			n := min(rows[i][j+1]+1, rows[i+1][j]+1, rows[i][j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				n = min(n, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = n
		}
	}
	return rows[len(a)][len(b)]
}
