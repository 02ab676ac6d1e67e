package queue

import (
	"cmp"
	"slices"

	"rashomon/annotate"
)

// arrange reads which articles there are and puts them into the order of the queue.
func (b *building) arrange() (err error) {
	if len(b.spec.Articles) == 0 {
		b.rows, err = b.lib.Rows(0)
	} else {
		b.rows, err = b.named()
	}
	if err != nil || len(b.rows) < 2 && b.query == nil {
		return err
	}
	stories, err := b.lib.Stories()
	if err != nil {
		return err
	}
	b.titles = make(map[annotate.ID]string, len(stories))
	for _, s := range stories {
		b.titles[s.ID] = s.Title
	}
	b.sort()
	return nil
}

// named is the rows of the articles that the spec names, each once.
func (b *building) named() ([]annotate.Row, error) {
	ids := slices.Sorted(slices.Values(b.spec.Articles))
	var rows []annotate.Row
	for _, id := range slices.Compact(ids) {
		a, err := b.lib.Article(id)
		if err != nil {
			return nil, err
		}
		rows = append(rows, a.Row())
	}
	return rows, nil
}

// sort puts the rows into the order that Order speaks of.
func (b *building) sort() {
	newest := map[annotate.ID]uint64{}
	for i := range b.rows {
		r := &b.rows[i]
		newest[r.Story] = max(newest[r.Story], annotate.Moment(r.Date))
	}
	slices.SortFunc(b.rows, func(x, y annotate.Row) int {
		switch {
		case x.Story != y.Story && x.Story == 0:
			return 1
		case x.Story != y.Story && y.Story == 0:
			return -1
		case x.Story != y.Story:
			return cmp.Or(cmp.Compare(newest[y.Story], newest[x.Story]), cmp.Compare(b.titles[x.Story], b.titles[y.Story]), cmp.Compare(x.Story, y.Story))
		case x.Story == 0:
			return cmp.Or(cmp.Compare(annotate.Moment(y.Date), annotate.Moment(x.Date)), cmp.Compare(x.ID, y.ID))
		}
		undated := func(date string) string { return cmp.Or(date, "\uffff") }
		return cmp.Or(cmp.Compare(undated(x.Date), undated(y.Date)), cmp.Compare(x.Source, y.Source), cmp.Compare(x.Title, y.Title), cmp.Compare(x.ID, y.ID))
	})
}
