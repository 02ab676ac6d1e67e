package matrix

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/screen"
)

func (s *Screen) press(p screen.Press) []screen.Request {
	k := s.keys
	if lines, ok := k.Step(p, s.listHeight()); ok {
		s.move(lines)
		return nil
	}
	switch {
	case key.Matches(p, k.First):
		s.goTo(0, 1)
	case key.Matches(p, k.Last):
		s.goTo(len(s.lines)-1, -1)
	case key.Matches(p, k.Page): // space: there is nothing to mark
		s.move(max(s.listHeight()-1, 1))
	case key.Matches(p, k.Left):
		s.turn(-1)
	case key.Matches(p, k.Right):
		s.turn(1)
	case key.Matches(p, k.Column):
		return s.toColumn(int(p[len(p)-1] - '1'))
	case key.Matches(p, k.NextConflict):
		return s.nextConflict(1)
	case key.Matches(p, k.PreviousConflict):
		return s.nextConflict(-1)
	default:
		return s.act(p)
	}
	return nil
}

// act is the keys that ask something of the root.
func (s *Screen) act(p screen.Press) []screen.Request {
	k := s.keys
	switch {
	case key.Matches(p, k.Back):
		return s.back()
	case key.Matches(p, k.Undo):
		return []screen.Request{screen.Undo{}}
	case key.Matches(p, k.Redo):
		return []screen.Request{screen.Redo{}}
	case key.Matches(p, k.Brief):
		story, articles := s.asked()
		return []screen.Request{screen.Brief{Story: story, Articles: articles}}
	case key.Matches(p, k.Filter) && s.findings != nil:
		return s.askFilter()
	case s.current().kind == title:
		if key.Matches(p, k.Open, k.Copy, k.Name, k.Clash, k.Dismiss, k.Filter) {
			return s.nothing()
		}
	case key.Matches(p, k.Open):
		return s.open()
	case key.Matches(p, k.Copy):
		return s.copyRow()
	case key.Matches(p, k.Name):
		return s.askName()
	case key.Matches(p, k.Clash):
		return s.askClash()
	case key.Matches(p, k.Dismiss):
		return s.dismiss()
	}
	return nil
}

// nothing says why a key has nothing to act on.
func (s *Screen) nothing() []screen.Request {
	switch {
	case s.findings == nil:
		return say("not compared yet")
	case s.filter != "":
		return say("no row has all of these words: " + screen.Shortcut(s.keys.Back) + " shows all rows again")
	}
	return say("there is nothing here")
}

func (s *Screen) turn(by int) {
	if n := len(s.names); n > 0 {
		s.column = (s.column + by + n) % n
	}
}

func (s *Screen) toColumn(n int) []screen.Request {
	if n >= len(s.names) {
		return say("there are " + screen.Count(len(s.names), "report", "reports"))
	}
	s.column = n
	return nil
}

// back takes the filter off, or leaves.
func (s *Screen) back() []screen.Request {
	if s.filter != "" {
		s.setFilter("", s.spot())
		return nil
	}
	return []screen.Request{screen.Back{}}
}

// askFilter asks for words. While they are typed the cursor is on the row where it was, or
// on the first that has them.
func (s *Screen) askFilter() []screen.Request {
	before, was := s.filter, s.spot()
	set := func(text string) []screen.Request {
		s.setFilter(text, was)
		return nil
	}
	return []screen.Request{screen.Ask{
		Title: "filter", Value: s.filter, Typing: set,
		Done:      func(string) []screen.Request { return nil },
		Cancelled: func() []screen.Request { return set(before) },
	}}
}

// setFilter shows the rows that have all words of the text.
func (s *Screen) setFilter(text string, was spot) {
	s.filter = text
	s.layOut()
	if !s.restore(was) {
		s.goTo(0, 1)
	}
	s.settle()
}

// asked is how the reports shown are asked for: by their story, or one by one.
func (s *Screen) asked() (story annotate.ID, articles []annotate.ID) {
	if s.story.ID != 0 {
		return s.story.ID, nil
	}
	return 0, s.articles()
}

// open lays the reports side by side at the sentence of the current report, or of the lead
// where that is silent. Two that share wording are laid beside one another alone.
func (s *Screen) open() []screen.Request {
	story, articles := s.asked()
	readings := s.comparing.Readings
	x, ok := s.row()
	if !ok {
		r := screen.Beside{Story: story, Articles: articles, Base: readings[s.column].Article.ID}
		if p, ok := s.pairAt(s.current()); ok {
			a, b := readings[p.a].Article.ID, readings[p.b].Article.ID
			r = screen.Beside{Articles: []annotate.ID{a, b}, Base: a}
		}
		return []screen.Request{r}
	}
	at := s.sentence(x)
	return []screen.Request{screen.Beside{Story: story, Articles: articles, Base: readings[at.Report].Article.ID, Sentence: at.Sentence}}
}

// sentence is that of the current report in a row, or the lead where the report is silent.
func (s *Screen) sentence(x *compare.MatrixRow) compare.Ref {
	if cells := x.Cells[s.column]; len(cells) > 0 {
		return compare.Ref{Report: s.column, Sentence: cells[0].Sentence}
	}
	return x.Lead
}

// copyRow puts the current row on the clipboard as text: what is said, who says it in which
// words, and who is silent.
func (s *Screen) copyRow() []screen.Request {
	x, ok := s.row()
	if !ok {
		text := s.names[s.column]
		if p, ok := s.pairAt(s.current()); ok {
			text = s.names[p.a] + ", " + s.names[p.b] + ": " + s.sharedWords(p)
		}
		return []screen.Request{screen.Copy{Text: text + "\n", Said: "copied what they share"}}
	}
	var b strings.Builder
	if name, _ := s.findings.name(x); name != "" {
		b.WriteString(name + "\n\n")
	} else if x.Dispute >= 0 {
		b.WriteString(annotate.Line(s.findings.disputes[x.Dispute].Words(s.source, "≠")) + "\n\n")
	}
	var silent []string
	for r, cells := range x.Cells {
		for _, c := range cells {
			b.WriteString(screen.Citation(s.comparing.Readings[r], annotate.OnSentence(c.Sentence)))
		}
		if len(cells) == 0 {
			silent = append(silent, s.source(r))
		}
	}
	if len(silent) > 0 {
		b.WriteString("\nnot in " + strings.Join(silent, ", ") + "\n")
	}
	return []screen.Request{screen.Copy{Text: b.String(), Said: fmt.Sprintf("copied the row with %s", screen.Count(x.Coverage, "source", "sources"))}}
}

// source is what to call a report away from the others.
func (s *Screen) source(report int) string {
	return strings.TrimPrefix(s.names[report], s.letters[report]+" ")
}

// click makes a row and a column current; a click on what is current opens it.
func (s *Screen) click(c screen.Click) []screen.Request {
	column := s.columnAt(c.X)
	i := s.top + c.Y - s.headLines()
	if c.Y < s.headLines() || c.Y >= s.headLines()+s.listHeight() || i >= len(s.lines) || s.lines[i].kind == title {
		if c.Y == s.headLines()-1 && column >= 0 {
			s.column = column
		}
		return nil
	}
	if i == s.cursor && (column < 0 || column == s.column) {
		return s.open()
	}
	s.cursor = i
	if column >= 0 {
		s.column = column
	}
	return nil
}
