package revisions

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// row is what the cursor stands on: a sentence, or a run of unchanged ones on one line.
type row struct {
	first, last int // entries
	collapsed   bool
}

// position is a line of a row.
type position struct{ row, line int }

// fewest is how many unchanged sentences are collapsed: one alone takes no more than its line.
const fewest = 2

// layOut makes the rows anew; the cursor stays at its sentence.
func (s *Screen) layOut() {
	at := 0
	if s.cursor < len(s.rows) {
		at = s.rows[s.cursor].first
	}
	entries := s.diff().entries
	s.rows = s.rows[:0]
	clear(s.drawn)
	s.findLost()
	for i := 0; i < len(entries); {
		end := i
		for end < len(entries) && !entries[end].differs() && len(s.lost[entries[end].old]) == 0 {
			end++
		}
		switch {
		case end-i >= fewest && !s.whole && !s.opened[i]:
			s.rows = append(s.rows, row{i, end - 1, true})
		default:
			end = max(end, i+1)
			for k := i; k < end; k++ {
				s.rows = append(s.rows, row{k, k, false})
			}
		}
		i = end
	}
	s.cursor = 0
	for i, r := range s.rows {
		if r.first <= at {
			s.cursor = i
		}
	}
	s.follow()
}

// entry is the sentence of a row, or the first of its run.
func (s *Screen) entry(row int) *entry { return &s.diff().entries[s.rows[row].first] }

func (s *Screen) differs(row int) bool { return !s.rows[row].collapsed && s.entry(row).differs() }

// findLost finds what was said of the sentences of the older text and has no place in the newest.
func (s *Screen) findLost() {
	s.lost, s.placeless = map[int][]annotate.Annotation{}, 0
	of := s.diff().old
	for _, x := range s.said {
		if x.Revision == s.before().Number && x.OrphanOf(s.article) {
			n := annotate.SentenceAt(of, x.Span.Start)
			s.lost[n] = append(s.lost[n], x)
			s.placeless++
		}
	}
	for _, on := range s.lost {
		slices.SortFunc(on, func(a, b annotate.Annotation) int {
			return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Annotator, b.Annotator), cmp.Compare(a.ID, b.ID))
		})
	}
}

func (s *Screen) moveTo(row int) {
	s.cursor = min(max(row, 0), max(len(s.rows)-1, 0))
	s.follow()
}

// nextChange goes to the next difference, or the one before.
func (s *Screen) nextChange(by int) []screen.Request {
	for i := s.cursor + by; i >= 0 && i < len(s.rows); i += by {
		if s.differs(i) {
			s.moveTo(i)
			return nil
		}
	}
	if by > 0 {
		return say("this is the last difference")
	}
	return say("this is the first difference")
}

// collapse hides unchanged sentences, or shows them.
func (s *Screen) collapse() []screen.Request {
	s.whole, s.opened = !s.whole, map[int]bool{}
	s.layOut()
	if s.whole {
		return say("all sentences are shown")
	}
	return say("unchanged sentences are collapsed")
}

// open opens a collapsed run, or the report at the sentence.
func (s *Screen) open() []screen.Request {
	if r := s.rows[s.cursor]; r.collapsed {
		s.opened[r.first] = true
		s.layOut()
		return nil
	}
	n, d := s.rows[s.cursor].first, s.diff()
	for ; n > 0 && d.entries[n].now < 0; n-- { // gone: the one before it
	}
	for now := d.entries[n].now; now >= 0; now-- { // in the newest text it may be another number
		if to := d.newest[now]; to >= 0 {
			return []screen.Request{screen.Read{Article: s.article.ID, Sentence: to}}
		}
	}
	return []screen.Request{screen.Read{Article: s.article.ID, Sentence: 0}}
}

// copy puts the sentence with its change on the clipboard, and where it is from.
func (s *Screen) copy() []screen.Request {
	if s.rows[s.cursor].collapsed {
		return say("there is no sentence here: " + screen.Shortcut(s.keys.Open) + " shows those that did not change")
	}
	e := s.entry(s.cursor)
	text := written(e.pieces)
	switch e.kind {
	case gone:
		text = deletedFrom + text + deletedTo
	case came:
		text = insertedFrom + text + insertedTo
	}
	parts := []string{s.article.Source, s.article.Title, s.article.URL}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	parts = append(parts, s.where(e))
	return []screen.Request{screen.Copy{Text: text + "\n— " + strings.Join(parts, ", ") + "\n", Said: "copied the sentence with its change"}}
}

// where is which sentence of which texts it is.
func (s *Screen) where(e *entry) string {
	was, is := fmt.Sprintf("sentence %d of revision %d", e.old+1, s.before().Number), fmt.Sprintf("sentence %d of revision %d", e.now+1, s.after().Number)
	switch {
	case e.now < 0:
		return was
	case e.old < 0:
		return is
	}
	return is + ", " + was
}

// askSearch asks for words, and goes to the first sentence from here that has them.
func (s *Screen) askSearch() []screen.Request {
	return []screen.Request{screen.Ask{Title: "search", Value: s.needle, Done: func(text string) []screen.Request {
		s.needle = strings.TrimSpace(text)
		clear(s.drawn)
		if s.needle == "" {
			return nil
		}
		if len(s.rows) == 0 { // another pair was turned to meanwhile
			return nil
		}
		return s.hit(s.rows[s.cursor].first-1, 1)
	}}}
}

// nextHit goes to the next sentence that has the words, or to the one before.
func (s *Screen) nextHit(by int) []screen.Request {
	switch {
	case s.needle == "":
		return say("nothing is searched: " + screen.Shortcut(s.keys.Search) + " asks for words")
	case by > 0:
		return s.hit(s.rows[s.cursor].last, by)
	}
	return s.hit(s.rows[s.cursor].first, by)
}

// hit goes to the nearest entry after from, or before it, that has the words, going round at
// the end; a run that hides it is opened.
func (s *Screen) hit(from, by int) []screen.Request {
	entries := s.diff().entries
	for k := 1; k <= len(entries); k++ {
		i := ((from+k*by)%len(entries) + len(entries)) % len(entries)
		if !entries[i].has(s.needle) {
			continue
		}
		at := slices.IndexFunc(s.rows, func(r row) bool { return r.first <= i && i <= r.last })
		if s.rows[at].collapsed {
			s.opened[s.rows[at].first] = true
			s.layOut()
			at = slices.IndexFunc(s.rows, func(r row) bool { return r.first == i })
		}
		s.moveTo(at)
		return nil
	}
	return say(fmt.Sprintf("%q is in neither text", screen.Safe(s.needle)))
}

// has says whether the words stand in one of the sentence's pieces, in whatever case.
func (e *entry) has(words string) bool {
	var all strings.Builder
	for _, p := range e.pieces {
		all.WriteString(p.text)
	}
	return strings.Contains(strings.ToLower(all.String()), strings.ToLower(words))
}
