package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/ingest"
	"rashomon/ingest/table"
	"rashomon/internal/clean"
	"rashomon/internal/segment"
)

// pipe is one run of a command that reads articles and writes what an engine says of them,
// without a library: segment, suggest, group, compare. Lines go in and out in order.
type pipe struct {
	*app
	json   bool
	all    int
	failed int
}

// piped is an article as a pipe command reads it. Offsets that come out are code points of Text:
// of a line or row as it is given, of a file as import would store it.
type piped struct {
	ID     string
	Text   string
	Title  string
	Source string
	Date   string
	URL    string
	Lang   string
	Story  string

	format    annotate.Format // of a file
	sentences []segment.Span  // as the file's format has them; nil for a row
}

// spanned is a span as a pipe command writes it: code points, the end exclusive.
type spanned struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// pipeCommand is what the pipe commands have in common. Run is called with the arguments.
func (a *app) pipeCommand(use, short, example string, run func(context.Context, *pipe, []string) error) *cobra.Command {
	p := &pipe{app: a}
	c := &cobra.Command{
		Use:   use + " [FILE|- …]",
		Short: short,
		Long: short + ".\n\nReads articles as JSON lines ({\"id\":…,\"text\":…}) or another table (JSON, CSV) from standard input or from files,\n" +
			"or reports from all files that import reads (.txt, .md, .html, .eml); needs no library. A line that is no article is\n" +
			"reported, the rest goes on, and the exit code is 3.",
		Example: example,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{ingest.Stdin}
			}
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			if err := run(ctx, p, args); err != nil {
				return err
			}
			if p.failed > 0 {
				return someFailed{failed: p.failed, all: max(p.all, p.failed)}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&p.json, "json", false, "write JSON lines instead of text for people")
	return c
}

// each reads all articles in order. What cannot be read is reported and counted; an error
// is one that each returned, or the context's.
func (p *pipe) each(ctx context.Context, args []string, each func(piped) error) error {
	paths, err := ingest.Expand(args)
	for _, err := range apart(err) {
		p.bad(err)
	}
	for _, path := range paths {
		if err := p.path(ctx, path, each); err != nil {
			return err
		}
	}
	return nil
}

func (p *pipe) path(ctx context.Context, path string, each func(piped) error) error {
	if path == ingest.Stdin {
		return p.table(ctx, "standard input", &stoppable{ctx: ctx, r: p.In}, each)
	}
	info, err := os.Stat(path)
	if err == nil && info.Mode()&fs.ModeNamedPipe == 0 {
		err = unreadable(info)
	}
	switch {
	case err != nil:
	case info.Mode()&fs.ModeNamedPipe != 0:
		var f *os.File
		if f, err = openPipe(ctx, path); err == nil {
			defer f.Close()
			return p.table(ctx, path, &stoppable{ctx: ctx, r: f}, each)
		}
	case data(path):
		var f *os.File
		if f, err = os.Open(path); err == nil {
			defer f.Close()
			return p.table(ctx, path, f, each)
		}
	default:
		return p.report(path, each)
	}
	p.all++
	p.bad(fmt.Errorf("read %s: %w", clean.Name(path), plain(err)))
	return ctx.Err()
}

// report reads a file that is one report.
func (p *pipe) report(path string, each func(piped) error) error {
	p.all++
	x, _, err := ingest.File(path, p.now())
	if err != nil {
		p.bad(err)
		return nil
	}
	a := x.Article
	out := piped{ID: path, Text: x.Body.Text, Title: a.Title, Source: a.Source, Date: a.Date, URL: a.URL, Lang: a.Language, format: a.Format, sentences: []segment.Span{}}
	for _, s := range x.Body.Sentences {
		out.sentences = append(out.sentences, segment.Span(s))
	}
	return each(out)
}

// table reads articles row by row, in the memory of the longest.
func (p *pipe) table(ctx context.Context, name string, r io.Reader, each func(piped) error) error {
	var stop error // what each or the context said
	in, err := unpacked(bufio.NewReaderSize(r, enough))
	if err != nil {
		return fmt.Errorf("%s: %w", clean.Name(name), err)
	}
	names := false // the rows have ids
	o := table.Options{Comma: commaOf(name), Live: true, Begin: func(m table.Mapping, _ string) { names = m["id"] != "" }}
	bad := func(line jsonl.LineError) {
		p.all++
		p.bad(fmt.Errorf("%s: %w", clean.Name(name), line))
	}
	before := p.all
	_, err = table.Read(in, o, func(r table.Row) error {
		if r.ID == "" && names {
			bad(jsonl.LineError{Line: r.Line, Why: errors.New(`an article without "id"`)})
			return nil
		}
		if r.ID == "" {
			r.ID = fmt.Sprintf("%s:%d", name, r.Line)
		}
		p.all++
		a := r.Stated
		if stop = each(piped{ID: r.ID, Text: r.Text, Title: a.Title, Source: a.Source, Date: a.Date, URL: a.URL, Lang: a.Language, Story: r.Story}); stop == nil {
			stop = ctx.Err()
		}
		return stop
	}, bad)
	switch {
	case err == nil || stop != nil || errors.Is(err, context.Canceled):
		return err
	case p.all == before:
		p.all++
	}
	p.bad(fmt.Errorf("%s: %w", clean.Name(name), err))
	return nil
}

func (p *pipe) bad(err error) {
	p.failed++
	p.complain(err)
}

// spans is where the article's sentences stand.
func (x piped) spans() []segment.Span {
	if x.sentences != nil {
		return x.sentences
	}
	return segment.Sentences(x.Text, x.Lang)
}

// points turns bytes of a text into code points.
func points(u *annotate.Units, s segment.Span) spanned {
	return spanned{u.Rune(s.Start), u.Rune(s.End)}
}

// write writes a record as a line of JSON.
func (p *pipe) write(record any) error { return writeJSON(p.Out, record, "") }
