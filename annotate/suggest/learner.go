package suggest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"rashomon/annotate"
)

const (
	window      = 100 // labels over which the learner and the rules are compared
	margin      = 3   // right answers the learner must be ahead by, before it speaks
	enough      = 30  // labels before it speaks where the rules know none of the scheme's labels
	rate        = 0.3
	decay       = 3e-2 // pull of a weight towards where it began, each time it is used
	priorWeight = 3    // of the rules' label at the beginning: untaught, the learner says what the rules say
	wordBuckets = 1 << 12
)

// Learner learns a scheme's labels from the labels given, one logistic regression a label, each step of the adaptive gradient
// method (J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods", JMLR 12, 2011). Before it learns a label it predicts
// it, and what it would have got right is compared with the rules over the last 100 labels (prequential evaluation: A. P. Dawid,
// 1984): only while it is ahead does Suggest show its word. It is deterministic: the same labels in the same order give
// the same learner. Not safe for use by several goroutines at once.
type Learner struct {
	models []model
	words  bool // the scheme has labels the rules do not know
	seen   int
	recent []outcome // of the last labels, a ring
	ahead  bool
}

// model is the regression of one label.
type model struct {
	label   string
	count   int // how often it was given
	weights []float64
	start   []float64 // of the first weights: the prior; the others begin at 0
	squares []float64 // sums of squared gradients
}

// outcome is who was right about one label.
type outcome struct{ learner, rules bool }

// NewLearner is a learner for a scheme that has been taught nothing.
func NewLearner(scheme annotate.Scheme) *Learner {
	l := &Learner{}
	for _, label := range scheme.Labels {
		l.words = l.words || labelNumber(label.Name) == 0
	}
	size := int(featCount)
	if l.words {
		size += wordBuckets
	}
	for _, label := range scheme.Labels {
		m := model{label: label.Name, weights: make([]float64, size), start: make([]float64, featCount), squares: make([]float64, size)}
		if n := labelNumber(label.Name); n > 0 {
			for k := range uint16(3) {
				m.start[featRule+k] = -priorWeight
			}
			m.start[featRule+n-1] = priorWeight
		}
		copy(m.weights, m.start)
		l.models = append(l.models, m)
	}
	return l
}

// Rebuild teaches a new learner the annotations in the order of their creation, so that undoing a label is to rebuild without it.
// said gives the rules' suggestion for the sentence an annotation is about, and false where there is none.
func Rebuild(scheme annotate.Scheme, annotations []annotate.Annotation, said func(annotate.Annotation) (Suggestion, bool)) *Learner {
	l := NewLearner(scheme)
	ordered := slices.Clone(annotations)
	slices.SortStableFunc(ordered, func(a, b annotate.Annotation) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	for _, a := range ordered {
		if a.Scheme != scheme.Name || a.Sentence < 0 || len(a.Labels) == 0 {
			continue
		}
		if s, found := said(a); found {
			l.Learn(s, a.Labels...)
		}
	}
	return l
}

// Seen is how many sentences it has been taught.
func (l *Learner) Seen() int { return l.seen }

// Speaks reports that it is ahead of its rival: what Suggest returns is its own word then.
func (l *Learner) Speaks() bool { return l.ahead }

// Record is how many of the last labels, 100 at most, the learner and its rival would have got right: the rules, or, where they
// know none of the scheme's labels, the guess that each label is the most frequent one.
func (l *Learner) Record() (learner, rival, of int) {
	for _, o := range l.recent {
		if o.learner {
			learner++
		}
		if o.rules {
			rival++
		}
	}
	return learner, rival, len(l.recent)
}

// Learn teaches the labels that a person gave to the sentence of which the rules made the suggestion s. Labels that the scheme
// does not have are passed over; with none left nothing is learnt.
func (l *Learner) Learn(s Suggestion, labels ...string) {
	if !slices.ContainsFunc(l.models, func(m model) bool { return slices.Contains(labels, m.label) }) {
		return
	}
	l.judge(s, labels)
	inputs := l.inputs(s.Features)
	for i := range l.models {
		l.models[i].learn(inputs, slices.Contains(labels, l.models[i].label))
	}
	l.seen++
}

// judge predicts before it learns, and keeps the score.
func (l *Learner) judge(s Suggestion, labels []string) {
	best, _ := l.predict(s.Features)
	o := outcome{learner: slices.Contains(labels, l.models[best].label), rules: slices.Contains(labels, l.rival(s))}
	if len(l.recent) < window {
		l.recent = append(l.recent, o)
	} else {
		l.recent[l.seen%window] = o
	}
	need := window
	if !l.rulesKnow() {
		need = enough
	}
	learner, rival, of := l.Record()
	switch {
	case of < need || learner < rival+1:
		l.ahead = false
	case learner >= rival+margin:
		l.ahead = true
	}
}

// rival is what would be shown without the learner.
func (l *Learner) rival(s Suggestion) string {
	if l.rulesKnow() {
		return s.Label
	}
	most := slices.MaxFunc(l.models, func(a, b model) int { return cmp.Compare(a.count, b.count) })
	return most.label
}

// rulesKnow reports a scheme with a label of the rules.
func (l *Learner) rulesKnow() bool {
	return slices.ContainsFunc(l.models, func(m model) bool { return labelNumber(m.label) > 0 })
}

// Suggest is what to show for a sentence, given the rules' suggestion: theirs, or the learner's own once it speaks; the zero
// Suggestion, but for the Features, where the rules do not know the scheme's labels and the learner does not speak yet.
func (l *Learner) Suggest(s Suggestion) Suggestion {
	known := slices.ContainsFunc(l.models, func(m model) bool { return m.label == s.Label })
	if !l.ahead {
		if !known {
			return Suggestion{Features: s.Features, named: s.named}
		}
		s.Why = "rules: " + s.Why
		return s
	}
	best, scores := l.predict(s.Features)
	m := l.models[best]
	out := Suggestion{Label: m.label, Score: scores[best], Features: s.Features, named: s.named}
	if m.label != fact {
		out.Speaker = s.named
	}
	out.Why = fmt.Sprintf("learned from %d labels: %s", l.seen, strings.Join(l.reasons(best, s.Features), ", "))
	if known && s.Label != m.label {
		out.Why += "; the rules say " + s.Label + ": " + s.Why
	} else if known {
		out.Why += "; so do the rules: " + s.Why
	}
	return out
}

// input is one feature that holds, and how much.
type input struct {
	at    int
	value float64
}

// inputs are the features as the models number them: words share a weight of 2 between them, however many they are.
func (l *Learner) inputs(f Features) []input {
	in := make([]input, 0, len(f.Rules)+len(f.Words))
	for _, n := range f.Rules {
		if n < featCount {
			in = append(in, input{int(n), 1})
		}
	}
	if !l.words || len(f.Words) == 0 {
		return in
	}
	value := 2 / math.Sqrt(float64(len(f.Words)))
	for _, w := range f.Words {
		in = append(in, input{int(featCount) + wordBucket(w), value})
	}
	return in
}

func wordBucket(word string) int { return int(hash(word) % wordBuckets) }

// predict is the likeliest label, by number, and how likely each is; where two are as likely, the first of the scheme.
func (l *Learner) predict(f Features) (best int, scores []float64) {
	inputs := l.inputs(f)
	scores = make([]float64, len(l.models))
	sum := 0.0
	for i := range l.models {
		scores[i] = l.models[i].likely(inputs)
		sum += scores[i]
		if scores[i] > scores[best] {
			best = i
		}
	}
	if sum > 1 {
		for i := range scores {
			scores[i] /= sum
		}
	}
	return best, scores
}

// likely is the probability of the label.
func (m *model) likely(inputs []input) float64 {
	z := 0.0
	for _, in := range inputs {
		z += m.weights[in.at] * in.value
	}
	return 1 / (1 + math.Exp(-z))
}

// learn takes one step towards the truth.
func (m *model) learn(inputs []input, holds bool) {
	slope := m.likely(inputs)
	if holds {
		slope--
		m.count++
	}
	for _, in := range inputs {
		start := 0.0
		if in.at < len(m.start) {
			start = m.start[in.at]
		}
		g := slope*in.value + decay*(m.weights[in.at]-start)
		m.squares[in.at] += g * g
		m.weights[in.at] -= rate * g / math.Sqrt(m.squares[in.at]+1e-8)
	}
}

// reasons names the three features that speak most for a label.
func (l *Learner) reasons(model int, f Features) []string {
	type reason struct {
		name string
		push float64
	}
	var all []reason
	for _, in := range l.inputs(f) {
		if in.at > 0 && in.at < int(featCount) {
			all = append(all, reason{FeatureName(uint16(in.at)), l.models[model].weights[in.at] * in.value})
		}
	}
	if l.words {
		for _, w := range f.Words {
			push := l.models[model].weights[int(featCount)+wordBucket(w)] * 2 / math.Sqrt(float64(len(f.Words)))
			all = append(all, reason{"“" + shown(w) + "”", push})
		}
	}
	slices.SortStableFunc(all, func(a, b reason) int { return cmp.Compare(b.push, a.push) })
	var names []string
	for _, r := range all {
		if len(names) < 3 && r.push > 0 && !slices.Contains(names, r.name) {
			names = append(names, r.name)
		}
	}
	return names
}
