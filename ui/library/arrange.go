package library

import (
	"cmp"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/compare/stories"
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
	// Suggested is what the library keeps of suggestions; it is looked at once, with the first
	// contents that are no part.
	Suggested stories.Suggested
}

// group is a story, or a suggestion, with those of its articles that the filter lets through.
type group struct {
	groupID
	title    string
	articles []annotate.ID // of a suggestion: all of them, see proposal
	rows     []int32
	from, to string // dates
	progress annotate.Progress
}

// groupID is which group it is.
type groupID struct {
	story      annotate.ID // 0: articles without a story, or a new one that is suggested
	suggestion int32       // 0: no suggestion
}

// rank is where a group stands among others of another kind: stories, with what is
// suggested for them, then new ones that are suggested, then articles without a story.
func (g groupID) rank() int8 {
	switch {
	case g.story != 0:
		return 0
	case g.suggestion != 0:
		return 1
	}
	return 2
}

// arrangement is the groups in their order. It is made off the event loop.
type arrangement struct {
	groups             []group
	shown              int // articles that pass the filter
	stories, suggested int // groups of each kind
}

// arrange filters the contents, puts them into groups, and sorts the groups and the rows
// of each: sorting many small groups costs far less than sorting all rows.
func arrange(c Contents, suggested suggestions, order Order, filter string) arrangement {
	h := newHeads(c, suggested)
	rows := pass(c.Rows, h, filter)
	groups := grouped(c, h, rows)
	firsts := make([]place, len(groups))
	var scratch []place
	for i := range groups {
		firsts[i], scratch = sortRows(c, order, groups[i].rows, scratch)
		firsts[i].row, firsts[i].rank = int32(i), groups[i].rank()
	}
	beside(groups, firsts)
	slices.SortFunc(firsts, func(x, y place) int { // the first row of a group says where it stands
		if n := x.compare(y); n != 0 {
			return n
		}
		g, h := &groups[x.row], &groups[y.row]
		if n := cmp.Compare(g.title, h.title); n != 0 {
			return n
		}
		return cmp.Or(cmp.Compare(g.story, h.story), cmp.Compare(g.suggestion, h.suggestion))
	})
	a := arrangement{groups: make([]group, len(groups)), shown: len(rows)}
	for k, f := range firsts {
		a.groups[k] = groups[f.row]
		switch g := &a.groups[k]; {
		case g.suggestion != 0:
			a.suggested++
		case g.story != 0:
			a.stories++
		}
	}
	return a
}

// beside has what is suggested for a story stand where the story does.
func beside(groups []group, firsts []place) {
	at := map[annotate.ID][]int{}
	for i := range groups {
		if g := &groups[i]; g.suggestion != 0 && g.story != 0 {
			at[g.story] = append(at[g.story], i)
		}
	}
	if len(at) == 0 {
		return
	}
	for i := range groups {
		if g := &groups[i]; g.suggestion == 0 && g.story != 0 {
			for _, k := range at[g.story] {
				firsts[k].number, firsts[k].text = firsts[i].number, firsts[i].text
			}
		}
	}
}

// heads is what rows stand under.
type heads struct {
	titles map[annotate.ID]string // of stories
	standing
}

func newHeads(c Contents, suggested suggestions) heads {
	h := heads{titles: make(map[annotate.ID]string, len(c.Stories))}
	for _, s := range c.Stories {
		h.titles[s.ID] = s.Title
	}
	h.standing = suggested.stand(c, h.titles)
	return h
}

// group is what row i stands under.
func (h *heads) group(i int32, r *annotate.Row) group {
	if n := h.suggestion(i); n != 0 {
		p := &h.proposals[n]
		return group{groupID: groupID{p.story, n}, title: p.title, articles: p.articles}
	}
	return group{groupID: groupID{story: r.Story}, title: h.titles[r.Story]}
}

// title is the title of what row i stands under.
func (h *heads) title(i int32, r *annotate.Row) string {
	if n := h.suggestion(i); n != 0 {
		return h.proposals[n].title
	}
	return h.titles[r.Story]
}

// grouped puts rows into groups. All groups share one piece of memory for their rows.
func grouped(c Contents, h heads, rows []int32) []group {
	stories := make(map[annotate.ID]int32, len(h.titles)+1) // the group of each, plus one
	suggested := make([]int32, len(h.proposals))            // likewise
	groups := make([]group, 0, len(h.titles)+1)
	sizes := make([]int32, 0, len(h.titles)+1)
	in := make([]int32, len(rows)) // the group of each row
	for k, i := range rows {
		r := &c.Rows[i]
		n := h.suggestion(i)
		var g int32
		if n != 0 {
			g = suggested[n]
		} else {
			g = stories[r.Story]
		}
		if g == 0 {
			groups = append(groups, h.group(i, r))
			sizes = append(sizes, 0)
			g = int32(len(groups))
			if n != 0 {
				suggested[n] = g
			} else {
				stories[r.Story] = g
			}
		}
		in[k] = g - 1
		sizes[g-1]++
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
func pass(rows []annotate.Row, h heads, filter string) []int32 {
	words := strings.Fields(strings.ToLower(filter))
	out := make([]int32, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		if !slices.ContainsFunc(words, func(w string) bool {
			return !holds(r.Title, w) && !holds(r.Source, w) && !holds(h.title(int32(i), r), w) && !strings.Contains(r.Date, w)
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
	rank   int8 // of a group, before all else
}

func (p place) compare(q place) int {
	if p.rank != q.rank {
		return int(p.rank) - int(q.rank)
	}
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
