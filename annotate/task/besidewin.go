package task

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rashomon/annotate"
)

var (
	errNoOffsets = errors.New("a place without its start or its end")
	errNoLabel   = errors.New("a label without a name")
)

// besides is what stands under besideKey and has to be held against a line's own keys.
type besides struct {
	annotator string
	said      []annotate.Annotation
	suggested []Suggestion
	kept      []string // keys of the line that are another program's, though the format's writer has them too
	repeats   bool     // all of the line stands in another one, too
	unsaid    string   // which labels the line has no keys for: unsaidSpans, unsaidSentences or unsaidAll
}

// natively is what a line says in keys of its format.
type natively struct {
	// said has of each annotation the labels, Rejected, Skipped, note and Extra that the format
	// has, in any number of pieces: the same place may come again. Sentence is -1 for a span;
	// else it is all of the text that is meant.
	said      []annotate.Annotation
	format    string    // whose Extra that is
	asSpans   bool      // labels of sentences are spans too, as in a whole article
	skips     bool      // the format says itself which text was skipped
	annotator string    // where the format names one
	updated   time.Time // when it was said, where the format tells
	hides     bool      // the format does not name the labels of a sentence that was skipped
	refused   bool      // some of what the line said was no good: what nothing is said of is as it was
}

// mostThere is how many labels, and how many annotations, one place can have: each is held against
// all others.
const mostThere = 256

var errCrowded = fmt.Errorf("more than %d labels or annotations of one place", mostThere)

// crowded says whether there are too many of one place.
func crowded(said []annotate.Annotation) error {
	all := 0
	for _, x := range said {
		all += max(1, len(x.Labels))
	}
	if all <= mostThere {
		return nil
	}
	there := map[annotate.Span]int{}
	for _, x := range said {
		if there[x.Span] += max(1, len(x.Labels)); there[x.Span] > mostThere {
			return errCrowded
		}
	}
	return nil
}

// settle makes the task whole: what was put beside comes back, and what the line says in keys of its
// format wins, for another program may have changed it. An annotation that was changed is
// imported; one that has lost all it said is gone. What nothing stands beside of is new.
// The error says that it is too much.
func (b *besides) settle(t *Task, n natively) error {
	if err := cmp.Or(crowded(b.said), crowded(n.said)); err != nil {
		return err
	}
	t.Annotator = cmp.Or(n.annotator, b.annotator)
	other := b.annotator != t.Annotator && b.annotator != "" // who says it now is not who said it
	s := settling{task: t, native: n, by: map[annotate.Span][]int{}, at: map[annotate.Target]int{}}
	for i, x := range b.said {
		x.Article, x.Quote = t.Article.ID, t.Text[x.Span.Start:x.Span.End]
		s.was = append(s.was, x)
		if other {
			continue
		}
		s.by[x.Span] = append(s.by[x.Span], i)
		x.Labels = nil
		s.was[i] = x
	}
	if !other {
		s.claim(b)
	}
	for _, x := range n.said {
		s.take(x)
	}
	for i, x := range s.was {
		if !other {
			s.changed(&x, b.said[i])
		}
		if !x.Empty() {
			t.Said = append(t.Said, x)
		} else if !b.said[i].Empty() {
			t.Gone = append(t.Gone, b.said[i])
		}
	}
	s.add(b.suggested)
	return nil
}

// settling is one task on its way.
type settling struct {
	task   *Task
	native natively
	was    []annotate.Annotation   // what stood beside, with the labels that it still has
	by     map[annotate.Span][]int // of was
	fresh  []annotate.Annotation
	at     map[annotate.Target]int // of fresh
}

// claim gives what stood beside the labels that it had and that are still said, or cannot be said
// in the line.
func (s *settling) claim(b *besides) {
	still, had := map[annotate.Span][]annotate.Annotation{}, map[annotate.Span][]string{}
	for _, x := range s.native.said {
		still[x.Span] = append(still[x.Span], x)
	}
	for _, x := range b.said {
		had[x.Span] = append(had[x.Span], x.Labels...)
	}
	for i, x := range b.said {
		var now []string // labels that are said there
		skipped := false
		for _, y := range still[x.Span] {
			skipped = skipped || y.Flag == annotate.Skipped
			if s.same(x, y) {
				now = append(now, y.Labels...)
			}
		}
		was := &s.was[i]
		if s.native.skips && x.Sentence >= 0 && x.Flag == annotate.Skipped && !skipped {
			was.Flag = annotate.Unflagged
		}
		unsaid := b.lacks(x) || s.native.hides && x.Sentence >= 0 && was.Flag == annotate.Skipped
		if unsaid && !slices.ContainsFunc(now, func(l string) bool { return !slices.Contains(had[x.Span], l) }) ||
			s.native.refused && len(now) == 0 {
			now = x.Labels
		}
		for _, l := range x.Labels {
			if slices.Contains(now, l) {
				was.Labels = append(was.Labels, l)
			}
		}
	}
}

// lacks says whether the line has no keys for labels of what stood beside.
func (b *besides) lacks(x annotate.Annotation) bool {
	switch b.unsaid {
	case unsaidSpans:
		return x.Sentence < 0
	case unsaidSentences:
		return x.Sentence >= 0
	}
	return b.unsaid == unsaidAll
}

// same says whether what stood beside and what is said natively can be about the same: both
// about a sentence, or both about a span, where the format tells one from the other.
func (s *settling) same(was, now annotate.Annotation) bool {
	return s.native.asSpans || (was.Sentence >= 0) == (now.Sentence >= 0)
}

// take takes what is said natively: most of it has its place already.
func (s *settling) take(x annotate.Annotation) {
	into := -1
	x.Labels, x.Rejected = slices.Clone(x.Labels), slices.Clone(x.Rejected)
	for _, i := range s.by[x.Span] {
		was := &s.was[i]
		if !s.same(*was, x) {
			continue
		}
		if into < 0 {
			into = i
		}
		x.Labels = slices.DeleteFunc(x.Labels, was.Has)
		x.Rejected = slices.DeleteFunc(x.Rejected, func(l string) bool { return slices.Contains(was.Rejected, l) })
		if was.Flag == x.Flag {
			x.Flag = annotate.Unflagged
		}
	}
	if into >= 0 {
		merge(&s.was[into], x, s.native.format)
		return
	}
	s.renew(x)
}

// renew takes what nothing stood beside of.
func (s *settling) renew(x annotate.Annotation) {
	t := s.task
	switch {
	case x.Sentence >= 0:
		x.Sentence = sentenceOf(x, t)
	case s.native.asSpans:
		i, found := slices.BinarySearchFunc(t.Sentences, x.Span.Start, func(y annotate.Span, at int) int { return cmp.Compare(y.Start, at) })
		if found && t.Sentences[i] == x.Span {
			x.Sentence = i
		}
	}
	where := annotate.Target{Sentence: x.Sentence, Span: x.Span}
	if i, have := s.at[where]; have {
		merge(&s.fresh[i], x, s.native.format)
		return
	}
	s.at[where] = len(s.fresh)
	x.Article, x.Revision, x.Quote = t.Article.ID, t.Article.Revision, t.Text[x.Span.Start:x.Span.End]
	x.Annotator, x.Origin, x.Created, x.Updated = t.Annotator, annotate.Imported, s.native.updated, s.native.updated
	s.fresh = append(s.fresh, x)
}

// merge adds to an annotation what another piece says of the same place.
func merge(x *annotate.Annotation, more annotate.Annotation, format string) {
	for _, l := range more.Labels {
		if !x.Has(l) {
			x.Labels = append(x.Labels, l)
		}
	}
	for _, l := range more.Rejected {
		if !slices.Contains(x.Rejected, l) {
			x.Rejected = slices.Sorted(slices.Values(append(slices.Clone(x.Rejected), l)))
		}
	}
	if more.Flag != annotate.Unflagged {
		x.Flag = more.Flag
	}
	if more.Note != "" && !hasLines(x.Note, more.Note) {
		x.Note = strings.TrimPrefix(x.Note+"\n"+more.Note, "\n")
	}
	if x.Speaker == "" {
		x.Speaker = more.Speaker
	}
	if more.Extra != "" {
		x.Extra = joinExtra(x.Extra, more.Extra, format)
	}
}

// hasLines says whether all lines of the second note stand in the first, in a row.
func hasLines(note, lines string) bool {
	return strings.Contains("\n"+annotate.Lines(note)+"\n", "\n"+annotate.Lines(lines)+"\n")
}

// changed says of an annotation that it is not what was written, where it is not.
func (s *settling) changed(x *annotate.Annotation, was annotate.Annotation) {
	if slices.Equal(x.Labels, was.Labels) && slices.Equal(x.Rejected, was.Rejected) && x.Flag == was.Flag && x.Note == was.Note && x.Speaker == was.Speaker {
		return
	}
	if x.Flag != was.Flag {
		x.Reason = ""
	}
	x.Origin, x.Score = annotate.Imported, 0
	if x.Updated = s.native.updated; !x.Updated.After(was.Updated) {
		x.Updated = time.Time{} // some time later: nobody knows when
	}
}

// add adds what is new, in the order of the text, and what is proposed where nothing new is said: else it was
// taken up, if it says the same.
func (s *settling) add(suggested []Suggestion) {
	for _, g := range suggested {
		i, new := s.at[annotate.Target{Sentence: g.Sentence, Span: g.Span}]
		switch {
		case !new:
			s.task.Suggested = append(s.task.Suggested, g)
		case slices.Equal(s.fresh[i].Labels, g.Labels) && len(g.Labels) > 0:
			s.fresh[i].Origin, s.fresh[i].Score = annotate.Suggestion, g.Score
			s.fresh[i].Speaker = cmp.Or(s.fresh[i].Speaker, g.Speaker)
		}
	}
	if len(s.fresh) == 0 {
		return
	}
	s.task.Said = append(s.task.Said, s.fresh...)
	slices.SortStableFunc(s.task.Said, func(x, y annotate.Annotation) int { return cmp.Compare(x.Span.Start, y.Span.Start) })
}

// propose makes the task whole where nobody has answered yet: what the line says natively is
// proposed with this score, unless what stood beside proposes it with more to say.
func (b *besides) propose(t *Task, n natively, score float64) {
	t.Annotator = cmp.Or(n.annotator, b.annotator)
	for _, x := range b.said {
		x.Article, x.Quote = t.Article.ID, t.Text[x.Span.Start:x.Span.End]
		t.Said = append(t.Said, x)
	}
	t.Suggested = append(t.Suggested, b.suggested...)
	has := b.proposed()
	for _, x := range n.said {
		left := slices.DeleteFunc(slices.Clone(x.Labels), func(l string) bool { return has[proposed{x.Span, l}] })
		if len(left) > 0 {
			t.Suggested = append(t.Suggested, Suggestion{Sentence: sentenceOf(x, t), Span: x.Span, Labels: left, Score: score})
		}
	}
}

// proposed is a label that is proposed of a place.
type proposed struct {
	annotate.Span
	label string
}

// proposed is what stood beside proposes.
func (b *besides) proposed() map[proposed]bool {
	all := map[proposed]bool{}
	for _, g := range b.suggested {
		for _, l := range g.Labels {
			all[proposed{g.Span, l}] = true
		}
	}
	return all
}

// sentenceOf is the number of the sentence that is meant by what is said natively; -1 for a span.
func sentenceOf(x annotate.Annotation, t *Task) int {
	if x.Sentence < 0 {
		return -1
	}
	return max(t.Sentence, 0)
}
