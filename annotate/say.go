package annotate

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"time"
)

// Toggle puts the label on the target, or takes it off.
func (r *Reading) Toggle(t Target, label string, now time.Time) (Change, bool) {
	return r.edit(t, now, func(a *Annotation) string {
		a.Labels, a.Origin, a.Score = r.Scheme.Toggle(a.Labels, label), Hand, 0
		if a.Has(label) {
			return "label " + label
		}
		return "take off " + label
	})
}

// SetLabels puts exactly these labels, and this speaker unless it is empty, on the target.
func (r *Reading) SetLabels(t Target, labels []string, speaker string, now time.Time) (Change, bool) {
	return r.edit(t, now, func(a *Annotation) string {
		a.Labels, a.Origin, a.Score = slices.Clone(labels), Hand, 0
		if speaker != "" {
			a.Speaker = speaker
		}
		return "repeat the labels"
	})
}

// SetAttribute makes a choice for an attribute, or with the choice that stands takes it back.
func (r *Reading) SetAttribute(t Target, name, choice string, now time.Time) (Change, bool) {
	return r.edit(t, now, func(a *Annotation) string {
		a.Attributes = maps.Clone(a.Attributes)
		if a.Attributes[name] == choice {
			if delete(a.Attributes, name); len(a.Attributes) == 0 {
				a.Attributes = nil
			}
			return "take off " + name
		}
		if a.Attributes == nil {
			a.Attributes = map[string]string{}
		}
		a.Attributes[name] = choice
		return name + " " + choice
	})
}

// SetSpeaker says who speaks or claims in the target; empty for nobody.
func (r *Reading) SetSpeaker(t Target, speaker string, now time.Time) (Change, bool) {
	return r.edit(t, now, func(a *Annotation) string {
		a.Speaker = Line(speaker)
		return "speaker " + a.Speaker
	})
}

// SetNote writes a note on the target; empty takes it away.
func (r *Reading) SetNote(t Target, note string, now time.Time) (Change, bool) {
	return r.edit(t, now, func(a *Annotation) string {
		a.Note = Lines(note)
		return "note"
	})
}

// NextFlag moves the flag of the target on: flagged, skipped, none.
func (r *Reading) NextFlag(t Target, now time.Time) (Change, bool) {
	said, _ := r.At(t)
	return r.SetFlag(t, said.Flag.Next(), "", now)
}

// SetFlag flags the target, or skips it, and says why; Unflagged takes both away.
func (r *Reading) SetFlag(t Target, flag Flag, reason string, now time.Time) (Change, bool) {
	return r.edit(t, now, func(a *Annotation) string {
		a.Flag, a.Reason = flag, Line(reason)
		switch flag {
		case Flagged:
			return "flag"
		case Skipped:
			return "skip"
		}
		a.Reason = ""
		return "unflag"
	})
}

// Proposal is a label that the program, or one that it asked, proposes for a target.
type Proposal struct {
	Label   string
	Score   float64 // 0 to 1
	Speaker string  // whose words or claim it is; empty where none is proposed
}

// Accept puts a proposal's label on the target, and its speaker where none is said, and
// records where they come from.
func (r *Reading) Accept(t Target, p Proposal, now time.Time) (Change, bool) {
	return r.edit(t, now, func(a *Annotation) string {
		if !a.Has(p.Label) {
			a.Labels = r.Scheme.Toggle(a.Labels, p.Label)
		}
		a.Origin, a.Score = Suggestion, p.Score
		a.Speaker = cmp.Or(a.Speaker, Line(p.Speaker))
		return "accept " + p.Label
	})
}

// Reject turns a proposed label down, or with on false no longer does.
func (r *Reading) Reject(t Target, label string, on bool, now time.Time) (Change, bool) {
	return r.edit(t, now, func(a *Annotation) string {
		a.Rejected = slices.DeleteFunc(slices.Clone(a.Rejected), func(l string) bool { return l == label })
		if !on {
			if len(a.Rejected) == 0 {
				a.Rejected = nil
			}
			return "no longer reject " + label
		}
		a.Rejected = append(a.Rejected, label)
		slices.Sort(a.Rejected)
		return "reject " + label
	})
}

// Confirm says that what is said of the target holds for its words too, which are others than
// those that it was said of. Ok is false where they are not, or nothing is said of it.
func (r *Reading) Confirm(t Target, now time.Time) (Change, bool) {
	if said, _ := r.At(t); said.Was == "" {
		return Change{}, false
	}
	return r.edit(t, now, func(*Annotation) string { return "holds for the changed words" })
}

// Stretch gives the span annotation on t another extent, with all that is said of it. Ok is
// false where nothing is said of t, or something is of the new extent already.
func (r *Reading) Stretch(t Target, to Span, now time.Time) (Change, bool) {
	_, taken := r.At(OnSpan(to))
	if _, ok := r.At(t); !ok || t.Sentence >= 0 || taken || !to.In(r.Body.Text) {
		return Change{}, false
	}
	return r.edit(t, now, func(a *Annotation) string {
		a.Span, a.Quote = to, r.Body.Text[to.Start:to.End]
		return "stretch"
	})
}

// Spent adds seconds to what the annotator has spent on the sentence of a change that
// this reading made and did not apply yet.
func (c Change) Spent(seconds float64) Change {
	c.Edits = slices.Clone(c.Edits)
	for i, e := range c.Edits {
		if e.Annotation != nil && e.Annotation.After != nil {
			after := *e.Annotation.After
			after.Seconds = float64(int((after.Seconds+seconds)*10+0.5)) / 10
			c.Edits[i].Annotation = &Replaced[Annotation]{Before: e.Annotation.Before, After: &after}
		}
	}
	return c
}

// edit is the change that does what do says to the annotation of a target; ok is false
// where that changes nothing. What do returns names the change. Whatever it is, somebody has
// seen the words that are there now: what it was said of before is no longer kept.
func (r *Reading) edit(t Target, now time.Time, do func(*Annotation) string) (c Change, ok bool) {
	if !t.In(r.Body) {
		return Change{}, false
	}
	old, had := r.At(t)
	after := old
	if !had {
		after = r.fresh(t)
		after.Created = Instant(now)
	}
	after.Labels, after.Was = slices.Clone(after.Labels), ""
	what := do(&after)
	after.settle(old)
	if after.Updated = old.Updated; reflect.DeepEqual(after, old) || !had && after.Empty() {
		return Change{}, false
	}
	after.Updated = Instant(now)
	if !after.Updated.After(old.Updated) {
		after.Updated = old.Updated // a clock that went back does not make an edit older
	}
	edit := &Replaced[Annotation]{}
	if had {
		edit.Before = &old
	}
	if !after.Empty() {
		edit.After = &after
	}
	return Change{
		At: Instant(now), By: r.Annotator, Article: r.Article.ID,
		What:  t.name(r.Body) + ": " + what,
		Edits: []Edit{{Annotation: edit}},
	}, true
}

// settle takes the labels that stand out of those that were turned down, and the skip off
// what was labelled after all.
func (a *Annotation) settle(old Annotation) {
	if len(a.Labels) > len(old.Labels) && a.Flag == Skipped {
		a.Flag, a.Reason = Unflagged, ""
	}
	if slices.ContainsFunc(a.Rejected, a.Has) {
		a.Rejected = slices.DeleteFunc(slices.Clone(a.Rejected), a.Has)
		if len(a.Rejected) == 0 {
			a.Rejected = nil
		}
	}
}

// fresh is an annotation of the target that says nothing yet. A span that was stretched
// keeps its ID, so the one that its old place would give may be taken.
func (r *Reading) fresh(t Target) Annotation {
	a := NewAnnotation(r.Article, r.Body, t, r.Scheme.Name, r.Annotator)
	for _, taken := r.said[a.ID]; taken; _, taken = r.said[a.ID] {
		a.ID = a.ID.Next()
	}
	return a
}
