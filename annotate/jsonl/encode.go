package jsonl

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"rashomon/annotate"
)

// contextRunes is how many code points of the text stand before and after a passage.
const contextRunes = 32

// ErrOtherText says that an annotation is not about the article and revision written last.
var ErrOtherText = errors.New("not about the text written last")

// Encoder writes records, each as one line in one call of Write: give it a buffered
// writer. Keys come in a fixed order and are all there, also the empty ones. Text is
// UTF-8 as it is, save for what could disturb a terminal, which is \u-escaped.
//
// Its methods return the writer's errors as they are, ErrEncoding for a text that JSON
// cannot hold, and an error naming the record where it contradicts itself.
type Encoder struct {
	w       io.Writer
	line    object
	stories map[annotate.ID]string // titles, for the annotations
	article annotate.Article       // written last, and its text
	body    annotate.Body
	units   *annotate.Units
}

// NewEncoder makes an encoder that writes to w.
func NewEncoder(w io.Writer) *Encoder {
	return &Encoder{w: w, stories: map[annotate.ID]string{}}
}

// Scheme writes a label scheme.
func (e *Encoder) Scheme(s annotate.Scheme) error {
	o := e.begin("scheme")
	o.text("name", s.Name)
	o.flag("several", s.Several)
	o.key("labels")
	o.list('[', len(s.Labels), ']', func(i int) {
		l := s.Labels[i]
		o.raw('{')
		o.text("name", l.Name)
		o.text("key", l.Key)
		o.text("colour", l.Colour)
		o.text("glyph", l.Glyph)
		o.text("on", string(l.On))
		o.text("description", l.Description)
		o.raw('}')
	})
	o.key("attributes")
	o.list('[', len(s.Attributes), ']', func(i int) {
		a := s.Attributes[i]
		o.raw('{')
		o.text("name", a.Name)
		o.text("key", a.Key)
		o.texts("choices", a.Choices)
		o.texts("labels", a.Labels)
		o.text("description", a.Description)
		o.raw('}')
	})
	o.text("guidelines", s.Guidelines)
	return e.end(o)
}

// Story writes a story. It goes before its articles.
func (e *Encoder) Story(s annotate.Story) error {
	e.stories[s.ID] = s.Title
	o := e.begin("story")
	o.id("id", s.ID)
	o.text("title", s.Title)
	return e.end(o)
}

// Speaker writes a speaker. It goes after its story, or after the article that was written
// last: it returns ErrOtherText for one of another article.
func (e *Encoder) Speaker(x annotate.Speaker) error {
	if err := x.Check(); err != nil {
		return err
	}
	story, article, hash := x.Of, annotate.ID(0), ""
	if _, known := e.stories[x.Of]; !known {
		if x.Of != e.article.ID {
			return fmt.Errorf("speaker %s: %w", x.ID, ErrOtherText)
		}
		story, article, hash = 0, x.Of, e.article.Hash
	}
	o := e.begin("speaker")
	o.id("id", x.ID)
	o.id("story_id", story)
	o.id("article_id", article)
	o.text("hash", hash)
	o.text("name", x.Name)
	o.texts("spellings", x.Spellings)
	return e.end(o)
}

// Search writes a search that is kept.
func (e *Encoder) Search(x annotate.Search) error {
	if err := checkSearch(x); err != nil {
		return err
	}
	o := e.begin("search")
	o.text("name", x.Name)
	o.text("query", x.Query)
	return e.end(o)
}

// Article writes an article with its text. The annotations of this text go next.
func (e *Encoder) Article(a annotate.Article, b annotate.Body) error {
	if err := checkArticle(a, b); err != nil {
		return err
	}
	e.article, e.body, e.units = a, b, annotate.NewUnits(b.Text)
	o := e.begin("article")
	o.id("id", a.ID)
	o.number("revision", a.Revision)
	o.text("hash", a.Hash)
	o.id("story_id", a.Story)
	o.text("source", a.Source)
	o.text("title", a.Title)
	o.flag("title_made", a.TitleMade)
	o.text("author", a.Author)
	o.text("date", a.Date)
	o.text("place", a.Place)
	o.text("url", a.URL)
	o.text("language", a.Language)
	o.text("format", string(a.Format))
	o.time("added", a.Added)
	o.timeOrNone("revised", a.Revised)
	o.text("mended", a.Mended)
	o.key("cleaned")
	o.cleaned(a.Cleaned)
	o.text("extra", a.Extra)
	o.text("text", b.Text)
	o.key("sentences")
	o.list('[', len(b.Sentences), ']', func(i int) {
		o.raw('{')
		o.span(e.units, b.Sentences[i])
		o.raw('}')
	})
	return e.end(o)
}

// Annotation writes an annotation of the text written last; it returns ErrOtherText
// for one of another article or revision.
func (e *Encoder) Annotation(x annotate.Annotation) error {
	a := e.article
	if x.Article != a.ID || x.Revision != a.Revision {
		return fmt.Errorf("annotation %s: %w", x.ID, ErrOtherText)
	}
	if err := x.Check(e.body); err != nil {
		return err
	}
	o := e.begin("annotation")
	o.id("id", x.ID)
	o.id("article_id", a.ID)
	o.number("revision", a.Revision)
	o.text("hash", a.Hash)
	o.id("story_id", a.Story)
	o.text("story_title", e.stories[a.Story])
	o.text("source", a.Source)
	o.text("title", a.Title)
	o.text("url", a.URL)
	o.text("date", a.Date)
	e.passage(o, x)
	o.text("was", x.Was)
	o.text("scheme", x.Scheme)
	o.text("annotator", x.Annotator)
	o.text("adjudicator", x.Adjudicator)
	o.texts("labels", x.Labels)
	names := slices.Sorted(maps.Keys(x.Attributes))
	o.key("attributes")
	o.list('[', len(names), ']', func(i int) {
		o.raw('{')
		o.text("name", names[i])
		o.text("choice", x.Attributes[names[i]])
		o.raw('}')
	})
	o.texts("rejected", x.Rejected)
	o.text("speaker", x.Speaker)
	o.text("note", x.Note)
	o.text("flag", string(x.Flag))
	o.text("reason", x.Reason)
	o.text("origin", string(x.Origin))
	o.decimalOrNull("score", x.Score)
	o.decimal("seconds", x.Seconds)
	o.text("extra", x.Extra)
	o.time("created", x.Created)
	o.time("updated", x.Updated)
	return e.end(o)
}

// passage writes where the annotation stands, in every unit, and what stands there.
func (e *Encoder) passage(o *object, x annotate.Annotation) {
	o.numberOrNull("sentence", x.Sentence)
	o.text("text", x.Quote)
	o.span(e.units, x.Span)
	before, after := annotate.Context(e.body.Text, x.Span, contextRunes)
	o.text("before", before)
	o.text("after", after)
}

// Ruling writes a ruling. It goes after all articles. Body gives each text that it is about
// once more; what is wrong there, or with a place in it, comes back as it is, with the
// ruling's name.
func (e *Encoder) Ruling(r annotate.Ruling, body func(article annotate.ID, revision int) (annotate.Body, error)) error {
	if err := r.Check(); err != nil {
		return err
	}
	o := e.begin("ruling")
	o.id("id", r.ID)
	o.text("on", string(r.On))
	o.flag("stands", r.Stands)
	o.text("about", r.About)
	name, note := "", r.Text
	if r.On == annotate.OnStatement {
		name, note = note, name
	}
	o.text("name", name)
	o.text("note", note)
	o.key("places")
	var bad error
	o.list('[', len(r.Places), ']', func(i int) {
		p := r.Places[i]
		b, err := body(p.Article, p.Revision)
		if err == nil {
			err = p.Check(b)
		}
		if err == nil {
			o.place(p, b)
		} else if bad == nil {
			bad = fmt.Errorf("ruling %s: %w", r.ID, err)
		}
	})
	if bad != nil {
		return bad
	}
	o.text("annotator", r.By)
	o.time("made", r.Made)
	return e.end(o)
}

// place writes one of a ruling's places.
func (o *object) place(p annotate.Place, b annotate.Body) {
	o.raw('{')
	o.id("article_id", p.Article)
	o.number("revision", p.Revision)
	o.text("hash", annotate.Hash(b.Text))
	o.number("sentence", p.Sentence)
	o.text("text", p.Quote)
	o.span(annotate.NewUnits(b.Text), p.Span)
	o.raw('}')
}

func (o *object) span(u *annotate.Units, s annotate.Span) {
	o.number("rune_start", u.Rune(s.Start))
	o.number("rune_end", u.Rune(s.End))
	o.number("byte_start", s.Start)
	o.number("byte_end", s.End)
}

func (o *object) cleaned(c annotate.Cleaned) {
	o.raw('{')
	o.number("escapes", c.Escapes)
	o.number("controls", c.Controls)
	o.number("directions", c.Directions)
	o.number("invisible", c.Invisible)
	o.number("tags", c.Tags)
	o.number("private", c.Private)
	o.number("marks", c.Marks)
	o.number("broken", c.Broken)
	o.raw('}')
}

// begin starts a record of this type in the memory of the line before.
func (e *Encoder) begin(what string) *object {
	o := &e.line
	o.line, o.err = append(o.line[:0], '{'), nil
	o.text("type", what)
	o.number("version", Version)
	return o
}

func (e *Encoder) end(o *object) error {
	o.raw('}')
	o.raw('\n')
	if o.err != nil {
		return fmt.Errorf("%.60q: %w", o.line, o.err)
	}
	_, err := e.w.Write(o.line)
	return err
}
