package task

import (
	"errors"
	"fmt"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// Library is what tasks are held against. What is not there is false, not an error.
type Library interface {
	Article(id annotate.ID) (annotate.Article, bool, error)
	ByHash(hash string) (annotate.Article, bool, error)
	ByURL(url string) (annotate.Article, bool, error) // false also where several are of that page
	Body(id annotate.ID, revision int) (annotate.Body, bool, error)
	Annotations(article annotate.ID) ([]annotate.Annotation, error)
	Scheme(name string) (annotate.Scheme, bool, error)
	Stories() ([]annotate.Story, error)
}

// PlaceOptions is what a file of tasks does not say.
type PlaceOptions struct {
	Format    string                                      // whose keys Extra are
	Scheme    annotate.Scheme                             // that the labels are of
	Annotator string                                      // who says what no annotator is named for
	At        time.Time                                   // when it was said, where the file does not tell
	Story     string                                      // the title of the story that new articles go into, where the file names none
	Sentences func(text, language string) []annotate.Span // cuts the text of a new article

	// Clean makes a text from outside harmless, and says where spans of it come to stand.
	Clean func(text string, spans []annotate.Span) (string, []annotate.Span)
	// Title is the title of an article: as stated, else made of how its text begins.
	Title func(stated, opening string) (title string, made bool)
	// Anchor finds a quote in another text than it was taken from, by what stands before and after
	// it and the byte where it stood. Nil: it has to stand there word for word.
	Anchor func(text, quote, before, after string, near int) (annotate.Span, bool)
}

// Placing turns tasks into records that jsonl.Take takes.
//
// A task goes where its text stands: in the article that it names by ID and hash, at its
// Start; or it is the whole text of an article of the library; or it is found by its words in
// an article that has its URL, or another text of the article that it names. What is said of
// a sentence is said of the sentence that stands just there, or of its words where none does.
//
// Every other text becomes an article. Tasks that name one and the same article, and are
// sentences of it, become one article together: their texts in the order of the article, a line
// end between them. It has an ID that is made of what they name, so that a later file that
// names it too finds there the sentences that it has, and gets another article for those that it
// has not. Tasks wait for others of their article until Rest, or until so many wait that
// those that waited longest have to go.
//
// What the library says already, in the same words, is given as the library has it.
type Placing struct {
	lib     Library
	o       PlaceOptions
	last    asked
	views   map[viewKey]*view          // texts that tasks were found in lately
	fresh   map[string]*view           // new texts by their hashes, which the library may not hold yet
	joined  map[annotate.ID]*view      // those of them that were made of several tasks
	piles   map[string]*pile           // tasks that wait, by what they call their article
	waiting int                        // how many they are
	turn    int                        // counts tasks
	schemes map[string]annotate.Scheme // of the library, by name; that in force where it has none
	stories []annotate.Story           // of the library, and new ones
	told    bool                       // stories were read
	keyless int                        // tasks of which keys are left out
}

// mostWaiting is how many tasks wait for others of their articles.
const mostWaiting = 20_000

// NewPlacing begins a file.
func NewPlacing(lib Library, o PlaceOptions) *Placing {
	return &Placing{
		lib: lib, o: o,
		views: map[viewKey]*view{}, fresh: map[string]*view{}, joined: map[annotate.ID]*view{}, piles: map[string]*pile{},
		schemes: map[string]annotate.Scheme{o.Scheme.Name: o.Scheme},
	}
}

// Place is the records of a task, and of tasks before it that waited. Its errors say what of a
// task finds no place, or cannot be said by the scheme: a jsonl.LineError, or a join of several,
// while the records hold all the rest. Any other error is the library's, and ends the file.
func (p *Placing) Place(t Task) ([]jsonl.Record, error) {
	p.turn++
	var out placed
	t.Said = inside(t, &out)
	found, err := p.find(t)
	switch {
	case errors.Is(err, errChanged):
		out.refuse(t.Line, err)
		err = nil
	case err != nil:
		return nil, err
	case len(found) > 0:
		err = p.sayFound(found, &out)
	case p.name(t) != "":
		p.wait(t)
		if p.waiting > mostWaiting {
			err = p.release(mostWaiting/2, &out)
		}
	default:
		err = p.own(t, &out)
	}
	return out.done(err)
}

// Rest is the records of the tasks that waited for more of their article. Errors are those of Place.
func (p *Placing) Rest() ([]jsonl.Record, error) {
	var out placed
	err := p.release(0, &out)
	return out.done(err)
}

// Keyless is how many tasks had keys that mean nothing here and are left out: nothing is said of
// the text that could carry them, and the library has it already.
func (p *Placing) Keyless() int { return p.keyless }

// inside is what is said of words that are in the task's text.
func inside(t Task, out *placed) (said []annotate.Annotation) {
	for _, x := range t.Said {
		if x.Span.In(t.Text) {
			said = append(said, x)
		} else {
			out.refuse(t.Line, fmt.Errorf("bytes %d–%d are not in its text, or cut a character", x.Span.Start, x.Span.End))
		}
	}
	return said
}

// placed is what became of tasks.
type placed struct {
	records []jsonl.Record
	bad     []error // jsonl.LineError, Gone
}

func (p *placed) done(err error) ([]jsonl.Record, error) {
	if err != nil {
		return p.records, err
	}
	return p.records, errors.Join(p.bad...)
}

func (p *placed) refuse(line int, why error) {
	p.bad = append(p.bad, jsonl.LineError{Line: line, What: "annotation", Why: why})
}
