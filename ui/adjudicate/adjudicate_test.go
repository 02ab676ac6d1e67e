package adjudicate

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// another has an annotator say something of the sentence so far down in the list, on another
// screen.
func (d *driver) another(who string, i int, do func(*annotate.Reading, annotate.Target) (annotate.Change, bool)) {
	d.t.Helper()
	d.clock = d.clock.Add(time.Second)
	x := d.screen.found.Disagreements[d.screen.places[i]]
	r, _, err := d.readAs(x.Article, who)
	must(d.t, err)
	c, ok := do(r, annotate.OnSentence(int(x.Sentence)))
	if !ok {
		return
	}
	_, err = d.store.Apply(c)
	must(d.t, err)
	d.carryOut(d.screen.Update(screen.Edited{Edits: c.Edits}))
	d.clock = d.clock.Add(time.Second)
}

func (d *driver) labels(who string, i int, labels ...string) {
	d.another(who, i, func(r *annotate.Reading, t annotate.Target) (annotate.Change, bool) {
		return r.SetLabels(t, labels, "", d.now())
	})
}

func TestChoose(t *testing.T) {
	d := with(t, 2, 3)
	d.figure = "alpha 0.41"
	d.open()
	d.says("1 of 4", "2 fact, 1 quote", "alpha 0.41", "1 ana   ■ fact", "3 cem   ❝ quote", "nobody has decided", "4 to decide")
	d.keys("3")
	d.says("2 of 4", "3 to decide", "nobody has decided")
	d.keys("k")
	d.says("1 of 4", "✓ gold  ❝ quote   ✎ as cem says   lea, 12 Mar 12:00", "[q ❝ quote]", "decided")
	if got := d.gold(0); got != "quote" {
		t.Fatalf("gold is %q", got)
	}
	d.keys("tab tab shift+tab enter")
	d.keys("g")
	d.says("✓ gold  ■ fact   ✎ as ben says")
	d.keys("u")
	d.says("1 of 4", "✓ gold  ❝ quote   ✎ as cem says")
	d.keys("ctrl+r")
	d.says("as ben says")
	d.keys("- ]u")
	d.says("2 of 4")
	d.keys("g")
	d.says("nobody has decided")
	d.keys("9")
	d.says("there are 3 annotators")
	d.keys("a 1 1")
	d.says("gold says so already", "1 of 4")
	d.keys("o")
	if r, ok := d.asked[0].(screen.Read); !ok || r.Sentence != 1 {
		t.Fatalf("asked for %+v", d.asked)
	}
	d.keys("esc")
	if !d.left {
		t.Fatal("esc does not leave")
	}
}

// TestWrite has gold that nobody says, who speaks, why, and words in it.
func TestWrite(t *testing.T) {
	d := with(t, 1, 4)
	d.open()
	d.keys("m")
	d.write("the wire says two")
	d.says("✎ the wire says two", "not decided", "1 of 2")
	d.keys("c")
	d.says("2 of 2")
	d.keys("g")
	d.says("✓ gold  ▲ claim", "the wire says two", "lea, 12 Mar")
	d.keys("s")
	d.write("the clerk")
	d.says("» the clerk", "1 of 2")
	d.keys("v q esc esc")
	d.says("✓ gold  ▲ claim", "⟨The⟩ ❝ quote")
	x := d.screen.now.Gold
	if x.Spans[0].Adjudicator != "lea" || x.Sentence.Adjudicator != "lea" || x.Sentence.Origin != annotate.Adjudicated {
		t.Fatalf("gold is %+v", x)
	}
	d.left = false
	d.keys("j w 1 g")
	d.keys("1") // takes the words away again
	d.keys("g")
	if got := d.screen.now.Gold; len(got.Spans) != 0 || d.gold(0) != "fact" || got.Sentence.Note != "the wire says two" {
		t.Fatalf("taken: %+v", got)
	}
	if d.gold(1) != "fact" {
		t.Fatalf("by w: %q", d.gold(1))
	}
	all, err := d.store.History(0, 100)
	must(t, err)
	if all[0].What != "gold for sentence 2: fact, as ana says" || all[0].By != "lea" {
		t.Fatalf("the history says %q by %q", all[0].What, all[0].By)
	}
}

// TestWhy has a note that follows a decision be about that decision, and about the sentence on
// the screen otherwise; the prompt says which.
func TestWhy(t *testing.T) {
	d := with(t, 1, 4)
	d.open()
	d.keys("1 m")
	if d.ask == nil || !strings.HasPrefix(d.ask.Title, "why sentence ") || !strings.Contains(d.ask.Title, " is fact") {
		t.Fatalf("asked %+v", d.ask)
	}
	d.write("the wire says two")
	d.says("2 of 2", "nobody has decided")
	d.keys("m")
	if d.ask == nil || !strings.Contains(d.ask.Title, "not decided yet") {
		t.Fatalf("asked %+v", d.ask)
	}
	d.ask = nil
	d.keys("g")
	d.says("gold  ■ fact", "✎ the wire says two")
	d.keys("j 1")
	d.says("All have been looked at")
	d.keys("m")
	d.write("so it is")
	d.keys("k")
	d.says("✎ so it is")
}

// TestBlindIsRemembered: who hid the names finds them hidden the next time.
func TestBlindIsRemembered(t *testing.T) {
	d := with(t, 1, 4)
	d.open()
	d.says("ana")
	d.keys("b")
	d.open()
	if shown := d.text(); strings.Contains(shown, "ana") || !strings.Contains(shown, "1 A ") {
		t.Fatalf("it names them:\n%s", shown)
	}
	d.keys("b")
	d.open()
	d.says("ana")
}

func TestLeaveOpen(t *testing.T) {
	d := with(t, 1, 4)
	d.open()
	d.keys("x")
	d.write("ask the desk")
	d.says("2 of 2", "1 to decide")
	d.keys("k")
	d.says("⚑ gold  left open: ask the desk   lea, 12 Mar", "left open")
	d.keys("/ l")
	d.says("Adjudication · left open", "1 of 1", "ask the desk")
	d.keys("q")
	d.says("All have been looked at", "1 decided, 0 left open, 1 open")
	d.keys("/ a")
	d.says("1 of 2", "✓ gold  ❝ quote")
	if g := d.screen.now.Gold.Sentence; g.Flag != annotate.Unflagged || g.Reason != "" {
		t.Fatalf("labelled it is still flagged: %+v", g)
	}
}

// TestBlind has no name on the screen, in an order that is the same each time.
func TestBlind(t *testing.T) {
	d := with(t, 3, 6)
	d.blind = true
	d.open()
	orders := map[string]bool{}
	var first []string
	for range 2 {
		var shown []string
		for range d.screen.places {
			shown = append(shown, d.text()+d.screen.Status()+d.screen.Title())
			orders[fmt.Sprint(d.screen.order)] = true
			d.keys("j")
		}
		d.keys("g")
		if first == nil {
			first = shown
		} else if strings.Join(first, "") != strings.Join(shown, "") {
			t.Fatal("the second time it is another order")
		}
	}
	if len(orders) < 3 {
		t.Fatalf("the orders are %v: one could learn who is who", orders)
	}
	d.keys("2 k")
	shown := d.text() + d.screen.Status() + d.said.Text
	for _, who := range []string{"ana", "ben", "cem"} {
		if strings.Contains(shown, who) {
			t.Fatalf("%s is named:\n%s", who, shown)
		}
	}
	d.says("1 A", "3 C", "as B says", "blind")
	d.keys("b")
	d.says("1 ana", "3 cem")
	all, err := d.store.History(0, 1)
	must(t, err)
	if strings.Contains(all[0].What, "says") {
		t.Fatalf("the history says %q", all[0].What)
	}
}

func TestOthers(t *testing.T) {
	d := with(t, 1, 4)
	d.open()
	d.keys("1 k")
	d.labels("cem", 0, "claim")
	d.says("! gold  ■ fact", "since then somebody says otherwise: cem", "3 cem   ▲ claim", "stale", "2 to decide")
	d.keys("1")
	d.says("2 of 2", "1 to decide")
	d.labels("ben", 1)
	d.another("ben", 1, func(r *annotate.Reading, t annotate.Target) (annotate.Change, bool) {
		return r.SetFlag(t, annotate.Skipped, "a headline", d.now())
	})
	d.says("skipped: a headline", "1 claim, 1 fact, 1 skipped")
	d.keys("2")
	if d.gold(1) != "skip" {
		t.Fatalf("gold is %q", d.gold(1))
	}
}

// TestPass has a rule decide, looked at before it does, and taken back.
func TestPass(t *testing.T) {
	d := with(t, 2, 3)
	d.open()
	d.keys("3")
	d.keys("M m")
	if d.confirm == nil {
		t.Fatalf("nothing is asked: %q", d.said.Text)
	}
	lines := strings.Join(d.confirm.Lines, "\n")
	for _, want := range []string{"5  sentences get gold", "2  all agree on", "3  they differ on", "5  fact", "1  somebody has decided"} {
		if !strings.Contains(lines, want) {
			t.Fatalf("it does not say %q:\n%s", want, lines)
		}
	}
	d.keys("y")
	d.says("gold for 5 sentences")
	d.says("✓ gold  ■ fact   ✎ 2 of 3 say so   majority rule, 12 Mar", "0 to decide")
	if d.gold(0) != "quote" || d.gold(1) != "fact" {
		t.Fatalf("gold is %q, %q", d.gold(0), d.gold(1))
	}
	d.keys("M m")
	d.says("nothing to decide by that rule: 1 somebody has decided, 5 have this gold already")
	d.keys("u")
	d.says("3 to decide", "nobody has decided")
	d.keys("M n")
	d.write("cem")
	d.keys("y")
	d.says("as cem says   best annotator rule")
	d.keys("M n")
	d.write("nobody")
	d.says(`"nobody" has labelled nothing here`)
}

// TestPassOnASlowDisk has a pass know what was decided before it, if it is not stored yet.
func TestPassOnASlowDisk(t *testing.T) {
	d := with(t, 1, 4)
	d.open()
	d.lag = true
	d.keys("3")
	d.send("M")
	d.send("m")
	if d.screen.planning == nil {
		t.Fatal("nothing is planned")
	}
	d.says("counting what the rule would decide")
	d.send("1") // does nothing
	for range 5 {
		d.arrive()
	}
	d.land()
	for d.confirm == nil {
		d.arrive()
	}
	if d.keys("y"); d.gold(0) != "quote" {
		t.Fatalf("gold is %q: a rule took the place of who decided", d.gold(0))
	}
}

func TestNothing(t *testing.T) {
	d := with(t, 1, 1)
	d.open()
	d.says("Nothing to decide", "Of 1 sentence labelled by two annotators or more, they differ on none.")
	d.keys("M u")
	d.says("Nothing to decide")
	d.keys("y")
	d.query = "date:soon"
	d.open()
	d.says("There is nothing to show")
	d.keys("1 q j enter M esc")
	if !d.left {
		t.Fatal("esc does not leave")
	}
}

// TestManyAnnotators has more of them than there are lines, and digits.
func TestManyAnnotators(t *testing.T) {
	d := with(t, 1, 4)
	d.open()
	for i := range 9 {
		d.labels(fmt.Sprintf("dee %c", 'a'+i), 0, "claim")
	}
	long := strings.Repeat("the gauge was read twice that night. ", 12)
	d.another("dee e", 0, func(r *annotate.Reading, t annotate.Target) (annotate.Change, bool) {
		return r.SetNote(t, long, d.now())
	})
	d.size(80, 20)
	d.says("↓")
	seen := map[string]bool{}
	for i := range 12 {
		if d.screen.who != i {
			t.Fatalf("annotator %d is highlighted, want %d", d.screen.who, i)
		}
		name := d.screen.called(i)
		if !strings.Contains(d.text(), name) {
			t.Fatalf("%s is not in sight:\n%s", name, d.text())
		}
		seen[name] = true
		d.keys("tab")
	}
	if len(seen) != 12 || d.screen.who != 0 {
		t.Fatalf("went over %v", seen)
	}
	d.keys("shift+tab enter k")
	d.says("as dee i says")
	if d.screen.current().State != adjudication.Decided {
		t.Fatal("not decided")
	}
}

// TestASCII has no glyph past ASCII where none may be.
func TestASCII(t *testing.T) {
	d := with(t, 1, 4)
	d.open()
	d.screen.SetTheme(theme.New(true, false).Plain())
	d.keys("3 k")
	for _, r := range strings.Join(d.screen.View(), "") {
		if r > 0x7f && !strings.ContainsRune("·", r) {
			t.Fatalf("%q is drawn:\n%s", r, d.text())
		}
	}
}

// TestEverySize holds the frame in every size.
func TestEverySize(t *testing.T) {
	d := with(t, 1, 4)
	d.figure = "alpha 0.41"
	d.open()
	d.keys("3 k")
	for width := 1; width < 210; width += 17 {
		for height := range 40 {
			d.size(width, height)
			d.sound()
		}
	}
	for _, size := range [][2]int{{20, 4}, {20, 6}, {80, 21}, {120, 37}, {200, 47}} {
		d.size(size[0], size[1])
		d.sound()
		d.says("1 of")
		if !strings.Contains(d.text(), "gold") || !strings.Contains(d.text(), "ana") {
			t.Fatalf("%v:\n%s", size, d.text())
		}
	}
}
