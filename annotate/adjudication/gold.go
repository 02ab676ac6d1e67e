package adjudication

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"rashomon/annotate"
)

// Decision is who decides, when, and whether the history may tell whose word was taken.
type Decision struct {
	By    string
	At    time.Time
	Blind bool // the change does not name the annotator; the note of gold does
	Rule  Rule // that decides, and not somebody; empty for a person
}

// Take is the change that makes what one annotator says of the sentence gold, with her labelled
// words in it, in the place of what gold said before. A note that somebody wrote stays. Ok is
// false where gold says so already.
func (c *Case) Take(say Say, d Decision) (change annotate.Change, ok bool) {
	note := c.Gold.Sentence.Note
	if c.automatic(note) {
		note = as(say.Annotator)
	}
	edits := c.gold(say, d, note)
	if len(edits) == 0 {
		return annotate.Change{}, false
	}
	what := say.What(c.Scheme)
	if what == "" {
		what = "no label"
	}
	if !d.Blind {
		what += ", " + as(say.Annotator)
	}
	return c.change(what, d, edits), true
}

func as(name string) string { return "as " + name + " says" }

// Withdraw is the change that takes gold of the sentence away again; ok is false where there
// is none.
func (c *Case) Withdraw(d Decision) (change annotate.Change, ok bool) {
	var edits []annotate.Edit
	for _, x := range append(slices.Clone(c.Gold.Spans), c.Gold.Sentence) {
		if x.ID != 0 {
			edits = append(edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &x}})
		}
	}
	return c.change("nobody has decided", d, edits), len(edits) > 0
}

func (c *Case) change(what string, d Decision, edits []annotate.Edit) annotate.Change {
	return annotate.Change{
		At: annotate.Instant(d.At), By: d.By, Article: c.Article.ID, Edits: edits,
		What: fmt.Sprintf("gold for sentence %d: %s", c.Number+1, what),
	}
}

// Sign is a change that a reading by annotate.Gold made, as what somebody decided: gold names
// who did. Where the labels are others now, a note that says whose word, or which rule, was
// followed goes, and what had been left open no longer is.
func (c *Case) Sign(change annotate.Change, by string) annotate.Change {
	change.By = by
	change.What = "gold for " + change.What
	change.Edits = slices.Clone(change.Edits)
	signed := map[annotate.ID]*annotate.Annotation{} // by earlier edits: words are moved, and then labelled
	for i, e := range change.Edits {
		if e.Annotation == nil || e.Annotation.After == nil || e.Annotation.After.Annotator != annotate.Gold {
			continue
		}
		after, before := *e.Annotation.After, e.Annotation.Before
		if x, ok := signed[after.ID]; ok {
			before = x
		}
		after.Origin, after.Score, after.Adjudicator, after.Updated = annotate.Adjudicated, 0, by, c.seen(after.Updated)
		after.Extra = c.mark("").in(after.Extra)
		if before != nil && !slices.Equal(before.Labels, after.Labels) {
			if after.Note == before.Note && c.automatic(after.Note) {
				after.Note = ""
			}
			if len(after.Labels) > 0 && after.Flag == annotate.Flagged {
				after.Flag, after.Reason = annotate.Unflagged, ""
			}
		}
		r := annotate.Replaced[annotate.Annotation]{Before: before, After: &after}
		if after.Empty() {
			r.After = nil
		}
		signed[after.ID] = r.After
		if r.Before != nil || r.After != nil {
			change.Edits[i].Annotation = &r
		}
	}
	return change
}

// automatic says whether a note of gold is none that somebody wrote.
func (c *Case) automatic(note string) bool {
	return note == "" || ByRule(c.Gold.Sentence) || slices.ContainsFunc(c.Says, func(s Say) bool { return note == as(s.Annotator) })
}

// person says whether somebody decided on the sentence, or on words in it, and no rule did.
func (c *Case) person() bool {
	return c.Gold.Sentence.ID != 0 && !ByRule(c.Gold.Sentence) ||
		slices.ContainsFunc(c.Gold.Spans, func(x annotate.Annotation) bool { return !ByRule(x) })
}

// gold is the edits that make gold of the sentence what an annotator says; none where it is
// that, by the same adjudicator, with the same note, and is not stale.
func (c *Case) gold(say Say, d Decision, note string) (out []annotate.Edit) {
	again := c.State() == Stale
	put := func(before, after *annotate.Annotation) {
		if before == nil || after == nil || again || !equal(*before, *after) {
			out = append(out, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{Before: before, After: after}})
		}
	}
	spans := say.labelled()
	pairs := make([]*annotate.Annotation, len(spans)) // old gold of the same words
	for _, old := range c.Gold.Spans {
		i := slices.IndexFunc(spans, func(x annotate.Annotation) bool { return x.Span == old.Span })
		if i < 0 || pairs[i] != nil {
			put(&old, nil)
		} else {
			pairs[i] = &old
		}
	}
	var before *annotate.Annotation
	if c.Gold.Sentence.ID != 0 {
		before = &c.Gold.Sentence
	}
	said := say.Sentence
	after := c.golden(annotate.OnSentence(c.Number), said, before, d)
	after.Note = note
	if after.Flag = annotate.Unflagged; said.Flag == annotate.Skipped {
		after.Flag, after.Reason, after.Labels = annotate.Skipped, said.Reason, nil
	}
	if !after.Empty() {
		put(before, &after)
	}
	used := maps.Clone(c.taken)
	if used == nil {
		used = map[annotate.ID]bool{}
	}
	for i, x := range spans {
		after := c.golden(annotate.OnSpan(x.Span), x, pairs[i], d)
		for pairs[i] == nil && used[after.ID] { // of words that were stretched since
			after.ID = after.ID.Next()
		}
		used[after.ID] = true
		put(pairs[i], &after)
	}
	return out
}

// golden is what is said of a target, as gold.
func (c *Case) golden(t annotate.Target, said annotate.Annotation, before *annotate.Annotation, d Decision) annotate.Annotation {
	out := annotate.NewAnnotation(c.Article, c.Body, t, c.Scheme.Name, annotate.Gold)
	out.Created = annotate.Instant(d.At)
	out.Updated = c.seen(out.Created)
	if before != nil {
		out.ID, out.Created, out.Extra, out.Seconds = before.ID, before.Created, before.Extra, before.Seconds
		if !out.Updated.After(before.Updated) {
			out.Updated = before.Updated // a clock that went back does not make it older
		}
	}
	out.Labels, out.Attributes, out.Speaker = slices.Clone(said.Labels), maps.Clone(said.Attributes), said.Speaker
	out.Origin, out.Adjudicator = annotate.Adjudicated, d.By
	out.Extra = c.mark(d.Rule).in(out.Extra)
	return out
}

// seen is when a decision of that moment counts as made: not before what it is about was said,
// by whatever clock.
func (c *Case) seen(at time.Time) time.Time {
	for _, s := range c.Says {
		if said := s.Updated(); said.After(at) {
			at = said
		}
	}
	return at
}

// equal says whether two annotations say the same, whenever they did.
func equal(a, b annotate.Annotation) bool {
	a.Updated = b.Updated
	if len(a.Labels) == 0 && len(b.Labels) == 0 {
		a.Labels, b.Labels = nil, nil
	}
	if len(a.Attributes) == 0 && len(b.Attributes) == 0 {
		a.Attributes, b.Attributes = nil, nil
	}
	return reflect.DeepEqual(a, b)
}
