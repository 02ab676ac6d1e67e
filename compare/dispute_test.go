package compare

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rashomon/internal/segment"
)

func letter(report int) string { return string(rune('A' + report)) }

// said is a conflict between two sentences, each with one value.
func said(about string, a Ref, x string, b Ref, y string) Conflict {
	c := Conflict{A: a, B: b, Kind: "number", Strength: Contradicts, About: about, AValue: x, BValue: y, ASpan: spanOf(x), BSpan: spanOf(y)}
	for _, v := range []string{x, y} {
		if q, _ := amountOf(v); q.vague {
			c.Strength = Vague
		}
	}
	return c
}

// spanOf is a place of its own for each value in a sentence.
func spanOf(value string) segment.Span {
	start := 0
	for _, b := range []byte(value) {
		start = start*7 + int(b)
	}
	return segment.Span{Start: start * 50, End: start*50 + len(value)}
}

func TestDisputesOfAStory(t *testing.T) {
	c := compared(t, disputed())
	got := Disputes(c.Conflicts)
	if len(got) != 1 {
		t.Fatalf("%d disputes, want one: %+v", len(got), got)
	}
	d := got[0]
	if words := d.Words(letter, "≠"); words != "injured: six (A, C, D) ≠ two (E) · several (B)" {
		t.Errorf("got %q", words)
	}
	if d.About != "injured" || d.Strength != Contradicts || len(d.Conflicts) != len(c.Conflicts) || len(d.Values) != 3 {
		t.Errorf("got %+v", d)
	}
	reports := disputed()
	for _, v := range d.Values {
		for i, r := range v.Refs {
			s := reports[r.Report].Sentences[r.Sentence]
			if v.Spans[i].Start < s.Start || v.Spans[i].End > s.End {
				t.Errorf("%v: span %v is not in sentence %v", v, v.Spans[i], r)
			}
		}
	}
}

func TestWhatIsOneDispute(t *testing.T) {
	a, b, c, d := Ref{0, 0}, Ref{1, 0}, Ref{2, 0}, Ref{3, 0}
	for _, x := range []struct {
		name      string
		conflicts []Conflict
		want      []string
	}{
		{"one value shared", []Conflict{said("injured", a, "six", b, "two"), said("injured", a, "six", c, "nine")}, []string{"injured: six (A) ≠ two (B) ≠ nine (C)"}},
		{"the same number in other words", []Conflict{said("injured", a, "Six", c, "two"), said("injured", b, "6", c, "two")}, []string{"injured: six (A, B) ≠ two (C)"}},
		{"bounds that allow the number", []Conflict{said("injured", a, "six", c, "two"), said("injured", b, "at least six", c, "two")}, []string{"injured: six (A, B) ≠ two (C)"}},
		{"both values in common", []Conflict{said("injured", a, "six", b, "two"), said("injured", c, "6", d, "two")}, []string{"injured: six (A, C) ≠ two (B, D)"}},
		{"one value in common, told elsewhere", []Conflict{said("injured", a, "six", b, "two"), said("injured", c, "six", d, "nine")}, []string{"injured: six (A) ≠ two (B)", "injured: six (C) ≠ nine (D)"}},
		{"about other things", []Conflict{said("injured", a, "six", b, "two"), said("arrested", a, "six", b, "two")}, []string{"injured: six (A) ≠ two (B)", "arrested: six (A) ≠ two (B)"}},
		{"a vague value chains nothing", []Conflict{said("injured", a, "six", b, "several"), said("injured", b, "several", c, "90")}, []string{"injured: six (A) · several (B)", "injured: 90 (C) · several (B)"}},
		{"a vague value beside a conflict", []Conflict{said("injured", a, "six", b, "several"), said("injured", a, "six", c, "two")}, []string{"injured: six (A) ≠ two (C) · several (B)"}},
		{"vague values stay as written", []Conflict{said("injured", a, "six", b, "several"), said("injured", c, "six", d, "many")}, []string{"injured: six (A, C) · several (B) · many (D)"}},
		{"two values in one report", []Conflict{said("injured", a, "six", b, "two"), said("injured", Ref{1, 4}, "six", c, "two")}, []string{"injured: six (A, B) ≠ two (B, C)"}},
		{"one value twice in a report", []Conflict{said("injured", a, "six", c, "two"), said("injured", Ref{0, 3}, "six", c, "two")}, []string{"injured: six (A) ≠ two (C)"}},
		{"words", []Conflict{{A: a, B: b, Kind: "wording", Strength: Contradicts, About: "the gate", AValue: "Open", BValue: "shut\nfast"}}, []string{"the gate: Open (A) ≠ shut fast (B)"}},
		{"about nothing in particular", []Conflict{said("", a, "six", b, "two")}, []string{"six (A) ≠ two (B)"}},
		{"values that are equal and yet contradict each other", []Conflict{said("injured", a, "six", b, "six"), said("injured", a, "six", c, "two"), said("injured", b, "six", c, "two")}, []string{"injured: six (A) ≠ six (B) ≠ two (C)"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			var got []string
			for _, d := range Disputes(x.conflicts) {
				got = append(got, d.Words(letter, "≠"))
			}
			if !slices.Equal(got, x.want) {
				t.Errorf("got %q, want %q", got, x.want)
			}
		})
	}
}

func TestDisputeTakesTheStrongestAndTheNote(t *testing.T) {
	weak, ruled := said("injured", Ref{0, 0}, "six", Ref{1, 0}, "two"), said("injured", Ref{0, 0}, "six", Ref{2, 0}, "nine")
	weak.Strength, ruled.Note = Differs, "the nurse saw nine"
	several := said("injured", Ref{3, 0}, "several", Ref{4, 0}, "two")
	got := Disputes([]Conflict{several, weak, ruled})
	if len(got) != 2 || got[0].Strength != Contradicts || got[0].Note != ruled.Note || !slices.Equal(got[0].Conflicts, []int{1, 2}) || got[1].Strength != Vague {
		t.Errorf("got %+v", got)
	}
}

// TestDisputes holds whatever the conflicts are.
func TestDisputes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var conflicts []Conflict
		for range rapid.IntRange(0, 12).Draw(t, "conflicts") {
			value := rapid.SampledFrom([]string{"six", "6", "two", "at least six", "forty", "several", "many"})
			a, b := rapid.IntRange(0, 3).Draw(t, "a"), rapid.IntRange(1, 4).Draw(t, "b")
			if a >= b {
				continue
			}
			c := said(rapid.SampledFrom([]string{"injured", "killed"}).Draw(t, "about"), Ref{a, rapid.IntRange(0, 1).Draw(t, "i")}, value.Draw(t, "x"), Ref{b, 0}, value.Draw(t, "y"))
			conflicts = append(conflicts, c)
		}
		disputes := Disputes(conflicts)
		in := make([]int, len(conflicts))
		for _, d := range disputes {
			for _, i := range d.Conflicts {
				in[i]++
				checkSides(t, d, conflicts[i])
			}
			vague := false
			for _, v := range d.Values {
				if vague && !v.Vague || len(v.Refs) != len(v.Spans) || len(v.Refs) == 0 {
					t.Fatalf("values %+v", d.Values)
				}
				vague = v.Vague
			}
		}
		if slices.ContainsFunc(in, func(n int) bool { return n != 1 }) {
			t.Fatalf("conflicts are in so many disputes: %v", in)
		}
		shuffled := rapid.Permutation(conflicts).Draw(t, "shuffled")
		if got, want := wordsOf(Disputes(shuffled)), wordsOf(disputes); !reflect.DeepEqual(got, want) {
			t.Fatalf("in another order %q, not %q", got, want)
		}
	})
}

// checkSides holds that the two sides of a conflict are two values of its dispute.
func checkSides(t *rapid.T, d Dispute, c Conflict) {
	at := func(r Ref, span segment.Span) int {
		return slices.IndexFunc(d.Values, func(v Value) bool {
			for i := range v.Refs {
				if v.Refs[i] == r && v.Spans[i] == span {
					return true
				}
			}
			return false
		})
	}
	if a, b := at(c.A, c.ASpan), at(c.B, c.BSpan); d.About != c.About || a < 0 || b < 0 || a == b {
		t.Fatalf("conflict %+v is between values %d and %d of %+v", c, a, b, d)
	}
}

// wordsOf is what disputes say, in the order of their words.
func wordsOf(disputes []Dispute) []string {
	out := []string{}
	for _, d := range disputes {
		out = append(out, fmt.Sprint(d.Words(letter, "≠"), " ", d.Strength))
	}
	slices.Sort(out)
	return out
}

// TestWordsOfPassages names reports only where people set whole sentences against each other.
func TestWordsOfPassages(t *testing.T) {
	long := "the tower gave the order to hold the barge at the outer buoy until dawn"
	d := Dispute{About: "who gave the order", Values: []Value{{Text: long, Refs: []Ref{{0, 3}}}, {Text: "nobody " + long, Refs: []Ref{{2, 1}}}}}
	if got := d.Words(func(i int) string { return string(rune('A' + i)) }, "≠"); got != "who gave the order: A ≠ C" {
		t.Error(got)
	}
	if (Value{Text: "at least 1,200"}).Passage() {
		t.Error("a number is taken for a passage")
	}
}
