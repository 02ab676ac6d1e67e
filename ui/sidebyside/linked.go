package sidebyside

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/internal/segment"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
)

// place is a sentence of an article.
type place struct {
	article  annotate.ID
	sentence int
}

// link is where else a sentence stands, and how like.
type link struct {
	to       place
	relation compare.Relation
	score    float64
}

// conflict is a number of a sentence that does not go with one of another report.
type conflict struct {
	with         place
	strength     compare.Strength
	about        string
	value, other string
	span         segment.Span // of the value
}

// linked is what the comparison says of each sentence, by article: columns may change
// their order, this does not.
type linked struct {
	links     map[place][]link // the likest first
	conflicts map[place][]conflict
	diffs     map[[2]place][]segment.Span
	texts     map[annotate.ID]string
	spans     map[annotate.ID][]segment.Span
}

func newLinked(ids []annotate.ID, reports []compare.Report, c compare.Comparison) *linked {
	l := &linked{links: map[place][]link{}, conflicts: map[place][]conflict{}, diffs: map[[2]place][]segment.Span{}, texts: map[annotate.ID]string{}, spans: map[annotate.ID][]segment.Span{}}
	for i, id := range ids {
		l.texts[id], l.spans[id] = reports[i].Text, reports[i].Sentences
	}
	for _, x := range c.Links {
		a, b := place{ids[x.A.Report], x.A.Sentence}, place{ids[x.B.Report], x.B.Sentence}
		l.links[a] = append(l.links[a], link{b, x.Relation, x.Score})
		l.links[b] = append(l.links[b], link{a, x.Relation, x.Score})
	}
	for _, x := range c.Conflicts {
		a, b := place{ids[x.A.Report], x.A.Sentence}, place{ids[x.B.Report], x.B.Sentence}
		l.conflicts[a] = append(l.conflicts[a], conflict{b, x.Strength, x.About, x.AValue, x.BValue, x.ASpan})
		l.conflicts[b] = append(l.conflicts[b], conflict{a, x.Strength, x.About, x.BValue, x.AValue, x.BSpan})
	}
	for p := range l.links {
		slices.SortStableFunc(l.links[p], func(x, y link) int {
			if n := cmp.Compare(rank(x.relation), rank(y.relation)); n != 0 {
				return n
			}
			return cmp.Compare(y.score, x.score)
		})
	}
	return l
}

func rank(r compare.Relation) int {
	return slices.Index([]compare.Relation{compare.Verbatim, compare.Paraphrase, compare.Partial}, r)
}

// in is the likest link of a sentence into an article.
func (l *linked) in(from place, article annotate.ID) (link, bool) {
	for _, x := range l.links[from] {
		if x.to.article == article {
			return x, true
		}
	}
	return link{}, false
}

// counterpart is the sentence that a sentence's words are compared with: the likest of
// all, and of those that are as like the one in the preferred article.
func (l *linked) counterpart(from place, preferred annotate.ID) (link, bool) {
	all := l.links[from]
	if len(all) == 0 {
		return link{}, false
	}
	if x, ok := l.in(from, preferred); ok && x.relation == all[0].relation {
		return x, true
	}
	return all[0], true
}

// differing is the words of a sentence that its counterpart words otherwise, as spans of
// the article. Sentences that only share a part differ everywhere: nothing is marked there.
func (l *linked) differing(from place, x link) []segment.Span {
	if x.relation == compare.Partial {
		return nil
	}
	pair := [2]place{from, x.to}
	if got, ok := l.diffs[pair]; ok {
		return got
	}
	a, b := l.spans[from.article][from.sentence], l.spans[x.to.article][x.to.sentence]
	inA, _ := compare.Diff(l.texts[from.article][a.Start:a.End], l.texts[x.to.article][b.Start:b.End])
	for i := range inA {
		inA[i].Start += a.Start
		inA[i].End += a.Start
	}
	l.diffs[pair] = inA
	return inA
}

// relationGlyph is the mark beside a sentence: how it stands in the likest other report.
func (s *Screen) relationGlyph(page, sentence int) prose.Cell {
	g, t := s.theme.Glyphs, &s.theme
	cell := prose.Cell{Text: " ", Offset: -1, Width: 1}
	if s.linked == nil || len(s.pages) < 2 {
		return cell
	}
	links := s.linked.links[s.place(page, sentence)]
	style := &t.Dim
	switch {
	case len(s.linked.conflicts[s.place(page, sentence)]) > 0:
		cell.Text, style = g.Conflict, &t.StatusWarn
	case len(links) == 0:
		cell.Text = g.OnlyHere
	case links[0].relation == compare.Verbatim:
		cell.Text, style = g.Verbatim, &t.Verbatim
	case links[0].relation == compare.Paraphrase:
		cell.Text, style = g.Paraphrase, &t.Paraphrase
	default:
		cell.Text = g.Partial
	}
	cell.Style = prose.StyleOf(*style)
	return cell
}

func (s *Screen) place(page, sentence int) place {
	return place{s.pages[page].Reading.Article.ID, sentence}
}

// reference is the article that words are rather compared with: the base, and for the base
// itself the focused report, or else the first beside it.
func (s *Screen) reference(page int) annotate.ID {
	switch {
	case page != 0:
		return s.pages[0].Reading.Article.ID
	case s.focus != 0:
		return s.pages[s.focus].Reading.Article.ID
	}
	return s.pages[min(1+s.first, len(s.pages)-1)].Reading.Article.ID
}

// changed is the marks under words that differ, in the sentences in view.
func (s *Screen) changed(page int) (out []prose.Mark) {
	if s.linked == nil {
		return nil
	}
	look := prose.StyleOf(s.theme.Changed)
	first, last := s.pages[page].Pane.VisibleSentences()
	for n := first; n <= last; n++ {
		from := s.place(page, n)
		x, ok := s.linked.counterpart(from, s.reference(page))
		if !ok {
			continue
		}
		for _, span := range s.linked.differing(from, x) {
			out = append(out, prose.Mark{Span: annotate.Span(span), Style: look})
		}
	}
	return mergeMarks(out, s.values(page, first, last))
}

// values is the marks on numbers that do not go with those of other reports.
func (s *Screen) values(page, first, last int) (out []prose.Mark) {
	look := prose.StyleOf(s.theme.Conflict)
	for n := first; n <= last; n++ {
		start := len(out)
		for _, c := range s.linked.conflicts[s.place(page, n)] {
			out = append(out, prose.Mark{Span: annotate.Span(c.span), Style: look})
		}
		slices.SortFunc(out[start:], func(a, b prose.Mark) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	}
	return out
}

// alsoIn says in words where else a sentence stands: "= B 4, C 2 ~ E 7", or only here.
func (s *Screen) alsoIn(page, sentence int) string {
	var b strings.Builder
	from, last := s.place(page, sentence), compare.Relation("")
	for i, p := range s.pages {
		x, ok := s.linked.in(from, p.Reading.Article.ID)
		if i == page || !ok {
			continue
		}
		if x.relation != last {
			fmt.Fprintf(&b, " %s", s.glyphOf(x.relation))
		} else {
			b.WriteString(",")
		}
		last = x.relation
		fmt.Fprintf(&b, " %s %d", s.names[i], x.to.sentence+1)
	}
	if b.Len() == 0 {
		return s.theme.Glyphs.OnlyHere + " only here"
	}
	return strings.TrimSpace(b.String())
}

// contradicts says which numbers of a sentence do not go with those of other reports:
// "! injured: six ≠ two (E 4)".
func (s *Screen) contradicts(page, sentence int) string {
	var parts []string
	for _, c := range s.linked.conflicts[s.place(page, sentence)] {
		sign := "≠"
		if c.strength == compare.Vague {
			sign = "~"
		}
		for i, p := range s.pages {
			if p.Reading.Article.ID == c.with.article {
				parts = append(parts, fmt.Sprintf("%s: %s %s %s (%s %d)", screen.Safe(c.about), screen.Safe(c.value), sign, screen.Safe(c.other), s.names[i], c.with.sentence+1))
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return s.theme.Glyphs.Conflict + " " + strings.Join(parts, ", ") + " · "
}

func (s *Screen) glyphOf(r compare.Relation) string {
	g := s.theme.Glyphs
	return [...]string{g.Verbatim, g.Paraphrase, g.Partial}[rank(r)]
}

// difference goes to the next sentence, or the one before, that the reference does not
// have word for word.
func (s *Screen) difference(step int) []screen.Request {
	if s.linked == nil {
		return []screen.Request{screen.Say{Text: "not compared yet"}}
	}
	page := s.page()
	count := len(page.Reading.Body.Sentences)
	for n := page.Pane.Cursor() + step; n >= 0 && n < count; n += step {
		from := s.place(s.focus, n)
		x, ok := s.linked.counterpart(from, s.reference(s.focus))
		if !ok || x.relation != compare.Verbatim || len(s.linked.differing(from, x)) > 0 || len(s.linked.conflicts[from]) > 0 {
			page.Pane.SetCursor(n)
			s.together()
			return nil
		}
	}
	return []screen.Request{screen.Say{Text: "no more differences that way"}}
}
