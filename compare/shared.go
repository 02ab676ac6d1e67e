package compare

import (
	"cmp"
	"slices"
)

// Shared says how much of a report's wording stands in another. It names no
// author: who had the words first, this cannot know.
type Shared struct {
	// Report and With are places in the slice given to [Compare].
	Report, With int
	// Share is the part of Report's words that stand in runs of seven or more
	// words of With, above 0 to 1.
	Share float64
	// LongestRun is in words.
	LongestRun int
}

const (
	sharedRun = 7  // words that make a run
	gram      = 4  // words that are looked up
	maxPlaces = 64 // places of one gram that are followed: text that repeats itself has no end of them
)

// shared compares the wording of all pairs of reports, by an index of four words
// in a row, extended as far as both go on alike (the usual way to find re-used
// text; S. Schleimer et al., "Winnowing", 2003, without the sampling).
func (s *story) shared() ([]Shared, error) {
	s.pace.phase(sharedPart)
	texts := make([][]int32, len(s.reports))
	indexes := make([]map[[gram]int32][]int32, len(s.reports))
	for r := range s.reports {
		for i := s.first[r]; i < s.first[r+1]; i++ {
			for _, w := range s.sentences[i].words {
				texts[r] = append(texts[r], w.lower)
			}
		}
		indexes[r] = indexGrams(texts[r])
	}
	var out []Shared
	for a := range texts {
		for b := range texts {
			if a == b {
				continue
			}
			if err := s.pace.step(a, len(texts)); err != nil {
				return nil, err
			}
			words, longest := sharedWords(texts[a], texts[b], indexes[b])
			if longest > 0 {
				share := float64(words) / float64(len(texts[a]))
				out = append(out, Shared{Report: s.given[a], With: s.given[b], Share: share, LongestRun: longest})
			}
		}
	}
	slices.SortFunc(out, func(x, y Shared) int { return cmp.Or(cmp.Compare(x.Report, y.Report), cmp.Compare(x.With, y.With)) })
	return out, nil
}

// indexGrams lists where each four words in a row stand.
func indexGrams(text []int32) map[[gram]int32][]int32 {
	index := make(map[[gram]int32][]int32, len(text))
	for i := 0; i+gram <= len(text); i++ {
		key := [gram]int32(text[i : i+gram])
		if places := index[key]; len(places) < maxPlaces {
			index[key] = append(places, int32(i))
		}
	}
	return index
}

// sharedWords counts the words of a that stand in long enough runs of b, and the
// longest such run.
func sharedWords(a, b []int32, index map[[gram]int32][]int32) (words, longest int) {
	covered := 0 // words of a before this one are counted
	for i := 0; i+gram <= len(a); i++ {
		for _, place := range index[[gram]int32(a[i:i+gram])] {
			j := int(place)
			if i > 0 && j > 0 && a[i-1] == b[j-1] {
				continue // inside a run that was followed from its start
			}
			n := gram
			for i+n < len(a) && j+n < len(b) && a[i+n] == b[j+n] {
				n++
			}
			if n >= sharedRun {
				longest = max(longest, n)
				words += max(0, i+n-max(i, covered))
				covered = max(covered, i+n)
			}
		}
	}
	return words, longest
}
