package anchor

import (
	"testing"
	"time"

	"rashomon/annotate"
)

func TestRulingsFollow(t *testing.T) {
	from := arrival(body([]string{"Six people were hurt.", "The bay is closed.", "Nobody knows why the tower fell."}), 1)
	to := arrival(body([]string{"It is over.", "Six people were hurt.", "The bay is closed until dawn."}), 2)
	other := annotate.Place{Article: 77, Revision: 4, Sentence: 0, Span: annotate.Span{Start: 0, End: 3}, Quote: "Two"}
	at := func(n int, s annotate.Span) annotate.Place { return annotate.PlaceOf(from.Article, from.Body, n, s) }
	rule := func(on annotate.Matter, places ...annotate.Place) annotate.Ruling {
		return annotate.NewRuling(on, true, "", "", "ana", time.Unix(9, 0), places...)
	}
	link, conflict, lost := rule(annotate.OnLink, at(1, annotate.Span{}), other), rule(annotate.OnConflict, at(0, annotate.Span{Start: 0, End: 3}), other), rule(annotate.OnLink, at(2, annotate.Span{}), other)
	elsewhere := rule(annotate.OnLink, other, annotate.Place{Article: 78, Revision: 1})
	edits, stay := Rulings(from, to, []annotate.Ruling{link, conflict, lost, elsewhere})
	if stay != 1 {
		t.Errorf("%d stay", stay)
	}
	gone, come := map[annotate.ID]bool{}, map[annotate.Matter]annotate.Ruling{}
	for _, e := range edits {
		if e.Ruling.Before != nil {
			gone[e.Ruling.Before.ID] = true
		} else {
			come[e.Ruling.After.On] = *e.Ruling.After
		}
	}
	if len(edits) != 4 || !gone[link.ID] || !gone[conflict.ID] {
		t.Fatalf("%+v", edits)
	}
	for on, want := range map[annotate.Matter]string{annotate.OnLink: "The bay is closed until dawn.", annotate.OnConflict: "Six"} {
		ok := false
		for _, p := range come[on].Places {
			ok = ok || p.Article == to.Article.ID && p.Revision == 2 && p.Quote == want && p.Check(to.Body) == nil
		}
		if !ok {
			t.Errorf("%s: %+v", on, come[on].Places)
		}
	}
}
