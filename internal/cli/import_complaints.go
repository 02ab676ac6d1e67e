package cli

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"rashomon/annotate/jsonl"
	"rashomon/internal/clean"
	"rashomon/ui/screen"
)

const (
	mostTold  = 20 // lines of one kind that are told; the others are counted
	mostKinds = 50 // kinds that are told apart
)

// complaints tells what is wrong with the lines of a file: the first ones of a kind, and how
// many more there are.
type complaints struct {
	app   *app
	what  string // is done with which file
	most  int    // of one kind that are told; 0 for mostTold
	kinds map[string]*complaint
	order []*complaint
}

// complaint is one kind of what is wrong.
type complaint struct {
	words      string // of the first
	told, more int
}

// newComplaints is for one file. When that has been read, rest is to be called.
func (a *app) newComplaints(what, path string) *complaints {
	return &complaints{app: a, what: what + ": " + clean.Name(path), kinds: map[string]*complaint{}}
}

// tell tells what is wrong with a line, or counts it.
func (c *complaints) tell(err error) {
	words := wordsOf(err)
	k := c.kinds[words]
	if k == nil && len(c.order) == mostKinds {
		words = "anything else"
		k = c.kinds[words]
	}
	if k == nil {
		k = &complaint{words: words}
		c.kinds[words], c.order = k, append(c.order, k)
	}
	most := cmp.Or(c.most, mostTold)
	if errors.Is(err, jsonl.ErrNoArticle) || errors.Is(err, jsonl.ErrNoStory) {
		most = 1 // as a rule, of one line that was no good
	}
	if k.told == most {
		k.more++
		return
	}
	k.told++
	c.app.complain(fmt.Errorf("%s: %w", c.what, err))
}

// rest tells how many lines were not told.
func (c *complaints) rest() {
	for _, k := range c.order {
		if k.more > 0 {
			fmt.Fprintf(c.app.Err, "rashomon: %s: … and %s more of this kind: %s\n", c.what, screen.Number(k.more), clean.Line(k.words))
		}
		k.more = 0
	}
}

// particular is what one line has and others of its kind have not.
var particular = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\S*\d\S*`)

// wordsOf is the kind of what is wrong: its words without numbers, IDs and all that is quoted.
func wordsOf(err error) string {
	line := jsonl.LineError{}
	if errors.As(err, &line) && line.Why != nil {
		err = line.Why
	}
	words := particular.ReplaceAllString(err.Error(), "…")
	return strings.Join(strings.Fields(words), " ")
}
