package anchor

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rashomon/annotate"
)

func find(text, quote, prefix, suffix string, at int) (string, bool) {
	f, ok := NewText(text).Find(Passage{Quote: quote, Prefix: prefix, Suffix: suffix, At: at})
	return text[f.Span.Start:f.Span.End], ok
}

func TestFind(t *testing.T) {
	old := "The tower fell at noon. Nobody was in it, the keeper said. Two boats were hit."
	for _, x := range []struct{ name, quote, text, want string }{
		{"where it was", "Nobody was in it", old, "Nobody was in it"},
		{"moved", "Nobody was in it", "LANTERN BAY — It is a ruin now. " + old, "Nobody was in it"},
		{"edited", "Nobody was in it, the keeper said.", "The tower fell at noon. Nobody had been in it, its keeper said. Two boats were hit.", "Nobody had been in it, its keeper said."},
		{"a word whole", "the keeper said", "The tower fell at noon. Nobody was in it, the gatekeeper said. Two boats were hit.", "gatekeeper said"},
		{"gone", "Nobody was in it, the keeper said.", "The tower fell at noon. Two boats were hit.", ""},
		{"a short word that is elsewhere now", "it", "The tower fell at noon. Two boats were hit. Rain fell on it all day, and the bay was grey.", ""},
		{"another text", "Nobody was in it, the keeper said.", "Prices of salt rose for the ninth week in a row, traders in the old market complain.", ""},
		{"nothing", "Nobody was in it", "", ""},
	} {
		p := PassageOf(old, annotate.Span{Start: strings.Index(old, x.quote), End: strings.Index(old, x.quote) + len(x.quote)})
		got, ok := find(x.text, p.Quote, p.Prefix, p.Suffix, p.At)
		if got != x.want || ok != (x.want != "") {
			t.Errorf("%s: found %q (%v), want %q", x.name, got, ok, x.want)
		}
	}
}

// Of several that are the same, what stands around decides, whatever is nearer.
func TestFindAmongCopies(t *testing.T) {
	old := "He said: no comment. The boats came in. She said: no comment. The boats went out."
	text := "A line that was not there. She said: no comment. The boats went out. He said: no comment. The boats came in."
	for start := range old {
		if !strings.HasPrefix(old[start:], "no comment") {
			continue
		}
		p := PassageOf(old, annotate.Span{Start: start, End: start + len("no comment")})
		f, ok := NewText(text).Find(p)
		if before, _ := annotate.Context(text, f.Span, 8); !ok || !strings.HasSuffix(p.Prefix, before) {
			t.Errorf("the one after %q was found after %q", p.Prefix, before)
		}
	}
}

func TestFindInScriptsWithoutBlanks(t *testing.T) {
	old, text := "塔在中午倒塌了。看守人说里面没有人。两艘船被击中。", "周二，塔在中午倒塌了。看守人说当时里面没有人。两艘船被击中。"
	p := PassageOf(old, annotate.Span{Start: strings.Index(old, "看"), End: strings.Index(old, "两")})
	if got, ok := find(text, p.Quote, p.Prefix, p.Suffix, p.At); !ok || got != "看守人说当时里面没有人。" {
		t.Errorf("found %q", got)
	}
}

// distances is the edits between a pattern and what ends after each rune of a text, the long way.
func distances(pattern, text []rune, anchored bool) []int {
	column := make([]int, len(pattern)+1)
	for i := range column {
		column[i] = i
	}
	out := make([]int, len(text))
	for j, r := range text {
		diagonal := column[0]
		if anchored {
			column[0]++
		}
		for i, p := range pattern {
			cost := 1
			if p == r {
				cost = 0
			}
			diagonal, column[i+1] = column[i+1], min(column[i+1]+1, column[i]+1, diagonal+cost)
		}
		out[j] = column[len(pattern)]
	}
	return out
}

func TestScanAgainstTheTable(t *testing.T) {
	letters := rapid.SliceOfN(rapid.SampledFrom([]rune("abcé日")), 0, 300)
	rapid.Check(t, func(t *rapid.T) {
		text := letters.Draw(t, "text")
		pattern := rapid.SliceOfN(rapid.SampledFrom([]rune("abcé日")), 1, 200).Draw(t, "pattern")
		if len(text) > 20 && rapid.Bool().Draw(t, "a part") {
			from := rapid.IntRange(0, len(text)-20).Draw(t, "from")
			pattern = append(append([]rune{}, text[from:]...), pattern[:len(pattern)/8]...)
		}
		most, anchored := rapid.IntRange(0, len(pattern)).Draw(t, "most"), rapid.Bool().Draw(t, "anchored")
		want, got := distances(pattern, text, anchored), map[int]int{}
		newPattern(pattern).scan(func(i int) rune { return text[i] }, len(text), most, anchored, func(end, edits int) { got[end] = edits })
		for i, w := range want {
			if g, ok := got[i+1]; ok != (w <= most) || ok && g != w {
				t.Fatalf("%q in %q, at most %d, anchored %v: after %d runes %d edits (%v), want %d", string(pattern), string(text), most, anchored, i+1, g, ok, w)
			}
		}
	})
}

// body is a text of sentences.
func body(sentences []string) annotate.Body {
	var b annotate.Body
	for i, s := range sentences {
		if i > 0 {
			b.Text += " "
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	return b
}

var words = strings.Fields("the tower bay keeper said noon boats grey salt harbour nobody fell nine people were hurt, “we saw nothing” naïve e\u0301tude 塔倒了 كان الجو 👩\u200d🚒 officials denied; at dawn")

func sentence(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 2, 14).Draw(t, "words"), " ") + "."
}

// edited is sentences after a random revision.
func edited(t *rapid.T, sentences []string) (out []string) {
	for _, s := range sentences {
		switch rapid.IntRange(0, 9).Draw(t, "edit") {
		case 0:
		case 1:
			out = append(out, sentence(t), s)
		case 2:
			w := strings.Fields(s)
			i := rapid.IntRange(0, len(w)-1).Draw(t, "word")
			w[i] = rapid.SampledFrom(words).Draw(t, "new word")
			out = append(out, strings.Join(w, " "))
		case 3:
			out = append(out, s, s)
		case 4:
			out = append([]string{s}, out...)
		default:
			out = append(out, s)
		}
	}
	return append(out, sentence(t))
}

func arrival(b annotate.Body, revision int) annotate.Arrival {
	return annotate.Arrival{Article: annotate.Article{ID: 7, Revision: revision, Hash: annotate.Hash(b.Text), Sentences: len(b.Sentences)}, Body: b}
}

// saying is annotations of sentences and of words.
func saying(t *rapid.T, a annotate.Arrival) (said []annotate.Annotation) {
	seen := map[seat]bool{}
	for range rapid.IntRange(1, 12).Draw(t, "annotations") {
		target := annotate.OnSentence(rapid.IntRange(0, len(a.Body.Sentences)-1).Draw(t, "sentence"))
		if s := a.Body.Sentences[target.Sentence]; rapid.Bool().Draw(t, "words") {
			part := annotate.Span{Start: rapid.IntRange(s.Start, s.End-1).Draw(t, "start"), End: s.End}
			part.End = rapid.IntRange(part.Start+1, s.End).Draw(t, "end")
			if !part.In(a.Body.Text) {
				continue
			}
			target = annotate.OnSpan(part)
		}
		x := annotate.NewAnnotation(a.Article, a.Body, target, "default", rapid.SampledFrom([]string{"ana", "ben"}).Draw(t, "annotator"))
		if s := (seat{target, x.Annotator, x.Scheme}); !seen[s] {
			seen[s] = true
			x.Labels = []string{"claim"}
			x.Updated = time.Unix(int64(rapid.IntRange(0, 3).Draw(t, "time")), 0)
			said = append(said, x)
		}
	}
	return said
}

// Whatever an editor does to a text: every annotation is where its words are, or an orphan as
// it was; none is lost, none comes twice, and none is where less speaks for it than elsewhere.
func TestFollowLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sentences := rapid.SliceOfN(rapid.Custom(sentence), 1, 12).Draw(t, "sentences")
		from := arrival(body(sentences), 1)
		to := arrival(body(edited(t, sentences)), 2)
		said := saying(t, from)
		out := Follow(from, to, said)
		if len(out.Moved)+len(out.Orphans) != len(said) {
			t.Fatalf("%d moved and %d orphans of %d", len(out.Moved), len(out.Orphans), len(said))
		}
		before := map[annotate.ID]annotate.Annotation{}
		for _, x := range said {
			before[x.ID] = x
		}
		for _, x := range out.Orphans {
			if err := x.Check(from.Body); err != nil {
				t.Fatalf("an orphan: %v", err)
			}
			delete(before, x.ID)
		}
		seats := map[seat]bool{}
		for _, x := range out.Moved {
			old, there := before[x.ID]
			delete(before, x.ID)
			s := seat{x.Target(), x.Annotator, x.Scheme}
			if err := x.Check(to.Body); err != nil || !there || seats[s] {
				t.Fatalf("moved: %v (there %v, seat taken %v)", err, there, seats[s])
			}
			seats[s] = true
			rightly(t, from, to, old, x)
		}
		for _, x := range out.Orphans {
			wrongly(t, from, to, x, said, out.Moved)
		}
	})
}

// wrongly fails where an orphan's words stand between what they stood between, and it gave way to
// words that only resemble these.
func wrongly(t *rapid.T, from, to annotate.Arrival, x annotate.Annotation, said, moved []annotate.Annotation) {
	p := PassageOf(from.Body.Text, x.Span)
	if !strings.Contains(to.Body.Text, p.Prefix+p.Quote+p.Suffix) {
		return
	}
	seat := newCrossing(from, to).target(x).Target
	for _, y := range moved {
		if y.Target() != seat || y.Annotator != x.Annotator {
			continue
		}
		was := said[slices.IndexFunc(said, func(z annotate.Annotation) bool { return z.ID == y.ID })]
		if f, ok := newCrossing(from, to).find(was.Span); !ok || f.Edits > 0 {
			t.Fatalf("%q stands there still, and gave way to what was said of %q", x.Quote, was.Quote)
		}
		return
	}
	t.Fatalf("%q stands there still, and is an orphan: nobody is in its way", x.Quote)
}

// rightly says that nowhere else more speaks for the annotation than where it went: nowhere
// where its words stand as they did, between what they stood between.
func rightly(t *rapid.T, from, to annotate.Arrival, old, now annotate.Annotation) {
	p := PassageOf(from.Body.Text, old.Span)
	if !strings.Contains(to.Body.Text, p.Quote) {
		return // it is like it
	}
	f, _ := NewText(to.Body.Text).Find(p)
	if now.Sentence < 0 && now.Quote != p.Quote && len([]rune(p.Quote)) >= Around {
		t.Fatalf("%q went to %q", p.Quote, now.Quote)
	}
	w := newWeighing(to.Body.Text, p)
	for at := 0; ; at++ {
		i := strings.Index(to.Body.Text[at:], p.Quote)
		if i < 0 {
			return
		}
		at += i
		other := Found{Span: annotate.Span{Start: at, End: at + len(p.Quote)}}
		if w.weigh(&other) && other.Score > f.Score+1e-9 && f.Edits == 0 {
			t.Fatalf("%q is at %d with %.3f, and at %d with %.3f", p.Quote, f.Span.Start, f.Score, at, other.Score)
		}
	}
}

// A text where everything was only moved loses none.
func TestWhatOnlyMovedIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sentences := rapid.SliceOfNDistinct(rapid.Custom(sentence), 2, 12, rapid.ID).Draw(t, "sentences")
		from, to := arrival(body(sentences), 1), arrival(body(append([]string{sentence(t), "Updated at noon."}, sentences...)), 2)
		said := saying(t, from)
		if out := Follow(from, to, said); len(out.Moved) != len(said) {
			t.Fatalf("%d of %d moved", len(out.Moved), len(said))
		} else {
			for i, x := range out.Moved {
				if x.Quote != to.Body.Text[x.Span.Start:x.Span.End] || len(said) == len(out.Moved) && x.Quote == "" {
					t.Fatalf("annotation %d: %q", i, x.Quote)
				}
			}
		}
	})
}

// Of two that come to one sentence that moves which fits better; of two that fit as well the later.
func TestOfTwoThatMeetTheBetterFitMoves(t *testing.T) {
	const (
		hurt   = "Nobody was hurt when the tower fell."
		bridge = "The bridge burned at three o'clock on the tower side of Port Station."
		mill   = "The mill flooded at noon on the mayor side of Port Mayor."
		lake   = "The lake flooded at noon on the mayor side of Port Mayor."
	)
	for _, x := range []struct {
		name     string
		from, to []string
		said     []int // sentences, the later the later
		moves    int   // which of these
	}{
		{"what stands around is there", []string{hurt, "The bay is closed.", hurt}, []string{hurt, "The boats are back."}, []int{0, 2}, 0},
		{"its words are there", []string{"The ferry sank.", lake, mill, "All is quiet."}, []string{"The ferry sank.", mill, "All is quiet."}, []int{2, 1}, 0},
		{"its words are there, and it is later", []string{"The ferry sank.", bridge, lake, mill, "All is quiet."}, []string{"The ferry sank.", mill, "All is quiet."}, []int{2, 3}, 1},
		{"all the same, and as far away", []string{hurt, hurt, hurt, hurt, hurt}, []string{strings.Repeat("-", 2*len(hurt)+1), hurt}, []int{1, 3}, 1},
	} {
		from, to := arrival(body(x.from), 1), arrival(body(x.to), 2)
		var said []annotate.Annotation
		for i, n := range x.said {
			a := annotate.NewAnnotation(from.Article, from.Body, annotate.OnSentence(n), "default", "ana")
			a.Labels, a.Updated = []string{"fact"}, time.Unix(int64(i), 0)
			said = append(said, a)
		}
		out := Follow(from, to, said)
		if len(out.Moved) != 1 || out.Moved[0].ID != said[x.moves].ID || out.Met != 1 || len(out.Orphans) != 1 || out.Moved[0].Was != "" {
			t.Errorf("%s: %+v", x.name, out)
		}
	}
}

// An annotation remembers the words that it was said of where others stand at its place now, through
// later texts too, and forgets them where they are back. How words are set does not matter.
func TestWhatItWasSaidOf(t *testing.T) {
	const first, second, third = "He promised an inquiry into the fall of the tower.", "He ruled out an inquiry into the fall of the tower.", "He ruled out any inquiry into the fall of the tower."
	a := arrival(body([]string{"The bay is closed.", first}), 1)
	x := annotate.NewAnnotation(a.Article, a.Body, annotate.OnSentence(1), "default", "ana")
	x.Labels = []string{"claim"}
	for i, step := range []struct {
		now, was string
		format   annotate.Format
	}{
		{"He promised an\ninquiry into the fall of the tower.", "", annotate.Plain},
		{"He promised an **inquiry** into the [fall](https://post.example/fall) of the tower.", "", annotate.Markdown},
		{second, first, annotate.Plain},
		{third, first, annotate.Plain},
		{first, "", annotate.Plain},
	} {
		b := arrival(body([]string{"The bay is closed.", step.now}), i+2)
		b.Article.Format = step.format
		out := Follow(a, b, []annotate.Annotation{x})
		if len(out.Moved) != 1 || out.Moved[0].Quote != step.now || read(out.Moved[0].Was, annotate.Markdown).text != step.was {
			t.Fatalf("step %d: %+v", i, out)
		}
		a, x = b, out.Moved[0]
	}
}

func TestASentenceStaysASentence(t *testing.T) {
	from := arrival(body([]string{"Six people were injured in the fall of the tower.", "The bay is closed."}), 1)
	for text, want := range map[string]int{
		"Six people were badly injured in the fall of the tower.":                                                        1,
		"Six people were injured in the fall of the tower, and nine more on the two boats that lay below it until dawn.": -1,
	} {
		to := arrival(body([]string{"It is over.", text, "The bay is closed."}), 2)
		x := annotate.NewAnnotation(from.Article, from.Body, annotate.OnSentence(0), "default", "ana")
		x.Labels = []string{"fact"}
		out := Follow(from, to, []annotate.Annotation{x})
		if len(out.Moved) != 1 || out.Moved[0].Sentence != want {
			t.Errorf("%q: %+v", text, out)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("The tower fell.", "tower", "The ", " fell.", 4)
	f.Add("塔倒了 e\u0301", "倒了", "塔", "", 3)
	f.Add("aaaaaaaaaaaaaaaa", "aaaa", "a", "a", -9)
	f.Add("a\xff\xfeb", "\xff", "a", "b", 1)
	f.Fuzz(func(t *testing.T, text, quote, prefix, suffix string, at int) {
		text = strings.ToValidUTF8(text, "?")
		found, ok := NewText(text).Find(Passage{quote, prefix, suffix, at})
		if ok && (!found.Span.In(text) || found.Score < 0 || found.Score > 1 || !utf8.ValidString(text[found.Span.Start:found.Span.End])) {
			t.Fatalf("%+v in %q", found, text)
		}
	})
}

// long is a text of so many bytes, all of words that come again and again.
func long(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		b.WriteString(words[(i*i+i/7)%len(words)])
		b.WriteByte(' ')
	}
	return b.String()
}

// BenchmarkFindAlike looks for a quote of 1 kB, every tenth word of it another, in 64 kB.
func BenchmarkFindAlike(b *testing.B) {
	text := strings.ToValidUTF8(long(64<<10), "")
	start := strings.Index(text[40<<10:], " ") + 40<<10 + 1
	end := strings.Index(text[start+1<<10:], " ") + start + 1<<10
	p := PassageOf(text, annotate.Span{Start: start, End: end})
	w := strings.Fields(p.Quote)
	for i := 0; i < len(w); i += 10 {
		w[i] = "another"
	}
	p.Quote, p.At = strings.Join(w, " "), 100
	b.ReportAllocs()
	for b.Loop() {
		if f, ok := NewText(text).Find(p); !ok || f.Edits == 0 {
			b.Fatalf("%+v", f)
		}
	}
}

// BenchmarkFindWorst looks for what is nowhere, but parts of it everywhere.
func BenchmarkFindWorst(b *testing.B) {
	text := strings.Repeat("ab", 32<<10)
	for _, quote := range []string{strings.Repeat("abc", 341), strings.Repeat("ab", 500) + "c", strings.Repeat("aab", 20<<10), strings.Repeat(strings.Repeat("ab", 100)+"c", 300)} {
		b.Run("", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				NewText(text).Find(Passage{Quote: quote, Prefix: "c", Suffix: "c", At: 9})
			}
		})
	}
}

// BenchmarkFollow moves 400 annotations of an article of 200 sentences past an edited lead.
func BenchmarkFollow(b *testing.B) {
	var sentences []string
	for i := range 200 {
		sentences = append(sentences, fmt.Sprintf("Of the %d boats in the bay no %d was hit at %d past noon, the keeper said.", 9*i, 7*i, i))
	}
	from := arrival(body(sentences), 1)
	to := arrival(body(append([]string{"It is over.", "The tower, or what was left of it, fell at noon."}, sentences[3:]...)), 2)
	var said []annotate.Annotation
	for n := range sentences {
		for _, annotator := range []string{"ana", "ben"} {
			x := annotate.NewAnnotation(from.Article, from.Body, annotate.OnSentence(n), "default", annotator)
			x.Labels = []string{"fact"}
			said = append(said, x)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if out := Follow(from, to, said); len(out.Moved) < 380 {
			b.Fatalf("%d moved", len(out.Moved))
		}
	}
}
