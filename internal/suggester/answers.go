package suggester

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

const (
	longestLine    = 8 << 20  // bytes of a line of output
	mostOutput     = 64 << 20 // bytes of all of it
	longestSpeaker = 200      // code points
)

// answer is a line of the command's output.
type answer struct {
	ID        string     `json:"id"`
	Sentences []sentence `json:"sentences"`
}

type sentence struct {
	Start   *int     `json:"start"`
	End     *int     `json:"end"`
	Label   string   `json:"label"` // empty: nothing is proposed
	Score   *float64 `json:"score"`
	Speaker *struct {
		Text string `json:"text"`
	} `json:"speaker"`
}

// answers takes the command's output, line by line. The first line that is no good stops
// the command.
type answers struct {
	articles map[annotate.ID]annotate.Arrival
	scheme   annotate.Scheme
	progress func(done int)
	stop     func()

	out  map[annotate.ID]map[int]annotate.Proposal
	line []byte // what there is of it
	read int    // lines
	size int    // bytes of all that came
	err  error
}

// Write takes some of the output.
func (a *answers) Write(p []byte) (int, error) {
	n := len(p)
	if a.size += n; a.err == nil && a.size > mostOutput {
		a.fail(fmt.Errorf("it writes more than %d MB", mostOutput>>20))
	}
	for a.err == nil {
		part, rest, ends := bytes.Cut(p, []byte("\n"))
		if len(a.line)+len(part) > longestLine {
			a.fail(fmt.Errorf("longer than %d MB", longestLine>>20))
			break
		}
		a.line = append(a.line, part...)
		if !ends {
			return n, nil
		}
		a.take()
		p = rest
	}
	return 0, a.err
}

// close takes a last line without its end.
func (a *answers) close() error {
	if a.err == nil && len(a.line) > 0 {
		a.take()
	}
	return a.err
}

func (a *answers) fail(err error) {
	a.err = fmt.Errorf("line %d of its output: %w", a.read+1, err)
	a.stop()
}

// take reads the line that is whole now.
func (a *answers) take() {
	if line := bytes.TrimSpace(a.line); len(line) > 0 {
		if err := a.answer(line); err != nil {
			a.fail(err)
			return
		}
		a.progress(len(a.out))
	}
	a.line = a.line[:0]
	a.read++
}

func (a *answers) answer(line []byte) error {
	if !utf8.Valid(line) {
		return errors.New("not UTF-8")
	}
	var in answer
	if err := jsonl.Decode(line, &in); err != nil {
		return fmt.Errorf("not suggestions in JSON: %s", short(err.Error()))
	}
	id, err := annotate.ParseID(in.ID)
	article, known := a.articles[id]
	switch _, twice := a.out[id]; {
	case in.ID == "":
		return errors.New(`there is no "id"`)
	case err != nil || !known:
		return fmt.Errorf("the id %q is of no article that was asked about", short(in.ID))
	case twice:
		return fmt.Errorf("the id %q stands on a line before", in.ID)
	case in.Sentences == nil:
		return errors.New(`there are no "sentences"`)
	}
	number := make(map[span]int, len(article.Body.Sentences))
	for n, s := range spansOf(article.Body) {
		number[s] = n
	}
	out, seen := map[int]annotate.Proposal{}, map[int]bool{}
	for i, s := range in.Sentences {
		n, p, err := a.proposal(s, number)
		if err == nil && seen[n] {
			err = errors.New("it stands there twice")
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.name(i), err)
		}
		if seen[n] = true; p.Label != "" {
			out[n] = p
		}
	}
	a.out[id] = out
	return nil
}

// name is what to call a sentence that is no good.
func (s sentence) name(i int) string {
	if s.Start == nil || s.End == nil {
		return fmt.Sprintf("item %d of the sentences", i+1)
	}
	return fmt.Sprintf("sentence %d–%d", *s.Start, *s.End)
}

// proposal is what a sentence of an answer says, and of which sentence of the article.
func (a *answers) proposal(s sentence, number map[span]int) (n int, p annotate.Proposal, err error) {
	if s.Start == nil || s.End == nil {
		return 0, p, errors.New(`there is no "start" or no "end"`)
	}
	n, ok := number[span{*s.Start, *s.End}]
	if !ok {
		return 0, p, errors.New("no sentence of the article begins and ends there, in code points")
	}
	if s.Label == "" {
		return n, p, nil
	}
	label, ok := a.scheme.Label(s.Label)
	switch {
	case !ok:
		return 0, p, fmt.Errorf("the scheme %s has no label %q", short(a.scheme.Name), short(s.Label))
	case label.On == annotate.OnSpans:
		return 0, p, fmt.Errorf("the label %q is not for sentences", label.Name)
	case s.Score == nil:
		return 0, p, errors.New(`there is no "score"`)
	case !(0 <= *s.Score && *s.Score <= 1):
		return 0, p, fmt.Errorf("the score %g is not from 0 to 1", *s.Score)
	}
	p = annotate.Proposal{Label: s.Label, Score: *s.Score}
	if s.Speaker == nil {
		return n, p, nil
	}
	p.Speaker = annotate.Line(s.Speaker.Text)
	switch {
	case strings.ContainsFunc(p.Speaker, jsonl.Disturbs):
		return 0, p, errors.New("there is a control character in the speaker")
	case utf8.RuneCountInString(p.Speaker) > longestSpeaker:
		return 0, p, fmt.Errorf("the speaker is longer than %d characters", longestSpeaker)
	}
	return n, p, nil
}

// short is text from outside as one short line that may be shown.
func short(text string) string {
	const most = 200 // code points
	text = annotate.Line(strings.Map(func(r rune) rune {
		if jsonl.Disturbs(r) && r != '\t' && r != '\n' || r == utf8.RuneError {
			return -1
		}
		return r
	}, text))
	if r := []rune(text); len(r) > most {
		text = string(r[:most-1]) + "…"
	}
	return text
}
