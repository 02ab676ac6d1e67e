package speaker

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// name is a name taken apart, to be compared with others.
type name struct {
	text   string
	words  []word // without titles, the small words joined to the next
	proper bool   // it ends in words with capitals, so that a part of it may stand for it
}

func read(texts []string) []name {
	out := make([]name, len(texts))
	for i, x := range texts {
		out[i] = nameOf(x)
	}
	return out
}

// nameOf takes a name apart.
func nameOf(text string) name {
	n := name{text: annotate.Line(text)}
	fields := strings.Fields(part(n.text))
	start, whole := called(fields)
	if n.proper = !whole; n.proper {
		fields = fields[start:]
	}
	for _, w := range joined(fields, n.proper) {
		n.words = append(n.words, word{w, segment.NameForm(w), first(w)})
	}
	return n
}

// word is a word of a name.
type word struct {
	text   string // in lower case, without marks on its letters
	form   string // [segment.NameForm]
	begins rune   // see first
}

// part is what of a name with commas in it counts: the first part that is nothing but words
// with capitals. "The works minister, Ilvana Dresk" and "Ilvana Dresk, the works minister" are
// Ilvana Dresk.
func part(text string) string {
	if !strings.Contains(text, ",") {
		return text
	}
	for p := range strings.SplitSeq(text, ",") {
		fields := strings.Fields(p)
		if start, whole := called(fields); start == 0 && !whole && !words[strings.ToLower(fields[0])] {
			return strings.TrimSpace(p)
		}
	}
	return text
}

// called finds where the words with capitals begin that a name ends in. Whole says that the
// name is no such words, or that they only say more of what stands before: a spokesman for
// the Gate Authority is not the Gate Authority.
func called(fields []string) (start int, whole bool) {
	start = len(fields)
	for start > 0 && (capital(fields[start-1]) || caseless(fields[start-1]) || start < len(fields) && particles[strings.ToLower(fields[start-1])]) {
		start--
	}
	if start == len(fields) {
		return 0, true
	}
	before := start - 1
	for before >= 0 && (fields[before] == "the" || fields[before] == "a" || fields[before] == "an") {
		before--
	}
	return start, before >= 0 && before < start && links[strings.ToLower(fields[before])]
}

// caseless says whether a word is of a script without capitals.
func caseless(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.IsLower(r)
}

// joined is the words of a name as they are compared.
func joined(fields []string, proper bool) (out []string) {
	held := ""
	for i, f := range fields {
		w := folded(f)
		if w == "" || (w == "the" || w == "a" || w == "an") && i == 0 && len(fields) > 1 {
			continue
		}
		if proper {
			switch {
			case sons[w] && i > 0 && i < len(fields)-1:
				continue
			case particles[w] && i < len(fields)-1:
				held += w
				if w == "al" || w == "el" {
					held += "-"
				}
				continue
			}
		}
		w = held + w
		if held = ""; strings.HasPrefix(w, "abd") {
			w = strings.ReplaceAll(w, "-", "")
		}
		out = append(out, plainArticle(w))
	}
	if held != "" {
		out = append(out, held)
	}
	if !proper {
		return out
	}
	for len(out) > 1 && titles[out[0]] {
		out = out[1:]
	}
	for len(out) > 1 && suffixes[out[len(out)-1]] {
		out = out[:len(out)-1]
	}
	return out
}

// plainArticle writes an Arabic article that took over the letter after it as al-:
// ash-Sharrawi is al-Sharrawi.
func plainArticle(word string) string {
	article, rest, ok := strings.Cut(word, "-")
	if !ok || len(article) < 2 || len(article) > 3 || !strings.ContainsAny(article[:1], "ae") || !strings.HasPrefix(rest, article[1:]) {
		return word
	}
	return "al-" + rest
}

// folded is a word in lower case without apostrophes, full stops and the marks on letters
// of alphabets: "Šarrāwī" is sharrawi's neighbour sarrawi.
func folded(word string) string {
	word, _ = strings.CutSuffix(strings.ReplaceAll(word, "’", "'"), "'s")
	word = strings.TrimFunc(word, mark)
	ascii := true
	for i := range len(word) {
		if c := word[i]; c >= utf8.RuneSelf || c == '\'' || c == '.' {
			ascii = false
		}
	}
	if ascii {
		return strings.ToLower(word)
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\'', r == '.', r == '‘', r == '’', r == 'ʿ', r == 'ʾ', r == 'ʼ', r == '`':
			return -1
		case r >= 0x300 && r < 0x370, r >= 0x591 && r < 0x5c8, r >= 0x64b && r < 0x660, r == 0x670, r == 0x640:
			return -1
		case r == 'ı':
			return 'i'
		case r == 'ł':
			return 'l'
		case r == 'ø':
			return 'o'
		}
		return r
	}, strings.ToLower(norm.NFKD.String(word)))
}

// same says whether two names are likely spellings of one. A part of a proper name stands
// for all of it where both end alike: Dresk, I. Dresk and Ilvana Dresk.
func (a name) same(b name) bool {
	if len(a.words) > len(b.words) {
		a, b = b, a
	}
	if len(a.words) == 0 {
		return a.text == b.text
	}
	last, end := len(a.words)-1, len(b.words)-1
	switch {
	case a.words[last].begins != b.words[end].begins, len(a.words) < len(b.words) && (!a.proper || !b.proper):
		return false
	case !a.proper && !b.proper: // the police, the policy
		return slices.Equal(a.words, b.words)
	case !a.words[last].like(b.words[end]):
		return false
	}
	k := 0
	for _, w := range b.words[:end] {
		if k < last && (a.words[k].like(w) || a.proper && a.words[k].initial(w)) {
			k++
		}
	}
	return k == last
}

// initial says whether one of the words is the first letter of the other.
func (a word) initial(b word) bool {
	x, n := utf8.DecodeRuneInString(a.text)
	y, m := utf8.DecodeRuneInString(b.text)
	return x == y && (n == len(a.text) || m == len(b.text))
}

const (
	longForm  = 5    // bytes of a form from which on [segment.SameName] takes others for it
	likeness  = 0.8  // of two words with the same consonants, to be one
	shortLike = 0.84 // where there are no more than two of those
)

// like is [segment.SameName] for words that may be one: they begin alike, as far as vowels
// go. Words of the same consonants may differ somewhat more: Mahzari, Mehzary. In scripts
// in which a character is a syllable or more, they must be equal.
func (a word) like(b word) bool {
	if a.text == b.text {
		return true
	}
	if a.begins != b.begins || a.begins > 0x1100 {
		return false
	}
	alike := a.form == b.form
	switch {
	case !alike && (len(a.form) < longForm || len(b.form) < longForm):
		return startsWith(a.text, b.text) && segment.SameName(a.text, b.text)
	case segment.SameName(a.text, b.text):
		return true
	case !alike || min(len(a.text), len(b.text)) < longForm || len(a.form) < 2:
		return false
	case len(a.form) == 2:
		return segment.JaroWinkler(a.text, b.text) >= shortLike
	}
	return segment.JaroWinkler(a.text, b.text) >= likeness
}

func startsWith(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }

// first is the letter that a word begins with, after an Arabic article; all vowels are one.
func first(word string) rune {
	for _, article := range []string{"al-", "el-", "ال"} {
		if rest, ok := strings.CutPrefix(word, article); ok && rest != "" {
			word = rest
			break
		}
	}
	r, _ := utf8.DecodeRuneInString(word)
	if strings.ContainsRune("aeiou", r) {
		return 'a'
	}
	return r
}

// Group is the spellings of one speaker.
type Group struct {
	Name      string   // what to call the speaker
	Known     bool     // by a record
	Spellings []string // of the names that were grouped, the fullest first
}

// Variants groups names into speakers: first those that the known speakers spell, then by
// likeness. Two known speakers are never made one; a name that may be short for several
// stays alone. A group that is not known is called by the first name given of those with
// the most words. Names are compared as they stand: pass each once.
func Variants(names []string, known []annotate.Speaker) []Group {
	v, left := recorded(names, known)
	all := read(left)
	slices.SortStableFunc(all, func(a, b name) int { return len(b.words) - len(a.words) })
	for _, n := range all {
		i, ok := v.theOne(n)
		if !ok {
			i = len(v.groups)
			v.groups = append(v.groups, group{Group: Group{Name: n.text}})
		}
		v.add(i, n)
	}
	out := make([]Group, 0, len(v.groups))
	for _, g := range v.groups {
		if len(g.Spellings) > 0 || g.Known {
			out = append(out, g.Group)
		}
	}
	return out
}

// group is a group in the making. Its heads are the names that others are compared with:
// the fullest.
type group struct {
	Group
	heads []name
}

// variants is all groups in the making. Names whose last words begin otherwise are never the
// same, see [name.same]: by that letter the groups are found with which a name is to be compared.
type variants struct {
	groups []group
	by     map[rune][]int // the letter that the last word of a head begins with → the groups
}

// ending is the letter that the last word of the name begins with.
func (a name) ending() rune {
	if len(a.words) == 0 {
		return 0
	}
	return a.words[len(a.words)-1].begins
}

// add puts a name into a group.
func (v *variants) add(i int, n name) {
	g := &v.groups[i]
	g.Spellings = append(g.Spellings, n.text)
	for k, h := range g.heads {
		if h.same(n) {
			if len(n.words) > len(h.words) {
				g.heads[k] = n
			}
			return
		}
	}
	letter := n.ending()
	if !slices.ContainsFunc(g.heads, func(h name) bool { return h.ending() == letter }) {
		v.by[letter] = append(v.by[letter], i)
	}
	g.heads = append(g.heads, n)
}

// recorded is a group for each known speaker with the names that it spells, and the names
// that none does.
func recorded(names []string, known []annotate.Speaker) (v variants, left []string) {
	v.by = map[rune][]int{}
	of := map[string]int{}
	for i, k := range known {
		v.groups = append(v.groups, group{Group: Group{Name: k.Name, Known: true}})
		spellings := read(append([]string{k.Name}, k.Spellings...))
		slices.SortStableFunc(spellings, func(a, b name) int { return len(b.words) - len(a.words) })
		for _, n := range spellings {
			if of[anyCase(n.text)] == 0 {
				of[anyCase(n.text)] = i + 1
			}
			v.add(i, n)
		}
		v.groups[i].Spellings = nil
	}
	for _, n := range names {
		if i := of[anyCase(annotate.Line(n))]; i > 0 {
			v.groups[i-1].Spellings = append(v.groups[i-1].Spellings, n)
			continue
		}
		left = append(left, n)
	}
	return v, left
}

// anyCase is one text for all that differ in the case of letters only, as [strings.EqualFold]
// has it: letters of two small forms, like the Greek sigma, are one.
func anyCase(text string) string { return strings.ToLower(strings.ToUpper(text)) }

// theOne is the only group that the name may be of; of several the only one with a name of
// as many words.
func (v *variants) theOne(n name) (at int, ok bool) {
	at, full, fulls, found := -1, -1, 0, 0
	for _, i := range v.by[n.ending()] {
		for _, h := range v.groups[i].heads {
			if !h.same(n) {
				continue
			}
			found++
			at = i
			if len(h.words) == len(n.words) {
				fulls++
				full = i
			}
			break
		}
	}
	switch {
	case found == 1:
		return at, true
	case fulls == 1:
		return full, true
	}
	return 0, false
}
