package revisions

import (
	"cmp"
	"slices"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// kind is what became of a sentence.
type kind int

const (
	same    kind = iota
	changed      // other words
	came         // only in the newer text
	gone         // only in the older one
	recut        // the same words, of another sentence
)

// entry is a sentence of either text, or of both.
type entry struct {
	kind     kind
	moved    bool // it stands elsewhere in the order of the sentences
	old, now int  // its number from 0 in the older and in the newer text; -1 for none
	until    int  // of one that was cut otherwise: the last of the older ones that it has words of
	pieces   []piece
}

// differs says whether anything became of the sentence.
func (e *entry) differs() bool { return e.kind != same || e.moved }

const (
	leastAlike  = 0.5 // the likeness of two sentences that are one, changed
	leastMoved  = 0.7 // where it also stands elsewhere
	mostCommon  = 64  // sentences that may have a word for which they are looked at
	mostLooked  = 8   // sentences at which a sentence is looked at because of its words
	mostAround  = 6   // sentences at which it is looked at because they stand where it does
	nowhere     = -1
	tellEvery   = 64 // sentences
	alignedPart = 0.5
)

// compared is the sentences of two texts in the order of the newer one; what is gone stands
// where it stood. Progress is told the part that is done.
//
// Sentences with the same words are one, and so are those with most words the same; of
// those, the most that keep their order stay where they are, and the others have moved.
func compared(old, now annotate.Body, progress func(part float64)) []entry {
	if old.Text == now.Text {
		return recuts(old, now)
	}
	a := &aligning{old: lines(old), now: lines(now), progress: progress}
	a.toOld, a.toNow = fill(len(a.now)), fill(len(a.old))
	a.equal()
	a.alike()
	a.findMoved()
	return a.entries()
}

func lines(b annotate.Body) []string {
	out := make([]string, len(b.Sentences))
	for n := range out {
		out[n] = annotate.Line(b.Sentence(n))
	}
	return out
}

func fill(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = nowhere
	}
	return out
}

// aligning is the sentences of two texts on their way to each other.
type aligning struct {
	old, now     []string
	toOld, toNow []int // of each sentence, the one of the other text that is the same, or nowhere
	moved        []bool
	progress     func(float64)
}

func (a *aligning) pair(o, n int) { a.toOld[n], a.toNow[o] = o, n }

func (a *aligning) free(o, n int) bool {
	return o >= 0 && n >= 0 && o < len(a.old) && n < len(a.now) && a.toNow[o] < 0 && a.toOld[n] < 0
}

// equal puts together sentences with the same words: those that each text has once, then their
// neighbours, then the others in their order.
func (a *aligning) equal() {
	oldAt, nowAt := places(a.old), places(a.now)
	for n, text := range a.now {
		if o := oldAt[text]; len(o) == 1 && len(nowAt[text]) == 1 {
			a.pair(o[0], n)
		}
	}
	for n := range a.now {
		if o := a.toOld[n]; o >= 0 && a.free(o+1, n+1) && a.old[o+1] == a.now[n+1] {
			a.pair(o+1, n+1)
		}
	}
	for n := len(a.now) - 1; n >= 0; n-- {
		if o := a.toOld[n]; o >= 0 && a.free(o-1, n-1) && a.old[o-1] == a.now[n-1] {
			a.pair(o-1, n-1)
		}
	}
	for n, text := range a.now {
		for rest := oldAt[text]; a.toOld[n] < 0 && len(rest) > 0; rest = rest[1:] {
			if a.free(rest[0], n) {
				a.pair(rest[0], n)
			}
			oldAt[text] = rest[1:]
		}
	}
}

func places(texts []string) map[string][]int {
	out := make(map[string][]int, len(texts))
	for i, t := range texts {
		out[t] = append(out[t], i)
	}
	return out
}

// candidate is two sentences that may be one.
type candidate struct {
	old, now, far int
	likeness      float64
}

// alike puts together sentences of which most words are the same, the likest first.
func (a *aligning) alike() {
	ids := map[string]int32{}
	oldWords, nowWords := make([][]int32, len(a.old)), make([][]int32, len(a.now))
	index := map[int32][]int{}
	for o, text := range a.old {
		if a.toNow[o] >= 0 {
			continue
		}
		oldWords[o] = wordsOf(text, ids)
		for i, w := range oldWords[o] {
			if i == 0 || w != oldWords[o][i-1] {
				index[w] = append(index[w], o)
			}
		}
	}
	var all []candidate
	expected := 0
	for n, text := range a.now {
		if n%tellEvery == 0 {
			a.progress(alignedPart * float64(n) / float64(len(a.now)))
		}
		if o := a.toOld[n]; o >= 0 {
			expected = o + 1
			continue
		}
		nowWords[n] = wordsOf(text, ids)
		for _, o := range a.lookAt(nowWords[n], index, expected) {
			if l := likeness(oldWords[o], nowWords[n]); l >= leastAlike {
				all = append(all, candidate{o, n, max(o-expected, expected-o), l})
			}
		}
		expected++
	}
	slices.SortFunc(all, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.likeness, x.likeness), cmp.Compare(x.far, y.far), cmp.Compare(x.now, y.now), cmp.Compare(x.old, y.old))
	})
	taken := all[:0]
	for _, c := range all {
		if a.free(c.old, c.now) {
			a.pair(c.old, c.now)
			taken = append(taken, c)
		}
	}
	a.findMoved()
	for _, c := range taken {
		if a.moved[c.now] && c.likeness < leastMoved {
			a.toOld[c.now], a.toNow[c.old] = nowhere, nowhere
		}
	}
}

// wordsOf is the words of a sentence as numbers, in order of these.
func wordsOf(text string, ids map[string]int32) []int32 {
	words := segment.Words(text)
	out := make([]int32, len(words))
	for i, w := range words {
		id, known := ids[w.Lower]
		if !known {
			id = int32(len(ids))
			ids[w.Lower] = id
		}
		out[i] = id
	}
	slices.Sort(out)
	return out
}

// lookAt is the sentences of the older text that may be one with these words: those that share
// most of the rarer ones, and those that stand where it would.
func (a *aligning) lookAt(words []int32, index map[int32][]int, expected int) (out []int) {
	shared := map[int]int{}
	for i, w := range words {
		if in := index[w]; len(in) <= mostCommon && (i == 0 || w != words[i-1]) {
			for _, o := range in {
				shared[o]++
			}
		}
	}
	for o := range shared {
		out = append(out, o)
	}
	slices.SortFunc(out, func(x, y int) int { return cmp.Or(cmp.Compare(shared[y], shared[x]), cmp.Compare(x, y)) })
	out = out[:min(len(out), mostLooked)]
	for o := expected - mostAround/2; o < expected+mostAround; o++ {
		if o >= 0 && o < len(a.old) && a.toNow[o] < 0 && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out
}

// likeness is the part of their words that two sentences share, in whatever order: the Dice
// coefficient.
func likeness(a, b []int32) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	shared, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			shared, i, j = shared+1, i+1, j+1
		}
	}
	return 2 * float64(shared) / float64(len(a)+len(b))
}

// findMoved notes which sentences do not keep their order: all but a longest increasing
// subsequence (by patience, as in M. Fredman, "On computing the length of longest increasing
// subsequences", Discrete Mathematics 11, 1975).
func (a *aligning) findMoved() {
	a.moved = make([]bool, len(a.now))
	var tails []int // the sentence that ends the best subsequence of each length
	before := fill(len(a.now))
	for n, o := range a.toOld {
		if o < 0 {
			continue
		}
		a.moved[n] = true
		at, _ := slices.BinarySearchFunc(tails, o, func(t, o int) int { return cmp.Compare(a.toOld[t], o) })
		if at > 0 {
			before[n] = tails[at-1]
		}
		if at == len(tails) {
			tails = append(tails, n)
		} else {
			tails[at] = n
		}
	}
	if len(tails) == 0 {
		return
	}
	for n := tails[len(tails)-1]; n >= 0; n = before[n] {
		a.moved[n] = false
	}
}

// entries is the sentences in their order, with the words in which they differ.
func (a *aligning) entries() (out []entry) {
	next := 0
	var waiting []entry // what came or moved since the last sentence that kept its order
	until := func(old int) {
		for ; next < old; next++ {
			if a.toNow[next] < 0 {
				out = append(out, entry{kind: gone, old: next, now: nowhere, pieces: []piece{{a.old[next], kept}}})
			}
		}
		out, waiting = append(out, waiting...), nil
	}
	for n, text := range a.now {
		if n%tellEvery == 0 {
			a.progress(alignedPart + (1-alignedPart)*float64(n)/float64(len(a.now)))
		}
		o := a.toOld[n]
		e := entry{kind: came, old: o, now: n, moved: o >= 0 && a.moved[n], pieces: []piece{{text, kept}}}
		switch {
		case o < 0:
		case a.old[o] == text:
			e.kind = same
		default:
			e.kind, e.pieces = changed, differing(a.old[o], text)
		}
		if o < 0 || e.moved {
			waiting = append(waiting, e)
			continue
		}
		until(o)
		out, next = append(out, e), o+1
	}
	until(len(a.old))
	return out
}

// recuts is the sentences of a text that was cut into others.
func recuts(old, now annotate.Body) (out []entry) {
	was := make(map[annotate.Span]int, len(old.Sentences))
	for o, s := range old.Sentences {
		was[s] = o
	}
	for n, s := range now.Sentences {
		e := entry{kind: recut, old: nowhere, now: n, pieces: []piece{{annotate.Line(now.Sentence(n)), kept}}}
		if o, is := was[s]; is {
			e.kind, e.old = same, o
		} else if len(old.Sentences) > 0 {
			e.old, e.until = annotate.SentenceAt(old.Sentences, s.Start), annotate.SentenceAt(old.Sentences, s.End-1)
		}
		out = append(out, e)
	}
	return out
}
