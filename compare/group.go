package compare

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"rashomon/internal/segment"
)

// Article is what grouping needs of an article.
type Article struct {
	ID, Title, Text string
	// Lang is a BCP 47 tag or empty, Date an ISO date or empty.
	Lang, Date string
	// Story, where it is not empty, was given by hand: articles of one such story
	// stay together, and articles of two stay apart.
	Story string
}

const (
	maxTerms      = 60    // weightiest terms of an article that count
	maxPostings   = 6_000 // places in the index that one article may visit
	maxNeighbours = 60    // most alike articles that linkage knows of
	nearest       = 3     // articles of a story that speak for it
	leastScore    = 0.3   // of what joining needs: less is no likeness
)

// The likeness that two articles need to be one story falls with the root of the
// number of terms of the shorter, as chance likeness does: few words are alike
// more easily. From the most on, and under the fewest, it stays.
const (
	needed     = 1.25
	mostTerms  = 120
	leastTerms = 20
)

// groupScore is the mean likeness two groups need to be one story, over what two
// articles need: in a story of many, not all are near to all.
const groupScore = 0.6

// Days between two articles up to which the likeness counts in full, and from
// which it counts for nothing.
const (
	fullDays = 4
	lastDays = 14
)

// Group tells for each article the number of its story, from 0, in the order of
// first members. It weighs all articles first, so it does better than a [Grouper]
// fed one by one; the grouping is by average linkage over the likeness of each
// article's nearest others. It stops early, with the context's error.
func Group(ctx context.Context, articles []Article) ([]int, error) {
	g := NewGrouper()
	words := make([][]counted, len(articles))
	for i, a := range articles {
		if i%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		words[i] = g.count(a)
	}
	var all []edge
	for i, a := range articles {
		if i%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		g.file(a, words[i])
		for _, n := range g.neighbours(i) {
			all = append(all, edge{n.score, n.a, i})
		}
	}
	hand := make([]int, len(articles))
	all = append(all, handEdges(articles, hand)...)
	between := func(a, b []int) int {
		x, y := handOf(hand, a), handOf(hand, b)
		if x != 0 && y != 0 && x != y {
			return 0
		}
		return len(a) * len(b)
	}
	out := make([]int, len(articles))
	stories, err := averageLinkage(len(articles), all, groupScore, between, func(int, int) error { return ctx.Err() })
	if err != nil {
		return nil, err
	}
	for story, members := range stories {
		for _, m := range members {
			out[m] = story
		}
	}
	return out, nil
}

// handEdges numbers the stories given by hand, from 1, and ties their articles
// together more strongly than any likeness could.
func handEdges(articles []Article, hand []int) []edge {
	const tie = 1e9
	last := map[string]int{}
	number := map[string]int{}
	var out []edge
	for i, a := range articles {
		if a.Story == "" {
			continue
		}
		if number[a.Story] == 0 {
			number[a.Story] = len(number) + 1
		} else {
			out = append(out, edge{tie, last[a.Story], i})
		}
		hand[i], last[a.Story] = number[a.Story], i
	}
	return out
}

// handOf is the story given by hand to any of members, or 0.
func handOf(hand, members []int) int {
	for _, m := range members {
		if hand[m] != 0 {
			return hand[m]
		}
	}
	return 0
}

// counted is a term of an article and how much it stands out there.
type counted struct {
	term  int32
	times float32
}

// count reads an article: its title and first two sentences count twice. The
// article is counted among those that have its terms.
func (g *Grouper) count(a Article) []counted {
	lang := primaryLanguage(a.Lang)
	lead := leadEnd(a.Text)
	times := map[int32]float32{}
	add := func(text string, until int) {
		ws := segment.Words(text)
		for i, w := range ws {
			term := g.term(w, lang)
			weight := float32(1)
			if w.Start < until {
				weight = 2
			}
			times[term] += weight
			if i > 0 && segment.IsHan(w.Lower) && segment.IsHan(ws[i-1].Lower) && ws[i-1].End == w.Start {
				times[g.number(ws[i-1].Lower+w.Lower, 1)] += weight
			}
		}
	}
	add(a.Title, len(a.Title))
	add(a.Text, lead)
	out := make([]counted, 0, len(times))
	for t, n := range times {
		if g.base[t] > 0.1 {
			g.df[t]++
			out = append(out, counted{t, n})
		}
	}
	slices.SortFunc(out, func(x, y counted) int { return cmp.Compare(x.term, y.term) })
	return out
}

// leadEnd is where about two sentences end: the second full stop before a space,
// or 400 bytes on.
func leadEnd(text string) int {
	at := 0
	for range 2 {
		i := strings.IndexAny(text[at:], ".!?\n。！？")
		if i < 0 {
			return len(text)
		}
		_, size := utf8.DecodeRuneInString(text[at+i:])
		at += i + size
	}
	return max(at, min(len(text), 400))
}

// term numbers a word by its stem.
func (g *Grouper) term(w segment.Word, lang string) int32 {
	known := g.stems[lang]
	if known == nil {
		known = map[string]int32{}
		g.stems[lang] = known
	}
	t, found := known[w.Lower]
	if !found {
		t = g.number(segment.Stem(w.Lower, lang), float32(backgroundWeight(w, lang)))
		known[w.Lower] = t
	}
	return t
}

// number numbers a term.
func (g *Grouper) number(text string, base float32) int32 {
	t, found := g.terms[text]
	if !found {
		t = int32(len(g.df))
		g.terms[text] = t
		g.df, g.base, g.index = append(g.df, 0), append(g.base, base), append(g.index, nil)
	}
	return t
}
