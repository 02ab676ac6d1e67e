package compare

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/internal/segment"
)

// reader numbers the words of a story.
type reader struct {
	lowers     map[string]int32
	numbers    map[string]int32 // terms by text
	terms      []string
	background []float64                    // weight of each term before the story is known
	known      map[string]map[string]twoIDs // by language and lower-cased word
	capitals   []int                        // how often each term stood with a capital that only a name has
}

// twoIDs is what a word's form says about it: its term, and its sense or -1.
type twoIDs struct{ term, sense int32 }

func newReader() *reader {
	return &reader{
		lowers:  map[string]int32{},
		numbers: map[string]int32{},
		known:   map[string]map[string]twoIDs{},
	}
}

// term returns the number of a term, new or old.
func (r *reader) term(text string, background float64) int32 {
	id, known := r.numbers[text]
	if !known {
		id = int32(len(r.terms))
		r.numbers[text] = id
		r.terms = append(r.terms, text)
		r.background = append(r.background, background)
		r.capitals = append(r.capitals, 0)
	}
	return id
}

// read reads the words of one sentence; their spans are bytes of the report.
func (r *reader) read(report Report, span segment.Span) []word {
	lang := primaryLanguage(report.Lang)
	text := report.Text[span.Start:span.End]
	ws := segment.Words(text)
	out := make([]word, len(ws))
	title := isTitleCase(ws)
	for i, w := range ws {
		lower, known := r.lowers[w.Lower]
		if !known {
			lower = int32(len(r.lowers))
			r.lowers[w.Lower] = lower
		}
		ids := r.look(w, text[w.Start:w.End], lang)
		if w.Upper && !title && i > 0 && !opens(text[ws[i-1].End:w.Start]) {
			r.capitals[ids.term]++
		}
		w.Start, w.End = w.Start+span.Start, w.End+span.Start
		out[i] = word{Word: w, lower: lower, term: ids.term, sense: ids.sense}
	}
	return out
}

// primaryLanguage is the first part of a BCP 47 tag, in lower case.
func primaryLanguage(tag string) string {
	lang, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	return lang
}

// look finds term and sense of a word.
func (r *reader) look(w segment.Word, written, lang string) twoIDs {
	if acronym := acronymOf(written); acronym != "" {
		return twoIDs{r.term(acronym, 1), -1}
	}
	forms := r.known[lang]
	if forms == nil {
		forms = map[string]twoIDs{}
		r.known[lang] = forms
	}
	if ids, known := forms[w.Lower]; known {
		return ids
	}
	ids := twoIDs{sense: -1}
	if figure, is := figures[w.Lower]; is {
		ids.term = r.term(figure, 0.8)
	} else {
		stem := segment.Stem(w.Lower, lang)
		ids.term = r.term(strings.ReplaceAll(stem, ",", ""), backgroundWeight(w, lang))
		if sense := english().sense[stem]; sense != "" && (lang == "" || lang == "en") {
			ids.sense = r.term("~"+sense, 0)
		}
	}
	forms[w.Lower] = ids
	return ids
}

// figures are small numbers in words.
var figures = map[string]string{
	"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
	"eleven": "11", "twelve": "12", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "hundred": "100",
}

// acronymOf returns "US" for "US" and "U.S.", and nothing for other words.
func acronymOf(written string) string {
	letters := strings.ReplaceAll(written, ".", "")
	if len(letters) < 2 || len(letters) > 5 {
		return ""
	}
	for i := range len(letters) {
		if letters[i] < 'A' || letters[i] > 'Z' {
			return ""
		}
	}
	return letters
}

// opens says whether what stands before a word lets any word take a capital.
func opens(gap string) bool {
	return strings.ContainsAny(gap, ".!?:;“”\"‘«„(")
}

// isTitleCase says whether most longer words have a capital, as in headlines,
// where a capital says nothing.
func isTitleCase(ws []segment.Word) bool {
	long, upper := 0, 0
	for _, w := range ws {
		if utf8.RuneCountInString(w.Lower) >= 4 {
			long++
			if w.Upper {
				upper++
			}
		}
	}
	return long > 0 && upper*10 >= long*7
}

// joinNames returns, for each term, the term that stands for it: spellings of one
// name get one. The most frequent spelling leads; a name joins the first leader
// that it may be ([segment.SameName]), so no chain of likenesses forms.
func (r *reader) joinNames(ctx context.Context, sentences []sentence) ([]int32, error) {
	count := make([]int, len(r.terms))
	for _, sent := range sentences {
		for _, w := range sent.words {
			count[w.term]++
		}
	}
	leads := make([]int32, len(r.terms))
	var names []int32
	for t := range r.terms {
		leads[t] = int32(t)
		if r.capitals[t] > 0 && r.background[t] == 1 && isName(r.terms[t]) {
			names = append(names, int32(t))
		}
	}
	slices.SortFunc(names, func(a, b int32) int {
		return cmp.Or(count[b]-count[a], strings.Compare(r.terms[a], r.terms[b]))
	})
	leaders := map[rune][]int32{} // by first letter: spellings of a name agree in it
	for _, t := range names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		first, _ := utf8.DecodeRuneInString(r.terms[t])
		same := slices.IndexFunc(leaders[first], func(l int32) bool { return segment.SameName(r.terms[l], r.terms[t]) })
		if same >= 0 {
			leads[t] = leaders[first][same]
		} else {
			leaders[first] = append(leaders[first], t)
		}
	}
	return leads, nil
}

func firstLetter(word string) string {
	_, size := utf8.DecodeRuneInString(word)
	return word[:size]
}

// hanPairs numbers the pairs of neighbouring Han characters.
func (r *reader) hanPairs(words []word) []int32 {
	var out []int32
	for i := 1; i < len(words); i++ {
		a, b := words[i-1], words[i]
		if a.End == b.Start && segment.IsHan(a.Lower) && segment.IsHan(b.Lower) {
			out = append(out, r.term(a.Lower+b.Lower, 1))
		}
	}
	return out
}

// isName reports a word of four letters or more, not an acronym.
func isName(term string) bool {
	r, _ := utf8.DecodeRuneInString(term)
	return utf8.RuneCountInString(term) >= 4 && unicode.IsLetter(r) && !unicode.IsUpper(r)
}

// joinAcronyms makes a name in full and its acronym one term where the story has
// both: the words whose initials are "US" all lose their own terms to it.
func (r *reader) joinAcronyms(words []word) {
	for i := range words {
		if !words[i].Upper {
			continue
		}
		initials, last := "", i
		for j := i; j < len(words) && len(initials) < 5; j++ {
			if lower := words[j].Lower; lower == "of" || lower == "the" || lower == "and" || lower == "for" {
				continue
			}
			if !words[j].Upper || words[j].End-words[j].Start < 3 {
				break
			}
			initials += strings.ToUpper(firstLetter(words[j].Lower))
			last = j
			if id, known := r.numbers[initials]; known && len(initials) > 1 && acronymOf(initials) != "" {
				for k := i; k <= last; k++ {
					words[k].term, words[k].sense = id, -1
				}
			}
		}
	}
}
