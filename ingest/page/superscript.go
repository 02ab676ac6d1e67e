package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// superscripts makes text of what stands above the line, which would else become a part of the number
// or word before it: powers are written with raised digits, marks of footnotes go. What is neither
// (1st, M^me) stays as it is.
func superscripts(doc *html.Node) {
	r := raising{}
	r.walk(doc)
}

// raising is a walk over a tree that knows the text before it, of the same block.
type raising struct {
	before string // its end
}

func (r *raising) walk(parent *html.Node) {
	for n := parent.FirstChild; n != nil; {
		next := n.NextSibling
		switch {
		case n.Type == html.TextNode:
			r.said(n.Data)
		case n.Type == html.ElementNode && n.DataAtom == atom.Sup:
			r.sup(n)
		case n.Type == html.ElementNode && !unseen(n.Data) || n.Type == html.DocumentNode:
			own := block(n.Data) || n.DataAtom == atom.Br
			if own {
				r.before = ""
			}
			r.walk(n)
			if own {
				r.before = ""
			}
		}
		n = next
	}
}

func (r *raising) said(text string) {
	r.before += text[max(0, len(text)-20):]
	r.before = r.before[max(0, len(r.before)-20):]
}

// sup makes one element a text, or takes it out.
func (r *raising) sup(n *html.Node) {
	if !short(n, 20) {
		r.walk(n)
		return
	}
	text := plain(n)
	raised, number := raise(text)
	switch {
	case holds(n, atom.A), mark(text), number && !r.base(n, text):
		n.Parent.RemoveChild(n)
	case number:
		n.Parent.InsertBefore(textNode(raised), n)
		n.Parent.RemoveChild(n)
	default:
		r.walk(n)
	}
}

// base says whether a number above the line belongs to what is before it, as a power does: to a
// number, a unit or a variable. After a word or at a sentence's end it marks a footnote.
func (r *raising) base(n *html.Node, text string) bool {
	if after := n.NextSibling; after != nil && after.Type == html.TextNode && strings.HasPrefix(strings.TrimLeft(after.Data, " "), "⁄") || after != nil && strings.HasPrefix(after.Data, "/") {
		return true // a fraction
	}
	last, _ := utf8.DecodeLastRuneInString(r.before)
	if unicode.IsDigit(last) {
		return !strings.ContainsAny(text, ",; ")
	}
	word := r.before[len(strings.TrimRightFunc(r.before, unicode.IsLetter)):]
	return word != "" && utf8.RuneCountInString(word) <= 2
}

// mark says whether a text above the line is a footnote's mark whatever stands before it.
func mark(text string) bool {
	return text != "" && (strings.Trim(text, "*†‡§¶#") == "" || strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]"))
}

// raise writes a number in raised digits; several numbers stay as they are.
func raise(text string) (raised string, number bool) {
	raised = strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			number = true
			return []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[r-'0']
		case r == '-' || r == '−' || r == '–':
			return '⁻'
		case r == '+':
			return '⁺'
		}
		return r
	}, text)
	return raised, number && strings.Trim(text, "0123456789-−–+,; ") == ""
}
