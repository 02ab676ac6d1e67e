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
	labelled  int // that have labels now and had none
}

// NewDay is a day on which the annotator has not done anything yet.
func NewDay(annotator string) *Day {
	return &Day{annotator: annotator, began: map[annotate.ID]bool{}, now: map[annotate.ID]bool{}}
}

// Earlier tells of a change of the day that was made before all those it knows.
func (d *Day) Earlier(c annotate.Change) {
	for i := len(c.Edits) - 1; i >= 0; i-- {
		if id, before, after, ok := d.labels(c.Edits[i]); ok {
			if now, known := d.now[id]; known {
				after = now
			}
			d.set(id, before, after)
		}
	}
}

// Later tells of edits that were made after all those it knows.
func (d *Day) Later(edits []annotate.Edit) {
	for _, e := range edits {
		if id, before, after, ok := d.labels(e); ok {
			if began, known := d.began[id]; known {
				before = began
			}
			d.set(id, before, after)
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

// set is what is known of an annotation, and counts it.
func (d *Day) set(id annotate.ID, began, now bool) {
	if d.now[id] && !d.began[id] {
		d.labelled--
	}
	if d.began[id], d.now[id] = began, now; now && !began {
		d.labelled++
	}
}

// Count is how many sentences.
func (d *Day) Count() int { return d.labelled }

// Next is the day after, on which nothing has been done yet.
func (d *Day) Next() *Day { return NewDay(d.annotator) }
