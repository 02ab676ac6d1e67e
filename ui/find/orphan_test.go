package find

import (
	"testing"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// TestOrphansAreShown with the words of the older text, and lead to the report.
func TestOrphansAreShown(t *testing.T) {
	d := opened(t, "crane", 70, 20)
	rows, err := d.lib.Rows(0)
	must(t, err)
	a, err := d.lib.Article(rows[0].ID)
	must(t, err)
	body, err := d.lib.Body(a.ID, a.Revision)
	must(t, err)
	x := annotate.NewAnnotation(a, body, annotate.OnSentence(1), "default", "ana")
	x.Labels = []string{"claim"}
	_, err = d.lib.Apply(annotate.Change{By: "ana", What: "label", Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}}}})
	must(t, err)
	body = annotate.Body{Text: "The crane fell.", Sentences: []annotate.Span{{Start: 0, End: 15}}}
	a.Revision, a.Hash, a.Sentences = 2, annotate.Hash(body.Text), 1
	must(t, d.lib.Revise([]annotate.Arrival{{Article: a, Body: body}}, "ana", "revise"))

	d.carryOut(d.screen.look("is:orphan", 0))
	d.wait()
	d.says("(no place in the newest text) Nobody was hurt, a foreman said.")
	d.keys("enter")
	if len(d.asked) != 1 || d.asked[0] != (screen.Read{Article: a.ID, Sentence: -1}) {
		t.Errorf("enter asks for %+v", d.asked)
	}
}
