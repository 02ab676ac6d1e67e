package adjudication

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/query"
)

// Rule is how a first pass makes gold without anybody looking at each sentence.
type Rule string

// The rules. None makes up what nobody says: gold is what one annotator says of the sentence.
const (
	Majority  Rule = "majority"  // what more than half of those who label the sentence say of it
	Unanimous Rule = "unanimous" // what all of them say
	Best      Rule = "best"      // what one annotator says, wherever she says something
)

// Rules are all rules, as a screen offers them.
func Rules() []Rule { return []Rule{Majority, Unanimous, Best} }

// Adjudicator is in whose name a rule decides.
func (r Rule) Adjudicator() string {
	if r == Best {
		return "best annotator rule"
	}
	return string(r) + " rule"
}

// ByRule says whether gold was decided by a rule, and not by somebody, whatever she is called.
func ByRule(gold annotate.Annotation) bool { return slices.Contains(Rules(), markOf(gold).Rule) }

// PassOptions is which rule decides, and of what.
type PassOptions struct {
	Options
	Rule  Rule
	Best  string // the annotator that Best follows; empty for the one who does best, see Plan.Why
	Alone bool   // also where only one annotator labels the sentence
	By    string // who has the pass made
	Now   time.Time
}

// Plan is a pass that can be looked at before it is made.
type Plan struct {
	Rule Rule
	Best string // the annotator who is followed
	Why  string // she is: how that was counted

	Change    annotate.Change // it has no edits where there is nothing to make
	Sentences int             // that get gold, of which:
	Agreed    int             // all say the same
	Differing int             // they do not, and the rule decides
	Replaced  int             // had gold of an earlier pass
	Labels    []Count         // what they get, the most first

	Same     int // have this gold already
	Ruled    int // that this rule leaves, and an earlier pass did not: they keep its gold
	Decided  int // by somebody: left as they are
	Stale    int // decided by somebody, and an annotator says otherwise since: to be confirmed by hand
	LeftOpen int // by somebody: left as they are
	Tied     int // left: they differ, and the rule does not decide
	Silent   int // left: the best annotator says nothing of them
	Alone    int // left: only one annotator labels the sentence
}

// Count is how many sentences get a set of labels: claim, claim+quote, skipped.
type Count struct {
	What      string `json:"labels"`
	Sentences int    `json:"sentences"`
}

// ErrUnknown says that the annotator who was named has labelled nothing that is looked at.
var ErrUnknown = errors.New("nobody to follow")

// ErrNobody says that there is no annotator to be followed.
var ErrNobody = errors.New("nobody to follow: no two annotators have labelled the same sentences")

// errUnknown says that a rule is none.
var errUnknown = errors.New("there is no such rule")

// Pass plans what a rule makes of the sentences that nobody has decided. What somebody
// decided stays, and what annotators say; gold of an earlier pass is replaced. It returns
// ErrNobody, ErrUnknown, the context's error, or the library's.
func Pass(ctx context.Context, q query.Query, lib Library, o PassOptions) (Plan, error) {
	if !slices.Contains(Rules(), o.Rule) {
		return Plan{}, fmt.Errorf("%w: %q", errUnknown, o.Rule)
	}
	p := Plan{Rule: o.Rule}
	progress := o.Progress
	if o.Rule == Best {
		if o.Progress != nil {
			o.Progress = func(part float64) { progress(part / 2) }
		}
		var err error
		if p.Best, p.Why, err = best(ctx, q, lib, o); err != nil {
			return Plan{}, err
		}
		if progress != nil {
			o.Progress = func(part float64) { progress(0.5 + part/2) }
		}
	}
	parts, err := walk(ctx, q, lib, o.Options, func(cases []Case) (part planned) {
		for i := range cases {
			part.add(&cases[i], p, o)
		}
		return part
	})
	if err != nil {
		return Plan{}, err
	}
	p.join(parts, o)
	return p, nil
}

// planned is the part of a plan that is about one article.
type planned struct {
	Plan
	edits  []annotate.Edit
	labels []string // of the sentences that get gold
}

// add decides on a sentence.
func (p *planned) add(c *Case, plan Plan, o PassOptions) {
	switch {
	case len(c.voting()) == 0:
		return
	case c.Gold.Sentence.Flag == annotate.Flagged:
		p.LeftOpen++
		return
	case c.person() && c.State() == Stale:
		p.Stale++
		return
	case c.person():
		p.Decided++
		return
	}
	say, note, left := c.decide(plan, o)
	had := !c.Gold.Empty()
	if left != nil {
		if had {
			p.Ruled++
		} else {
			*left(&p.Plan)++
		}
		return
	}
	edits := c.gold(*say, Decision{By: o.Rule.Adjudicator(), At: o.Now, Rule: o.Rule}, note)
	if len(edits) == 0 {
		p.Same++
		return
	}
	p.edits = append(p.edits, edits...)
	p.labels = append(p.labels, cmp.Or(say.What(c.Scheme), "no label"))
	p.Sentences++
	if had {
		p.Replaced++
	}
	if _, _, differ := c.Differ(); differ {
		p.Differing++
	} else {
		p.Agreed++
	}
}

// decide is whose say a rule takes, and why; or what the sentence that it leaves counts as.
func (c *Case) decide(plan Plan, o PassOptions) (say *Say, note string, left func(*Plan) *int) {
	tied := func(p *Plan) *int { return &p.Tied }
	voting := c.voting()
	switch {
	case len(voting) == 1 && !o.Alone: // others may label words in it
		return nil, "", func(p *Plan) *int { return &p.Alone }
	case o.Rule == Best:
		i := slices.IndexFunc(voting, func(s *Say) bool { return s.Annotator == plan.Best })
		if i < 0 {
			return nil, "", func(p *Plan) *int { return &p.Silent }
		}
		return voting[i], as(plan.Best), nil
	case o.Rule == Unanimous:
		if _, _, differ := c.Differ(); differ {
			return nil, "", tied
		}
		return voting[0], fmt.Sprintf("all %d say so", len(voting)), nil
	}
	most := largest(voting)
	if 2*len(most) <= len(voting) {
		return nil, "", tied
	}
	if say, ok := fullest(most); ok {
		return say, fmt.Sprintf("%d of %d say so", len(most), len(voting)), nil
	}
	return nil, "", tied
}

// largest is those who say the same of the sentence and of words in it, the most of them.
func largest(says []*Say) (most []*Say) {
	for i := range says {
		var alike []*Say
		for _, s := range says {
			if same(says[i], s, Labels) && same(says[i], s, Spans) {
				alike = append(alike, s)
			}
		}
		if len(alike) > len(most) {
			most = alike
		}
	}
	return most
}

// fullest is, of several who give the same labels, the one whose speaker and attributes most
// of the others share; of who says nothing there, nobody takes it for a contradiction. Ok is
// false where that leaves two who say different things.
func fullest(says []*Say) (out *Say, ok bool) {
	top, size := 0, 0
	for i, s := range says {
		score := 0
		for j, t := range says {
			if i != j {
				score += accord(s, t)
			}
		}
		n := len(s.Sentence.Attributes)
		if s.Sentence.Speaker != "" {
			n++
		}
		better := score > top || score == top && n > size
		switch {
		case i == 0 || better:
			out, ok, top, size = s, true, score, n
		case score == top && n == size && !same(out, s, Details):
			ok = false
		}
	}
	return out, ok
}

// accord is in how many of speaker and attributes two say the same, less those in which they
// contradict one another.
func accord(a, b *Say) (n int) {
	count := func(x, y string) {
		switch {
		case x == "" || y == "":
		case x == y:
			n++
		default:
			n--
		}
	}
	count(a.Sentence.Speaker, b.Sentence.Speaker)
	for name, choice := range a.Sentence.Attributes {
		count(choice, b.Sentence.Attributes[name])
	}
	return n
}

// join puts the parts together.
func (p *Plan) join(parts []planned, o PassOptions) {
	counts := map[string]int{}
	n := 0
	for i := range parts {
		n += len(parts[i].edits)
	}
	edits := make([]annotate.Edit, 0, n)
	for i := range parts {
		x := &parts[i]
		edits = append(edits, x.edits...)
		for _, l := range x.labels {
			counts[l]++
		}
		p.Sentences += x.Sentences
		p.Agreed += x.Agreed
		p.Differing += x.Differing
		p.Replaced += x.Replaced
		p.Same += x.Same
		p.Ruled += x.Ruled
		p.Decided += x.Decided
		p.Stale += x.Stale
		p.LeftOpen += x.LeftOpen
		p.Tied += x.Tied
		p.Silent += x.Silent
		p.Alone += x.Plan.Alone
	}
	for _, what := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	}) {
		p.Labels = append(p.Labels, Count{what, counts[what]})
	}
	noun := "sentences"
	if p.Sentences == 1 {
		noun = "sentence"
	}
	p.Change = annotate.Change{
		At: annotate.Instant(o.Now), By: o.By, Edits: edits,
		What: fmt.Sprintf("gold for %d %s: %s", p.Sentences, noun, p.way()),
	}
}

// way is the rule in words.
func (p *Plan) way() string {
	if p.Rule == Best {
		return as(p.Best)
	}
	return p.Rule.Adjudicator()
}
