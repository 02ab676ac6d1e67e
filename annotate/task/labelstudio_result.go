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
	ids     []string
	answers []lsAnswer
	scores  []float64        // of said, as far as a result has one; else -1
	others  json.RawMessage  // results of other kinds, as a list
	regions map[lsRegion]int // of said
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
// UTF-16 code units and, in other versions, code points: the words that regions quote tell which.
func (in *lsReader) results(text string, list []byte) (lsResults, error) {
	var all []lsOne
	out := lsResults{}
	kept := map[string]json.RawMessage{}
	err := elements(list, func(i int, v []byte) error {
		one := lsOne{score: -1, raw: v}
		if kind(v) != "object" {
			return wrongKind("result", v)
		}
		if err := members(v, one.key); err != nil {
			return fmt.Errorf("result %d: %w", i+1, err)
		}
		if one.region = one.place.hasStart || one.place.hasEnd; !one.known() {
			keepOne(kept, lsResult, v)
			return nil
		}
		all = append(all, one)
		return nil
	})
	if err != nil {
		return out, err
	}
	r := &in.units
	if !quotesFit(all, text, r) && quotesFit(all, text, &in.runes) {
		r = &in.runes
	}
	for _, one := range all {
		if err := out.add(one, text, r); err != nil {
			return out, fmt.Errorf("result %.40q: %w", one.id, err)
		}
	}
	out.others = kept[lsResult]
	return out, nil
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

// quotesFit says whether the words that regions quote stand where they say, by the ruler.
func quotesFit(all []lsOne, text string, r *ruler) bool {
	for _, l := range all {
		if !l.region {
			continue
		}
		s, err := r.span(l.place.start, l.place.end)
		if err != nil || l.words != "" && !sameWords(text[s.Start:s.End], l.words) {
			return false
		}
	}
	return true
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
	out.merge(l.id, x, l.score)
	return nil
}

// merge adds what is said to what the result of the same id says of the same place.
func (out *lsResults) merge(id string, x annotate.Annotation, score float64) {
	at := lsRegion{id, x.Span, x.Sentence}
	i, have := out.regions[at]
	if !have {
		if out.regions == nil {
			out.regions = map[lsRegion]int{}
		}
		out.regions[at] = len(out.said)
		out.said, out.scores, out.ids = append(out.said, x), append(out.scores, score), append(out.ids, id)
		return
	}
	y := &out.said[i]
	merge(y, x, lsName)
	for name, choice := range x.Attributes {
		if y.Attributes == nil {
			y.Attributes = map[string]string{}
		}
		y.Attributes[name] = choice
	}
	out.scores[i] = max(out.scores[i], score)
}

// lsAnswer is the choice that a result says was made for an attribute.
type lsAnswer struct {
	id, name, choice string
	at               annotate.Annotation // its place
}

// answer gives the annotations of the task the choices that were made: what stood beside may have
// others. A result has the id of its annotation, or begins with it; else its place tells.
func (out *lsResults) answer(t *Task, updated time.Time) {
	for _, a := range out.answers {
		at := -1
		made := false
		for i, x := range t.Said {
			named := x.ID != 0 && strings.HasPrefix(a.id, x.ID.String())
			if named || x.Span == a.at.Span && (t.Whole() || (x.Sentence >= 0) == (a.at.Sentence >= 0)) {
				made = made || x.Attributes[a.name] == a.choice
				if named || at < 0 {
					at = i
				}
			}
		}
		if at < 0 || made {
			continue
		}
		x := &t.Said[at]
		if x.Attributes = maps.Clone(x.Attributes); x.Attributes == nil {
			x.Attributes = map[string]string{}
		}
		x.Attributes[a.name] = a.choice
		x.Origin, x.Updated = annotate.Imported, updated
	}
}

// predicted is what is proposed: what stands beside and still is predicted, and what is new.
func (in *lsReader) predicted(l *lsTask, b *besides) (out []Suggestion, err error) {
	if l.predictions == nil || null(l.predictions) {
		return nil, nil
	}
	if kind(l.predictions) != "array" {
		return nil, wrongKind("predictions", l.predictions)
	}
	var fresh []Suggestion
	err = elements(l.predictions, func(i int, v []byte) error {
		if kind(v) != "object" {
			return wrongKind("predictions", v)
		}
		some, err := in.prediction(v, &l.task)
		if err != nil {
			return fmt.Errorf("prediction %d: %w", i+1, err)
		}
		fresh = append(fresh, some...)
		return nil
	})
	same := func(x, y Suggestion) bool {
		return x.Span == y.Span && x.Model == y.Model && slices.Equal(x.Labels, y.Labels)
	}
	for _, g := range b.suggested {
		if slices.ContainsFunc(fresh, func(x Suggestion) bool { return same(x, g) }) {
			out = append(out, g)
		}
	}
	for _, g := range fresh {
		if !slices.ContainsFunc(b.suggested, func(x Suggestion) bool { return same(x, g) }) {
			out = append(out, g)
		}
	}
	return out, err
}

func (in *lsReader) prediction(v []byte, t *Task) (out []Suggestion, err error) {
	model, score := "", 0.0
	var list []byte
	err = members(v, func(key string, v []byte) (err error) {
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
	if err != nil || list == nil || kind(list) != "array" {
		return nil, err
	}
	results, err := in.results(t.Text, list)
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
	return out, err
}
