package stories

import (
	"cmp"
	"slices"
	"time"

	"rashomon/annotate"
)

// farDays is from how many days on two articles are taken to tell of two events, unseen:
// more than comparing them would bridge.
const farDays = 30

// nearDays is from how many days on comparing two articles finds nothing alike in them.
const nearDays = 14

// weighed is the rows that need to be read: those in stories first, if an article without a
// story is near them in time, then those without, the oldest first.
func weighed(rows []annotate.Row) []annotate.Row {
	var stories, loose []annotate.Row
	for _, r := range rows {
		if r.Story == 0 {
			loose = append(loose, r)
		}
	}
	if len(loose) == 0 {
		return nil
	}
	near := newSpell(loose, farDays)
	for _, r := range rows {
		if r.Story != 0 && near.has(r) {
			stories = append(stories, r)
		}
	}
	return append(stories, oldestFirst(loose)...)
}

// oldestFirst sorts rows; those without a date come last.
func oldestFirst(rows []annotate.Row) []annotate.Row {
	slices.SortFunc(rows, func(a, b annotate.Row) int {
		x, y := annotate.Moment(a.Date)-1, annotate.Moment(b.Date)-1 // where there is no date, the last there is
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a.ID, b.ID))
	})
	return rows
}

// spell is the days near articles: which others may tell of the same event.
type spell struct {
	days map[int64]bool
	all  bool // one of them has no date
}

func newSpell(rows []annotate.Row, by int64) spell {
	s := spell{days: map[int64]bool{}}
	has := map[int64]bool{}
	for _, r := range rows {
		d, ok := dayOf(r.Date)
		if !ok {
			return spell{all: true}
		}
		has[d] = true
	}
	for d := range has {
		for k := -by; k <= by; k++ {
			s.days[d+k] = true
		}
	}
	return s
}

func (s spell) has(r annotate.Row) bool {
	if s.all {
		return true
	}
	d, ok := dayOf(r.Date)
	return !ok || s.days[d]
}

// dayOf is a date in days since 1970; false where there is none.
func dayOf(date string) (int64, bool) {
	t, err := time.Parse(time.DateOnly, date[:min(len(date), len(time.DateOnly))])
	return t.Unix() / (24 * 60 * 60), err == nil
}
