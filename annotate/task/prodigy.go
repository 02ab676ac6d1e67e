package task

import (
	"encoding/json"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// Prodigy is the tasks of Prodigy, a line each: what its db-out writes and its db-in takes.
//
// Labels of a sentence are a choice, spans are spans_manual with tokens, both are blocks; in a
// whole article labels of sentences are spans as well. A task without an answer waits for
// one: what is suggested is chosen in it already. Labels that were turned down are tasks of
// their own, with the answer reject.
func Prodigy() Format {
	return Format{
		Name: prodigyName, Ext: ".jsonl", Unit: "code points",
		Write: func(w io.Writer, o Options) Writer { return &prodigyWriter{w: w, scheme: o.Scheme, lost: Lost{}} },
		Read: func(r io.Reader, each func(Task) error, bad func(jsonl.LineError)) error {
			var in prodigyReader
			return readLines(r, in.task, each, bad)
		},
		Fits: fitsProdigy,
	}
}

const prodigyName = "prodigy"

// The answers that Prodigy knows.
const (
	accept = "accept"
	reject = "reject"
	ignore = "ignore"
)

type prodigyWriter struct {
	w      io.Writer
	scheme annotate.Scheme
	lost   Lost
	o      object
	r      ruler
	tokens []token
}

func (p *prodigyWriter) Lost() Lost   { return p.lost }
func (p *prodigyWriter) Close() error { return nil }

// prodigyTask is what a task says in Prodigy's own keys.
type prodigyTask struct {
	choice  bool     // labels of the sentence are chosen
	chosen  []string // of them
	spans   []prodigySpan
	answer  string
	score   float64 // of what is proposed
	updated time.Time
	has     map[proposed]bool // the spans, once there are several
}

type prodigySpan struct {
	annotate.Span
	label string
	extra string // as of an Annotation
}

// Write writes a task and, for each label that was turned down, one more line.
func (p *prodigyWriter) Write(t Task) error {
	if err := t.check(); err != nil {
		return err
	}
	p.r.measure(t.Text, false)
	n, turned := p.native(t)
	for _, x := range t.Said {
		has := []string{"rejected labels"}
		if n.answer == ignore && x.Sentence >= 0 {
			has = append(has, "skipped sentences")
		}
		p.lost.beside(x, has...)
	}
	done := n.answer == "" && len(turned) > 0 && len(t.Suggested) == 0 // the first label that was turned down says it all
	if !done {
		if err := p.line(t, n, false); err != nil {
			return err
		}
	}
	for i, x := range turned {
		if err := p.line(t, x, !done || i > 0); err != nil {
			return err
		}
	}
	return nil
}

// native is what the task says in Prodigy's own keys, and a task for each label turned down.
func (p *prodigyWriter) native(t Task) (n prodigyTask, turned []prodigyTask) {
	asSpans := sentencesAsSpans(t)
	for _, x := range t.Said {
		chosen := x.Sentence >= 0 && !asSpans
		if x.Updated.After(n.updated) {
			n.updated = x.Updated
		}
		for _, l := range x.Rejected {
			y := prodigyTask{answer: reject, updated: x.Updated}
			y.put(chosen, x.Span, l, "")
			turned = append(turned, y)
		}
		for _, l := range x.Labels {
			n.put(chosen, x.Span, l, x.Extra)
			n.answer = accept
		}
	}
	if !asSpans && slices.ContainsFunc(t.Said, func(x annotate.Annotation) bool { return x.Sentence >= 0 && x.Flag == annotate.Skipped }) {
		n.answer = ignore
	}
	for _, g := range t.Suggested {
		if n.answer != "" {
			p.lost.add("suggestions", Loss{Beside: 1})
			continue
		}
		for _, l := range g.Labels {
			n.put(g.Sentence >= 0 && !asSpans, g.Span, l, "")
		}
		n.score = g.Score
	}
	n.choice = !asSpans && (len(n.chosen) > 0 || len(n.spans) == 0 && !p.scheme.BySpans())
	slices.SortStableFunc(n.spans, func(a, b prodigySpan) int { return a.Start - b.Start })
	return n, turned
}

// put puts a label into the task, once.
func (n *prodigyTask) put(chosen bool, s annotate.Span, label, extra string) {
	if chosen {
		if !slices.Contains(n.chosen, label) {
			n.chosen = append(n.chosen, label)
		}
		return
	}
	if len(n.spans) == 1 {
		n.has = map[proposed]bool{{n.spans[0].Span, n.spans[0].label}: true}
	}
	if len(n.spans) > 0 {
		if n.has[proposed{s, label}] {
			return
		}
		n.has[proposed{s, label}] = true
	}
	n.spans = append(n.spans, prodigySpan{Span: s, label: label, extra: extra})
}

// sentencesAsSpans says whether labels of sentences are to be written as spans: of an article
// of several, or where the text is not the sentence.
func sentencesAsSpans(t Task) bool {
	whole := annotate.Span{End: len(t.Text)}
	return t.Whole() && len(t.Sentences) > 0 ||
		slices.ContainsFunc(t.Said, func(x annotate.Annotation) bool { return x.Sentence >= 0 && x.Span != whole }) ||
		slices.ContainsFunc(t.Suggested, func(g Suggestion) bool { return g.Sentence >= 0 && g.Span != whole })
}

// line writes one line. One that repeats has of what is beside only where the text stands.
func (p *prodigyWriter) line(t Task, n prodigyTask, repeats bool) error {
	if repeats {
		t.Said, t.Suggested, t.Extra = nil, nil, nil
	}
	o := &p.o
	o.begin()
	o.text("text", t.Text)
	view := p.said(t, n)
	besides := native{meta: true, context: true, repeats: repeats}
	if p.meta(t, n) {
		besides.kept = append(besides.kept, keptScore)
	}
	if _, have := t.Extra["_view_id"]; !have {
		o.text("_view_id", view)
	}
	if s := n.updated.Unix(); s > 0 {
		o.number("_timestamp", int(s))
	}
	o.textIf("_annotator_id", t.Annotator)
	if _, have := t.Extra["_session_id"]; !have {
		o.textIf("_session_id", t.Annotator)
	}
	o.textIf("answer", n.answer)
	o.more(t.Extra, "text", "tokens", "spans", "accept", "label", "meta", "_timestamp", "_annotator_id", "answer", besideKey)
	for _, key := range prodigyShown {
		if _, have := t.Extra[key]; have {
			besides.kept = append(besides.kept, key)
		}
	}
	o.beside(t, &p.r, besides)
	return o.end(p.w)
}

// prodigyShown is the keys that say how a task is shown: where it came with its own, it keeps them.
var prodigyShown = []string{"options", "config", "_view_id"}

// said writes the labels, and returns the name of the view that they are for.
func (p *prodigyWriter) said(t Task, n prodigyTask) (view string) {
	o := &p.o
	if n.answer == reject && len(n.chosen) > 0 {
		o.text("label", n.chosen[0])
		return "classification"
	}
	if view = "choice"; !n.choice || len(n.spans) > 0 {
		view = "spans_manual"
		p.spans(t.Text, n.spans)
	}
	if !n.choice {
		return view
	}
	if len(n.spans) > 0 {
		view = "blocks"
	}
	if _, have := t.Extra["options"]; !have {
		p.options(n.chosen)
	}
	o.texts("accept", n.chosen)
	if _, have := t.Extra["config"]; !have {
		p.config(n, view)
	}
	return view
}

// spans writes the tokens and the spans.
func (p *prodigyWriter) spans(text string, spans []prodigySpan) {
	var at []annotate.Span
	for _, s := range spans {
		at = append(at, s.Span)
	}
	p.tokens = tokenize(p.tokens[:0], text, at)
	o := &p.o
	done, runes := 0, 0 // code points before the byte done
	o.list("tokens", len(p.tokens), func(i int) {
		k := p.tokens[i]
		runes += utf8.RuneCountInString(text[done:k.Start])
		o.raw('{')
		o.text("text", text[k.Start:k.End])
		o.number("start", runes)
		runes += utf8.RuneCountInString(text[k.Start:k.End])
		done = k.End
		o.number("end", runes)
		o.number("id", i)
		o.key("ws")
		if k.space {
			o.line = append(o.line, "true"...)
		} else {
			o.line = append(o.line, "false"...)
		}
		o.closed()
	})
	o.list("spans", len(spans), func(i int) {
		s := spans[i]
		o.raw('{')
		o.number("start", p.r.of(s.Start))
		o.number("end", p.r.of(s.End))
		o.number("token_start", first(p.tokens, s.Span))
		o.number("token_end", last(p.tokens, s.Span)) // inclusive
		o.text("label", s.label)
		o.more(keysOfLabel(s.extra, prodigyName, spansKey, s.label), "start", "end", "token_start", "token_end", "label")
		o.closed()
	})
}

// options writes what can be chosen: the scheme's labels, and those that are chosen though the scheme
// does not know them.
func (p *prodigyWriter) options(chosen []string) {
	var all []string
	for _, l := range p.scheme.Labels {
		if l.Allows(annotate.OnSentence(0)) {
			all = append(all, l.Name)
		}
	}
	for _, l := range chosen {
		if !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	o := &p.o
	o.list("options", len(all), func(i int) {
		o.raw('{')
		o.text("id", all[i])
		o.text("text", all[i])
		o.closed()
	})
}

// config writes how the task is to be shown.
func (p *prodigyWriter) config(n prodigyTask, view string) {
	o := &p.o
	o.open("config")
	style := "single"
	if p.scheme.Several || len(n.chosen) > 1 {
		style = "multiple"
	}
	o.text("choice_style", style)
	if view == "blocks" {
		o.key("blocks")
		o.line = append(o.line, `[{"view_id":"spans_manual"},{"view_id":"choice","text":null}]`...)
	}
	o.closed()
}

// keptScore says of a line that the score in its meta is another program's.
const keptScore = "meta.score"

// meta writes what is shown in the corner of a task, and says whether the score there is not ours.
func (p *prodigyWriter) meta(t Task, n prodigyTask) (score bool) {
	var more map[string]json.RawMessage
	if in, have := t.Extra["meta"]; have {
		_ = json.Unmarshal(in, &more) // what is no object has no place here
	}
	o := &p.o
	o.open("meta")
	var wrote []string
	for _, m := range []struct{ key, text string }{
		{"source", t.Article.Source}, {"title", t.Article.Title}, {"date", t.Article.Date}, {"story", t.Story},
		{"url", t.Article.URL}, {"before", t.Before}, {"after", t.After},
	} {
		if m.text != "" {
			o.text(m.key, m.text)
			wrote = append(wrote, m.key)
		}
	}
	_, score = more["score"]
	if n.answer == "" && !score {
		o.decimalIf("score", n.score)
	}
	o.more(more, wrote...)
	o.closed()
	return score
}
