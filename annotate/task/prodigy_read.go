package task

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"rashomon/annotate"
)

// Why a task of Prodigy's is no good.
var (
	errNothingRejected = errors.New("rejected task without a label")
	errIgnored         = errors.New("the article was ignored as a whole: it does not say which sentences are to be skipped")
	errNoOption        = errors.New("an option without an id")
)

// prodigyReader reads line after line.
type prodigyReader struct{ r ruler }

// prodigyLine is what one line says, before it is known what it means.
type prodigyLine struct {
	label     string
	chosen    []string
	spans     []byte
	tokens    []byte
	each      [][]byte // of the tokens, once they have been asked for
	options   []byte
	meta      []byte
	beside    []byte
	answer    string
	annotator string
	session   string
	updated   time.Time
}

// task is what a line says; it is passed over where it only repeats what others say.
func (p *prodigyReader) task(line []byte, bad func(error)) (t Task, pass bool, err error) {
	t.Sentence = -1
	var in prodigyLine
	extra := map[string]json.RawMessage{}
	if err := in.read(line, &t, extra); err != nil {
		return t, false, err
	}
	if t.Text == "" {
		return t, false, errNoText
	}
	p.r.measure(t.Text, false)
	b, err := readBeside(in.beside, &t, &p.r)
	if err != nil || b.repeats && in.answer == reject {
		return t, true, err
	}
	score, err := in.readMeta(&t, extra, in.beside != nil && !slices.Contains(b.kept, keptScore))
	if err != nil {
		return t, false, err
	}
	n, err := in.native(&t, b, &p.r, bad)
	if err != nil {
		return t, false, err
	}
	if err := in.keep(extra, b, cmp.Or(n.annotator, b.annotator)); err != nil {
		return t, false, err
	}
	if len(extra) > 0 {
		t.Extra = extra
	}
	switch {
	case in.answer == "" && in.beside != nil && !in.answered(b, n.asSpans):
		b.propose(&t, n, score)
		return t, false, nil
	case in.answer == reject && n.refused: // it is not known what was turned down
		return t, true, nil
	case in.answer == reject:
		err = turnDown(n.said)
	case in.answer == ignore && n.asSpans:
		err = errIgnored
	case in.answer == ignore:
		n.said = in.skip(&t, b, n)
	}
	if err == nil {
		err = b.settle(&t, n)
	}
	return t, false, err
}

// read takes the line apart.
func (in *prodigyLine) read(line []byte, t *Task, extra map[string]json.RawMessage) error {
	return members(line, func(key string, v []byte) (err error) {
		switch key {
		case "text":
			t.Text, err = textOf(key, v)
		case "label":
			in.label, err = textOf(key, v)
		case "accept":
			err = in.readAccept(v)
		case "spans":
			in.spans = v
		case "tokens":
			in.tokens = v
		case "options":
			in.options = v
		case "meta":
			in.meta = v
		case besideKey:
			in.beside = v
		case "_timestamp":
			in.updated, err = secondsOf(key, v)
		case "_annotator_id":
			in.annotator, err = textOf(key, v)
		case "_session_id":
			in.session, err = textOf(key, v)
			err = keep(extra, key, v, err)
		case "answer":
			in.answer, err = textOf(key, v)
			if err == nil && !slices.Contains([]string{"", accept, reject, ignore}, in.answer) {
				err = fmt.Errorf("the answer is %.40q, not accept, reject or ignore", in.answer)
			}
		default:
			err = keep(extra, key, v, nil)
		}
		return err
	})
}

// keep keeps a key that means nothing here.
func keep(extra map[string]json.RawMessage, key string, v []byte, err error) error {
	if err != nil || null(v) {
		return err
	}
	extra[key], err = tidy(v)
	return err
}

// secondsOf is a time in Unix seconds, with or without a fraction; of null it is none.
func secondsOf(key string, v []byte) (time.Time, error) {
	f, err := numberOf(key, v)
	if err != nil || f == 0 {
		return time.Time{}, err
	}
	if f < 0 || f >= 253402300800 { // the year 10000
		return time.Time{}, fmt.Errorf("%s: %.40s is no time in seconds", key, v)
	}
	whole, part := math.Modf(f)
	return annotate.Instant(time.Unix(int64(whole), int64(part*1e9))), nil
}

// readAccept reads the ids of the options that were chosen.
func (in *prodigyLine) readAccept(v []byte) error {
	if kind(v) == "string" {
		s, err := unquote(v)
		in.chosen = []string{s}
		return err
	}
	if null(v) {
		return nil
	}
	if kind(v) != "array" {
		return wrongKind("accept", v)
	}
	return elements(v, func(_ int, id []byte) error {
		s, err := idText(id)
		in.chosen = append(in.chosen, s)
		return err
	})
}

// idText is the id of an option: a text, or a number as it is written.
func idText(v []byte) (string, error) {
	if kind(v) == "number" {
		return string(v), nil
	}
	if kind(v) != "string" {
		return "", wrongKind("id", v)
	}
	return unquote(v)
}

// readMeta takes from meta what an article has, and keeps the rest. The score is that of what is
// proposed, if it is ours.
func (in *prodigyLine) readMeta(t *Task, extra map[string]json.RawMessage, ours bool) (score float64, err error) {
	if in.meta == nil || null(in.meta) {
		return 0, nil
	}
	if kind(in.meta) != "object" {
		return 0, wrongKind("meta", in.meta)
	}
	places := map[string]*string{
		"source": &t.Article.Source, "title": &t.Article.Title, "date": &t.Article.Date, "story": &t.Story,
		"url": &t.Article.URL, "before": &t.Before, "after": &t.After,
	}
	var rest map[string]json.RawMessage
	err = members(in.meta, func(key string, v []byte) (err error) {
		into := places[key]
		switch {
		case into != nil && kind(v) == "string":
			if *into, err = unquote(v); *into != "" {
				return err
			}
		case key == "score" && ours:
			score, err = numberOf(key, v)
			return err
		}
		if rest == nil {
			rest = map[string]json.RawMessage{}
		}
		if err == nil {
			rest[key], err = tidy(v)
		}
		return err
	})
	if err != nil || rest == nil {
		return score, err
	}
	var o object
	o.begin()
	o.more(rest)
	o.closed()
	extra["meta"] = o.line
	return score, o.err
}

// native is what the line says in Prodigy's own keys, a piece for each label. What is no good is
// given to bad.
func (in *prodigyLine) native(t *Task, b *besides, r *ruler, bad func(error)) (natively, error) {
	n := natively{format: prodigyName, updated: in.updated}
	n.asSpans = sentencesAsSpans(Task{Text: t.Text, Sentence: t.Sentence, Sentences: t.Sentences, Said: b.said, Suggested: b.suggested})
	n.skips = !n.asSpans
	n.annotator = in.annotator
	if n.annotator == "" && in.beside == nil {
		n.annotator = in.session
	}
	names, err := in.names()
	if err != nil {
		return n, err
	}
	refuse := func(why error) {
		n.refused = true
		bad(why)
	}
	if n.said, err = in.readSpans(t.Text, r, refuse); err != nil {
		return n, err
	}
	chosen := in.chosen
	if in.label != "" && !slices.ContainsFunc(n.said, func(x annotate.Annotation) bool { return x.Has(in.label) }) {
		chosen = append([]string{in.label}, chosen...) // else it is the label of the span
	}
	for _, l := range chosen {
		if name, have := names[l]; have {
			l = name
		}
		if err := checkLabel(l); err != nil {
			refuse(err)
			continue
		}
		n.said = append(n.said, annotate.Annotation{Sentence: 0, Span: annotate.Span{End: len(t.Text)}, Labels: []string{l}})
	}
	return n, nil
}

// answered says whether what stood beside had an answer, though the line has none.
func (in *prodigyLine) answered(b *besides, asSpans bool) bool {
	return slices.ContainsFunc(b.said, func(x annotate.Annotation) bool {
		return len(x.Labels) > 0 || x.Sentence >= 0 && x.Flag == annotate.Skipped && !asSpans
	})
}

// names is the texts of options whose ids are numbers: these say nothing.
func (in *prodigyLine) names() (map[string]string, error) {
	if in.options == nil || null(in.options) {
		return nil, nil
	}
	if kind(in.options) != "array" {
		return nil, wrongKind("options", in.options)
	}
	var names map[string]string
	err := elements(in.options, func(_ int, v []byte) error {
		if kind(v) != "object" {
			return wrongKind("options", v)
		}
		var id, text string
		number := false
		err := members(v, func(key string, v []byte) (err error) {
			switch key {
			case "id":
				number = kind(v) == "number"
				id, err = idText(v)
			case "text":
				text, err = textOf(key, v)
			}
			return err
		})
		if err == nil && id == "" {
			err = errNoOption
		}
		if number && strings.TrimSpace(text) != "" {
			if names == nil {
				names = map[string]string{}
			}
			names[id] = text
		}
		return err
	})
	return names, err
}

// keep keeps how the task was shown, where that is not what this program would have written.
func (in *prodigyLine) keep(extra map[string]json.RawMessage, b *besides, annotator string) error {
	if in.session == annotator {
		delete(extra, "_session_id")
	}
	names, err := in.names()
	if in.options != nil && !null(in.options) && err == nil && names == nil {
		extra["options"], err = tidy(in.options)
	}
	for _, key := range prodigyShown {
		if in.beside != nil && !slices.Contains(b.kept, key) {
			delete(extra, key)
		}
	}
	return err
}

// turnDown makes of what is said what was turned down. It is not known what of several is wrong.
func turnDown(said []annotate.Annotation) error {
	switch len(said) {
	case 0:
		return errNothingRejected
	case 1:
		said[0].Rejected, said[0].Labels = said[0].Labels, nil
		return nil
	}
	return fmt.Errorf("rejected task with %d labels: it does not say which of them is wrong", len(said))
}

// skip is what is said of a task that was ignored: that it is to be skipped, and of what stood
// beside what still stands. What else it says is only proposed.
func (in *prodigyLine) skip(t *Task, b *besides, n natively) (said []annotate.Annotation) {
	had, has := map[proposed]bool{}, b.proposed()
	for _, x := range b.said {
		for _, l := range x.Labels {
			had[proposed{x.Span, l}] = true
		}
	}
	for _, x := range n.said {
		if had[proposed{x.Span, x.Labels[0]}] {
			said = append(said, x)
			continue
		}
		if !has[proposed{x.Span, x.Labels[0]}] {
			t.Suggested = append(t.Suggested, Suggestion{Sentence: sentenceOf(x, t), Span: x.Span, Labels: x.Labels})
		}
	}
	return append(said, annotate.Annotation{Sentence: 0, Span: annotate.Span{End: len(t.Text)}, Flag: annotate.Skipped})
}
