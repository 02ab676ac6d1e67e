package screen

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
)

// Judge acts on the keys for what is suggested, where a screen shows suggestions; it comes
// before Press, for the label's own key accepts a suggested label with its speaker. What it
// returns is what Press returns.
func (l *Labelling) Judge(p Press, r *annotate.Reading, t annotate.Target) (requests []Request, advanced, handled bool) {
	g, k := l.Ghosts, l.Keys
	if g == nil {
		return nil, false, false
	}
	switch {
	case key.Matches(p, k.Ghosts):
		g.Hidden = !g.Hidden
		said := "suggestions are shown"
		if g.Hidden {
			said = "suggestions are hidden"
		}
		return append(g.Want(r), Say{Text: said}), false, true
	case key.Matches(p, k.External):
		return []Request{External{Articles: []annotate.ID{r.Article.ID}}}, false, true
	case key.Matches(p, k.AcceptAll):
		return []Request{l.askScore(r)}, false, true
	case t.Sentence < 0:
		return nil, false, false
	case key.Matches(p, k.Reject):
		return l.reject(r, t), false, true
	}
	suggested, ok := g.Of(r, t.Sentence)
	if key.Matches(p, k.Open) && !ok {
		if out, held := l.holds(r, t); held {
			return out, false, true
		}
		return []Request{Say{Text: l.nothing(r, t.Sentence)}}, false, true
	}
	i := slices.IndexFunc(r.Scheme.Labels, func(x annotate.Label) bool { return x.Name == suggested.Label })
	if !ok || !key.Matches(p, k.Open) && (i >= len(k.Labels) || !key.Matches(p, k.Labels[i])) {
		return nil, false, false
	}
	return l.accept(r, t, suggested)
}

// accept makes a suggestion what the annotator says.
func (l *Labelling) accept(r *annotate.Reading, t annotate.Target, p annotate.Proposal) ([]Request, bool, bool) {
	c, ok := r.Accept(t, p, l.Now())
	if ok {
		c = c.Spent(l.spent(r, t))
	}
	out := l.make(r, c, ok)
	said, _ := r.At(t)
	l.labels, l.speaker = said.Labels, said.Speaker
	return out, l.Advance, true
}

// reject turns a suggestion down, or takes that back.
func (l *Labelling) reject(r *annotate.Reading, t annotate.Target) []Request {
	p, ok := l.Ghosts.Of(r, t.Sentence)
	if !ok {
		if p, ok = l.Ghosts.turnedDown(r, t.Sentence); !ok {
			return []Request{Say{Text: l.nothing(r, t.Sentence)}}
		}
		c, ok := r.Reject(t, p.Label, false, l.Now())
		return l.make(r, c, ok)
	}
	c, ok := r.Reject(t, p.Label, true, l.Now())
	if ok {
		c = c.Spent(l.spent(r, t))
	}
	return l.make(r, c, ok)
}

// turnedDown is what would be suggested for sentence n if it had not been turned down.
func (g *Ghosts) turnedDown(r *annotate.Reading, n int) (p annotate.Proposal, ok bool) {
	if g == nil || g.Hidden || r.Done(n) {
		return p, false
	}
	a, _ := r.Sentence(n)
	p, ok = g.proposal(r, n)
	return p, ok && slices.Contains(a.Rejected, p.Label)
}

// nothing says why nothing is suggested for sentence n.
func (l *Labelling) nothing(r *annotate.Reading, n int) string {
	a, _ := r.Sentence(n)
	_, down := l.Ghosts.turnedDown(r, n)
	switch {
	case l.Ghosts.Hidden:
		return fmt.Sprintf("suggestions are hidden: %s shows them", Shortcut(l.Keys.Ghosts))
	case down:
		return fmt.Sprintf("the suggestion is turned down: %s takes that back", Shortcut(l.Keys.Reject))
	case len(a.Labels) > 0:
		return "labelled already: nothing is suggested"
	case a.Flag == annotate.Skipped:
		return "skipped: nothing is suggested"
	}
	return "nothing is suggested for this sentence"
}

// askScore asks down to which score to accept all that is suggested in the article.
func (l *Labelling) askScore(r *annotate.Reading) Request {
	if l.Ghosts.Hidden {
		return Say{Text: l.nothing(r, -1)}
	}
	return Ask{Title: "accept all that score at least", Value: scored(l.Ghosts.least), Done: func(text string) []Request {
		least, ok := score(text)
		if !ok {
			return []Request{Say{Text: fmt.Sprintf("%q is no score from 0 to 1", Safe(text)), Bad: true}}
		}
		return []Request{l.preview(r, least)}
	}}
}

// score reads .8, 0.8, 0,8, 80% and 80.
func score(text string) (float64, bool) {
	text = strings.TrimSpace(strings.ReplaceAll(text, ",", "."))
	number, percent := strings.CutSuffix(text, "%")
	x, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if percent || x > 1 {
		x /= 100
	}
	return x, err == nil && 0 <= x && x <= 1
}

// scored is how a score is written: .83, never more than it is.
func scored(x float64) string {
	return strings.TrimPrefix(fmt.Sprintf("%.2f", math.Floor(x*100+1e-6)/100), "0")
}

// proposed is a suggestion for a sentence.
type proposed struct {
	sentence int
	annotate.Proposal
}

// preview shows all suggestions of the article from a score on, to be accepted at once.
func (l *Labelling) preview(r *annotate.Reading, least float64) Request {
	var all []proposed
	best := -1.0
	for n := range r.Body.Sentences {
		if p, ok := l.Ghosts.Of(r, n); ok {
			if best = max(best, p.Score); p.Score >= least {
				all = append(all, proposed{n, p})
			}
		}
	}
	switch {
	case best < 0:
		return Say{Text: "nothing is suggested in this report"}
	case len(all) == 0:
		return Say{Text: fmt.Sprintf("nothing scores %s or more: the best suggestion has %s", scored(least), scored(best))}
	}
	l.Ghosts.least = least
	return Confirm{
		Question: fmt.Sprintf("accept %s that score at least %s?", Count(len(all), "suggestion", "suggestions"), scored(least)),
		Lines:    previewLines(r, all),
		Yes:      func() []Request { return l.acceptAll(r, all, least) },
	}
}

// previewLines is a line a suggestion: its sentence's number, label, score, speaker, words.
func previewLines(r *annotate.Reading, all []proposed) []string {
	const widest = 24 // columns of a speaker
	label, speaker := 0, 0
	for _, p := range all {
		label = max(label, ansi.StringWidth(Safe(p.Label)))
		speaker = max(speaker, min(ansi.StringWidth(Safe(p.Speaker)), widest))
	}
	out := make([]string, len(all))
	for i, p := range all {
		out[i] = fmt.Sprintf("%4d  %s %4s  ", p.sentence+1, Pad(Safe(p.Label), label), scored(p.Score))
		if speaker > 0 {
			out[i] += Pad(Safe(p.Speaker), speaker) + "  "
		}
		out[i] += Safe(annotate.Line(r.Body.Sentence(p.sentence)))
	}
	return out
}

// acceptAll makes suggestions what the annotator says, as one change; those that were
// answered meanwhile stay as they are.
func (l *Labelling) acceptAll(r *annotate.Reading, all []proposed, least float64) []Request {
	now := l.Now()
	c := annotate.Change{At: annotate.Instant(now), By: r.Annotator, Article: r.Article.ID}
	for _, p := range all {
		if r.Done(p.sentence) {
			continue
		}
		if one, ok := r.Accept(annotate.OnSentence(p.sentence), p.Proposal, now); ok {
			c.Edits = append(c.Edits, one.Edits...)
		}
	}
	n := Count(len(c.Edits), "suggestion", "suggestions")
	c.What = fmt.Sprintf("accept %s that score at least %s", n, scored(least))
	out := l.make(r, c, len(c.Edits) > 0)
	for _, p := range all {
		l.Ghosts.study(r, p.sentence)
	}
	return append(out, Say{Text: fmt.Sprintf("accepted %s: %s takes them back", n, Shortcut(l.Keys.Undo))})
}
