package ui_test

import (
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// laidOut is the sample's first three reports side by side.
func laidOut(t *testing.T, width, height int) *driver {
	t.Helper()
	d := start(t, sampleStore(t), width, height, options())
	d.beside()
	return d
}

// lineWith is the line of the screen that holds the text.
func (d *driver) lineWith(text string) int {
	d.t.Helper()
	_, y, ok := d.frame().Find(text)
	if !ok {
		d.t.Fatalf("the screen does not show %q:\n%s", text, d.frame().Text())
	}
	return y
}

// column is the text of the report under a head, of three.
func (d *driver) column(head string) string {
	d.t.Helper()
	g := d.frame()
	x, y, ok := g.Find(head)
	if !ok {
		d.t.Fatalf("no column is headed %q", head)
	}
	var b strings.Builder
	for _, row := range g.Rows[y+1 : d.height-2] {
		for _, c := range row[x : x+d.width/3-6] {
			b.WriteString(c.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestFocusMovesToTheLinkedSentence goes to another report, there to the same statement,
// which stands on the same line, in either view.
func TestFocusMovesToTheLinkedSentence(t *testing.T) {
	t.Parallel()
	for _, view := range []string{"", "t"} {
		d := laidOut(t, 200, 20)
		d.keys(view + " /")
		d.write("This is a heavy blow")
		d.keys("enter ctrl+l")
		linked := regexp.MustCompile(`A sentence 4 of 17 .* ~ C (\d+)`).FindStringSubmatch(d.status())
		if linked == nil {
			t.Fatal(d.status())
		}
		if a, c := d.lineWith("“This is a heavy blow"), d.lineWith(" This is a heavy blow"); a != c {
			t.Errorf("the same statement stands on lines %d and %d", a, c)
		}
		d.keys("alt+3")
		if !strings.Contains(d.status(), "C sentence "+linked[1]+" of 21") {
			t.Error(d.status())
		}
		d.keys("tab")
		if !strings.Contains(d.status(), "A sentence 4 of 17") {
			t.Error(d.status())
		}
		d.keys("alt+9")
		d.says("there are 3 reports")
	}
}

func TestBaseChanges(t *testing.T) {
	t.Parallel()
	d := laidOut(t, 120, 40)
	d.says("A Lantern News · base")
	d.keys("b")
	d.says("this report is the base already")
	d.keys("alt+3 b")
	d.says("Saltline is the base", " C Saltline · base")
	if l := d.line(1); strings.Index(l, "C Saltline") > strings.Index(l, "A Lantern") || strings.Index(l, "A Lantern") > strings.Index(l, "B Northern") {
		t.Errorf("columns %q", l)
	}
	d.keys("f")
	d.says(" 1/21")
}

// TestResizingKeepsTogether has all as it was after sizes at which nothing can be aligned.
func TestResizingKeepsTogether(t *testing.T) {
	t.Parallel()
	d := laidOut(t, 110, 30)
	for _, keys := range []string{"g", "g j j j", "alt+2 G k", "t g", "g j j j", "alt+2 G k"} {
		d.keys(keys)
		before := d.frame().Text()
		for _, s := range []size{{40, 12}, {20, 5}, {19, 30}, {1, 1}, {300, 3}, {3, 90}, {250, 70}, {1, 1}, {110, 30}} {
			d.send(tea.WindowSizeMsg{Width: s.width, Height: s.height})
		}
		if after := d.frame().Text(); after != before {
			t.Errorf("after %s:\n%s\nand resized:\n%s", keys, before, after)
		}
	}
}

func TestHook(t *testing.T) {
	t.Parallel()
	d := laidOut(t, 120, 40)
	d.keys("z")
	d.says("in the free view (t) panes can be unhooked")
	d.keys("t z")
	d.says("unhooked: each report scrolls on its own")
	before := d.column("B Northern")
	d.keys("G")
	if got := d.column("B Northern"); got != before {
		t.Errorf("an unhooked report moved from\n%s\nto\n%s", before, got)
	}
	d.keys("z")
	d.says("hooked: the reports keep together")
	if d.column("B Northern") == before {
		t.Error("a hooked report did not follow")
	}
}

// TestDifferences goes from difference to difference, past what other reports have word for word.
func TestDifferences(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 200, 50, options())
	d.keys("/ 2 0 3 1 - 0 3 - 0 9 enter g b") // two that share whole sentences
	for _, view := range []string{"", "t"} {
		d.keys(view + " g ] d")
		if !strings.Contains(d.status(), " sentence ") {
			t.Fatal(d.status())
		}
		for range 60 {
			d.keys("] d")
		}
		d.says("no more differences that way")
		for range 60 {
			d.keys("[ d")
		}
		d.says("no more differences that way")
		d.sound()
	}
}

// TestConflicts goes from conflict to conflict.
func TestConflicts(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 40, options())
	d.keys("g enter g ]c")
	d.says("! injured: ")
	d.keys("]c")
	d.says("340 (A, B) ≠ 512 (D)")
	for range 10 {
		d.keys("]c")
	}
	d.says("no more conflicts that way")
	d.keys("o o")
	d.says("conflicts: ", " rows")
	d.saysNot("A Gate With a Memory")
}

// TestViewsKeepThePlace shows the free view and comes back, in columns and stacked.
func TestViewsKeepThePlace(t *testing.T) {
	t.Parallel()
	for _, width := range []int{120, 60} {
		d := laidOut(t, width, 30)
		for _, keys := range []string{"g", "j j j", "alt+3 ctrl+d", "G"} {
			d.keys(keys + " ctrl+l")
			before, status := d.frame().Text(), d.status()
			d.keys("t ctrl+l")
			if !strings.Contains(status, "silent") && d.status() != status {
				t.Errorf("%s, after %s: %q and %q", d.line(0), keys, status, d.status())
			}
			d.sound()
			d.keys("t ctrl+l")
			if after := d.frame().Text(); after != before {
				t.Errorf("after %s it was\n%s\nand is\n%s", keys, before, after)
			}
		}
	}
}

// TestSilentReports cannot be labelled where they are silent.
func TestSilentReports(t *testing.T) {
	t.Parallel()
	d := laidOut(t, 120, 40)
	d.keys("g")
	d.says("A is silent here: h goes to C")
	d.keys("f")
	d.says("A is silent here: h goes to C")
	d.keys("h f ctrl+l")
	d.says("C sentence 1 of 21 · fact")
	d.keys("esc")
	d.says("1/90")
}

// TestColumnsFollowTheFocus has more reports than columns.
func TestColumnsFollowTheFocus(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 100, 30, options())
	d.keys("b")
	for _, name := range []string{" A ", " B ", " C ", " D ", " E "} {
		if !strings.Contains("│"+d.line(1), "│"+name) {
			t.Errorf("the report in focus has no column: %q", d.line(1))
		}
		d.keys("l")
	}
	// Five columns fit now, and each report has one.
	d.keys("h h") // the last but one
	d.send(tea.WindowSizeMsg{Width: 200, Height: 30})
	d.keys("alt+1")
	d.send(tea.WindowSizeMsg{Width: 100, Height: 30})
	d.send(tea.WindowSizeMsg{Width: 200, Height: 30})
	for _, name := range []string{" A ", " B ", " C ", " D ", " E "} {
		if strings.Count("│"+d.line(1), "│"+name) != 1 {
			t.Errorf("%sdoes not stand once in %q", name, d.line(1))
		}
	}
}

func TestWheelMovesTheReportUnderIt(t *testing.T) {
	t.Parallel()
	d := laidOut(t, 120, 40)
	d.keys("t z g")
	d.lineWith("A barge loaded")
	x, y, _ := d.frame().Find("A barge loaded")
	d.send(tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelDown})
	d.send(tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelDown})
	d.saysNot("A barge loaded")
	d.sound()
}

// TestLabellingIsSeenEverywhere labels in a column and looks in the reader.
func TestLabellingIsSeenEverywhere(t *testing.T) {
	t.Parallel()
	d := laidOut(t, 120, 40)
	d.keys("alt+2 g j f enter")
	d.says("Northern Ledger · 2031-03-10", "sentence 1 of 18 · fact", "1/18 labelled")
	d.keys("q esc")
	if !strings.Contains(d.status(), "B sentence 1 of 18 · fact, quote") {
		t.Error(d.status())
	}
	d.keys("esc")
	d.says("1/90")
}

func TestClickMovesTheFocus(t *testing.T) {
	t.Parallel()
	d := laidOut(t, 120, 40)
	x, y, ok := d.frame().Find("Saltline")
	if !ok {
		t.Fatal(d.frame().Text())
	}
	d.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	if !strings.Contains(d.status(), "C sentence") {
		t.Error(d.status())
	}
}

// TestUndoShowsWhatItUndid: the cursor goes where the change was, in whichever report.
func TestUndoShowsWhatItUndid(t *testing.T) {
	t.Parallel()
	for _, view := range []string{"", "t"} {
		d := laidOut(t, 120, 40)
		d.keys(view + " / w h i c h space r e s c u e enter f")
		d.keys("ctrl+l")
		d.says("A sentence 2 of", "fact")
		d.keys("tab G")
		d.says("B ")
		d.keys("u")
		d.says("undo: sentence 2")
		d.keys("ctrl+l")
		d.says("A sentence 2 of")
		d.keys("G ctrl+r ctrl+l")
		d.says("A sentence 2 of", "fact")
	}
}

// TestNumbersThatDoNotGoTogether are marked, named over their row and at the foot.
func TestNumbersThatDoNotGoTogether(t *testing.T) {
	t.Parallel()
	d := laidOut(t, 120, 40)
	d.keys("g ]c ]c")
	d.says(" ! injured: ", "(several)")
	if !strings.Contains(d.status(), "A sentence 2 of 17 · ! injured: ") || !strings.Contains(d.status(), "two (C)") {
		t.Error(d.status())
	}
	d.keys("alt+2 g ]c") // the second report is silent there: the cursor goes to one that is not
	for range 10 {
		if strings.Contains(d.status(), "A sentence 12 of 17 · ! injured: six (A") {
			d.says("[Six]", "[two]")
			return
		}
		d.keys("]c")
	}
	t.Errorf("]c never stops at the two injured: %s", d.status())
}
