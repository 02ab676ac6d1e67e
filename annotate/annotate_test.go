package annotate

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

var at = time.Date(2031, 3, 9, 4, 10, 0, 123456789, time.UTC)

// report is an article of three sentences, with text that is not all ASCII.
func report() (Article, Body) {
	text := "date 2031-03-09 Lantern News/ The gate’s crew was hurt. “Nobody slept,” he said.\n\nÇok güzel 👩‍🚒."
	b := Body{Text: text}
	for _, s := range []string{"The gate’s crew was hurt.", "“Nobody slept,” he said.", "Çok güzel 👩‍🚒."} {
		start := len(text[:indexOf(text, s)])
		b.Sentences = append(b.Sentences, Span{start, start + len(s)})
	}
	return NewArticle(Article{Title: "The gate", Source: "Lantern News"}, b, at), b
}

func indexOf(text, s string) int {
	for i := range text {
		if len(text[i:]) >= len(s) && text[i:i+len(s)] == s {
			return i
		}
	}
	return -1
}

func TestIDsAreWrittenAndRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := MakeID(rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b"))
		got, err := ParseID(id.String())
		if err != nil || got != id || id == 0 {
			t.Fatalf("%v is read back as %v: %v", id, got, err)
		}
	})
	for _, bad := range []string{"1", "xxxxxxxxxxxxxxxx", "00000000000000001", "-000000000000001", "+00000000000000a"} {
		if _, err := ParseID(bad); err == nil {
			t.Errorf("%q was read as an id", bad)
		}
	}
	if MakeID("ab", "c") == MakeID("a", "bc") {
		t.Error("parts run together")
	}
}

func TestUnitsAgreeWithCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("aé漢😀 \n")), 0, 900, -1).Draw(t, "text")
		u := NewUnits(text)
		n := 0
		for i := range text {
			if u.Rune(i) != n {
				t.Fatalf("byte %d is code point %d, got %d", i, n, u.Rune(i))
			}
			n++
		}
		if u.Rune(len(text)) != n || u.Rune(len(text)+5) != n {
			t.Fatalf("the end: %d code points, got %d", n, u.Rune(len(text)))
		}
	})
}

func TestContextCutsNoRune(t *testing.T) {
	_, b := report()
	before, after := Context(b.Text, b.Sentences[1], 4)
	if before != "rt. " || after != "\n\nÇo" {
		t.Errorf("context is %q and %q", before, after)
	}
	before, after = Context(b.Text, b.Sentences[2], 1000)
	if before != b.Text[:b.Sentences[2].Start] || after != "" {
		t.Errorf("long context is %q and %q", before, after)
	}
}

func TestSentenceAt(t *testing.T) {
	_, b := report()
	for offset := range len(b.Text) {
		want := 0
		for n, s := range b.Sentences {
			if s.Start <= offset {
				want = n
			}
		}
		if got := SentenceAt(b.Sentences, offset); got != want {
			t.Errorf("offset %d: sentence %d, want %d", offset, got, want)
		}
	}
}

func TestToggle(t *testing.T) {
	several := DefaultScheme()
	one := several
	one.Several = false
	for _, c := range []struct {
		scheme Scheme
		labels []string
		toggle string
		want   []string
	}{
		{several, nil, "claim", []string{"claim"}},
		{several, []string{"claim"}, "fact", []string{"fact", "claim"}}, // in the scheme's order
		{several, []string{"fact", "claim"}, "fact", []string{"claim"}},
		{several, []string{"rumour"}, "fact", []string{"fact", "rumour"}}, // what it does not know stays
		{one, []string{"claim"}, "fact", []string{"fact"}},
		{one, []string{"fact"}, "fact", nil},
	} {
		if got := c.scheme.Toggle(c.labels, c.toggle); !slices.Equal(got, c.want) {
			t.Errorf("%q toggled in %q (several %v) is %q, want %q", c.toggle, c.labels, c.scheme.Several, got, c.want)
		}
	}
}

func TestSchemeKeysAreDistinct(t *testing.T) {
	keys := map[string]string{}
	for _, l := range DefaultScheme().Labels {
		if other, taken := keys[l.Key]; taken {
			t.Errorf("%s and %s have the key %s", l.Name, other, l.Key)
		}
		keys[l.Key] = l.Name
		if l.Glyph == "" || l.Description == "" || utf8.RuneCountInString(l.Glyph) != 1 {
			t.Errorf("label %s: glyph %q, description %q", l.Name, l.Glyph, l.Description)
		}
	}
}

func TestMomentOrdersDates(t *testing.T) {
	dates := []string{"", "1999-12-31", "2031-03-09", "2031-03-09T04:10:00Z", "2031-03-10"}
	for i := 1; i < len(dates); i++ {
		if Moment(dates[i-1]) >= Moment(dates[i]) {
			t.Errorf("%q is not before %q", dates[i-1], dates[i])
		}
	}
}

// draw makes some change to the reading, or none.
func draw(t *rapid.T, r *Reading) (Change, bool) {
	to := anyTarget(t, r)
	now := at.Add(time.Duration(rapid.IntRange(-5, 100).Draw(t, "seconds")) * time.Second)
	label := rapid.SampledFrom([]string{"fact", "quote", "claim"}).Draw(t, "label")
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0:
		return r.SetSpeaker(to, rapid.SampledFrom([]string{"", "the doctor", " the \n doctor"}).Draw(t, "speaker"), now)
	case 1:
		return r.SetNote(to, rapid.SampledFrom([]string{"", "ask"}).Draw(t, "note"), now)
	case 2:
		return r.NextFlag(to, now)
	case 3:
		return r.SetLabels(to, rapid.SampledFrom([][]string{nil, {"fact"}, {"quote", "claim"}}).Draw(t, "labels"), "", now)
	case 4:
		return r.SetAttribute(to, rapid.SampledFrom([]string{"certainty", "stance"}).Draw(t, "attribute"), rapid.SampledFrom([]string{"high", "low"}).Draw(t, "choice"), now)
	case 5:
		return r.SetFlag(to, rapid.SampledFrom([]Flag{Unflagged, Flagged, Skipped}).Draw(t, "flag"), rapid.SampledFrom([]string{"", "odd \n words"}).Draw(t, "reason"), now)
	case 6:
		return r.Accept(to, Proposal{Label: label, Score: 0.8, Speaker: rapid.SampledFrom([]string{"", "the warden"}).Draw(t, "proposed")}, now)
	case 7:
		return r.Reject(to, label, rapid.Bool().Draw(t, "on"), now)
	case 8:
		return r.Stretch(to, anyTarget(t, r).Span, now)
	}
	return r.Toggle(to, label, now)
}

// anyTarget is a sentence or a span, of which there may be none.
func anyTarget(t *rapid.T, r *Reading) Target {
	if rapid.Bool().Draw(t, "a span") {
		first := r.Body.Sentences[0].Start
		start, end := rapid.IntRange(-1, 3).Draw(t, "start"), rapid.IntRange(0, 4).Draw(t, "end")
		return OnSpan(Span{first + start*4, first + end*4})
	}
	return OnSentence(rapid.IntRange(-2, len(r.Body.Sentences)).Draw(t, "sentence"))
}

// TestChangesAreTakenBack: every change made is one its inverse undoes exactly, every
// annotation passes its check, and progress is what counting gives.
func TestChangesAreTakenBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := report()
		r := NewReading(a, b, DefaultScheme(), "ana", nil)
		states := [][]Annotation{r.Annotations()}
		var made []Change
		for range rapid.IntRange(0, 30).Draw(t, "changes") {
			c, ok := draw(t, r)
			if !ok {
				continue
			}
			if !r.Apply(c.Edits) {
				t.Fatal("a change of the reading is none of its own")
			}
			for _, x := range r.Annotations() {
				if err := x.Check(b); err != nil {
					t.Fatal(err)
				}
				if x.Updated.Before(x.Created) { // though the clock goes back
					t.Fatalf("updated %v, created %v", x.Updated, x.Created)
				}
			}
			made = append(made, c)
			states = append(states, r.Annotations())
			checkProgress(t, r)
		}
		for i := len(made) - 1; i >= 0; i-- {
			r.Apply(made[i].Inverse())
			if !reflect.DeepEqual(r.Annotations(), states[i]) {
				t.Fatalf("taking back %q leaves %v, want %v", made[i].What, r.Annotations(), states[i])
			}
		}
	})
}

func checkProgress(t *rapid.T, r *Reading) {
	want := Progress{Sentences: len(r.Body.Sentences)}
	for n := range r.Body.Sentences {
		if a, ok := r.Sentence(n); ok {
			want.Count(a, 1)
		}
	}
	got := r.Progress()
	if got.Labelled != want.Labelled || got.Skipped != want.Skipped || got.Flagged != want.Flagged {
		t.Fatalf("progress %+v, want %+v", got, want)
	}
}

func TestAChangeSurvivesJSON(t *testing.T) {
	a, b := report()
	r := NewReading(a, b, DefaultScheme(), "ana", nil)
	c, ok := r.Toggle(OnSentence(1), "quote", at)
	if !ok {
		t.Fatal("no change")
	}
	c = c.Spent(4.26)
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back Change
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, c) {
		t.Errorf("read back as %+v, want %+v (%v)", back, c, err)
	}
	if got := c.Edits[0].Annotation.After; got.Seconds != 4.3 || got.Quote != "“Nobody slept,” he said." {
		t.Errorf("seconds %v, quote %q", got.Seconds, got.Quote)
	}
}

func TestAReadingKeepsToItself(t *testing.T) {
	a, b := report()
	mine := NewAnnotation(a, b, OnSentence(0), "default", "ana")
	mine.Labels = []string{"fact"}
	others := []Annotation{mine, mine, mine, mine}
	others[0].Annotator, others[1].Scheme, others[2].Article, others[3].Revision = "ben", "voices", 7, 2
	if r := NewReading(a, b, DefaultScheme(), "ana", others); len(r.Annotations()) != 0 {
		t.Errorf("the reading took %v", r.Annotations())
	}
	if r := NewReading(a, b, DefaultScheme(), "ana", []Annotation{mine}); len(r.Annotations()) != 1 {
		t.Error("the reading did not take its own")
	}
}

func TestUndoneGoesRound(t *testing.T) {
	a, b := report()
	r := NewReading(a, b, DefaultScheme(), "ana", nil)
	do := func(c Change, ok bool) {
		if !ok {
			t.Fatal("no change")
		}
		r.Apply(c.Edits)
	}
	do(r.Toggle(OnSentence(1), "fact", at))
	for _, c := range []struct{ from, step, want int }{{0, 1, 2}, {2, 1, 0}, {2, -1, 0}, {0, -1, 2}} {
		if n, ok := r.Undone(c.from, c.step); !ok || n != c.want {
			t.Errorf("from %d by %d: %d %v, want %d", c.from, c.step, n, ok, c.want)
		}
	}
	do(r.Toggle(OnSentence(0), "fact", at))
	do(r.NextFlag(OnSentence(2), at)) // flagged is not done
	if n, ok := r.Undone(0, 1); !ok || n != 2 {
		t.Errorf("a flagged sentence counts as done: %d %v", n, ok)
	}
	do(r.NextFlag(OnSentence(2), at)) // skipped is
	if _, ok := r.Undone(0, 1); ok {
		t.Error("there is a sentence left")
	}
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	a, b := report()
	good := NewAnnotation(a, b, OnSentence(1), "default", "ana")
	good.Labels = []string{"quote"}
	if err := good.Check(b); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Annotation){
		"no id":            func(x *Annotation) { x.ID = 0 },
		"past the end":     func(x *Annotation) { x.Span.End = len(b.Text) + 1 },
		"cuts a rune":      func(x *Annotation) { x.Span.Start++ },
		"other quote":      func(x *Annotation) { x.Quote = "He slept." },
		"no such sentence": func(x *Annotation) { x.Sentence = 3 },
		"other sentence":   func(x *Annotation) { x.Sentence = 0 },
		"says nothing":     func(x *Annotation) { x.Labels = nil },
	} {
		bad := good
		spoil(&bad)
		if bad.Check(b) == nil {
			t.Errorf("%s: passed", name)
		}
	}
}

func TestARenamedStoryKeepsItsID(t *testing.T) {
	flood := NewStory(" The \n flood ")
	if flood.Title != "The flood" {
		t.Errorf("title %q", flood.Title)
	}
	renamed := Story{ID: flood.ID, Title: "The first flood"}
	if st, isNew := StoryTitled([]Story{renamed}, "The first flood"); isNew || st != renamed {
		t.Errorf("the title of a story gave %+v, new %v", st, isNew)
	}
	st, isNew := StoryTitled([]Story{renamed}, "The flood")
	if !isNew || st.ID == flood.ID || st.Title != "The flood" {
		t.Errorf("the title that a story had before gave %+v, new %v", st, isNew)
	}
}

// The same place of another revision is another annotation: both can stand.
func TestAnnotationIDsTellRevisionsApart(t *testing.T) {
	a, b := report()
	first := NewAnnotation(a, b, OnSentence(0), "default", "ana")
	a.Revision = 2
	if second := NewAnnotation(a, b, OnSentence(0), "default", "ana"); second.ID == first.ID {
		t.Error("sentence 0 has the same id in both revisions")
	}
}

func TestANoteFromAnEditorIsClean(t *testing.T) {
	a, b := report()
	r := NewReading(a, b, DefaultScheme(), "ana", nil)
	c, ok := r.SetNote(OnSentence(0), " one\x1b[31m\r\n\ttwo\a\n\n", at)
	if !ok {
		t.Fatal("no change")
	}
	if got := c.Edits[0].Annotation.After.Note; got != "one[31m\n\ttwo" {
		t.Errorf("note %q", got)
	}
}
