package arrival

import (
	"cmp"
	"slices"

	"rashomon/annotate"
)

// mostLooked is how many articles an arrival is compared with, the newest.
const mostLooked = 16

// arrived is what comes in, with the shingles of its text once they are needed.
type arrived struct {
	annotate.Arrival
	shingles shingles
}

func (x *arrived) known() shingles {
	if x.shingles == nil {
		x.shingles = shinglesOf(x.Body.Text)
	}
	return x.shingles
}

// shared is how much of the shorter of two texts is in the other.
func (x *arrived) shared(text shingles) float64 { return shared(x.known(), text) }

// find is what an arrival is in the library as it stands: a text that is there, or another text of
// the article that it returns; neither where it is new.
func (t *taking) find(x *arrived) (Outcome, *annotate.Article, error) {
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
		if a.Revision == 1 { // it never had another text
			continue
		}
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
	of, err := t.likeliest(earlier, x)
	return Outcome{}, of, err
}

// mayBeEarlier says whether a may be an earlier text of x, by what is stated of them.
func mayBeEarlier(a, x annotate.Article) bool {
	if annotate.Beside(a) != 0 { // it is one already, of another article
		return false
	}
	page, other := annotate.PageKey(a), annotate.PageKey(x)
	if page != "" && page == other || a.File != "" && a.File == x.File {
		return true
	}
	name, day, today := annotate.NameKey(a), annotate.Day(a.Date), annotate.Day(x.Date)
	return name != "" && name == annotate.NameKey(x) && (page == "" || other == "") && (day == 0 || today == 0 || day == today)
}

// surely is by how much one text must be more like an arrival than the next, to be taken for its
// earlier one.
const surely = 0.02

// likeliest is the article whose text is most like this one: nil where none is like it, or two are
// as like.
func (t *taking) likeliest(among []annotate.Article, x *arrived) (*annotate.Article, error) {
	type like struct {
		*annotate.Article
		share float64
	}
	var all []like
	for i, a := range among {
		body, err := t.lib.Body(a.ID, a.Revision)
		if err != nil {
			return nil, err
		}
		if share := x.shared(shinglesOf(body.Text)); enough(a, x.Article, share) {
			all = append(all, like{&among[i], share})
		}
	}
	slices.SortStableFunc(all, func(a, b like) int { return cmp.Compare(b.share, a.share) })
	if len(all) == 0 || len(all) > 1 && all[0].share-all[1].share < surely {
		return nil, nil
	}
	return all[0].Article, nil
}
