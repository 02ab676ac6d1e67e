package screen

import (
	"context"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/compare/stories"
)

// Request is something a screen wants of the root: one of the types below.
type Request any

// Make asks to store a change that the screen already shows.
type Make struct{ Change annotate.Change }

// Undo asks to take back the last change to the library.
type Undo struct{}

// Redo asks to make again what was last taken back.
type Redo struct{}

// Say puts a line in the status line until the next key press.
type Say struct {
	Text string
	Bad  bool // something failed
}

// Ask opens a line of input at the foot of the screen.
type Ask struct {
	Title   string
	Value   string   // what stands there to begin with
	Choices []string // offered for completion, best first
	Digits  bool     // while nothing is typed a digit puts that choice into the line, and enter takes the first
	Editor  bool     // ctrl+e opens the text in $EDITOR
	// Spells says whether a text is another way to write a choice, which is then offered
	// first; may be nil.
	Spells func(text, choice string) bool
	// Typing is called at each change of the line, may be nil.
	Typing func(text string) []Request
	// Done is called with the line when enter is pressed.
	Done func(text string) []Request
	// Cancelled is called when esc is pressed, may be nil.
	Cancelled func() []Request
}

// Confirm asks a question that y answers; anything else means no.
type Confirm struct {
	Question string
	Lines    []string // what it is about, shown above the question and scrolled with j and k; may be none
	Yes      func() []Request
}

// Choose asks for one of a few things, each with a key of its own; esc leaves it.
type Choose struct {
	Title   string
	Lines   []string // what it is about, above the choices; none where nothing is to be said
	Choices []Choice
	Done    func(i int) []Request
}

// Choice is one of the things to choose from.
type Choice struct {
	Key  string // as Bubble Tea names keys
	Name string
}

// Digits is the names as choices with the keys 1, 2, … 9; more than nine have none.
func Digits(names []string) []Choice {
	out := make([]Choice, len(names))
	for i, n := range names {
		if out[i].Name = n; i < 9 {
			out[i].Key = fmt.Sprint(i + 1)
		}
	}
	return out
}

// Find asks to open the search in all reports, with a query or with none.
type Find struct{ Query string }

// History asks to open the history of the library.
type History struct{}

// BackTo asks to make the library again what it was after the change of that number.
type BackTo struct{ Number uint64 }

// Counts asks to open the counts of what is labelled, of the articles that a query lets through.
type Counts struct{ Query string }

// Agreement asks to open how far annotators agree, on the articles that a query lets through.
type Agreement struct{ Query string }

// Adjudicate asks to open the sentences on which annotators differ; of no articles, those of
// the whole library that a query lets through.
type Adjudicate struct {
	Query    string
	Articles []annotate.ID
}

// Speakers asks to open the list of who speaks in a story; of no story, in the article.
type Speakers struct {
	Story   annotate.ID
	Article annotate.ID
}

// Queue asks to open what is to be labelled next, one sentence at a time. It is chosen
// first where no order is given; with Resume it goes on where that one was left.
type Queue struct {
	Spec   queue.Spec
	Resume bool
}

// Keep asks to remember a value under a name, for the next time the program runs. It is
// written after the changes that were asked for before it, and of two of one name the later
// one stays. A screen that has a Leave method is asked there for its last ones.
type Keep struct {
	Name  string
	Value []byte
}

// UseScheme asks to label by the scheme of that name; of none, to choose one first.
type UseScheme struct{ Name string }

// Recut asks to cut the sentences of an article anew: what is said of them follows.
type Recut struct {
	Article   annotate.ID
	Sentences []annotate.Span
	What      string // for the history: join sentences 3 and 4
}

// External asks the external suggester what to say of the sentences of articles.
type External struct{ Articles []annotate.ID }

// Read asks to open an article in the reader, at a sentence.
type Read struct {
	Article  annotate.ID
	Sentence int
	Orphans  bool // at what is said of older texts and has no place in the newest
}

// Beside asks to lay articles side by side; of no articles, those of the story.
type Beside struct {
	Story    annotate.ID
	Articles []annotate.ID
	Base     annotate.ID // the article to begin at, in its sentence
	Sentence int
	Free     bool // each in its own order, as one had it
}

// Matrix asks to open the matrix of articles; of no articles, of those of the story.
type Matrix struct {
	Story    annotate.ID
	Articles []annotate.ID
	Article  annotate.ID // the cursor goes to the row of its sentence
	Sentence int
}

// Brief asks to open the brief of articles; of no articles, of those of the story.
type Brief struct {
	Story    annotate.ID
	Articles []annotate.ID
}

// Write asks to write a file, beside the one of that name and then in its place.
type Write struct {
	Name string // a path; a leading ~/ is the home folder
	To   func(io.Writer) error
}

// Remove asks to take articles, with what was said of them, out of the library.
type Remove struct{ Articles []annotate.ID }

// Place asks to put articles into the story of that title, making it if need be; into none
// for an empty title. A story that is left without articles goes.
type Place struct {
	Articles []annotate.ID
	Story    string
	In       annotate.ID // a story that is there, whatever its title
	New      bool        // a story of its own: where there is one of the title, a number is added
}

// PlaceAll asks to put articles into several stories as one change.
type PlaceAll struct{ Places []Place }

// Together is articles in no story that seem to tell of one event.
type Together = stories.Together

// Suggest asks which articles that are in no story belong together, or into a story that is
// there. They are looked for beside all else, until the context ends.
type Suggest struct {
	Context  context.Context
	Progress func(part float64) // is told the part that is done, 0 to 1
	// Answer makes the message of what was found; it is called off the event loop. There may
	// be an error besides: of articles that could not be read.
	Answer func([]Together, error) tea.Msg
}

// Rename asks to give a story another title.
type Rename struct {
	Story annotate.ID
	Title string
}

// Revisions asks to open the texts that an article had.
type Revisions struct{ Article annotate.ID }

// Details asks to open what an article states of itself, to mend it.
type Details struct{ Article annotate.ID }

// TakeIn asks to take an article into the library, into the story of that title; into none for an
// empty one. Of an article that is there it becomes the newest revision.
type TakeIn struct {
	Arrival annotate.Arrival
	Story   string
}

// Update asks to fetch what is new in the feeds.
type Update struct{}

// Sample asks to bring the sample story into the library.
type Sample struct{}

// Copy asks to put text on the clipboard.
type Copy struct {
	Text string
	Said string // for the status line
}

// Back asks to close the screen.
type Back struct{}

// Quit asks to leave the program, when all is saved.
type Quit struct{}

// Do asks to run a command in the background; its message comes back to the screen.
type Do struct{ Cmd tea.Cmd }

// Press is a key press, or two that belong together (]u), as Bubble Tea names keys.
type Press string

// String is the key's name.
func (p Press) String() string { return string(p) }

// Click is a press of the left mouse button, in cells from the screen's upper left corner.
type Click struct{ X, Y int }

// Drag is the mouse moved to a cell with its left button held down; Drop the button let go there.
type (
	Drag struct{ X, Y int }
	Drop struct{ X, Y int }
)

// Wheel is a turn of the mouse wheel over a cell: lines down, or up where negative.
type Wheel struct{ X, Y, Lines int }

// Edited tells the screens of edits that did not come from them: undone, redone, made on
// another screen, or taken back because they could not be saved.
type Edited struct {
	Edits []annotate.Edit
	Show  bool // the cursor goes to what was edited: it was undone or redone
}
