package history

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// detail is what one change did.
type detail struct {
	change annotate.Change
	lines  []words
	top    int
}

func (d *detail) scroll(by, height int) {
	d.top = max(min(d.top+by, len(d.lines)-max(height, 1)), 0)
}

// opened is the message that a change was read whole.
type opened struct {
	by     *Screen
	number uint64
	change annotate.Change
	err    error
}

// open reads what the current change did.
func (s *Screen) open() []screen.Request {
	n, ok := s.current()
	if !ok {
		return say("there is no change here")
	}
	s.opening = n
	return []screen.Request{screen.Do{Cmd: func() tea.Msg {
		c, err := s.o.Read(n, 1)
		if err == nil && (len(c) == 0 || c[0].Number != n) {
			err = fmt.Errorf("change %d is not in the history", n)
		}
		if err != nil {
			return opened{by: s, number: n, err: err}
		}
		return opened{by: s, number: n, change: c[0]}
	}}}
}

func (s *Screen) opened(msg opened) []screen.Request {
	if msg.by != s || msg.number != s.opening {
		return nil
	}
	s.opening = 0
	if n, ok := s.current(); !ok || n != msg.number { // the cursor went on meanwhile
		return nil
	}
	if msg.err != nil {
		return []screen.Request{screen.Say{Text: msg.err.Error(), Bad: true}}
	}
	s.detail = &detail{change: msg.change, lines: s.tell(msg.change)}
	return nil
}

// tell is a change in words.
func (s *Screen) tell(c annotate.Change) []words {
	what := c.What
	if name := s.name(c.Article); name != "" {
		what += " · " + name
	}
	out := []words{{text: what, level: 0}}
	at := c.At.In(s.o.Now().Location())
	out = append(out, words{text: fmt.Sprintf("change %d, by %s, %s", c.Number, c.By, at.Format("Monday, 2006-01-02 15:04:05")), level: 2})
	switch {
	case s.undone(c.Number):
		out = append(out, words{text: "undone", level: 2})
	case c.Undoes != 0:
		out = append(out, words{text: fmt.Sprintf("undoes change %d", c.Undoes), level: 2})
	case c.Redoes != 0:
		out = append(out, words{text: fmt.Sprintf("makes change %d again", c.Redoes), level: 2})
	}
	if sum := summary(c.Edits); len(c.Edits) > 1 {
		for _, l := range sum {
			out = append(out, words{text: l, level: 2})
		}
	}
	return append(out, s.edits(c.Edits, mostTold)...)
}

// mostTold is how many edits of a change are told one by one.
const mostTold = 2000

func (s *Screen) pressDetail(p screen.Press) []screen.Request {
	k, d := s.keys, s.detail
	if lines, ok := k.Step(p, s.height); ok {
		d.scroll(lines, s.height)
		return nil
	}
	switch {
	case key.Matches(p, k.First):
		d.top = 0
	case key.Matches(p, k.Last):
		d.scroll(len(d.lines), s.height)
	case key.Matches(p, k.Page):
		d.scroll(max(s.height-1, 1), s.height)
	case key.Matches(p, k.Copy):
		return s.copy()
	case key.Matches(p, k.Open):
		return s.readReport()
	case key.Matches(p, k.Back):
		if s.way != nil {
			return s.back()
		}
		s.detail = nil
	}
	return nil
}

// readReport opens the report in which the change was made, at its first sentence.
func (s *Screen) readReport() []screen.Request {
	c := s.detail.change
	article, sentence := c.Article, 0
	for _, e := range c.Edits {
		if e.Annotation == nil {
			continue
		}
		x := e.Annotation.After
		if x == nil {
			x = e.Annotation.Before
		}
		article, sentence = x.Article, max(x.Sentence, 0)
		break
	}
	if article == 0 || s.name(article) == "" {
		return say("this change is about no report, or about one that is gone")
	}
	return []screen.Request{screen.Read{Article: article, Sentence: sentence}}
}

// copy puts what a change did on the clipboard, or in the list its line.
func (s *Screen) copy() []screen.Request {
	if s.detail != nil {
		var b strings.Builder
		for _, l := range s.detail.lines {
			b.WriteString(strings.Repeat("  ", max(l.level-1, 0)) + screen.Safe(annotate.Line(l.text)) + "\n")
		}
		return []screen.Request{screen.Copy{Text: b.String(), Said: "copied what the change did"}}
	}
	n, ok := s.current()
	r, there := s.rows[n]
	if !ok || !there || r.gone {
		return say("there is no change here")
	}
	text := fmt.Sprintf("%d\t%s\t%s\t%s\t%s\n", n, r.at.In(s.o.Now().Location()).Format("2006-01-02 15:04:05"), screen.Safe(r.by), screen.Safe(annotate.Line(r.what)), screen.Safe(s.name(r.article)))
	return []screen.Request{screen.Copy{Text: text, Said: fmt.Sprintf("copied change %d", n)}}
}

func (s *Screen) viewDetail() []string {
	t, d := &s.theme, s.detail
	var out []string
	for _, l := range d.lines[d.top:min(d.top+max(s.height, 1), len(d.lines))] {
		style := t.Text
		switch l.level {
		case 0:
			style = t.Title
		case 1:
			style = t.Accent
		case 2:
			style = t.Dim
		}
		text := strings.Repeat(" ", 1+2*max(l.level-1, 0)) + screen.Safe(annotate.Line(l.text))
		out = append(out, screen.Paint(style, ansi.Truncate(text, s.width, t.Glyphs.More)))
	}
	return out
}
