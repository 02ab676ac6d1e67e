package store

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// Speakers are the speakers that are kept for a story, or for an article that is in none,
// in the order of their IDs.
func (s *Store) Speakers(of annotate.ID) ([]annotate.Speaker, error) {
	return many[annotate.Speaker](s, "speakers", speakersBucket, idKey(of))
}

func speakerKey(x *annotate.Speaker) []byte { return pairKey(x.Of, x.ID) }

func (w *writer) speaker(r annotate.Replaced[annotate.Speaker]) error {
	x := either(r)
	fail := func(err error) error { return fmt.Errorf("speaker %s: %w", x.ID, err) }
	if r.Before != nil && r.After != nil && (r.Before.ID != x.ID || r.Before.Of != x.Of) {
		return fail(fmt.Errorf("it was %s of %s and cannot become another", r.Before.ID, r.Before.Of))
	}
	if r.After != nil {
		if err := x.Check(); err != nil {
			return err
		}
		if err := validText(append([]string{x.Name}, x.Spellings...)...); err != nil {
			return fail(err)
		}
		if !speaksIn(w.tx, x.Of) {
			return fail(fmt.Errorf("story or article %s: %w", x.Of, ErrNotFound))
		}
	}
	if err := replace(w.in(speakersBucket), speakerKey, r); err != nil {
		return fail(err)
	}
	w.voices[x.Of] = true
	return nil
}

// speaksIn says whether there is such a story or article.
func speaksIn(tx *bbolt.Tx, of annotate.ID) bool {
	return in(tx, storiesBucket).Get(idKey(of)) != nil || in(tx, articlesBucket).Get(idKey(of)) != nil
}

// distinct says whether no two of the speakers that are kept together share a spelling.
func distinct(tx *bbolt.Tx, of annotate.ID) error {
	whose := map[string]annotate.Speaker{}
	return under(in(tx, speakersBucket), idKey(of), func(k, v []byte) error {
		x, err := openRecord[annotate.Speaker](k, v)
		if err != nil {
			return err
		}
		for _, spelling := range append([]string{x.Name}, x.Spellings...) {
			folded := strings.Map(fold, annotate.Line(spelling))
			if other, taken := whose[folded]; taken && other.ID != x.ID {
				return fmt.Errorf("%q is a spelling of two speakers, %q and %q", spelling, other.Name, x.Name)
			}
			whose[folded] = x
		}
		return nil
	})
}

// fold is the least of the runes that strings.EqualFold takes for the same.
func fold(r rune) rune {
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return least
}

// Searches are the searches that are kept, in the order of their names.
func (s *Store) Searches() ([]annotate.Search, error) {
	return many[annotate.Search](s, "searches", searchesBucket, nil)
}

// Search is the search of that name, or ErrNotFound.
func (s *Store) Search(name string) (annotate.Search, error) {
	return one[annotate.Search](s, fmt.Sprintf("search %q", name), searchesBucket, []byte(name))
}

func searchKey(x *annotate.Search) []byte { return []byte(x.Name) }

func (w *writer) search(r annotate.Replaced[annotate.Search]) error {
	x := either(r)
	if r.After != nil {
		if err := checkSearch(x); err != nil {
			return fmt.Errorf("search %q: %w", x.Name, err)
		}
	}
	if err := replace(w.in(searchesBucket), searchKey, r); err != nil {
		return fmt.Errorf("search %q: %w", x.Name, err)
	}
	return nil
}

func checkSearch(x annotate.Search) error {
	switch {
	case x.Name == "" || x.Name != annotate.Line(x.Name):
		return errors.New("its name is not a line of text")
	case len(x.Name) > annotate.LongestName:
		return fmt.Errorf("its name is %d bytes long, more than %d", len(x.Name), annotate.LongestName)
	}
	return validText(x.Name, x.Query)
}
