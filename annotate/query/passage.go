package query

import (
	"cmp"
	"slices"

	"rashomon/annotate"
)

// passages is where the query stands in an article that passes: sentences that have words of
// it and of which is said what it asks for; where there is none that has both, those that
// have one of them.
func (q Query) passages(a annotate.Article, b annotate.Body, said []annotate.Annotation) (out []Passage) {
	wanted := q.wanted()
	if marks := markAll(append(wanted, q.named("title")...), a.Title); len(marks) > 0 {
		out = append(out, Passage{Sentence: -1, In: "title", Text: a.Title, Marks: marks})
	}
	if len(wanted)+len(q.said) == 0 {
		return out
	}
	of, old := bySentence(a, b, said)
	both := len(wanted) > 0 && len(q.said) > 0
	for _, strict := range []bool{both, false} {
		was := len(out)
		for n := range b.Sentences {
			out = append(out, q.passagesAt(b, n, of[n], wanted, strict)...)
		}
		if len(out) > was {
			break
		}
	}
	for _, x := range old {
		if !q.Annotation(x) {
			continue
		}
		said := q.saidPassages(-1, x, wanted)
		if len(q.said) > 0 || len(said) > 0 { // else nothing of it is looked for
			out = append(out, Passage{Sentence: -1, In: "orphan", Text: x.Quote, Marks: markAll(wanted, x.Quote)})
		}
		out = append(out, said...)
	}
	return out
}

// passagesAt is what stands in one sentence and in what is said of it.
func (q Query) passagesAt(b annotate.Body, n int, said []annotate.Annotation, wanted []phrase, strict bool) (out []Passage) {
	text := b.Sentence(n)
	marks := markAll(wanted, text)
	asked := len(q.said) > 0 && q.passesHere(said)
	var notes []Passage
	for _, x := range said {
		if len(q.said) == 0 || q.Annotation(x) {
			notes = append(notes, q.saidPassages(n, x, wanted)...)
		}
	}
	switch {
	case strict && (!asked || len(marks)+len(notes) == 0):
		return nil
	case asked, len(marks) > 0, len(notes) > 0:
		if len(marks) == 0 {
			marks = q.spanMarks(b.Sentences[n], said)
		}
		out = append(out, Passage{Sentence: n, In: "text", Text: text, Marks: marks})
	}
	return append(out, notes...)
}

// spanMarks is the spans of a sentence of which is said what is asked.
func (q Query) spanMarks(s annotate.Span, said []annotate.Annotation) (out []annotate.Span) {
	if len(q.said) == 0 {
		return nil
	}
	for _, x := range said {
		if x.Sentence < 0 && q.Annotation(x) {
			out = append(out, annotate.Span{Start: max(x.Span.Start, s.Start) - s.Start, End: min(x.Span.End, s.End) - s.Start})
		}
	}
	return merged(out)
}

// saidPassages is the speaker and the note of an annotation, where the words stand in them
// or they are what is asked for.
func (q Query) saidPassages(sentence int, x annotate.Annotation, wanted []phrase) (out []Passage) {
	for _, f := range []struct{ name, text string }{{"speaker", x.Speaker}, {"note", x.Note}} {
		marks := markAll(append(slices.Clone(wanted), q.named(f.name)...), f.text)
		if f.text != "" && (len(marks) > 0 || len(q.named(f.name)) > 0) {
			out = append(out, Passage{Sentence: sentence, In: f.name, Text: f.text, Marks: marks})
		}
	}
	return out
}

// named is the text that is asked for in a field.
func (q Query) named(field string) (out []phrase) {
	for _, groups := range [][]either{q.article, q.said} {
		for _, e := range groups {
			for _, t := range e {
				if t.field == field && !t.not {
					out = append(out, t.phrases...)
				}
			}
		}
	}
	return out
}

// bySentence is what is said of each sentence and of the spans that begin in it, and what is
// said of a text that has changed since.
func bySentence(a annotate.Article, b annotate.Body, said []annotate.Annotation) (of map[int][]annotate.Annotation, old []annotate.Annotation) {
	of = map[int][]annotate.Annotation{}
	for _, x := range said {
		n := x.Sentence
		switch {
		case x.Revision != a.Revision:
			old = append(old, x)
			continue
		case n < 0:
			n = annotate.SentenceAt(b.Sentences, x.Span.Start)
		}
		of[n] = append(of[n], x)
	}
	return of, old
}

// markAll is where any of the phrases stands in the text.
func markAll(phrases []phrase, text string) (out []annotate.Span) {
	for _, p := range phrases {
		out = append(out, p.marks(text)...)
	}
	return merged(out)
}

// merged is spans in order, with those that overlap made one.
func merged(spans []annotate.Span) (out []annotate.Span) {
	slices.SortFunc(spans, func(a, b annotate.Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	for _, s := range spans {
		if n := len(out) - 1; n >= 0 && s.Start < out[n].End {
			out[n].End = max(out[n].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}
