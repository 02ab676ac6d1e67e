package compare

import "rashomon/internal/segment"

// Likeness says how far a and b are the same wording, 0 to 1: the Dice
// coefficient of the longest common subsequence of their lower-cased words
// (2·|LCS| / (|a|+|b|); C.-Y. Lin, "ROUGE: a package for automatic evaluation of
// summaries", 2004, with equal weight on both sides). Two texts without words
// are alike.
func Likeness(a, b string) float64 {
	ids := map[string]int32{}
	return dice(wordIDs(a, ids), wordIDs(b, ids))
}

// wordIDs numbers the words of text, the same word always by the same number.
func wordIDs(text string, ids map[string]int32) []int32 {
	ws := segment.Words(text)
	out := make([]int32, len(ws))
	for i, w := range ws {
		id, known := ids[w.Lower]
		if !known {
			id = int32(len(ids))
			ids[w.Lower] = id
		}
		out[i] = id
	}
	return out
}

// dice is twice the length of the longest common subsequence over the sum of
// the lengths.
func dice(a, b []int32) float64 {
	if len(a)+len(b) == 0 {
		return 1
	}
	return 2 * float64(subsequence(a, b)) / float64(len(a)+len(b))
}

// subsequence is the length of the longest common subsequence.
func subsequence(a, b []int32) int {
	if len(a) < len(b) {
		a, b = b, a
	}
	row := make([]int32, len(b)+1)
	for _, x := range a {
		diagonal := int32(0)
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return int(row[len(b)])
}
