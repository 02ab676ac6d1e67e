//go:build unix

package cli_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/internal/termtest"
	"rashomon/store"
)

// A session of more than a thousand sentences, by a script with a seed: labels, speakers,
// notes, flags, words in sentences, suggestions accepted and turned down, sentences joined,
// most in the reader and some in a queue, with undo and redo at random in between. The program is killed twice: when all is saved,
// and with keys under way. At the end the library holds what a model holds that was kept
// beside it, no more and no less.
func TestASessionOfAThousandSentences(t *testing.T) {
	t.Parallel()
	const reports, sentences = 8, 130
	x := &hand{random: rand.New(rand.NewPCG(8, 1031)), model: newModel(reports, sentences+2)} // two to be joined
	x.session = session{t: t, library: filepath.Join(t.TempDir(), "library.db")}
	x.fill()
	x.start()
	for report := range reports {
		x.open(report)
		first := 0
		if report == 6 {
			first = 60
			x.queue(first)
		}
		for n := first; n < sentences; n++ {
			x.sentence(n)
			switch {
			case report == 3 && n == 70:
				x.flush()
				x.must(x.Kill())
				x.again(report)
			case report == 5 && n == 45:
				x.killUnderWay()
				x.again(report)
			case n%20 == 19:
				x.flush()
			}
		}
		if report%2 == 0 {
			x.join()
		}
		x.flush()
		x.press("<esc>")
		x.see(fmt.Sprintf("%d reports in 1 story", reports))
	}
	x.leave()
	x.model.holds(t, x.stored())
	if len(x.model.said) < reports*sentences*9/10 || x.undos < 150 || x.accepted < 20 || x.rejected < 10 {
		t.Errorf("something is said of %d places, %d changes were taken back, %d suggestions accepted, %d turned down: that is no session", len(x.model.said), x.undos, x.accepted, x.rejected)
	}
}

// hand presses keys, many at a time, and tells the model what they mean.
type hand struct {
	session
	random *rand.Rand
	model  *model
	keys   []string // not pressed yet
	before []*model // the model before each of those that change it

	undos, accepted, rejected int
}

// fill makes a library of the model's reports.
func (x *hand) fill() {
	x.t.Helper()
	s, err := store.Open(x.library, store.Options{})
	x.must(err)
	story := annotate.NewStory("The long night")
	var reports []annotate.Arrival
	for r, size := range x.model.sizes {
		var b annotate.Body
		for n := range size {
			text := sentenceOf(r, n)
			b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(text)})
			b.Text += text + " "
			if n%3 == 2 {
				b.Text += "\n\n"
			}
		}
		a := annotate.Article{Story: story.ID, Title: fmt.Sprintf("Night %d", r), Source: fmt.Sprintf("Outlet %d", r), Date: fmt.Sprintf("2031-04-%02d", 28-r)}
		reports = append(reports, annotate.Arrival{Article: annotate.NewArticle(a, b, time.Now()), Body: b})
	}
	_, err = s.Add(reports, []annotate.Story{story}, "ana", "import")
	x.must(err)
	x.must(s.Close())
}

// start opens the library, on the library screen.
func (x *hand) start() {
	x.t.Helper()
	x.session = start(x.t, termtest.Options{}, x.library)
	x.see(fmt.Sprintf("%d reports in 1 story", len(x.model.sizes)))
}

// open opens a report in the reader, at its first sentence.
func (x *hand) open(report int) {
	x.t.Helper()
	x.press("g", strings.Repeat("j", report+1), "<enter>")
	x.match(fmt.Sprintf(`(?m)^ Outlet %d · `, report))
	x.press("g")
	x.model.report, x.model.cursor = report, 0
	x.see(fmt.Sprintf("sentence 1 of %d", x.model.sizes[report]))
}

// do presses keys that do one thing, and does the same to the model.
func (x *hand) do(same func(*model), keys ...string) {
	x.before = append(x.before, x.model.clone())
	x.keys = append(x.keys, keys...)
	same(x.model)
}

// say presses keys that say something of the current sentence, or of words in it.
func (x *hand) say(words string, what func(*saying), keys ...string) {
	x.do(func(m *model) { m.say(words, what) }, keys...)
}

// sentence goes to a sentence and does to it what people do, mostly one label.
func (x *hand) sentence(n int) {
	chance := func(percent int) bool { return x.random.IntN(100) < percent }
	one := func(of ...string) string { return of[x.random.IntN(len(of))] }
	label := func(words string) {
		name := one("fact", "quote", "claim")
		if x.model.said[place{x.model.report, x.model.cursor, words}].rejected == name {
			return
		}
		x.say(words, func(s *saying) { s.toggle(name) }, name[:1])
	}
	x.goTo(n)
	switch {
	case chance(5):
		x.judge()
	default:
		label("")
	}
	if chance(10) {
		label("")
	}
	if chance(8) {
		name := one("Marit Osselan", "Pell Andriske", "Orsam al-Mihzari", "")
		x.say("", func(s *saying) { s.speaker = name }, "s", "<ctrl+u>", name, "<enter>")
	}
	if chance(5) {
		text := fmt.Sprintf("look at %d", x.random.IntN(5))
		x.say("", func(s *saying) { s.note = text }, "m", "<ctrl+u>", text, "<enter>")
	}
	if chance(3) {
		reason := one("a heading", "unclear", "two things at once")
		x.say("", func(s *saying) { s.flag, s.reason = annotate.Skipped, reason }, "X", "s", "<ctrl+u>", reason, "<enter>")
	}
	for chance(8) {
		x.say("", func(s *saying) { s.flag, s.reason = s.flag.Next(), "" }, "x")
	}
	if chance(6) {
		words := strings.Join(strings.Fields(sentenceOf(x.model.report, n))[:3], " ")
		x.keys = append(x.keys, "v", "l", "l")
		label(words)
		x.keys = append(x.keys, "<enter>")
	}
	if chance(12) {
		x.takeBack()
	}
}

// takeBack undoes some changes, and makes some of them again.
func (x *hand) takeBack() {
	for range min(1+x.random.IntN(4), len(x.model.done)) {
		x.do((*model).undo, "u")
		x.undos++
	}
	for range x.random.IntN(len(x.model.undone) + 1) {
		x.do((*model).redo, "<ctrl+r>")
	}
	if at := x.model.selected; at != (place{}) { // let go of the words
		x.model.selected = place{}
		if _, said := x.model.said[at]; said {
			x.keys = append(x.keys, "<enter>")
		} else {
			x.keys = append(x.keys, "v")
		}
	}
}

// judge accepts what is suggested for the current sentence, or turns it down, where something is.
func (x *hand) judge() {
	x.t.Helper()
	x.flush()
	at := place{x.model.report, x.model.cursor, ""}
	if !x.model.said[at].equal(saying{}) {
		return
	}
	here := fmt.Sprintf(`(?m)^ sentence %d of %d · `, at.sentence+1, x.model.sizes[at.report])
	x.match(here + `suggested: `)
	if x.random.IntN(3) == 0 {
		x.press("-")
		label := x.read(here + `.*\bnot (\w+).* ✓ saved$`)
		x.say("", func(s *saying) { s.rejected = label })
		x.rejected++
		return
	}
	x.press("<enter>")
	label := x.read(here + `(fact|quote|claim)\b.* ✓ saved$`)
	x.say("", func(s *saying) { s.toggle(label) })
	x.accepted++
}

// queue labels so many sentences of the report in a queue, where one key labels and goes on,
// and comes back to the first sentence of the report.
func (x *hand) queue(sentences int) {
	x.t.Helper()
	m := x.model
	where := func(n int) string { return fmt.Sprintf("sentence %d of %d · auto-advance", n+1, m.sizes[m.report]) }
	x.press("Q", "u")
	x.saved(where(0))
	for n := range sentences {
		m.cursor = n
		for again := true; again; {
			name := []string{"fact", "quote", "claim"}[x.random.IntN(3)]
			x.say("", func(s *saying) { s.toggle(name) }, name[:1])
			if again = x.random.IntN(6) == 0; again {
				x.do((*model).undo, "u")
				x.undos++
			}
		}
	}
	x.press(x.keys...)
	x.saved(where(sentences))
	x.keys, x.before = nil, nil
	x.press("<esc>")
	x.see(" labelled ")
	x.press("g")
	x.model.cursor = 0
	x.see(x.model.describe())
}

// read waits until the screen matches, and returns what the group matched.
func (x *hand) read(re string) (group string) {
	x.t.Helper()
	match := regexp.MustCompile(re)
	x.must(x.WaitUntil(re, func(g termtest.Grid) bool {
		found := match.FindStringSubmatch(g.Text())
		if found != nil {
			group = found[1]
		}
		return found != nil
	}))
	return group
}

// join joins the last two sentences of the report, undoes and redoes that, and labels what
// they have become.
func (x *hand) join() {
	last := x.model.sizes[x.model.report] - 1
	x.goTo(last - 1)
	end := func(what func(*model)) func(*model) {
		return func(m *model) { what(m); m.cursor = m.sizes[m.report] - 1 }
	}
	x.do(end((*model).join), "J", "G")
	x.do(end((*model).undo), "u", "G")
	x.do(end((*model).redo), "<ctrl+r>", "G")
	x.say("", func(s *saying) { s.toggle("claim") }, "c")
}

// goTo moves to a sentence of the report.
func (x *hand) goTo(n int) {
	for ; x.model.cursor < n; x.model.cursor++ {
		x.keys = append(x.keys, "j")
	}
	for ; x.model.cursor > n; x.model.cursor-- {
		x.keys = append(x.keys, "k")
	}
}

// flush sends the keys and waits until all of it is saved, and the screen says of the current
// sentence what the model does.
func (x *hand) flush() {
	x.t.Helper()
	at := x.model.cursor
	x.goTo(max(at-1, 1-at)) // keys that say nothing, so that the line tells where one is
	x.goTo(at)
	x.press(x.keys...)
	x.saved(x.model.describe())
	x.keys, x.before = nil, nil
}

// again waits for the end of the program, which must have left what the model holds, and
// goes on in a report.
func (x *hand) again(report int) {
	x.t.Helper()
	if code, err := x.Wait(); err != nil || code != -1 {
		x.t.Fatalf("killed: exit code %d, %v", code, err)
	}
	x.model.holds(x.t, x.stored())
	x.start()
	x.open(report)
}

// killUnderWay kills the program while it acts on keys. What it leaves must be what the model
// was at one of the moments since all was saved: nothing is saved out of its turn, or in
// part. The model goes on from there.
func (x *hand) killUnderWay() {
	x.t.Helper()
	from := x.before[0].cursor
	x.press(x.keys...)
	x.match(fmt.Sprintf(`sentence (%d|%d|%d|%d|%d) of`, from+2, from+3, from+4, from+5, from+6)) // some of it is done
	x.must(x.Kill())
	if _, err := x.Wait(); err != nil {
		x.t.Fatal(err)
	}
	left := x.stored()
	moments := append(x.before, x.model)
	at := slices.IndexFunc(moments, func(m *model) bool { return maps.EqualFunc(m.said, left, saying.equal) })
	if at < 0 {
		x.t.Fatalf("what a kill left is none of the %d states that there were", len(moments))
	}
	x.model, x.keys, x.before = moments[at], nil, nil
}

// stored is what the library says, read from its file.
func (x *hand) stored() map[place]saying {
	x.t.Helper()
	s, err := store.Open(x.library, store.Options{ReadOnly: true})
	x.must(err)
	defer s.Close()
	report := map[string]int{}
	for r := range x.model.sizes {
		report[fmt.Sprintf("Night %d", r)] = r
	}
	out := map[place]saying{}
	for a, err := range s.Articles() {
		x.must(err)
		body, err := s.Body(a.ID, a.Revision)
		x.must(err)
		r := report[a.Title]
		if len(body.Sentences) != x.model.sizes[r] {
			x.t.Errorf("report %d has %d sentences, not %d", r, len(body.Sentences), x.model.sizes[r])
		}
		said, err := s.Annotations(a.ID)
		x.must(err)
		for _, y := range said {
			if y.Revision != a.Revision {
				continue // of the text as it was cut before
			}
			at := place{report: r, sentence: y.Sentence}
			if y.Sentence < 0 {
				at.sentence, at.words = annotate.SentenceAt(body.Sentences, y.Span.Start), y.Quote
			}
			if _, twice := out[at]; twice || y.Annotator != "ana" || y.Scheme != "default" || y.Check(body) != nil {
				x.t.Fatalf("nobody said this: %+v", y)
			}
			out[at] = saying{y.Labels, y.Speaker, y.Note, y.Flag, y.Reason, strings.Join(y.Rejected, ",")}
		}
	}
	return out
}
