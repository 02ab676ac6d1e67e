package annotate

// Rating is what an annotation says its sentence, or its words, are: the labels. A sentence
// that is skipped has none, whatever labels are left on it: that is the later word. Ok is
// false where it says neither. Whoever counts or compares labels goes by it.
func (a Annotation) Rating() (labels []string, skipped, ok bool) {
	if a.Sentence >= 0 && a.Flag == Skipped {
		return nil, true, true
	}
	return a.Labels, false, len(a.Labels) > 0
}

// Rated says whether an annotation says which labels its sentence, or its words, have, or that
// the sentence is to have none.
func (a Annotation) Rated() bool {
	_, _, ok := a.Rating()
	return ok
}
