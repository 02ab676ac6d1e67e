package annotate

// Progress is how far an annotator has come with an article or a story, in sentences.
type Progress struct {
	Sentences int            `json:"sentences"`
	Labelled  int            `json:"labelled"`
	Skipped   int            `json:"skipped"`
	Flagged   int            `json:"flagged"`
	Labels    map[string]int `json:"labels"`
}

// Count adds an annotation of a sentence, or with by = -1 takes it away. Spans that are
// not whole sentences do not count.
func (p *Progress) Count(a Annotation, by int) {
	if a.Sentence < 0 {
		return
	}
	if len(a.Labels) > 0 {
		p.Labelled += by
	}
	switch a.Flag {
	case Skipped:
		p.Skipped += by
	case Flagged:
		p.Flagged += by
	}
	if p.Labels == nil {
		p.Labels = map[string]int{}
	}
	for _, l := range a.Labels {
		if p.Labels[l] += by; p.Labels[l] == 0 {
			delete(p.Labels, l)
		}
	}
}

// Add adds another progress to this one.
func (p *Progress) Add(q Progress) {
	p.Sentences += q.Sentences
	p.Labelled += q.Labelled
	p.Skipped += q.Skipped
	p.Flagged += q.Flagged
	for l, n := range q.Labels {
		if p.Labels == nil {
			p.Labels = map[string]int{}
		}
		p.Labels[l] += n
	}
}
