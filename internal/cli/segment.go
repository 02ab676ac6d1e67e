package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/internal/clean"
)

// segmented is a line of `segment --json`.
type segmented struct {
	ID        string    `json:"id"`
	Sentences []spanned `json:"sentences"`
}

func (a *app) segmentCommand() *cobra.Command {
	return a.pipeCommand("segment", "Say where the sentences of articles begin and end",
		"  rashomon segment report.txt\n  rashomon segment --json < articles.jsonl", segmentArticles)
}

func segmentArticles(ctx context.Context, p *pipe, args []string) error {
	return p.each(ctx, args, func(x piped) error {
		out := segmented{ID: x.ID, Sentences: []spanned{}}
		u := annotate.NewUnits(x.Text)
		for n, s := range x.spans() {
			out.Sentences = append(out.Sentences, points(u, s))
			if !p.json {
				fmt.Fprintf(p.Out, "%s:%d: %s\n", clean.Line(x.ID), n+1, clean.Line(x.Text[s.Start:s.End]))
			}
		}
		if p.json {
			return p.write(out)
		}
		return nil
	})
}
