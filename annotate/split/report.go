package split

import (
	"cmp"
	"slices"

	"rashomon/annotate"
)

// Report says how stories were divided, and what it took that nothing is on two sides. Its
// JSON never changes the meaning of a key; docs/splits.md describes it.
type Report struct {
	Version int     `json:"version"`
	Ratios  string  `json:"ratios"`
	Seed    uint64  `json:"seed"`
	Tie     int     `json:"tie"`  // the stories up to which a sentence ties them
	Near    float64 `json:"near"` // the part of their words that copies have in common at least

	Stories   int `json:"stories"`   // with rows that are not left out
	Alone     int `json:"alone"`     // articles that are in no story, each a story of its own, with such rows
	Sentences int `json:"sentences"` // different ones: of the same words, in whatever order, count once
	Bundles   int `json:"bundles"`   // stories that stay together, and stories that are alone
	Largest   int `json:"largest"`   // rows of the bundle that has most, without those left out

	All   Side   `json:"all"`
	Sides []Side `json:"sides"`

	Copies Copies `json:"copies"`
	// Tied is bundles of several stories, those of most rows first, at most ten.
	Tied    []Bundle `json:"tied"`
	LeftOut []Held   `json:"left_out"` // one for each reason
	// WholeKept is whole articles with a sentence that is kept on another side.
	WholeKept int `json:"whole_articles_with_copies"`
	// ContextCut is rows whose context is left out, as it is kept on another side.
	ContextCut int `json:"context_cut"`
}

// Side is one part of the data set, or all of it.
type Side struct {
	Name    string  `json:"name"`
	Asked   float64 `json:"asked"` // the share of all rows that it was to have, 0 to 1
	Rows    int     `json:"rows"`
	Share   float64 `json:"share"`   // of the rows of all sides
	Stories int     `json:"stories"` // with rows, articles that are in none among them
	LeftOut int     `json:"left_out"`
	Labels  []Label `json:"labels"` // in the order in which they were met
}

// Label is the rows with a label.
type Label struct {
	Name  string  `json:"name"`
	Rows  int     `json:"rows"`
	Share float64 `json:"share"` // of the side's rows
}

// Copies counts the sentences that are copies of one another.
type Copies struct {
	Verbatim int `json:"verbatim"` // sentences of the same words, in whatever order, in several stories
	Near     int `json:"near"`     // groups of sentences that are nearly the same
	Tying    int `json:"tying"`    // groups that tie stories
	Stories  int `json:"stories"`  // that are tied to others
}

// Bundle is stories that are tied together.
type Bundle struct {
	Side      string        `json:"side"`
	Rows      int           `json:"rows"`     // without those left out
	Stories   []annotate.ID `json:"stories"`  // ids, of articles where they are in no story
	Sentences int           `json:"by"`       // sentences that tie them
	Article   annotate.ID   `json:"article"`  // where the sentence stands that most of them have
	Sentence  int           `json:"sentence"` // its number there
	Sharing   int           `json:"sharing"`  // how many of the stories have it
}

// Held is sentences that tie nothing, and whose rows stay on one side only.
type Held struct {
	// Why is widespread: they are in more than Tie stories; large: with them tied, too many
	// stories would have to stay together; short: they have fewer than five words.
	Why       string `json:"why"`
	Sentences int    `json:"sentences"` // on several sides
	Rows      int    `json:"rows"`      // left out
}

const mostTied = 10

func (s *Splitter) report(t *ties, p Plan) Report {
	r := Report{
		Version: 1, Ratios: s.o.Ratios.String(), Seed: s.o.Seed, Tie: s.o.Tie, Near: Near,
		Sentences: len(s.wordings.ends), Bundles: len(t.bundles),
		Copies: Copies{Verbatim: t.verbatim, Near: t.near, Tying: t.tying},
	}
	kept := s.reportSides(&r, p)
	for u, x := range s.units {
		switch {
		case kept[u] == 0:
		case x.key.alone:
			r.Alone++
		default:
			r.Stories++
		}
	}
	for n, b := range t.bundles {
		t.bundles[n].rows = 0
		for _, u := range b.units {
			t.bundles[n].rows += kept[u]
		}
		r.Largest = max(r.Largest, t.bundles[n].rows)
	}
	s.reportHeld(&r, t, p)
	s.reportTied(&r, t, p)
	return r
}

// reportSides counts what each side has, once what is left out is out, and gives the rows of each unit.
func (s *Splitter) reportSides(r *Report, p Plan) (kept []int) {
	names := s.o.Ratios.Names()
	kept = make([]int, len(s.units))
	r.All = Side{Name: "all", Asked: 1, Labels: s.noneLabelled()}
	for k, name := range names {
		r.Sides = append(r.Sides, Side{Name: name, Asked: s.o.Ratios.Share(k), Labels: s.noneLabelled()})
	}
	for n, x := range s.rows {
		side := &r.Sides[p.side[x.unit]]
		if p.Side(n) == LeftOut {
			side.LeftOut++
			r.All.LeftOut++
			continue
		}
		kept[x.unit]++
		for _, to := range []*Side{side, &r.All} {
			to.Rows++
			if kept[x.unit] == 1 {
				to.Stories++
			}
			for _, l := range s.sets[x.labels] {
				to.Labels[l].Rows++
			}
		}
		if before, after := p.Cut(n); before || after {
			r.ContextCut++
		}
		if sentences, _, _ := s.parts(n); x.whole && p.elsewhere(sentences, int(p.side[x.unit])) {
			r.WholeKept++
		}
	}
	r.All.shares(r.All.Rows)
	for k := range r.Sides {
		r.Sides[k].shares(r.All.Rows)
	}
	return kept
}

// noneLabelled is the labels without a row.
func (s *Splitter) noneLabelled() []Label {
	out := make([]Label, len(s.labels.list))
	for n, l := range s.labels.list {
		out[n].Name = l
	}
	return out
}

// shares works out the shares of a side that has all its rows.
func (x *Side) shares(all int) {
	x.Share = over(x.Rows, all)
	for n := range x.Labels {
		x.Labels[n].Share = over(x.Labels[n].Rows, x.Rows)
	}
}

// reportHeld counts what is left out, by the reason.
func (s *Splitter) reportHeld(r *Report, t *ties, p Plan) {
	held := []*Held{widespread: {Why: "widespread"}, short: {Why: "short"}, large: {Why: "large"}}
	for f := range p.keeper {
		held[t.held[f]].Sentences++
	}
	for n := range s.rows {
		if p.Side(n) != LeftOut {
			continue
		}
		sentences, _, _ := s.parts(n)
		for _, w := range sentences {
			if p.elsewhere([]uint32{w}, int(p.side[s.rows[n].unit])) {
				held[t.held[t.family[w]]].Rows++
				break
			}
		}
	}
	r.LeftOut = []Held{*held[widespread], *held[large], *held[short]}
}

// reportTied says which stories are tied, and by what.
func (s *Splitter) reportTied(r *Report, t *ties, p Plan) {
	tied := slices.DeleteFunc(slices.Clone(t.bundles), func(b bundle) bool { return len(b.units) == 1 })
	for _, b := range tied {
		r.Copies.Stories += len(b.units)
	}
	slices.SortStableFunc(tied, func(a, b bundle) int {
		return cmp.Or(cmp.Compare(b.rows, a.rows), cmp.Compare(len(b.units), len(a.units)))
	})
	tied = tied[:min(len(tied), mostTied)]
	at := s.places(t, tied)
	r.Tied = []Bundle{}
	for _, b := range tied {
		x := Bundle{Side: r.Sides[p.side[b.units[0]]].Name, Rows: b.rows, Sentences: b.by, Sharing: b.in, Stories: []annotate.ID{}}
		for _, u := range b.units {
			x.Stories = append(x.Stories, s.units[u].key.id)
		}
		slices.Sort(x.Stories)
		x.Article, x.Sentence = at[b.most].article, int(at[b.most].sentence)
		r.Tied = append(r.Tied, x)
	}
}

// places is the first sentence of each family that ties most of a bundle.
func (s *Splitter) places(t *ties, tied []bundle) map[uint32]saying {
	at, wanted := map[uint32]saying{}, map[uint32]bool{}
	for _, b := range tied {
		wanted[b.most] = true
	}
	for _, x := range s.said {
		if f := t.family[x.wording]; wanted[f] {
			if _, met := at[f]; !met {
				at[f] = x
			}
		}
	}
	return at
}

func over(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
