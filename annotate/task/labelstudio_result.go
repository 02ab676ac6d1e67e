package task

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"rashomon/annotate"
)

// lsResults are the results of one annotation, or one prediction.
type lsResults struct {
	said    []annotate.Annotation // one for each place; Sentence is -1 for a span
	ids     map[string]bool
	answers []lsAnswer
	scores  []float64        // of said, as far as a result has one; else -1
	others  json.RawMessage  // results of other kinds, as a list
	regions map[lsRegion]int // of said
	ends    map[string]bool  // ids of regions that others name
}

// lsRegion is what several results can be about.
type lsRegion struct {
	id       string
	span     annotate.Span
	sentence int
}

// lsOne is one result.
type lsOne struct {
	id, control, kind string
	region            bool // it has a place
	place             offsets
	words             string
	labels, choices   []string
	note              string
	score             float64
	raw               []byte
}

// results reads a list of results of the text, which the rulers measure. Label Studio has counted
// UTF-16 code units and, in other versions, code points: the words that regions quote tell which. A
// result that is no good is passed over, and told.
func (in *lsReader) results(text string, list []byte) (out lsResults, wrong []error) {
	var all []lsOne
	kept := map[string]json.RawMessage{}
	_ = elements(list, func(i int, v []byte) error { // the function returns no error
		one, err := lsOne{score: -1, raw: v}, error(nil)
		if kind(v) != "object" {
			err = wrongKind("result", v)
		} else {
			err = members(v, one.key)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("result %d: %w", i+1, err))
		} else if one.region = one.place.hasStart || one.place.hasEnd; !one.known() {
			keepOne(kept, lsResult, v)
		} else {
			all = append(all, one)
		}
		return nil
	})
	r := &in.units
	if misfits(all, text, r) > misfits(all, text, &in.runes) {
		r = &in.runes
	}
	out = lsResults{others: kept[lsResult], ids: map[string]bool{}, regions: map[lsRegion]int{}}
	out.ends = endsIn(out.others)
	for _, one := range all {
		if err := out.add(one, text, r); err != nil {
			wrong = append(wrong, fmt.Errorf("result %.40q: %w", one.id, err))
		}
	}
	return out, wrong
}

// endsIn is the ids of the regions between which there are relations, in a list of results.
func endsIn(list json.RawMessage) map[string]bool {
	ids := map[string]bool{}
	if len(list) == 0 {
		return ids
	}
	_ = elements(list, func(_ int, v []byte) error { // the function returns no error
		from, to := endsOf(v)
		for _, end := range [][]byte{from, to} {
			if end != nil && kind(end) == "string" {
				id, _ := unquote(end) // it was checked
				ids[id] = true
			}
		}
		return nil
	})
	return ids
}

// key reads a key of a result.
func (l *lsOne) key(key string, v []byte) (err error) {
	switch key {
	case "id":
		if kind(v) == "string" {
			l.id, err = unquote(v)
		}
	case "from_name":
		l.control, err = textOf(key, v)
	case "type":
		l.kind, err = textOf(key, v)
	case "score":
		l.score, err = numberOf(key, v)
	case "value":
		if kind(v) == "object" {
			err = members(v, l.valueKey)
		}
	case "meta":
		if kind(v) == "object" {
			err = members(v, func(key string, v []byte) error {
				if key != "text" || kind(v) != "array" && kind(v) != "string" {
					return nil
				}
				return oneOrMore(v, func(v []byte) error {
					note, err := textOf(key, v)
					l.note = strings.TrimPrefix(l.note+"\n"+note, "\n")
					return err
				})
			})
		}
	}
	return err
}

// valueKey reads a key of a result's value. Places in pages (start is a text then) are not read.
func (l *lsOne) valueKey(key string, v []byte) (err error) {
	switch key {
	case "start", "end":
		if kind(v) == "number" {
			err = l.place.read(key, v)
		} else {
			l.kind = ""
		}
	case "text":
		if kind(v) == "string" {
			l.words, err = unquote(v)
		}
	case "labels", "hypertextlabels":
		l.labels, err = labelsOf(key, v)
	case "choices":
		if err = oneOrMore(v, func(v []byte) error {
			if kind(v) != "string" {
				l.kind = "" // a choice in a tree of choices
			}
			return nil
		}); err == nil && l.kind != "" {
			l.choices, err = labelsOf(key, v)
		}
	}
	return err
}

// known says whether the result means something here.
func (l *lsOne) known() bool {
	switch l.kind {
	case "labels", "hypertextlabels":
		return l.region
	case "choices":
		return len(l.choices) > 0 && (l.attribute() == "" || len(l.choices) == 1)
	}
	return false
}

// attribute is the attribute that the result is the choice of; empty where it is labels.
func (l *lsOne) attribute() string {
	for _, control := range []string{kindControl, spanControl} {
		if name, ok := strings.CutPrefix(l.control, control+"-"); ok && name != "" {
			return name
		}
	}
	if l.kind == "choices" && l.region {
		return l.control
	}
	return ""
}

// misfits is how many of the regions do not stand where they say, or not with the words that they
// quote, by the ruler.
func misfits(all []lsOne, text string, r *ruler) (n int) {
	for _, l := range all {
		if !l.region {
			continue
		}
		s, err := r.span(l.place.start, l.place.end)
		n += one(err != nil || l.words != "" && !sameWords(text[s.Start:s.End], l.words))
	}
	return n
}

// sameWords says whether a region's words are those of the text: it writes a line's end as a
// backslash and an n, and white space as the browser shows it.
func sameWords(text, words string) bool {
	return text == words || annotate.Line(text) == annotate.Line(strings.ReplaceAll(words, `\n`, "\n"))
}

// add takes a result.
func (out *lsResults) add(l lsOne, text string, r *ruler) error {
	x := annotate.Annotation{Span: annotate.Span{End: len(text)}, Note: annotate.Lines(l.note)}
	if l.region {
		s, err := l.place.span(r)
		if err != nil {
			return err
		}
		if l.words != "" && !sameWords(text[s.Start:s.End], l.words) {
			return fmt.Errorf("at %d–%d stands %.60q, not its words, %.60q", l.place.start, l.place.end, text[s.Start:s.End], l.words)
		}
		x.Sentence, x.Span = -1, s
	}
	if name := l.attribute(); name != "" {
		x.Attributes = map[string]string{name: l.choices[0]}
		out.answers = append(out.answers, lsAnswer{l.id, name, l.choices[0], x})
	} else {
		x.Labels = append(l.labels, l.choices...)
	}
	return out.merge(l.id, x, l.score)
}

// merge adds what is said to what the result of the same id says of the same place.
func (out *lsResults) merge(id string, x annotate.Annotation, score float64) error {
	at := lsRegion{id, x.Span, x.Sentence}
	i, have := out.regions[at]
	if !have {
		if out.ends[id] && x.Sentence < 0 {
			var o object
			o.value(id)
			x.Extra, _ = annotate.WithExtra("", lsName, map[string]json.RawMessage{lsRegionID: o.line}) // short, and it was checked
		}
		out.regions[at], out.ids[id] = len(out.said), true
		out.said, out.scores = append(out.said, x), append(out.scores, score)
		return nil
	}
	y := &out.said[i]
	if len(y.Labels)+len(x.Labels) > mostThere {
		return errCrowded
	}
	merge(y, x, lsName)
	for name, choice := range x.Attributes {
		if y.Attributes == nil {
			y.Attributes = map[string]string{}
		}
		y.Attributes[name] = choice
	}
	out.scores[i] = max(out.scores[i], score)
	return nil
}

// lsAnswer is the choice that a result says was made for an attribute.
type lsAnswer struct {
	id, name, choice string
	at               annotate.Annotation // its place
}

// answer gives the annotations of the task the choices that were made: what stood beside may have
// others. A result has the id of its annotation, or begins with it; else its place tells.
func (out *lsResults) answer(t *Task, updated time.Time) {
	if len(out.answers) == 0 {
		return
	}
	type place struct {
		annotate.Span
		whole bool
	}
	placeOf := func(x annotate.Annotation) place { return place{x.Span, t.Whole() || x.Sentence >= 0} }
	named, there := map[string]int{}, map[place][]int{}
	for i, x := range t.Said {
		if x.ID != 0 {
			named[lsID(x)] = i
		}
		there[placeOf(x)] = append(there[placeOf(x)], i)
	}
	for _, a := range out.answers {
		all := there[placeOf(a.at)]
		i, have := named[a.id]
		if cut := strings.LastIndexByte(a.id, '-'); !have && cut > 0 {
			i, have = named[a.id[:cut]]
		}
		if have {
			all = append([]int{i}, all...)
		}
		if len(all) == 0 || slices.ContainsFunc(all, func(i int) bool { return t.Said[i].Attributes[a.name] == a.choice }) {
			continue
		}
		x := &t.Said[all[0]]
		if x.Attributes = maps.Clone(x.Attributes); x.Attributes == nil {
			x.Attributes = map[string]string{}
		}
		x.Attributes[a.name] = a.choice
		x.Origin, x.Updated = annotate.Imported, updated
	}
}

// predicted is what is proposed: what stands beside and still is predicted, and what is new.
func (in *lsReader) predicted(l *lsTask, b *besides) (out []Suggestion, wrong []error) {
	if l.predictions == nil || null(l.predictions) {
		return nil, nil
	}
	if kind(l.predictions) != "array" {
		return nil, []error{wrongKind("predictions", l.predictions)}
	}
	var fresh []Suggestion
	_ = elements(l.predictions, func(i int, v []byte) error { // the function returns no error
		some, errs := []Suggestion(nil), []error{wrongKind("predictions", v)}
		if kind(v) == "object" {
			some, errs = in.prediction(v, &l.task)
		}
		for _, err := range errs {
			wrong = append(wrong, fmt.Errorf("prediction %d: %w", i+1, err))
		}
		fresh = append(fresh, some...)
		return nil
	})
	keys := func(all []Suggestion) map[string]bool {
		said := map[string]bool{}
		for _, g := range all {
			said[g.key()] = true
		}
		return said
	}
	still, had := keys(fresh), keys(b.suggested)
	for _, g := range b.suggested {
		if still[g.key()] {
			out = append(out, g)
		}
	}
	for _, g := range fresh {
		if !had[g.key()] {
			out = append(out, g)
		}
	}
	return out, wrong
}

// key is what a prediction says, without its score.
func (g Suggestion) key() string {
	return fmt.Sprintf("%d %d %q %q", g.Span.Start, g.Span.End, g.Model, g.Labels)
}

func (in *lsReader) prediction(v []byte, t *Task) (out []Suggestion, wrong []error) {
	model, score := "", 0.0
	var list []byte
	err := members(v, func(key string, v []byte) (err error) {
		switch key {
		case "model_version":
			if kind(v) == "string" {
				model, err = unquote(v)
			}
		case "score":
			score, err = numberOf(key, v)
		case "result":
			list = v
		}
		return err
	})
	if err != nil {
		return nil, []error{err}
	} else if list == nil || kind(list) != "array" {
		return nil, nil
	}
	results, wrong := in.results(t.Text, list)
	for i, x := range results.said {
		g := Suggestion{Sentence: x.Sentence, Span: x.Span, Labels: x.Labels, Score: results.scores[i], Model: model}
		if g.Score < 0 {
			g.Score = score
		}
		if g.Score < 0 || g.Score > 1 { // some models score without an end
			g.Score = 0
		}
		if j := slices.Index(t.Sentences, x.Span); t.Whole() && j >= 0 {
			g.Sentence = j
		} else if x.Sentence >= 0 {
			g.Sentence = max(t.Sentence, 0)
		}
		if len(g.Labels) > 0 {
			out = append(out, g)
		}
	}
	return out, wrong
}
