package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/ingest"
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

// piped is an article as a pipe command reads it, a JSON object a line. Offsets that come
// out are code points of Text as it is given.
type piped struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Title  string `json:"title"`
	Source string `json:"source"`
	Date   string `json:"date"`
	URL    string `json:"url"`
	Lang   string `json:"lang"`
	Story  string `json:"story"`

	format    annotate.Format // of a file
	sentences []segment.Span  // as the file's format has them; nil for a line of JSON
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
		Long: short + ".\n\nReads articles as JSON lines ({\"id\":…,\"text\":…}) from standard input or from .jsonl files, or reports from\n" +
			".txt and .md files; needs no library. A line that is no article is reported, the rest goes on, and the exit code is 3.",
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
		return p.lines(ctx, "standard input", &stoppable{ctx: ctx, r: p.In}, each)
	}
	if strings.EqualFold(filepath.Ext(path), ".jsonl") {
		f, err := os.Open(path)
		if err != nil {
			p.all++
			p.bad(fmt.Errorf("read %s: %w", ingest.Shown(path), plain(err)))
			return nil
		}
		defer f.Close()
		return p.lines(ctx, ingest.Shown(path), f, each)
	}
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

// lines reads JSON lines, in the memory of the longest.
func (p *pipe) lines(ctx context.Context, name string, r io.Reader, each func(piped) error) error {
	var stop error // what each or the context said
	err := jsonl.Lines(r, func(n int, line []byte, err error) error {
		p.all++
		var a piped
		if err == nil {
			a, err = openLine(line)
		}
		if err != nil {
			p.bad(fmt.Errorf("%s: line %d: %w", name, n, err))
			return nil
		}
		if stop = each(a); stop == nil {
			stop = ctx.Err()
		}
		return stop
	})
	if err != nil && stop == nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return err
}

func openLine(line []byte) (piped, error) {
	var a piped
	if err := jsonl.Decode(line, &a); err != nil {
		return a, fmt.Errorf("not an article in JSON: %w", err)
	}
	switch {
	case a.ID == "":
		return a, errors.New(`an article without "id"`)
	case a.Text == "":
		return a, fmt.Errorf(`article %q: without "text"`, ingest.Line(a.ID))
	}
	return a, nil
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
