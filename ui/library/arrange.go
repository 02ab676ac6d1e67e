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
	Part     bool // these are only the newest rows; all of them will follow
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

// arrange filters the contents, puts them into groups, and sorts the groups and the rows
// of each: sorting many small groups costs far less than sorting all rows.
func arrange(c Contents, order Order, filter string) arrangement {
	titles := make(map[annotate.ID]string, len(c.Stories))
	for _, s := range c.Stories {
		titles[s.ID] = s.Title
	}
	rows := pass(c.Rows, titles, filter)
	groups := grouped(c, titles, rows)
	firsts := make([]place, len(groups))
	var scratch []place
	for i := range groups {
		firsts[i], scratch = sortRows(c, order, groups[i].rows, scratch)
		firsts[i].row = int32(i)
	}
	// The first row of a group says where it stands; articles without a story come last.
	slices.SortFunc(firsts, func(x, y place) int {
		if a, b := groups[x.row].story.ID == 0, groups[y.row].story.ID == 0; a != b {
			return b2i(a) - b2i(b)
		}
		if n := x.compare(y); n != 0 {
			return n
		}
		return cmp.Compare(groups[x.row].story.Title, groups[y.row].story.Title)
	})
	a := arrangement{groups: make([]group, len(groups)), shown: len(rows)}
	for k, f := range firsts {
		a.groups[k] = groups[f.row]
	}
	return a
}

// grouped puts rows into groups by story. All groups share one piece of memory for their rows.
func grouped(c Contents, titles map[annotate.ID]string, rows []int32) []group {
	at := make(map[annotate.ID]int32, len(titles)+1)
	groups := make([]group, 0, len(titles)+1)
	sizes := make([]int32, 0, len(titles)+1)
	in := make([]int32, len(rows)) // the group of each row
	for k, i := range rows {
		story := c.Rows[i].Story
		g, ok := at[story]
		if !ok {
			g = int32(len(groups))
			at[story] = g
			groups = append(groups, group{story: annotate.Story{ID: story, Title: titles[story]}})
			sizes = append(sizes, 0)
		}
		in[k] = g
		sizes[g]++
	}
	memory := make([]int32, len(rows))
	for g := range groups {
		groups[g].rows, memory = memory[:0:sizes[g]], memory[sizes[g]:]
	}
	for k, i := range rows {
		r := &c.Rows[i]
		groups[in[k]].add(i, r, c.Progress[r.ID])
	}
	return groups
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

// place is where a row stands in an order.
type place struct {
	number uint64
	text   string
	row    int32
}

func (p place) compare(q place) int {
	if n := cmp.Compare(p.number, q.number); n != 0 || p.text == q.text {
		return n
	}
	return cmp.Compare(p.text, q.text)
}

// sortRows sorts the rows of a group and returns the place of the first; rows that stand
// alike stay as the library has them. Scratch is memory to use again.
func sortRows(c Contents, order Order, rows []int32, scratch []place) (place, []place) {
	places := scratch[:0]
	for _, i := range rows {
		places = append(places, placeOf(c, order, i))
	}
	slices.SortFunc(places, func(a, b place) int {
		if n := a.compare(b); n != 0 {
			return n
		}
		return cmp.Compare(a.row, b.row)
	})
	for k := range places {
		rows[k] = places[k].row
	}
	return places[0], places
}

func placeOf(c Contents, order Order, i int32) place {
	r := &c.Rows[i]
	p := place{row: i}
	switch order {
	case Newest:
		p.number = ^annotate.Moment(r.Date)
	case ByTitle:
		p.text = strings.ToLower(r.Title)
	case BySource:
		p.text = strings.ToLower(r.Source)
	case LeastLabelled:
		p.number = uint64(c.Progress[r.ID].Labelled) << 20 / uint64(max(r.Sentences, 1))
	}
	return p
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
