package page

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// noteLittle is said of a page that shows too little to be a report.
const noteLittle = "little text: a teaser or a paywall?"

const (
	leastWords = 50  // of a report
	teaser     = 150 // words; fewer are one where the page asks to subscribe or to log in
	leastProse = 80  // bytes of a paragraph of prose
	leastFirst = 40  // where it stands before the main text
	mostAsked  = 50  // paragraphs looked for in all of the main text
)

// little says whether a text is too short to be all of a report.
func little(text string, walled bool) bool {
	words, dense := len(strings.FieldsFunc(text, unicode.IsSpace)), 0
	if words >= teaser {
		return false
	}
	for _, r := range text {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
			dense++ // scripts without spaces between words
		}
	}
	words += dense / 2
	return words < leastWords || walled && words < teaser
}

// prose is a paragraph of a page, as it stood before its main text was looked for.
type prose struct {
	text   string
	whole  bool         // it is some words that end like a sentence
	around []*html.Node // the elements around it, the innermost first
}

// proseOf finds the paragraphs of prose in a tree, with hardly a link.
func proseOf(doc *html.Node) (all []prose) {
	for n := range doc.Descendants() {
		if n.DataAtom != atom.P || len(all) >= 1000 || short(n, leastFirst) {
			continue
		}
		text := plain(n)
		last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text, "\"”’»“)"))
		if 3*inLinks(n) < len(text) {
			p := prose{text: text, whole: len(text) >= leastProse && strings.ContainsRune(".!?…。؟۔।", last)}
			for a := range n.Ancestors() {
				p.around = append(p.around, a)
			}
			all = append(all, p)
		}
	}
	return all
}

// besides says how many paragraphs stood beside the main text, in the same element or in one around
// it, and are not in it; empty where there are none. Before the main text less counts as one: a report's
// first words are missed more than what comes after it.
func besides(all []prose, main string) string {
	around := map[*html.Node]bool{}
	var missing []prose
	begun, asked := false, 0
	at := 0 // the texts stand in one order: each is looked for from the last one on
	for _, p := range all {
		if next := strings.Index(main[at:], p.text); next >= 0 {
			at += next
		} else if asked++; asked > mostAsked {
			break
		} else if !strings.Contains(main, p.text) {
			if p.whole || !begun {
				missing = append(missing, p)
			}
			continue
		}
		begun = true
		for _, a := range p.around {
			around[a] = true
		}
	}
	count, first := 0, ""
	for _, p := range missing {
		if around[p.around[0]] {
			if count++; count == 1 {
				first = p.text
			}
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf("left out beside the main text: %d (“%s…”)", count, strings.Join(strings.Fields(first)[:min(len(strings.Fields(first)), 8)], " "))
}
