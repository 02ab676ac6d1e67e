package ui

import (
	"cmp"
	"context"
	"io"
	"iter"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
)

// Library is what the screens need of a library. Its methods are called off the event
// loop, the writing ones one at a time.
type Library interface {
	Rows(most int) ([]annotate.Row, error) // the newest first; all where most is 0
	Stories() ([]annotate.Story, error)
	Progress(annotator, scheme string, articles ...annotate.ID) (map[annotate.ID]annotate.Progress, error)
	Article(annotate.ID) (annotate.Article, error)
	Body(id annotate.ID, revision int) (annotate.Body, error)
	Annotations(article annotate.ID) ([]annotate.Annotation, error)
	Story(annotate.ID) (annotate.Story, error)
	StoryArticles(story annotate.ID) ([]annotate.ID, error)
	Rulings(articles ...annotate.ID) ([]annotate.Ruling, error) // about at least one of them
	Articles() iter.Seq2[annotate.Article, error]
	// Peek calls do with the texts of articles and what is said of them, as it is stored.
	Peek(articles []annotate.ID, do func(i int, text []byte, said [][]byte)) error
	Schemes() ([]annotate.Scheme, error)
	Scheme(name string) (annotate.Scheme, error)
	Speakers(of annotate.ID) ([]annotate.Speaker, error) // of a story, or of an article that is in none
	Searches() ([]annotate.Search, error)
	History(from uint64, n int) ([]annotate.Change, error) // the newest first
	Kept(name string) ([]byte, error)
	Keep(name string, value []byte) error
	Apply(...annotate.Change) ([]annotate.Change, error)
	Add(arrivals []annotate.Arrival, stories []annotate.Story, by, what string) ([]annotate.Outcome, error)
	Known(annotate.Article) ([]annotate.ID, error)              // those that it may be another text of
	Revisions(article annotate.ID) ([]annotate.Revision, error) // the newest first
	RewriteAll(all []annotate.Rewriting) ([]annotate.Change, error)
	Recut(c annotate.Change, article annotate.ID, b annotate.Body) (annotate.Change, error)
	// WayBack is the change that would make the library what it was after that of the number; GoBack makes it.
	WayBack(ctx context.Context, number uint64, progress func(done, all int)) (annotate.Change, error)
	GoBack(ctx context.Context, number uint64, by string, at time.Time, progress func(what string, done, all int)) (annotate.Change, error)
	NextUndo() (annotate.Change, error) // the newest of what TakeBack would take back
	// NextStep and NextAgain are what TakeBack and MakeAgain would do: undo and redo, of all
	// that was made as one.
	NextStep(context.Context) (annotate.Step, error)
	NextAgain(context.Context) (annotate.Step, error)
	TakeBack(ctx context.Context, by string, each func(annotate.Change)) (int, error)
	MakeAgain(ctx context.Context, by string, each func(annotate.Change)) (int, error)
}

// Options is how the program runs.
type Options struct {
	Name      string // of the library, for the head of the screen
	Command   string // how the program is called so that it has this library; "rashomon" where empty
	Annotator string
	Scheme    annotate.Scheme
	Dark      bool // what to assume until the terminal has said
	Fixed     bool // the theme is chosen: do not ask the terminal
	Colour    bool
	ASCII     bool // glyphs of ASCII only
	Mouse     bool
	Now       func() time.Time
	Sample    func() error // brings the sample story into the library
	// Write writes a file whole or not at all; where there is one of that name the error is
	// fs.ErrExist, unless it may be replaced.
	Write func(name string, replace bool, to func(io.Writer) error) error

	// Backup copies the library, as it stands on the disk, to a file; where there is one of that name the
	// error is fs.ErrExist, unless it may be replaced. Nil where nothing can.
	Backup func(ctx context.Context, name string, replace bool) (where string, err error)
	// Copy makes the automatic copy of the library if one is due, and says so; empty where none was. It is
	// asked whenever something was saved. Its error is what went wrong with the copy or with the file.
	Copy func(ctx context.Context) (note string, err error)
	// Look reads the whole file once, in the background, and says what is damaged.
	Look func(ctx context.Context) error
	// Stands says whether the file is where it was and as the newest change left it; it is asked every minute,
	// and costs next to nothing. Its errors begin with what stands at the head of the screen, before ": ".
	Stands func() error
	// Rescue writes changes that the library could not take to a file of that name; where there is one
	// already the error is fs.ErrExist, unless it may be replaced. Of no name it is a file beside the
	// library, or elsewhere where that cannot be written either, in the place of that of an earlier call;
	// of no changes that goes. Where is the file. Nil where nothing can be written.
	Rescue func(name string, replace bool, changes []annotate.Change) (where string, err error)
	// Elsewhere is Rescue of no name into a file that is not where the library is: for when the drive
	// does not answer.
	Elsewhere func(changes []annotate.Change) (where string, err error)
	// Left says what is to be known about the library's file: of changes of an earlier time that are to be
	// taken in where they are and how, in whole sentences; or else a note, on a drive that cannot be relied
	// on. Both are empty where there is nothing.
	Left func() (waiting, note string)
	// After is the message after a time; nil for that of the clock.
	After func(time.Duration, tea.Msg) tea.Cmd

	// Arrive makes an article of a report that was pasted, or of the page at an address; nil where
	// nothing can be. Notes say what was done to it.
	Arrive func(ctx context.Context, text string) (x annotate.Arrival, notes []string, err error)
	// Normal is the normal form of what a field of a report states (ingest.Normal); nil takes all as it is.
	Normal func(field, value string) (string, error)
	// Update gets what is new in the feeds; nil where nothing can. It changes nothing in the
	// library: what stores that is the function it returns, nil where there is nothing to store.
	// Of it is an error too. When the context has ended it only clears away what waits.
	Update func(ctx context.Context, progress func(done, all int, what string)) (store func() (Updated, error), err error)

	Rebind  map[string][]string // other keys for bindings, by their names
	Advance bool                // go on to the next sentence after a label
	Goal    int                 // sentences a day; 0 for none
	Idle    time.Duration       // the longest time that counts as spent on a sentence; 0 for a minute
	// Suggester asks the external suggester about articles; nil where there is none. Progress
	// is told how many are done.
	Suggester func(ctx context.Context, articles []annotate.Arrival, scheme annotate.Scheme, progress func(done int)) (map[annotate.ID]map[int]annotate.Proposal, error)
}

// command is a command as one may type it.
func (o Options) command(what string) string {
	return "'" + cmp.Or(o.Command, "rashomon") + " " + what + "'"
}
