package speakers

import (
	"maps"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

func TestListing(t *testing.T) {
	d := open(t, t.TempDir(), 120, 30)
	defer d.store.Close()
	d.says("Ilse Vanterpool", "3 sentences in 2 reports", "▲ 3", "Nabil al-Sharrawi", "1 sentence in 1 report", "3 speakers in 5 sentences")
	d.keys("enter")
	d.says("also Van der Pool  1 said under it", "also Mayor Ilse Vanterpool  in 1 sentence of the texts", "A Outlet 1           1 ▲   Mayor Ilse", "B Outlet 2           1 ▲   Ilse Van der Pool told")
	d.keys("G k k")
	d.keys("enter enter G")
	if strings.ContainsAny(d.text(), "\x1b\u202e") {
		t.Error("what is hostile is drawn")
	}
	d.keys("/")
	d.write("sharr")
	d.says(`1 of 3 speakers have "sharr"`)
	d.saysNot("Vanterpool")
	d.keys("esc g enter k enter j j j j y")
	for _, r := range d.asked {
		if c, ok := r.(screen.Copy); ok && !strings.Contains(c.Text, "— Outlet 1, The weir, sentence 1") && !strings.Contains(c.Text, "Vanterpool") {
			t.Errorf("%q", c.Text)
		}
	}
	d.keys("G k")
}

func TestOpeningASentence(t *testing.T) {
	d := open(t, t.TempDir(), 80, 20)
	defer d.store.Close()
	d.keys("enter")
	for range 20 {
		if d.screen.lines[d.screen.cursor].kind == place {
			break
		}
		d.keys("j")
	}
	d.keys("j enter")
	want := screen.Read{Article: d.readings("ana")[0].Article.ID, Sentence: 1}
	if len(d.asked) != 1 || d.asked[0] != want {
		t.Errorf("%+v", d.asked)
	}
}

func TestRenaming(t *testing.T) {
	d := open(t, t.TempDir(), 120, 30)
	defer d.store.Close()
	others := d.stored("bo")
	d.keys("r")
	d.write("  Ilse  van der Poel ")
	d.says("Ilse van der Poel", "3 sentences in 2 reports", "is called Ilse van der Poel now")
	if got := d.stored("ana"); got["Ilse van der Poel"] != 3 || got["Vanterpool"]+got["Van der Pool"] > 0 {
		t.Errorf("%v", got)
	}
	if got := d.stored("bo"); !maps.Equal(got, others) {
		t.Errorf("another annotator's: %v", got)
	}
	known, _ := d.store.Speakers(d.story.ID)
	if got := annotate.SpeakerNamed(known, "vanterpool"); got != "Ilse van der Poel" {
		t.Errorf("%q: %+v", got, known)
	}
	d.keys("u")
	d.says("Ilse Vanterpool")
	if got := d.stored("ana"); !maps.Equal(got, others) {
		t.Errorf("taken back: %v", got)
	}
	if known, _ := d.store.Speakers(d.story.ID); len(known) != 0 {
		t.Errorf("taken back: %+v", known)
	}
}

func TestJoiningAndParting(t *testing.T) {
	d := open(t, t.TempDir(), 120, 30)
	defer d.store.Close()
	d.keys("=")
	d.says("nobody is picked: p picks one")
	d.keys("/")
	d.write("owner")
	d.keys("p esc") // lets go
	d.keys("p")
	d.says("picked the owner")
	d.keys("/")
	d.write("")
	d.keys("g j")
	if v := d.screen.here().name; v == "the owner" || !strings.Contains(v, "Sharrawi") {
		d.keys("j")
	}
	d.keys("=")
	d.says("is Nabil al-Sharrawi now", "2 speakers in 5 sentences")
	if got := d.stored("ana")["Nabil al-Sharrawi"]; got != 2 {
		t.Errorf("%v", d.stored("ana"))
	}
	d.keys("-")
	d.says("go to a spelling")
	d.keys("enter")
	for d.screen.lines[d.screen.cursor].kind != spelled || !strings.HasPrefix(d.screen.here().spellings[d.screen.lines[d.screen.cursor].at].text, "the owner") {
		d.keys("j")
	}
	d.keys("-")
	d.says("is not Nabil al-Sharrawi", "3 speakers")
	known, _ := d.store.Speakers(d.story.ID)
	if got := annotate.SpeakerNamed(known, "the owner"); got != "the owner" {
		t.Errorf("%q", got)
	}
	d.reopen(120, 30)
	d.says("3 speakers in 5 sentences")
	d.keys("u u")
	d.says("3 speakers in 5 sentences")
	d.keys("r")
	d.write("Nabil al-Sharrawi") // the name of another
	d.says("2 speakers in 5 sentences")
}

// TestPartingWhatOnlyLooksAlike takes a spelling out that nobody put in.
func TestPartingWhatOnlyLooksAlike(t *testing.T) {
	d := open(t, t.TempDir(), 80, 24)
	defer d.store.Close()
	d.keys("enter j")
	name := d.screen.here().spellings[0].text
	d.keys("-")
	d.says("4 speakers in 5 sentences", name+" is not Ilse Vanterpool")
	d.reopen(80, 24)
	d.says("4 speakers in 5 sentences")
}

func TestEmpty(t *testing.T) {
	keys := screen.NewKeys(annotate.DefaultScheme())
	s := New("", nil, nil, keys, screen.NewLabelling(keys, noon), theme.New(true, false).Plain())
	s.SetSize(20, 6)
	for _, p := range strings.Fields("j k g G enter r p = - / y h l u") {
		s.Update(screen.Press(p))
	}
	if got := ansi.Strip(s.View()[0]); !strings.Contains(got, "Nobody") {
		t.Errorf("%q", got)
	}
}

// TestRandomHands does anything, in any size: nothing fails, lines fit, and the library
// holds what the screen shows.
func TestRandomHands(t *testing.T) {
	press := rapid.SampledFrom(strings.Fields("j j k G g enter enter h l p = = - - r r y u u ctrl+r esc ctrl+d pgup space / size click"))
	text := rapid.SampledFrom([]string{"", "Vanterpool", "the owner", "Nabil", "\x1b[2J\u202eRed", "Bo", "a  b"})
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		d := open(rt, dir, 80, 24)
		defer d.store.Close()
		w, h := 80, 24
		for range rapid.IntRange(1, 25).Draw(rt, "presses") {
			switch p := press.Draw(rt, "key"); p {
			case "size":
				w, h = rapid.SampledFrom([]int{20, 40, 60, 100, 200}).Draw(rt, "w"), rapid.SampledFrom([]int{1, 4, 20}).Draw(rt, "h")
				d.screen.SetSize(w, h)
			case "click":
				d.do(d.screen.Update(screen.Click{X: 3, Y: rapid.IntRange(-1, 25).Draw(rt, "y")}))
			default:
				d.keys(p)
				if p == "r" || p == "/" {
					for _, r := range d.asked {
						if _, ok := r.(screen.Ask); ok {
							d.write(text.Draw(rt, "text"))
							break
						}
					}
				}
			}
			lines := d.screen.View()
			if len(lines) > max(h, 1) {
				rt.Fatalf("%d lines of %d", len(lines), h)
			}
			for _, l := range lines {
				if ansi.StringWidth(l) > w || strings.ContainsAny(ansi.Strip(l), "\x1b\u202e\n") {
					rt.Fatalf("%d columns: %q", w, l)
				}
			}
		}
		got := map[string]int{}
		for _, v := range d.screen.voices {
			for _, x := range v.places {
				got[x.annotation.Speaker]++
			}
		}
		if want := d.stored("ana"); !maps.Equal(got, want) {
			rt.Fatalf("the screen shows %v, the library holds %v", got, want)
		}
		if got, want := len(d.stored("bo")), 5; got != want {
			rt.Fatalf("another annotator's: %v", d.stored("bo"))
		}
	})
}

// TestRecut: the screen below is asked to open again when a report is cut anew; until it is,
// keys fail at nothing.
func TestRecut(t *testing.T) {
	d := open(t, t.TempDir(), 120, 30)
	defer d.store.Close()
	want := screen.Speakers{Story: d.story.ID}
	if got := d.screen.Again(); got != want {
		t.Errorf("%+v", got)
	}
	d.keys("enter")
	r := d.readings("ana")[0]
	said, err := d.store.Annotations(r.Article.ID)
	must(t, err)
	first := r.Body.Sentences[0]
	cut := []annotate.Span{{Start: first.Start, End: first.Start + 5}, {Start: first.Start + 6, End: first.Start + 10}, {Start: first.Start + 11, End: first.End}}
	c, body, err := annotate.Recut(r.Article, r.Body, append(cut, r.Body.Sentences[1:]...), said, nil, "ana", "cut", noon())
	must(t, err)
	c, err = d.store.Recut(c, r.Article.ID, body)
	must(t, err)
	d.do(d.screen.Update(screen.Edited{Edits: c.Edits}))
	for range 12 { // the text here has not the sentences of the edits
		d.keys("y j")
	}
	keys := screen.NewKeys(annotate.DefaultScheme())
	if New("", nil, nil, keys, screen.NewLabelling(keys, noon), theme.New(true, true)).Again() != nil {
		t.Error("of no report it can be opened again")
	}
}

// TestTaken: what is shown already is not opened on top of itself.
func TestTaken(t *testing.T) {
	d := open(t, t.TempDir(), 120, 30)
	defer d.store.Close()
	for request, want := range map[screen.Request]bool{
		screen.Speakers{Story: d.story.ID}: true, screen.Speakers{Story: d.story.ID, Article: 5}: true,
		screen.Speakers{Story: 5}: false, screen.Speakers{Article: d.readings("ana")[0].Article.ID}: false, screen.History{}: false,
	} {
		if got := d.screen.Take(request); got != want {
			t.Errorf("%+v: %v", request, got)
		}
	}
}

// TestNobodyIsLeft renames a speaker who is gone when the name is entered.
func TestNobodyIsLeft(t *testing.T) {
	d := open(t, t.TempDir(), 80, 24)
	defer d.store.Close()
	d.keys("r")
	var gone []annotate.Edit
	for _, r := range d.readings("ana") {
		for _, a := range r.Annotations() {
			gone = append(gone, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &a}})
		}
	}
	asked := d.asked
	d.do(d.screen.Update(screen.Edited{Edits: gone}))
	d.says("Nobody speaks here")
	for _, r := range asked {
		if ask, ok := r.(screen.Ask); ok {
			d.screen.Update(screen.Press("x"))
			ask.Done("Red")
		}
	}
	d.screen.View()
}

// TestGroupedInTheBackground: a label costs no grouping, a name that nobody had does, once
// for all that come while the names are grouped.
func TestGroupedInTheBackground(t *testing.T) {
	s, edits := crowd(3, 8)
	if asked := s.Update(screen.Edited{Edits: edits[0]}); len(asked) != 0 {
		t.Errorf("a label asks for %v", asked)
	}
	r := s.readings[0].Clone()
	var under []screen.Request
	for i, name := range []string{"Bo Quilling", "Ada Merrow", "Merrow"} {
		c, _ := r.SetSpeaker(annotate.OnSentence(i+3), name, noon())
		r.Apply(c.Edits)
		under = append(under, s.Update(screen.Edited{Edits: c.Edits})...)
	}
	if len(under) != 1 {
		t.Errorf("three names ask for %d groupings", len(under))
	}
	if shown := ansi.Strip(strings.Join(s.View(), "\n")); !strings.Contains(shown, "Ada Merrow") || !strings.Contains(s.Status(), "6 speakers in 7 sentences") {
		t.Errorf("until they are grouped: %s\n%s", shown, s.Status())
	}
	run(s, under)
	if !strings.Contains(s.Status(), "5 speakers in 7 sentences") || s.working {
		t.Errorf("grouped: %s", s.Status())
	}
}

// TestHostileNamesCopied has nothing of them on the clipboard that a terminal would obey.
func TestHostileNamesCopied(t *testing.T) {
	d := open(t, t.TempDir(), 80, 24)
	defer d.store.Close()
	d.keys("/")
	d.write("owner")
	d.keys("y")
	for _, r := range d.asked {
		if c, ok := r.(screen.Copy); ok && strings.HasPrefix(c.Text, "the owner") && !strings.ContainsAny(c.Text, "\x1b\u202e") {
			return
		}
	}
	t.Errorf("%q", d.asked)
}

// TestAnyCase calls speakers one and parts them under names that differ in case only: the
// library takes every change.
func TestAnyCase(t *testing.T) {
	name := rapid.SampledFrom(strings.Split("Vanterpool|VANTERPOOL|vanterpool|Ilse Vanterpool|ilse vanterpool|Νίκος|ΝΊΚΟΣ|νίκοσ|the owner|The Owner", "|"))
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		d := open(rt, dir, 80, 24)
		defer d.store.Close()
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			known, err := d.store.Speakers(d.story.ID)
			must(rt, err)
			var c annotate.Change
			var ok bool
			if rapid.Bool().Draw(rt, "call") {
				c, ok = annotate.CallSpeaker(d.readings("ana"), known, d.story.ID, rapid.SliceOfN(name, 1, 3).Draw(rt, "names"), name.Draw(rt, "name"), "", noon())
			} else {
				c, ok = annotate.PartSpeaker(known, d.story.ID, name.Draw(rt, "from"), name.Draw(rt, "spelling"), "ana", noon())
			}
			if ok {
				_, err := d.store.Apply(c)
				must(rt, err)
			}
		}
	})
}
