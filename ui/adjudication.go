package ui

import (
	"context"
	"strconv"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	measures "rashomon/annotate/agreement"
	"rashomon/annotate/query"
	"rashomon/ui/adjudicate"
	"rashomon/ui/figures"
	"rashomon/ui/screen"
)

// adjudicating is what the screen needs on which it is decided what holds; all of it is called
// off the event loop.
func (m *Model) adjudicating() adjudicate.Options {
	lib, scheme, annotator, now, voices := m.lib, m.o.Scheme, m.o.Annotator, m.o.Now, m.voices
	blindName := "blind/" + annotator
	options := func(articles []annotate.ID, progress func(float64)) adjudication.Options {
		return adjudication.Options{Scheme: scheme, Articles: articles, Progress: progress}
	}
	return adjudicate.Options{
		Annotator: annotator, Scheme: scheme,
		Find: func(ctx context.Context, text string, articles []annotate.ID, progress func(float64)) (adjudication.Found, error) {
			q, err := query.Parse(text, now())
			if err != nil {
				return adjudication.Found{}, err
			}
			return adjudication.Find(ctx, q, lib, options(articles, progress))
		},
		Plan: func(ctx context.Context, text string, articles []annotate.ID, rule adjudication.Rule, best string, progress func(float64)) (adjudication.Plan, error) {
			q, err := query.Parse(text, now())
			if err != nil {
				return adjudication.Plan{}, err
			}
			return adjudication.Pass(ctx, q, lib, adjudication.PassOptions{Options: options(articles, progress), Rule: rule, Best: best, By: annotator, Now: now()})
		},
		Read: func(id annotate.ID) (*annotate.Reading, string, error) {
			return readAhead(lib, voices, id, scheme, annotate.Gold)
		},
		Said: lib.Annotations,
		WasBlind: func() bool {
			kept, err := lib.Kept(blindName)
			return err == nil && string(kept) == "true"
		},
		KeepBlind: func(blind bool) screen.Request {
			return screen.Keep{Name: blindName, Value: strconv.AppendBool(nil, blind)}
		},
		Agreement: func(ctx context.Context) (string, error) {
			r, err := measures.Count(ctx, query.Query{}, lib, measures.Options{Scheme: scheme})
			if err != nil || r.Overall.Alpha.Value == nil {
				return "", err
			}
			return "alpha " + figures.Written(*r.Overall.Alpha.Value), nil
		},
	}
}
