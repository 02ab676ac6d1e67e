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
	rulings, err := in.lib.Rulings(a.ID)
	if err != nil {
		return err
	}
	x.Article.Story, x.Article.Added = a.Story, a.Added
	out, err := anchor.Rewrite(in.ctx, annotate.Arrival{Article: a, Body: body}, x, said, rulings, anchor.EarlierTexts(texts{in.lib}, a))
	if err != nil {
		return err
	}
	for _, y := range out.Orphans {
		in.lost = append(in.lost, placeless("", y, a))
	}
	in.here.Texts++
	in.here.Reanchored += len(out.Moved)
	in.here.Placeless += len(out.Orphans)
	in.here.Rulings += out.Ruled
	in.here.Unruled += out.Unruled
	return in.lib.Rewrite(out.Edits, x, in.file.Name)
}

// texts is the library as arrival asks it for texts.
type texts struct{ Library }

func (t texts) Body(id annotate.ID, revision int) (annotate.Body, error) {
	b, _, err := t.Library.Body(id, revision)
	return b, err
}
