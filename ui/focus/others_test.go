package focus

import (
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/ui/screen"
)

// another has another annotator say something of a sentence.
func (d *driver) another(who string, p queue.Place, speaker string, labels ...string) annotate.Change {
	d.t.Helper()
	a, err := d.store.Article(p.Article)
	must(d.t, err)
	b, err := d.store.Body(a.ID, a.Revision)
	must(d.t, err)
	r := annotate.NewReading(a, b, d.scheme, who, nil)
	c, _ := r.SetLabels(annotate.OnSentence(p.Sentence), labels, speaker, d.now())
	_, err = d.store.Apply(c)
	must(d.t, err)
	return c
}

// disputed is two sentences on which annotators disagree.
func disputed(t *testing.T) (*driver, []queue.Place) {
	d := with(t, 1, 4)
	d.open(queue.Spec{Order: queue.InOrder}, false)
	places := d.screen.places
	d.keys("f f f esc")
	d.another("bo", places[1], "the clerk", "quote")
	d.another("cem", places[1], "", "claim")
	d.another("cem", places[0], "", "claim")
	d.another("bo", places[2], "", "fact")
	return d, places
}

func TestWhatOthersSay(t *testing.T) {
	d, places := disputed(t)
	d.open(queue.Spec{Order: queue.MostDisagreeing}, false)
	d.says("1 of 2", "bo: ❝ quote » the clerk · cem: ▲ claim", "[f ■ fact]")
	d.keys("j")
	d.says("2 of 2", "cem: ▲ claim")
	if strings.Contains(d.text(), "bo:") || strings.Contains(d.text(), "ana:") {
		t.Fatalf("who said nothing, or reads it, is named:\n%s", d.text())
	}
	c := d.another("dee", places[0], "", "fact", "quote")
	d.carryOut(d.screen.Update(screen.Edited{Edits: c.Edits}))
	d.says("cem: ▲ claim · dee: ■ fact, ❝ quote")
	back, err := d.store.Undo("ana")
	must(t, err)
	d.carryOut(d.screen.Update(screen.Edited{Edits: back.Edits}))
	if strings.Contains(d.text(), "dee") {
		t.Fatalf("what was taken back is shown:\n%s", d.text())
	}
}

// TestNobodyIsSwayed keeps what others say from who labels, in all orders but one.
func TestNobodyIsSwayed(t *testing.T) {
	for _, order := range queue.Orders() {
		d, _ := disputed(t)
		asked := false
		d.begin(queue.Spec{Order: order}, false)
		d.screen.o.Others = func(id annotate.ID) ([]annotate.Annotation, error) {
			asked = true
			return d.store.Annotations(id)
		}
		d.settle()
		shown := ""
		for range d.screen.places {
			shown += d.text() + d.screen.Status()
			d.keys("j")
		}
		if says := strings.Contains(shown, "cem"); asked != (order == queue.MostDisagreeing) || says != asked {
			t.Fatalf("%s: what others say is read: %v, shown: %v", order, asked, says)
		}
	}
}

// TestOthersInAllSizes has names and speakers that are too long, and hostile, in every size.
func TestOthersInAllSizes(t *testing.T) {
	d, places := disputed(t)
	for _, who := range []string{"a" + strings.Repeat("very long ", 20), "eve\u202e", "zoe"} {
		d.another(who, places[1], hostile, "claim")
	}
	d.open(queue.Spec{Order: queue.MostDisagreeing}, false)
	for width := 1; width < 130; width += 3 {
		for height := range 31 {
			d.size(width, height)
			d.sound()
			if shown := strings.Contains(d.text(), "avery"); shown != (height >= 6) && width >= 20 {
				t.Fatalf("%d×%d: what others say is shown: %v\n%s", width, height, shown, d.text())
			}
		}
	}
}
