package speaker

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/annotate/suggest"
)

// Name is a name as it stands in a text.
type Name struct {
	Text   string
	Times  int  // in how many sentences
	Source bool // it is named as a source somewhere
}

// Names finds the names in a text: words with capitals, and whoever is named as a source of
// what is said. Sources come first, then what is found most often. Sentences are spans of
// bytes, in order and disjoint; lang is a BCP 47 tag, see [suggest.Article]. The time is
// linear in the length of the text.
func Names(text, lang string, sentences []annotate.Span) []Name {
	return counted(find(text, lang, sentences))
}

// sentence is the names in one sentence.
type sentence struct {
	source string
	names  []string
}

// find looks for names in sentences that follow one another.
func find(text, lang string, sentences []annotate.Span) []sentence {
	if len(sentences) == 0 {
		return nil
	}
	from, to := sentences[0].Start, sentences[len(sentences)-1].End
	text = text[from:to]
	shifted := make([]annotate.Span, len(sentences))
	for i, s := range sentences {
		shifted[i] = annotate.Span{Start: s.Start - from, End: s.End - from}
	}
	out := make([]sentence, len(sentences))
	for i, s := range suggest.Article(text, lang, shifted) {
		out[i].source = Called(s.Speaker.Text)
	}
	alone := map[string]bool{} // words that stand with a capital where none is due
	for i, s := range shifted {
		out[i].names = capitalised(text[s.Start:s.End], alone)
	}
	for i := range out {
		kept := out[i].names[:0]
		for _, n := range out[i].names {
			if first, ok := strings.CutPrefix(n, opens); !ok {
				kept = append(kept, n)
			} else if alone[first] {
				kept = append(kept, first)
			}
		}
		out[i].names = kept
	}
	return out
}

// longestName is how many words a name has at most: what is longer is a heading.
const longestName = 6

// opens marks a name of one word that begins a sentence, where every word has a capital.
const opens = "\x00"

// capitalised is the names in a sentence: runs of words with capitals, with the small words
// that stand inside names. Alone is told which words have a capital inside a sentence.
func capitalised(text string, alone map[string]bool) []string {
	r := runs{alone: alone}
	for i, field := range strings.Fields(text) {
		r.take(i, field)
	}
	r.end()
	return r.names
}

// runs collects the names of a sentence.
type runs struct {
	run   []string
	first int    // the word of the sentence that the run begins with
	the   bool   // it follows "the"
	last  string // the word before, in lower case
	names []string
	alone map[string]bool
}

// take goes on with the n-th word of the sentence and what stands around it.
func (r *runs) take(n int, field string) {
	core := strings.TrimFunc(field, mark)
	before, after, _ := strings.Cut(field, core)
	lower := strings.ToLower(core)
	bare, owned := strings.CutSuffix(strings.ReplaceAll(lower, "’", "'"), "'s")
	no := core == "" || strings.ContainsAny(core, "/@:\\]()|<>") || strings.ContainsFunc(core, unicode.IsControl)
	if before != "" || no {
		r.end()
		r.last = ""
	}
	defer func() { r.last = lower }()
	switch {
	case no: // an address, or what is left of a link
		return
	case capital(core) && !times[bare] && (n == 0 || !words[lower] || lower == "the"):
		if len(r.run) == 0 {
			r.first, r.the = n, r.last == "the"
		}
		if owned {
			core = core[:strings.LastIndexAny(core, "'’")]
		}
		r.run = append(r.run, core)
	case len(r.run) > 0 && small[core]:
		r.run = append(r.run, core)
	default: // in "Dresk of the Vessany works council" Vessany is not all of whose she is
		if i := slices.Index(r.run, "of"); i > 0 {
			r.run = r.run[:i]
		}
		r.end()
	}
	if owned || after != "" && (after != "." || utf8.RuneCountInString(core) > 1 && !titles[lower]) {
		r.end()
	}
}

// end ends the run of words with capitals, and keeps it if it may be a name.
func (r *runs) end() {
	run, first, the := r.run, r.first, r.the
	r.run, r.the = nil, false
	for len(run) > 0 && small[run[len(run)-1]] {
		run = run[:len(run)-1]
	}
	if len(run) > 0 && words[strings.ToLower(run[0])] {
		the = strings.EqualFold(run[0], "the")
		run, first = run[1:], first+1
	}
	joined := strings.Join(run, " ")
	switch {
	case len(run) == 0 || len(run) > longestName || len(run) == 1 && utf8.RuneCountInString(joined) < 2:
		return
	case len(run) == 1 && first == 0:
		joined = opens + joined
	case len(run) == 1:
		r.alone[joined] = true
	}
	if the {
		joined = "the " + joined
	}
	r.names = append(r.names, joined)
}

// mark says that a character stands around words, not in them.
func mark(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }

// capital says whether a word has the capital of a name: Dahroun, al-Dahroun, d'Orsel, eHaven.
func capital(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsLetter(r) && strings.ContainsFunc(word, unicode.IsUpper)
}

// Called is how to call a source by the words that [suggest.Article] found for it: without
// what is said of it before its name, and empty for a pronoun. "foreign ministry
// spokeswoman Juna Farrowby" is Juna Farrowby, "The duty doctor" the duty doctor.
func Called(text string) string {
	fields := strings.Fields(part(strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("*_[]", r):
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, text)))
	if len(fields) == 0 || fields[0][0] >= '0' && fields[0][0] <= '9' || len(fields) == 1 && words[strings.ToLower(fields[0])] {
		return ""
	}
	if first := strings.ToLower(fields[0]); words[first] {
		fields[0] = first
	}
	if start, whole := called(fields); !whole {
		if start > 0 && fields[start-1] == "the" {
			start--
		}
		fields = fields[start:]
	}
	out := strings.TrimFunc(strings.Join(fields, " "), mark)
	for _, s := range []string{"'s", "’s"} {
		out = strings.TrimSuffix(out, s)
	}
	return out
}
