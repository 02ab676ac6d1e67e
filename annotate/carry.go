package annotate

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Copy is a sentence of another report with the same words.
type Copy struct {
	Reading  *Reading
	Sentence int
}

// Carry is the change that says of the copies what is said of sentence n: its labels, and
// its speaker and note where a copy has none. A copy that was labelled otherwise by hand
// stays as it is: kept counts those. Carried is how many copies change; where it is
// 0 there is no change. Nobody looks at the copies: what was said of other words stays marked
// unless it takes over labels.
func (r *Reading) Carry(n int, copies []Copy, now time.Time) (c Change, carried, kept int) {
	from, _ := r.Sentence(n)
	c = Change{At: Instant(now), By: r.Annotator, Article: r.Article.ID}
	for _, to := range copies {
		have, had := to.Reading.Sentence(to.Sentence)
		if had && have.Origin != Carried && len(have.Labels) > 0 && len(from.Labels) > 0 && !slices.Equal(have.Labels, from.Labels) {
			kept++
			continue
		}
		edits, ok := to.Reading.edit(OnSentence(to.Sentence), now, func(a *Annotation) string {
			a.Was = have.Was
			return a.carry(from, !had)
		})
		if ok {
			carried++
			c.Edits = append(c.Edits, edits.Edits...)
		}
	}
	c.What = fmt.Sprintf("sentence %d: carry to %d copies", n+1, carried)
	return c, carried, kept
}

// carry takes over what another annotation says. Labels that were carried before follow;
// what else stands there stays, as a hand may have written it.
func (a *Annotation) carry(from Annotation, fresh bool) string {
	if len(from.Labels) > 0 && (len(a.Labels) == 0 || a.Origin == Carried) {
		a.Labels, a.Origin, a.Was = slices.Clone(from.Labels), Carried, from.Was
	}
	if fresh {
		a.Origin = Carried
	}
	a.Speaker = cmp.Or(a.Speaker, from.Speaker)
	a.Note = cmp.Or(a.Note, from.Note)
	return "carry"
}
