package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/ingest"
	"rashomon/internal/clean"
	"rashomon/ui/screen"
)

// errCleanLine says that no part of a file can be cleaned for itself.
var errCleanLine = fmt.Errorf("a line is longer than %d MiB", ingest.Limit>>20)

// cleaning is one run of clean.
type cleaning struct {
	*app
	show, json bool
	all        int
	failed     int
}

func (a *app) cleanCommand() *cobra.Command {
	x := cleaning{app: a}
	c := &cobra.Command{
		Use:   "clean [FILE|- …]",
		Short: "Write a text without what could harm a terminal or a reader, and tell what that was",
		Long: "Cleans texts as an import does, and writes them to standard output: without escape sequences and controls,\n" +
			"what turns directions, what nobody sees. Standard error says what was taken out of which line.\n" +
			"With --show what goes is listed instead, with its place; nothing is changed anywhere.\n\n" +
			"Files are read as UTF-8, of any size, and need no library. docs/cleaning.md says what goes and why.",
		Example: "  rashomon clean report.txt > report-clean.txt\n  curl -s https://quay.example/feed | rashomon clean --show",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{ingest.Stdin}
			}
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			for _, path := range args {
				if err := x.file(ctx, path); err != nil {
					return err
				}
			}
			if x.failed > 0 {
				return someFailed{failed: x.failed, all: x.all}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&x.show, "show", false, "list what goes, with its place, instead of the text")
	c.Flags().BoolVar(&x.json, "json", false, "list it as JSON lines")
	return c
}

// file cleans one file. What cannot be read is told; an error is one of writing, or the context's.
func (x *cleaning) file(ctx context.Context, path string) error {
	x.all++
	name, in := "standard input", io.Reader(&stoppable{ctx: ctx, r: x.In})
	if path != ingest.Stdin {
		name = clean.Name(path)
		f, err := os.Open(path)
		if err != nil {
			x.failed++
			x.complain(fmt.Errorf("clean: read %s: %w", name, plain(err)))
			return nil
		}
		defer f.Close()
		in = f
	}
	t := cleanText{cleaning: x, path: path, name: name, lines: 1}
	err := t.read(ctx, in)
	var unwritten unwritten
	switch {
	case errors.As(err, &unwritten), errors.Is(err, context.Canceled):
		return err
	case err != nil:
		x.failed++
		x.complain(fmt.Errorf("clean: read %s: %w", name, plain(err)))
		if t.tellLine(); t.removed.Total() == 0 {
			return nil // nobody knows whether the rest is clean
		}
	}
	t.tell()
	return nil
}

// cleanText is one text on its way through.
type cleanText struct {
	*cleaning
	path, name string
	removed    annotate.Cleaned
	dirty      int // lines of which something was taken out
	told       int // of these, that were told

	line   annotate.Cleaned // of the line number at
	at     int
	lines  int // the number of the line that comes next
	offset int // of that, in bytes
}

// unwritten is an error of writing.
type unwritten struct{ error }

func (u unwritten) Unwrap() error { return u.error }

// read cleans a text part by part: whole lines, few at a time.
func (t *cleanText) read(ctx context.Context, in io.Reader) error {
	const part = 256 << 10
	var held []byte
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		from := len(held)
		held = append(held, make([]byte, part)...)
		n, err := io.ReadFull(in, held[from:])
		held = held[:from+n]
		end := err == io.EOF || err == io.ErrUnexpectedEOF
		if err != nil && !end {
			return err
		}
		whole := len(held)
		if !end {
			whole = bytes.LastIndexByte(held, '\n') + 1
		}
		if err := t.part(string(held[:whole])); err != nil {
			return err
		}
		if end {
			return nil
		}
		if held = append(held[:0], held[whole:]...); len(held) > ingest.Limit {
			return errCleanLine
		}
	}
}

// part cleans some lines.
func (t *cleanText) part(s string) error {
	text, removed := clean.Text(s)
	if removed.Total() > 0 {
		for r := range clean.Found(s) {
			r.Line, r.Offset = r.Line+t.lines-1, r.Offset+t.offset
			if err := t.found(r); err != nil {
				return err
			}
		}
		t.removed.Add(removed)
	}
	t.lines += bytes.Count([]byte(text), []byte("\n"))
	t.offset += len(s)
	if t.show || t.json {
		return nil
	}
	if _, err := io.WriteString(t.Out, text); err != nil {
		return unwritten{err}
	}
	return nil
}

// removal is what was found, as --json writes it.
type removal struct {
	File string `json:"file"`
	clean.Removal
}

// found tells one removal, or counts it for its line.
func (t *cleanText) found(r clean.Removal) (err error) {
	if r.Line != t.at {
		t.tellLine()
		t.at = r.Line
	}
	r.Kind.Count(&t.line, r.Points)
	switch {
	case t.json:
		err = writeJSON(t.Out, removal{t.path, r}, "")
	case t.show:
		_, err = fmt.Fprintf(t.Out, "%s:%d:%d: %s: %s\n", t.name, r.Line, r.Column, r.Kind, r.Shown)
	}
	if err != nil {
		return unwritten{err}
	}
	return nil
}

// tellLine tells what was taken out of a line.
func (t *cleanText) tellLine() {
	const most = 20
	if t.line.Total() == 0 {
		return
	}
	if t.dirty++; t.dirty <= most && !t.show && !t.json {
		t.told++
		fmt.Fprintf(t.Err, "%s:%d: %s\n", t.name, t.at, t.line)
	}
	t.line = annotate.Cleaned{}
}

// tell tells what was taken out in all.
func (t *cleanText) tell() {
	t.tellLine()
	switch {
	case t.json:
	case t.removed.Total() == 0:
		fmt.Fprintf(t.Err, "%s: clean\n", t.name)
	case t.show:
		fmt.Fprintf(t.Err, "%s: %s, on %s\n", t.name, t.removed, screen.Count(t.dirty, "line", "lines"))
	default:
		if t.dirty > t.told {
			fmt.Fprintf(t.Err, "%s: … and %s more\n", t.name, screen.Count(t.dirty-t.told, "line", "lines"))
		}
		fmt.Fprintf(t.Err, "%s: taken out: %s\n", t.name, t.removed)
	}
}
