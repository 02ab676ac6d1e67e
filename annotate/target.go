package annotate

import "fmt"

// Target is what an annotation is about: a sentence, or any other span of the text.
type Target struct {
	Sentence int  // its number; -1 where the target is the span
	Span     Span // where Sentence is -1
}

// OnSentence is the sentence numbered n.
func OnSentence(n int) Target { return Target{Sentence: n} }

// OnSpan is a span, be it as long as a sentence or longer: what is said of it is not said
// of any sentence.
func OnSpan(s Span) Target { return Target{Sentence: -1, Span: s} }

// Target is what the annotation is about.
func (a Annotation) Target() Target {
	if a.Sentence >= 0 {
		return OnSentence(a.Sentence)
	}
	return OnSpan(a.Span)
}

// In says whether the body has such a target.
func (t Target) In(b Body) bool {
	if t.Sentence >= 0 {
		return t.Sentence < len(b.Sentences)
	}
	return t.Sentence == -1 && t.Span.In(b.Text)
}

// Where is the target's span in the body, which must have it.
func (t Target) Where(b Body) Span {
	if t.Sentence >= 0 {
		return b.Sentences[t.Sentence]
	}
	return t.Span
}

// Name is the target in a few words: sentence 3, the selection.
func (t Target) Name() string {
	if t.Sentence >= 0 {
		return fmt.Sprintf("sentence %d", t.Sentence+1)
	}
	return "the selection"
}

// name is what the history calls the target.
func (t Target) name(b Body) string {
	if t.Sentence >= 0 {
		return t.Name()
	}
	const most = 24 // code points of the words that are quoted
	words := Line(b.Text[t.Span.Start:t.Span.End])
	if before, after := Context(words, Span{}, most); after != words {
		words = before + after + "…"
	}
	return fmt.Sprintf("span “%s” in sentence %d", words, SentenceAt(b.Sentences, t.Span.Start)+1)
}

// NewAnnotation is an annotation of a target that says nothing yet. Its ID is made from
// what it is about and who says it by which scheme.
func NewAnnotation(a Article, b Body, t Target, scheme, annotator string) Annotation {
	kind := "sentence"
	if t.Sentence < 0 {
		kind = "span"
	}
	s := t.Where(b)
	return Annotation{
		ID:      MakeID("annotation", a.ID.String(), kind, fmt.Sprint(a.Revision, s.Start, s.End), scheme, annotator),
		Article: a.ID, Revision: a.Revision, Sentence: t.Sentence, Span: s, Quote: b.Text[s.Start:s.End],
		Scheme: scheme, Annotator: annotator, Origin: Hand,
	}
}
