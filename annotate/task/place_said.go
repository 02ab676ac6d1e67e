package task

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// say gives the annotations of a task whose text begins at the byte of a text. One that cannot
// be is refused, and the others go in.
// The error is the library's.
func (p *Placing) say(t Task, v *view, at int, out *placed) error {
	var all []annotate.Annotation
	for _, x := range t.joined() {
		if x.Empty() {
			continue
		}
		s, err := p.scheme(x.Scheme)
		if err != nil {
			return err
		}
		y, err := p.annotation(t, x, s, v, at)
		if err == nil {
			y, err = p.settle(t, x, y, s, v)
		}
		if err != nil {
			out.refuse(t.Line, err)
			continue
		}
		all = append(all, y)
	}
	if err := p.miss(t, v, at, out); err != nil {
		return err
	}
	p.attach(t, v, all, out)
	for _, y := range all {
		held, have := v.said[seatOf(y)]
		if y.Extra != "" && (!have || y.Updated.After(held.Updated)) {
			v.said[seatOf(y)] = y // the file may have more keys for it
		}
		v.given[y.ID] = seatOf(y)
		out.records = append(out.records, jsonl.Record{Line: t.Line, Annotation: &y, Hash: v.article.Hash})
	}
	return nil
}

// Gone says that a file has nothing left of what it said of some words when it was written, and
// that the library says that still: what nobody says any more is not taken out.
type Gone struct {
	Line int
	Held annotate.Annotation
}

// Error names the words.
func (g Gone) Error() string {
	return fmt.Sprintf("line %d: kept as here: %.60q: the file has taken back all that %s says of it", g.Line, annotate.Line(g.Held.Quote), annotate.Line(g.Held.Annotator))
}

// miss finds what the library says and a task no more.
func (p *Placing) miss(t Task, v *view, at int, out *placed) error {
	for _, x := range t.Gone {
		s, err := p.scheme(x.Scheme)
		if err != nil {
			return err
		}
		y, err := p.annotation(t, x, s, v, at)
		if held, have := v.said[seatOf(y)]; err == nil && have {
			out.bad = append(out.bad, Gone{t.Line, held})
		}
	}
	return nil
}

func (p *Placing) sayFound(all []found, out *placed) error {
	for _, f := range all {
		if err := p.say(f.task, f.view, f.at, out); err != nil {
			return err
		}
	}
	return nil
}

// joined is what is said, in one annotation for each target of each annotator: many programs
// have one for each label.
func (t Task) joined() (all []annotate.Annotation) {
	if len(t.Said) < 2 {
		return t.Said
	}
	at := map[seat]int{}
	for _, x := range t.Said {
		where := seat{sentence: x.Sentence, span: x.Span, scheme: x.Scheme, annotator: x.Annotator}
		i, twice := at[where]
		if !twice {
			at[where] = len(all)
			all = append(all, x)
			continue
		}
		first := &all[i]
		first.Labels = slices.Clip(first.Labels)
		for _, l := range x.Labels {
			if !first.Has(l) {
				first.Labels = append(first.Labels, l)
			}
		}
		if x.Note != "" && x.Note != first.Note {
			first.Note = strings.TrimSpace(first.Note + "\n" + x.Note)
		}
		first.Speaker = cmp.Or(first.Speaker, x.Speaker)
		first.Flag, first.Reason = cmp.Or(first.Flag, x.Flag), cmp.Or(first.Reason, x.Reason)
	}
	return all
}

// annotation is an annotation that says nothing yet, on the seat of one of a task.
func (p *Placing) annotation(t Task, x annotate.Annotation, s annotate.Scheme, v *view, at int) (annotate.Annotation, error) {
	if !x.Span.In(t.Text) {
		return x, errors.New("of its words nothing is left: they are characters that cannot be kept")
	}
	by := p.line(cmp.Or(x.Annotator, t.Annotator, p.o.Annotator))
	if by == "" || len(by) > annotate.LongestName {
		return x, fmt.Errorf("the annotator %.40q has no name of 1 to %d bytes", by, annotate.LongestName)
	}
	if by == annotate.Gold && t.Article.ID == 0 && x.Adjudicator == "" && x.Origin != annotate.Adjudicated {
		return x, fmt.Errorf("the annotator is called %q: nobody is, it stands for what is decided where annotators differ", by)
	}
	span := annotate.Span{Start: x.Span.Start + at, End: x.Span.End + at}
	if span.In(v.body.Text) && strings.HasSuffix(v.body.Text[:span.End], "\r") {
		return x, errors.New("its words end inside the end of a line")
	}
	target := annotate.OnSpan(span)
	quoted := p.o.Format == webName && x.ID == 0 // it does not say of what the words are
	if n := sentenceOn(v.body, span); n >= 0 && (x.Sentence >= 0 || quoted) {
		target = annotate.OnSentence(n)
	}
	y := annotate.NewAnnotation(v.article, v.body, target, s.Name, by)
	if y.ID = cmp.Or(x.ID, y.ID); taken(v.given, y) || x.ID == 0 && taken(v.seats, y) {
		for y.ID = annotate.NewAnnotation(v.article, v.body, target, s.Name, by).ID; taken(v.seats, y) || taken(v.given, y); {
			y.ID = y.ID.Next()
		}
	}
	return y, nil
}

// taken says whether an ID is that of an annotation on another seat.
func taken(seats map[annotate.ID]seat, x annotate.Annotation) bool {
	s, have := seats[x.ID]
	return have && s != seatOf(x)
}

// sentenceOn is the number of the sentence that stands on the span, or on all of it but white
// space; -1 where none does.
func sentenceOn(b annotate.Body, s annotate.Span) int {
	s = trim(b.Text, s)
	n := annotate.SentenceAt(b.Sentences, s.Start)
	if n < len(b.Sentences) && trim(b.Text, b.Sentences[n]) == s {
		return n
	}
	return -1
}

func trim(text string, s annotate.Span) annotate.Span {
	in := text[s.Start:s.End]
	s.Start += len(in) - len(strings.TrimLeft(in, " \t\r\n"))
	return annotate.Span{Start: s.Start, End: s.Start + len(strings.TrimSpace(in))}
}

// settle makes y say what x says in the words of the scheme, unless the library says so already.
func (p *Placing) settle(t Task, x, y annotate.Annotation, s annotate.Scheme, v *view) (annotate.Annotation, error) {
	said, err := p.said(x, y)
	if err != nil {
		return y, err
	}
	held, have := v.said[seatOf(y)]
	if have && t.Article.ID == 0 {
		said = beside(said, held)
	}
	if have && p.says(held, said) {
		return held, nil
	}
	if said, err = fit(s, said); err != nil {
		return said, err
	}
	if have && p.says(held, said) { // but for the names of labels
		return held, nil
	}
	said.Updated = p.saidAt(x, held)
	said.Created = cmp.Or(instant(x.Created), held.Created, said.Updated)
	return said, nil
}

// says says whether what is held says the same, or would if its lines were clean.
func (p *Placing) says(held, x annotate.Annotation) bool {
	if says(held, x) {
		return true
	}
	clean, err := p.said(held, held)
	return err == nil && says(clean, x)
}

// saidAt is when x was said, which says something else than the library holds. Many programs
// change what a file says and leave the time as it was written here: then it was said since.
func (p *Placing) saidAt(x, held annotate.Annotation) time.Time {
	at, file := instant(x.Updated), annotate.Instant(p.o.At)
	switch {
	case x.ID == 0: // another program's
		return cmp.Or(at, instant(x.Created), file)
	case at.IsZero(): // it was changed, nobody knows when
		return latest(file, instant(x.Created))
	case x.ID == held.ID && at.Equal(held.Updated):
		return latest(file, held.Updated.Add(time.Millisecond))
	}
	return at
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// said puts what x says on y, without what cannot be kept.
func (p *Placing) said(x, y annotate.Annotation) (annotate.Annotation, error) {
	y.Labels, y.Rejected = p.names(x.Labels), p.names(x.Rejected)
	slices.Sort(y.Rejected)
	for name, choice := range x.Attributes {
		if y.Attributes == nil {
			y.Attributes = map[string]string{}
		}
		y.Attributes[p.line(name)] = p.line(choice)
	}
	y.Speaker, y.Reason, y.Adjudicator = p.line(x.Speaker), p.line(x.Reason), p.line(x.Adjudicator)
	note, _ := p.o.Clean(x.Note, nil)
	y.Note, y.Flag, y.Origin = annotate.Lines(note), x.Flag, cmp.Or(x.Origin, annotate.Imported)
	y.Score, y.Seconds, y.Extra = within(x.Score, 1), within(x.Seconds, longest), x.Extra
	if !slices.Contains([]annotate.Origin{annotate.Hand, annotate.Suggestion, annotate.Carried, annotate.Imported, annotate.Adjudicated}, y.Origin) {
		y.Origin = annotate.Imported
	}
	switch {
	case y.Flag != annotate.Unflagged && y.Flag != annotate.Flagged && y.Flag != annotate.Skipped:
		return y, fmt.Errorf("the flag %.40q is unknown", y.Flag)
	case y.Adjudicator != "" && y.Annotator != annotate.Gold:
		return y, fmt.Errorf("an adjudicator, and its annotator is %.40q, not %q", y.Annotator, annotate.Gold)
	case len(y.Adjudicator) > annotate.LongestName:
		return y, fmt.Errorf("the name of the adjudicator %.40q is longer than %d bytes", y.Adjudicator, annotate.LongestName)
	}
	if checkExtra(y.Extra) != nil {
		y.Extra = ""
	}
	if y.Empty() {
		return y, errors.New("all that it says are characters that cannot be kept")
	}
	return y, nil
}

// longest is the seconds that an annotation can have taken: ten years.
const longest = 10 * 366 * 24 * 60 * 60

func within(f, most float64) float64 {
	if math.IsNaN(f) || f < 0 || f > most {
		return 0
	}
	return f
}

// instant is a time as it is stored, and none where it has no year of four digits.
func instant(t time.Time) time.Time {
	if y := t.UTC().Year(); t.IsZero() || y < 1 || y > 9999 {
		return time.Time{}
	}
	return annotate.Instant(t)
}

func checkExtra(extra string) error {
	if !utf8.ValidString(extra) {
		return jsonl.ErrEncoding
	}
	return annotate.CheckExtra(extra)
}

// names is names of labels as lines, each once.
func (p *Placing) names(all []string) (out []string) {
	for _, name := range all {
		if name = p.line(name); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// line is a text as one clean line.
func (p *Placing) line(s string) string {
	s, _ = p.o.Clean(s, nil)
	return annotate.Line(s)
}

// beside keeps what is held and another program's file has no word of.
func beside(x, held annotate.Annotation) annotate.Annotation {
	x.Speaker, x.Note = cmp.Or(x.Speaker, held.Speaker), cmp.Or(x.Note, held.Note)
	if len(x.Attributes) == 0 {
		x.Attributes = held.Attributes
	}
	if x.Flag == annotate.Unflagged && held.Flag == annotate.Flagged {
		x.Flag, x.Reason = held.Flag, held.Reason
	}
	if len(x.Rejected) == 0 {
		for _, l := range held.Rejected {
			if !x.Has(l) {
				x.Rejected = append(x.Rejected, l)
			}
		}
	}
	x.Seconds, x.Extra = cmp.Or(x.Seconds, held.Seconds), cmp.Or(x.Extra, held.Extra)
	return x
}

// says says whether two annotations of one seat say the same, whenever and however that came.
func says(a, b annotate.Annotation) bool {
	return alike(a.Labels, b.Labels) && alike(a.Rejected, b.Rejected) && maps.Equal(a.Attributes, b.Attributes) &&
		a.Speaker == b.Speaker && a.Note == b.Note && a.Flag == b.Flag && a.Reason == b.Reason &&
		a.Adjudicator == b.Adjudicator
}

// alike says whether two lists hold the same names. None stands twice in either.
func alike(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(s string) bool { return !slices.Contains(b, s) })
}

// scheme is the one of that name, and that in force where the library has none.
func (p *Placing) scheme(name string) (annotate.Scheme, error) {
	if s, known := p.schemes[name]; known {
		return s, nil
	}
	s, have, err := p.lib.Scheme(name)
	if err != nil {
		return s, err
	}
	if !have {
		s = p.o.Scheme
	}
	if len(p.schemes) < mostViews {
		p.schemes[name] = s
	}
	return s, nil
}
