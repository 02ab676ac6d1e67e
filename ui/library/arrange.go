package library

import (
	"cmp"
	"slices"
	"strings"

	"rashomon/annotate"
)

// Order is how stories, and the articles in each, follow one another.
type Order int

// The orders, as one key goes through them.
const (
	Newest Order = iota
	ByTitle
	BySource
	LeastLabelled
	orders
)

// String names the order for people.
func (o Order) String() string {
	return [...]string{"newest first", "by title", "by source", "least labelled first"}[o]
}

// Contents is what a library holds, as its list shows it.
type Contents struct {
	Rows     []annotate.Row
	Stories  []annotate.Story
	Progress map[annotate.ID]annotate.Progress // of the annotator, where there is any
}

// group is a story with those of its articles that the filter lets through.
type group struct {
	story    annotate.Story // zero: articles without a story
	rows     []int32
	from, to string // dates
	progress annotate.Progress
}

// arrangement is the groups in their order. It is made off the event loop.
type arrangement struct {
	groups []group
	shown  int // articles that pass the filter
}

// arrange filters, sorts and groups the contents.
func arrange(c Contents, order Order, filter string) arrangement {
	titles := make(map[annotate.ID]string, len(c.Stories))
	for _, s := range c.Stories {
		titles[s.ID] = s.Title
	}
	rows := sorted(c, order, pass(c.Rows, titles, filter))
	var a arrangement
	a.shown = len(rows)
	at := make(map[annotate.ID]int, len(c.Stories))
	for _, i := range rows {
		r := &c.Rows[i]
		g, ok := at[r.Story]
		if !ok {
			g = len(a.groups)
			at[r.Story] = g
			a.groups = append(a.groups, group{story: annotate.Story{ID: r.Story, Title: titles[r.Story]}})
		}
		a.groups[g].add(i, r, c.Progress[r.ID])
	}
	// Articles without a story come last; an empty filter shows stories without articles too.
	slices.SortStableFunc(a.groups, func(x, y group) int { return cmp.Compare(b2i(x.story.ID == 0), b2i(y.story.ID == 0)) })
	return a
}

func (g *group) add(i int32, r *annotate.Row, p annotate.Progress) {
	g.rows = append(g.rows, i)
	p.Sentences = r.Sentences
	g.progress.Add(p)
	if r.Date != "" {
		if g.from == "" || r.Date < g.from {
			g.from = r.Date
		}
		g.to = max(g.to, r.Date)
	}
}

// pass is the rows whose title, source, date or story hold every word of the filter.
func pass(rows []annotate.Row, titles map[annotate.ID]string, filter string) []int32 {
	words := strings.Fields(strings.ToLower(filter))
	out := make([]int32, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		if !slices.ContainsFunc(words, func(w string) bool {
			return !holds(r.Title, w) && !holds(r.Source, w) && !holds(titles[r.Story], w) && !strings.Contains(r.Date, w)
		}) {
			out = append(out, int32(i))
		}
	}
	return out
}

// holds says whether s holds the lower-case word, whatever the case of s.
func holds(s, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		c := s[i]
		if c >= 0x80 {
			return strings.Contains(strings.ToLower(s), word)
		}
		if lower(c) == word[0] && strings.EqualFold(s[i:i+len(word)], word) {
			return true
		}
	}
	return false
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

type sortable struct {
	number uint64
	text   string
	row    int32
}

func sorted(c Contents, order Order, rows []int32) []int32 {
	keys := make([]sortable, len(rows))
	for k, i := range rows {
		r := &c.Rows[i]
		keys[k] = sortable{row: i}
		switch order {
		case Newest:
			keys[k].number = ^moment(r.Date)
		case ByTitle:
			keys[k].text = strings.ToLower(r.Title)
		case BySource:
			keys[k].text = strings.ToLower(r.Source)
		case LeastLabelled:
			keys[k].number = uint64(c.Progress[r.ID].Labelled) << 20 / uint64(max(r.Sentences, 1))
		}
	}
	slices.SortStableFunc(keys, func(a, b sortable) int {
		if n := cmp.Compare(a.number, b.number); n != 0 || a.text == b.text {
			return n
		}
		return cmp.Compare(a.text, b.text)
	})
	for k := range keys {
		rows[k] = keys[k].row
	}
	return rows
}

// moment is a date's digits as one number, so that dates sort without comparing texts.
func moment(date string) (n uint64) {
	digits := 0
	for i := 0; i < len(date) && digits < 14; i++ {
		if c := date[i]; '0' <= c && c <= '9' {
			n = n*10 + uint64(c-'0')
			digits++
		}
	}
	for ; digits < 14; digits++ {
		n *= 10
	}
	return n
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
