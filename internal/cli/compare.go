package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/internal/segment"
)

// comparing is one run of compare.
type comparing struct {
	*pipe
	printing
	minScore float64
	options  compare.Options
}

// A sentence in JSON is its article's id and its number.
type sentenceRef [2]any

// compared is a line of `compare --json`: one story.
type compared struct {
	Story      string              `json:"story"`
	Articles   []segmented         `json:"articles"`
	Links      []comparedLink      `json:"links"`
	Conflicts  []comparedConflict  `json:"conflicts"`
	Statements []comparedStatement `json:"statements"`
	Shared     []comparedShared    `json:"shared"`
}

type comparedLink struct {
	A        sentenceRef      `json:"a"`
	B        sentenceRef      `json:"b"`
	Relation compare.Relation `json:"relation"`
	Score    float64          `json:"score"`
	Ruled    bool             `json:"ruled,omitempty"` // a person confirmed or made it
	Why      *comparedWhy     `json:"why,omitempty"`
}

type comparedWhy struct {
	Words    []string `json:"words"`
	Likeness float64  `json:"likeness"`
	Clause   float64  `json:"clause"`
}

type comparedConflict struct {
	A        sentenceRef      `json:"a"`
	B        sentenceRef      `json:"b"`
	Kind     string           `json:"kind"`
	Strength compare.Strength `json:"strength"`
	About    string           `json:"about"`
	AValue   string           `json:"a_value"`
	BValue   string           `json:"b_value"`
	ASpan    [2]int           `json:"a_span"`
	BSpan    [2]int           `json:"b_span"`
	Ruled    bool             `json:"ruled,omitempty"` // a person confirmed or made it
	Note     string           `json:"note,omitempty"`
	Why      string           `json:"why,omitempty"`
}

type comparedStatement struct {
	Members []sentenceRef `json:"members"`
	Name    string        `json:"name,omitempty"` // given by a person
}

type comparedShared struct {
	Article    string  `json:"article"`
	With       string  `json:"with"`
	Share      float64 `json:"share"`
	LongestRun int     `json:"longest_run"`
}

func (a *app) compareCommand() *cobra.Command {
	c := comparing{}
	cmd := a.pipeCommand("compare", "Say what reports of one event share, and where they contradict one another",
		"  rashomon compare a.txt b.txt\n  rashomon compare --plain --filter conflicts reports/*.txt\n  rashomon compare --json --explain < articles.jsonl",
		func(ctx context.Context, p *pipe, args []string) error {
			c.pipe = p
			return c.run(ctx, args)
		})
	cmd.Long += "\n\n" + printingHelp
	c.add(cmd)
	cmd.Flags().Float64Var(&c.minScore, "min-score", 0, "the score a link needs, 0 to 1; 0 gives every candidate pair (default: what the screens show)")
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		if cmd.Flags().Changed("min-score") {
			if c.minScore < 0 || c.minScore > 1 {
				return usage(fmt.Errorf("--min-score %v: not between 0 and 1", c.minScore))
			}
			c.options.MinScore = &c.minScore
		}
		return c.check()
	}
	return cmd
}

// run reads all articles and compares story by story, in the order of their first articles.
func (c *comparing) run(ctx context.Context, args []string) error {
	var order []string
	stories := map[string]*beside{}
	err := c.each(ctx, args, func(x piped) error {
		if _, known := stories[x.Story]; !known {
			order = append(order, x.Story)
			stories[x.Story] = &beside{story: x.Story}
		}
		stories[x.Story].add(compare.Report{ID: x.ID, Text: x.Text, Sentences: x.spans(), Lang: x.Lang, Date: x.Date, Source: x.Source}, x.Title, x.format)
		return nil
	})
	if err != nil {
		return err
	}
	based := c.baseName == "" || c.json
	for _, story := range order {
		based = c.place(stories[story]) || based
	}
	if !based {
		return c.noBase()
	}
	for _, story := range order {
		if err := c.show(ctx, stories[story]); err != nil {
			return err
		}
	}
	return nil
}

// show compares the reports of one story and writes what was found.
func (c *comparing) show(ctx context.Context, b *beside) error {
	found, err := compare.Compare(ctx, b.reports, c.options)
	if err != nil {
		return err
	}
	if c.json {
		return c.write(b.line(found, c.explain))
	}
	c.print(c.app, b, found)
	return nil
}

// line is a comparison as JSON says it: ids for places, code points for bytes.
func (b *beside) line(found compare.Comparison, explain bool) compared {
	out := compared{Story: b.story, Articles: []segmented{}, Links: []comparedLink{}, Conflicts: []comparedConflict{}, Statements: []comparedStatement{}, Shared: []comparedShared{}}
	units := make([]*annotate.Units, len(b.reports))
	for i, r := range b.reports {
		units[i] = annotate.NewUnits(r.Text)
		s := segmented{ID: r.ID, Sentences: []spanned{}}
		for _, span := range r.Sentences {
			s.Sentences = append(s.Sentences, points(units[i], span))
		}
		out.Articles = append(out.Articles, s)
	}
	ref := func(r compare.Ref) sentenceRef { return sentenceRef{b.reports[r.Report].ID, r.Sentence} }
	pair := func(r compare.Ref, s segment.Span) [2]int {
		p := points(units[r.Report], s)
		return [2]int{p.Start, p.End}
	}
	for _, l := range found.Links {
		x := comparedLink{A: ref(l.A), B: ref(l.B), Relation: l.Relation, Score: l.Score, Ruled: l.Ruling != 0}
		if explain {
			x.Why = &comparedWhy{l.Why.Words, l.Why.Likeness, l.Why.Clause}
		}
		out.Links = append(out.Links, x)
	}
	for _, f := range found.Conflicts {
		x := comparedConflict{A: ref(f.A), B: ref(f.B), Kind: f.Kind, Strength: f.Strength, About: f.About, AValue: f.AValue, BValue: f.BValue,
			ASpan: pair(f.A, f.ASpan), BSpan: pair(f.B, f.BSpan), Ruled: f.Ruling != 0, Note: f.Note}
		if explain {
			x.Why = f.Why
		}
		out.Conflicts = append(out.Conflicts, x)
	}
	for _, s := range found.Statements {
		x := comparedStatement{Members: []sentenceRef{}, Name: s.Name}
		for _, m := range s.Members {
			x.Members = append(x.Members, ref(m))
		}
		out.Statements = append(out.Statements, x)
	}
	for _, s := range found.Shared {
		out.Shared = append(out.Shared, comparedShared{b.reports[s.Report].ID, b.reports[s.With].ID, s.Share, s.LongestRun})
	}
	return out
}
