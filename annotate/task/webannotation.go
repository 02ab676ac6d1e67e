package task

import (
	"crypto/sha1"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"rashomon/annotate"
)

// webName is the format's name, also in Extra.
const webName = "webannotation"

// webContext is what the type of every Web Annotation is told by.
const webContext = "http://www.w3.org/ns/anno.jsonld"

// webSource is what the target's source begins with where it names a text by its hash.
const webSource = "urn:sha256:"

// webAround is the code points that are quoted before and after the words.
const webAround = 32

// WebAnnotation is the W3C's Web Annotation Data Model (https://www.w3.org/TR/annotation-model/),
// one annotation a line. Its positions are those of the whole article; it carries no article's
// text, so what is read from it finds a place only where the article is.
//
// Labels are bodies with the purpose tagging, a note is one that comments, a flag or a skipped
// sentence one that assesses: "to assess the target in some way", says the recommendation, and
// it has nothing nearer.
func WebAnnotation() Format {
	return Format{
		Name: webName, Ext: ".jsonl", Unit: "code points",
		Write: func(w io.Writer, _ Options) Writer { return &webWriter{w: w, lost: Lost{}} },
		Read:  readWebAnnotations,
		Fits:  fitsWebAnnotation,
	}
}

type webWriter struct {
	w     io.Writer
	o     object
	lost  Lost
	text  ruler // of the task's text
	quote ruler // of the words of one annotation
}

func (w *webWriter) Lost() Lost   { return w.lost }
func (w *webWriter) Close() error { return nil }

func (w *webWriter) Write(t Task) error {
	if len(t.Suggested) > 0 {
		w.lost.add("suggestions", Loss{Dropped: len(t.Suggested)})
	}
	if len(t.Said) == 0 {
		w.lost.add("unlabelled texts", Loss{Dropped: 1})
	}
	w.text.measure(t.Text, false)
	for _, x := range t.Said {
		if err := w.annotation(t, x); err != nil {
			return fmt.Errorf("annotation %s: %w", x.ID, err)
		}
	}
	return nil
}

func (w *webWriter) annotation(t Task, x annotate.Annotation) error {
	source, err := sourceOf(t.Article)
	switch {
	case err != nil:
		return err
	case !x.Span.In(t.Text):
		return fmt.Errorf("the span %d–%d is not in the text of %d bytes", x.Span.Start, x.Span.End, len(t.Text))
	case splitsLetter(t.Text, x.Span.Start) || splitsLetter(t.Text, x.Span.End):
		w.lost.add("split letters", Loss{Beside: 1})
	}
	w.lost.beside(x, "notes", "flags", "skipped sentences")
	extra := annotate.ExtraOf(x.Extra, webName)
	if extra == nil && len(t.Said) == 1 {
		extra = t.Extra
	}
	if x.Annotator == "" {
		x.Annotator = t.Annotator
	}
	start := t.StartRune + w.text.of(x.Span.Start)
	o := &w.o
	o.begin()
	o.text("@context", webContext)
	o.orForeign("id", webID(x, source, start), extra)
	o.text("type", "Annotation")
	o.orForeign("motivation", motivation(x), extra)
	o.creator(x.Annotator, extra)
	o.timeIf("created", x.Created)
	o.timeIf("modified", x.Updated)
	o.bodies(x, extra["body"])
	w.target(t, x, source, start, extra["target"])
	o.more(extra, webKeys...)
	w.beside(t, x)
	return o.end(w.w)
}

// webKeys are the keys that every line has, or may have, and bodies: what ours said besides.
var webKeys = []string{"@context", "id", "type", "motivation", "creator", "created", "modified", "body", "bodies", "target", besideKey}

// sourceOf names the article: by its text where that is known.
func sourceOf(a annotate.Article) (string, error) {
	switch {
	case a.Hash != "":
		return webSource + a.Hash, nil
	case a.URL != "":
		return a.URL, nil
	}
	return "", errors.New("its article has neither a hash nor a URL, so nothing says where it stands")
}

// motivation is why the annotation was made: one of the recommendation's.
func motivation(x annotate.Annotation) string {
	switch {
	case len(x.Labels) > 0:
		return "classifying"
	case x.Flag != annotate.Unflagged:
		return "assessing"
	case x.Note != "":
		return "commenting"
	}
	return "describing"
}

// webID is a name-based UUID (RFC 9562, version 5) as a URN: the same annotation has the same.
func webID(x annotate.Annotation, source string, start int) string {
	name := "rashomon:annotation:" + x.ID.String()
	if x.ID == 0 {
		name = fmt.Sprintf("rashomon:said:%s:%d:%q:%q:%q", source, start, x.Quote, x.Annotator, x.Labels)
	}
	urls := [16]byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	h := sha1.New() // version 5 is made with SHA-1; nothing is kept secret by it
	h.Write(urls[:])
	io.WriteString(h, name)
	id := h.Sum(nil)[:16]
	id[6], id[8] = id[6]&0x0f|0x50, id[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// orForeign writes a text, or what another program's file said in its place.
func (o *object) orForeign(key, text string, extra map[string]json.RawMessage) {
	if value, has := extra[key]; has {
		o.key(key)
		o.foreign(value)
		return
	}
	o.text(key, text)
}

func (o *object) creator(name string, extra map[string]json.RawMessage) {
	if value, has := extra["creator"]; has {
		o.key("creator")
		o.foreign(value)
		return
	}
	if name == "" {
		return
	}
	o.open("creator")
	o.text("type", "Person")
	o.text("name", name)
	o.closed()
}

// bodies writes what is said: our bodies, and after them those that another program's file had.
func (o *object) bodies(x annotate.Annotation, foreign json.RawMessage) {
	o.key("body")
	o.raw('[')
	body := func(purpose, value string) {
		if value == "" {
			return
		}
		o.next()
		o.raw('{')
		o.text("type", "TextualBody")
		o.text("purpose", purpose)
		o.text("value", value)
		o.closed()
	}
	for _, l := range x.Labels {
		body("tagging", l)
	}
	body("commenting", x.Note)
	body("assessing", string(x.Flag))
	o.others(foreign)
	o.raw(']')
}

// next writes the comma before another value of a list.
func (o *object) next() {
	if o.line[len(o.line)-1] != '[' {
		o.raw(',')
	}
}

// others writes the values of another program's list into the one that is open.
func (o *object) others(list json.RawMessage) {
	if len(list) == 0 || !json.Valid(list) || kind(list) != "array" {
		return
	}
	_ = elements(list, func(_ int, v []byte) error { // the function returns no error
		o.next()
		o.foreign(v)
		return nil
	})
}

func (w *webWriter) target(t Task, x annotate.Annotation, source string, start int, foreign json.RawMessage) {
	o := &w.o
	quote := t.Text[x.Span.Start:x.Span.End]
	before, after := around(t, x.Span)
	var other map[string]json.RawMessage
	if len(foreign) > 0 && json.Unmarshal(foreign, &other) != nil {
		other = nil
	}
	o.open("target")
	o.text("source", source)
	o.key("selector")
	o.raw('[')
	o.raw('{')
	o.text("type", "TextQuoteSelector")
	o.text("exact", quote)
	o.text("prefix", before)
	o.text("suffix", after)
	o.closed()
	o.raw(',')
	o.raw('{')
	o.text("type", "TextPositionSelector")
	o.number("start", start)
	o.number("end", start+utf8.RuneCountInString(quote))
	o.closed()
	o.others(other["selector"])
	o.raw(']')
	o.more(other, "source", "selector")
	o.closed()
}

// around is the code points before and after the span: of the text, and where it has too few,
// of what stands around that.
func around(t Task, s annotate.Span) (before, after string) {
	before, after = annotate.Context(t.Text, s, webAround)
	if n := webAround - utf8.RuneCountInString(before); n > 0 {
		more, _ := annotate.Context(t.Prefix, annotate.Span{Start: len(t.Prefix), End: len(t.Prefix)}, n)
		before = more + before
	}
	if n := webAround - utf8.RuneCountInString(after); n > 0 {
		_, more := annotate.Context(t.Suffix, annotate.Span{}, n)
		after += more
	}
	return before, after
}

// beside writes the rest as of a task whose text is the annotation's words.
func (w *webWriter) beside(t Task, x annotate.Annotation) {
	t.Text = t.Text[x.Span.Start:x.Span.End]
	t.Start, t.StartRune, t.Prefix, t.Suffix = t.Start+x.Span.Start, 0, "", "" // the target says the others
	t.Sentence, t.Sentences, t.Suggested = x.Sentence, nil, nil
	x.Span = annotate.Span{End: len(t.Text)}
	t.Annotator, t.Said = x.Annotator, []annotate.Annotation{x}
	w.quote.measure(t.Text, false)
	w.o.beside(t, &w.quote, native{context: true})
}

// splitsLetter says whether the byte lies inside what a reader takes for one letter.
func splitsLetter(text string, at int) bool {
	if at <= 0 || at >= len(text) || text[at] < utf8.RuneSelf && text[at] != '\n' {
		return false
	}
	from := max(strings.LastIndexAny(text[:at], " \t"), 0) // a space is a letter's end
	for g := uniseg.NewGraphemes(text[from:]); g.Next(); {
		if a, b := g.Positions(); from+b > at {
			return from+a < at
		}
	}
	return false
}
