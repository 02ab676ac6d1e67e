package screen

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/ui/prose"
	"rashomon/ui/theme"
)

// spans is the labelled spans of a page: quote “words” is q:words.
func (p *Page) spans() string {
	var out []string
	for _, a := range p.Reading.Spans(annotate.Span{End: len(p.Reading.Body.Text)}) {
		labels := strings.Join(a.Labels, "+")
		if a.Speaker != "" {
			labels += "@" + a.Speaker
		}
		out = append(out, labels+":"+a.Quote)
	}
	return strings.Join(out, " | ")
}

func TestLabellingSpans(t *testing.T) {
	for _, c := range []struct{ keys, want, says string }{
		{"v l c", "claim:Six drones", "selected “Six drones” · claim"},
		{"v l c v f", "claim:Six drones | fact:hit", "selected “hit” · fact"},
		{"v l c c", "", "selected “Six drones” · f fact"},
		{"v l c q", "quote+claim:Six drones", "quote, claim"},
		{"v l l c v v v", "claim:Six drones hit", "selected “the”"}, // left, and taken up again
		{"v l l c j k v w w f", "claim:Six drones hit | fact:hit", "selected “hit” · fact"},
		{"v l l c j ]s", "claim:Six drones hit", "“Six drones hit” · claim"},
		{"v l c l", "claim:Six drones", "⏎ or a label: these are its words now"},
		{"v l c l enter", "claim:Six drones hit", "“Six drones hit” · claim"},
		{"v l c l c", "claim:Six drones hit", "“Six drones hit” · claim"}, // it stands already
		{"v l c l f", "fact+claim:Six drones hit", "fact, claim"},
		{"v l c l esc", "claim:Six drones", "sentence 1 of 2 · ▲ claim “Six drones”"},
		{"v l c v c [s l enter", "claim:Six drones hit | claim:hit", "“Six drones hit” · claim"},
		{"v l c esc g v c l enter", "claim:Six drones | claim:Six", "selected “Six drones”"}, // taken
		{"v l c j ]s x", "claim:Six drones", "claim · flagged"},
		{"v l c ]s c", "", "f fact"},
		{"j v j c", "claim:Nobody slept,” he said.", "selected “Nobody slept"},
	} {
		p := pageOf(annotate.Plain, dark(), "Six drones hit the dam.", "“Nobody slept,” he said.")
		p.press(c.keys)
		if got := p.spans(); got != c.want {
			t.Errorf("%q gives %q, want %q", c.keys, got, c.want)
		}
		if got := p.Describe(p.Pane.Cursor()); !strings.Contains(got, c.says) {
			t.Errorf("after %q it says %q, not %q", c.keys, got, c.says)
		}
	}
}

// TestOneKeyUndoesAStretchWithALabel: both are one change.
func TestOneKeyUndoesAStretchWithALabel(t *testing.T) {
	p := pageOf(annotate.Plain, dark(), "Six drones hit the dam.")
	p.press("v l c l")
	out, _ := p.Press("f")
	if len(out) != 1 {
		t.Fatalf("%d requests", len(out))
	}
	c := out[0].(Make).Change
	p.Edited(Edited{Edits: c.Inverse(), Show: true})
	if got := p.spans(); got != "claim:Six drones" {
		t.Errorf("undone, the spans are %q", got)
	}
	if got := p.selected(); got != "Six drones" || !p.sel.held {
		t.Errorf("undone, %q is selected", got)
	}
}

// TestASpeakerOfWords: the selection is let go of once the answer has been given.
func TestASpeakerOfWords(t *testing.T) {
	p := pageOf(annotate.Plain, dark(), "“Nobody slept,” he said.", "It rained.")
	p.press("v l")
	out, _ := p.Press("s")
	ask := out[0].(Ask)
	if made := ask.Done("the  warden"); len(made) != 1 {
		t.Fatalf("%d requests", len(made))
	}
	if p.press("j"); p.Selecting() || p.Pane.Cursor() != 1 || p.spans() != "@the warden:Nobody slept" {
		t.Errorf("selecting %v, at sentence %d, spans %q", p.Selecting(), p.Pane.Cursor(), p.spans())
	}
}

func TestGoingThroughSpans(t *testing.T) {
	p := pageOf(annotate.Plain, dark(), "Six drones hit the dam.", "“Nobody slept,” he said.")
	if said := p.press("]s"); !strings.Contains(said, "no words of this report are labelled: v selects some") {
		t.Errorf("it says %q", said)
	}
	p.press("v l l c j k v w q j v f") // nested: the longer one first
	for i, c := range []struct{ keys, want string }{
		{"g ]s", "Six drones hit"}, {"]s", "drones"}, {"]s", "Nobody"}, {"]s", "Six drones hit"}, {"[s", "Nobody"}, {"[s", "drones"},
		{"esc j ]s", "Nobody"}, {"esc [s", "drones"},
	} {
		if p.press(c.keys); p.selected() != c.want {
			t.Errorf("step %d, %q: %q, want %q", i, c.keys, p.selected(), c.want)
		}
	}
}

// TestSpansAreSeen in the text with colours and without, nested ones and those that cross.
func TestSpansAreSeen(t *testing.T) {
	for name, c := range map[string]struct {
		theme theme.Theme
		want  string
	}{
		"colour": {dark(), "⟨▲⟨❝Six drones⟩ hit⟩ the dam."},
		"none":   {theme.New(true, false), "⟨▲⟨❝Six drones⟩ hit⟩ the dam."},
		"ascii":  {theme.New(true, false).Plain(), "{C:{Q:Six drones} hit} the dam."},
	} {
		p := pageOf(annotate.Plain, c.theme, "Six drones hit the dam.")
		p.press("v l l c esc g v h h l q esc")
		got := ansi.Strip(strings.Join(p.Pane.Lines(prose.Decoration{Marks: p.Marks()}), ""))
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %q does not show %q (%s)", name, got, c.want, p.spans())
		}
	}
	p := pageOf(annotate.Plain, dark(), "Six drones hit the dam.")
	p.press("v l l c v b l l q esc")
	if got := ansi.Strip(p.Pane.Lines(prose.Decoration{})[0]); !strings.Contains(got, "⟨▲Six drones ⟨❝hit▲⟩ the dam❝⟩.") {
		t.Errorf("spans that cross: %q (%s)", got, p.spans())
	}
}

func TestTheSelectionIsSeen(t *testing.T) {
	for name, c := range map[string]struct {
		theme theme.Theme
		want  string
	}{
		"colour": {dark(), "\x1b[0;48;2;34;58;98mSix drone\x1b[0;7;48;2;34;58;98ms"},
		"none":   {theme.New(true, false), "\x1b[0;7mSix drone\x1b[0;1;4;7ms"},
		"ascii":  {theme.New(true, false).Plain(), "[["},
	} {
		p := pageOf(annotate.Plain, c.theme, "Six drones hit the dam.")
		p.press("v l")
		if got := strings.Join(p.Pane.Lines(prose.Decoration{Marks: p.Marks()}), ""); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
