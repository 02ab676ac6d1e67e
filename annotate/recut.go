package annotate

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Recut is the article with its text cut into other sentences, as one change and the text
// of its new revision: what anyone says of a sentence follows it.
//
// Of sentences that are joined it comes together: labels and those that were turned down of
// all, even in a scheme of single labels (a person who looks at it knows which holds, a
// program does not), the speaker, the flag and the choices of the first that has any, all
// notes, a line each, and another speaker in one more, all seconds. A sentence is skipped after that only where each that was
// annotated was, or where none has a label: a heading that runs on into a labelled sentence is
// no heading. The reason why it was skipped becomes a line of the note then. Of one that is
// split each part keeps it, but the note and the seconds stay with the first. What is said of
// a sentence that is no more becomes what is said of a span. Spans stay where they are; so do
// the values of rulings, and a ruling on a sentence is on the one that has most of it. Other
// revisions are left alone.
//
// All that moves was updated now, so that it wins over what another library still has of the
// sentences before. The body's revision is the article's next. The error says why the sentences
// are none of the text, or that they are those it has.
func Recut(a Article, b Body, sentences []Span, said []Annotation, rulings []Ruling, by, what string, now time.Time) (Change, Body, error) {
	body := Body{Text: b.Text, Sentences: slices.Clone(sentences)}
	after := a
	after.Revision++
	r := recutting{from: a, to: after, old: b, body: body, now: Instant(now)}
	c, err := r.change(said, rulings, by, what)
	if err != nil {
		return Change{}, Body{}, err
	}
	return c, body, nil
}

// RecutAs is Recut into the sentences of an arrival, another library's cut of the same text,
// under its revision. What moves was updated when it was before: what arrives with the cut is
// to win over it. The change comes without a time. The error is that of Recut, or says that the
// text is another or the revision not later.
func RecutAs(a Article, b Body, x Arrival, said []Annotation, rulings []Ruling, by, what string) (Change, error) {
	if x.Body.Text != b.Text || x.Article.Revision <= a.Revision {
		return Change{}, fmt.Errorf("article %s: revision %d is no later cut of the text of revision %d", a.ID, x.Article.Revision, a.Revision)
	}
	after := a
	after.Revision = x.Article.Revision
	r := recutting{from: a, to: after, old: b, body: x.Body}
	return r.change(said, rulings, by, what)
}

// Follow is what is said of one cut of a text, said of another, as Recut has it follow: of the
// article and the revision that to has, in the order of the text. It was updated when it was
// before.
func Follow(from, to Article, old, cut Body, said []Annotation) (out []Annotation) {
	r := recutting{from: from, to: to, old: old, body: cut, ids: map[ID]bool{}}
	for _, e := range r.annotations(said) {
		if e.Annotation.After != nil {
			out = append(out, *e.Annotation.After)
		}
	}
	slices.SortFunc(out, byPlace)
	return out
}

func checkSentences(b Body, sentences []Span) error {
	end := 0
	for i, s := range sentences {
		if !s.In(b.Text) || s.Start < end {
			return fmt.Errorf("sentence %d at %d–%d: it is not in the text, or not after the one before it", i+1, s.Start, s.End)
		}
		end = s.End
	}
	if slices.Equal(sentences, b.Sentences) {
		return errors.New("the sentences are these already")
	}
	return nil
}

// Joined is the sentences with the one numbered n and the one after it made one; ok is
// false where there is none after it.
func Joined(sentences []Span, n int) (out []Span, ok bool) {
	if n < 0 || n+1 >= len(sentences) {
		return nil, false
	}
	out = slices.Delete(slices.Clone(sentences), n+1, n+2)
	out[n].End = sentences[n+1].End
	return out, true
}

// SplitAt is the sentences with the one that holds the offset ended before it; ok is false
// where that leaves a part without words.
func SplitAt(b Body, offset int) (out []Span, ok bool) {
	n := SentenceAt(b.Sentences, offset)
	if n >= len(b.Sentences) || !b.Sentences[n].Holds(offset) || !utf8.RuneStart(b.Text[offset]) {
		return nil, false
	}
	s := b.Sentences[n]
	first, second := trimmed(b.Text, Span{s.Start, offset}), trimmed(b.Text, Span{offset, s.End})
	first.Start, second.End = s.Start, s.End // the sentence ends where it did
	for _, part := range [2]Span{first, second} {
		if part.Len() <= 0 || !strings.ContainsFunc(b.Text[part.Start:part.End], worded) {
			return nil, false
		}
	}
	return slices.Replace(slices.Clone(b.Sentences), n, n+1, first, second), true
}

// worded says whether a rune is more than white space and punctuation.
func worded(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.S) }

// trimmed is the span without white space at its ends.
func trimmed(text string, s Span) Span {
	part := text[s.Start:s.End]
	s.Start += len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	s.End -= len(part) - len(strings.TrimRightFunc(part, unicode.IsSpace))
	return s
}

// recutting is a text on its way from one revision to the next.
type recutting struct {
	from, to  Article
	old, body Body
	ids       map[ID]bool // of annotations, that are taken
	now       time.Time   // of the change, and when what moves was updated; zero where that keeps its time
}

// change is the article's new revision, and all that follows.
func (r *recutting) change(said []Annotation, rulings []Ruling, by, what string) (Change, error) {
	if err := checkSentences(r.old, r.body.Sentences); err != nil {
		return Change{}, err
	}
	r.to.Sentences, r.ids = len(r.body.Sentences), map[ID]bool{}
	c := Change{At: r.now, By: by, What: what, Article: r.from.ID, Edits: []Edit{{Article: &Replaced[Article]{Before: &r.from, After: &r.to}}}}
	c.Edits = append(c.Edits, r.annotations(said)...)
	c.Edits = append(c.Edits, r.rulings(rulings)...)
	return c, nil
}

// voice is who says something, by which scheme.
type voice struct{ annotator, scheme string }

// annotations is the edits with which what is said follows the sentences.
func (r *recutting) annotations(said []Annotation) (edits []Edit) {
	voices, before := map[voice][]Annotation{}, []Annotation(nil)
	for _, x := range said {
		r.ids[x.ID] = true
		if x.Article == r.from.ID && x.Revision == r.from.Revision {
			before = append(before, x)
		}
	}
	slices.SortFunc(before, byPlace)
	for _, x := range before {
		v := voice{x.Annotator, x.Scheme}
		voices[v] = append(voices[v], x)
	}
	after := map[ID]Annotation{}
	var order []ID
	for _, v := range slices.SortedFunc(maps.Keys(voices), func(a, b voice) int {
		return cmp.Or(cmp.Compare(a.annotator, b.annotator), cmp.Compare(a.scheme, b.scheme))
	}) {
		for _, x := range r.follow(voices[v]) {
			if r.now.After(x.Updated) { // a clock that went back does not make it older
				x.Updated = r.now
			}
			after[x.ID] = x
			order = append(order, x.ID)
		}
	}
	for _, x := range before {
		e := &Replaced[Annotation]{Before: &x}
		if y, stays := after[x.ID]; stays {
			e.After = &y
			delete(after, x.ID)
		}
		edits = append(edits, Edit{Annotation: e})
	}
	for _, id := range order {
		if y, isNew := after[id]; isNew {
			edits = append(edits, Edit{Annotation: &Replaced[Annotation]{After: &y}})
		}
	}
	return edits
}

// follow is what one voice says of the new sentences and of spans.
func (r *recutting) follow(said []Annotation) (out []Annotation) {
	placed := map[ID]bool{}
	for n, s := range r.body.Sentences {
		var parts []Annotation
		for _, x := range said {
			if x.Sentence >= 0 && x.Span.Overlaps(s) {
				if placed[x.ID] {
					x.Note, x.Seconds = "", 0
				}
				parts = append(parts, x)
			}
		}
		if len(parts) > 0 {
			if x := r.put(combine(parts), parts, placed, OnSentence(n)); !x.Empty() {
				out = append(out, x)
			}
		}
	}
	spans := func(a, b Annotation) int { return cmp.Compare(min(a.Sentence, 0), min(b.Sentence, 0)) }
	for _, x := range slices.SortedStableFunc(slices.Values(said), spans) { // spans first: they stay
		if placed[x.ID] {
			continue
		}
		same := slices.IndexFunc(out, func(y Annotation) bool { return y.Sentence < 0 && y.Span == x.Span })
		if same >= 0 { // of a sentence that is no more, and of the same words as a span
			placed[x.ID] = true
			out[same] = onSpan(combine([]Annotation{out[same], x}), out[same])
			continue
		}
		out = append(out, r.put(x, []Annotation{x}, placed, OnSpan(x.Span)))
	}
	return out
}

func onSpan(x, where Annotation) Annotation {
	x.ID, x.Article, x.Revision, x.Sentence, x.Span, x.Quote = where.ID, where.Article, where.Revision, where.Sentence, where.Span, where.Quote
	return x
}

// put gives an annotation its target in the new revision, and the ID of the first part that
// nothing else has yet; a new one where all are used.
func (r *recutting) put(x Annotation, parts []Annotation, placed map[ID]bool, t Target) Annotation {
	fresh := NewAnnotation(r.to, r.body, t, x.Scheme, x.Annotator)
	i := slices.IndexFunc(parts, func(p Annotation) bool { return !placed[p.ID] })
	if i >= 0 {
		fresh.ID = parts[i].ID
	} else {
		for r.ids[fresh.ID] {
			fresh.ID = fresh.ID.Next()
		}
		r.ids[fresh.ID] = true
	}
	for _, p := range parts {
		placed[p.ID] = true
	}
	return onSpan(x, fresh)
}

// combine is what annotations of sentences that have become one say together.
func combine(parts []Annotation) Annotation {
	out := parts[0]
	out.Labels, out.Rejected, out.Attributes = nil, nil, nil
	out.Note, out.Seconds = "", 0
	var notes []string
	note := func(line string) {
		if line != "" && !slices.Contains(notes, line) {
			notes = append(notes, line)
		}
	}
	skipped := staysSkipped(parts)
	if out.Flag == Skipped && !skipped {
		out.Flag, out.Reason = Unflagged, ""
	}
	for _, x := range parts {
		if len(out.Labels) == 0 && len(x.Labels) > 0 {
			out.Origin, out.Score = x.Origin, x.Score
		}
		out.Labels = union(out.Labels, x.Labels)
		out.Rejected = union(out.Rejected, x.Rejected)
		for name, choice := range x.Attributes {
			if out.Attributes == nil {
				out.Attributes = map[string]string{}
			}
			if _, chosen := out.Attributes[name]; !chosen {
				out.Attributes[name] = choice
			}
		}
		if out.Speaker = cmp.Or(out.Speaker, x.Speaker); x.Speaker != "" && x.Speaker != out.Speaker {
			note("speaker: " + x.Speaker)
		}
		if x.Flag == Skipped && !skipped {
			note(x.Reason)
		} else if out.Flag == Unflagged {
			out.Flag, out.Reason = x.Flag, x.Reason
		}
		note(x.Note)
		out.Seconds += x.Seconds
		out.Was = cmp.Or(out.Was, x.Was)
		if x.Created.Before(out.Created) {
			out.Created = x.Created
		}
		if x.Updated.After(out.Updated) {
			out.Updated = x.Updated
		}
	}
	out.Note = strings.Join(notes, "\n")
	out.Seconds = float64(int(out.Seconds*10+0.5)) / 10
	slices.Sort(out.Rejected)
	out.Rejected = slices.DeleteFunc(out.Rejected, func(l string) bool { return slices.Contains(out.Labels, l) })
	if len(out.Rejected) == 0 {
		out.Rejected = nil
	}
	return out
}

// staysSkipped says whether a sentence made of these is skipped where any of them was.
func staysSkipped(parts []Annotation) bool {
	shown := func(x Annotation) bool { return x.Flag != Skipped }
	labelled := func(x Annotation) bool { return len(x.Labels) > 0 }
	return !slices.ContainsFunc(parts, shown) || !slices.ContainsFunc(parts, labelled)
}

// union is the texts of both, each once, in the order in which they come first.
func union(a, b []string) []string {
	for _, x := range b {
		if !slices.Contains(a, x) {
			a = append(a, x)
		}
	}
	return a
}

// rulings is the edits with which rulings follow the sentences. A ruling is named by its
// places, so each that is about this text goes, and another comes. Those that become one are
// the one that was made last.
func (r *recutting) rulings(all []Ruling) (edits []Edit) {
	var after []Ruling
	for _, x := range all {
		places, moved := slices.Clone(x.Places), false
		for i, p := range places {
			if to, ok := r.place(p); ok {
				places[i], moved = to, true
			}
		}
		if !moved {
			continue
		}
		slices.SortFunc(places, comparePlaces)
		places = slices.Compact(places)
		edits = append(edits, Edit{Ruling: &Replaced[Ruling]{Before: &x}})
		y := NewRuling(x.On, x.Stands, x.About, x.Text, x.By, x.Made, places...)
		if i := slices.IndexFunc(after, func(o Ruling) bool { return o.ID == y.ID }); i < 0 {
			after = append(after, y)
		} else if !y.Made.Before(after[i].Made) {
			after[i] = y
		}
	}
	for _, y := range after {
		edits = append(edits, Edit{Ruling: &Replaced[Ruling]{After: &y}})
	}
	return edits
}

// place is where a place of the old revision stands in the new one; ok is false for another
// text's, and where its sentence is no more.
func (r *recutting) place(p Place) (Place, bool) {
	if p.Article != r.from.ID || p.Revision != r.from.Revision || p.Sentence >= len(r.old.Sentences) {
		return p, false
	}
	best, most := -1, 0
	for n, s := range r.body.Sentences {
		if shared := min(s.End, p.Span.End) - max(s.Start, p.Span.Start); shared > most {
			best, most = n, shared
		}
	}
	if best < 0 {
		return p, false
	}
	whole := p.Span == r.old.Sentences[p.Sentence]
	p.Revision, p.Sentence = r.to.Revision, best
	if whole {
		p.Span = r.body.Sentences[best]
		p.Quote = r.body.Text[p.Span.Start:p.Span.End]
	}
	return p, true
}
