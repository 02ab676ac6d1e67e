package query

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rashomon/internal/segment"
)

// kind is what a part of a query is asked of.
type kind int

const (
	ofWords kind = iota
	ofArticle
	ofSaid
	kinds
)

// parser reads a query from its beginning to its end.
type parser struct {
	text  string
	at    int // the next byte to read
	now   time.Time
	kinds [kinds][]either
	last  kind // of what was read last
	or    int  // where an OR stands whose right side is to come; -1 for none
}

// mostShown is how many code points of what is wrong an error repeats.
const mostShown = 60

func (p *parser) fail(at int, hint, why string, a ...any) error {
	for i, x := range a {
		if text, is := x.(string); is && utf8.RuneCountInString(text) > mostShown {
			a[i] = string([]rune(text)[:mostShown]) + "…"
		}
	}
	return &Error{At: at, Why: fmt.Sprintf(why, a...), Hint: hint}
}

// read reads all of it.
func (p *parser) read() error {
	p.or = -1
	and := -1 // where an AND stands whose right side is to come: it says what goes without saying
	for first := true; p.blank(); first = false {
		at := p.at
		switch {
		case p.is("OR"):
			if first || p.or >= 0 || and >= 0 {
				return p.fail(at, "fire OR flood", "nothing stands before OR")
			}
			p.or, p.at = at, at+len("OR")
		case p.is("AND"):
			if first || p.or >= 0 || and >= 0 {
				return p.fail(at, "fire flood: all words are wanted without AND; to find the word write it in lower case", "nothing stands before AND")
			}
			and, p.at = at, at+len("AND")
		default:
			if err := p.clause(); err != nil {
				return err
			}
			and = -1
		}
	}
	if and >= 0 {
		return p.fail(and, "fire flood: all words are wanted without AND; to find the word write it in lower case", "nothing stands after AND")
	}
	if p.or >= 0 {
		return p.fail(p.or, "fire OR flood", "nothing stands after OR")
	}
	return nil
}

// blank passes over white space, and says whether anything comes after it.
func (p *parser) blank() bool {
	p.at = len(p.text) - len(strings.TrimLeftFunc(p.text[p.at:], unicode.IsSpace))
	return p.at < len(p.text)
}

// is says whether the next word is that one, as it is written.
func (p *parser) is(word string) bool {
	rest, found := strings.CutPrefix(p.text[p.at:], word)
	return found && (rest == "" || ended(rest))
}

// ended says whether a blank comes first.
func ended(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsSpace(r)
}

// clause reads a word, a phrase or a field, with the - before it.
func (p *parser) clause() error {
	start := p.at
	t := term{}
	if rest, found := strings.CutPrefix(p.text[p.at:], "-"); found && rest != "" && !ended(rest) {
		t.not = true
		p.at++
	}
	of, err := p.field(&t)
	if err == nil && of == ofWords {
		err = p.word(&t)
	}
	if err != nil {
		return err
	}
	return p.add(start, t, of)
}

// add puts a term beside the one before it, if OR stands between them, or after it.
func (p *parser) add(at int, t term, of kind) error {
	groups := &p.kinds[of]
	switch {
	case p.or < 0:
		*groups = append(*groups, either{t})
	case of != p.last:
		return p.fail(p.or, "search for one and then for the other",
			"OR joins words with words, fields of the report with such, and fields of what is said with such")
	default:
		last := len(*groups) - 1
		(*groups)[last] = append((*groups)[last], t)
	}
	if p.or >= 0 && p.text[at] == '(' {
		return p.fail(at, "OR joins what stands on both sides of it, before all else", "parentheses mean nothing here")
	}
	p.or, p.last = -1, of
	return nil
}

// word reads a word or a phrase.
func (p *parser) word(t *term) error {
	v, err := p.value("")
	if err != nil {
		return err
	}
	ph, err := p.phrase(v)
	t.phrases = []phrase{ph}
	return err
}

// value is a word or a phrase as it is written.
type value struct {
	at     int
	text   string
	quoted bool
}

// value reads what stands in quotation marks, or up to the next blank or one of the stops.
func (p *parser) value(stops string) (value, error) {
	rest := p.text[p.at:]
	for _, marks := range [][2]string{{`"`, `"`}, {"“", "”"}} {
		inside, quoted := strings.CutPrefix(rest, marks[0])
		if !quoted {
			continue
		}
		n := strings.Index(inside, marks[1])
		if n < 0 {
			return value{}, p.fail(p.at, "write "+marks[1]+" at the end of the phrase", "the quotation mark is not closed")
		}
		v := value{p.at, inside[:n], true}
		p.at += len(marks[0]) + n + len(marks[1])
		return v, nil
	}
	n := strings.IndexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(stops, r) })
	if n < 0 {
		n = len(rest)
	}
	v := value{p.at, rest[:n], false}
	p.at += n
	return v, nil
}

// phrase is the words of a value. One without any is looked for as the sign it is: an emoji.
func (p *parser) phrase(v value) (phrase, error) {
	out := phrase{exact: v.quoted}
	for _, w := range segment.Words(v.text) {
		folded := fold(v.text[w.Start:w.End])
		out.words = append(out.words, token{lower: w.Lower, fold: folded, plain: !strings.ContainsFunc(folded, notPlain)})
	}
	if len(out.words) > 0 {
		return out, nil
	}
	out.sign = strings.TrimRight(strings.TrimSpace(v.text), "\ufe0f")
	sign := func(r rune) bool { return r >= utf8.RuneSelf && r != utf8.RuneError && unicode.IsGraphic(r) }
	switch {
	case out.sign == "-":
		return out, p.fail(v.at, "write -word without a blank", "nothing stands after -")
	case !strings.ContainsFunc(out.sign, sign) || !utf8.ValidString(out.sign):
		return out, p.fail(v.at, "", "there is no word in %q", v.text)
	}
	return out, nil
}
