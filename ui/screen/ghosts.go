package screen

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/annotate/speaker"
	"rashomon/annotate/suggest"
)

// mostSuggested is the articles for which suggestions are kept: those lately seen.
const mostSuggested = 64

// Ghosts is what the program suggests for the sentences of articles, as the screens show
// it. There is one in the program. A suggestion is no annotation until somebody accepts it:
// Labelling.Judge has the keys for that. A nil Ghosts suggests nothing.
type Ghosts struct {
	Hidden bool // nobody wants to see them
	// Speakers is the speakers of a story, or of an article in none, so that one is proposed
	// under the name it is known by; may be nil.
	Speakers func(of annotate.ID) []annotate.Speaker
	// Learn makes a learner of the labels given before Since; may be nil. It is called once,
	// off the event loop. Labels given from then on are taught to it as they come.
	Learn func() *suggest.Learner
	Since time.Time

	suggest func(annotate.Article, annotate.Body) []suggest.Suggestion
	kept    []suggested // the article seen last at the end
	making  map[version]bool
	asked   map[version]map[int]annotate.Proposal // what the external suggester proposed
	least   float64                               // the score down to which all were accepted last

	learning bool             // Learn was called
	learner  *suggest.Learner // nil until it has learned what there was
	waiting  []lesson         // for the learner
	taught   map[annotate.ID]string
}

// version is an article with one of its texts.
type version struct {
	article  annotate.ID
	revision int
}

func versionOf(a annotate.Article) version { return version{a.ID, a.Revision} }

// suggested is what the rules suggest for the sentences of an article.
type suggested struct {
	of     version
	all    []suggest.Suggestion
	judged []judged // by the learner, those that were shown; as long as all, or empty
}

// judged is what the learner made of a suggestion.
type judged struct {
	seen int // the lessons it had had, and one: 0 is not asked yet
	said suggest.Suggestion
}

// lesson is the labels that somebody gave where the rules made a suggestion.
type lesson struct {
	rules  suggest.Suggestion
	labels []string
}

// NewGhosts suggests by the function, which is called off the event loop.
func NewGhosts(suggest func(annotate.Article, annotate.Body) []suggest.Suggestion) *Ghosts {
	return &Ghosts{
		suggest: suggest, least: 0.8,
		making: map[version]bool{}, asked: map[version]map[int]annotate.Proposal{}, taught: map[annotate.ID]string{},
	}
}

// Suggested is the message that suggestions for an article are there, or the learner; the
// root gives it to Take.
type Suggested struct {
	by      *Ghosts
	article suggested
	learner *suggest.Learner // nil where the message brings suggestions
}

// Want has the suggestions for a reading made, in the background, if they are not yet.
func (g *Ghosts) Want(r *annotate.Reading) (out []Request) {
	if g == nil || g.Hidden {
		return nil
	}
	if v := versionOf(r.Article); g.rules(v) == nil && !g.making[v] {
		g.making[v] = true
		a, b := r.Article, r.Body
		out = append(out, Do{func() tea.Msg { return Suggested{by: g, article: suggested{of: v, all: g.suggest(a, b)}} }})
	}
	if g.Learn != nil && !g.learning {
		g.learning = true
		out = append(out, Do{func() tea.Msg { return Suggested{by: g, learner: g.Learn()} }})
	}
	return out
}

// Take keeps suggestions that were made.
func (g *Ghosts) Take(msg Suggested) {
	switch {
	case g == nil || msg.by != g: // they are for another scheme
	case msg.learner != nil:
		g.learner = msg.learner
		for _, l := range g.waiting {
			g.learner.Learn(l.rules, l.labels...)
		}
		g.waiting = nil
	case g.making[msg.article.of]:
		delete(g.making, msg.article.of)
		g.kept = append(g.kept, msg.article)
		g.kept = g.kept[max(len(g.kept)-mostSuggested, 0):]
	}
}

// Ask keeps what an external suggester proposes for articles, in the place of what the
// program does. An article that it says nothing of keeps the suggestions it had.
func (g *Ghosts) Ask(articles []annotate.Arrival, proposals map[annotate.ID]map[int]annotate.Proposal) {
	for _, a := range articles {
		if p, ok := proposals[a.Article.ID]; ok && g != nil {
			g.asked[versionOf(a.Article)] = p
		}
	}
}

// Of is what is suggested for sentence n: nothing where it has labels, is to be skipped, or
// the suggestion was turned down.
func (g *Ghosts) Of(r *annotate.Reading, n int) (p annotate.Proposal, ok bool) {
	if g == nil || g.Hidden || r.Done(n) {
		return annotate.Proposal{}, false
	}
	p, ok = g.proposal(r, n)
	if a, _ := r.Sentence(n); !ok || slices.Contains(a.Rejected, p.Label) {
		return annotate.Proposal{}, false
	}
	return p, true
}

// proposal is what would be suggested for sentence n if nothing were said of it but who speaks.
func (g *Ghosts) proposal(r *annotate.Reading, n int) (p annotate.Proposal, ok bool) {
	if n < 0 || n >= len(r.Body.Sentences) {
		return p, false
	}
	if asked, ok := g.asked[versionOf(r.Article)]; ok {
		p = asked[n]
	} else if all := g.rules(versionOf(r.Article)); n < len(all) {
		s := all[n]
		if g.learner != nil {
			s = g.judge(n)
		}
		p = annotate.Proposal{Label: s.Label, Score: s.Score, Speaker: speaker.Called(s.Speaker.Text)}
	}
	label, known := r.Scheme.Label(p.Label)
	if !known || !label.Allows(annotate.OnSentence(n)) {
		return annotate.Proposal{}, false
	}
	if a, _ := r.Sentence(n); a.Speaker != "" {
		p.Speaker = ""
	} else if g.Speakers != nil {
		p.Speaker = annotate.SpeakerNamed(g.Speakers(r.Article.VoicesIn()), p.Speaker)
	}
	return p, true
}

// rules is what the rules suggest for an article; nil where that is not known yet.
func (g *Ghosts) rules(v version) []suggest.Suggestion {
	i := slices.IndexFunc(g.kept, func(s suggested) bool { return s.of == v })
	if i < 0 {
		return nil
	}
	s := g.kept[i]
	if last := len(g.kept) - 1; i < last {
		g.kept = append(slices.Delete(g.kept, i, i+1), s)
	}
	return s.all
}

// judge is what the learner makes of the suggestion for sentence n of the article seen last:
// it is asked once, until it is taught more.
func (g *Ghosts) judge(n int) suggest.Suggestion {
	s := &g.kept[len(g.kept)-1]
	if s.judged == nil {
		s.judged = make([]judged, len(s.all))
	}
	if seen := g.learner.Seen() + 1; s.judged[n].seen != seen {
		s.judged[n] = judged{seen, g.learner.Suggest(s.all[n])}
	}
	return s.judged[n].said
}

// study teaches the learner what was said of a sentence, once somebody has left it: what
// was put right at once is not learned wrong.
func (g *Ghosts) study(r *annotate.Reading, n int) {
	if g == nil || g.Learn == nil || r == nil {
		return
	}
	a, _ := r.Sentence(n)
	all := g.rules(versionOf(r.Article))
	labels := strings.Join(a.Labels, "\n")
	if labels == "" || n >= len(all) || a.Updated.Before(g.Since) || g.taught[a.ID] == labels {
		return
	}
	g.taught[a.ID] = labels
	if g.learner == nil {
		g.waiting = append(g.waiting, lesson{all[n], a.Labels})
		return
	}
	g.learner.Learn(all[n], a.Labels...)
}
