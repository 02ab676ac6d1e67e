package task

import (
	"encoding/json"
	"fmt"
	"slices"

	"rashomon/annotate"
)

// spansKey is the key of spans, under which Extra has what Prodigy says of them besides.
const spansKey = "spans"

// readSpans reads the spans, a piece each. One that is no good is given to bad.
func (in *prodigyLine) readSpans(text string, r *ruler, bad func(error)) (said []annotate.Annotation, err error) {
	if in.spans == nil || null(in.spans) {
		return nil, nil
	}
	if kind(in.spans) != "array" {
		return nil, wrongKind("spans", in.spans)
	}
	w := wholes{text: text}
	err = elements(in.spans, func(i int, v []byte) error {
		x, err := in.readSpan(v, text, r)
		if err == nil && in.beside == nil { // what this program wrote is as it was
			err = w.check(x.Span)
		}
		if err != nil {
			bad(fmt.Errorf("span %d: %w", i+1, err))
			return nil
		}
		said = append(said, x)
		return nil
	})
	return said, err
}

func (in *prodigyLine) readSpan(object []byte, text string, r *ruler) (x annotate.Annotation, err error) {
	x.Sentence = -1
	if kind(object) != "object" {
		return x, wrongKind("spans", object)
	}
	var at, tokens offsets
	var label, quote string
	var extra map[string]json.RawMessage
	err = members(object, func(key string, v []byte) (err error) {
		switch key {
		case "start", "end":
			return at.read(key, v)
		case "token_start", "token_end":
			if null(v) {
				return nil
			}
			return tokens.read(key, v)
		case "label":
			label, err = textOf(key, v)
			return err
		case "text":
			quote, err = textOf(key, v)
		}
		if extra == nil {
			extra = map[string]json.RawMessage{}
		}
		return keep(extra, key, v, err)
	})
	if err == nil && !at.hasStart && !at.hasEnd && tokens.hasStart && tokens.hasEnd {
		err = in.byTokens(&at, tokens)
	}
	if err == nil {
		x.Span, err = at.span(r)
	}
	if err == nil {
		err = checkLabel(label)
	}
	if err == nil && quote != "" && quote != text[x.Span.Start:x.Span.End] {
		err = fmt.Errorf("its text is %.40q, and %.40q stands there", quote, text[x.Span.Start:x.Span.End])
	}
	if err == nil {
		x.Extra, err = withLabel(prodigyName, spansKey, label, extra)
	}
	x.Labels = []string{label}
	return x, err
}

// byTokens finds where a span stands that only names its tokens, the last one included.
func (in *prodigyLine) byTokens(at *offsets, span offsets) error {
	if in.tokens == nil || kind(in.tokens) != "array" {
		return errNoOffsets
	}
	if in.each == nil {
		_ = elements(in.tokens, func(_ int, v []byte) error { // the function returns no error
			in.each = append(in.each, v)
			return nil
		})
	}
	var err error
	for _, end := range []struct {
		n   int
		key string
	}{{span.start, "start"}, {span.end, "end"}} {
		if err != nil || end.n < 0 || end.n >= len(in.each) {
			continue
		}
		v := in.each[end.n]
		if kind(v) != "object" {
			return wrongKind("tokens", v)
		}
		err = members(v, func(key string, v []byte) error {
			if key == end.key {
				return at.read(key, v)
			}
			return nil
		})
	}
	if err == nil && (!at.hasStart || !at.hasEnd) {
		err = fmt.Errorf("there are no tokens %d–%d", span.start, span.end)
	}
	return err
}

// fitsProdigy looks for the keys that only Prodigy writes.
func fitsProdigy(beginning []byte) float64 {
	keys := topKeys(beginning)
	has := func(all ...string) bool {
		return !slices.ContainsFunc(all, func(k string) bool { return keys[k] == nil })
	}
	if !has("text") {
		return 0
	}
	switch {
	case has("_view_id") || has("_task_hash") || has("_input_hash") || has("_session_id"):
		return 0.95
	case has("answer") && (has("spans") || has("accept") || has("label")):
		return 0.9
	case has("tokens", "spans"), has("options", "accept"), has("options", "config"):
		return 0.8
	case has("spans") && keys["spans"][0] == '[':
		return 0.6
	case has("answer"), has("label") && keys["label"][0] == '"' && has("meta"):
		return 0.5
	case has("label") && keys["label"][0] == '"':
		return 0.2
	}
	return 0.1
}
