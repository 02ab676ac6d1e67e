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

// newGhosts is what the program suggests by the scheme in use: by the rules, until what is
// learned from the annotator's labels does better.
func (m *Model) newGhosts() *screen.Ghosts {
	m.giveUp()
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

// asking is the external suggester at work.
type asking struct {
	cancel  context.CancelFunc
	reports int
	done    atomic.Int64 // of the reports
}

// asked is the message that the external suggester is done.
type asked struct {
	by        *asking
	articles  []annotate.Arrival
	proposals map[annotate.ID]map[int]annotate.Proposal
	err       error
}

// stillAsking is the message that it is time to show how far the external suggester is.
type stillAsking struct{ by *asking }

const askedEvery = 100 * time.Millisecond

// external asks the external suggester about articles, off the event loop.
func (m *Model) external(r screen.External) tea.Cmd {
	switch {
	case m.o.Suggester == nil:
		m.message = screen.Say{Text: `there is no external suggester: config.toml names one, [suggester] command = ["python3", "model.py"]`}
		return nil
	case m.asking != nil:
		m.giveUp()
		m.message = screen.Say{Text: "gave up: nothing is suggested by the external suggester"}
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	by := &asking{cancel: cancel, reports: len(r.Articles)}
	m.asking = by
	lib, scheme, suggester := m.lib, m.o.Scheme, m.o.Suggester
	return tea.Batch(by.tick(), func() tea.Msg {
		articles, err := arrivals(ctx, lib, r.Articles)
		if err != nil {
			return asked{by: by, err: err}
		}
		proposals, err := suggester(ctx, articles, scheme, func(done int) { by.done.Store(int64(done)) })
		return asked{by, articles, proposals, err}
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

func (a *asking) tick() tea.Cmd {
	return tea.Tick(askedEvery, func(time.Time) tea.Msg { return stillAsking{a} })
}

// stillAsking has the screen drawn again while the external suggester is at work.
func (m *Model) stillAsking(msg stillAsking) tea.Cmd {
	if msg.by != m.asking {
		return nil
	}
	return msg.by.tick()
}

// askProgress is what the status line says while the external suggester is at work; empty
// where it is not.
func (m *Model) askProgress() string {
	if m.asking == nil {
		return ""
	}
	return fmt.Sprintf("asking the external suggester: %d of %s · %s gives up · ", m.asking.done.Load(),
		screen.Count(m.asking.reports, "report", "reports"), screen.Shortcut(m.keys.External))
}

// giveUp ends the external suggester; false where it is not at work.
func (m *Model) giveUp() bool {
	if m.asking == nil {
		return false
	}
	m.asking.cancel()
	m.asking = nil
	return true
}

// asked shows what the external suggester proposes. Where it failed, nothing changes.
func (m *Model) asked(msg asked) {
	if msg.by != m.asking {
		return
	}
	m.giveUp()
	if msg.err != nil {
		m.message = screen.Say{Text: "nothing is suggested: " + screen.Safe(msg.err.Error()), Bad: true}
		return
	}
	n := 0
	for _, p := range msg.proposals {
		n += len(p)
	}
	m.labelling.Ghosts.Ask(msg.articles, msg.proposals)
	m.labelling.Ghosts.Hidden = false
	m.message = screen.Say{Text: fmt.Sprintf("%s for %s", screen.Count(n, "suggestion", "suggestions"), screen.Count(len(msg.proposals), "report", "reports"))}
	if less := len(msg.articles) - len(msg.proposals); less > 0 {
		m.message.Text += fmt.Sprintf(", none for %s", screen.Number(less))
	}
}
