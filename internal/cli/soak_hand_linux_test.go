package cli_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/store"
)

// soakReports is how many reports a story of the soak's library has.
const soakReports = 5

// soak is a person who labels one story after another, as fast as the program can show it, and
// what the library must hold of it. Each wait is for what the key just pressed must show, and
// is timed.
type soak struct {
	session
	random   *rand.Rand
	model    *model
	stories  int
	figures  string // the socket on which the program tells its figures
	patience time.Duration
	keys     int // pressed
	took     map[string][]time.Duration
}

func newSoak(t *testing.T, stories int, library string) *soak {
	x := &soak{session: session{t: t, library: library}, random: rand.New(rand.NewPCG(60, 100_000)), stories: stories, took: map[string][]time.Duration{}}
	x.model = newModel(stories*soakReports, 0)
	for r := range x.model.sizes {
		x.model.sizes[r] = 24 + r%12
	}
	return x
}

// soakSentence is a sentence of a report. A third of them all reports of the story have, a
// third in other words and with other numbers, the rest are the report's own. None
// names a speaker: a suggestion that does would bring one along.
func soakSentence(report, n int) string {
	story := report / soakReports
	pick := rand.New(rand.NewPCG(uint64(story), uint64(n)))
	if n%3 == 2 {
		pick = rand.New(rand.NewPCG(uint64(report), uint64(n)<<32))
	}
	one := func(of string) string { w := strings.Fields(of); return w[pick.IntN(len(w))] }
	who, did, what, where := one("engineers rescuers councillors fishers shopkeepers pilots teachers farmers"), one("closed repaired left searched flooded painted emptied widened"), one("bridge harbour market tunnel school mill orchard ferry"), one("Tarnholm Veldmark Ostrava-Lund Pellin Corrigan Hask Marrow Dunmere")
	if n%3 == 1 {
		return fmt.Sprintf("About %d %s in %s %s the %s on day %d.", 20+pick.IntN(400)+report%soakReports, who, where, did, what, n)
	}
	return fmt.Sprintf("The %s of %s %s the old %s again, line %d of book s%05d.", who, where, did, what, n, story)
}

// fill makes the library.
func (x *soak) fill() {
	x.t.Helper()
	s, err := store.Open(x.library, store.Options{})
	x.must(err)
	const atOnce = 400 // stories
	for from := 0; from < x.stories; from += atOnce {
		var reports []annotate.Arrival
		var stories []annotate.Story
		for story := from; story < min(from+atOnce, x.stories); story++ {
			stories = append(stories, annotate.NewStory(fmt.Sprintf("Night n%05d", story)))
			for r := range soakReports {
				reports = append(reports, x.report(story*soakReports+r, stories[len(stories)-1].ID))
			}
		}
		_, err = s.Add(reports, stories, "ana", "import")
		x.must(err)
		_, err = s.Apply(x.second(reports))
		x.must(err)
	}
	x.must(s.Close())
}

func (x *soak) report(r int, story annotate.ID) annotate.Arrival {
	var b annotate.Body
	for n := range x.model.sizes[r] {
		text := soakSentence(r, n)
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(text)})
		b.Text += text + " "
		if n%4 == 3 {
			b.Text += "\n\n"
		}
	}
	a := annotate.Article{Story: story, Title: fmt.Sprintf("Report r%06d", r), Source: fmt.Sprintf("Outlet %d", r%soakReports), Date: fmt.Sprintf("2031-04-%02d", 1+r%soakReports)}
	return annotate.Arrival{Article: annotate.NewArticle(a, b, time.Now()), Body: b}
}

// second is what a second annotator says of one report in fifty.
func (x *soak) second(reports []annotate.Arrival) annotate.Change {
	c := annotate.Change{At: time.Now(), By: "ben", What: "label"}
	for n := 0; n < len(reports); n += 50 {
		for k := range reports[n].Body.Sentences {
			y := annotate.NewAnnotation(reports[n].Article, reports[n].Body, annotate.OnSentence(k), "default", "ben")
			y.Labels, y.Created, y.Updated = []string{"claim"}, c.At, c.At
			c.Edits = append(c.Edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &y}})
		}
	}
	return c
}

// home waits for the library screen, with all of the library on it.
func (x *soak) home() {
	x.t.Helper()
	x.match(x.all())
}

func (x *soak) all() string {
	return fmt.Sprintf(`(?m)^ %s reports in %s stories, newest first .*✓ saved$`, digits(len(x.model.sizes)), digits(x.stories))
}

// digits matches a number, with or without commas.
func digits(n int) string {
	return strings.Join(strings.Split(fmt.Sprint(n), ""), ",?")
}

// timed presses keys, as one kind of thing, and waits for what they must show.
func (x *soak) timed(kind, shows string, keys ...string) {
	x.t.Helper()
	began := time.Now()
	x.press(keys...)
	x.match(shows)
	x.took[kind] = append(x.took[kind], time.Since(began))
	x.keys += len(keys)
}

// says is what the status line begins with for the current sentence of the model.
func (x *soak) says() string { return `(?m)^ ` + regexp.QuoteMeta(x.model.describe()) }

// change presses keys that change what is said of the current sentence, and waits until that
// is shown, and then until it is called saved.
func (x *soak) change(same func(*model), keys ...string) {
	x.t.Helper()
	same(x.model)
	began := time.Now()
	x.timed("label", x.says()+`\b`, keys...)
	x.match(x.says() + `\b.*✓ saved$`)
	x.took["saved"] = append(x.took["saved"], time.Since(began))
}

// round labels in one report, found by its title, and runs one errand. It begins and ends on
// the library screen.
func (x *soak) round(n int) {
	x.t.Helper()
	report := x.random.IntN(len(x.model.sizes))
	x.find(fmt.Sprintf("Report r%06d", report), 1)
	x.open(report)
	x.twenty()
	x.back()
	soakErrands[n%len(soakErrands)](x, report/soakReports)
}

// find filters the library, down to so many reports.
func (x *soak) find(text string, reports int) {
	x.t.Helper()
	x.timed("filter", `filter:`, "/")
	found := fmt.Sprintf(`%d of %s match`, reports, digits(len(x.model.sizes)))
	x.timed("filter", found, text)
	x.timed("move", found+` "`, "<enter>")
}

// back leaves a report for the library screen, and the filter.
func (x *soak) back() {
	x.t.Helper()
	x.model.done, x.model.undone = nil, nil // where the next undo goes is another report's affair
	x.timed("back", ` match `, "<esc>")
	x.unfilter()
}

func (x *soak) unfilter() {
	x.t.Helper()
	x.timed("filter", x.all(), "<esc>")
}

// open opens the one report that the library shows, at its first sentence.
func (x *soak) open(report int) {
	x.t.Helper()
	x.press("g", "j")
	x.timed("open", fmt.Sprintf(`(?m)^ sentence \d+ of %d\b`, x.model.sizes[report]), "<enter>")
	x.model.report, x.model.cursor = report, 0
	x.timed("move", fmt.Sprintf(`(?m)^ sentence 1 of %d\b`, x.model.sizes[report]), "g")
}

// twenty labels twenty sentences of the report that is open, most with one label, and changes
// its mind now and then.
func (x *soak) twenty() {
	x.t.Helper()
	for n := range 20 {
		if n > 0 {
			x.model.cursor++
			x.timed("move", x.says(), "j")
		}
		x.sentence()
		for range min(x.random.IntN(8)-5, len(x.model.done)) {
			x.takeBack((*model).undo, "undo", "u")
		}
		for range x.random.IntN(len(x.model.undone) + 1) {
			x.takeBack((*model).redo, "redo", "<ctrl+r>")
		}
		for x.model.cursor < n { // it went where that was
			x.model.cursor++
			x.timed("move", x.says(), "j")
		}
	}
}

// takeBack undoes a change, or makes it again, and steps aside and back, so that the status line
// tells where one is.
func (x *soak) takeBack(same func(*model), name, key string) {
	x.t.Helper()
	same(x.model)
	x.timed("undo", `(?m)^ `+name+`: .*✓ saved$`, key)
	aside, back := "k", "j"
	if x.model.cursor == 0 {
		aside, back = back, aside
	}
	x.press(aside)
	x.match(fmt.Sprintf(`(?m)^ sentence %d of `, max(x.model.cursor, 2-x.model.cursor)))
	x.timed("move", x.says(), back)
}

// sentence says something of the current sentence.
func (x *soak) sentence() {
	x.t.Helper()
	name := []string{"fact", "quote", "claim"}[x.random.IntN(3)]
	x.say(func(s *saying) { s.toggle(name) }, name[:1])
	switch x.random.IntN(12) {
	case 0:
		speaker := fmt.Sprintf("witness %d", x.random.IntN(9))
		x.say(func(s *saying) { s.speaker = speaker }, "s", "<ctrl+u>", speaker, "<enter>")
	case 1:
		note := fmt.Sprintf("look at %d", x.random.IntN(9))
		x.say(func(s *saying) { s.note = note }, "m", "<ctrl+u>", note, "<enter>")
	case 2:
		x.say(func(s *saying) { s.flag, s.reason = s.flag.Next(), "" }, "x")
	}
}

// say presses keys that say something of the current sentence.
func (x *soak) say(what func(*saying), keys ...string) {
	x.t.Helper()
	x.change(func(m *model) { m.say("", what) }, keys...)
}

// stored is what the library says of sentences and words, read from its file.
func (x *soak) stored() map[place]saying {
	x.t.Helper()
	s, err := store.Open(x.library, store.Options{ReadOnly: true})
	x.must(err)
	defer s.Close()
	out := map[place]saying{}
	for a, err := range s.Articles() {
		x.must(err)
		said, err := s.Annotations(a.ID)
		x.must(err)
		if len(said) == 0 {
			continue
		}
		body, err := s.Body(a.ID, a.Revision)
		x.must(err)
		var at place
		_, err = fmt.Sscanf(a.Title, "Report r%d", &at.report)
		x.must(err)
		for _, y := range said {
			if y.Annotator != "ana" {
				continue
			}
			at.sentence, at.words = y.Sentence, ""
			if y.Sentence < 0 {
				at.sentence, at.words = annotate.SentenceAt(body.Sentences, y.Span.Start), y.Quote
			}
			out[at] = saying{y.Labels, y.Speaker, y.Note, y.Flag, y.Reason, strings.Join(y.Rejected, ",")}
		}
	}
	return out
}

// match waits for what the screen shows. That the library was copied, which it says now and then, is
// read and wiped away.
func (x *soak) match(re string) {
	x.t.Helper()
	wanted := regexp.MustCompile(re)
	for x.session.match("(?:" + re + ")|the library was copied"); !wanted.MatchString(x.Screen()); {
		x.press("<ctrl+l>")
		x.session.match("(?:" + re + ")|the library was copied")
	}
}
