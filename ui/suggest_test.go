package ui_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"rashomon/annotate"
	"rashomon/store"
)

// looseArrivals is reports without a story: three of a bell, two of a cable car, one more
// of the sample story's storm gate, and one of nothing that others tell.
func looseArrivals() []annotate.Arrival {
	report := func(source, date, title string, sentences ...string) annotate.Arrival {
		return arrival(annotate.Article{Source: source, Date: date, Title: title}, sentences...)
	}
	made := report("Lantern News", "2031-04-02", "The bell of Saint Orrin was gone from its tower when …",
		"The bell of Saint Orrin was gone from its tower when the sexton of Larchmoor, Wenna Tolliver, came to ring for matins on Wednesday.",
		"The bronze bell weighs 900 kilos and was cast in 1711.",
		"Police in Larchmoor said that thieves had lowered it with a winch and driven off in a milk lorry.")
	made.Article.TitleMade = true
	return []annotate.Arrival{
		made,
		report("Meridian News", "2031-04-03", "Larchmoor bell stolen with a winch",
			"Thieves lowered the bell of Saint Orrin from its tower with a winch, police in Larchmoor said on Thursday.",
			"A milk lorry was seen at the church by the sexton, Wenna Tolliver.",
			"The bronze bell of 1711 weighs 900 kilos."),
		report("Saltline", "2031-04-04", "Who steals a bell?",
			"The bell of Saint Orrin, bronze, 900 kilos, left Larchmoor in a milk lorry, and police have found the lorry but no bell.",
			"Sexton Wenna Tolliver says that the thieves knew the winch and the tower.",
			"Larchmoor has rung matins with a saucepan since."),
		report("Northern Ledger", "2031-05-11", "Forty hours above Quennet",
			"The cable car of Quennet stood still for forty hours with nineteen skiers on board after ice jammed its upper wheel.",
			"Engineer Parvel Ostrim climbed the pylon on Sunday and freed the wheel with a blowlamp.",
			"The skiers sang, and the cable car company will give them their money back."),
		report("Saltline", "2031-05-12", "Singing in a gondola",
			"Nineteen skiers sang for forty hours in the cable car of Quennet, until engineer Parvel Ostrim thawed the upper wheel.",
			"Ice had jammed the wheel, the cable car company said.",
			"Ostrim climbed the pylon with a blowlamp on Sunday."),
		report("Radio Strait", "2031-03-11", "Barge owners fined after the flood",
			"The Gate Authority of Port Vessany fined the owners of the barge that rammed the storm gate, harbour master Orsam al-Mehzari said.",
			"The barge had torn itself loose from Pier 9 and jammed the storm gate before the highest tide, and the Old Net Quarter was flooded.",
			"Six members of the gate crew were injured, the Authority said, and Hartmoor sent divers, pumps and a floating crane."),
		report("Bakers' Weekly", "2031-04-03", "Rye is dear again",
			"Rye costs more than wheat for the first autumn in memory.",
			"Millers blame a wet June in the valley of Hemm."),
	}
}

// looseLibrary is the file of a library with the sample story and the loose reports.
var looseLibrary = sync.OnceValue(func() []byte {
	return libraryFile(func(s *store.Store) {
		must(addSample(s))
		_, err := s.Add(looseArrivals(), nil, annotator, "import loose reports")
		must(err)
	})
})

const (
	bell = "Larchmoor bell stolen with a winch"
	car  = "Forty hours above Quennet"
	gate = "The storm gate of Port Vessany"
)

// loose shows the library with loose reports.
func loose(t *testing.T, width, height int) *driver {
	t.Helper()
	return start(t, openStore(t, looseLibrary()), width, height, options())
}

// filed is the sources of the reports of each story by its title, as they are stored.
func (d *driver) filed() map[string]string {
	d.t.Helper()
	stories, err := d.store.Stories()
	check(d.t, err)
	titles := map[annotate.ID]string{}
	out := map[string]string{}
	for _, s := range stories {
		titles[s.ID] = s.Title
		out[s.Title] = ""
	}
	rows, err := d.store.Rows(0)
	check(d.t, err)
	sources := map[string][]string{}
	for _, r := range rows {
		sources[titles[r.Story]] = append(sources[titles[r.Story]], r.Source)
	}
	for title, all := range sources {
		slices.Sort(all)
		out[title] = strings.Join(all, ", ")
	}
	return out
}

// inStory fails unless the story has the reports of these sources; none where it is "-".
func (d *driver) inStory(title, sources string) {
	d.t.Helper()
	filed := d.filed()
	if got, there := filed[title]; got != sources && (sources != "-" || there) {
		d.t.Fatalf("the story %q has the reports of %q, not of %q; all: %q", title, got, sources, filed)
	}
}

const (
	bellSources = "Lantern News, Meridian News, Saltline"
	carSources  = "Northern Ledger, Saltline"
)

func TestSuggestionsAreShownAndNotStored(t *testing.T) {
	t.Parallel()
	d := loose(t, 120, 30)
	before := d.filed()
	d.keys("S")
	d.says("3 suggestions (?): + accepts one, A all, d drops one, n goes on to the next")
	d.says("? 1 more report · "+gate, "? suggested: 3 reports · "+bell, "? suggested: 2 reports · "+car, "in no story")
	if d.lineWith("? 1 more report") != d.lineWith("A fertiliser barge")+1 {
		t.Error("what is suggested for a story does not stand under it")
	}
	if c, b, none := d.lineWith("? suggested: 2"), d.lineWith("? suggested: 3"), d.lineWith("in no story"); c > b || b > none {
		t.Errorf("the suggestions stand on lines %d and %d, what is in no story on %d", c, b, none)
	}
	if !strings.Contains(d.line(d.lineWith("▌")), "? 1 more report") {
		t.Errorf("the cursor is not on the first suggestion: %q", d.line(d.lineWith("▌")))
	}
	if after := d.filed(); fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("suggesting has stored something: %q", after)
	}
	d.keys("j")
	d.says("12 reports in 1 story, newest first · 3 suggested (?)")
}

func TestAcceptingASuggestion(t *testing.T) {
	t.Parallel()
	d := loose(t, 120, 30)
	d.keys("S n n +")
	d.says(`3 reports in the story "`+bell+`"`, "▾ "+bell, "? suggested: 2 reports")
	d.saysNot("? suggested: 3 reports")
	d.inStory(bell, bellSources)
	d.keys("u")
	d.says("undo: 3 reports in the story", "? suggested: 3 reports · "+bell)
	d.inStory(bell, "-")
	d.keys("ctrl+r")
	d.inStory(bell, bellSources)
	d.saysNot("? suggested: 3 reports")
	d = start(t, d.store, 120, 30, options()) // another day
	d.says("▾ "+bell, "in no story", "? suggested: 2 reports")
	d.saysNot("? suggested: 3 reports")
	d.keys("u")
	d.inStory(bell, "-")
	d.says("? suggested: 3 reports")
}

// TestSuggestionsAreThereAgain shows what was suggested as soon as the library is open, without
// a search.
func TestSuggestionsAreThereAgain(t *testing.T) {
	t.Parallel()
	d := loose(t, 120, 30)
	d.keys("S")
	i := &interrupted{Store: d.store}
	d = startOn(t, i, d.store, 120, 30, options())
	d.says("12 reports in 1 story, newest first · 3 suggested (?)", "? 1 more report · "+gate, "? suggested: 3 reports · "+bell, "? suggested: 2 reports · "+car)
	d.keys("n n n +")
	d.inStory(bell, bellSources)
	if i.left != 0 {
		t.Errorf("%d texts were read", -i.left)
	}
	d = start(t, d.store, 120, 30, options())
	d.keys("A y")
	d.inStory(car, carSources)
	d = start(t, d.store, 120, 30, options())
	d.saysNot("suggested")
}

func TestAcceptingForAStoryThatIsThere(t *testing.T) {
	t.Parallel()
	d := loose(t, 120, 30)
	d.keys("S +")
	d.says(`1 report in the story "` + gate + `"`)
	d.inStory(gate, ", Lantern News, Meridian News, Northern Ledger, Radio Strait, Saltline")
}

// TestAcceptingFromOneToTheNext has the cursor go on to what is suggested next.
func TestAcceptingFromOneToTheNext(t *testing.T) {
	t.Parallel()
	d := loose(t, 120, 30)
	d.keys("S n + +")
	d.inStory(car, carSources)
	d.inStory(bell, bellSources)
	d.keys("+")
	d.says("no suggestion here")
	d.keys("g n +")
	d.keys("n")
	d.says("nothing is suggested")
}

func TestAcceptingAll(t *testing.T) {
	t.Parallel()
	d := loose(t, 120, 30)
	d.keys("S A")
	d.says("accept 3 suggestions (6 reports, 2 new stories)? one undo takes them back")
	d.keys("n")
	d.says("left as it was", "? suggested: 3 reports")
	d.keys("A y")
	d.says("6 reports in 3 stories", "8", bell, car)
	d.inStory(bell, bellSources)
	d.inStory(car, carSources)
	d.inStory("", "Bakers' Weekly")
	d.keys("u")
	d.says("? 1 more report", "? suggested: 2 reports", "? suggested: 3 reports")
	if got := d.titles(); got != gate {
		t.Errorf("stories after undo: %s", got)
	}
	d.keys("ctrl+r")
	d.inStory(bell, bellSources)
	d.saysNot("suggested", "▾ ?")
	d.keys("S")
	d.says("nothing to suggest")
}

// TestAcceptingWhatTheFilterShows accepts all that is shown, and of that also what is hidden.
func TestAcceptingWhatTheFilterShows(t *testing.T) {
	t.Parallel()
	d := loose(t, 120, 30)
	d.keys("S /")
	d.write("2031-05-12")
	d.keys("enter")
	d.says("? suggested: 1 of 2 reports · " + car)
	d.keys("A")
	d.says("accept 1 suggestion (2 reports, 1 new story)?")
	d.keys("y esc")
	d.inStory(car, carSources)
	d.inStory(bell, "-")
}

func TestDroppingASuggestion(t *testing.T) {
	t.Parallel()
	d := loose(t, 120, 30)
	d.keys("S n n j d")
	d.says("1 report not suggested again: u takes that back, S twice looks at them again", "? suggested: 2 reports · ")
	d.keys("n")
	d.says("no suggestion further down")
	d.keys("g n n n d")
	d.says("2 reports not suggested again: u takes that back, S twice")
	d.saysNot("? suggested: 3", "· "+bell)
	d.keys("S")
	d.says("2 suggestions (?)")
	d.saysNot("? suggested: 3", "· "+bell)
	d.keys("g d")
	d.says("no suggestion here: n goes to the next")
	d = start(t, d.store, 120, 30, options())
	d.says("? suggested: 2 reports")
	d.saysNot("? suggested: 3", "· "+bell)
	d.keys("S")
	d.says("2 suggestions (?)", "S again: with the 3 dropped")
	d.saysNot("? suggested: 3", "· "+bell)
	d.keys("S")
	d.says("3 suggestions (?)", "? suggested: 3 reports")
	d.saysNot("S again")
	d = start(t, d.store, 120, 30, options())
	d.says("? suggested: 3 reports")
}

// TestChangingASuggestion names one, and places some of its reports otherwise.
func TestChangingASuggestion(t *testing.T) {
	t.Parallel()
	d := loose(t, 120, 30)
	d.keys("S n r")
	d.says("accept as the story: " + car)
	d.keys("ctrl+u enter")
	d.says("a story needs a title")
	d.keys("r ctrl+u")
	d.write("The cable car of Quennet")
	d.keys("enter")
	d.inStory("The cable car of Quennet", carSources)
	d.keys("G k k k space space t") // two of the three that are suggested
	d.says("story of 2 reports (empty: none)")
	d.write("The bell")
	d.keys("enter")
	d.inStory("The bell", "Lantern News, Meridian News")
	d.saysNot("suggested: ")
	d.keys("u")
	d.says("? suggested: 3 reports")
	d.keys("G k k k k k t") // all of them
	d.says("story of 3 reports")
	d.write("larch")
	d.keys("tab enter")
	d.inStory(bell, bellSources)
}

// TestNamingASuggestion has a story named by a title that a report states, though an earlier
// report has one that was made, and else by the one that has most in common with the others.
func TestNamingASuggestion(t *testing.T) {
	t.Parallel()
	d := loose(t, 120, 30)
	d.keys("S n n")
	d.says("? suggested: 3 reports · " + bell)
	d.keys("j j d")
	d.saysNot("· " + bell)
	d.says("? suggested: 2 reports · Who steals a bell?")

	hail := func(date, title, more string) annotate.Arrival {
		a := arrival(annotate.Article{Source: "Hemm Gazette", Date: date, Title: title},
			"Hail the size of plums broke 700 greenhouses in the valley of Hemm.", "Gardener Odile Barrowmane lost her tomatoes, her windows and her patience.", more)
		a.Article.TitleMade = true
		return a
	}
	s := openStore(t, nil)
	add(t, s, nil, hail("2031-07-01", "Mayor Ulf Tennant was furious when he …", "The mayor was furious."),
		hail("2031-07-02", "Hail broke hundreds of greenhouses in …", "Ice lay until noon."),
		hail("2031-07-03", "Gardeners swept up greenhouses after the hail …", "Brooms sold out."))
	d = start(t, s, 120, 30, options())
	d.keys("S +")
	d.says("▾ Hail broke hundreds of greenhouses in")
	d.inStory("Hail broke hundreds of greenhouses in", "Hemm Gazette, Hemm Gazette, Hemm Gazette")
}

// TestTitlesThatAreTaken accepts a suggestion whose title is that of a story that is there.
func TestTitlesThatAreTaken(t *testing.T) {
	t.Parallel()
	d := loose(t, 120, 30)
	d.keys("/ R y e enter j t")
	d.write(bell)
	d.keys("enter esc S A y")
	d.inStory(bell, "Bakers' Weekly")
	d.inStory(bell+" (2)", bellSources)
}

func TestNothingToSuggest(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.keys("S")
	d.says("every report is in a story already")
	d.keys("+")
	d.says("nothing is suggested: S looks for reports that belong together")
	d = start(t, openStore(t, nil), 80, 24, options())
	d.keys("S + d A M B")
	d.says("there is no article here")
}

// interrupted is a library that calls back when a text is read for the n-th time.
type interrupted struct {
	*store.Store
	mutex sync.Mutex
	left  int
	call  func() error
}

func (i *interrupted) Body(id annotate.ID, revision int) (annotate.Body, error) {
	i.mutex.Lock()
	i.left--
	now := i.left == 0
	i.mutex.Unlock()
	if now {
		if err := i.call(); err != nil {
			return annotate.Body{}, err
		}
	}
	return i.Store.Body(id, revision)
}

func TestStoppingASearch(t *testing.T) {
	t.Parallel()
	s := openStore(t, looseLibrary())
	i := &interrupted{Store: s, left: 5}
	d := startOn(t, i, s, 120, 30, options())
	i.call = func() error {
		d.says("looking for stories … 10 % · esc stops")
		d.send(press("S"))
		d.says("looking for stories already: esc stops")
		d.send(press("j"))
		d.says("looking for stories … 10 % · esc stops")
		d.send(press("esc"))
		return nil
	}
	d.keys("S")
	d.says("stopped: nothing new is suggested", "7 reports")
	d.saysNot("suggested: ", "▾ ?")
	if i.left < -1 {
		t.Errorf("%d texts were read after it was stopped", -i.left)
	}
	d.keys("S")
	d.says("3 suggestions (?)")
}

// TestLeavingWhileStoriesAreLookedFor gives up the search.
func TestLeavingWhileStoriesAreLookedFor(t *testing.T) {
	t.Parallel()
	s := openStore(t, looseLibrary())
	i := &interrupted{Store: s, left: 4}
	d := startOn(t, i, s, 120, 30, options())
	i.call = func() error {
		d.send(press("q"))
		return nil
	}
	d.keys("S")
	if !d.left || i.left < -1 {
		t.Errorf("left: %t, %d texts read after that", d.left, -i.left)
	}
}

// TestLabellingWhileStoriesAreLookedFor reads, labels and saves in the middle of a search.
func TestLabellingWhileStoriesAreLookedFor(t *testing.T) {
	t.Parallel()
	s := openStore(t, looseLibrary())
	i := &interrupted{Store: s, left: 3}
	d := startOn(t, i, s, 120, 30, options())
	i.call = func() error {
		d.pending = nil // the clock that shows the progress ticks as long as there is any
		d.keys("/ R y e enter j enter f")
		d.says("1/2 labelled", "✓ saved")
		if len(d.said(d.article("Bakers' Weekly").ID)) != 1 {
			t.Error("the label is not stored while stories are looked for")
		}
		d.keys("esc / ctrl+u enter")
		d.says("looking for stories …")
		return nil
	}
	d.keys("S")
	d.says("3 suggestions (?)", "? suggested: 3 reports", "1/2")
}

func TestReportsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := openStore(t, looseLibrary())
	i := &interrupted{Store: s, left: 9, call: func() error { return errors.New("damaged on the disk") }}
	d := startOn(t, i, s, 120, 30, options())
	d.keys("S")
	d.says("not all reports could be read: damaged on the disk", "? suggested: 3 reports")
}

func TestSuggestionScreens(t *testing.T) {
	t.Parallel()
	for _, s := range sizes[:2] {
		t.Run(s.String(), func(t *testing.T) {
			d := loose(t, s.width, s.height)
			d.keys("S n j space j")
			d.golden(t, "suggested-"+s.String())
		})
	}
}

// TestSuggestingInALargeLibrary has more sentences than are weighed at once: one report
// after another is put in its place.
func TestSuggestingInALargeLibrary(t *testing.T) {
	t.Parallel()
	s := openStore(t, looseLibrary())
	const quiet = "All quiet.\n\n"
	log := annotate.Body{Text: strings.Repeat(quiet, 100_000)}
	for at := 0; at < len(log.Text); at += len(quiet) {
		log.Sentences = append(log.Sentences, annotate.Span{Start: at, End: at + len("All quiet.")})
	}
	a := annotate.NewArticle(annotate.Article{Source: "Gate log", Title: "All quiet", Date: "2031-03-08"}, log, noon())
	add(t, s, nil, annotate.Arrival{Article: a, Body: log})
	d := start(t, s, 120, 30, options())
	d.keys("S")
	d.says("3 suggestions (?)", "? 1 more report · "+gate, "? suggested: 3 reports · "+bell, "? suggested: 2 reports · "+car)
}

// TestReportsFarFromAllOthersAreNotRead has a story of another year, which no report without
// a story could belong to, until one has no date.
func TestReportsFarFromAllOthersAreNotRead(t *testing.T) {
	t.Parallel()
	s := openStore(t, looseLibrary())
	old := annotate.NewStory("The census of gulls")
	for i := range 3 {
		add(t, s, []annotate.Story{old}, arrival(annotate.Article{Source: "Gull Post", Title: fmt.Sprint(i), Date: fmt.Sprintf("1999-01-0%d", i+1), Story: old.ID}, fmt.Sprintf("Gulls %d.", i)))
	}
	i := &interrupted{Store: s}
	d := startOn(t, i, s, 120, 30, options())
	d.keys("S")
	if i.left != -12 {
		t.Errorf("%d texts were read of 12 that matter", -i.left)
	}
	add(t, s, nil, arrival(annotate.Article{Source: "Gull Post", Title: "Undated"}, "Gulls."))
	i.left = 0
	d.keys("S")
	if i.left != -16 {
		t.Errorf("%d texts were read of 16", -i.left)
	}
}
