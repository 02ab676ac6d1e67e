package export

import (
	"slices"

	"rashomon/annotate"
)

// Left is what is not in a file of tasks, each kind by count.
type Left struct {
	OtherSchemes int // annotations by other schemes
	Gold         int // annotations in the name of annotate.Gold, where it was not asked for
	NoGold       int // where it was: sentences (of whole articles: texts) of which only others say something
	Open         int // annotations in which gold leaves open what holds
	Unsaid       int // articles of which nobody says anything
	Copies       int // tasks that are verbatim copies
	CopiesSaid   int // annotations in these
	Otherwise    int // copies of which something else is said than of the one that was kept
	Keys         int // what another program's file said under a key that has another value already

	Rulings  int // on links, conflicts and statements
	Speakers int // who are kept with other spellings of their names
	Searches int // that are kept
}

// beside counts what a library holds besides texts and what is said of them.
type beside struct {
	lib     Library
	filter  Filter
	rulings []annotate.Ruling    // that the filter lets through, if it does so with their articles
	through map[annotate.ID]bool // the articles of these: whether it does
	stories map[annotate.ID]bool // of which an article is let through
	left    Left
}

func newBeside(lib Library, f Filter) (*beside, error) {
	all, err := lib.Rulings()
	if err != nil {
		return nil, err
	}
	b := &beside{lib: lib, filter: f, through: map[annotate.ID]bool{}, stories: map[annotate.ID]bool{}}
	for _, r := range all {
		if f.ruling(r) {
			b.rulings = append(b.rulings, r)
			for _, p := range r.Places {
				b.through[p.Article] = false
			}
		}
	}
	return b, nil
}

// passed is told of an article that the filter lets through.
func (b *beside) passed(a annotate.Article) error {
	if b == nil {
		return nil
	}
	if _, ruled := b.through[a.ID]; ruled {
		b.through[a.ID] = true
	}
	if a.Story != 0 {
		b.stories[a.Story] = true
		return nil
	}
	return b.speakers(a.ID)
}

func (b *beside) speakers(of annotate.ID) error {
	all, err := b.lib.Speakers(of)
	for _, s := range all {
		if len(s.Spellings) > 0 {
			b.left.Speakers++
		}
	}
	return err
}

// end puts what was counted into left.
func (b *beside) end(left *Left) error {
	for story := range b.stories {
		if err := b.speakers(story); err != nil {
			return err
		}
	}
	for _, r := range b.rulings {
		if !slices.ContainsFunc(r.Places, func(p annotate.Place) bool { return !b.through[p.Article] }) {
			b.left.Rulings++
		}
	}
	if b.filter.everything() {
		all, err := b.lib.Searches()
		if err != nil {
			return err
		}
		b.left.Searches = len(all)
	}
	left.Rulings, left.Speakers, left.Searches = b.left.Rulings, b.left.Speakers, b.left.Searches
	return nil
}
