package cli

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/suggest"
	"rashomon/store"
)

var errNoSuggester = errors.New("no external suggester in the settings")

// external asks the external suggester of the settings about all articles at once, and
// writes what it says of each in their order.
func (x *suggesting) external(ctx context.Context, p *pipe, args []string) error {
	if len(p.config.Suggester.Command) == 0 {
		return errNoSuggester
	}
	if err := p.mayAsk(); err != nil {
		return err
	}
	scheme, err := p.suggestedScheme()
	if err != nil {
		return err
	}
	var in []piped
	var articles []annotate.Arrival
	err = p.each(ctx, args, func(a piped) error {
		b := annotate.Body{Text: a.Text}
		for _, s := range a.spans() {
			b.Sentences = append(b.Sentences, annotate.Span(s))
		}
		id := annotate.MakeID("asked", strconv.Itoa(len(in))) // what stands in the input may stand there twice
		in = append(in, a)
		articles = append(articles, annotate.Arrival{Article: annotate.Article{ID: id, Title: a.Title, Source: a.Source, Date: a.Date, URL: a.URL, Language: a.Lang}, Body: b})
		return nil
	})
	if err != nil {
		return err
	}
	said, err := p.askSuggester(ctx, articles, scheme, func(int) {})
	if err != nil {
		return err
	}
	for i, a := range articles {
		if err := p.proposed(in[i], a.Body, said[a.Article.ID]); err != nil {
			return err
		}
	}
	return nil
}

// suggestedScheme is the scheme whose labels the external suggester may give; only one that
// is not the program's own needs a library.
func (p *pipe) suggestedScheme() (s annotate.Scheme, err error) {
	if s = annotate.DefaultScheme(); p.config.Scheme == "" || p.config.Scheme == s.Name {
		return s, nil
	}
	err = p.withLibrary(true, func(lib *store.Store) (err error) {
		s, err = p.schemeInForce(lib)
		return err
	})
	return s, err
}

// proposed writes what the external suggester says of an article.
func (p *pipe) proposed(in piped, b annotate.Body, said map[int]annotate.Proposal) error {
	var sentences []annotate.Span
	var suggestions []suggest.Suggestion
	for n, span := range b.Sentences {
		one, ok := said[n]
		if !ok {
			continue
		}
		s := suggest.Suggestion{Label: one.Label, Score: one.Score, Speaker: suggest.Speaker{Text: one.Speaker}}
		if i := strings.Index(b.Text[span.Start:span.End], one.Speaker); i >= 0 {
			s.Speaker.Span = annotate.Span{Start: span.Start + i, End: span.Start + i + len(one.Speaker)}
		}
		sentences, suggestions = append(sentences, span), append(suggestions, s)
		if !p.json {
			p.printSuggestion(in, n, span, s, false)
		}
	}
	if !p.json {
		return nil
	}
	return p.write(suggestedLine(in, sentences, suggestions, false))
}
