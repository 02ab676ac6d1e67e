package find

import (
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

const (
	fewPassages = 3 // of a report, unless all are asked for
	fewLines    = 3 // of a passage
)

// list is what was found, laid out in lines.
type list struct {
	stops []stop
	lines []line
}

// stop is what the cursor stands on: a passage, or a report that has none.
type stop struct {
	hit, passage  int // the passage is -1 where it is the report
	first, beyond int // its lines
}

// line is one line of the list.
type line struct {
	cells prose.Line
	stop  int // -1 for none: a report's heading
}

// show shows what was found, from its beginning.
func (s *Screen) show(found *query.Found) {
	s.found, s.whole = found, map[int]bool{}
	s.cursor, s.top = 0, 0
	s.layOut()
}

// renew shows what is found now of what was found before: reports that were shown whole stay
// so, and the cursor stays on its report.
func (s *Screen) renew(found *query.Found) {
	whole, top := map[annotate.ID]bool{}, s.top
	for i := range s.whole {
		whole[s.found.Hits[i].Article.ID] = s.whole[i]
	}
	at := stop{hit: -1}
	var on annotate.ID
	if s.cursor < len(s.list.stops) {
		at = s.list.stops[s.cursor]
		on = s.found.Hits[at.hit].Article.ID
	}
	s.show(found)
	for i := range found.Hits {
		s.whole[i] = whole[found.Hits[i].Article.ID]
	}
	s.layOut()
	for i, x := range s.list.stops {
		if found.Hits[x.hit].Article.ID == on && x.passage <= at.passage {
			s.cursor = i
		}
	}
	s.top = max(min(top, len(s.list.lines)-s.room()), 0)
	s.follow()
}

// layOut makes the lines anew; the cursor stays where it was.
func (s *Screen) layOut() {
	var at stop
	if s.cursor < len(s.list.stops) {
		at = s.list.stops[s.cursor]
	}
	s.list = list{}
	if s.found == nil || s.width == 0 {
		return
	}
	for i := range s.found.Hits {
		s.layOutHit(i)
	}
	for i, x := range s.list.stops {
		if x.hit == at.hit && x.passage <= at.passage {
			s.cursor = i
		}
	}
	s.cursor = min(s.cursor, max(len(s.list.stops)-1, 0))
	s.follow()
}

// layOutHit appends a report: its heading, and under it its passages.
func (s *Screen) layOutHit(i int) {
	hit := &s.found.Hits[i]
	shown, left := s.passages(i)
	if i > 0 && s.height > 10 {
		s.list.lines = append(s.list.lines, line{stop: -1})
	}
	if len(shown) == 0 {
		n := len(s.list.lines)
		s.list.lines = append(s.list.lines, line{s.heading(hit), len(s.list.stops)})
		s.list.stops = append(s.list.stops, stop{i, -1, n, n + 1})
		return
	}
	s.list.lines = append(s.list.lines, line{s.heading(hit), -1})
	for _, n := range shown {
		from := len(s.list.lines)
		for _, l := range s.passage(&hit.Passages[n]) {
			s.list.lines = append(s.list.lines, line{l, len(s.list.stops)})
		}
		s.list.stops = append(s.list.stops, stop{i, n, from, len(s.list.lines)})
	}
	if left > 0 {
		text := strings.Repeat(" ", numberWide) + s.theme.Glyphs.More + " " + screen.Count(left, "more passage", "more passages") + " (" + screen.Shortcut(s.keys.Unfold) + ")"
		s.list.lines = append(s.list.lines, line{prose.Cells(text, s.style(s.theme.Dim)), -1})
	}
}

// passages is the passages of a hit that are shown, in the order of the text: all that are
// not in the title, or the best, those with most words of the query. Left is how many are not.
func (s *Screen) passages(hit int) (shown []int, left int) {
	all := s.found.Hits[hit].Passages
	for i, p := range all {
		if p.In != "title" {
			shown = append(shown, i)
		}
	}
	if len(shown) <= fewPassages || s.whole[hit] {
		return shown, 0
	}
	best := slices.Clone(shown)
	slices.SortStableFunc(best, func(a, b int) int { return kinds(all[b]) - kinds(all[a]) })
	best = best[:fewPassages]
	slices.Sort(best)
	return best, len(shown) - len(best)
}

// kinds is how many different words are marked in a passage.
func kinds(p query.Passage) int {
	seen := map[string]bool{}
	for _, m := range p.Marks {
		seen[strings.ToLower(p.Text[m.Start:m.End])] = true
	}
	return len(seen)
}

// setWhole shows all passages of a hit, or the best.
func (s *Screen) setWhole(hit int, whole bool) {
	s.whole[hit] = whole
	s.layOut()
}

// here is the report under the cursor, and the sentence to open it at; -1 for none.
func (s *Screen) here() (*query.Hit, int) {
	at := s.list.stops[s.cursor]
	hit := &s.found.Hits[at.hit]
	if at.passage < 0 {
		return hit, -1
	}
	return hit, hit.Passages[at.passage].Sentence
}

// heading is where a report is from, and its title.
func (s *Screen) heading(hit *query.Hit) prose.Line {
	a := &hit.Article
	var marks []annotate.Span
	if i := slices.IndexFunc(hit.Passages, func(p query.Passage) bool { return p.In == "title" }); i >= 0 {
		marks = hit.Passages[i].Marks
	}
	var out prose.Line
	add := func(text string, cells []prose.Cell) {
		if text != "" {
			if len(out) > 0 {
				out = append(out, prose.Cells(" · ", s.style(s.theme.Dim))...)
			}
			out = append(out, cells...)
		}
	}
	add(a.Source, prose.Cells(screen.Safe(a.Source), s.style(s.theme.Accent)))
	if s.width >= 60 {
		add(a.Date, prose.Cells(screen.Day(a.Date), s.style(s.theme.Dim)))
	}
	add(a.Title, s.marked(a.Title, marks, s.style(s.theme.Title)))
	if s.width >= 60 {
		add(hit.Story, prose.Cells(screen.Safe(hit.Story), s.style(s.theme.Dim)))
	}
	return s.cut(out, s.width-1)
}

// facts is where a report is from, in a line.
func facts(hit *query.Hit) string {
	var out []string
	for _, f := range []string{hit.Article.Source, screen.Day(hit.Article.Date), hit.Article.Title} {
		if f = screen.Safe(f); f != "" {
			out = append(out, f)
		}
	}
	return strings.Join(out, ", ")
}
