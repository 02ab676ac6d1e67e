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
