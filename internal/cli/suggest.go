package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/suggest"
	"rashomon/ingest"
	"rashomon/internal/segment"
)

// suggested is a line of `suggest --json`.
type suggested struct {
	ID        string              `json:"id"`
	Sentences []suggestedSentence `json:"sentences"`
}

type suggestedSentence struct {
	spanned
	Label   string            `json:"label"`
	Score   float64           `json:"score"`
	Speaker *suggestedSpeaker `json:"speaker,omitempty"`
	Why     string            `json:"why,omitempty"`
}

type suggestedSpeaker struct {
	spanned
	Text string `json:"text"`
}

func (a *app) suggestCommand() *cobra.Command {
	var explain bool
	c := a.pipeCommand("suggest", "Suggest fact, quote or claim for each sentence of articles, and who speaks",
		"  rashomon suggest report.txt --explain\n  rashomon suggest --json < articles.jsonl",
		func(ctx context.Context, p *pipe, args []string) error { return suggestLabels(ctx, p, args, explain) })
	c.Flags().BoolVar(&explain, "explain", false, "say why: which rule, which words")
	return c
}

func suggestLabels(ctx context.Context, p *pipe, args []string, explain bool) error {
	return p.each(ctx, args, func(x piped) error {
		spans := x.spans()
		sentences := make([]annotate.Span, len(spans))
		for i, s := range spans {
			sentences[i] = annotate.Span(s)
		}
		suggestions := suggest.Article(x.Text, x.Lang, sentences)
		if p.json {
			return p.write(suggestedLine(x, sentences, suggestions, explain))
		}
		for n, s := range suggestions {
			p.printSuggestion(x, n, sentences[n], s, explain)
		}
		return nil
	})
}

func suggestedLine(x piped, sentences []annotate.Span, suggestions []suggest.Suggestion, explain bool) suggested {
	out := suggested{ID: x.ID, Sentences: []suggestedSentence{}}
	u := annotate.NewUnits(x.Text)
	for n, s := range suggestions {
		one := suggestedSentence{spanned: points(u, segment.Span(sentences[n])), Label: s.Label, Score: s.Score}
		if s.Speaker.Text != "" {
			one.Speaker = &suggestedSpeaker{points(u, segment.Span(s.Speaker.Span)), s.Speaker.Text}
		}
		if explain {
			one.Why = s.Why
		}
		out.Sentences = append(out.Sentences, one)
	}
	return out
}

func (p *pipe) printSuggestion(x piped, n int, span annotate.Span, s suggest.Suggestion, explain bool) {
	speaker := ""
	if s.Speaker.Text != "" {
		speaker = " [" + ingest.Line(s.Speaker.Text) + "]"
	}
	fmt.Fprintf(p.Out, "%s:%d: %-5s %.2f%s %s\n", ingest.Line(x.ID), n+1, s.Label, s.Score, speaker, ingest.Line(x.Text[span.Start:span.End]))
	if explain {
		fmt.Fprintf(p.Out, "    %s\n", ingest.Line(s.Why))
	}
}
