package sidebyside

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// search acts on the keys that search: in all reports, from row to row.
func (a *aligned) search(p screen.Press) (out []screen.Request, handled bool) {
	k := a.keys
	switch {
	case key.Matches(p, k.Search):
		return []screen.Request{a.askSearch()}, true
	case key.Matches(p, k.Next):
		return a.hit(1), true
	case key.Matches(p, k.Previous):
		return a.hit(-1), true
	}
	return nil, false
}

func (a *aligned) askSearch() screen.Request {
	from, first, needle := a.moved, a.first, a.needle
	back := func() { a.focus, a.first, a.moved = from.focus, first, from; a.resize() }
	look := func(text string) []screen.Request {
		back()
		a.find(text)
		return a.hit(0)
	}
	return screen.Ask{
		Title: "search in all reports", Typing: look,
		Done: func(text string) []screen.Request {
			if text == "" {
				text = needle // an empty search repeats the last
			}
			return look(text)
		},
		Cancelled: func() []screen.Request { back(); a.find(""); return nil },
	}
}

func (a *aligned) find(words string) {
	a.needle = words
	for _, p := range a.pages {
		p.Find(words)
	}
}

// found is a sentence with a hit, where it is shown.
type found struct {
	strip, column, nth int
	ref                compare.Ref
	hits               int
}

// founds is the sentences with hits in rows that are shown, row by row and from left to
// right; elsewhere counts the hits in other rows.
func (a *aligned) founds() (out []found, elsewhere int) {
	for column, report := range a.order() {
		page := a.pages[report]
		for _, h := range page.Hits() {
			if len(page.Reading.Body.Sentences) == 0 {
				continue
			}
			ref := compare.Ref{Report: report, Sentence: annotate.SentenceAt(page.Reading.Body.Sentences, h.Span.Start)}
			if n := len(out); n > 0 && out[n-1].ref == ref {
				out[n-1].hits++
				continue
			}
			row := a.row(ref)
			at, exact := a.stripOf(row)
			if !exact || !a.only.shows(a.table.Rows[row].Kind) {
				elsewhere++
				continue
			}
			nth := slices.IndexFunc(a.table.Rows[row].Cells[report], func(c compare.Cell) bool { return c.Sentence == ref.Sentence })
			out = append(out, found{at, column, nth, ref, 1})
		}
	}
	slices.SortStableFunc(out, func(x, y found) int { return x.compare(y) })
	return out, elsewhere
}

func (f found) compare(g found) int {
	for _, d := range [3]int{f.strip - g.strip, f.column - g.column, f.nth - g.nth} {
		if d != 0 {
			return d
		}
	}
	return 0
}

// hit goes to the next sentence with a hit, or the one before, going round; with step 0 to
// the current one or the next.
func (a *aligned) hit(step int) []screen.Request {
	if a.needle == "" {
		if step == 0 {
			return nil
		}
		return say("nothing searched for yet: %s searches", screen.Shortcut(a.keys.Search))
	}
	all, elsewhere := a.founds()
	switch {
	case len(all) == 0 && elsewhere > 0:
		return say("%q is only in rows that are not shown: %s shows others", screen.Safe(a.needle), screen.Shortcut(a.keys.Only))
	case len(all) == 0:
		return []screen.Request{screen.Say{Text: fmt.Sprintf("%q is in no report", screen.Safe(a.needle)), Bad: true}}
	}
	here := found{strip: a.strip, column: slices.Index(a.order(), a.focus), nth: a.nth}
	i := a.following(all, here, step)
	a.reach(all[i])
	first, total := 1, 0
	for k, f := range all {
		if k < i {
			first += f.hits
		}
		total += f.hits
	}
	return say("hit %d of %d, in %s", first, total, refName(all[i].ref))
}

// following is which of the founds comes next.
func (a *aligned) following(all []found, here found, step int) int {
	if step < 0 {
		for i := len(all) - 1; i >= 0; i-- {
			if all[i].compare(here) < 0 {
				return i
			}
		}
		return len(all) - 1
	}
	for i, f := range all {
		if c := f.compare(here); c > 0 || c == 0 && step == 0 {
			return i
		}
	}
	return 0
}

// reach puts the cursor on a hit.
func (a *aligned) reach(f found) {
	a.attend(f.ref.Report)
	a.goTo(f.ref.Sentence)
	a.revealHit(f.ref)
}

// revealHit scrolls to the first hit in a sentence that is higher than the window.
func (a *aligned) revealHit(ref compare.Ref) {
	b := a.cursorBlock()
	if len(b.text) <= a.room() {
		return
	}
	span := a.pages[ref.Report].Reading.Body.Sentences[ref.Sentence]
	for _, h := range a.pages[ref.Report].HitsIn(span) {
		for y, l := range b.text {
			if slices.ContainsFunc(l, func(c prose.Cell) bool { return h.Span.Holds(int(c.Offset)) }) {
				a.reveal(position{a.strip, b.y + y}, 1)
				a.settle()
				return
			}
		}
	}
}
