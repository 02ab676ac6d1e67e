package arrival

import (
	"cmp"
	"slices"

	"rashomon/annotate"
)

// mostLooked is how many articles an arrival is compared with.
const mostLooked = 64

// find is what an arrival is in the library as it stands: a text that is there, or another text of
// the article that it returns; neither where it is new.
func (t *taking) find(x annotate.Arrival) (Outcome, *annotate.Article, error) {
	ids, err := t.lib.Known(x.Article)
	if err != nil {
		return Outcome{}, nil, err
	}
	var earlier []annotate.Article
	for _, id := range ids {
		a, err := t.lib.Article(id)
		switch {
		case err != nil:
			return Outcome{}, nil, err
		case a.Hash == x.Article.Hash:
			return Outcome{ID: a.ID, Result: There, Number: a.Revision}, nil, nil
		case mayBeEarlier(a, x.Article):
			earlier = append(earlier, a)
		}
	}
	slices.SortStableFunc(earlier, func(a, b annotate.Article) int { return b.Added.Compare(a.Added) })
	earlier = earlier[:min(len(earlier), mostLooked)]
	for _, a := range earlier {
		texts, err := t.lib.Revisions(a.ID)
		if err != nil {
			return Outcome{}, nil, err
		}
		i := slices.IndexFunc(texts, func(r annotate.Revision) bool { return r.Hash == x.Article.Hash })
		switch {
		case i < 0:
		case t.o.Newest:
			return Outcome{}, &a, nil
		default:
			return Outcome{ID: a.ID, Result: Older, Number: texts[i].Number}, nil, nil
		}
	}
	of, err := t.likeliest(earlier, x.Body)
	return Outcome{}, of, err
}

// mayBeEarlier says whether a may be an earlier text of x.
func mayBeEarlier(a, x annotate.Article) bool {
	if annotate.Beside(a) != 0 { // it is one already, of another article
		return false
	}
	page, other := annotate.PageKey(a), annotate.PageKey(x)
	if page != "" && page == other {
		return true
	}
	name, day, today := annotate.NameKey(a), annotate.Day(a.Date), annotate.Day(x.Date)
	return name != "" && name == annotate.NameKey(x) && (page == "" || other == "") && (day == 0 || today == 0 || day == today)
}

// surely is by how much one text must be more like an arrival than the next, to be taken for its
// earlier one.
const surely = 0.02

// likeliest is the article whose text is most like this one: nil where there is none, or two are
// as like.
func (t *taking) likeliest(among []annotate.Article, b annotate.Body) (*annotate.Article, error) {
	switch len(among) {
	case 0:
		return nil, nil
	case 1:
		return &among[0], nil
	}
	type like struct {
		*annotate.Article
		share float64
	}
	var all []like
	mine := shingles(b.Text)
	for i, a := range among {
		body, err := t.lib.Body(a.ID, a.Revision)
		if err != nil {
			return nil, err
		}
		all = append(all, like{&among[i], shared(mine, shingles(body.Text))})
	}
	slices.SortStableFunc(all, func(a, b like) int { return cmp.Compare(b.share, a.share) })
	if all[0].share-all[1].share < surely {
		return nil, nil
	}
	return all[0].Article, nil
}

// shingle is some runes in a row, hashed.
const shingle = 5

// shingles is how often each shingle is in a text: of any script, whether it has blanks or not.
func shingles(text string) map[uint64]int {
	out := map[uint64]int{}
	var last [shingle]rune
	n := 0
	for _, r := range text {
		copy(last[:], last[1:])
		last[shingle-1] = r
		if n++; n < shingle {
			continue
		}
		hash := uint64(14695981039346656037) // FNV-1a, a rune at a time
		for _, r := range last {
			hash = (hash ^ uint64(r)) * 1099511628211
		}
		out[hash]++
	}
	return out
}

// shared is how much of two texts is in both, from 0 to 1 (L. R. Dice, "Measures of the amount of
// ecologic association between species", Ecology 26, 1945).
func shared(a, b map[uint64]int) float64 {
	both, all := 0, 0
	for k, n := range a {
		both, all = both+2*min(n, b[k]), all+n
	}
	for _, n := range b {
		all += n
	}
	return float64(both) / float64(max(all, 1))
}
