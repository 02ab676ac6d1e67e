package queue

import "rashomon/annotate"

// Day counts the sentences that an annotator has labelled on one day, by whatever scheme:
// those that carry a label now and carried none when the day began. The changes of the day
// are told to it in any order in which each annotation's own follow one another: back from
// the newest, then those that are made. The zero Day is not ready: see NewDay.
type Day struct {
	annotator string
	began     map[annotate.ID]bool // whether an annotation had labels when the day began
	now       map[annotate.ID]bool
}

// NewDay is a day on which the annotator has not done anything yet.
func NewDay(annotator string) *Day {
	return &Day{annotator: annotator, began: map[annotate.ID]bool{}, now: map[annotate.ID]bool{}}
}

// Earlier tells of a change of the day that was made before all those it knows.
func (d *Day) Earlier(c annotate.Change) {
	for i := len(c.Edits) - 1; i >= 0; i-- {
		if id, before, after, ok := d.labels(c.Edits[i]); ok {
			if _, known := d.now[id]; !known {
				d.now[id] = after
			}
			d.began[id] = before
		}
	}
}

// Later tells of edits that were made after all those it knows.
func (d *Day) Later(edits []annotate.Edit) {
	for _, e := range edits {
		if id, before, after, ok := d.labels(e); ok {
			if _, known := d.began[id]; !known {
				d.began[id] = before
			}
			d.now[id] = after
		}
	}
}

// labels is whether an annotation of a sentence by the annotator had labels before an edit,
// and has some after it.
func (d *Day) labels(e annotate.Edit) (id annotate.ID, before, after, ok bool) {
	if e.Annotation == nil {
		return 0, false, false, false
	}
	mine := func(a *annotate.Annotation) bool {
		if a == nil || a.Annotator != d.annotator || a.Sentence < 0 {
			return false
		}
		id, ok = a.ID, true
		return len(a.Labels) > 0
	}
	before, after = mine(e.Annotation.Before), mine(e.Annotation.After)
	return id, before, after, ok
}

// Count is how many sentences.
func (d *Day) Count() (n int) {
	for id, labelled := range d.now {
		if labelled && !d.began[id] {
			n++
		}
	}
	return n
}

// Next is the day after, on which nothing has been done yet.
func (d *Day) Next() *Day { return NewDay(d.annotator) }
