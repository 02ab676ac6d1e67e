package find

import (
	"testing"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// TestEscapeChangesNothing: a line of input that is left gives up nothing that was not typed.
func TestEscapeChangesNothing(t *testing.T) {
	d := opened(t, "crane", 80, 24)
	d.carryOut(d.screen.look("rained", 0))
	d.asked = nil
	d.carryOut(d.screen.ask())
	d.carryOut(request[screen.Ask](d).Cancelled())
	if d.screen.looking == nil {
		t.Fatal("the search is given up")
	}
	d.asked = nil
	d.carryOut(d.screen.ask())
	ask := request[screen.Ask](d)
	d.carryOut(ask.Typing("zeppelin"))
	d.carryOut(ask.Cancelled())
	d.wait()
	d.says("It rained", "1 report")
}

// TestRecut: sentences that are others than when they were found are looked for again, and
// nothing is opened meanwhile.
func TestRecut(t *testing.T) {
	d := opened(t, "sold source:harbour", 80, 24)
	d.says("  5 The crane will be sold")
	hit, _ := d.screen.here()
	a := hit.Article
	body, err := d.lib.Body(a.ID, a.Revision)
	must(t, err)
	first := body.Sentences[0]
	cut := []annotate.Span{{Start: first.Start, End: first.Start + 9}, {Start: first.Start + 10, End: first.End}}
	c, anew, err := annotate.Recut(a, body, append(cut, body.Sentences[1:]...), nil, nil, "ana", "cut", noon())
	must(t, err)
	c, err = d.lib.Recut(c, a.ID, anew)
	must(t, err)
	d.asked = nil
	d.carryOut(d.screen.Update(screen.Edited{Edits: c.Edits}))
	d.carryOut(d.screen.Update(screen.Press("enter")))
	for _, r := range d.asked {
		if _, ok := r.(screen.Read); ok {
			t.Error("opened where the sentence was")
		}
	}
	d.wait()
	d.says("  6 The crane will be sold")
	d.keys("enter")
	if r := request[screen.Read](d); r.Sentence != 5 {
		t.Errorf("opened %v", r)
	}
	d.carryOut(d.screen.Update(screen.Edited{Edits: []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{After: &annotate.Article{ID: 5}}}}}))
	if d.screen.looking != nil {
		t.Error("another report has it look again")
	}
}

// TestTheCursorStays on its report when it is looked for again.
func TestTheCursorStays(t *testing.T) {
	d := opened(t, "crane", 80, 24)
	d.keys("l G")
	hit, sentence := d.screen.here()
	before := hit.Article
	d.carryOut(d.screen.Update(screen.Edited{Edits: []annotate.Edit{{Article: &annotate.Replaced[annotate.Article]{Before: &before, After: &before}}}}))
	d.wait()
	if hit, n := d.screen.here(); hit.Article.ID != before.ID || n != sentence {
		t.Errorf("on %s, sentence %d", hit.Article.Title, n)
	}
}
