package revisions

import (
	"slices"
	"strings"
	"unicode"

	"rashomon/compare"
	"rashomon/internal/segment"
)

// how is what became of some words of a sentence.
type how int

const (
	kept how = iota
	deleted
	inserted
)

// piece is words of a sentence that have all become the same.
type piece struct {
	text string
	how  how
}

// The signs around words that were deleted and inserted: they are told by these, and by their
// style besides.
const (
	deletedFrom, deletedTo   = "[-", "-]"
	insertedFrom, insertedTo = "{+", "+}"
)

// differing is a sentence with what was deleted from it and inserted into it: what was kept and
// deleted is the older one, what was kept and inserted the newer, to the byte. Which words
// were kept is for compare to say; how they are written, and the signs between them, count too.
func differing(old, now string) (out []piece) {
	a, b := segment.Words(old), segment.Words(now)
	keptA, keptB := keptWords(a, old, now), keptWords(b, now, old)
	if len(keptA) != len(keptB) {
		return []piece{{old, deleted}, {now, inserted}}
	}
	add := func(text string, h how) {
		switch n := len(out); {
		case text == "":
		case n > 0 && out[n-1].how == h:
			out[n-1].text += text
		default:
			out = append(out, piece{text, h})
		}
	}
	fromA, fromB := 0, 0
	for i := range keptA {
		x, y := keptA[i], keptB[i]
		between(old[fromA:x.Start], now[fromB:y.Start], add)
		if old[x.Start:x.End] == now[y.Start:y.End] {
			add(old[x.Start:x.End], kept)
		} else {
			add(old[x.Start:x.End], deleted)
			add(now[y.Start:y.End], inserted)
		}
		fromA, fromB = x.End, y.End
	}
	between(old[fromA:], now[fromB:], add)
	return out
}

// keptWords is the words of a sentence that another has too.
func keptWords(words []segment.Word, mine, other string) (out []segment.Word) {
	texts := [2]string{mine, other}
	differ := compare.DifferingWords(compare.Ref{}, compare.Ref{Report: 1}, compare.Paraphrase, func(r compare.Ref) (string, int) { return texts[r.Report], 0 })
	for _, w := range words {
		for len(differ) > 0 && differ[0].End <= w.Start {
			differ = differ[1:]
		}
		if len(differ) == 0 || differ[0].Start >= w.End {
			out = append(out, w)
		}
	}
	return out
}

// between adds what stands between two words that were kept: what is the same at its beginning
// and its end was kept too.
func between(old, now string, add func(string, how)) {
	a, b := tokens(old), tokens(now)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	add(strings.Join(a[:head], ""), kept)
	add(strings.Join(a[head:len(a)-tail], ""), deleted)
	add(strings.Join(b[head:len(b)-tail], ""), inserted)
	add(strings.Join(a[len(a)-tail:], ""), kept)
}

// tokens is a text cut into its words, and what stands between these into blanks and the rest.
func tokens(text string) (out []string) {
	at := 0
	rest := func(to int) {
		for at < to {
			part := text[at:to]
			n := strings.IndexFunc(part, unicode.IsSpace)
			if n == 0 {
				n = strings.IndexFunc(part, func(r rune) bool { return !unicode.IsSpace(r) })
			}
			if n < 0 {
				n = len(part)
			}
			out = append(out, part[:n])
			at += n
		}
	}
	for _, w := range segment.Words(text) {
		rest(w.Start)
		out = append(out, text[w.Start:w.End])
		at = w.End
	}
	rest(len(text))
	return out
}

// written is pieces as one text, with signs around what was deleted and inserted.
func written(pieces []piece) string {
	var b strings.Builder
	for _, p := range marked(pieces) {
		b.WriteString(p.text)
	}
	return b.String()
}

// marked is pieces with their signs; blanks at the ends of what is marked stand outside of it.
func marked(pieces []piece) (out []piece) {
	for _, p := range pieces {
		if p.how == kept {
			out = append(out, p)
			continue
		}
		words := strings.TrimSpace(p.text)
		if words == "" { // a blank alone is what was changed
			words = p.text
		}
		at := strings.Index(p.text, words)
		from, to := deletedFrom, deletedTo
		if p.how == inserted {
			from, to = insertedFrom, insertedTo
		}
		out = append(out, piece{p.text[:at], kept}, piece{from + words + to, p.how}, piece{p.text[at+len(words):], kept})
	}
	return slices.DeleteFunc(out, func(p piece) bool { return p.text == "" })
}
