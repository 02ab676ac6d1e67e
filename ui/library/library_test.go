package library

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// shown is a screen that lists contents.
func shown(t testing.TB, c Contents) *Screen {
	t.Helper()
	s := New(screen.NewKeys(annotate.DefaultScheme()), theme.New(true, true), "ana", annotate.DefaultScheme())
	s.SetSize(120, 40)
	s.Update(s.Load(func() (Contents, error) { return c, nil })())
	if len(s.lines) == 0 {
		t.Fatal("nothing is listed")
	}
	return s
}

// do runs the commands among requests and gives the screen what they say.
func do(s *Screen, requests []screen.Request) {
	for _, r := range requests {
		if d, ok := r.(screen.Do); ok {
			do(s, s.Update(d.Cmd()))
		}
	}
}

// edit is the message that a sentence of an article got its first label.
func edit(article annotate.ID) screen.Edited {
	a := annotate.Annotation{ID: 1, Article: article, Annotator: "ana", Scheme: "default", Labels: []string{"fact"}}
	return screen.Edited{Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{After: &a}}}}
}

// TestEditsWhileReading has edits come before, while and after the library is read again,
// whether the reading saw them or not.
func TestEditsWhileReading(t *testing.T) {
	for _, sees := range []bool{false, true} {
		c := large(10)
		s := shown(t, c)
		load := s.Load(func() (Contents, error) {
			again := c
			if sees {
				again.Progress = map[annotate.ID]annotate.Progress{c.Rows[7].ID: {Labelled: 1, Labels: map[string]int{"fact": 1}}}
			}
			return again, nil
		})
		s.Update(edit(c.Rows[7].ID))
		do(s, s.Update(load()))
		view := ansi.Strip(strings.Join(s.View(), "\n"))
		if strings.Count(view, "1/12") != 1 || strings.Count(view, "1/60") != 1 {
			t.Errorf("sees %t: the list does not count the label once in its report and once in its story:\n%s", sees, view)
		}
		do(s, s.press("o"))
		if p := s.arranged.groups[s.groupOf(c.Rows[7].ID)].progress; p.Labelled != 1 {
			t.Errorf("sees %t: %d labelled after sorting", sees, p.Labelled)
		}
	}
}

// TestOrderWhileReading asks for another order before what is read has come.
func TestOrderWhileReading(t *testing.T) {
	part, all := large(10), large(20)
	part.Part = true
	s := shown(t, part)
	load := s.Load(func() (Contents, error) { return all, nil })
	late := s.press("o")
	do(s, s.Update(load()))
	do(s, late) // arranges what is gone: must not be shown
	if s.contents.Part || len(s.contents.Rows) != 20 || s.arranged.shown != 20 || s.order != ByTitle {
		t.Errorf("%d rows, %d shown, %s", len(s.contents.Rows), s.arranged.shown, s.order)
	}
}

// TestFewerRows has the rows under the cursor go.
func TestFewerRows(t *testing.T) {
	s := shown(t, large(10))
	s.press("G")
	do(s, s.Update(s.Load(func() (Contents, error) { return large(5), nil })()))
	if _, article := s.current(); article == 0 || len(s.View()) != 6 {
		t.Errorf("the cursor is on line %d of %d", s.cursor, len(s.lines))
	}
	do(s, s.Update(s.Load(func() (Contents, error) { return Contents{}, nil })()))
	for _, p := range strings.Fields("j k g G h l space enter b M B t r D o u S + A d n N pgdown pgup") {
		do(s, s.press(screen.Press(p)))
		s.View()
	}
}

// TestCursorStaysOnItsReport sorts, filters and reads again under the cursor.
func TestCursorStaysOnItsReport(t *testing.T) {
	s := shown(t, large(500))
	for range 42 {
		s.press("j")
	}
	_, before := s.current()
	for range orders {
		do(s, s.press("o"))
		if _, now := s.current(); now != before {
			t.Fatalf("%s: the cursor went to another report", s.order)
		}
		if s.cursor < s.top || s.cursor >= s.top+s.listHeight() {
			t.Fatalf("%s: the cursor is out of sight", s.order)
		}
	}
}

// pressed measures a key press up to the lines in view.
func pressed(b *testing.B, rows int, keys ...screen.Press) {
	s := shown(b, large(rows))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		s.Update(keys[n%len(keys)])
		if len(s.View()) == 0 {
			b.Fatal("nothing is drawn")
		}
		n++
	}
}

func BenchmarkKey(b *testing.B) {
	for _, rows := range []int{5, 100_000} {
		b.Run(fmt.Sprintf("%d/down", rows), func(b *testing.B) { pressed(b, rows, "j") })
		b.Run(fmt.Sprintf("%d/ends", rows), func(b *testing.B) { pressed(b, rows, "G", "g") })
		b.Run(fmt.Sprintf("%d/pages", rows), func(b *testing.B) { pressed(b, rows, "pgdown", "pgdown", "pgup") })
	}
}
