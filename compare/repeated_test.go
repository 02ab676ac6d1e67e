package compare

import (
	"context"
	"testing"
)

// Lines that are all alike find each its own in the other report, rather than the first: with
// thousands of them time and memory grew with their square.
func TestAlikeLinesFindTheirOwn(t *testing.T) {
	t.Parallel()
	reports := repeated(2, 300, alikeLines["one sentence"])
	found, err := Compare(context.Background(), reports, Options{})
	if err != nil {
		t.Fatal(err)
	}
	links := map[Ref]int{}
	own := 0
	for _, l := range found.Links {
		links[l.A]++
		links[l.B]++
		if l.A.Sentence == l.B.Sentence {
			own++
		}
	}
	for r, n := range links {
		if n > 2*perReport {
			t.Fatalf("sentence %v has %d links", r, n)
		}
	}
	if own != 300 {
		t.Errorf("%d of 300 lines are linked to their own", own)
	}
}

// A list in which all lines contradict those of another is not all set against all.
func TestListsOfNumbersAreNotSquared(t *testing.T) {
	t.Parallel()
	s, err := newStory(&pace{ctx: context.Background()}, repeated(3, 300, alikeLines["counted the same"]))
	if err != nil {
		t.Fatal(err)
	}
	c := &contest{story: s}
	for i := range s.sentences {
		c.quantities = append(c.quantities, s.quantities(&s.sentences[i]))
	}
	if n := len(c.sameFate()); n != 3*mostTold*mostTold {
		t.Errorf("%d pairs of sentences, not %d", n, 3*mostTold*mostTold)
	}
}
