package annotate

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Matter is what a ruling is about.
type Matter string

// The matters.
const (
	OnLink      Matter = "link"      // whether two sentences say the same
	OnConflict  Matter = "conflict"  // whether two values contradict one another
	OnStatement Matter = "statement" // what the sentences of a statement say, in a few words
)

// Ruling is what a person decided about sentences of different articles. It is stronger
// than what the comparison finds, and stays when that would find something else.
type Ruling struct {
	ID ID     `json:"id"`
	On Matter `json:"on"`
	// Stands: the link holds, the conflict is one. Otherwise the link is cut, the conflict
	// dismissed. A statement's name always stands.
	Stands bool `json:"stands"`
	// Places are in the order of their articles' IDs, then of their spans: two of different
	// articles for a link and a conflict, one or more for a statement.
	Places []Place   `json:"places"`
	About  string    `json:"about,omitempty"` // of a conflict: what is counted, or what it is about
	Text   string    `json:"text,omitempty"`  // a note; of a statement its name
	By     string    `json:"by"`              // the annotator who ruled last
	Made   time.Time `json:"made"`
}

// Place is a sentence of an article, or of a conflict the value in it, as it stands in one
// revision of the text.
type Place struct {
	Article  ID     `json:"article"`
	Revision int    `json:"revision"`
	Sentence int    `json:"sentence"`
	Span     Span   `json:"span"`  // of the sentence; in a ruling on a conflict, of the value
	Quote    string `json:"quote"` // the text of the span, to find it again when the article changes
}

// PlaceOf is sentence n of an article as a place; the value at the span in it, if span is not empty.
func PlaceOf(a Article, b Body, n int, span Span) Place {
	if span.Len() == 0 {
		span = b.Sentences[n]
	}
	return Place{Article: a.ID, Revision: a.Revision, Sentence: n, Span: span, Quote: b.Text[span.Start:span.End]}
}

// NewRuling is a ruling on places in any order. Its ID is made from what it is on, so that
// whoever rules on the same thing again replaces it.
func NewRuling(on Matter, stands bool, about, text, by string, now time.Time, places ...Place) Ruling {
	places = slices.Clone(places)
	slices.SortFunc(places, comparePlaces)
	parts := []string{"ruling", string(on)}
	for _, p := range places {
		parts = append(parts, p.Article.String(), fmt.Sprint(p.Revision, p.Span.Start, p.Span.End))
	}
	return Ruling{ID: MakeID(parts...), On: on, Stands: stands, Places: places, About: Line(about), Text: Lines(text), By: by, Made: Instant(now)}
}

func comparePlaces(a, b Place) int {
	return cmp.Or(cmp.Compare(a.Article, b.Article), cmp.Compare(a.Revision, b.Revision), cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End))
}

// Articles are the articles that the ruling is about, each once, in the order of their IDs.
func (r Ruling) Articles() []ID {
	out := make([]ID, len(r.Places))
	for i, p := range r.Places {
		out[i] = p.Article
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Check says what is wrong with a ruling as such, in one line, or nil. Whether its places
// stand in their texts is Place.Check's.
func (r Ruling) Check() error {
	switch {
	case r.ID == 0:
		return fmt.Errorf("a ruling without an id")
	case r.On != OnLink && r.On != OnConflict && r.On != OnStatement:
		return fmt.Errorf("ruling %s: %q is nothing to rule on", r.ID, r.On)
	case !slices.IsSortedFunc(r.Places, comparePlaces):
		return fmt.Errorf("ruling %s: its places are not in order", r.ID)
	case r.On == OnStatement && (len(r.Places) == 0 || Line(r.Text) == "" || !r.Stands):
		return fmt.Errorf("ruling %s: a statement's name needs a sentence and a name", r.ID)
	case r.On != OnStatement && (len(r.Places) != 2 || r.Places[0].Article == r.Places[1].Article):
		return fmt.Errorf("ruling %s: a %s is between two articles", r.ID, r.On)
	}
	return nil
}

// Check says what is wrong with a place in the body of its revision, in one line, or nil.
func (p Place) Check(b Body) error {
	switch {
	case p.Sentence < 0 || p.Sentence >= len(b.Sentences):
		return fmt.Errorf("article %s has no sentence %d", p.Article, p.Sentence)
	case !p.Span.In(b.Text) || b.Text[p.Span.Start:p.Span.End] != p.Quote:
		return fmt.Errorf("article %s: the text at %d–%d is not the quote", p.Article, p.Span.Start, p.Span.End)
	case !p.Span.Overlaps(b.Sentences[p.Sentence]):
		return fmt.Errorf("article %s: %d–%d is not in sentence %d", p.Article, p.Span.Start, p.Span.End, p.Sentence)
	}
	return nil
}
