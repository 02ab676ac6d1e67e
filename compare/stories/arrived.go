package stories

import (
	"context"
	"slices"
	"strconv"

	"rashomon/annotate"
)

// Found is what was found of articles that have come in.
type Found struct {
	New     []Together // what they belong to, whole: see Suggested.With
	Reports int        // how many of them that are
	Looked  int        // how many other articles they were compared with
	Of      int        // of how many that are near enough in time
	Passed  int        // how many of them were not looked at, as they are too many
}

// Part says whether not all was compared that might tell of one event.
func (f Found) Part() bool { return f.Looked < f.Of || f.Passed > 0 }

// What is read when articles come in, in sentences of a library's other articles: some for any
// number of them, and some for each, but no more than that. A text of 25 sentences takes about
// half a millisecond.
const (
	fewestRead = 10_000
	eachReads  = 100
	mostRead   = 200_000
)

// mostNew is how many articles that come in at once are looked at: the newest of them.
const mostNew = 10_000

// Arrived says which of the articles that have come into a library belong together, with others
// that are in no story, or into a story that is there. Of a large library only those are read
// that are near in time and have titles most like what the new ones say. They may join what was
// suggested before. Progress is told the part that is done, 0 to 1. An article that cannot be
// read is left out, and the first of them told in the error, beside what was found; the context's
// error comes with nothing.
func Arrived(ctx context.Context, lib Library, added []annotate.ID, was Suggested, progress func(float64)) (Found, error) {
	rows, err := lib.Rows(0)
	if err != nil {
		return Found{}, err
	}
	all, err := lib.Stories()
	if err != nil {
		return Found{}, err
	}
	was.All = was.Standing(rows, all)
	a := newArriving(lib, rows, added, was)
	if len(a.fresh) == 0 {
		return Found{}, nil
	}
	near, err := a.near(ctx, rows)
	if err != nil {
		return Found{}, err
	}
	a.progress = progress
	if err := a.sort(ctx, a.ordered(near), a.pin); err != nil {
		return Found{}, err
	}
	found := a.joined(was.All)
	found.Looked, found.Of, found.Passed = len(near), a.of, a.passed
	return found, a.unread
}

// arriving is articles that have come in, and what is known of the others.
type arriving struct {
	sorter
	fresh   []annotate.Row       // those that are looked at, the newest first
	new     map[annotate.ID]bool // likewise
	dropped map[annotate.ID]bool
	pins    map[annotate.ID]string // of articles that are in suggestions
	of      int                    // articles near enough in time
	passed  int
}

func newArriving(lib Library, rows []annotate.Row, added []annotate.ID, was Suggested) *arriving {
	a := &arriving{sorter: sorter{lib: lib}, new: make(map[annotate.ID]bool, len(added)), dropped: make(map[annotate.ID]bool, len(was.Dropped)), pins: map[annotate.ID]string{}}
	for _, id := range was.Dropped {
		a.dropped[id] = true
	}
	for i, t := range was.All {
		for _, id := range t.Articles {
			a.pins[id] = pinOf(t, i)
		}
	}
	for _, id := range added {
		a.new[id] = !a.dropped[id] && a.pins[id] == ""
	}
	for _, r := range rows {
		switch {
		case !a.new[r.ID]:
		case r.Story != 0, len(a.fresh) == mostNew:
			a.new[r.ID] = false
			if r.Story == 0 {
				a.passed++
			}
		default:
			a.fresh = append(a.fresh, r)
		}
	}
	return a
}

// pinOf is what holds the articles of a suggestion together: its story, or else its number.
func pinOf(t Together, i int) string {
	if t.Story != 0 {
		return t.Story.String()
	}
	return "suggestion " + strconv.Itoa(i)
}

// pin is the group that an article is of already; nothing for none.
func (a *arriving) pin(r annotate.Row) string {
	if r.Story != 0 {
		return r.Story.String()
	}
	return a.pins[r.ID]
}

// near is the articles to compare the new ones with: all that are near in time, or the likeliest
// of these.
func (a *arriving) near(ctx context.Context, rows []annotate.Row) ([]annotate.Row, error) {
	spell := newSpell(a.fresh, nearDays)
	var near []annotate.Row
	sentences := 0
	for _, r := range rows {
		if !a.new[r.ID] && !a.dropped[r.ID] && spell.has(r) {
			near = append(near, r)
			sentences += r.Sentences
		}
	}
	a.of = len(near)
	most := min(fewestRead+eachReads*len(a.fresh), mostRead)
	if sentences <= most {
		return near, nil
	}
	return likeliest(ctx, a.lib, a.fresh, near, most)
}

// ordered is all that is to be sorted, in the order in which it has to be: what is in a group
// already first.
func (a *arriving) ordered(near []annotate.Row) []annotate.Row {
	var pinned, loose []annotate.Row
	for _, r := range near {
		if a.pin(r) != "" {
			pinned = append(pinned, r)
		} else {
			loose = append(loose, r)
		}
	}
	return slices.Concat(pinned, oldestFirst(loose), oldestFirst(slices.Clone(a.fresh)))
}

// joined is the groups that new articles are in, with what was suggested of them before.
func (a *arriving) joined(was []Together) (f Found) {
	at := make(map[string]Together, len(was)) // by its pin
	for i, t := range was {
		at[pinOf(t, i)] = t
	}
	for _, g := range a.grouped() {
		news := 0
		for _, i := range g.loose {
			if a.new[a.rows[i].ID] {
				news++
			}
		}
		if news == 0 || g.pin == "" && len(g.loose) < 2 {
			continue
		}
		t, known := at[g.pin]
		if !known {
			t.Story = g.story
		}
		t.Articles = slices.Concat(t.Articles, a.byName(g.loose))
		f.New = append(f.New, t)
		f.Reports += news
	}
	return f
}

// gathered is a group of articles.
type gathered struct {
	story annotate.ID // 0 for none
	pin   string      // of those that are in one already
	loose []int       // the others: indexes into rows
}

// grouped is the groups, in the order of their first members.
func (a *arriving) grouped() []*gathered {
	var out []*gathered
	at := map[int]*gathered{}
	for i, r := range a.rows {
		g := at[a.groups[i]]
		if g == nil {
			g = &gathered{}
			at[a.groups[i]] = g
			out = append(out, g)
		}
		switch pin := a.pin(r); {
		case pin != "":
			g.pin = pin
			if g.story == 0 {
				g.story = r.Story
			}
		default:
			g.loose = append(g.loose, i)
		}
	}
	return out
}
