package matrix

import (
	"fmt"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/internal/segment"
	"rashomon/internal/termtest"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

var gate = annotate.NewStory("The storm gate of Port Vessany")

// TestSampleStory finds what a reader looks for in the sample story: who says which number,
// what one report alone says, and who shares most wording.
func TestSampleStory(t *testing.T) {
	d := open(t, gate, samples(t), 0, 0, 120, 37)
	if d.screen.Title() != "The storm gate of Port Vessany · matrix" {
		t.Error(d.screen.Title())
	}
	if first := d.now(); !strings.Contains(first, "injured") || !strings.Contains(first, "six") || !strings.Contains(first, "two (E)") {
		t.Errorf("the first row is %q", first)
	}
	d.says("where numbers conflict", "all 5 reports", "3 reports", "[Six] members")
	d.keys("l l l l")
	d.says("[two] members", "E Saltline · sentence 3")
	for !strings.Contains(d.text(), "only E Saltline") {
		d.keys("space")
	}
	d.says("Both went home on Monday with their arms in slings.")
	d.keys("G")
	d.says("shared wording", "A Lantern News and B Meridian News share most: 62 % of B's words, 56 % of A's; 71 in one run")
}

// TestSections has each row under the heading that says how many reports have it.
func TestSections(t *testing.T) {
	for n, want := range map[int]string{1: "what it says", 2: "both reports", 3: "all 3 reports"} {
		var readings []*annotate.Reading
		for i := range n {
			readings = append(readings, report(fmt.Sprint("Outlet ", i), "The ferry to Ostrel was late again on Friday night."))
		}
		open(t, annotate.Story{}, readings, 0, 0, 80, 20).says(want)
	}
	d := open(t, annotate.Story{}, []*annotate.Reading{report("Void"), report("Null")}, 0, 0, 80, 20)
	d.keys("j G enter r d ! y ]c [c l /")
	d.says("no two reports share wording")
	d = open(t, annotate.Story{}, []*annotate.Reading{report("Void")}, 0, 0, 80, 20)
	d.keys("j enter y")
	if say := request[screen.Say](d); say.Text != "there is nothing here" {
		t.Error(say)
	}
}

// TestMoving goes over what can be current and nothing else, both ways.
func TestMoving(t *testing.T) {
	d := open(t, gate, samples(t), 0, 0, 100, 25)
	seen := 0
	for last := -1; d.screen.cursor != last; seen++ {
		last = d.screen.cursor
		if d.screen.current().kind == title {
			t.Fatalf("line %d, a heading, is current", last)
		}
		d.keys("j")
	}
	if want := len(d.screen.lines) - len(d.screen.headings); seen != want {
		t.Errorf("%d lines can be reached of %d", seen, want)
	}
	d.keys("g")
	d.says("where numbers conflict")
	for keys, off := range map[string]int{"ctrl+d ctrl+u": 1, "pgdown pgup": 1, "G g": 0, "end home": 0, "down up": 0} { // a heading is stepped over
		d.keys("g " + keys)
		if d.screen.cursor < 1 || d.screen.cursor > 1+off {
			t.Errorf("%s ends at line %d", keys, d.screen.cursor)
		}
	}
	d.keys("g")
	d.tell(screen.Wheel{Lines: 3})
	if d.screen.cursor == 1 {
		t.Error("the wheel moves nothing")
	}
}

// TestConflictKeys goes from conflict to conflict, and says where there are no more.
func TestConflictKeys(t *testing.T) {
	d := open(t, gate, samples(t), 0, 0, 100, 25)
	rows := 0
	for i := range d.screen.findings.rows {
		if clashes(&d.screen.findings.rows[i]) {
			rows++
		}
	}
	if rows < 3 {
		t.Fatalf("%d rows with conflicts", rows)
	}
	for range rows - 1 {
		d.keys("]c")
		if !strings.Contains(d.now(), "!") {
			t.Errorf("%q is no conflict", d.now())
		}
	}
	d.keys("]c")
	if say := request[screen.Say](d); say.Text != "no more conflicts that way" {
		t.Error(say)
	}
	for range rows - 1 {
		d.keys("[c")
	}
	if d.screen.cursor != 1 {
		t.Errorf("back at line %d", d.screen.cursor)
	}
}

// TestOpen goes to the sentence side by side: of the current report, of the lead where that is
// silent, and of two that share wording those two.
func TestOpen(t *testing.T) {
	readings := samples(t)
	d := open(t, gate, readings, readings[4].Article.ID, 15, 100, 25)
	d.says("512 (E)", "E Saltline")
	d.keys("enter")
	if b := request[screen.Beside](d); b.Story != gate.ID || b.Articles != nil || b.Base != readings[4].Article.ID || b.Sentence != 15 {
		t.Errorf("%+v", b)
	}
	x, _ := d.screen.row()
	d.keys("h")
	if len(x.Cells[3]) > 0 {
		t.Fatal("D is not silent")
	}
	d.says("D Northern Ledger is silent")
	d.keys("enter")
	if b := request[screen.Beside](d); b.Base != readings[x.Lead.Report].Article.ID || b.Sentence != x.Lead.Sentence {
		t.Errorf("%+v", b)
	}
	d.keys("G k k enter")
	if b := request[screen.Beside](d); len(b.Articles) != 2 || b.Articles[0] != readings[0].Article.ID || b.Articles[1] != readings[1].Article.ID {
		t.Errorf("%+v", b)
	}
	d.keys("k k k k alt+2 enter") // how much of the wording of B stands in B
	if b := request[screen.Beside](d); b.Story != gate.ID || b.Base != readings[1].Article.ID {
		t.Errorf("%+v", b)
	}
	d.keys("B")
	if b := request[screen.Brief](d); b.Story != gate.ID {
		t.Errorf("%+v", b)
	}
	d = open(t, annotate.Story{}, readings, 0, 0, 100, 25)
	d.keys("enter")
	if b := request[screen.Beside](d); b.Story != 0 || len(b.Articles) != 5 {
		t.Errorf("%+v", b)
	}
}

// TestTake takes requests for the matrix of the same reports, and no others.
func TestTake(t *testing.T) {
	readings := samples(t)
	d := open(t, gate, readings, 0, 0, 100, 25)
	ids := d.screen.articles()
	at := screen.Matrix{Story: gate.ID, Article: ids[4], Sentence: 3}
	if !d.screen.Take(at) || !strings.Contains(d.now(), "Both went home") || d.screen.column != 4 {
		t.Errorf("column %d, %q", d.screen.column, d.now())
	}
	at.Sentence = 2
	d.screen.Take(at)
	dispute := d.screen.cursor
	d.keys("]c ]c ]c")
	for x, _ := d.screen.row(); x.Dispute >= 0 || !holds(x, compare.Ref{Report: 4, Sentence: 2}); x, _ = d.screen.row() {
		d.keys("]c")
	}
	if from := d.screen.cursor; !d.screen.Take(at) || d.screen.cursor != from || from == dispute {
		t.Error("coming back goes to another row of the sentence")
	}
	ids[0], ids[4] = ids[4], ids[0]
	if !d.screen.Take(screen.Matrix{Articles: ids}) {
		t.Error("the same reports in another order are other reports")
	}
	for _, r := range []screen.Request{screen.Matrix{Story: 7}, screen.Matrix{}, screen.Matrix{Articles: ids[1:]}, screen.Beside{Story: gate.ID}} {
		if d.screen.Take(r) {
			t.Errorf("%+v is taken", r)
		}
	}
}

// TestColumns has the current report in view, whichever it is, and the statement beside it.
func TestColumns(t *testing.T) {
	d := open(t, annotate.Story{}, invented(1, 50, 4), 0, 0, 80, 24)
	d.says("A–", "of 50")
	check := func() {
		t.Helper()
		p := d.screen.plan
		if c := d.screen.column; c < p.first || c >= p.first+p.shown || p.statement < 20 {
			t.Fatalf("report %d, in view %d from %d", c, p.shown, p.first)
		}
		d.says(d.screen.letters[d.screen.column] + " Out")
	}
	for range 50 {
		d.keys("l")
		check()
	}
	if d.screen.column != 0 {
		t.Errorf("once round is at report %d", d.screen.column)
	}
	for range 50 {
		d.keys("h")
		check()
	}
	d.keys("alt+9")
	check()
	d.size(30, 10)
	check2 := d.screen.plan
	if check2.first > 8 || check2.first+check2.shown <= 8 {
		t.Error("a smaller screen loses the current report")
	}
	d = open(t, annotate.Story{}, invented(1, 2, 4), 0, 0, 80, 24)
	d.keys("alt+5")
	if say := request[screen.Say](d); say.Text != "there are 2 reports" {
		t.Error(say)
	}
}

// TestClick makes rows and columns current, and opens what is.
func TestClick(t *testing.T) {
	d := open(t, gate, samples(t), 0, 0, 100, 25)
	x := lead + d.screen.plan.statement + 2*d.screen.plan.cell
	d.tell(screen.Click{X: x, Y: d.screen.headLines() - 1})
	if d.screen.column != 2 || d.screen.cursor != 1 {
		t.Errorf("a click on a head: column %d, line %d", d.screen.column, d.screen.cursor)
	}
	y := d.screen.headLines() + 5
	d.tell(screen.Click{X: x + d.screen.plan.cell, Y: y})
	if d.screen.column != 3 || d.screen.cursor != 5 || len(d.asked) > 0 {
		t.Errorf("a click on a cell: column %d, line %d, %v", d.screen.column, d.screen.cursor, d.asked)
	}
	d.tell(screen.Click{X: x, Y: d.screen.headLines()}) // a heading
	d.tell(screen.Click{X: x, Y: 24})                   // the foot
	if d.screen.cursor != 5 || len(d.asked) > 0 {
		t.Error("a click beside the rows does something")
	}
	d.tell(screen.Click{X: 10, Y: y})
	request[screen.Beside](d)
}

// TestFilter shows the rows with all of the words while they are typed, and esc shows all.
func TestFilter(t *testing.T) {
	d := open(t, gate, samples(t), 0, 0, 100, 25)
	d.keys("j j j /")
	before := d.now()
	d.write("SLINGS monday")
	d.says(`1 with "SLINGS monday"`, "Both went home", "shared wording")
	if strings.Contains(d.text(), "freak") {
		t.Error("other rows are there still")
	}
	d.keys("/")
	ask := request[screen.Ask](d)
	ask.Typing("no such words")
	d.says("no row has all of these words")
	d.keys("g k")
	ask.Cancelled()
	d.says("Both went home")
	d.keys("esc")
	if len(d.asked) > 0 {
		t.Error("esc leaves with a filter on")
	}
	d.says("only D Northern Ledger")
	d.keys("esc")
	request[screen.Back](d)
	d.keys("g j j j")
	if d.now() != before {
		t.Errorf("%q, not %q", d.now(), before)
	}
	d.keys("/")
	d.write("Vessany")
	d.screen.Take(screen.Matrix{Story: gate.ID, Article: d.screen.articles()[4], Sentence: 3})
	if !strings.Contains(d.now(), "Both went home") {
		t.Error("the filter hides what was asked for")
	}
}

// TestCopy has all of a row as text, with its sources.
func TestCopy(t *testing.T) {
	d := open(t, gate, samples(t), 0, 0, 100, 25)
	d.keys("y")
	got := request[screen.Copy](d).Text
	for _, want := range []string{"injured: six (Lantern News", "two (Saltline)", "The collision left two members", "— Saltline, The Night the Gate Stayed Open, 2031-03-11, https://saltline.example/", "sentence 3\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	d.keys("j y")
	if got := request[screen.Copy](d).Text; !strings.Contains(got, "house: 340") || !strings.Contains(got, "\nnot in ") {
		t.Error(got)
	}
	d.keys("G k k y")
	if got := request[screen.Copy](d).Text; !strings.Contains(got, "62 % of B's") || !strings.Contains(got, "A Lantern News, B Meridian News") {
		t.Error(got)
	}
}

// TestLabelsAreShown has what is said of a sentence elsewhere at the foot.
func TestLabelsAreShown(t *testing.T) {
	readings := samples(t)
	d := open(t, gate, readings, readings[4].Article.ID, 3, 100, 25)
	other := read(readings[4].Article, readings[4].Body)
	for _, say := range []func() (annotate.Change, bool){
		func() (annotate.Change, bool) { return other.Toggle(annotate.OnSentence(3), "claim", noon()) },
		func() (annotate.Change, bool) {
			return other.SetSpeaker(annotate.OnSentence(3), "the duty doctor", noon())
		},
		func() (annotate.Change, bool) { return other.SetNote(annotate.OnSentence(3), "two\nlines", noon()) },
		func() (annotate.Change, bool) { return other.NextFlag(annotate.OnSentence(3), noon()) },
	} {
		c, ok := say()
		if !ok {
			t.Fatal("nothing to say")
		}
		other.Apply(c.Edits)
		d.tell(screen.Edited{Edits: c.Edits})
	}
	d.says("claim", "» the duty doctor", "✎ two lines", "flagged")
	c, _ := other.Toggle(annotate.OnSentence(5), "fact", noon())
	d.tell(screen.Edited{Edits: c.Edits, Show: true})
	if !strings.Contains(d.now(), "Saltline has read the night log") {
		t.Errorf("%q is not what was undone", d.now())
	}
}

// TestNotComparedYet has the progress on the screen, then what went wrong.
func TestNotComparedYet(t *testing.T) {
	d := unopened(t, gate, samples(t), 0, 0, 80, 24)
	requests := d.screen.Start()
	if !strings.Contains(d.text(), "comparing") || !strings.Contains(d.screen.Status(), "comparing") {
		t.Errorf("%q, %q", d.text(), d.screen.Status())
	}
	d.keysNow("j k G g l h enter r d ! y / ]c [c alt+3")
	if say := request[screen.Say](d); say.Text != "no more conflicts that way" && say.Text != "not compared yet" {
		t.Error(say)
	}
	d.screen.Close()
	d.carryOut(requests)
	d.wait()
	if !strings.Contains(d.text(), "not compared: ") {
		t.Error(d.text())
	}
}

// keysNow presses keys and does not wait for a comparison.
func (d *driver) keysNow(names string) {
	for _, name := range strings.Fields(names) {
		d.carryOut(d.screen.Update(screen.Press(name)))
	}
}

// TestMarks has differing words underlined, numbers in conflict reversed and in brackets,
// and vague ones in parentheses.
func TestMarks(t *testing.T) {
	readings := []*annotate.Reading{
		report("Lantern", "The fire at the rope mill injured six people on Friday."),
		report("Meridian", "The fire at the old mill injured several people on Friday."),
		report("Saltline", "The fire at the rope mill injured two people on Friday."),
	}
	d := open(t, annotate.Story{}, readings, 0, 0, 80, 24)
	grid := func() termtest.Grid { return termtest.Draw(strings.Join(d.screen.View(), "\n"), 80, 24) }
	for column, want := range []string{"[six]", "(several)", "[two]"} {
		d.keys(fmt.Sprintf("alt+%d", column+1))
		x, y, found := grid().Find(want)
		if !found {
			t.Fatalf("no %q in\n%s", want, d.text())
		}
		if vague := want[0] == '('; grid().At(x+1, y).Style.Reverse == vague {
			t.Errorf("%s looks like %s", want, grid().At(x+1, y).Style)
		}
	}
	d.keys("alt+2")
	x, y, found := grid().Find("old mill")
	if !found || grid().At(x, y).Style.Underline == "" || grid().At(x+4, y).Style.Underline != "" {
		t.Error("the word that differs is not underlined, or others are")
	}
}

// TestKeysAreFree has no key do two things here, and each of them say what it does.
func TestKeysAreFree(t *testing.T) {
	d := byHand(t, 80, 24)
	taken := map[string]string{}
	for _, g := range append(d.screen.Help(), d.screen.keys.Everywhere()) {
		for _, b := range g.Bindings {
			for _, key := range b.Keys() {
				if by, ok := taken[key]; ok || b.Help().Desc == "" {
					t.Errorf("%s is %q and %q", key, by, b.Help().Desc)
				}
				taken[key] = b.Help().Desc
			}
		}
	}
}

// TestScreens keeps what screens look like, of reports that are compared by hand.
func TestScreens(t *testing.T) {
	for name, th := range map[string]theme.Theme{"dark": theme.New(true, true), "light": theme.New(false, true), "none": theme.New(true, false).Plain()} {
		d := byHand(t, 80, 21)
		d.screen.SetTheme(th)
		d.keys("l l")
		termtest.Golden(t, "matrix-"+name, d.golden())
	}
	for _, size := range [][2]int{{20, 4}, {40, 12}, {120, 37}, {200, 47}} {
		d := byHand(t, size[0], size[1])
		d.keys("l l j j G g")
		termtest.Golden(t, fmt.Sprintf("matrix-%dx%d", size[0], size[1]), d.golden())
		d.keys("G")
		termtest.Golden(t, fmt.Sprintf("sharing-%dx%d", size[0], size[1]), d.golden())
	}
}

// byHand is four reports, and what they have in common as it is told here.
func byHand(t failer, width, height int) *driver {
	readings := []*annotate.Reading{
		report("Harbour Post", "The fire at the rope mill injured six people on Friday night.", "The mayor thanked the crews.", "The mill has stood empty since spring."),
		report("Coast Radio", "The fire at the rope mill injured several people on Friday night.", "The mayor thanked the crews."),
		report("Wire Nine", "A fire at the old rope mill injured two people, police said.", "The mayor, who was abroad, thanked everybody."),
		report("The Ostrel Courier and Advertiser", "Bread will cost more from Monday."),
	}
	ref := func(report, sentence int) compare.Ref { return compare.Ref{Report: report, Sentence: sentence} }
	value := func(r compare.Ref, word string) segment.Span {
		at := strings.Index(readings[r.Report].Body.Text, word)
		return segment.Span{Start: at, End: at + len(word)}
	}
	conflict := func(a, b int, x, y string, strength compare.Strength) compare.Conflict {
		return compare.Conflict{
			A: ref(a, 0), B: ref(b, 0), Kind: "number", Strength: strength, About: "injured", AValue: x, BValue: y,
			ASpan: value(ref(a, 0), x), BSpan: value(ref(b, 0), y),
		}
	}
	return opened(t, readings, compare.Comparison{
		Links: []compare.Link{
			{A: ref(0, 0), B: ref(1, 0), Relation: compare.Paraphrase, Score: 0.9}, {A: ref(0, 0), B: ref(2, 0), Relation: compare.Partial, Score: 0.7},
			{A: ref(1, 0), B: ref(2, 0), Relation: compare.Partial, Score: 0.6}, {A: ref(0, 1), B: ref(1, 1), Relation: compare.Verbatim, Score: 1},
			{A: ref(0, 1), B: ref(2, 1), Relation: compare.Paraphrase, Score: 0.8}, {A: ref(1, 1), B: ref(2, 1), Relation: compare.Paraphrase, Score: 0.8},
		},
		Conflicts: []compare.Conflict{
			conflict(0, 1, "six", "several", compare.Vague), conflict(0, 2, "six", "two", compare.Contradicts), conflict(1, 2, "several", "two", compare.Vague),
		},
		Statements: []compare.Statement{
			{Members: []compare.Ref{ref(0, 0), ref(1, 0), ref(2, 0)}}, {Members: []compare.Ref{ref(0, 1), ref(1, 1), ref(2, 1)}, Name: "the mayor's thanks", Ruling: 1},
		},
		Shared: []compare.Shared{
			{Report: 0, With: 1, Share: 0.7, LongestRun: 8}, {Report: 1, With: 0, Share: 1, LongestRun: 8}, {Report: 2, With: 0, Share: 0.3, LongestRun: 7}, {Report: 0, With: 2, Share: 0.2, LongestRun: 7},
		},
	}, width, height)
}
