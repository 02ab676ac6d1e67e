package adjudication_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/annotate/query"
)

var (
	names  = []string{"ana", "ben", "cem", "dee"}
	labels = []string{"fact", "quote", "claim"}
)

// drawn is a library that a team has labelled somehow, and some of it decided.
func drawn(rt *rapid.T, dir string) *team {
	x := newTeam(rt, dir, annotate.DefaultScheme(), 2, 4)
	x.held = true
	for range rapid.IntRange(0, 40).Draw(rt, "labels") {
		x.says(rt, rapid.SampledFrom(names).Draw(rt, "who"))
	}
	for range rapid.IntRange(0, 4).Draw(rt, "decisions") {
		r, n := rapid.IntRange(0, 1).Draw(rt, "report"), rapid.IntRange(0, 3).Draw(rt, "sentence")
		if rapid.IntRange(0, 3).Draw(rt, "by hand") == 0 {
			x.says(rt, annotate.Gold)
		} else {
			x.take(r, n, rapid.SampledFrom(names).Draw(rt, "of"))
		}
	}
	x.flush()
	return x
}

// says has somebody say something of some sentence.
func (x *team) says(rt *rapid.T, who string) {
	r, n := rapid.IntRange(0, 1).Draw(rt, "report"), rapid.IntRange(0, 3).Draw(rt, "sentence")
	x.does(r, who, func(reading *annotate.Reading, now time.Time) (c annotate.Change, ok bool) {
		t := annotate.OnSentence(n)
		switch rapid.IntRange(0, 9).Draw(rt, "what") {
		case 0:
			c, ok = reading.SetFlag(t, annotate.Skipped, "", now)
		case 1:
			c, ok = reading.SetSpeaker(t, rapid.SampledFrom([]string{"the clerk", "Ida Marsh"}).Draw(rt, "speaker"), now)
		case 2:
			at := reading.Body.Sentences[n].Start
			c, ok = reading.Toggle(annotate.OnSpan(annotate.Span{Start: at, End: at + rapid.IntRange(3, 6).Draw(rt, "words")}), "quote", now)
		case 3:
			c, ok = reading.SetNote(t, "look at this", now)
		case 4:
			for _, s := range reading.Annotations() {
				if s.Sentence < 0 {
					return reading.Stretch(s.Target(), annotate.Span{Start: s.Span.Start, End: s.Span.End + 1}, now)
				}
			}
			return c, false
		default:
			c, ok = reading.SetLabels(t, rapid.SliceOfNDistinct(rapid.SampledFrom(labels), 1, 2, rapid.ID).Draw(rt, "labels"), "", now)
		}
		if who == annotate.Gold && ok {
			here := x.at(r, n)
			c = here.Sign(c, "lea")
		}
		return c, ok
	})
}

// everything is all that is said, by ID.
func (x *team) everything() map[annotate.ID]annotate.Annotation {
	out := map[annotate.ID]annotate.Annotation{}
	for r := range x.all {
		for _, a := range x.said(r) {
			out[a.ID] = a
		}
	}
	return out
}

// TestPass has passes keep to what people decided, say of each sentence what one annotator
// says of it, hold to their rule, and be taken back.
func TestPass(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		x := drawn(rt, fmt.Sprint(dir, "/", n))
		defer x.store.Close()
		for range 2 { // the second over the first
			before := x.everything()
			o := adjudication.PassOptions{
				Options: adjudication.Options{Scheme: x.scheme}, Rule: rapid.SampledFrom(adjudication.Rules()).Draw(rt, "rule"),
				Alone: rapid.Bool().Draw(rt, "alone"), By: "lea", Now: x.clock,
			}
			cases := x.cases()
			p, err := adjudication.Pass(context.Background(), query.Query{}, x.store, o)
			if errors.Is(err, adjudication.ErrNobody) {
				return
			}
			must(rt, err)
			if len(p.Change.Edits) == 0 {
				if p.Sentences != 0 {
					rt.Fatalf("no edits for %d sentences", p.Sentences)
				}
				continue
			}
			x.apply(p.Change)
			x.keeps(before, x.everything())
			x.ruled(cases, p, o)
			again, err := adjudication.Pass(context.Background(), query.Query{}, x.store, o)
			must(rt, err)
			if o.Rule != adjudication.Best && len(again.Change.Edits) != 0 { // the best may be another, measured by more
				rt.Fatalf("the same pass again changes something: %+v", again)
			}
			after := x.everything()
			if _, err := x.store.Undo("lea"); err != nil || !reflect.DeepEqual(x.everything(), before) {
				rt.Fatalf("undone it is not what it was: %v", err)
			}
			if _, err := x.store.Redo("lea"); err != nil || !reflect.DeepEqual(x.everything(), after) {
				rt.Fatalf("redone it is not what it was: %v", err)
			}
		}
	})
}

// keeps fails if something is another that annotators said, or somebody decided.
func (x *team) keeps(before, after map[annotate.ID]annotate.Annotation) {
	x.t.Helper()
	for id, a := range before {
		if (a.Annotator != annotate.Gold || !adjudication.ByRule(a)) && !reflect.DeepEqual(after[id], a) {
			x.t.Fatalf("was %+v, is %+v", a, after[id])
		}
	}
	for id, a := range after {
		if _, had := before[id]; !had && (a.Annotator != annotate.Gold || !adjudication.ByRule(a) || a.Origin != annotate.Adjudicated) {
			x.t.Fatalf("new: %+v", a)
		}
	}
}

func (x *team) cases() (out []adjudication.Case) {
	for r, a := range x.all {
		out = append(out, adjudication.Cases(a.Article, a.Body, x.scheme, x.said(r))...)
	}
	return out
}

// alike is what is said, without who says it and when.
func alike(s adjudication.Say) string {
	var out []string
	for _, x := range s.Spans {
		if len(x.Labels) > 0 {
			out = append(out, fmt.Sprint(x.Span, x.Labels, x.Speaker, x.Attributes))
		}
	}
	slices.Sort(out)
	a := s.Sentence
	if a.Flag == annotate.Skipped { // the later word, whatever labels are left
		a.Labels = nil
	}
	return fmt.Sprint(slices.Sorted(slices.Values(a.Labels)), a.Flag == annotate.Skipped, a.Speaker, a.Attributes, out)
}

// ruled fails unless gold of a rule is what one annotator says, and what the rule says.
func (x *team) ruled(before []adjudication.Case, p adjudication.Plan, o adjudication.PassOptions) {
	x.t.Helper()
	made := 0
	for _, c := range x.cases() {
		i := slices.IndexFunc(before, func(b adjudication.Case) bool {
			return b.Article.ID == c.Article.ID && b.Number == c.Number
		})
		if g := c.Gold.Sentence; i < 0 || g.Adjudicator != p.Rule.Adjudicator() || reflect.DeepEqual(before[i].Gold, c.Gold) {
			continue
		}
		made++
		rated, like, labelled, followed := 0, 0, 0, false
		for _, s := range c.Says {
			if s.Rated() {
				rated++
			}
			if s.Rated() && s.What(x.scheme) == c.Gold.What(x.scheme) {
				labelled++
			}
			if alike(s) == alike(c.Gold) {
				like++
				followed = followed || s.Annotator == p.Best
			}
		}
		switch {
		case like == 0:
			x.t.Fatalf("nobody says %s: %+v", alike(c.Gold), c.Says)
		case p.Rule == adjudication.Best && !followed:
			x.t.Fatalf("%s does not say %s", p.Best, alike(c.Gold))
		case p.Rule == adjudication.Majority && rated > 0 && 2*labelled <= rated:
			x.t.Fatalf("%d of %d say %s", labelled, rated, alike(c.Gold))
		case p.Rule == adjudication.Unanimous && rated > 0 && labelled != rated:
			x.t.Fatalf("%d of all %d say %s", labelled, rated, alike(c.Gold))
		case rated == 1 && len(c.Says) == 1 && !o.Alone:
			x.t.Fatalf("one alone says %s", alike(c.Gold))
		}
	}
	sum := 0
	for _, l := range p.Labels {
		sum += l.Sentences
	}
	if made != p.Sentences || sum != made || p.Agreed+p.Differing != made {
		x.t.Fatalf("%d sentences have gold, the plan says %+v", made, p)
	}
}

// TestTake has what is taken be what was said, whatever gold said before, and be taken back.
func TestTake(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		x := drawn(rt, fmt.Sprint(dir, "/", n))
		defer x.store.Close()
		cases := slices.DeleteFunc(x.cases(), func(c adjudication.Case) bool { return len(c.Says) == 0 })
		if len(cases) == 0 {
			return
		}
		c := rapid.SampledFrom(cases).Draw(rt, "case")
		say := rapid.SampledFrom(c.Says).Draw(rt, "say")
		before := x.everything()
		change, ok := c.Take(say, adjudication.Decision{By: "lea", At: x.clock.Add(time.Minute)})
		if !ok {
			if alike(c.Gold) != alike(say) {
				rt.Fatalf("%+v is not taken for %+v", say, c.Gold)
			}
			return
		}
		x.apply(change)
		for _, now := range x.cases() {
			if now.Article.ID == c.Article.ID && now.Number == c.Number && alike(now.Gold) != alike(say) {
				rt.Fatalf("%s is taken, gold is %s", alike(say), alike(now.Gold))
			}
		}
		for id, a := range before {
			if now := x.everything()[id]; a.Annotator != annotate.Gold && !reflect.DeepEqual(now, a) {
				rt.Fatalf("was %+v, is %+v", a, now)
			}
		}
		if _, err := x.store.Undo("lea"); err != nil || !reflect.DeepEqual(x.everything(), before) {
			rt.Fatalf("undone it is not what it was: %v", err)
		}
	})
}

// TestBest has the one followed who agrees most surely with gold, or else with the others.
func TestBest(t *testing.T) {
	x := newTeam(t, t.TempDir(), annotate.DefaultScheme(), 1, 30)
	defer x.store.Close()
	pass := func() adjudication.Plan {
		p, err := adjudication.Pass(context.Background(), query.Query{}, x.store, adjudication.PassOptions{
			Options: adjudication.Options{Scheme: x.scheme}, Rule: adjudication.Best, By: "lea", Now: x.clock})
		must(t, err)
		return p
	}
	for n := range 30 {
		x.labels(0, n, "ana", "fact")
		x.labels(0, n, "ben", "fact")
		x.labels(0, n, "cem", "claim")
		if n < 2 {
			x.labels(0, n, "dee", "fact")
		}
	}
	if p := pass(); p.Best != "ana" || p.Sentences != 30 || !strings.Contains(p.Why, "agrees with 32 of 62 others' labels") {
		t.Fatalf("the best is %q: %s", p.Best, p.Why)
	}
	for n := range 25 {
		x.take(0, n, "cem")
	}
	if p := pass(); p.Best != "cem" || p.Sentences != 5 || p.Decided != 25 || !strings.Contains(p.Why, "agrees with 25 of 25 sentences that somebody decided") {
		t.Fatalf("the best is %q: %s", p.Best, p.Why)
	}
}
