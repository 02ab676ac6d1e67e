package ui

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/screen"
)

// suggest looks for articles that belong together. It only reads, so it need not wait for
// what is being saved, nor that for it.
func (m *Model) suggest(r screen.Suggest) tea.Cmd {
	lib := m.lib
	return func() tea.Msg { return r.Answer(together(r.Context, lib, r.Progress)) }
}

// together is the articles without a story that belong together, or into a story that is
// there. Articles that cannot be read are left out, and told in the error.
func together(ctx context.Context, lib Library, progress func(float64)) ([]screen.Together, error) {
	rows, err := lib.Rows(0)
	if err != nil {
		return nil, err
	}
	rows = weighed(rows)
	s := newSorter(rows)
	var read []annotate.Row
	var made []bool // whether the title was made from the text
	var unread error
	for i, r := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		progress(s.reads * float64(i) / float64(len(rows)))
		a, titleMade, err := grouped(lib, r)
		if err != nil {
			if unread == nil {
				unread = err
			}
			continue
		}
		s.add(a, r.Story)
		read, made = append(read, r), append(made, titleMade)
	}
	groups, err := s.groups(ctx)
	if err != nil {
		return nil, err
	}
	return proposed(read, made, groups), unread
}

// grouped is an article as it is compared with others, and whether its title was made from
// its first words.
func grouped(lib Library, r annotate.Row) (compare.Article, bool, error) {
	a, err := lib.Article(r.ID)
	if err != nil {
		return compare.Article{}, false, err
	}
	b, err := lib.Body(r.ID, a.Revision)
	if err != nil {
		return compare.Article{}, false, err
	}
	return compare.Article{ID: r.ID.String(), Title: a.Title, Text: b.Text, Lang: a.Language, Date: a.Date, Story: r.Story.String()}, a.TitleMade, nil
}

// farDays is from how many days on two articles are taken to tell of two events, unseen:
// more than comparing them would bridge.
const farDays = 30

// weighed is the rows that need to be read: those in stories first, if an article without a
// story is near them in time, then those without, the oldest first.
func weighed(rows []annotate.Row) []annotate.Row {
	var stories, loose []annotate.Row
	days := map[int64]bool{} // of articles without a story
	undated := false
	for _, r := range rows {
		if r.Story == 0 {
			d, ok := dayOf(r.Date)
			undated = undated || !ok
			days[d] = true
			loose = append(loose, r)
		}
	}
	if len(loose) == 0 {
		return nil
	}
	near := map[int64]bool{}
	for d := range days {
		for by := int64(-farDays); by <= farDays; by++ {
			near[d+by] = true
		}
	}
	for _, r := range rows {
		if d, ok := dayOf(r.Date); r.Story != 0 && (undated || !ok || near[d]) {
			stories = append(stories, r)
		}
	}
	slices.SortFunc(loose, func(a, b annotate.Row) int {
		x, y := annotate.Moment(a.Date)-1, annotate.Moment(b.Date)-1 // where there is no date, the last there is
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a.ID, b.ID))
	})
	return append(stories, loose...)
}

// dayOf is a date in days since 1970; false where there is none.
func dayOf(date string) (int64, bool) {
	t, err := time.Parse(time.DateOnly, date[:min(len(date), len(time.DateOnly))])
	return t.Unix() / (24 * 60 * 60), err == nil
}

// mostAtOnce is how many sentences are weighed all at once, which groups better and needs
// their texts in memory: some 15 MB. Of more, one article after another is put in its place.
const mostAtOnce = 100_000

// sorter puts articles into groups.
type sorter struct {
	reads  float64 // the part of the work that is done when all is read
	once   bool
	held   []compare.Article // to be weighed at once
	one    *compare.Grouper  // or one by one
	number map[annotate.ID]int
	placed []int
}

func newSorter(rows []annotate.Row) *sorter {
	sentences := 0
	number := map[annotate.ID]int{}
	for _, r := range rows {
		sentences += r.Sentences
		if _, known := number[r.Story]; !known && r.Story != 0 {
			number[r.Story] = len(number)
		}
	}
	if sentences <= mostAtOnce {
		return &sorter{once: true, reads: 0.3}
	}
	return &sorter{one: compare.NewGrouper(), number: number, reads: 1}
}

// add adds an article. Those in stories must come first: the numbers of new stories follow theirs.
func (s *sorter) add(a compare.Article, story annotate.ID) {
	switch {
	case s.once:
		s.held = append(s.held, a)
	case story != 0:
		s.one.Put(a, s.number[story])
		s.placed = append(s.placed, s.number[story])
	default:
		s.placed = append(s.placed, s.one.Add(a))
	}
}

// groups is the number of the group of each article.
func (s *sorter) groups(ctx context.Context) ([]int, error) {
	if s.once {
		return compare.Group(ctx, s.held)
	}
	return s.placed, nil
}

// proposed is groups as suggestions: those without a story of at least two articles, those
// with one of at least one more.
func proposed(rows []annotate.Row, made []bool, groups []int) []screen.Together {
	story := map[int]annotate.ID{}
	members := map[int][]int{}
	var order []int
	for i, r := range rows {
		g := groups[i]
		if r.Story != 0 {
			story[g] = r.Story
			continue
		}
		if members[g] == nil {
			order = append(order, g)
		}
		members[g] = append(members[g], i)
	}
	var out []screen.Together
	for _, g := range order {
		if story[g] == 0 && len(members[g]) < 2 {
			continue
		}
		t := screen.Together{Story: story[g]}
		for _, i := range byName(rows, made, members[g]) {
			t.Articles = append(t.Articles, rows[i].ID)
		}
		out = append(out, t)
	}
	return out
}

// byName is the members of a group with those first whose titles would name a story best:
// stated ones before those made from first words, then those that have most words in common
// with the titles of the others, then the earliest.
func byName(rows []annotate.Row, made []bool, members []int) []int {
	titles := map[string]int{} // how many titles have a word
	words := make(map[int][]string, len(members))
	for _, i := range members {
		words[i] = longWords(rows[i].Title)
		for _, w := range words[i] {
			titles[w]++
		}
	}
	shared := make(map[int]int, len(members))
	for _, i := range members {
		for _, w := range words[i] {
			shared[i] += titles[w] - 1
		}
	}
	slices.SortStableFunc(members, func(i, j int) int {
		if made[i] != made[j] {
			if made[i] {
				return 1
			}
			return -1
		}
		return cmp.Compare(shared[j], shared[i])
	})
	return members
}

// longWords is the words of a title that may say something, each once.
func longWords(title string) []string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	words = slices.DeleteFunc(words, func(w string) bool { return utf8.RuneCountInString(w) < 4 })
	slices.Sort(words)
	return slices.Compact(words)
}
