// Package suggester asks another program for suggestions: a model in Python, say. The
// program reads the lines of the pipe commands on its standard input and writes those of
// `rashomon suggest --json` on its standard output.
package suggester

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"rashomon/annotate"
)

// patience is how long a program that has ended, or was ended, may keep its pipes open:
// through a child of its own, say.
const patience = time.Second

var errNoCommand = errors.New("no command")

// Ask runs the command, without a shell, on articles, and returns its proposals by article
// and sentence: an article on which the command wrote no line is not in them. It ends the
// command with the context, and what the command has started, but not a child that has made
// itself a session of its own (setsid, a daemon): that one lives on, unheard. Where there are
// no sessions, on Windows, it ends the command alone. Progress is told how many articles are
// done; it is not called at the same time as itself.
//
// An error says which line of the output is no good and why, what the command said last on
// standard error, or after how long it was given up, where the context has a deadline;
// context.Canceled is in it if the context was cancelled. Nothing is returned then.
//
// The memory it takes is that of the articles, a line of output and the proposals.
func Ask(ctx context.Context, command []string, articles []annotate.Arrival, scheme annotate.Scheme, progress func(done int)) (map[annotate.ID]map[int]annotate.Proposal, error) {
	if len(command) == 0 {
		return nil, errNoCommand
	}
	name, began := short(filepath.Base(command[0])), time.Now()
	running, stop := context.WithCancel(ctx)
	defer stop()
	in := &answers{articles: map[annotate.ID]annotate.Arrival{}, scheme: scheme, progress: progress, stop: stop, out: map[annotate.ID]map[int]annotate.Proposal{}}
	for _, a := range articles {
		in.articles[a.Article.ID] = a
	}
	var said tail
	cmd := exec.CommandContext(running, command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &questions{articles: articles}, in, &said
	cmd.WaitDelay = patience
	alone(cmd)
	err := cmd.Run()
	if err != nil {
		end(cmd) // children that it left
	}
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		deadline, _ := ctx.Deadline()
		return nil, fmt.Errorf("%s: given up: not done after %s", name, max(deadline.Sub(began), 0).Round(100*time.Millisecond))
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%s: %w", name, ctx.Err())
	case in.err != nil:
		return nil, fmt.Errorf("%s: %w", name, in.err)
	case err != nil && !errors.Is(err, exec.ErrWaitDelay): // that is: it ended well, but left children
		return nil, fmt.Errorf("%s: %w", name, why(err, said.last()))
	}
	if err := in.close(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return in.out, nil
}

// why is how a command failed, with the last that it said.
func why(err error, said string) error {
	var exit *exec.ExitError
	var start *exec.Error
	var path *fs.PathError
	switch {
	case errors.As(err, &start):
		return fmt.Errorf("it cannot be started: %w", start.Err)
	case errors.As(err, &path):
		return fmt.Errorf("it cannot be started: %w", path.Err)
	case errors.As(err, &exit) && said != "":
		return fmt.Errorf("it failed (%s): %s", exit, said)
	case errors.As(err, &exit):
		return fmt.Errorf("it failed (%s)", exit)
	}
	return err
}

// mostSaid is the bytes that are kept of what a command says on standard error.
const mostSaid = 4 << 10

// tail is the end of what was written to it.
type tail struct{ text []byte }

// Write keeps the end.
func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p[max(len(p)-mostSaid, 0):]...)
	t.text = t.text[max(len(t.text)-mostSaid, 0):]
	return len(p), nil
}

// last is the last line that says something, as it may be shown.
func (t *tail) last() string {
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	return short(lines[len(lines)-1])
}
