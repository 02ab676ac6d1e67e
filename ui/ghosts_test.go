package ui_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/store"
	"rashomon/ui"
)

// ferry is a report of which the rules say fact, quote, claim, claim, claim, fact, claim.
func ferry() annotate.Arrival {
	return arrival(annotate.Article{Source: "Tideway", Title: "The rope", Language: "en"},
		"The ferry left the harbour at noon with forty people on board.",
		"“We heard nothing at all until the bell rang,” the harbour master said.",
		"The duty doctor said that four people were hurt in the fall.",
		"Officials believe that the rope was cut.",
		"He said that the rope had been new in spring.",
		"The boat was built in 1998 and carries sixty people.",
		"According to the ferry company, nobody had checked the rope since May.")
}

// aboard is a library with that report, which is in the reader, at its first sentence.
func aboard(t testing.TB, o ui.Options, speakers ...annotate.Speaker) (*driver, annotate.ID) {
	t.Helper()
	s := openStore(t, nil)
	a := ferry()
	add(t, s, nil, a)
	for _, x := range speakers {
		_, err := s.Apply(annotate.Change{At: noon(), By: annotator, What: "speaker", Edits: []annotate.Edit{{Speaker: &annotate.Replaced[annotate.Speaker]{After: &x}}}})
		check(t, err)
	}
	d := start(t, s, 130, 24, o)
	d.open("Tideway")
	return d, a.Article.ID
}

// open shows the one report of a source in the reader, from wherever one is.
func (d *driver) open(source string) {
	d.t.Helper()
	d.keys("esc esc esc g /")
	d.write(source)
	d.keys("enter g j enter g")
}

// inShort is what is said of the sentences of an article, one word each.
func (d *driver) inShort(article annotate.ID) string {
	d.t.Helper()
	said := d.said(article)
	var out []string
	for n := range 7 {
		a := said[n]
		word := strings.Join(a.Labels, "+")
		if len(a.Rejected) > 0 {
			word += "!" + strings.Join(a.Rejected, "!")
		}
		if word == "" {
			word = "-"
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

func TestSuggestionsAreShown(t *testing.T) {
	t.Parallel()
	d, _ := aboard(t, options())
	d.says("fact? .88", "quote? .95 » the harbour master", "claim? .94 » the duty doctor", "■?", "❝?", "▲?",
		"suggested: fact (.88) · ⏎ accept · - turn down")
	d.keys("j j j j")
	d.says("suggested: claim (.94) · ⏎") // "he" names nobody
	d.keys("x x")
	d.says("skipped")
	d.saysNot("suggested:")
	d.keys("enter")
	d.says("skipped: nothing is suggested")
	d.keys("I g")
	d.saysNot("fact?", "▲?", "suggested:")
	d.keys("enter")
	d.says("suggestions are hidden: I shows them")
	d.keys("A")
	d.says("suggestions are hidden: I shows them")
	d.keys("I")
	d.says("fact? .88", "suggestions are shown")
	o := options()
	o.ASCII, o.Colour = true, false
	d, _ = aboard(t, o)
	d.says("f?", "q?", "c?", "claim? .94 @ the duty doctor")
}

func TestAcceptingALabel(t *testing.T) {
	t.Parallel()
	d, id := aboard(t, options())
	d.keys("j j enter")
	d.at("3")
	a := d.said(id)[2]
	if !slices.Equal(a.Labels, []string{"claim"}) || a.Origin != annotate.Suggestion || a.Score < 0.9 || a.Speaker != "the duty doctor" {
		t.Errorf("accepted: %+v", a)
	}
	d.saysNot("claim? .94 » the duty doctor")
	d.keys("enter")
	d.says("labelled already: nothing is suggested")
	d.keys("u")
	d.says("claim? .94 » the duty doctor")
	if len(d.said(id)) != 0 {
		t.Errorf("after undo: %v", d.said(id))
	}
	d.keys("ctrl+r")
	if a := d.said(id)[2]; a.Origin != annotate.Suggestion {
		t.Errorf("after redo: %+v", a)
	}
	d.keys("k q") // the label's own key
	if a := d.said(id)[1]; a.Origin != annotate.Suggestion || a.Speaker != "the harbour master" {
		t.Errorf("accepted by its label's key: %+v", a)
	}
	d.keys("k c") // another one is no acceptance
	if a := d.said(id)[0]; a.Origin != annotate.Hand || a.Score != 0 || !slices.Equal(a.Labels, []string{"claim"}) {
		t.Errorf("labelled by hand: %+v", a)
	}
	d.keys("j j j . j j")
	if a := d.said(id)[3]; a.Origin != annotate.Hand || !slices.Equal(a.Labels, []string{"claim"}) || a.Speaker != "" {
		t.Errorf("the last label repeated: %+v", a)
	}
	d.keys("s M i l a enter enter") // who speaks is said already
	if a := d.said(id)[5]; a.Speaker != "Mila" || a.Origin != annotate.Suggestion {
		t.Errorf("accepted with a speaker: %+v", a)
	}
}

func TestAcceptingGoesOn(t *testing.T) {
	t.Parallel()
	d, id := aboard(t, options())
	d.keys("a enter enter - j enter")
	d.at("5")
	if got := d.inShort(id); got != "fact quote !claim claim - - -" {
		t.Errorf("said: %s", got)
	}
}

// TestSecondsOnASuggestion counts the time before it is answered.
func TestSecondsOnASuggestion(t *testing.T) {
	t.Parallel()
	now := noon()
	o := options()
	o.Now = func() time.Time { return now }
	d, id := aboard(t, o)
	now = now.Add(4 * time.Second)
	d.keys("enter j")
	now = now.Add(3 * time.Second)
	d.keys("-")
	if a, b := d.said(id)[0], d.said(id)[1]; a.Seconds != 4 || b.Seconds != 3 {
		t.Errorf("%v and %v seconds", a.Seconds, b.Seconds)
	}
}

func TestTurningDownASuggestion(t *testing.T) {
	t.Parallel()
	d, id := aboard(t, options())
	d.keys("j j -")
	d.at("3")
	d.says("not claim", "claim turned down · - takes that back")
	d.saysNot("» the duty doctor")
	d.keys("enter")
	d.says("the suggestion is turned down: - takes that back")
	d = start(t, d.store, 130, 24, options()) // a day later
	d.open("Tideway")
	d.saysNot("» the duty doctor")
	d.keys("j j -")
	d.says("claim? .94 » the duty doctor")
	if len(d.said(id)) != 0 {
		t.Errorf("taken back: %v", d.said(id))
	}
	d.keys("u")
	d.saysNot("» the duty doctor")
	d.keys("c") // turned down, then said by hand after all
	if a := d.said(id)[2]; a.Origin != annotate.Hand || a.Speaker != "" || len(a.Rejected) > 0 {
		t.Errorf("labelled by hand: %+v", a)
	}
	d.keys("-")
	d.says("labelled already: nothing is suggested")
}

func TestAcceptingAllLabels(t *testing.T) {
	t.Parallel()
	d, id := aboard(t, options())
	d.keys("j j j - k k A")
	d.says("accept all that score at least: .80")
	d.keys("ctrl+u 9 9 % enter")
	d.says("nothing scores .99 or more: the best suggestion has .95")
	d.keys("A ctrl+u x enter")
	d.says(`"x" is no score from 0 to 1`)
	d.keys("A ctrl+u 0 , 9 enter")
	d.says("accept 4 suggestions that score at least .90? y/n", "2  quote  .95  the harbour master", "3  claim  .94  the duty doctor     The duty doctor said", "7  claim")
	d.saysNot("1  fact", "4  claim") // too low; turned down
	d.keys("n")
	if got := d.inShort(id); got != "- - - !claim - - -" {
		t.Errorf("after no: %s", got)
	}
	d.keys("A")
	d.says("at least: .90")
	d.keys("enter y")
	d.says("accepted 4 suggestions: u takes them back")
	if got := d.inShort(id); got != "- quote claim !claim claim - claim" {
		t.Errorf("after yes: %s", got)
	}
	if a := d.said(id)[2]; a.Origin != annotate.Suggestion || a.Score < 0.9 || a.Speaker != "the duty doctor" {
		t.Errorf("accepted with others: %+v", a)
	}
	d.keys("u")
	if got := d.inShort(id); got != "- - - !claim - - -" {
		t.Errorf("after undo: %s", got)
	}
	d.keys("A ctrl+u 0 enter y A enter")
	d.says("nothing is suggested in this report")
}

// TestSuggestedSpeakerIsOneKnown proposes a speaker under the name known for the story.
func TestSuggestedSpeakerIsOneKnown(t *testing.T) {
	t.Parallel()
	d, id := aboard(t, options(), annotate.NewSpeaker(ferry().Article.ID, "Dr Vane", "the duty doctor", "Vane"))
	d.says("claim? .94 » Dr Vane")
	d.keys("j j enter")
	if a := d.said(id)[2]; a.Speaker != "Dr Vane" {
		t.Errorf("accepted: %+v", a)
	}
}

// TestNoSuggestionsBesides labels side by side, where nothing is suggested: a key is the hand's.
func TestNoSuggestionsBesides(t *testing.T) {
	t.Parallel()
	d, id := aboard(t, options())
	d.keys("l j j c")
	if a := d.said(id)[2]; a.Origin != annotate.Hand || a.Speaker != "" {
		t.Errorf("labelled side by side: %+v", a)
	}
}

// TestTheLearnerIsTaught labels by a scheme of which the rules know nothing: after a while
// the program suggests what was learned, and the next day it still knows.
func TestTheLearnerIsTaught(t *testing.T) {
	t.Parallel()
	now := noon()
	o := options()
	o.Now = func() time.Time { return now }
	o.Scheme = annotate.Scheme{Name: "places", Labels: []annotate.Label{{Name: "sea", Key: "e", Colour: "blue", Glyph: "s"}, {Name: "land", Key: "i", Colour: "green", Glyph: "l"}}}
	var sentences []string
	for n := range 90 {
		sentences = append(sentences, fmt.Sprintf([]string{"The waves near the pier rose to %d feet.", "The tractor in the barn is %d years old."}[n*n%7%2], n+2))
	}
	s := openStore(t, nil)
	add(t, s, nil, arrival(annotate.Article{Source: "Tideway", Title: "Both", Language: "en"}, sentences...))
	d := start(t, s, 130, 24, o)
	d.open("Tideway")
	d.saysNot("suggested:")
	for n := range 80 {
		now = now.Add(time.Second)
		d.keys([]string{"e j", "i j"}[n*n%7%2])
	}
	d.at("81")
	want := "suggested: " + []string{"sea", "land"}[80*80%7%2]
	d.says(want)
	now = now.Add(24 * time.Hour)
	d = start(t, s, 130, 24, o)
	d.open("Tideway")
	d.keys(strings.Repeat("j ", 80))
	d.at("81")
	d.says(want)
}

// TestExternalSuggester asks one that proposes facts, fails, or takes its time.
func TestExternalSuggester(t *testing.T) {
	t.Parallel()
	o := options()
	d, _ := aboard(t, o)
	d.keys("E")
	d.says("there is no external suggester: config.toml")

	began, release, gaveUp := make(chan bool, 9), make(chan error, 1), make(chan error, 1)
	o.Suggester = func(ctx context.Context, articles []annotate.Arrival, scheme annotate.Scheme, progress func(int)) (map[annotate.ID]map[int]annotate.Proposal, error) {
		began <- true
		select {
		case <-ctx.Done():
			gaveUp <- ctx.Err()
			return nil, ctx.Err()
		case err := <-release:
			if err != nil {
				return nil, err
			}
		}
		progress(len(articles))
		return map[annotate.ID]map[int]annotate.Proposal{articles[0].Article.ID: {2: {Label: "fact", Score: 0.5}, 3: {Label: "claim", Score: 0.66, Speaker: "the clerk"}}}, nil
	}
	d, id := aboard(t, o)
	d.ahead("E")
	d.says("asking the external suggester: 0 of 1 report · E gives up", "claim? .94 » the duty doctor")
	d.step(0)
	answer, ask := make(chan tea.Msg, 1), d.pending[1] // the other one is the clock
	d.pending = d.pending[:1]
	go func() { answer <- ask() }()
	<-began
	d.ahead("E")
	d.says("gave up", "fact? .88")
	d.send(<-answer)
	d.drain()
	if err := <-gaveUp; !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	d.says("gave up", "claim? .94 » the duty doctor")

	d.ahead("E")
	release <- errors.New("model.py: line 3 of its output: the score 1.7\x1b[2J is not from 0 to 1")
	d.drain()
	d.says("nothing is suggested: model.py: line 3 of its output: the score 1.7[2J is not from 0 to 1", "claim? .94 » the duty doctor")

	d.ahead("I E")
	release <- nil
	d.drain()
	d.says("2 suggestions for 1 report", "fact? .50", "claim? .66 » the clerk")
	d.saysNot("» the duty doctor", "quote?")
	d.keys("j j j enter")
	if a := d.said(id)[3]; a.Score != 0.66 || a.Speaker != "the clerk" || a.Origin != annotate.Suggestion {
		t.Errorf("accepted: %+v", a)
	}
}

// TestRandomKeysOnSuggestions presses anything that answers suggestions: a program begun anew
// shows the same, and everything can be taken back and made again.
func TestRandomKeysOnSuggestions(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := libraryFile(func(s *store.Store) {
		_, err := s.Add([]annotate.Arrival{ferry()}, nil, annotator, "import")
		must(err)
	})
	keys := []string{"enter", "enter", "-", "-", "f", "q", "c", "1", "x", ".", "u", "ctrl+r", "j", "k", "g", "G", "a", "I", "A enter y", "A ctrl+u 9 5 enter y", "A esc", "]u", "s A enter", "esc enter", "E"}
	rapid.Check(t, func(rt *rapid.T) {
		s := openCopy(rt, dir, file)
		defer s.Close()
		d := start(rt, s, 130, 24, options())
		d.open("Tideway")
		id := ferry().Article.ID
		for range rapid.IntRange(1, 25).Draw(rt, "presses") {
			d.ahead(rapid.SampledFrom(keys).Draw(rt, "keys"))
			if rapid.Bool().Draw(rt, "wait") {
				d.drain()
			}
		}
		d.drain()
		for n, a := range d.said(id) {
			if a.Origin == annotate.Suggestion && (a.Score < 0.5 || len(a.Labels) == 0) {
				rt.Fatalf("sentence %d: %+v", n, a)
			}
		}
		here := d.statuses()
		again := start(rt, s, 130, 24, options())
		again.open("Tideway")
		if there := again.statuses(); !slices.Equal(here, there) {
			rt.Fatalf("the program showed\n%s\nand begun anew it shows\n%s", strings.Join(here, "\n"), strings.Join(there, "\n"))
		}
		d.keys(strings.Repeat("ctrl+r ", 40)) // what was taken back last
		said := d.said(id)
		d.keys(strings.Repeat("u n ", 40)) // of the import it asks: that is not meant
		if len(d.said(id)) != 0 {
			rt.Fatalf("taken back, and still there: %v", d.said(id))
		}
		d.keys(strings.Repeat("ctrl+r ", 40))
		if !maps.EqualFunc(said, d.said(id), func(a, b annotate.Annotation) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
			rt.Fatalf("made again: %v, not %v", d.said(id), said)
		}
	})
}

// statuses is what the status line says of each sentence, suggestions shown.
func (d *driver) statuses() (out []string) {
	d.t.Helper()
	d.open("Tideway")
	if d.keys("I"); strings.Contains(d.status(), "suggestions are hidden") {
		d.keys("I")
	}
	d.keys("g")
	for range 7 {
		text := strings.ReplaceAll(d.status(), " · auto-advance", "")
		out = append(out, strings.Join(strings.Fields(text), " "))
		d.keys("j")
	}
	return out
}
