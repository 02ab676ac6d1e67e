package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/ingest"
	"rashomon/ingest/table"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// importing is one run of import.
type importing struct {
	arriving
	format     string
	pairs      []string      // of --map
	mapping    table.Mapping // which they say
	textFormat string        // of the texts in a table; empty for what they look like
	encoding   string        // the name of that of all texts and tables; empty where it is to be told by them
	single     []string      // files that are one report, of which --map and --text-format say nothing
	labels     bool          // add those that the scheme has not
	dry        bool          // store nothing
}

func (a *app) importCommand() *cobra.Command {
	i := importing{arriving: arriving{app: a, verb: "import"}}
	c := &cobra.Command{
		Use:   "import FILE|FOLDER|GLOB|- …",
		Short: "Bring reports into the library (.txt, .md, .html, .eml, tables and feeds of them), or annotations (.jsonl, .json, .csv)",
		Long: "Reads reports from files, from all files of folders, or with - from standard input; tables of reports (JSON lines,\n" +
			"JSON, CSV, also packed as .gz) row by row, and feeds that were saved (.rss, .atom, .xml, .json) entry by entry. What a header, dateline, front matter, page or column states becomes\n" +
			"source, date and title; nothing is guessed. The same text is not imported twice; another text of a report that\n" +
			"is there becomes its newest revision, and what is said of it follows. A file or row that cannot be read is\n" +
			"reported, and the rest goes in.\n\n" +
			"Annotations of other programs go to the texts that they are about; a text that the library has\n" +
			"not becomes a report. What a file says again does not come twice. 'rashomon undo' takes all of\n" +
			"an import back.",
		Example: "  rashomon import --story \"The flood\" reports/*.txt\n  pbpaste | rashomon import -\n  rashomon import --map text=body,source=outlet articles.jsonl\n  rashomon import annotations.jsonl\n  rashomon import --format prodigy --dry-run --add-labels ana.jsonl",
		Args:    i.args,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			i.ctx = ctx
			if i.dry {
				return a.onCopy(func(lib *store.Store) error { return i.into(lib, args) })
			}
			return takeInThere(a.withLibrary(false, func(lib *store.Store) error { return i.into(lib, args) }))
		},
	}
	c.Flags().StringVar(&i.story, "story", "", "put the reports into the story of this `TITLE`; those that name one stay in theirs")
	c.Flags().StringVar(&i.format, "format", "", "read as this `FORMAT`, whatever the name: "+strings.Join(importFormats(), ", "))
	c.Flags().StringSliceVar(&i.pairs, "map", nil, "in tables of reports, which column is what: `FIELD=COLUMN`; in JSON a path may be named (source=site.name). Fields: "+strings.Join(table.Fields(), ", "))
	c.Flags().StringVar(&i.textFormat, "text-format", "", "read the texts of a table as this `FORMAT`: "+strings.Join(textFormats(), ", ")+" (default: HTML where they look like it, else plain)")
	c.Flags().StringVar(&i.encoding, "encoding", "", "read texts and tables in the encoding of this `NAME`, as windows-1252, whatever they look like; mail says itself")
	c.Flags().BoolVar(&i.new, "new", false, "take each text that is not there as a report of its own, never as another text of one")
	c.Flags().BoolVar(&i.alone, "no-group", false, "do not look which of the reports tell of one event")
	c.Flags().BoolVar(&i.labels, "add-labels", false, "add labels that the scheme has not to it")
	c.Flags().BoolVar(&i.dry, "dry-run", false, "say what would come in, and store nothing")
	c.Flags().BoolVar(&i.json, "json", false, "write the outcomes as JSON lines")
	return c
}

// textFormats is what --text-format takes.
func textFormats() []string { return []string{table.HTML, table.Markdown, table.Plain} }

// args checks how import was called.
func (i *importing) args(_ *cobra.Command, args []string) (err error) {
	switch {
	case len(args) == 0:
		return usage(fmt.Errorf("nothing to import: name files, folders, or - for standard input"))
	case i.format != "" && !slices.Contains(importFormats(), i.format):
		return usage(hinted{fmt.Errorf("--format %q is none of those that can be imported", i.format), strings.Join(importFormats(), ", ")})
	case i.textFormat != "" && !slices.Contains(textFormats(), i.textFormat):
		return usage(hinted{fmt.Errorf("--text-format %q is none that a text can have", i.textFormat), strings.Join(textFormats(), ", ")})
	}
	if i.mapping, err = table.ParseMapping(i.pairs); err != nil {
		return usage(hinted{fmt.Errorf("--map: %w", err), "--map text=body,source=outlet: our field, then their column"})
	}
	if i.encoding != "" {
		if _, err := ingest.Encoding(i.encoding); err != nil {
			return usage(hinted{fmt.Errorf("--encoding %s: %w", clean.Name(i.encoding), err), "utf-8, utf-16, windows-1252, iso-8859-2, windows-1251, koi8-r, shift_jis, gb18030 and so on"})
		}
	}
	if of := i.forTables(); of != "" && i.format != "" && i.format != articlesFormat {
		return usage(fmt.Errorf("%s is for tables of reports, and --format %s says that they are none", of, i.format))
	}
	return nil
}

// forTables is what was given that speaks of tables of reports only; empty for nothing.
func (i *importing) forTables() string {
	var given []string
	if len(i.pairs) > 0 {
		given = append(given, "--map")
	}
	if i.textFormat != "" {
		given = append(given, "--text-format")
	}
	return strings.Join(given, " or ")
}

// into imports into a library, so that one undo takes back all of it.
func (i *importing) into(lib *store.Store, args []string) error {
	return lib.Together(func(lib *store.Store) error {
		i.lib = lib
		err := i.run(args)
		if !i.alone && !i.dry {
			i.gather(i.ctx, lib, i.added)
		}
		return err
	})
}

// run imports all paths; a file that fails stops no other.
func (i *importing) run(args []string) error {
	paths, err := ingest.Expand(i.spread(args))
	for _, err := range apart(err) {
		i.all++
		i.fail("", err)
	}
	i.passedOver(args, paths)
	i.all += len(paths)
	i.bar = newBar(i.Err, len(paths))
	defer i.bar.clear()
	for n := 0; n < len(paths); {
		if i.stopped = i.ctx.Err() != nil; !i.stopped {
			n += i.some(paths[n:])
		}
		if i.stopped {
			return i.gaveUp(n, len(paths))
		}
		i.bar.show(n)
	}
	i.store()
	i.sum()
	i.unread()
	if i.failed > 0 {
		return someFailed{i.failed, i.partly, i.all}
	}
	return nil
}

// gaveUp ends a run that was interrupted: what was read by then goes in.
func (i *importing) gaveUp(done, all int) error {
	i.store()
	i.sum()
	words := fmt.Sprintf("import stopped in file %d of %d", min(done+1, all), all)
	if len(i.added)+i.revised > 0 {
		words += fmt.Sprintf(": %s added and %s revised by then", screen.Count(len(i.added), "report", "reports"), screen.Number(i.revised))
	}
	if i.dry {
		return stopped(words)
	}
	return hinted{stopped(words), "what came in stays; the same import again brings in the rest, 'rashomon undo' takes it back"}
}

// stopped is the end of a command that was interrupted: what it had done by then.
type stopped string

func (s stopped) Error() string { return string(s) }

// Unwrap makes it an end by interruption.
func (s stopped) Unwrap() error { return context.Canceled }

// unread says which files had nothing for --map and --text-format.
func (i *importing) unread() {
	if of := i.forTables(); of != "" && len(i.single) > 0 {
		i.bar.clear()
		fmt.Fprintf(i.Err, "note: %s is for tables, and %s: %s\n", of, screen.Count(len(i.single), "file is one report", "files are one report each"), fewOf(i.single))
	}
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

// some imports the first of the paths, or as many as are reports in files and fit into memory at once:
// these are read together. It says how many.
func (i *importing) some(paths []string) int {
	n, size := 0, int64(0)
	for n < len(paths) && n < chunk && size < chunkBytes {
		info, err := os.Stat(paths[n])
		if err != nil || !info.Mode().IsRegular() || i.isData(paths[n]) {
			break
		}
		size += info.Size()
		n++
	}
	if n < 2 {
		i.file(paths[0])
		return 1
	}
	type read struct {
		annotate.Arrival
		notes ingest.Notes
		err   error
	}
	all := make([]read, n)
	parallel(n, func(k int) {
		if r := &all[k]; i.ctx.Err() == nil {
			r.Arrival, r.notes, r.err = i.report(paths[k])
		} else {
			r.err = i.ctx.Err()
		}
	})
	for k, r := range all {
		i.single = append(i.single, paths[k])
		i.arrive(paths[k], r.Arrival, r.notes, r.err)
	}
	return n
}

// isData says whether a path is to be read as records, tasks or a table of articles.
func (i *importing) isData(path string) bool {
	_, report := reportFormats()[i.format]
	return path == ingest.Stdin || !report && (i.format != "" || data(path) || namedFeed(path))
}

// file imports one file, or standard input.
func (i *importing) file(path string) {
	if path == ingest.Stdin {
		i.stream("-", "standard input", i.In)
		return
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.Mode()&fs.ModeNamedPipe != 0:
		i.pipeFile(path)
		return
	case err == nil:
		err = unreadable(info)
	}
	if err != nil {
		i.fail(path, fmt.Errorf("read %s: %w", clean.Name(path), plain(err)))
		return
	}
	if i.isData(path) {
		i.store() // annotations find the articles that came before them
		i.dataFile(path)
		return
	}
	i.single = append(i.single, path)
	a, notes, err := i.report(path)
	i.arrive(path, a, notes, err)
}

// pipeFile reads a named pipe like standard input.
func (i *importing) pipeFile(path string) {
	f, err := openPipe(i.ctx, path)
	if err != nil {
		i.fail(path, fmt.Errorf("read %s: %w", clean.Name(path), plain(err)))
		return
	}
	defer f.Close()
	i.stream(path, path, f)
}

// stream reads standard input, or what comes through a pipe: annotations or a table where it begins like
// them, else one report.
func (i *importing) stream(path, name string, r io.Reader) {
	in, err := unpacked(bufio.NewReaderSize(&stoppable{ctx: i.ctx, r: r}, enough))
	var start []byte
	if err == nil {
		start, in, err = beginning(in)
	}
	if err != nil {
		i.fail(path, fmt.Errorf("read %s: %w", clean.Name(name), err))
		return
	}
	kind, report := reportFormats()[i.format]
	if i.format == "" {
		kind, report = ingest.AnyFile, !annotations(start) && !i.isTable("", start) && !isFeed("", start)
	}
	if !report {
		i.store()
		i.dataFrom(path, in, nil, i.now())
		return
	}
	a, notes, err := i.oneReport(in, name, kind)
	i.arrive(path, a, notes, err)
}
