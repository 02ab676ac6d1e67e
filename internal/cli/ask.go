package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"rashomon/internal/clean"
)

// ask asks a question on the terminal. Where there is none, or the answer is no, the error is
// errDeclined, unless yes was said before.
func (a *app) ask(question string, yes bool) error {
	if yes {
		return nil
	}
	if !isTerminal(a.In) || !isTerminal(a.Err) {
		return fmt.Errorf("%s: %w", strings.TrimSuffix(clean.Line(question), "?"), errDeclined)
	}
	answer, err := a.answer(clean.Line(question) + " [y/N] ")
	if err != nil || answer != "y" && answer != "yes" {
		return errDeclined
	}
	return nil
}

// answer is a line that somebody types after a question, in lower case.
func (a *app) answer(question string) (string, error) {
	fmt.Fprint(a.Err, question)
	ctx, stop := interruptible(context.Background())
	defer stop()
	in := &stoppable{ctx: ctx, r: a.In}
	var line []byte
	for one := make([]byte, 1); ; {
		n, err := in.Read(one)
		if n > 0 && one[0] != '\n' {
			line = append(line, one[0])
			continue
		}
		if n > 0 || len(line) > 0 && errors.Is(err, io.EOF) {
			return strings.ToLower(strings.TrimSpace(string(line))), nil
		}
		if err != nil {
			return "", err
		}
	}
}
