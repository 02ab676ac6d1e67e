package anchor

import (
	"slices"
	"unicode/utf8"
)

// index is where each few runes in a row stand in a long text, so that what is nowhere in it, or
// next to nowhere, is not looked for rune by rune (E. Ukkonen, "Approximate string-matching with
// q-grams and maximal matches", Theoretical Computer Science 92, 1992).
type index struct {
	first []uint32 // by the hash of a gram: where its places begin in places; and the end
	at    []uint32 // runes
	seen  []int32  // by block: the last gram of the search that was counted there
	votes []uint16 // by block: how many were
}

const (
	gram     = 4 // runes in a row
	gramBits = 18

	// longText is the runes from which on a text is indexed: a shorter one is soon read.
	longText = 16 << 10
	// rareGrams is how many grams of a passage are looked for, of more than that the rarest.
	rareGrams = 48
	// mostPlaces is how often a gram may stand in a text, to say anything about a place.
	mostPlaces = 4096
	// mostBlocks is how many blocks of a text are read for one passage.
	mostBlocks = 24
	// leastVotes is which part of the grams that are looked for must stand in two blocks side by
	// side, for these to be read: where fewer do, too little speaks for any place there.
	leastVotes = 1. / 6
)

func hashGram(runes []rune) uint32 {
	h := uint32(2166136261) // FNV-1a, a rune at a time
	for _, r := range runes[:gram] {
		h = (h ^ uint32(r)) * 16777619
	}
	return (h ^ h>>gramBits) & (1<<gramBits - 1)
}

func newIndex(runes []rune) *index {
	x := &index{first: make([]uint32, 1<<gramBits+1), at: make([]uint32, max(0, len(runes)-gram+1))}
	for i := range x.at {
		x.first[hashGram(runes[i:])+1]++
	}
	for i := range 1 << gramBits {
		x.first[i+1] += x.first[i]
	}
	next := slices.Clone(x.first)
	for i := range x.at {
		h := hashGram(runes[i:])
		x.at[next[h]] = uint32(i)
		next[h]++
	}
	return x
}

func (x *index) places(h uint32) []uint32 { return x.at[x.first[h]:x.first[h+1]] }

// without says whether the text surely is without the quote.
func (x *index) without(quote string) bool {
	runes := []rune(quote)
	for i := range max(0, len(runes)-gram+1) {
		if len(x.places(hashGram(runes[i:]))) == 0 {
			return true
		}
	}
	return false
}

// windows is the parts of a text of n runes in which something may stand that is like the passage,
// in their order, apart from each other: those that share most of its rare grams.
func (x *index) windows(p Passage, n int) (out [][2]int) {
	rare := x.rare(p)
	quote := utf8.RuneCountInString(p.Quote)
	size := max(64, quote)
	blocks := n/size + 1
	x.seen, x.votes = slices.Grow(x.seen[:0], blocks)[:blocks], slices.Grow(x.votes[:0], blocks)[:blocks]
	clear(x.seen)
	clear(x.votes)
	for i, h := range rare {
		for _, at := range x.places(h) {
			if b := int(at) / size; x.seen[b] != int32(i+1) {
				x.seen[b] = int32(i + 1)
				x.votes[b]++
			}
		}
	}
	least := max(1, int(leastVotes*float64(len(rare))))
	both := func(b int) int {
		if b+1 == blocks {
			return int(x.votes[b])
		}
		return int(x.votes[b]) + int(x.votes[b+1])
	}
	var best []int
	for b := range blocks {
		if both(b) >= least {
			best = append(best, b)
		}
	}
	if len(best) > mostBlocks {
		slices.SortFunc(best, func(a, b int) int { return both(b) - both(a) })
		best = best[:mostBlocks]
		slices.Sort(best)
	}
	for _, b := range best {
		start, end := max(0, b*size-quote/2), min(n, (b+2)*size+quote/2+1)
		if last := len(out) - 1; last >= 0 && out[last][1] >= start {
			out[last][1] = end
		} else {
			out = append(out, [2]int{start, end})
		}
	}
	return out
}

// rare is the rarest grams of a passage, with what stands around the quote, each once.
func (x *index) rare(p Passage) (grams []uint32) {
	runes := []rune(p.Prefix + p.Quote + p.Suffix)
	for i := range max(0, len(runes)-gram+1) {
		if h := hashGram(runes[i:]); len(x.places(h)) < mostPlaces {
			grams = append(grams, h)
		}
	}
	slices.Sort(grams)
	grams = slices.Compact(grams)
	if len(grams) > rareGrams {
		slices.SortFunc(grams, func(a, b uint32) int { return len(x.places(a)) - len(x.places(b)) })
		grams = grams[:rareGrams]
	}
	return grams
}
