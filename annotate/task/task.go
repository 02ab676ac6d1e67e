// Package task is what other annotation programs call a task: a text, and what is said of
// it. It writes and reads the files of these programs, one file a format. Offsets are bytes of
// the task's text in here, and what the format counts in the file.
package task

import (
	"encoding/json"
	"io"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// Task is a text and what one annotator says of it: a sentence, with spans in it, or a
// whole article. Of a file that another program wrote, most of it is empty.
type Task struct {
	Line    int              // where it stands in the file that it was read from, from 1; 0 where it was not
	Article annotate.Article // what the text is of: ID, Hash, Revision, Source, Title, … as far as it is known
	Story   string           // the title of the article's story
	Text    string
	Before  string // sentences that stand before the text, for context; no part of it
	After   string // and after it

	// Sentence is the number of the sentence that the text is, -1 where it is a whole
	// article or not known; Start is the byte of the article's text where it begins.
	Sentence int
	Start    int
	// StartRune is the code points of the article's text before Start: Web Annotation counts
	// in the whole article. Whoever makes tasks of a library fills it; of a task read from a file
	// it is where the words that the file quotes stand, as far as the file says that.
	StartRune int
	// Prefix and Suffix are up to 32 code points of the article's text right before and right
	// after Text (annotate.Context): Web Annotation quotes them, so that the place can be found
	// again. Whoever makes tasks of a library fills them, whatever the context asked for; of a task
	// read from a Web Annotation they are what it quotes, as are Before and After.
	Prefix, Suffix string
	// Sentences is where the sentences of a whole article stand, in bytes of Text.
	Sentences []annotate.Span

	Annotator string
	// Said is what the annotator says, in the order of the text: of sentences (Sentence is the
	// number of one in the article) and of spans in them. Span is in bytes of Text; of what is
	// read from a file it is that of the text for what is said of all of it, Sentence is
	// then Task.Sentence, or 0 where that is -1 and no sentences are known.
	Said []annotate.Annotation
	// Gone is what the task said when it was written here, and of which another program has left nothing.
	Gone []annotate.Annotation
	// Suggested is labels that are proposed where nobody has said anything.
	Suggested []Suggestion
	// Extra is keys of the file that mean nothing here, to be kept: of a task read from it, and
	// of one that goes into a file of the same format again.
	Extra map[string]json.RawMessage
}

// Whole says whether the text is a whole article.
func (t Task) Whole() bool { return t.Sentence < 0 }

// Suggestion is labels that are proposed for a sentence or a span.
type Suggestion struct {
	Sentence int // -1 for a span
	Span     annotate.Span
	Labels   []string
	Score    float64 // 0 to 1
	Speaker  string
	Model    string // who proposes: rules, learner, or another program
}

// Options is what a file is written with.
type Options struct {
	Scheme annotate.Scheme // its labels, for formats that list them
	// Shape is that of the file, one of the Format's Shapes. Empty: what is said most likely, Sequence
	// of whole articles and by a scheme that has labels for words only, else Classification.
	Shape string
	Whole bool // the tasks are whole articles
}

// The shapes that a file can have, of a format that has several.
const (
	Classification = "classification" // labels of texts
	Sequence       = "sequence"       // labels of spans
	Relations      = "relations"      // labels of spans, and relations between them that another program's file had
	Both           = "both"           // labels of texts, and of spans
)

// shape is the shape to be written.
func (o Options) shape() string {
	switch {
	case o.Shape != "":
		return o.Shape
	case o.Whole || o.Scheme.BySpans():
		return Sequence
	}
	return Classification
}

// Writer writes tasks in one format. What the format has no place for is counted.
type Writer interface {
	Write(Task) error
	Close() error // ends the file; the io.Writer below stays open
	Lost() Lost
}

// Lost counts what a format has no place for, by what it is, in the plural: "speakers", "notes",
// "attributes", "suggestions".
type Lost map[string]Loss

// Loss is how much of something a format has no place for.
type Loss struct {
	Dropped int // it is not in the file
	Beside  int // it is, in keys that only rashomon reads
}

// Format is one of the formats.
type Format struct {
	Name string // prodigy
	Ext  string // of its files: .jsonl
	// Unit is what its offsets count: "code points", "UTF-16 code units".
	Unit string
	// Shapes are those that a file can have, of which it has one; none where there is but one.
	Shapes []string
	// Write makes a writer; no format keeps more than one task in memory.
	Write func(w io.Writer, o Options) Writer
	// Read gives each the tasks of a file, one by one, in the memory of one. A task that is no
	// good is given to bad with its line (of a JSON array, the line where the task begins), and
	// reading goes on. It returns the error that each returned, as it is, or that of the reader.
	Read func(r io.Reader, each func(Task) error, bad func(jsonl.LineError)) error
	// Fits says how surely the beginning of a file (some kB) is of this format, 0 to 1.
	Fits func(beginning []byte) float64
}

// Formats are all formats, in the order in which help lists them.
func Formats() []Format {
	return []Format{Prodigy(), Doccano(), LabelStudio(), WebAnnotation(), HuggingFace(), CSV()}
}
