package annotate

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// ruledOn draws some reports of the gate and a place in each, a sentence or a part of it.
func ruledOn(t *rapid.T, n int) (places []Place, bodies map[ID]Body) {
	bodies = map[ID]Body{}
	for i := range n {
		a, b := report()
		a.ID = MakeID("ruled", fmt.Sprint(i))
		s := rapid.IntRange(0, len(b.Sentences)-1).Draw(t, "sentence")
		span := rapid.SampledFrom([]Span{{}, {b.Sentences[s].Start, b.Sentences[s].Start + 3}}).Draw(t, "span")
		places = append(places, PlaceOf(a, b, s, span))
		bodies[a.ID] = b
	}
	return places, bodies
}

func matter(t *rapid.T) Matter {
	return rapid.SampledFrom([]Matter{OnLink, OnConflict, OnStatement}).Draw(t, "on")
}

// What a ruling is on makes its ID, in whatever order the places are named, and nothing
// else does: so whoever rules again replaces it.
func TestARulingIsNamedByWhatItIsOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		on := matter(t)
		places, _ := ruledOn(t, rapid.IntRange(1, 4).Draw(t, "places"))
		given := slices.Clone(places)
		r := NewRuling(on, true, "injured", "two", "ana", at, places...)
		if !slices.Equal(places, given) {
			t.Fatal("the caller's places were put into another order")
		}
		if again := NewRuling(on, true, "injured", "two", "ana", at, rapid.Permutation(places).Draw(t, "order")...); !reflect.DeepEqual(again, r) {
			t.Fatalf("in another order it is %+v, not %+v", again, r)
		}
		if other := NewRuling(on, false, "drones", "none", "ben", at.Add(time.Hour), places...); other.ID != r.ID {
			t.Fatal("another word on the same thing has another id")
		}
		n := rapid.IntRange(0, len(places)-1).Draw(t, "place")
		for name, do := range map[string]func(*Place){
			"article": func(p *Place) { p.Article = p.Article.Next() }, "revision": func(p *Place) { p.Revision++ },
			"start": func(p *Place) { p.Span.Start++ }, "end": func(p *Place) { p.Span.End-- },
		} {
			moved := slices.Clone(places)
			do(&moved[n])
			if NewRuling(on, true, "injured", "two", "ana", at, moved...).ID == r.ID {
				t.Fatalf("on another %s it has the same id", name)
			}
		}
		for _, m := range []Matter{OnLink, OnConflict, OnStatement} {
			if id := NewRuling(m, true, "", "", "ana", at, places...).ID; (id == r.ID) != (m == on) {
				t.Fatalf("on a %s and on a %s: the ids %s and %s", on, m, r.ID, id)
			}
		}
	})
}

func TestANewRulingHoldsInItsTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		on := matter(t)
		places, bodies := ruledOn(t, 2)
		r := NewRuling(on, true, " injured\n", "two\r\nlines\x1b ", "ana", at, places...)
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		for _, p := range r.Places {
			if err := p.Check(bodies[p.Article]); err != nil {
				t.Fatal(err)
			}
		}
		if r.About != "injured" || r.Text != "two\nlines" || r.Made != Instant(at) {
			t.Fatalf("got %+v", r)
		}
		text, err := json.Marshal(r)
		var back Ruling
		if err != nil || json.Unmarshal(text, &back) != nil || !reflect.DeepEqual(back, r) {
			t.Fatalf("%s is read back as %+v: %v", text, back, err)
		}
	})
}

func TestArticlesOfARuling(t *testing.T) {
	p := func(id ID, start int) Place { return Place{Article: id, Revision: 1, Span: Span{start, start + 3}} }
	r := NewRuling(OnStatement, true, "", "a name", "ana", at, p(9, 1), p(3, 4), p(9, 0), p(3, 2))
	if got := r.Articles(); !slices.Equal(got, []ID{3, 9}) {
		t.Errorf("articles %v", got)
	}
	if r.Places[0] != p(3, 2) || r.Places[3] != p(9, 1) {
		t.Errorf("places %v", r.Places)
	}
}

func TestWhatIsWrongWithARuling(t *testing.T) {
	a, b := report()
	other := a
	other.ID = a.ID.Next()
	p, q := PlaceOf(a, b, 0, Span{}), PlaceOf(other, b, 0, Span{})
	link := NewRuling(OnLink, false, "", "", "ana", at, p, q)
	named := NewRuling(OnStatement, true, "", "The gate", "ana", at, p)
	for _, c := range []struct {
		ruling Ruling
		do     func(*Ruling)
		want   string
	}{
		{link, func(r *Ruling) { r.ID = 0 }, "without an id"},
		{link, func(r *Ruling) { r.On = "weather" }, `"weather" is nothing to rule on`},
		{link, func(r *Ruling) { slices.Reverse(r.Places) }, "not in order"},
		{link, func(r *Ruling) { r.Places = r.Places[:1] }, "between two articles"},
		{link, func(r *Ruling) { r.Places = append(r.Places, r.Places[1]) }, "between two articles"},
		{link, func(r *Ruling) { r.Places[1] = r.Places[0] }, "between two articles"},
		{link, func(r *Ruling) { r.On = OnConflict; r.Places = nil }, "a conflict is between two articles"},
		{named, func(r *Ruling) { r.Places = nil }, "needs a sentence and a name"},
		{named, func(r *Ruling) { r.Text = " " }, "needs a sentence and a name"},
		{named, func(r *Ruling) { r.Stands = false }, "needs a sentence and a name"},
	} {
		r := c.ruling
		r.Places = slices.Clone(r.Places)
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		c.do(&r)
		if err := r.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q, got %v", c.want, err)
		}
	}
}

func TestWhatIsWrongWithAPlace(t *testing.T) {
	a, b := report()
	for _, c := range []struct {
		do   func(*Place)
		want string
	}{
		{func(p *Place) { p.Sentence = 3 }, "no sentence 3"},
		{func(p *Place) { p.Sentence = -1 }, "no sentence -1"},
		{func(p *Place) { p.Quote = "The gate’s crew was well." }, "is not the quote"},
		{func(p *Place) { p.Span.End = len(b.Text) + 1 }, "is not the quote"},
		{func(p *Place) { p.Span.Start, p.Quote = 5, p.Quote[5:] }, "is not the quote"},
		{func(p *Place) { p.Sentence = 0 }, "not in sentence 0"},
	} {
		p := PlaceOf(a, b, 1, Span{})
		if err := p.Check(b); err != nil {
			t.Fatal(err)
		}
		c.do(&p)
		if err := p.Check(b); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q, got %v", c.want, err)
		}
	}
	part := PlaceOf(a, b, 2, Span{b.Sentences[2].Start, b.Sentences[2].Start + len("Çok")})
	if err := part.Check(b); err != nil || part.Quote != "Çok" {
		t.Errorf("a part of a sentence: %q, %v", part.Quote, err)
	}
}

func TestAnEditOfARulingIsTakenBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places, _ := ruledOn(t, 2)
		before, after := NewRuling(OnLink, true, "", "", "ana", at, places...), NewRuling(OnLink, false, "", "", "ben", at, places...)
		e := Edit{Ruling: &Replaced[Ruling]{}}
		if rapid.Bool().Draw(t, "before") {
			e.Ruling.Before = &before
		}
		if rapid.Bool().Draw(t, "after") {
			e.Ruling.After = &after
		}
		back := e.Inverse()
		if back.Ruling.Before != e.Ruling.After || back.Ruling.After != e.Ruling.Before {
			t.Fatalf("the inverse of %+v is %+v", e.Ruling, back.Ruling)
		}
		if !reflect.DeepEqual(back.Inverse(), e) {
			t.Fatalf("twice turned round, %+v is %+v", e, back.Inverse())
		}
	})
}
