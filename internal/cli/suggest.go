package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/suggest"
	"rashomon/internal/clean"
	"rashomon/internal/segment"
	"rashomon/store"
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
	*spanned        // where the sentence names the speaker; nil where it does not
	Text     string `json:"text"`
}

func (a *app) suggestCommand() *cobra.Command {
	var x suggesting
	c := a.pipeCommand("suggest", "Suggest fact, quote or claim for each sentence of articles, and who speaks",
		"  rashomon suggest report.txt --explain\n  rashomon suggest --json < articles.jsonl",
		func(ctx context.Context, p *pipe, args []string) error {
			switch {
			case x.asks && (x.learned || x.explain):
				return usage(errors.New("--external goes with neither --learned nor --explain"))
			case x.asks:
				return x.external(ctx, p, args)
			}
			return x.run(ctx, p, args)
		})
	c.Flags().BoolVar(&x.asks, "external", false, "ask the external suggester of the settings instead, about all articles at once: docs/suggesters.md")
	c.Flags().BoolVar(&x.explain, "explain", false, "say why: which rule, which words")
	c.Flags().BoolVar(&x.learned, "learned", false, "let the labels of your library teach, of the scheme in force: what was learned from them speaks where it does better than the rules")
	return c
}

// suggesting is one run of suggest.
type suggesting struct {
	explain bool
	learned bool
	asks    bool             // the external suggester
	learner *suggest.Learner // nil: the rules alone
}

func (x *suggesting) run(ctx context.Context, p *pipe, args []string) error {
	if x.learned {
		err := p.withLibrary(true, func(lib *store.Store) error {
			scheme, err := p.schemeInForce(lib)
			if err == nil {
				x.learner, err = learn(lib, scheme, p.annotatorName())
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return p.each(ctx, args, func(in piped) error {
		spans := in.spans()
		sentences := make([]annotate.Span, len(spans))
		for i, s := range spans {
			sentences[i] = annotate.Span(s)
		}
		suggestions := suggest.Article(in.Text, in.Lang, sentences)
		for i := range suggestions {
			if x.learner != nil {
				suggestions[i] = x.learner.Suggest(suggestions[i])
			}
		}
		if p.json {
			return p.write(suggestedLine(in, sentences, suggestions, x.explain))
		}
		for n, s := range suggestions {
			p.printSuggestion(in, n, sentences[n], s, x.explain)
		}
		return nil
	})
}

// learn teaches a learner the labels that an annotator has given in a library.
func learn(lib *store.Store, scheme annotate.Scheme, annotator string) (*suggest.Learner, error) {
	var labels []annotate.Annotation
	said := map[annotate.ID][]suggest.Suggestion{}
	for a, err := range lib.Articles() {
		if err != nil {
			return nil, err
		}
		all, err := lib.Annotations(a.ID)
		if err != nil {
			return nil, err
		}
		for _, x := range all {
			if x.Annotator == annotator && x.Scheme == scheme.Name && x.Revision == a.Revision && x.Sentence >= 0 && len(x.Labels) > 0 {
				labels = append(labels, x)
				said[a.ID] = nil
			}
		}
		if _, any := said[a.ID]; !any {
			continue
		}
		body, err := lib.Body(a.ID, a.Revision)
		if err != nil {
			return nil, err
		}
		said[a.ID] = suggest.Article(body.Text, a.Language, body.Sentences)
	}
	return rebuilt(scheme, labels, said), nil
}

// rebuilt is a learner of labels, of sentences of which the rules said that.
func rebuilt(scheme annotate.Scheme, labels []annotate.Annotation, said map[annotate.ID][]suggest.Suggestion) *suggest.Learner {
	return suggest.Rebuild(scheme, labels, func(x annotate.Annotation) (suggest.Suggestion, bool) {
		if all := said[x.Article]; x.Sentence < len(all) {
			return all[x.Sentence], true
		}
		return suggest.Suggestion{}, false
	})
}

func suggestedLine(x piped, sentences []annotate.Span, suggestions []suggest.Suggestion, explain bool) suggested {
	out := suggested{ID: x.ID, Sentences: []suggestedSentence{}}
	u := annotate.NewUnits(x.Text)
	for n, s := range suggestions {
		one := suggestedSentence{spanned: points(u, segment.Span(sentences[n])), Label: s.Label, Score: s.Score}
		if s.Speaker.Text != "" {
			one.Speaker = &suggestedSpeaker{Text: s.Speaker.Text}
			if s.Speaker.Span.Len() > 0 {
				at := points(u, segment.Span(s.Speaker.Span))
				one.Speaker.spanned = &at
			}
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
		speaker = " [" + clean.Line(s.Speaker.Text) + "]"
	}
	fmt.Fprintf(p.Out, "%s:%d: %-5s %.2f%s %s\n", clean.Line(x.ID), n+1, clean.Line(s.Label), s.Score, speaker, clean.Line(x.Text[span.Start:span.End]))
	if explain {
		fmt.Fprintf(p.Out, "    %s\n", clean.Line(s.Why))
	}
}
