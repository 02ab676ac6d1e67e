package annotate

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const walked = "The gate stood open. “Nobody slept,” he said! Çok güzel 👩‍🚒. Why? 港口关闭了。They left at six."

// cuts is any sentences of a text: some runes of it left out between them.
func cuts(t *rapid.T, text string) (out []Span) {
	var at []int
	for i := range text {
		at = append(at, i)
	}
	at = append(at, len(text))
	points := rapid.SliceOfNDistinct(rapid.SampledFrom(at), 2, 12, func(i int) int { return i }).Draw(t, "points")
	slices.Sort(points)
	for i := 0; i+1 < len(points); i++ {
		if s := (Span{points[i], points[i+1]}); i == 0 || rapid.IntRange(0, 5).Draw(t, "gap") > 0 {
			out = append(out, s)
		}
	}
	return out
}

// anyShelf is an article with all that several people say of it, of two revisions.
func anyShelf(t *rapid.T) *shelf {
	b := Body{Text: walked, Sentences: cuts(t, walked)}
	a := NewArticle(Article{Title: "The gate", Source: "Lantern News"}, b, at)
	a.Revision = 2
	s := &shelf{a, map[int]Body{1: {Text: walked, Sentences: cuts(t, walked)}, 2: b}, map[ID]Annotation{}, map[ID]Ruling{}}
	for range rapid.IntRange(0, 14).Draw(t, "annotations") {
		old := a
		old.Revision = rapid.SampledFrom([]int{1, 2, 2, 2}).Draw(t, "revision")
		body := s.bodies[old.Revision]
		target := OnSentence(rapid.IntRange(0, len(body.Sentences)-1).Draw(t, "sentence"))
		if rapid.IntRange(0, 2).Draw(t, "on a span") == 0 {
			target = OnSpan(rapid.SampledFrom(append(cuts(t, walked), body.Sentences...)).Draw(t, "span"))
		}
		x := NewAnnotation(old, body, target, rapid.SampledFrom([]string{"default", "voices"}).Draw(t, "scheme"), rapid.SampledFrom([]string{"ana", "ben"}).Draw(t, "by"))
		say(t, &x)
		if !x.Empty() {
			s.annotations[x.ID] = x
		}
	}
	for range rapid.IntRange(0, 4).Draw(t, "rulings") {
		other := Place{Article: a.ID.Next(), Revision: 1, Sentence: rapid.IntRange(0, 1).Draw(t, "there"), Span: Span{0, 4}, Quote: "They"}
		n := rapid.IntRange(0, len(b.Sentences)-1).Draw(t, "here")
		r := NewRuling(matter(t), true, "gates", "two", "ana", at.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "minute"))*time.Minute), PlaceOf(a, b, n, Span{}), other)
		s.rulings[r.ID] = r
	}
	return s
}

// say has an annotation say something, or nothing.
func say(t *rapid.T, x *Annotation) {
	texts := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
	x.Labels = rapid.SampledFrom([][]string{nil, {"fact"}, {"quote", "claim"}}).Draw(t, "labels")
	x.Speaker, x.Note = texts("speaker", "", "the doctor", "the warden"), texts("note", "", "ask", "look\nagain")
	if x.Flag = Flag(texts("flag", "", string(Flagged), string(Skipped))); x.Flag != Unflagged {
		x.Reason = texts("reason", "", "odd")
	}
	if rapid.Bool().Draw(t, "certain") {
		x.Attributes = map[string]string{texts("attribute", "certainty", "stance"): texts("choice", "high", "low")}
	}
	if len(x.Labels) == 0 && rapid.Bool().Draw(t, "rejected") {
		x.Rejected = []string{"fact"}
	}
	x.Origin, x.Seconds = Origin(texts("origin", string(Hand), string(Imported))), float64(rapid.IntRange(0, 99).Draw(t, "tenths"))/10
	x.Created = Instant(at.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "created")) * time.Minute))
	x.Updated = x.Created.Add(time.Minute)
}

// TestRecut cuts any text in any other way: all that is said passes its check, once of each
// thing by each person and scheme; its inverse gives exactly what was there; labels, notes,
// speakers and seconds of everybody are still there.
func TestRecut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyShelf(t)
		before := s.clone()
		said, rulings := s.lists()
		sentences := cuts(t, walked)
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			if joined, ok := Joined(s.bodies[2].Sentences, rapid.IntRange(-1, 9).Draw(t, "n")); ok {
				sentences = joined
			}
		case 1:
			if split, ok := SplitAt(s.bodies[2], rapid.IntRange(0, len(walked)-1).Draw(t, "offset")); ok {
				sentences = split
			}
		}
		c, body, err := Recut(s.article, s.bodies[2], sentences, said, rulings, "ana", "cut anew", at)
		if err != nil {
			if !slices.Equal(sentences, s.bodies[2].Sentences) {
				t.Fatal(err)
			}
			return
		}
		s.bodies[3] = body
		if err := s.apply(c.Edits); err != nil {
			t.Fatal(err)
		}
		if err := s.check(); err != nil {
			t.Fatalf("%v\nwas %+v\nis %+v", err, before.annotations, s.annotations)
		}
		if s.article.Revision != 3 || s.article.Sentences != len(sentences) {
			t.Fatalf("%+v", s.article)
		}
		nothingIsLost(t, before, s)
		if err := s.apply(c.Inverse()); err != nil {
			t.Fatal(err)
		}
		delete(s.bodies, 3)
		if !reflect.DeepEqual(s, before) {
			t.Fatalf("taken back, it is %+v, not %+v", s, before)
		}
	})
}

// nothingIsLost: who said what of any words still says it of all of those that are in a
// sentence, and of other revisions as before.
func nothingIsLost(t *rapid.T, before, after *shelf) {
	notes, seconds := map[voice]string{}, map[voice]float64{}
	for _, y := range after.annotations {
		v := voice{y.Annotator, y.Scheme}
		notes[v] += y.Note + "\n"
		seconds[v] += y.Seconds
	}
	for id, x := range before.annotations {
		v := voice{x.Annotator, x.Scheme}
		seconds[v] -= x.Seconds
		y, stays := after.annotations[id]
		switch {
		case x.Revision != 2 && !reflect.DeepEqual(x, y):
			t.Fatalf("what is said of another text has changed: %+v", y)
		case x.Revision != 2:
			continue
		case x.Sentence < 0 && (!stays || y.Span != x.Span || !subset(x, y)):
			t.Fatalf("what is said of a span has changed: %+v is %+v", x, y)
		case !strings.Contains(notes[v], x.Note):
			t.Fatalf("the note %q is lost", x.Note)
		}
		followed := false
		for _, y := range after.annotations {
			if y.Revision != 3 || y.Annotator != x.Annotator || y.Scheme != x.Scheme || !y.Span.Overlaps(x.Span) || (y.Sentence < 0) != (x.Sentence < 0) && y.Span != x.Span {
				continue
			}
			followed = true
			if x.Sentence >= 0 && y.Sentence >= 0 && !subset(x, y) {
				t.Fatalf("%+v became %+v", x, y)
			}
		}
		if !followed {
			t.Fatalf("%+v is lost", x)
		}
	}
	for v, left := range seconds {
		if left > 0.05 || left < -0.05 {
			t.Fatalf("%v: %.1f seconds more or less", v, left)
		}
	}
	for _, r := range after.rulings {
		for _, p := range r.Places {
			if p.Article == after.article.ID && p.Revision == 3 && !p.Span.Overlaps(after.bodies[3].Sentences[p.Sentence]) {
				t.Fatalf("%+v", p)
			}
		}
	}
}

// subset says whether what x says is part of what y says, as far as y can say it.
func subset(x, y Annotation) bool {
	for _, l := range x.Labels {
		if !y.Has(l) {
			return false
		}
	}
	for name := range x.Attributes {
		if y.Attributes[name] == "" {
			return false
		}
	}
	flagged := x.Flag == Unflagged || y.Flag != Unflagged || x.Flag == Skipped && len(y.Labels) > 0 && strings.Contains(y.Note, x.Reason)
	return (x.Speaker == "" || y.Speaker != "") && flagged && !y.Created.After(x.Created) && !y.Updated.Before(x.Updated)
}

// cutReport is the sentences of a report that is cut anew, with what is said of them.
func cutReport(t *testing.T, sentences func(Body) ([]Span, bool), said ...Annotation) (Body, []Annotation) {
	t.Helper()
	a, b := report()
	cut, ok := sentences(b)
	if !ok {
		t.Fatal("it cannot be cut so")
	}
	c, body, err := Recut(a, b, cut, said, nil, "ana", "cut anew", at)
	if err != nil {
		t.Fatal(err)
	}
	var out []Annotation
	for _, e := range c.Edits {
		if e.Annotation != nil && e.Annotation.After != nil {
			out = append(out, *e.Annotation.After)
		}
	}
	slices.SortFunc(out, byPlace)
	return body, out
}

func TestWhatIsSaidOfJoinedSentencesComesTogether(t *testing.T) {
	a, b := report()
	first, second := NewAnnotation(a, b, OnSentence(0), "default", "ana"), NewAnnotation(a, b, OnSentence(1), "default", "ana")
	first.Labels, first.Note, first.Seconds, first.Created, first.Updated = []string{"claim"}, "one", 2, at.Add(time.Minute), at.Add(time.Minute)
	first.Attributes = map[string]string{"certainty": "high"}
	second.Labels, second.Note, second.Seconds, second.Created, second.Updated = []string{"quote", "claim"}, "two", 0.5, at, at.Add(time.Hour)
	second.Attributes, second.Speaker, second.Flag, second.Reason = map[string]string{"certainty": "low", "stance": "for"}, "the doctor", Flagged, "odd"
	_, got := cutReport(t, func(b Body) ([]Span, bool) { return Joined(b.Sentences, 0) }, first, second)
	want := first
	want.Revision, want.Span.End = 2, second.Span.End
	want.Quote = b.Text[want.Span.Start:want.Span.End]
	want.Labels, want.Note, want.Seconds, want.Created, want.Updated = []string{"claim", "quote"}, "one\ntwo", 2.5, second.Created, second.Updated
	want.Attributes, want.Speaker, want.Flag, want.Reason = map[string]string{"certainty": "high", "stance": "for"}, "the doctor", Flagged, "odd"
	if len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

func TestTheSecondSpeakerOfJoinedSentencesIsNoted(t *testing.T) {
	a, b := report()
	first, second := NewAnnotation(a, b, OnSentence(0), "default", "ana"), NewAnnotation(a, b, OnSentence(1), "default", "ana")
	first.Labels, first.Speaker, first.Note = []string{"claim"}, "the doctor", "ask"
	second.Labels, second.Speaker = []string{"quote"}, "the pilot"
	_, got := cutReport(t, func(b Body) ([]Span, bool) { return Joined(b.Sentences, 0) }, first, second)
	if len(got) != 1 || got[0].Speaker != "the doctor" || got[0].Note != "ask\nspeaker: the pilot" {
		t.Errorf("%+v", got)
	}
}

// What is cut anew wins over what another library still has of the sentences before, also
// where the clock has gone back.
func TestWhatMovesWasUpdatedNow(t *testing.T) {
	a, b := report()
	now := Instant(at)
	for updated, want := range map[time.Time]time.Time{now.Add(-time.Hour): now, now.Add(time.Hour): now.Add(time.Hour)} {
		sentence, span := NewAnnotation(a, b, OnSentence(2), "default", "ben"), NewAnnotation(a, b, OnSpan(Span{0, 3}), "default", "ana")
		sentence.Labels, sentence.Updated, span.Labels, span.Updated = []string{"fact"}, updated, []string{"claim"}, updated
		_, got := cutReport(t, func(b Body) ([]Span, bool) { return Joined(b.Sentences, 0) }, sentence, span)
		if len(got) != 2 || !got[0].Updated.Equal(want) || !got[1].Updated.Equal(want) {
			t.Errorf("of %s: %+v, want all of %s", updated, got, want)
		}
	}
}

// Another library's cut is taken under its number, and what moves keeps its time; what is
// said of the old cut follows it the same way.
func TestRecutAsAnotherLibraryCutIt(t *testing.T) {
	a, b := report()
	var said []Annotation
	for n := range 2 {
		x := NewAnnotation(a, b, OnSentence(n), "default", "ana")
		x.Labels, x.Updated = []string{"fact"}, at
		said = append(said, x)
	}
	joined, _ := Joined(b.Sentences, 0)
	x := Arrival{Article: a, Body: Body{Text: b.Text, Sentences: joined}}
	if _, err := RecutAs(a, b, x, said, nil, "ana", "take"); err == nil {
		t.Error("the same revision: no error")
	}
	x.Article.Revision = 7
	c, err := RecutAs(a, b, x, said, nil, "ana", "take")
	if err != nil || len(c.Edits) != 3 || c.Edits[0].Article.After.Revision != 7 || c.Edits[0].Article.After.Sentences != len(joined) {
		t.Fatalf("%+v, %v", c, err)
	}
	y := c.Edits[1].Annotation.After
	if y == nil || y.Revision != 7 || y.Span != joined[0] || !y.Updated.Equal(at) || c.Edits[2].Annotation.After != nil {
		t.Errorf("%+v", c.Edits[1:])
	}
	there := Article{ID: a.ID.Next(), Revision: 3}
	got := Follow(a, there, b, x.Body, said)
	want := *y
	want.Article, want.Revision = there.ID, 3
	if len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	x.Body.Text += "."
	if _, err := RecutAs(a, b, x, said, nil, "ana", "take"); err == nil {
		t.Error("another text: no error")
	}
}

// A heading that is joined to a labelled sentence is none.
func TestASkippedSentenceJoinedToOthers(t *testing.T) {
	a, b := report()
	for name, x := range map[string]struct {
		labels [2][]string
		flags  [2]Flag
		want   Flag
		reason string
		note   string
	}{
		"heading and label":          {[2][]string{nil, {"fact"}}, [2]Flag{Skipped, ""}, "", "", "why 0"},
		"label and footer":           {[2][]string{{"fact"}, nil}, [2]Flag{"", Skipped}, "", "", "why 1"},
		"heading and flagged label":  {[2][]string{nil, {"fact"}}, [2]Flag{Skipped, Flagged}, Flagged, "why 1", "why 0"},
		"heading and flag":           {[2][]string{}, [2]Flag{Skipped, Flagged}, Skipped, "why 0", ""},
		"two headings":               {[2][]string{}, [2]Flag{Skipped, Skipped}, Skipped, "why 0", ""},
		"two headings, one labelled": {[2][]string{nil, {"fact"}}, [2]Flag{Skipped, Skipped}, Skipped, "why 0", ""},
	} {
		var said []Annotation
		for n := range 2 {
			s := NewAnnotation(a, b, OnSentence(n), "default", "ana")
			if s.Labels, s.Flag = x.labels[n], x.flags[n]; s.Flag != Unflagged {
				s.Reason = "why " + string(rune('0'+n))
			}
			said = append(said, s)
		}
		_, got := cutReport(t, func(b Body) ([]Span, bool) { return Joined(b.Sentences, 0) }, said...)
		if len(got) != 1 || got[0].Flag != x.want || got[0].Reason != x.reason || got[0].Note != x.note {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestBothPartsOfASplitSentenceKeepWhatIsSaid(t *testing.T) {
	a, b := report()
	x := NewAnnotation(a, b, OnSentence(0), "default", "ana")
	x.Labels, x.Note, x.Speaker, x.Seconds = []string{"claim"}, "one", "the doctor", 3
	body, got := cutReport(t, func(b Body) ([]Span, bool) { return SplitAt(b, strings.Index(b.Text, "crew")) }, x)
	if len(body.Sentences) != 4 || body.Sentence(0) != "The gate’s" || body.Sentence(1) != "crew was hurt." {
		t.Fatalf("%v", body.Sentences)
	}
	if len(got) != 2 || got[0].ID != x.ID || got[1].ID == x.ID || got[0].Note != "one" || got[1].Note != "" || got[1].Speaker != "the doctor" || !got[1].Has("claim") || got[0].Seconds+got[1].Seconds != 3 {
		t.Errorf("%+v", got)
	}
}

func TestRulingsFollowTheirSentences(t *testing.T) {
	a, b := report()
	other := Place{Article: a.ID.Next(), Revision: 1, Span: Span{0, 4}, Quote: "They"}
	value := Span{b.Sentences[1].Start + 3, b.Sentences[1].Start + 9}
	rulings := []Ruling{
		NewRuling(OnLink, false, "", "", "ana", at, PlaceOf(a, b, 0, Span{}), other),
		NewRuling(OnLink, true, "", "", "ben", at.Add(time.Minute), PlaceOf(a, b, 1, Span{}), other),
		NewRuling(OnConflict, true, "sleep", "", "ana", at, PlaceOf(a, b, 1, value), other),
		NewRuling(OnStatement, true, "", "the gate", "ana", at, PlaceOf(a, b, 0, Span{}), PlaceOf(a, b, 1, Span{}), other),
		NewRuling(OnLink, true, "", "", "ana", at, other, Place{Article: other.Article.Next(), Span: Span{0, 4}, Quote: "They"}),
	}
	cut, _ := Joined(b.Sentences, 0)
	c, body, err := Recut(a, b, cut, nil, rulings, "ana", "join", at)
	if err != nil {
		t.Fatal(err)
	}
	after := map[Matter][]Ruling{}
	for _, e := range c.Edits {
		if e.Ruling != nil && e.Ruling.After != nil {
			after[e.Ruling.After.On] = append(after[e.Ruling.After.On], *e.Ruling.After)
		}
	}
	links := after[OnLink]
	if len(links) != 1 || !links[0].Stands || links[0].By != "ben" { // the later one of two that became one
		t.Errorf("links: %+v", links)
	}
	here := slices.IndexFunc(links[0].Places, func(p Place) bool { return p.Article == a.ID })
	if p := links[0].Places[here]; p.Span != body.Sentences[0] || p.Revision != 2 || p.Sentence != 0 {
		t.Errorf("the link is on %+v", p)
	}
	conflict := after[OnConflict][0].Places
	if i := slices.IndexFunc(conflict, func(p Place) bool { return p.Article == a.ID }); conflict[i].Span != value || conflict[i].Sentence != 0 {
		t.Errorf("the value stands at %+v", conflict[i])
	}
	if statement := after[OnStatement][0]; len(statement.Places) != 2 || statement.Text != "the gate" {
		t.Errorf("the statement: %+v", statement)
	}
}

func TestSplitAt(t *testing.T) {
	b := Body{Text: "Six drones hit. … “Nobody,” he said", Sentences: []Span{{0, 15}, {16, 41}}}
	for offset, want := range map[int]string{
		0: "", 3: "Six|drones hit.", 4: "Six|drones hit.", 5: "Six d|rones hit.", 14: "", 15: "", 16: "",
		strings.Index(b.Text, "he"): "… “Nobody,”|he said", strings.Index(b.Text, "“"): "", strings.Index(b.Text, "…") + 1: "", -1: "", 99: "",
	} {
		got := ""
		if out, ok := SplitAt(b, offset); ok {
			n := SentenceAt(b.Sentences, offset)
			got = b.Text[out[n].Start:out[n].End] + "|" + b.Text[out[n+1].Start:out[n+1].End]
		}
		if got != want {
			t.Errorf("at %d: %q, want %q", offset, got, want)
		}
	}
}

func TestRecutSaysWhatIsWrong(t *testing.T) {
	a, b := report()
	for name, sentences := range map[string][]Span{
		"the same": b.Sentences, "overlapping": {{0, 9}, {8, 12}}, "empty": {{3, 3}}, "past the end": {{0, len(b.Text) + 1}}, "cut in a rune": {{0, strings.Index(b.Text, "’") + 1}},
	} {
		if _, _, err := Recut(a, b, sentences, nil, nil, "ana", "", at); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
