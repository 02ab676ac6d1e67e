package task

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// check says what is wrong with a task that is to be written.
func (t Task) check() error {
	fail := func(what string, s annotate.Span) error {
		return fmt.Errorf("%s: bytes %d–%d are not in the text of %d bytes", what, s.Start, s.End, len(t.Text))
	}
	switch {
	case t.Text == "":
		return errNoText
	case !utf8.ValidString(t.Text):
		return fmt.Errorf("the text of a task is %w", jsonl.ErrEncoding)
	}
	for _, x := range t.Said {
		if !x.Span.In(t.Text) {
			return fail("annotation "+x.ID.String(), x.Span)
		}
	}
	for _, g := range t.Suggested {
		if !g.Span.In(t.Text) {
			return fail("a suggestion", g.Span)
		}
	}
	for i, s := range t.Sentences {
		if !s.In(t.Text) {
			return fail(fmt.Sprintf("sentence %d", i), s)
		}
	}
	return nil
}

var errNoText = errors.New("a task without a text")

// besideKey is the key under which a line has what its format has no place for. Other programs
// keep it as metadata; offsets in it are code points of the line's text.
const besideKey = "rashomon"

// native is what a format has places of its own for.
type native struct {
	meta      bool // source, title, date, URL and story
	context   bool // the sentences before and after
	suggested bool // suggestions, with score and model

	kept    []string // keys that the writer has of Extra, in the place of its own
	repeats bool     // all of the line stands in another one, too
	unsaid  string   // which labels stand here only
}

// Which labels a line of a format has no keys for, though others of the format do.
const (
	unsaidSpans     = "spans"
	unsaidSentences = "sentences"
	unsaidAll       = "all"
)

// beside writes the member besideKey: all that fromBeside needs to make of a line the task that
// it was written of. Labels stand in it once more, so that one can tell which were changed since.
func (o *object) beside(t Task, r *ruler, n native) {
	o.open(besideKey)
	o.article(t.Article, n)
	if !n.meta {
		o.textIf("story", t.Story)
	}
	if !n.context {
		o.textIf("before", t.Before)
		o.textIf("after", t.After)
	}
	if !t.Whole() {
		o.number("sentence", t.Sentence)
	}
	o.numberIf("start", t.StartRune)
	o.numberIf("byte_start", t.Start)
	o.textIf("prefix", t.Prefix)
	o.textIf("suffix", t.Suffix)
	if len(t.Sentences) > 0 {
		o.list("sentences", len(t.Sentences), func(i int) {
			o.raw('[')
			o.int(r.of(t.Sentences[i].Start))
			o.raw(',')
			o.int(r.of(t.Sentences[i].End))
			o.raw(']')
		})
	}
	o.textIf("annotator", t.Annotator)
	o.textsIf("kept", n.kept)
	o.flagIf("repeats", n.repeats)
	o.textIf("unsaid", n.unsaid)
	if len(t.Said) > 0 {
		o.list("said", len(t.Said), func(i int) { o.said(t.Said[i], t, r) })
	}
	if len(t.Suggested) > 0 && !n.suggested {
		o.list("suggested", len(t.Suggested), func(i int) { o.suggested(t.Suggested[i], r) })
	}
	o.closed()
}

// article writes what is known of the article besides its text.
func (o *object) article(a annotate.Article, n native) {
	if a == (annotate.Article{}) {
		return
	}
	o.open("article")
	o.textIf("id", a.ID.String())
	o.textIf("story_id", a.Story.String())
	o.textIf("hash", a.Hash)
	o.numberIf("revision", a.Revision)
	if !n.meta {
		o.textIf("source", a.Source)
		o.textIf("title", a.Title)
		o.textIf("date", a.Date)
		o.textIf("url", a.URL)
	}
	o.flagIf("title_made", a.TitleMade)
	o.textIf("author", a.Author)
	o.textIf("place", a.Place)
	o.textIf("language", a.Language)
	o.textIf("format", string(a.Format))
	o.numberIf("sentences", a.Sentences)
	o.timeIf("added", a.Added)
	o.textIf("extra", a.Extra)
	o.closed()
}

// said writes one annotation of the task.
func (o *object) said(x annotate.Annotation, t Task, r *ruler) {
	o.raw('{')
	o.textIf("id", x.ID.String())
	if x.Revision != t.Article.Revision {
		o.number("revision", x.Revision)
	}
	o.place(x.Sentence, x.Span, r)
	o.textsIf("labels", x.Labels)
	o.besides(x, t.Annotator)
	o.closed()
}

// place writes where something stands in the task's text.
func (o *object) place(sentence int, s annotate.Span, r *ruler) {
	if sentence >= 0 {
		o.number("sentence", sentence)
	}
	o.number("start", r.of(s.Start))
	o.number("end", r.of(s.End))
}

// besides writes what an annotation says besides its labels and its place.
func (o *object) besides(x annotate.Annotation, annotator string) {
	o.textIf("scheme", x.Scheme)
	if x.Annotator != annotator {
		o.text("annotator", x.Annotator)
	}
	o.textIf("adjudicator", x.Adjudicator)
	if len(x.Attributes) > 0 {
		o.open("attributes")
		for _, name := range slices.Sorted(maps.Keys(x.Attributes)) {
			if o.line[len(o.line)-1] != '{' {
				o.raw(',')
			}
			o.value(name)
			o.raw(':')
			o.value(x.Attributes[name])
		}
		o.closed()
	}
	o.textsIf("rejected", x.Rejected)
	o.textIf("speaker", x.Speaker)
	o.textIf("note", x.Note)
	o.textIf("flag", string(x.Flag))
	o.textIf("reason", x.Reason)
	o.textIf("origin", string(x.Origin))
	o.decimalIf("score", x.Score)
	o.decimalIf("seconds", x.Seconds)
	o.textIf("extra", x.Extra)
	o.timeIf("created", x.Created)
	o.timeIf("updated", x.Updated)
}

// suggested writes one suggestion.
func (o *object) suggested(s Suggestion, r *ruler) {
	o.raw('{')
	o.place(s.Sentence, s.Span, r)
	o.textsIf("labels", s.Labels)
	o.decimalIf("score", s.Score)
	o.textIf("speaker", s.Speaker)
	o.textIf("model", s.Model)
	o.closed()
}

// beside counts what of an annotation stands under besideKey only: all but its labels, and what
// the format has a place of its own for. Identity and times are of no use to another program:
// they are not counted.
func (l Lost) beside(x annotate.Annotation, has ...string) {
	for _, f := range []struct {
		what string
		n    int
	}{
		{"speakers", one(x.Speaker != "")},
		{"notes", one(x.Note != "")},
		{"attributes", len(x.Attributes)},
		{"rejected labels", len(x.Rejected)},
		{"flags", one(x.Flag == annotate.Flagged)},
		{"skipped sentences", one(x.Flag == annotate.Skipped)},
		{"reasons", one(x.Reason != "")},
		{"adjudicators", one(x.Adjudicator != "")},
		{"scores", one(x.Score != 0)},
		{"seconds spent", one(x.Seconds != 0)},
	} {
		if f.n > 0 && !slices.Contains(has, f.what) {
			l.add(f.what, Loss{Beside: f.n})
		}
	}
}

// add counts.
func (l Lost) add(what string, more Loss) {
	was := l[what]
	l[what] = Loss{Dropped: was.Dropped + more.Dropped, Beside: was.Beside + more.Beside}
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}
