// Package agreement is the screen that shows how far annotators agree.
package agreement

import (
	"context"
	"fmt"
	"time"

	"rashomon/annotate/agreement"
	"rashomon/annotate/query"
	"rashomon/ui/figures"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// Options is what the screen needs. Count is called off the event loop.
type Options struct {
	Count func(ctx context.Context, q query.Query, progress func(part float64)) (agreement.Report, error)
	Now   func() time.Time
	Merge string // the command that brings in what others did, in quotation marks
}

// Screen is the screen of agreement.
type Screen struct {
	*figures.Screen[agreement.Report]
	keys screen.Keys
}

// few is the rows of each list where everything is shown.
const few = 8

// New makes the screen of what passes a query.
func New(text string, o Options, keys screen.Keys, t theme.Theme) *Screen {
	names := make([]string, ways)
	for b := range ways {
		names[b] = b.String()
	}
	f := figures.Options[agreement.Report]{
		Title: "Agreement", Verb: "compare", Ways: names, Now: o.Now, Count: o.Count,
		Tables: func(r agreement.Report, way int, _ string) []figures.Table { return Tables(r, By(way), few) },
		Status: o.status,
	}
	f.Help = append(f.Help, keys.Adjudicate)
	return &Screen{figures.New(text, f, keys, t), keys}
}

func (o Options) status(r agreement.Report) string {
	if r.Sentences == 0 {
		return "nobody else has labelled the same: " + o.Merge + " brings in what others did"
	}
	return fmt.Sprintf("%s labelled by two or more of %s", screen.Count(r.Sentences, "sentence", "sentences"), screen.Count(len(r.Annotators), "annotator", "annotators"))
}

// Take goes on with this screen if it shows what is asked for.
func (s *Screen) Take(r screen.Request) bool {
	a, ok := r.(screen.Agreement)
	return ok && (a.Query == "" || a.Query == s.Of())
}
