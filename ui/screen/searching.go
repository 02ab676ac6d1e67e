package screen

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/ui/prose"
)

func (p *Page) askSearch() Request {
	from, needle := p.Pane.Cursor(), p.needle
	look := func(text string) []Request {
		p.find(text)
		p.Pane.SetCursor(from)
		return p.show(p.nearest(p.span(from).Start))
	}
	return Ask{
		Title: "search", Typing: look,
		Done: func(text string) []Request {
			if text == "" {
				p.find(needle) // an empty search repeats the last
			}
			return p.show(p.nearest(p.span(from).Start))
		},
		Cancelled: func() []Request { p.find(""); p.Pane.SetCursor(from); return nil },
	}
}

// find keeps where the words stand in the text, whatever their case.
func (p *Page) find(words string) {
	p.needle, p.hits = words, findAll(p.Reading.Body.Text, strings.TrimSpace(words))
}

// span is where a sentence stands; the beginning of a text without sentences.
func (p *Page) span(sentence int) annotate.Span {
	if sentence >= len(p.Reading.Body.Sentences) {
		return annotate.Span{}
	}
	return p.Reading.Body.Sentences[sentence]
}

// nearest is the index of the first hit at or after the offset, or the first of all.
func (p *Page) nearest(offset int) int {
	for i, h := range p.hits {
		if h.End > offset {
			return i
		}
	}
	return 0
}

func (p *Page) show(i int) []Request {
	switch {
	case p.needle == "":
		return nil
	case len(p.hits) == 0:
		return []Request{Say{Text: fmt.Sprintf("%q is not in this %s", Safe(p.needle), p.Called), Bad: true}}
	}
	p.Pane.Reveal(p.hits[i])
	p.next = p.hits[i]
	return []Request{Say{Text: fmt.Sprintf("hit %d of %d", i+1, len(p.hits))}}
}

// hit goes to the next sentence with a hit, or the one before.
func (p *Page) hit(step int) []Request {
	if p.needle == "" {
		return []Request{Say{Text: fmt.Sprintf("nothing searched for yet: %s searches", Shortcut(p.keys.Search))}}
	}
	if len(p.hits) == 0 {
		return p.show(0)
	}
	here := p.span(p.Pane.Cursor())
	i := 0
	if step > 0 {
		i = max(slices.IndexFunc(p.hits, func(h annotate.Span) bool { return h.Start >= here.End }), 0)
	} else {
		i = len(p.hits) - 1
		for k, h := range p.hits {
			if h.Start < here.Start {
				i = k
			}
		}
	}
	return p.show(i)
}

// Hits is the marks of what was searched for.
func (p *Page) Hits() []prose.Mark {
	out := make([]prose.Mark, len(p.hits))
	look := prose.StyleOf(p.theme.Search)
	for i, h := range p.hits {
		out[i] = prose.Mark{Span: h, Style: look}
	}
	return out
}

// Resume takes over the search of the page whose place this one takes.
func (p *Page) Resume(old *Page) {
	if p.needle = old.needle; old.Searching() {
		p.find(old.needle)
	}
}

// Find marks every place of the words in the text, whatever their case; of none, nothing.
func (p *Page) Find(words string) { p.find(words) }

// HitsIn is the marks of what was searched for in a span.
func (p *Page) HitsIn(s annotate.Span) (out []prose.Mark) {
	first := sort.Search(len(p.hits), func(i int) bool { return p.hits[i].End > s.Start })
	for _, h := range p.hits[first:] {
		if h.Start >= s.End {
			break
		}
		out = append(out, prose.Mark{Span: h, Style: prose.StyleOf(p.theme.Search)})
	}
	return out
}

// Searching says whether hits are shown; Forget takes them away.
func (p *Page) Searching() bool { return len(p.hits) > 0 }

// Forget takes the hits of the last search away.
func (p *Page) Forget() { p.hits = nil }

// findAll is every place of the words in the text that does not overlap one before it,
// whatever the case of either.
func findAll(text, words string) (out []annotate.Span) {
	if words == "" {
		return nil
	}
	first, _ := utf8.DecodeRuneInString(words)
	first = unicode.ToLower(first)
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if unicode.ToLower(r) == first {
			if end, ok := foldedPrefix(text[i:], words); ok {
				out = append(out, annotate.Span{Start: i, End: i + end})
				i += end
				continue
			}
		}
		i += n
	}
	return out
}

// foldedPrefix says whether text begins with the words, whatever the case, and how many
// of its bytes that takes. White space in the words stands for any run of it.
func foldedPrefix(text, words string) (int, bool) {
	i := 0
	for _, w := range words {
		r, n := utf8.DecodeRuneInString(text[i:])
		if n == 0 {
			return 0, false
		}
		if unicode.IsSpace(w) && unicode.IsSpace(r) {
			for n > 0 && unicode.IsSpace(r) {
				i += n
				r, n = utf8.DecodeRuneInString(text[i:])
			}
			continue
		}
		if unicode.ToLower(r) != unicode.ToLower(w) {
			return 0, false
		}
		i += n
	}
	return i, true
}
