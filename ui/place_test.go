package ui_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/store"
)

// TestMergingByAHeading puts the story under the cursor into another.
func TestMergingByAHeading(t *testing.T) {
	t.Parallel()
	d := loose(t, 120, 30)
	d.keys("S A y g t") // the cable car
	d.says("story of 2 reports (empty: none)")
	d.write("the storm")
	d.says("tab: " + gate)
	d.keys("tab enter")
	d.says(`2 reports in the story "` + gate + `", the empty story "` + car + `" is gone`)
	d.inStory(car, "-")
	d.keys("u")
	d.inStory(car, carSources)
	d.keys("g j t") // one report
	d.write(gate)
	d.keys("enter")
	d.inStory(car, "Northern Ledger")
}

// TestMergingByMarks merges what is marked, and says what became empty.
func TestMergingByMarks(t *testing.T) {
	t.Parallel()
	d := loose(t, 140, 30)
	d.keys("S A y g space j j j space")
	d.says("5 marked")
	d.keys("t")
	d.says("story of 5 reports from 2 stories (empty: none)")
	d.write(gate)
	d.keys("enter")
	d.says(`5 reports in the story "`+gate+`", 2 empty stories are gone`, "11 reports")
	d.saysNot("marked")
	d.inStory(bell, "-")
	d.inStory(car, "-")
	d.keys("u")
	d.inStory(bell, bellSources)
	d.inStory(car, carSources)
	d.keys("ctrl+r")
	d.inStory(bell, "-")
	d.intact()
}

// TestSpeakersGoAlong merges two stories with speakers, and removes a story with one.
func TestSpeakersGoAlong(t *testing.T) {
	t.Parallel()
	d := loose(t, 120, 30)
	d.keys("S A y")
	from, to := d.storyNamed(car), d.storyNamed(gate)
	pilot := annotate.NewSpeaker(from, "the pilot", "the cable car's pilot", "warden")
	warden := annotate.NewSpeaker(to, "Ottla Reim", "the warden", "warden")
	for _, x := range []annotate.Speaker{pilot, warden, annotate.NewSpeaker(from, "the warden", "Warden Reim")} {
		_, err := d.store.Apply(annotate.Change{What: "speaker", Edits: []annotate.Edit{{Speaker: &annotate.Replaced[annotate.Speaker]{After: &x}}}})
		check(t, err)
	}
	d.keys("g t")
	d.write(gate)
	d.keys("enter")
	d.says(`the empty story "` + car + `" is gone`)
	names := func(of annotate.ID) string {
		all, err := d.store.Speakers(of)
		check(t, err)
		var out []string
		for _, x := range all {
			out = append(out, x.Name+": "+strings.Join(x.Spellings, ", "))
		}
		slices.Sort(out)
		return strings.Join(out, "; ")
	}
	if got, want := names(to), "Ottla Reim: Warden Reim, the warden, warden; the pilot: the cable car's pilot"; got != want || names(from) != "" {
		t.Errorf("speakers: got %s want %s, left %s", got, want, names(from))
	}
	d.intact()
	d.keys("u")
	if got, want := names(from), "the pilot: the cable car's pilot, warden; the warden: Warden Reim"; got != want {
		t.Errorf("taken back: got %s want %s", got, want)
	}
	d.keys("g D y")
	if names(from) != "" {
		t.Errorf("removed: %s", names(from))
	}
	d.intact()
}

func (d *driver) storyNamed(title string) annotate.ID {
	d.t.Helper()
	s, err := d.store.StoryNamed(title)
	check(d.t, err)
	return s.ID
}

// intact fails unless the library is whole and has no story without reports.
func (d *driver) intact() {
	d.t.Helper()
	report, err := d.store.Check(context.Background())
	check(d.t, err)
	if len(report.Problems) > 0 {
		d.t.Fatalf("the library is damaged: %v", report.Problems)
	}
	stories, err := d.store.Stories()
	check(d.t, err)
	for _, s := range stories {
		if articles, err := d.store.StoryArticles(s.ID); err != nil || len(articles) == 0 {
			d.t.Fatalf("the story %q has no reports (%v)", s.Title, err)
		}
	}
}

func TestSplittingAStory(t *testing.T) {
	t.Parallel()
	d := library(t)
	d.keys("j space space t")
	d.write("The rest")
	d.keys("enter")
	d.inStory("The rest", "Northern Ledger, Saltline")
	d.keys("u")
	d.inStory("The rest", "-")
}

// TestComparingAnyReports lays marked reports of several stories and of none side by side.
func TestComparingAnyReports(t *testing.T) {
	t.Parallel()
	d := loose(t, 160, 30)
	d.keys("j space / R y e enter g j space esc")
	d.says("2 marked")
	d.keys("b")
	d.says("2 reports", "Bakers' Weekly", "Saltline")
	d.keys("esc M")
	d.saysNot("Library  ")
	d.keys("esc B")
	d.saysNot("Library  ")
	d.keys("esc")
	d.says("2 marked")
	d.keys("esc g M")
	if strings.Contains(d.line(0), "Library") {
		t.Errorf("no matrix of a story: %q", d.line(0))
	}
	d.keys("esc j B")
	if strings.Contains(d.line(0), "Library") {
		t.Errorf("no brief of an article's story: %q", d.line(0))
	}
	d.keys("esc G M")
	d.says("in no story: mark reports with space to compare them")
	d.keys("space M")
	d.says("one report alone has nothing to be compared with")
}

// TestComparingASuggestion lays what is suggested for a story beside that story.
func TestComparingASuggestion(t *testing.T) {
	t.Parallel()
	d := loose(t, 160, 30)
	d.keys("S b")
	d.says("6 reports", "Radio Strait")
	d.keys("esc n enter")
	d.says("2 reports", "Northern Ledger", "Saltline")
}

// TestManagingStories has random hands at stories and suggestions: every report stays, no
// story is without reports, and all of it can be undone.
func TestManagingStories(t *testing.T) {
	t.Parallel()
	dir, file := t.TempDir(), looseLibrary()
	key := rapid.SampledFrom(strings.Fields("S S + + A y d n N t r u u ctrl+r space space j j j k g G h l / o b M B D x X tab a enter enter esc esc ctrl+u"))
	rapid.Check(t, func(rt *rapid.T) {
		s := openCopy(rt, dir, file)
		defer s.Close()
		d := start(rt, s, rapid.IntRange(20, 160).Draw(rt, "width"), rapid.IntRange(6, 40).Draw(rt, "height"), options())
		for range rapid.IntRange(1, 40).Draw(rt, "keys") {
			d.send(press(key.Draw(rt, "key")))
			d.sound()
			d.land(rt)
			d.sound()
		}
		d.drain()
		check(rt, d.model.Flush())
		d.intact()
		for {
			_, err := s.Undo(annotator)
			if errors.Is(err, store.ErrNothingToUndo) {
				break
			}
			check(rt, err)
			d.intact()
		}
	})
}
