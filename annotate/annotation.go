package annotate

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// LongestName is the bytes that the name of an annotator, a scheme, a label, an attribute or a
// choice may have, so that a library can make a key of it.
const LongestName = 255

// Flag marks an annotation for later, or a sentence as not to be labelled.
type Flag string

// The flags, in the order in which one key goes through them.
const (
	Unflagged Flag = ""
	Flagged   Flag = "flag" // to be looked at again
	Skipped   Flag = "skip" // not to be labelled: a heading, a footer
)

// Next is the flag that follows f.
func (f Flag) Next() Flag {
	switch f {
	case Unflagged:
		return Flagged
	case Flagged:
		return Skipped
	}
	return Unflagged
}

// Origin says how an annotation came about.
type Origin string

// The origins.
const (
	Hand       Origin = "hand"
	Suggestion Origin = "suggestion" // a suggestion that a person accepted
	Carried    Origin = "carried"    // given to an identical sentence of another report
	Imported   Origin = "imported"
	// Adjudicated is the origin of gold: somebody chose where annotators disagree, or a rule
	// did that somebody applied.
	Adjudicated Origin = "adjudicated"
)

// Gold is the annotator in whose name it is said what holds in the end, where several have
// labelled a sentence. Nobody else can be called so. Its annotations name who decided.
const Gold = "gold"

// Annotation is what one annotator says of one span, by one scheme.
type Annotation struct {
	ID       ID     `json:"id"`
	Article  ID     `json:"article"`
	Revision int    `json:"revision"` // of the text that Span and Quote are about
	Sentence int    `json:"sentence"` // its number; -1 where the span is not a whole sentence
	Span     Span   `json:"span"`
	Quote    string `json:"quote"` // the text of the span, to find it again when the article changes
	// Was is the words that it was said of, where a newer text has others at its place and nobody
	// has said anything of these since.
	Was       string `json:"was,omitempty"`
	Scheme    string `json:"scheme"`
	Annotator string `json:"annotator"`
	// Adjudicator is who decided, where the annotator is Gold; the note says why.
	Adjudicator string   `json:"adjudicator,omitempty"`
	Labels      []string `json:"labels,omitempty"`
	// Attributes is the choice made for each attribute of the scheme, by its name.
	Attributes map[string]string `json:"attributes,omitempty"`
	Rejected   []string          `json:"rejected,omitempty"` // labels that were suggested and turned down, in the order of the alphabet
	Speaker    string            `json:"speaker,omitempty"`  // whose words or claim it is
	Note       string            `json:"note,omitempty"`
	Flag       Flag              `json:"flag,omitempty"`
	Reason     string            `json:"reason,omitempty"` // why it is flagged or skipped
	Origin     Origin            `json:"origin"`
	Score      float64           `json:"score,omitempty"`   // of the suggestion that was accepted
	Seconds    float64           `json:"seconds,omitempty"` // spent on it
	// Extra is what another program's file said of it besides, in keys that mean nothing here:
	// a compact JSON object of objects, by the name of the format. Empty where there is none.
	Extra   string    `json:"extra,omitempty"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
}

// Empty says whether nothing is said: an annotation that says nothing is not kept.
func (a Annotation) Empty() bool {
	return len(a.Labels) == 0 && len(a.Attributes) == 0 && len(a.Rejected) == 0 && a.Speaker == "" && a.Note == "" && a.Flag == Unflagged
}

// Has says whether it carries the label.
func (a Annotation) Has(label string) bool { return slices.Contains(a.Labels, label) }

// Check says what is wrong with an annotation of the body's text, in one line, or nil.
func (a Annotation) Check(b Body) error {
	switch {
	case a.ID == 0 || a.Article == 0:
		return fmt.Errorf("an annotation without an id or an article")
	case !a.Span.In(b.Text):
		return fmt.Errorf("annotation %s: span %d–%d is not in the text of %d bytes", a.ID, a.Span.Start, a.Span.End, len(b.Text))
	case b.Text[a.Span.Start:a.Span.End] != a.Quote:
		return fmt.Errorf("annotation %s: the text at %d–%d is not its quote", a.ID, a.Span.Start, a.Span.End)
	case a.Sentence >= len(b.Sentences) || a.Sentence < -1:
		return fmt.Errorf("annotation %s: there is no sentence %d", a.ID, a.Sentence)
	case a.Sentence >= 0 && b.Sentences[a.Sentence] != a.Span:
		return fmt.Errorf("annotation %s: sentence %d stands elsewhere", a.ID, a.Sentence)
	case a.Empty():
		return fmt.Errorf("annotation %s says nothing", a.ID)
	}
	return nil
}

// Line is text as one line without white space at its ends: speakers, titles.
func Line(text string) string { return strings.Join(strings.Fields(text), " ") }

// Lines is text of any number of lines without control characters and white space at its
// ends: notes, which come from an editor as they are.
func Lines(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text))
}
