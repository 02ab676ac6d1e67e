package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/ingest"
	"rashomon/store"
	"rashomon/ui/screen"
)

// chunk is how many articles are stored at once: few enough that what is stored is told
// soon, and many enough that storing costs little.
const chunk = 200

// importing is one run of import.
type importing struct {
	*app
	lib    *store.Store
	ctx    context.Context
	story  string
	format string
	labels bool // add those that the scheme has not
	dry    bool // store nothing
	json   bool
	bar    *bar

	waiting []arrival // read, not stored yet
	all     int
	failed  int
	partly  int  // of those, the files of which the good lines are in
	stopped bool // interrupted, between two files or in the middle of one
}

// arrival is an article read from a file.
type arrival struct {
	path  string
	notes ingest.Notes
	annotate.Arrival
}

// outcome is what became of one file, as `import --json` writes it, a line a file.
type outcome struct {
	File      string      `json:"file"`
	Outcome   string      `json:"outcome"` // added, there, taken, failed
	ID        annotate.ID `json:"id,omitzero"`
	Title     string      `json:"title,omitempty"`
	Source    string      `json:"source,omitempty"`
	Date      string      `json:"date,omitempty"`
	Sentences int         `json:"sentences,omitempty"`
	Notes     []string    `json:"notes,omitempty"`
	Taken     *taken      `json:"taken,omitempty"`
	Error     string      `json:"error,omitempty"`
}

func (a *app) importCommand() *cobra.Command {
	i := importing{app: a}
	c := &cobra.Command{
		Use:   "import FILE|FOLDER|GLOB|- …",
		Short: "Bring reports (.txt, .md) into the library, or annotations: exported ones, and other programs' (.jsonl, .json, .csv)",
		Long: "Reads reports from files, from all files of folders, or with - from standard input.\n" +
			"What a header, dateline or front matter states becomes source, date and title; nothing is guessed.\n" +
			"The same text is not imported twice. A file that cannot be read is reported, and the rest goes in.\n\n" +
			"Annotations of other programs go to the texts that they are about; a text that the library has\n" +
			"not becomes a report. What a file says again does not come twice. 'rashomon undo' takes all of\n" +
			"an import back.",
		Example: "  rashomon import --story \"The flood\" reports/*.txt\n  pbpaste | rashomon import -\n  rashomon import annotations.jsonl\n  rashomon import --format prodigy --dry-run --add-labels ana.jsonl",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(fmt.Errorf("nothing to import: name files, folders, or - for standard input"))
			}
			if i.format != "" && !slices.Contains(importFormats(), i.format) {
				return usage(hinted{fmt.Errorf("--format %q is none of those that can be imported", i.format), strings.Join(importFormats(), ", ")})
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			i.ctx = ctx
			if i.dry {
				return i.preview(args)
			}
			return a.withLibrary(false, func(lib *store.Store) error { return i.into(lib, args) })
		},
	}
	c.Flags().StringVar(&i.story, "story", "", "put the reports into the story of this `TITLE`; exported ones stay in theirs")
	c.Flags().StringVar(&i.format, "format", "", "read as this `FORMAT`, whatever the name: "+strings.Join(importFormats(), ", "))
	c.Flags().BoolVar(&i.labels, "add-labels", false, "add labels that the scheme has not to it")
	c.Flags().BoolVar(&i.dry, "dry-run", false, "say what would come in, and store nothing")
	c.Flags().BoolVar(&i.json, "json", false, "write the outcomes as JSON lines")
	return c
}

// into imports into a library, so that one undo takes back all of it.
func (i *importing) into(lib *store.Store, args []string) error {
	return lib.Together(func(lib *store.Store) error {
		i.lib = lib
		return i.run(args)
	})
}

// preview imports into a copy of the library, which is gone then.
func (i *importing) preview(args []string) (err error) {
	folder, err := os.MkdirTemp("", "rashomon-")
	if err != nil {
		return fmt.Errorf("make a copy of the library: %w", plain(err))
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "library.db")
	err = i.withLibrary(true, func(lib *store.Store) error { return lib.Backup(path) })
	if err != nil && !errors.Is(err, errNoLibrary) {
		return err
	}
	lib, err := store.Open(path, store.Options{Now: i.now})
	if err != nil {
		return err
	}
	err = i.into(lib, args)
	fmt.Fprintln(i.Err, "a dry run: nothing is stored")
	return errors.Join(err, lib.Close())
}

// run imports all paths; a file that fails stops no other.
func (i *importing) run(args []string) error {
	paths, err := ingest.Expand(i.spread(args))
	for _, err := range apart(err) {
		i.all++
		i.fail("", err)
	}
	i.all += len(paths)
	i.bar = newBar(i.Err, len(paths))
	defer i.bar.clear()
	for n, path := range paths {
		if i.stopped = i.ctx.Err() != nil; !i.stopped {
			i.file(path)
		}
		if i.stopped {
			i.store()
			return fmt.Errorf("import stopped after %d of %d files: %w", n, len(paths), context.Canceled)
		}
		i.bar.show(n + 1)
		if len(i.waiting) >= chunk {
			i.store()
		}
	}
	i.store()
	if i.failed > 0 {
		return someFailed{i.failed, i.partly, i.all}
	}
	return nil
}

// apart is the errors that an error joins.
func apart(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// file reads one file, or standard input.
func (i *importing) file(path string) {
	if path == ingest.Stdin {
		i.stream()
		return
	}
	format, report := articleFormats[i.format]
	if !report && (i.format != "" || data(path)) {
		i.store() // annotations find the articles that came before them
		i.dataFile(path)
		return
	}
	var x annotate.Arrival
	var notes ingest.Notes
	var err error
	if report {
		x, notes, err = i.readAs(path, format)
	} else {
		x, notes, err = ingest.File(path, i.now())
	}
	i.arrived(path, x, notes, err)
}

// readAs reads a file in a format that its name does not tell.
func (i *importing) readAs(path string, format annotate.Format) (annotate.Arrival, ingest.Notes, error) {
	f, err := os.Open(path)
	if err != nil {
		return annotate.Arrival{}, nil, fmt.Errorf("read %s: %w", ingest.Shown(path), plain(err))
	}
	defer f.Close()
	return ingest.Read(f, path, format, i.now())
}

// stream reads standard input: annotations where it begins like them, else one report.
func (i *importing) stream() {
	start, r, err := beginning(bufio.NewReaderSize(&stoppable{ctx: i.ctx, r: i.In}, enough))
	if err != nil {
		i.fail("-", fmt.Errorf("read standard input: %w", err))
		return
	}
	format, report := articleFormats[i.format]
	if i.format == "" {
		format, report = annotate.Plain, !annotations(start)
	}
	if !report {
		i.store()
		i.dataFrom("-", r, nil)
		return
	}
	x, notes, err := ingest.Read(r, "standard input", format, i.now())
	i.arrived("-", x, notes, err)
}

func (i *importing) arrived(path string, x annotate.Arrival, notes ingest.Notes, err error) {
	if err != nil {
		i.fail(path, err)
		return
	}
	i.waiting = append(i.waiting, arrival{path, notes, x})
}

// store stores what has been read, in one transaction; if that fails, one by one, so that
// what fails alone fails alone.
func (i *importing) store() {
	waiting := i.waiting
	i.waiting = nil
	if len(waiting) == 0 {
		return
	}
	if outcomes, err := i.add(waiting); err == nil {
		for n, w := range waiting {
			i.tell(w, outcomes[n])
		}
		return
	}
	for _, w := range waiting {
		outcomes, err := i.add([]arrival{w})
		if err != nil {
			i.fail(w.path, err)
			continue
		}
		i.tell(w, outcomes[0])
	}
}

func (i *importing) add(waiting []arrival) ([]store.Outcome, error) {
	arrivals := make([]annotate.Arrival, len(waiting))
	var stories []annotate.Story
	if i.story != "" {
		all, err := i.lib.Stories()
		if err != nil {
			return nil, err
		}
		s, _ := annotate.StoryTitled(all, ingest.Line(i.story))
		stories = append(stories, s)
	}
	for n, w := range waiting {
		arrivals[n] = w.Arrival
		if i.story != "" {
			arrivals[n].Article.Story = stories[0].ID
		}
	}
	return i.lib.Add(arrivals, stories, i.annotatorName(), i.called(waiting[0].path))
}

// tell writes the line of outcome of a file.
func (i *importing) tell(w arrival, o store.Outcome) {
	out := outcome{File: w.path, Outcome: "added", ID: o.ID, Title: w.Article.Title, Source: w.Article.Source, Date: w.Article.Date, Sentences: w.Article.Sentences, Notes: w.notes}
	if o.Existing {
		out.Outcome = "there"
	}
	i.write(out)
}

func (i *importing) fail(path string, err error) {
	if errors.Is(err, context.Canceled) {
		i.stopped = true
		return
	}
	i.failed++
	i.bar.clear()
	if i.json {
		i.write(outcome{File: path, Outcome: "failed", Error: ingest.Line(err.Error())})
	}
	i.complain(fmt.Errorf("import: %w", err))
}

// write writes an outcome for people, or as JSON.
func (i *importing) write(o outcome) {
	i.bar.clear()
	if i.json {
		_ = writeJSON(i.Out, o, "") // an outcome always has its JSON, and nobody may be reading
		return
	}
	var about []string
	for _, s := range []string{o.Source, o.Date} {
		if s != "" {
			about = append(about, ingest.Line(s))
		}
	}
	about = append(about, screen.Count(o.Sentences, "sentence", "sentences"))
	about = append(about, o.Notes...)
	switch o.Outcome {
	case "added":
		fmt.Fprintf(i.Out, "%s: added %s: %s (%s)\n", ingest.Shown(o.File), o.ID.String()[:8], ingest.Line(o.Title), strings.Join(about, ", "))
	case "there":
		fmt.Fprintf(i.Out, "%s: already there as %s: %s%s\n", ingest.Shown(o.File), o.ID.String()[:8], ingest.Line(o.Title), i.stays())
	case "taken":
		fmt.Fprintf(i.Out, "%s: %s\n", ingest.Shown(o.File), o.Taken)
	}
}

// stays tells that --story moves no report that is there already: the program's t does.
func (i *importing) stays() string {
	if i.story == "" {
		return ""
	}
	return " (its story stays as it is)"
}
