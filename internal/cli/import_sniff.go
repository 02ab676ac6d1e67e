package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/task"
	"rashomon/ingest"
)

// enough is the bytes by which the format of a file is told.
const enough = 64 << 10

// importFormats is what --format takes.
func importFormats() (names []string) {
	names = []string{"text", "markdown", "jsonl"}
	for _, f := range task.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// articleFormats are the formats of reports.
var articleFormats = map[string]annotate.Format{"text": annotate.Plain, "markdown": annotate.Markdown}

// data says whether a file with such a name holds records or tasks, and is no report.
func data(path string) bool {
	return slices.Contains([]string{".jsonl", ".ndjson", ".json", ".csv", ".tsv"}, strings.ToLower(filepath.Ext(path)))
}

// dataFile brings in a file of records or tasks, in the format that is named or, of none, in the
// one that it looks like.
func (i *importing) dataFile(path string) {
	f, err := os.Open(path)
	if err != nil {
		i.fail(path, fmt.Errorf("read %s: %w", ingest.Shown(path), plain(err)))
		return
	}
	defer f.Close()
	i.dataFrom(path, bufio.NewReaderSize(&stoppable{ctx: i.ctx, r: f}, enough), f)
}

// dataFrom brings in what r reads: f, or where that is nil a stream that can be read once.
func (i *importing) dataFrom(path string, r *bufio.Reader, f *os.File) {
	format, own, err := i.told(path, r)
	at := i.now()
	if f != nil && err == nil {
		at = changed(f, at)
	}
	switch {
	case err != nil:
		i.fail(path, fmt.Errorf("read %s: %w", ingest.Shown(path), err))
	case own:
		i.take(path, r)
	case i.labels:
		i.labelled(path, format, r, f, at)
	default:
		i.tasks(path, format, r, at)
	}
}

// annotations says whether a stream begins like some.
func (i *importing) annotations(r *bufio.Reader) bool {
	start, _ := r.Peek(enough) // what is wrong with it shows when it is read
	begin := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\ufeff")), " \t\r\n")
	if len(begin) > 0 && (begin[0] == '{' || begin[0] == '[') {
		_, err := task.Sniff("", start)
		return ours(start) || !errors.Is(err, task.ErrNoFormat)
	}
	return task.CSV().Fits(start) > 0.7
}

// told is the format of a file: the named one, or else the one that it looks like. Own says that
// it is rashomon's.
func (i *importing) told(path string, r *bufio.Reader) (f task.Format, own bool, err error) {
	if f, named := task.Named(i.format); named {
		return f, false, nil
	}
	start, err := r.Peek(enough)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return f, false, plain(err)
	}
	if i.format == "jsonl" || ours(start) {
		return f, true, nil
	}
	f, err = task.Sniff(path, start)
	switch alike := (task.Alike{}); {
	case errors.As(err, &alike):
		return f, false, hinted{err, fmt.Sprintf("--format %s or --format %s says which", alike.One, alike.Other)}
	case errors.Is(err, task.ErrNoFormat) && strings.EqualFold(filepath.Ext(path), ".jsonl"):
		return f, true, nil // each line says why it is none
	case err != nil:
		return f, false, hinted{err, "--format NAME says which: " + strings.Join(importFormats(), ", ")}
	}
	return f, false, nil
}

// ours says whether a file begins with one of rashomon's own records.
func ours(start []byte) bool {
	start = bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\ufeff")), " \t\r\n")
	return bytes.HasPrefix(start, []byte(`{"type":`)) && !bytes.HasPrefix(start, []byte(`{"type":"Annotation"`))
}

// spread is paths with folders of data expanded: those that hold a dataset as its train,
// validation and test files, and with a format that is named, all files of its kind.
func (i *importing) spread(args []string) (paths []string) {
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil || !info.IsDir() {
			paths = append(paths, arg)
			continue
		}
		found := i.inFolder(arg)
		if len(found) == 0 {
			found = []string{arg}
		}
		paths = append(paths, found...)
	}
	return paths
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
