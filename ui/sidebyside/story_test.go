package sidebyside

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/internal/segment"
	"rashomon/internal/termtest"
	"rashomon/ui/screen"
)

// gates is three reports: what all share, a conflict, what one alone says, and what two share.
func gates() *Screen {
	s := lay(
		report("Lantern", "The gate stood open.", "Six were hurt.", "The tide was high."),
		report("Ledger", "The gate stood open.", "Some two were hurt badly.", "Nobody slept."),
		report("Saltline", "The tide was high.", "The gate stood open."),
	)
	ref := func(report, sentence int) compare.Ref { return compare.Ref{Report: report, Sentence: sentence} }
	s.found(compare.Comparison{
		Links: []compare.Link{
			{A: ref(0, 0), B: ref(1, 0), Relation: compare.Verbatim, Score: 1}, {A: ref(0, 0), B: ref(2, 1), Relation: compare.Verbatim, Score: 1},
			{A: ref(1, 0), B: ref(2, 1), Relation: compare.Verbatim, Score: 1}, {A: ref(0, 1), B: ref(1, 1), Relation: compare.Paraphrase, Score: 0.7},
			{A: ref(0, 2), B: ref(2, 0), Relation: compare.Verbatim, Score: 1},
		},
		Conflicts: []compare.Conflict{{
			A: ref(0, 1), B: ref(1, 1), Kind: "number", Strength: compare.Contradicts, About: "hurt",
			AValue: "six", BValue: "two", ASpan: segment.Span{Start: 21, End: 24}, BSpan: segment.Span{Start: 26, End: 29},
		}},
	})
	s.SetSize(120, 30)
	return s
}

// at fails unless the cursor is on a sentence, as the status line names it.
func (s *Screen) at(t *testing.T, want string) {
	t.Helper()
	if page, n, ok := s.current(); !ok || refName(compare.Ref{Report: page, Sentence: n}) != want {
		t.Errorf("not at %s: %s", want, s.Status())
	}
}

func (s *Screen) draws(t *testing.T, want ...string) {
	t.Helper()
	got := plain(s.View())
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("it does not show %q:\n%s", w, got)
		}
	}
}

func says(t *testing.T, got, want string) {
	t.Helper()
	if !strings.Contains(got, want) {
		t.Errorf("it says %q, not %q", got, want)
	}
}

func TestRowsSayWhatTheyAre(t *testing.T) {
	s := gates()
	s.draws(t, "! hurt: six (A) ≠ two (B)", "!   2  [Six] were hurt.", "!   2  Some [two] were hurt badly.", "=   2↕ The gate stood open.", "+   3  Nobody slept.")
	s.hit("j")
	s.at(t, "A 2")
	says(t, s.Status(), "! hurt: six (A) ≠ two (B) · ~ B 2")
	s.width = 60
	if got := s.Status(); !strings.HasPrefix(got, "! hurt: six (A) ≠ two (B) · A sentence 2 of 3") {
		t.Errorf("where there is little room it says %q", got)
	}
}

func TestSilence(t *testing.T) {
	s := gates()
	s.hit("j l l")
	says(t, s.Status(), "C is silent here: l goes to A")
	for _, k := range []string{"f", "s", "m", "x", ".", "y"} {
		says(t, s.hit(k), "C is silent here: l goes to A")
	}
	if p := s.page().Reading.Progress(); p.Labelled+p.Flagged > 0 {
		t.Error("a silence is labelled")
	}
	says(t, s.hit("a"), "auto-advance is on")
	s.hit("h")
	s.at(t, "B 2")
	s.hit("j")
	s.at(t, "B 3")
	s.hit("l")
	says(t, s.Status(), "C is silent here: h goes to B")
}

// TestWordsAreSelectedInTheFreeView, and what they are labelled is seen in both.
func TestWordsAreSelectedInTheFreeView(t *testing.T) {
	s := gates()
	says(t, s.hit("v"), "words are selected where a report stands in its own order: t shows that")
	s.hit("t v w l")
	s.draws(t, "The gate stood open.")
	says(t, s.Status(), "A selected “gate stood” · f fact")
	if !s.Modal() {
		t.Error("the keys are not the selection's")
	}
	says(t, s.hit("M"), "words are selected: esc leaves them")
	s.hit("c")
	if s.Modal() {
		t.Error("the keys are still the selection's")
	}
	s.draws(t, "The ⟨▲gate stood⟩ open.")
	says(t, s.Status(), "A selected “gate stood” · claim")
	s.hit("tab")
	if s.at(t, "B 1"); s.pages[0].Selecting() {
		t.Error("words stay selected in a report that is left")
	}
	s.hit("t")
	s.draws(t, "The ⟨▲gate stood⟩ open.")
	s.hit("h t ]s c t")
	s.draws(t, "The gate stood open.")
	if got := plain(s.View()); strings.Contains(got, "⟨") {
		t.Errorf("a label is still seen that was taken off:\n%s", got)
	}
}

// TestSentencesAreCutAnew from beside other reports.
func TestSentencesAreCutAnew(t *testing.T) {
	s := gates()
	join := s.Update(screen.Press("J"))[0].(screen.Recut)
	if len(join.Sentences) != 2 || join.Article != s.comparing.Readings[0].Article.ID {
		t.Errorf("%+v", join)
	}
	s.hit("t v w")
	if split := s.Update(screen.Press("|"))[0].(screen.Recut); len(split.Sentences) != 4 {
		t.Errorf("%+v", split)
	}
	s.hit("t G j l l")
	says(t, s.hit("J"), "")
}

func TestFilters(t *testing.T) {
	s := gates()
	s.hit("G")
	s.at(t, "A 3")
	says(t, s.hit("o"), "differing: 2 of 4 rows")
	says(t, s.Title(), "differing: 2 of 4 rows")
	says(t, s.Status(), "A is silent here") // the nearest row that is shown
	says(t, s.hit("o"), "conflicts: 1 of 4 rows")
	s.at(t, "A 2")
	says(t, s.hit("o"), "only here: 1 of 4 rows")
	says(t, s.hit("o"), "all: 4 rows")
	s.at(t, "A 3") // where the cursor was moved
	says(t, lay(report("One", "A gate.")).hit("o"), "not compared yet")
}

func TestNothingIsLeft(t *testing.T) {
	s := lay(report("One", "A gate."), report("Two", "A gate."))
	s.found(compare.Comparison{Links: []compare.Link{{A: compare.Ref{}, B: compare.Ref{Report: 1}, Relation: compare.Verbatim, Score: 1}}})
	s.SetSize(100, 20)
	s.hit("o")
	s.draws(t, "no row is left: differing: 0 of 1 row; o shows others")
	for _, k := range strings.Fields("j k g G ctrl+d l h ]d ]u f / n enter esc e e t t b") {
		s.hit(k)
		s.View()
		s.Status()
	}
	s.hit("o o o")
	s.at(t, "A 1")
}

func TestCollapse(t *testing.T) {
	s := gates()
	s.hit("j j")
	says(t, s.hit("e"), "collapsed 1 row that all share in 1 run")
	s.draws(t, "= 1 row that all share: A 1")
	s.hit("g")
	says(t, s.Status(), "1 row is collapsed here: ⏎ opens")
	says(t, s.hit("f"), "1 row is collapsed here")
	s.hit("l")
	s.at(t, "A 1")
	s.draws(t, "1  The gate stood open.")
	s.hit("e e g enter")
	s.at(t, "A 1")
}

func TestDifferencesAndConflicts(t *testing.T) {
	s := gates()
	s.hit("]d")
	s.at(t, "A 2")
	s.hit("]d")
	says(t, s.Status(), "A is silent here: l goes to B")
	says(t, s.hit("]d"), "no more differences that way")
	s.hit("[d")
	s.at(t, "A 2")
	says(t, s.hit("]c"), "no more conflicts that way")
	s.hit("g ]c")
	s.at(t, "A 2")
	s.hit("alt+3 G t [d") // in the free view those of the report in focus
	says(t, s.hit("]c"), "no more conflicts that way")
	s.hit("alt+2 g ]c")
	s.at(t, "B 2")
}

// TestConflictingValuesStandFaceToFace has room for two of three reports, of which the first
// two agree.
func TestConflictingValuesStandFaceToFace(t *testing.T) {
	s := lay(report("One", "A gate.", "Six were hurt."), report("Two", "Six were hurt."), report("Three", "Only two were hurt."))
	ref := func(report, sentence int) compare.Ref { return compare.Ref{Report: report, Sentence: sentence} }
	clash := func(a, b compare.Ref, value segment.Span) compare.Conflict {
		return compare.Conflict{A: a, B: b, Kind: "number", Strength: compare.Contradicts, About: "hurt", AValue: "six", BValue: "two", ASpan: value, BSpan: segment.Span{Start: 5, End: 8}}
	}
	s.found(compare.Comparison{
		Links: []compare.Link{
			{A: ref(0, 1), B: ref(1, 0), Relation: compare.Verbatim, Score: 1},
			{A: ref(0, 1), B: ref(2, 0), Relation: compare.Paraphrase, Score: 0.8}, {A: ref(1, 0), B: ref(2, 0), Relation: compare.Paraphrase, Score: 0.8},
		},
		Conflicts: []compare.Conflict{clash(ref(0, 1), ref(2, 0), segment.Span{Start: 8, End: 11}), clash(ref(1, 0), ref(2, 0), segment.Span{Start: 0, End: 3})},
	})
	s.SetSize(80, 20)
	s.draws(t, "[Six] were hurt.", "! hurt: six (A, B) ≠ two (C)", "B Two")
	s.hit("]c")
	s.at(t, "A 2")
	s.draws(t, "[Six] were hurt.", "Only [two] were hurt.", "C Three")
	s.hit("l")
	s.at(t, "B 1")
	s.Take(screen.Beside{Articles: s.articles(), Base: s.comparing.Readings[0].Article.ID, Sentence: 1})
	s.draws(t, "C Three")
}

// TestSearchGoesThroughAllReports goes row by row, and from left to right in a row.
func TestSearchGoesThroughAllReports(t *testing.T) {
	s := gates()
	ask := s.Update(screen.Press("/"))[0].(screen.Ask)
	ask.Typing("nobody")
	s.at(t, "B 3")
	ask.Typing("nobody at all")
	s.at(t, "A 1") // back where it began
	ask.Done("were HURT")
	s.at(t, "A 2")
	says(t, s.hit("n"), "hit 2 of 2, in B 2")
	s.at(t, "B 2")
	says(t, s.hit("n"), "hit 1 of 2, in A 2")
	s.hit("N")
	s.at(t, "B 2")
	s.hit("o o o") // only here
	says(t, s.hit("n"), `"were HURT" is only in rows that are not shown`)
	s.hit("esc o")
	says(t, s.hit("n"), "in no report")
}

func TestClicks(t *testing.T) {
	s := gates()
	click := func(text string, dx int) {
		t.Helper()
		x, y, ok := termtest.Draw(strings.Join(s.View(), "\n"), s.width, s.height).Find(text)
		if !ok {
			t.Fatalf("no %q:\n%s", text, plain(s.View()))
		}
		s.Update(screen.Click{X: x + dx, Y: y})
	}
	click("Nobody slept", 3)
	s.at(t, "B 3")
	click("Saltline", 0)
	says(t, s.Status(), "C is silent here")
	click("hurt: six", 4)
	s.at(t, "A 2") // C is silent on it
	click("[two]", 1)
	s.at(t, "B 2")
}

// TestCopiesAreFolded names copies on a line below one another's report, unless the focus is there.
func TestCopiesAreFolded(t *testing.T) {
	s := gates()
	s.SetSize(60, 30)
	s.draws(t, " row 1 = word for word in A, B, C", "▌A  1 =   The gate stood open.", " = B 1 · C 2", " row 2 ! hurt: six (A) ≠ two (B)", " row 3 + only in B")
	s.hit("l")
	s.at(t, "B 1")
	s.draws(t, " A  1 =   The gate stood open.", "▌B  1 =   The gate stood open.", " = C 2")
}

// TestEndlessSentences are scrolled within, in every width.
func TestEndlessSentences(t *testing.T) {
	long := strings.Repeat("the gate stood open and ", 4000) + "shut"
	s := lay(report("One", "A gate.", long, "The end."), report("Two", long))
	s.found(compare.Comparison{Links: []compare.Link{{A: compare.Ref{Sentence: 1}, B: compare.Ref{Report: 1}, Relation: compare.Verbatim, Score: 1}}})
	for _, width := range []int{20, 79, 160} {
		s.SetSize(width, 40)
		s.hit("g j")
		s.at(t, "A 2")
		presses := 0
		for ; presses < 5000; presses++ {
			if s.hit("j"); !slices.ContainsFunc(s.View(), func(l string) bool { return strings.Contains(l, "the gate") || strings.Contains(l, "open") }) {
				break
			}
			if _, n, _ := s.current(); n == 2 {
				break
			}
		}
		if _, n, _ := s.current(); n != 2 || presses < 30 {
			t.Errorf("%d columns: after %d presses at %s", width, presses, s.Status())
		}
		s.hit("k")
		s.at(t, "A 2")
	}
}

// TestComparisonArrives keeps the current sentence on its line.
func TestComparisonArrives(t *testing.T) {
	s := gates()
	c := *s.comparing.Found
	s = lay(s.comparing.Readings...)
	s.SetSize(120, 30)
	s.hit("j j") // in the uncompared table each sentence has a row of its own
	page, n, _ := s.current()
	before := s.view.stand()
	s.found(c)
	if p, m, ok := s.current(); p != page || m != n || !ok || s.view.stand().line > before.line {
		t.Errorf("from %+v to %+v", before, s.view.stand())
	}
}

// TestEditsFromElsewhere are shown, whatever is hidden.
func TestEditsFromElsewhere(t *testing.T) {
	s := gates()
	s.hit("o o") // conflicts
	c, _ := s.comparing.Readings[2].Toggle(annotate.OnSentence(0), "fact", noon())
	s.Update(screen.Edited{Edits: c.Edits, Show: true})
	s.at(t, "C 1")
	says(t, s.Status(), "fact")
	rulings := fmt.Sprint(s.comparing.Rulings())
	r := annotate.NewRuling(annotate.OnLink, false, "", "", "ana", noon(),
		annotate.PlaceOf(s.comparing.Readings[0].Article, s.comparing.Readings[0].Body, 0, annotate.Span{}),
		annotate.PlaceOf(s.comparing.Readings[1].Article, s.comparing.Readings[1].Body, 0, annotate.Span{}))
	if out := s.Update(screen.Edited{Edits: []annotate.Edit{{Ruling: &annotate.Replaced[annotate.Ruling]{After: &r}}}}); len(out) == 0 || fmt.Sprint(s.comparing.Rulings()) == rulings {
		t.Error("a ruling from elsewhere is not compared by")
	}
	s.Close()
}
