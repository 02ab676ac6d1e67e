package compare

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/internal/segment"
)

// maxDiffCells bounds the work of one [diff]: beyond so many pairs of words the
// stretch between common beginning and common end is marked as a whole.
const maxDiffCells = 1 << 22

// openRun is what starting a run of differing words costs; a word in common
// earns its [diffWeight]. Three small words in common are worth ending a run
// for, two are not: a stray "the" never cuts one difference in two.
const openRun = 0.9

// DifferingWords is the words of sentence me that another has otherwise: spans in bytes of the
// report's text, in order, no two touching. Relation is how the two are linked: where they
// share only a part nearly all differs, and nothing is marked, nor where it is empty. Sentence
// gives a sentence's text and the byte where that begins in its report.
func DifferingWords(me, to Ref, relation Relation, sentence func(Ref) (text string, start int)) []segment.Span {
	if relation != Verbatim && relation != Paraphrase {
		return nil
	}
	mine, start := sentence(me)
	other, _ := sentence(to)
	out, _ := diff(mine, other)
	for i := range out {
		out[i].Start += start
		out[i].End += start
	}
	return out
}

// diff returns where a and b differ: spans of whole words in bytes, in order,
// no two touching. Words compare without regard to case, style of apostrophe or
// punctuation; only where all words agree is differing punctuation marked.
//
// The method is global alignment with affine gap cost (O. Gotoh, "An improved
// algorithm for matching biological sequences", J. Mol. Biol. 162, 1982) over
// words, where nothing is earned for replacing one word by another. Its cost
// prefers few long runs to many short ones, so nothing is cleaned up afterwards.
func diff(a, b string) (inA, inB []segment.Span) {
	if a > b { // ties are broken by the order of the arguments: make it one order
		inB, inA = diff(b, a)
		return inA, inB
	}
	wa, wb := segment.Words(a), segment.Words(b)
	keepA, keepB := make([]bool, len(wa)), make([]bool, len(wb))
	head, tailA, tailB := 0, len(wa), len(wb)
	for head < tailA && head < tailB && wa[head].Lower == wb[head].Lower {
		keepA[head], keepB[head] = true, true
		head++
	}
	for tailA > head && tailB > head && wa[tailA-1].Lower == wb[tailB-1].Lower {
		tailA, tailB = tailA-1, tailB-1
		keepA[tailA], keepB[tailB] = true, true
	}
	if head == len(wa) && head == len(wb) {
		return punctuationDiff(a, wa, b, wb)
	}
	if (tailA-head)*(tailB-head) <= maxDiffCells {
		alignWords(wa[head:tailA], wb[head:tailB], keepA[head:tailA], keepB[head:tailB])
	}
	return runs(wa, keepA), runs(wb, keepB)
}

// diffWeight is what a word in common earns: small words, and single Han
// characters, little.
func diffWeight(w segment.Word) float32 {
	if w.Upper || w.Digit || utf8.RuneCountInString(w.Lower) > 4 {
		return 1
	}
	return 0.4
}

// A cell of the alignment table says how the best alignment got there: a run of
// differing words that was opened there, went on by a word of a or by one of b;
// and whether the word in common that ends there ended a run.
const (
	runOpened byte = iota
	runByA
	runByB
	runMask  byte = 3
	runEnded byte = 4
)

// alignWords marks in keepA and keepB the words that the best alignment of a
// and b has in common.
func alignWords(a, b []segment.Word, keepA, keepB []bool) {
	const never = -1e9
	width := len(b) + 1
	table := make([]byte, (len(a)+1)*width)
	// same and run hold the best score of a[:i], b[:j] that ends with a word in
	// common, or in a run; of row i as far as j, of row i-1 beyond.
	same, run := make([]float32, width), make([]float32, width)
	for i := 0; i <= len(a); i++ {
		var sameDiagonal, runDiagonal float32
		for j := 0; j <= len(b); j++ {
			cell, sameAbove, runAbove := runOpened, same[j], run[j]
			same[j] = never
			if i == 0 && j == 0 {
				same[j] = 0
			} else if i > 0 && j > 0 && a[i-1].Lower == b[j-1].Lower {
				same[j] = max(sameDiagonal, runDiagonal) + min(diffWeight(a[i-1]), diffWeight(b[j-1]))
				if runDiagonal > sameDiagonal {
					cell |= runEnded
				}
			}
			run[j] = same[j] - openRun
			if i > 0 && runAbove >= run[j] {
				run[j], cell = runAbove, cell&runEnded|runByA
			}
			if j > 0 && run[j-1] >= run[j] {
				run[j], cell = run[j-1], cell&runEnded|runByB
			}
			table[i*width+j] = cell
			sameDiagonal, runDiagonal = sameAbove, runAbove
		}
	}
	traceBack(table, width, run[len(b)] > same[len(b)], keepA, keepB)
}

// traceBack walks the table from its end and marks the words in common.
func traceBack(table []byte, width int, inRun bool, keepA, keepB []bool) {
	i, j := len(keepA), len(keepB)
	for i > 0 || j > 0 {
		cell := table[i*width+j]
		switch {
		case inRun && cell&runMask == runByA:
			i--
		case inRun && cell&runMask == runByB:
			j--
		case inRun:
			inRun = false
		default:
			inRun = cell&runEnded != 0
			i, j = i-1, j-1
			keepA[i], keepB[j] = true, true
		}
	}
}

// runs joins neighbouring words that are not kept into spans.
func runs(ws []segment.Word, keep []bool) []segment.Span {
	var out []segment.Span
	for i, w := range ws {
		switch {
		case keep[i]:
		case i > 0 && !keep[i-1]:
			out[len(out)-1].End = w.End
		default:
			out = append(out, w.Span)
		}
	}
	return out
}

// punctuationDiff marks what stands between the words of two sentences that
// have the same words, where it is not the same.
func punctuationDiff(a string, wa []segment.Word, b string, wb []segment.Word) (inA, inB []segment.Span) {
	for i := 0; i <= len(wa); i++ {
		ga, gb := between(a, wa, i), between(b, wb, i)
		if plainSigns(a[ga.Start:ga.End]) == plainSigns(b[gb.Start:gb.End]) {
			continue
		}
		if ga.Start < ga.End {
			inA = append(inA, ga)
		}
		if gb.Start < gb.End {
			inB = append(inB, gb)
		}
	}
	return inA, inB
}

// between is the punctuation before word i, or after the last, without the
// white space around it.
func between(text string, ws []segment.Word, i int) segment.Span {
	start, end := 0, len(text)
	if i > 0 {
		start = ws[i-1].End
	}
	if i < len(ws) {
		end = ws[i].Start
	}
	gap := strings.TrimLeftFunc(text[start:end], unicode.IsSpace)
	start = end - len(gap)
	return segment.Span{Start: start, End: start + len(strings.TrimRightFunc(gap, unicode.IsSpace))}
}

// plainSigns folds typographic quotation marks and dashes, and drops spaces.
func plainSigns(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case strings.ContainsRune("“”„«»", r):
			return '"'
		case strings.ContainsRune("‘’‚‹›", r):
			return '\''
		case unicode.Is(unicode.Pd, r):
			return '-'
		}
		return r
	}, s)
}
