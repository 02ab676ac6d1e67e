package split

import (
	"hash/maphash"
	"slices"
	"strings"
	"unicode"

	"rashomon/internal/segment"
)

// wordings are the distinct sentences of a data set, as bags of words. A word is as
// segment has it: in lower case and normal form; its second time in a sentence is another
// word, so that bags are sets. Vowel marks of Arabic and Hebrew are left out. Of Han characters pairs of neighbours are words. A sentence
// without a word has itself as its only one.
type wordings struct {
	seed   maphash.Seed
	number map[uint64]uint32 // of a word, by its hash
	often  []uint32          // in how many wordings each word is
	words  []uint32          // of all wordings, one after another, each in order
	ends   []int             // of each wording, in words
	same   map[uint64]uint32 // a wording by the hash of its words
	hashes []uint64          // of the words of the sentence that is looked at
	bag    []uint32          // their numbers
}

func newWordings() *wordings {
	return &wordings{seed: maphash.MakeSeed(), number: map[uint64]uint32{}, same: map[uint64]uint32{}}
}

// of is the words of a wording.
func (w *wordings) of(n uint32) []uint32 {
	start := 0
	if n > 0 {
		start = w.ends[n-1]
	}
	return w.words[start:w.ends[n]]
}

// add is the number of a sentence's wording.
func (w *wordings) add(text string) uint32 {
	w.read(text)
	key := uint64(len(w.bag))
	for _, x := range w.bag {
		key = mix(key, uint64(x))
	}
	n, known := w.same[key]
	if known && slices.Equal(w.of(n), w.bag) {
		return n
	}
	n = uint32(len(w.ends))
	if !known { // else two bags have one hash: that the newer is met again is seen later
		w.same[key] = n
	}
	w.words = append(w.words, w.bag...)
	w.ends = append(w.ends, len(w.words))
	for _, x := range w.bag {
		w.often[x]++
	}
	return n
}

// read puts the words of a sentence into the bag.
func (w *wordings) read(text string) {
	w.hashes, w.bag = w.hashes[:0], w.bag[:0]
	eachWord(text, func(word string) { w.hashes = append(w.hashes, maphash.String(w.seed, word)) })
	slices.Sort(w.hashes)
	before, times := uint64(0), uint64(0)
	for i, h := range w.hashes {
		if i > 0 && h == before {
			times++
			h = mix(h, times)
		} else {
			before, times = h, 0
		}
		x, known := w.number[h]
		if !known {
			x = uint32(len(w.often))
			w.number[h], w.often = x, append(w.often, 0)
		}
		w.bag = append(w.bag, x)
	}
	slices.Sort(w.bag)
}

// eachWord gives the words of a sentence by which it is held against others.
func eachWord(text string, each func(string)) {
	words := segment.Words(text)
	if len(words) == 0 {
		each("\x00" + strings.TrimSpace(text))
		return
	}
	for i, word := range words {
		if !segment.IsHan(word.Lower) {
			each(unpointed(word.Lower))
			continue
		}
		pairs := i+1 < len(words) && segment.IsHan(words[i+1].Lower) && words[i+1].Start == word.End
		paired := i > 0 && segment.IsHan(words[i-1].Lower) && words[i-1].End == word.Start
		switch {
		case pairs:
			each(word.Lower + words[i+1].Lower)
		case !paired:
			each(word.Lower)
		}
	}
}

// unpointed is a word without the vowel marks of Arabic and Hebrew, and the stroke that makes an
// Arabic word longer: some outlets write them, others do not.
func unpointed(word string) string {
	if !strings.ContainsFunc(word, isPoint) {
		return word
	}
	return strings.Map(func(r rune) rune {
		if isPoint(r) {
			return -1
		}
		return r
	}, word)
}

func isPoint(r rune) bool {
	return r >= '\u0591' && r <= '\u0670' && (r == '\u0640' || unicode.Is(unicode.Mn, r))
}

// mix makes one number of two that looks like neither (the finalizer of SplitMix64:
// G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", 2014).
func mix(a, b uint64) uint64 {
	x := a*0x9e3779b97f4a7c15 + b + 0x632be59bd9b4e019
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
