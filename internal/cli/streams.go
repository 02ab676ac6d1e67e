package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/charmbracelet/x/term"

	"rashomon/internal/clean"
)

// output is standard output that remembers the first time that writing to it failed, so
// that a command whose output did not arrive does not end as if it had.
type output struct {
	io.Writer
	failed error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if err != nil && o.failed == nil {
		o.failed = err
	}
	return n, err
}

// file is the file behind a stream, nil where there is none.
func file(stream any) *os.File {
	if o, ok := stream.(*output); ok {
		stream = o.Writer
	}
	f, _ := stream.(*os.File)
	return f
}

// isTerminal says whether a stream is a terminal.
func isTerminal(stream any) bool {
	f := file(stream)
	return f != nil && term.IsTerminal(f.Fd())
}

// terminalWidth is the columns of the terminal that output goes to, 0 in a pipe.
func (a *app) terminalWidth() int {
	f := file(a.Out)
	if f == nil {
		return 0
	}
	w, _, err := term.GetSize(f.Fd())
	if err != nil {
		return 0
	}
	return w
}

// stoppable is a reader that gives up when the context ends, even while it waits for
// somebody to type. Nothing can be read from it afterwards.
type stoppable struct {
	ctx  context.Context
	r    io.Reader
	read []byte
}

func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if len(s.read) < len(p) {
		s.read = make([]byte, len(p)) // its own: p is the caller's again when the context ends
	}
	type result struct {
		n   int
		err error
	}
	arrived := make(chan result, 1)
	go func() {
		n, err := s.r.Read(s.read[:len(p)])
		arrived <- result{n, err}
	}()
	select {
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	case x := <-arrived:
		return copy(p, s.read[:x.n]), x.err
	}
}

// plain is an error of the file system without the name of the file.
func plain(err error) error {
	var in *fs.PathError
	if errors.As(err, &in) {
		return in.Err
	}
	return err
}

// onTerminal has something written to standard output, and takes out of it what a terminal would
// obey where that is one: a table in CSV has no way to write it otherwise. Elsewhere it is exact.
func (a *app) onTerminal(write func(io.Writer) error) error {
	if !isTerminal(a.Out) {
		return write(a.Out)
	}
	t := tamed{w: a.Out}
	if err := write(&t); err != nil {
		return err
	}
	_, err := t.w.Write([]byte(clean.Harmless(string(t.held))))
	return err
}

// tamed passes on whole lines, without what would do harm.
type tamed struct {
	w    io.Writer
	held []byte // of a line
}

func (t *tamed) Write(p []byte) (int, error) {
	t.held = append(t.held, p...)
	end := bytes.LastIndexByte(t.held, '\n') + 1
	if end == 0 {
		return len(p), nil
	}
	_, err := io.WriteString(t.w, clean.Harmless(string(t.held[:end])))
	t.held = append(t.held[:0], t.held[end:]...)
	return len(p), err
}
