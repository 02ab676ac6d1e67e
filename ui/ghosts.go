package ui

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/suggest"
	"rashomon/ui/screen"
)

const (
	mostLessons   = 5000             // labelled sentences that the learner is made of, those of the newest articles
	longestLesson = 10 * time.Second // to learn from, in a library of any size
)

// asking is the name of the errand to the external suggester.
const asking = "asking the external suggester"

// newGhosts is what the program suggests by the scheme in use: by the rules, until what is
// learned from the annotator's labels does better.
func (m *Model) newGhosts() *screen.Ghosts {
	if m.errand != nil && m.errand.name == asking { // by the scheme that was in use
		m.giveUp()
	}
	g := screen.NewGhosts(func(a annotate.Article, b annotate.Body) []suggest.Suggestion {
		return suggest.Article(b.Text, a.Language, b.Sentences)
	})
	if old := m.labelling.Ghosts; old != nil {
		g.Hidden = old.Hidden
	}
	lib, scheme, annotator := m.lib, m.o.Scheme, m.o.Annotator
	g.Speakers, g.Since = m.labelling.Speakers, annotate.Instant(m.o.Now())
	g.Learn = func() *suggest.Learner { return learned(lib, scheme, annotator, g.Since) }
	return g
}

// learned is a learner of the labels that an annotator gave before a moment. What cannot be
// read teaches nothing: the screens that show it will say so.
func learned(lib Library, scheme annotate.Scheme, annotator string, before time.Time) *suggest.Learner {
	began := time.Now()
	progress, err := lib.Progress(annotator, scheme.Name)
	if err != nil {
		return suggest.NewLearner(scheme)
	}
	rows, err := lib.Rows(0)
	if err != nil {
		return suggest.NewLearner(scheme)
	}
	var labels []annotate.Annotation
	said := map[annotate.ID][]suggest.Suggestion{}
	for _, r := range rows {
		if progress[r.ID].Labelled == 0 {
			continue
		}
		if len(labels) >= mostLessons || time.Since(began) > longestLesson {
			break
		}
		a, err := lib.Article(r.ID)
		if err != nil {
			continue
		}
		body, err := lib.Body(a.ID, a.Revision)
		if err != nil {
			continue
		}
		all, err := lib.Annotations(a.ID)
		if err != nil {
			continue
		}
		for _, x := range all {
			if x.Annotator == annotator && x.Revision == a.Revision && x.Updated.Before(before) {
				labels = append(labels, x)
			}
		}
		said[a.ID] = suggest.Article(body.Text, a.Language, body.Sentences)
	}
	return suggest.Rebuild(scheme, labels, func(x annotate.Annotation) (suggest.Suggestion, bool) {
		if all := said[x.Article]; x.Sentence < len(all) {
			return all[x.Sentence], true
		}
		return suggest.Suggestion{}, false
	})
}

// external asks the external suggester about articles, off the event loop.
func (m *Model) external(r screen.External) tea.Cmd {
	if m.o.Suggester == nil {
		m.message = screen.Say{Text: `there is no external suggester: config.toml names one, [suggester] command = ["python3", "model.py"]`}
		return nil
	}
	var done atomic.Int64 // of the reports
	reports := screen.Count(len(r.Articles), "report", "reports")
	e := &errand{name: asking, stop: m.keys.External, far: func() string {
		return fmt.Sprintf("%d of %s", done.Load(), reports)
	}}
	lib, scheme, suggester := m.lib, m.o.Scheme, m.o.Suggester
	return m.send(e, func(ctx context.Context) func() tea.Cmd {
		articles, err := arrivals(ctx, lib, r.Articles)
		if err != nil {
			return func() tea.Cmd { return m.notAsked(err) }
		}
		proposals, err := suggester(ctx, articles, scheme, func(n int) { done.Store(int64(n)) })
		if err != nil {
			return func() tea.Cmd { return m.notAsked(err) }
		}
		return func() tea.Cmd { return m.asked(articles, proposals) }
	})
}

// arrivals is articles with their texts.
func arrivals(ctx context.Context, lib Library, ids []annotate.ID) (out []annotate.Arrival, err error) {
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a, err := lib.Article(id)
		if err != nil {
			return nil, err
		}
		body, err := lib.Body(id, a.Revision)
		if err != nil {
			return nil, err
		}
		out = append(out, annotate.Arrival{Article: a, Body: body})
	}
	return out, nil
}

// notAsked says that the external suggester failed: nothing changes.
func (m *Model) notAsked(err error) tea.Cmd {
	m.message = screen.Say{Text: "nothing is suggested: " + screen.Safe(err.Error()), Bad: true}
	return nil
}

// asked shows what the external suggester proposes.
func (m *Model) asked(articles []annotate.Arrival, proposals map[annotate.ID]map[int]annotate.Proposal) tea.Cmd {
	n := 0
	for _, p := range proposals {
		n += len(p)
	}
	m.labelling.Ghosts.Ask(articles, proposals)
	m.labelling.Ghosts.Hidden = false
	m.message = screen.Say{Text: fmt.Sprintf("%s for %s", screen.Count(n, "suggestion", "suggestions"), screen.Count(len(proposals), "report", "reports"))}
	if less := len(articles) - len(proposals); less > 0 {
		m.message.Text += fmt.Sprintf(", none for %s", screen.Number(less))
	}
	return nil
}
