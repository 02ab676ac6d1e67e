package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/arrival"
	"rashomon/ingest"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// chunk is how many articles are stored at once: few enough that what is stored is told
// soon, and many enough that storing costs little. Of long ones it is fewer: chunkBytes of text.
const (
	chunk      = 200
	chunkBytes = 16 << 20
)

// mostThere is how many reports that are there already are told one by one; the others are counted.
const mostThere = 20

// arriving takes articles into the library, some at once, and tells what became of each: for
// import, fetch and feed.
type arriving struct {
	*app
	lib    *store.Store
	ctx    context.Context
	verb   string // import, fetch, …
	story  string // the title of that which articles go to that name none; empty for none
	newest bool   // as of arrival.Options
	new    bool   // as of arrival.Options
	alone  bool   // no stories are looked for
	json   bool
	bar    *bar

	waiting []arrived // read, not stored yet
	bytes   int       // of text that waits
	stories *titled
	added   []annotate.ID          // articles that came in
	revised int                    // articles that have a newer text
	became  map[arrival.Result]int // what became of articles, but for the rows of tables
	follow  followed               // what became of what was said of these
	all     int
	failed  int
	partly  int  // of those, the files of which the good lines are in
	stopped bool // interrupted, between two files or in the middle of one
}

// arrived is an article on its way in.
type arrived struct {
	from  string // a file's name, an address
	notes ingest.Notes
	story string  // the title of its story; empty for that of the run
	in    *tabled // the table that it is a row of; nil for none
	line  int     // of the row
	row   string  // the row's id there
	annotate.Arrival
}

// outcome is what became of one file, page or entry, as --json writes it, a line each.
type outcome struct {
	File      string      `json:"file"`
	Line      int         `json:"line,omitempty"` // of a table, where the row begins; of a feed, the entry's number
	Row       string      `json:"row,omitempty"`  // the row's id in the table, the entry's in the feed
	entry     bool        // it is one of a feed
	Outcome   string      `json:"outcome"` // added, there, older, revised, taken, failed
	ID        annotate.ID `json:"id,omitzero"`
	Title     string      `json:"title,omitempty"`
	Source    string      `json:"source,omitempty"`
	Date      string      `json:"date,omitempty"`
	Sentences int         `json:"sentences,omitempty"`
	Revision  int         `json:"revision,omitempty"` // that the text is, where it is not the first
	followed
	Notes []string `json:"notes,omitempty"`
	Taken *taken   `json:"taken,omitempty"`
	Error string   `json:"error,omitempty"`
}

// followed is what became of annotations of reports that have a newer text.
type followed struct {
	Moved   int `json:"moved,omitempty"`   // follow to it
	Changed int `json:"changed,omitempty"` // of these: are on words that read otherwise there
	Orphans int `json:"orphans,omitempty"` // find no place there, and are kept with the older text
}

func (f *followed) add(o followed) {
	f.Moved, f.Changed, f.Orphans = f.Moved+o.Moved, f.Changed+o.Changed, f.Orphans+o.Orphans
}

// String says it for people; nothing where there were none.
func (f followed) String() string {
	var said []string
	if f.Moved > 0 {
		said = append(said, screen.Count(f.Moved, "annotation follows", "annotations follow"))
	}
	if f.Changed > 0 {
		said = append(said, screen.Number(f.Changed)+" of them on words that changed")
	}
	if f.Orphans > 0 {
		said = append(said, screen.Count(f.Orphans, "annotation finds no place and is kept with the older text", "annotations find no place and are kept with the older text"))
	}
	return strings.Join(said, ", ")
}

// arrive takes in what was read, or reports that it could not be.
func (x *arriving) arrive(from string, a annotate.Arrival, notes ingest.Notes, err error) {
	if err != nil {
		x.fail(from, err)
		return
	}
	x.wait(arrived{from: from, notes: notes, Arrival: a})
}

// wait has an article wait for others, to be stored with them.
func (x *arriving) wait(a arrived) {
	x.waiting = append(x.waiting, a)
	if x.bytes += len(a.Body.Text); len(x.waiting) >= chunk || x.bytes >= chunkBytes {
		x.store()
	}
}

// store stores what waits; what fails alone fails alone.
func (x *arriving) store() {
	waiting := x.waiting
	x.waiting, x.bytes = nil, 0
	for len(waiting) > 0 {
		outcomes, err := x.take(waiting)
		for n, o := range outcomes {
			x.tell(waiting[n], o)
		}
		waiting = waiting[len(outcomes):]
		switch {
		case err == nil || len(waiting) == 0:
		case errors.Is(err, context.Canceled):
			x.stopped = true // what was read by then goes in
		default:
			if first := waiting[0]; first.in != nil {
				first.in.refuse(first.line, err)
			} else {
				x.fail(first.from, err)
			}
			waiting = waiting[1:]
		}
	}
}

func (x *arriving) take(waiting []arrived) ([]arrival.Outcome, error) {
	o := arrival.Options{By: x.annotatorName(), What: x.called(waiting[0].from), Newest: x.newest, New: x.new}
	arrivals := make([]annotate.Arrival, len(waiting))
	for n, w := range waiting {
		arrivals[n] = w.Arrival
		title := clean.Line(w.story)
		if title == "" {
			title = clean.Line(x.story)
		}
		if title == "" {
			continue
		}
		s, err := x.storyOf(title)
		if err != nil {
			return nil, err
		}
		arrivals[n].Article.Story = s.ID
		if !slices.Contains(o.Stories, s) {
			o.Stories = append(o.Stories, s)
		}
	}
	ctx := x.ctx
	if x.stopped {
		ctx = context.WithoutCancel(ctx)
	}
	return arrival.Take(ctx, x.lib, arrivals, o)
}

// titled is stories by their titles: those of the library, and those that came with this run.
type titled struct {
	byTitle map[string]annotate.Story // as it is written
	byName  map[string]annotate.Story // in any case, with any white space: the first of these
	taken   map[annotate.ID]bool
}

func (t *titled) put(title string, s annotate.Story) {
	t.byTitle[title], t.taken[s.ID] = s, true
	if name := nameOfStory(title); t.byName[name].ID == 0 {
		t.byName[name] = s
	}
}

// nameOfStory is what titles of stories have in common that differ in case or white space only.
func nameOfStory(title string) string {
	return strings.ToLower(strings.Join(strings.Fields(title), " "))
}

// storyOf is the story of that title, as it is written or else in another case, or a new one.
func (x *arriving) storyOf(title string) (annotate.Story, error) {
	if x.stories == nil {
		all, err := x.lib.Stories()
		if err != nil {
			return annotate.Story{}, err
		}
		x.stories = &titled{map[string]annotate.Story{}, map[string]annotate.Story{}, map[annotate.ID]bool{}}
		for _, s := range all {
			x.stories.put(s.Title, s)
		}
	}
	s, there := x.stories.byTitle[title]
	if !there {
		s, there = x.stories.byName[nameOfStory(title)]
	}
	if !there {
		for s = annotate.NewStory(title); x.stories.taken[s.ID]; {
			s.ID = s.ID.Next()
		}
		x.stories.put(title, s)
	}
	return s, nil
}

// called is what the history calls what is done: all of it is undone at once.
func (x *arriving) called(from string) string {
	if x.all > 1 {
		return fmt.Sprintf("%s %d files", x.verb, x.all)
	}
	return x.verb + " " + filepath.Base(clean.Line(from))
}

// tell writes the line of outcome of an article, or counts it.
func (x *arriving) tell(w arrived, o arrival.Outcome) {
	if o.Result == arrival.Added {
		x.added = append(x.added, o.ID)
	}
	if o.Result == arrival.Revised {
		x.revised++
	}
	out := outcome{
		File: w.from, Line: w.line, Row: w.row, Outcome: string(o.Result), ID: o.ID, Title: w.Article.Title, Source: w.Article.Source, Date: w.Article.Date,
		Sentences: w.Article.Sentences, followed: followed{o.Moved, o.Changed, o.Orphans}, Notes: w.notes,
	}
	if o.Number > 1 || o.Result == arrival.Older {
		out.Revision = o.Number
	}
	if w.in != nil {
		w.in.tell(out)
		return
	}
	if x.became == nil {
		x.became = map[arrival.Result]int{}
	}
	x.became[o.Result]++
	x.follow.add(out.followed)
	if was := o.Result == arrival.There || o.Result == arrival.Older; !was || x.json || x.became[arrival.There]+x.became[arrival.Older] <= mostThere {
		x.write(out)
	}
}

// sum says what became of all, where not all of it was told one by one or annotations followed in several.
func (x *arriving) sum() {
	was, said := x.became[arrival.There]+x.became[arrival.Older], x.follow.String()
	if x.json || was <= mostThere && (said == "" || x.became[arrival.Revised] < 2) {
		return
	}
	var all []string
	for _, y := range []struct {
		n    int
		done string
	}{{x.became[arrival.Added], "added"}, {x.became[arrival.Revised], "revised"}, {was, "already there"}, {x.failed, "failed"}} {
		if y.n > 0 {
			all = append(all, screen.Number(y.n)+" "+y.done)
		}
	}
	line := strings.Join(all, ", ")
	if said != "" {
		line += "; " + said
	}
	x.bar.clear()
	fmt.Fprintln(x.Out, line)
}

func (x *arriving) fail(from string, err error) {
	if errors.Is(err, context.Canceled) {
		x.stopped = true
		return
	}
	x.failed++
	x.bar.clear()
	if x.json {
		x.write(outcome{File: from, Outcome: "failed", Error: clean.Line(err.Error())})
	}
	x.complain(fmt.Errorf("%s: %w", x.verb, err))
}

// write writes an outcome for people, or as JSON.
func (x *arriving) write(o outcome) {
	x.bar.clear()
	if x.json {
		_ = writeJSON(x.Out, o, "") // an outcome always has its JSON, and nobody may be reading
		return
	}
	name, id := clean.Name(o.File), ""
	if o.entry {
		name += fmt.Sprintf(": entry %d", o.Line)
	} else if o.Line > 0 {
		name += fmt.Sprintf(": line %d", o.Line)
	}
	if o.ID != 0 {
		id = o.ID.String()[:8] + ": " + clean.Line(o.Title)
	}
	switch o.Outcome {
	case "added":
		fmt.Fprintf(x.Out, "%s: added %s (%s)\n", name, id, o.about())
	case "there":
		fmt.Fprintf(x.Out, "%s: already there as %s%s\n", name, id, x.stays())
	case "older":
		fmt.Fprintf(x.Out, "%s: already there as revision %d of %s, which has a newer text\n", name, o.Revision, id)
	case "revised":
		fmt.Fprintf(x.Out, "%s: another text of %s: now revision %d (%s)\n", name, id, o.Revision, o.about())
	case "taken":
		fmt.Fprintf(x.Out, "%s: %s\n", name, o.Taken)
	}
}

// about is what is said of an article in brackets.
func (o outcome) about() string {
	var about []string
	for _, s := range []string{o.Source, o.Date} {
		if s != "" {
			about = append(about, clean.Line(s))
		}
	}
	about = append(about, screen.Count(o.Sentences, "sentence", "sentences"))
	if said := o.followed.String(); said != "" {
		about = append(about, said)
	}
	return strings.Join(append(about, o.Notes...), ", ")
}

// stays tells that --story moves no report that is there already: the program's t does.
func (x *arriving) stays() string {
	if x.story == "" {
		return ""
	}
	return " (its story stays as it is)"
}
