package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rashomon/annotate/task"
	"rashomon/ingest"
	"rashomon/ingest/table"
	"rashomon/internal/clean"
)

// The format of a file is told by its first bytes: by more of them where its first line is longer.
const (
	enough   = 64 << 10
	longLine = 8 << 20
)

// importFormats is what --format takes.
func importFormats() (names []string) {
	names = []string{"text", "markdown", "html", "mail", articlesFormat, feedFormat, "jsonl"}
	for _, f := range task.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// reportFormats are the formats of a file that is one report.
func reportFormats() map[string]ingest.Kind {
	return map[string]ingest.Kind{"text": ingest.PlainFile, "markdown": ingest.MarkdownFile, "html": ingest.PageFile, "mail": ingest.MailFile}
}

// data says whether a file with such a name holds records, tasks or a table, and is no report.
func data(path string) bool {
	return slices.Contains([]string{".jsonl", ".ndjson", ".json", ".csv", ".tsv"}, strings.ToLower(filepath.Ext(unpackedName(path))))
}

// dataFile brings in a file of records or tasks, in the format that is named or, of none, in the
// one that it looks like.
func (i *importing) dataFile(path string) {
	f, err := os.Open(path)
	if err != nil {
		i.fail(path, fmt.Errorf("read %s: %w", clean.Name(path), plain(err)))
		return
	}
	defer f.Close()
	r := io.Reader(&stoppable{ctx: i.ctx, r: f})
	if info, err := f.Stat(); err == nil && info.Size() > largeFile {
		files := i.bar
		defer func() { i.bar.clear(); i.bar = files }()
		i.bar.clear()
		if i.bar = newBar(i.Err, int(info.Size()>>20)); i.bar != nil {
			i.bar.unit = " MB"
		}
		r = i.shown(r)
	}
	in, err := unpacked(bufio.NewReaderSize(r, enough))
	if err != nil {
		i.fail(path, fmt.Errorf("read %s: %w", clean.Name(path), err))
		return
	}
	if unpackedName(path) != path {
		i.dataFrom(path, in, nil, changed(f, i.now()))
		return
	}
	i.dataFrom(path, in, f, changed(f, i.now()))
}

// largeFile is the bytes from which on a file has a bar of its own.
const largeFile = 8 << 20

// barReader shows how much of a large file has been read.
type barReader struct {
	r    io.Reader
	bar  *bar
	read int64
}

func (p *barReader) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.read += int64(n)
	p.bar.show(int(p.read >> 20))
	return n, err
}

// shown is a reader that shows how far it is on the bar of its file, where that has one.
func (i *importing) shown(r io.Reader) io.Reader {
	if i.bar == nil || i.bar.unit == "" {
		return r
	}
	return &barReader{r: r, bar: i.bar}
}

// dataFrom brings in what r reads: f, or where that is nil a stream that can be read once. At is when it was
// written.
func (i *importing) dataFrom(path string, r *bufio.Reader, f *os.File, at time.Time) {
	if i.encoding != "" {
		r, f = bufio.NewReaderSize(i.decoded(r), enough), nil
	}
	start, r, err := beginning(r)
	switch {
	case err != nil:
	case i.format == feedFormat || i.format == "" && isFeed(path, start):
		i.feed(path, r)
		return
	case i.isTable(unpackedName(path), start):
		i.table(path, r)
		return
	}
	if err == nil && holdsNothing(start) {
		i.write(outcome{File: path, Outcome: "taken", Taken: &taken{}})
		return
	}
	var format task.Format
	own := false
	if err == nil {
		format, own, err = i.told(unpackedName(path), start)
	}
	switch {
	case err != nil:
		i.fail(path, fmt.Errorf("read %s: %w", clean.Name(path), err))
	case own:
		i.take(path, r)
	case i.labels:
		i.labelled(path, format, r, f, at)
	default:
		i.tasks(path, format, r, at)
	}
}

// beginning is how a file begins: its first line at least, unless that is very long. R is read from
// then.
func beginning(r *bufio.Reader) (start []byte, _ *bufio.Reader, err error) {
	start, err = r.Peek(enough)
	if err == nil && bytes.IndexByte(start, '\n') < 0 {
		r = bufio.NewReaderSize(r, longLine)
		start, err = r.Peek(longLine)
	}
	if err == io.EOF || err == bufio.ErrBufferFull {
		err = nil
	}
	return start, r, plain(err)
}

// holdsNothing says whether a file has nothing in it: it is empty, or a list of nothing.
func holdsNothing(start []byte) bool {
	if len(start) == enough || len(start) == longLine {
		return false // it goes on
	}
	text := strings.Join(strings.Fields(strings.TrimPrefix(string(start), "\ufeff")), "")
	return text == "" || text == "[]"
}

// isTable says whether a file that begins so is to be read as a table of articles: it is called one, its
// columns are named, or it looks like one and neither like rashomon's own nor like one with the labels of
// another program.
func (i *importing) isTable(path string, start []byte) bool {
	switch {
	case i.format != "" || ours(start):
		return i.format == articlesFormat
	case len(i.mapping) > 0:
		return true
	case !table.Likely(legible(start)):
		return false
	}
	start = legible(start)
	f, err := task.Sniff(path, start)
	return err != nil || f.Fits(start) <= unlabelled
}

// legible is how a file begins, with what is no UTF-8 in JSON replaced: whoever reads the lines says
// that they are none.
func legible(start []byte) []byte {
	if begin := bytes.TrimLeft(start, " \t\r\n"); len(begin) > 0 && (begin[0] == '{' || begin[0] == '[') {
		return bytes.ToValidUTF8(start, []byte("\uFFFD"))
	}
	return start
}

// unlabelled is how surely a file is of a task format at most that has no labels: texts alone.
const unlabelled = 0.3

// annotations says whether a stream that begins so is some.
func annotations(start []byte) bool {
	begin := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\ufeff")), " \t\r\n")
	if len(begin) > 0 && (begin[0] == '{' || begin[0] == '[') {
		_, err := task.Sniff("", start)
		return ours(start) || !errors.Is(err, task.ErrNoFormat)
	}
	return task.CSV().Fits(start) > 0.7
}

// told is the format of a file that begins so: the named one, or else the one that it looks like. Own says that
// it is rashomon's.
func (i *importing) told(path string, start []byte) (f task.Format, own bool, err error) {
	if f, named := task.Named(i.format); named {
		i.doubt(path, f, start)
		return f, false, nil
	}
	if i.format == "jsonl" || ours(start) {
		return f, true, nil
	}
	f, err = task.Sniff(path, start)
	switch alike := (task.Alike{}); {
	case errors.As(err, &alike):
		return f, false, hinted{err, fmt.Sprintf("--format %s or --format %s says which; --format articles makes each line a report", alike.One, alike.Other)}
	case errors.Is(err, task.ErrNoFormat) && columns(path, start) != nil:
		return f, false, hinted{fmt.Errorf("%w: %w", err, columns(path, start)), "--map text=COLUMN makes a report of each row; --format NAME says what else it is: " + strings.Join(importFormats(), ", ")}
	case errors.Is(err, task.ErrNoFormat) && strings.EqualFold(filepath.Ext(path), ".jsonl"):
		return f, true, nil // each line says why it is none
	case err != nil:
		return f, false, hinted{err, "--format NAME says which: " + strings.Join(importFormats(), ", ")}
	}
	return f, false, nil
}

// columns is why a file that begins so is no table of reports, with the names of its columns; nil
// where it has none.
func columns(path string, start []byte) error {
	start = legible(start)
	if begin := bytes.TrimLeft(start, " \t\r\n"); strings.EqualFold(filepath.Ext(path), ".jsonl") && !bytes.HasPrefix(begin, []byte("{")) {
		return nil
	}
	return table.Why(start)
}

// doubt says that a file does not look like the format that was named, where it looks like another.
func (i *importing) doubt(path string, f task.Format, start []byte) {
	if f.Fits(start) >= task.Sure {
		return
	}
	like, err := task.Sniff(path, start)
	name, alike := like.Name, task.Alike{}
	switch {
	case errors.As(err, &alike):
		name = alike.One + " or " + alike.Other
	case err != nil:
		return
	}
	i.bar.clear()
	fmt.Fprintf(i.Err, "warning: %s does not look like %s but like %s: labels that %s has not are left out\n", clean.Name(path), f.Name, name, f.Name)
}

// ours says whether a file begins with one of rashomon's own records.
func ours(start []byte) bool {
	start = bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\ufeff")), " \t\r\n")
	if !bytes.HasPrefix(start, []byte(`{"type":`)) || bytes.HasPrefix(start, []byte(`{"type":"Annotation"`)) {
		return false
	}
	line, _, whole := bytes.Cut(start, []byte("\n"))
	return !whole || bytes.Contains(line, []byte(`"version":`)) || !json.Valid(line) || !table.Likely(line)
}

// spread is paths with folders of data expanded: those that hold a dataset as its train,
// validation and test files, with a format that is named, all files of its kind, and else the
// tables of articles in them, besides their reports.
func (i *importing) spread(args []string) (paths []string) {
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil || !info.IsDir() {
			paths = append(paths, arg)
			continue
		}
		if found := i.inFolder(arg); len(found) > 0 {
			paths = append(paths, found...)
			continue
		}
		tables := i.tablesIn(arg)
		if len(tables) > 0 {
			_, err = ingest.Expand([]string{arg})
		}
		if !errors.Is(err, ingest.ErrNoFiles) {
			paths = append(paths, arg)
		}
		paths = append(paths, tables...)
	}
	return paths
}

// tablesIn is the tables of articles in a folder and below it.
func (i *importing) tablesIn(folder string) (found []string) {
	if i.format != "" && i.format != articlesFormat && i.format != feedFormat {
		return nil
	}
	_ = filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		hidden := path != folder && strings.HasPrefix(e.Name(), ".")
		switch {
		case err != nil: // whoever reads the reports of the folder says so
		case hidden && e.IsDir():
			return fs.SkipDir
		case e.IsDir() && besidePage(path):
			return fs.SkipDir
		case !hidden && e.Type().IsRegular() && (data(path) || namedFeed(path)) && (i.format == articlesFormat && data(path) || i.isTableFile(path)):
			found = append(found, path)
		}
		return i.ctx.Err()
	})
	return found
}

// isTableFile says whether a file begins like a table of articles.
func (i *importing) isTableFile(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	in, err := unpacked(bufio.NewReaderSize(f, enough))
	if err != nil {
		return false
	}
	start, _, err := beginning(in)
	return err == nil && (isFeed("", start) && i.format != articlesFormat || i.isTable(unpackedName(path), start))
}

func (i *importing) inFolder(folder string) (found []string) {
	for _, split := range []string{"train", "validation", "test"} {
		path := filepath.Join(folder, split+".jsonl")
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			found = append(found, path)
		}
	}
	f, named := task.Named(i.format)
	if len(found) > 0 && (i.format == "" || named) || !named {
		return found
	}
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		if err == nil && e.Type().IsRegular() && strings.EqualFold(filepath.Ext(e.Name()), f.Ext) && !strings.HasPrefix(e.Name(), ".") {
			found = append(found, filepath.Join(folder, e.Name()))
		}
	}
	return found
}
