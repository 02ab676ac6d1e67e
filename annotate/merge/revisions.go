package merge

import (
	"cmp"
	"maps"
	"slices"

	"rashomon/annotate"
	"rashomon/annotate/anchor"
	"rashomon/annotate/jsonl"
)

// revisions brings in the texts of articles of which there are several, in the library and the
// files, in the order of their numbers.
func (in *merging) revisions(m *Merge) error {
	wanted := map[head]bool{}
	for _, heads := range m.texts() {
		a, have, err := in.lib.Article(heads[0].article)
		if err != nil {
			return err
		}
		hashes := map[string]bool{}
		for _, h := range heads {
			hashes[h.hash] = true
		}
		if hashes[a.Hash] = true; !have {
			delete(hashes, a.Hash)
		}
		if len(hashes) < 2 {
			continue
		}
		for _, h := range heads {
			wanted[h] = !have || h.revision > a.Revision
		}
	}
	maps.DeleteFunc(wanted, func(_ head, is bool) bool { return !is })
	texts := map[head]annotate.Arrival{}
	from := map[head]*file{}
	for _, f := range m.files {
		if !slices.ContainsFunc(f.texts, func(h head) bool { return wanted[h] }) {
			continue
		}
		err := f.again(in.ctx, func(rec jsonl.Record) error {
			if a := rec.Article; a != nil {
				h := head{a.Article.ID, a.Article.Revision, a.Article.Hash}
				if _, have := texts[h]; wanted[h] && !have {
					texts[h], from[h] = *a, f
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, h := range slices.SortedFunc(maps.Keys(texts), compareHeads) {
		in.file = from[h]
		if err := in.revise(texts[h]); err != nil {
			return err
		}
	}
	return nil
}

func compareHeads(a, b head) int {
	return cmp.Or(cmp.Compare(a.article, b.article), cmp.Compare(a.revision, b.revision), cmp.Compare(a.hash, b.hash))
}

// texts is the texts of each article in the files.
func (m *Merge) texts() map[annotate.ID][]head {
	out := map[annotate.ID][]head{}
	for _, f := range m.files {
		for _, h := range f.texts {
			if !slices.Contains(out[h.article], h) {
				out[h.article] = append(out[h.article], h)
			}
		}
	}
	return out
}

// revise gives the library a text: of a new article, or a later one of an article that it has,
// to which what is said there moves.
func (in *merging) revise(x annotate.Arrival) error {
	a, have, err := in.lib.Article(x.Article.ID)
	switch {
	case err != nil:
		return err
	case !have:
		in.waiting = append(in.waiting, jsonl.Record{Article: &x})
		return in.flush()
	case a.Hash == x.Article.Hash || a.Revision >= x.Article.Revision:
		return nil
	}
	if other, taken, err := in.lib.ByHash(x.Article.Hash); err != nil || taken && other.ID != a.ID {
		return err // it is another article's text here
	}
	body, have, err := in.lib.Body(a.ID, a.Revision)
	if err != nil || !have {
		return err
	}
	said, err := in.lib.Annotations(a.ID)
	if err != nil {
		return err
	}
	said = slices.DeleteFunc(said, func(x annotate.Annotation) bool { return x.Revision != a.Revision })
	x.Article.Story, x.Article.Added = a.Story, a.Added
	rulings, err := in.lib.Rulings(a.ID)
	if err != nil {
		return err
	}
	out := anchor.Follow(annotate.Arrival{Article: a, Body: body}, x, said)
	ruled, stay := anchor.Rulings(annotate.Arrival{Article: a, Body: body}, x, rulings)
	before := map[annotate.ID]annotate.Annotation{}
	for _, y := range said {
		before[y.ID] = y
	}
	edits := []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{Before: &a, After: &x.Article}}}
	for _, y := range out.Moved {
		old := before[y.ID]
		edits = append(edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &old, After: &y}})
	}
	for _, e := range ruled {
		if e.Ruling.Before != nil {
			in.here.Rulings++
		}
	}
	edits = append(edits, ruled...)
	for _, y := range out.Orphans {
		in.lost = append(in.lost, placeless("", y, a))
	}
	in.here.Texts++
	in.here.Reanchored += len(out.Moved)
	in.here.Placeless += len(out.Orphans)
	in.here.Unruled += stay
	return in.lib.Rewrite(edits, x, in.file.Name)
}
