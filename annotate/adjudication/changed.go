package adjudication

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/query"
)

// Difference is what gold says of a sentence otherwise than an annotator, and why. Its JSON
// never changes the meaning of a key.
type Difference struct {
	Article     annotate.ID `json:"article"`
	Sentence    int         `json:"sentence"` // from 0
	Annotator   string      `json:"annotator"`
	Said        string      `json:"said"`        // her labels, joined by +
	Gold        string      `json:"gold"`        // those of gold
	What        string      `json:"what"`        // claim, not fact; speaker the clerk, not Ida Marsh; left open
	Adjudicator string      `json:"adjudicator"` // who decided
	At          time.Time   `json:"at"`
	Note        string      `json:"note"` // why
}

// Line is the difference in one line: gold: claim, not fact · ben, 22 Nov: wire says two. Now
// says which year need not be told, and in which time zone to tell the day.
func (d Difference) Line(now time.Time) string {
	layout := "2 Jan"
	at := d.At.In(now.Location())
	if at.Year() != now.Year() {
		layout = "2 Jan 2006"
	}
	out := "gold: " + d.What + " · "
	if d.Adjudicator != "" {
		out += d.Adjudicator + ", "
	}
	out += at.Format(layout)
	if note := annotate.Line(d.Note); note != "" {
		out += ": " + note
	}
	return out
}

// Changed is where gold says otherwise than an annotator of an article's sentences, in order:
// said is what all say of it. Where nobody decided, or she says nothing, there is none.
func Changed(a annotate.Article, b annotate.Body, scheme annotate.Scheme, said []annotate.Annotation, annotator string) (out []Difference) {
	cases := Cases(a, b, scheme, said)
	for i := range cases {
		if d, ok := cases[i].Changed(annotator); ok {
			out = append(out, d)
		}
	}
	return out
}

// Changes is Changed of all articles that the query lets through, in the order of a list. It
// returns the context's error, or the library's.
func Changes(ctx context.Context, q query.Query, lib Library, o Options, annotator string) ([]Difference, error) {
	parts, err := walk(ctx, q, lib, o, func(cases []Case) (out []Difference) {
		for i := range cases {
			if d, ok := cases[i].Changed(annotator); ok {
				out = append(out, d)
			}
		}
		return out
	})
	return slices.Concat(parts...), err
}

// Changed is what gold says of the sentence otherwise than an annotator; ok is false where
// they say the same, or one of them nothing.
func (c *Case) Changed(annotator string) (d Difference, ok bool) {
	i := slices.IndexFunc(c.Says, func(s Say) bool { return s.Annotator == annotator })
	if i < 0 || c.State() == Open || !c.Says[i].Rated() && len(c.Says[i].labelled()) == 0 && len(c.Gold.labelled()) == 0 {
		return d, false
	}
	s, g := c.Says[i], c.Gold
	d = Difference{
		Article: c.Article.ID, Sentence: c.Number, Annotator: annotator, Said: s.What(c.Scheme), Gold: g.What(c.Scheme),
		At: g.Updated(), Adjudicator: g.Sentence.Adjudicator, Note: g.Sentence.Note,
	}
	if g.Sentence.ID == 0 {
		d.Adjudicator, d.Note = g.Spans[0].Adjudicator, g.Spans[0].Note
	}
	if g.Sentence.Flag == annotate.Flagged {
		d.What = "left open"
		d.Note = strings.Join(slices.DeleteFunc([]string{g.Sentence.Reason, d.Note}, func(s string) bool { return s == "" }), "; ")
		return d, true
	}
	d.What = strings.Join(c.unlike(s), "; ")
	return d, d.What != ""
}

// unlike is what gold says otherwise, piece by piece.
func (c *Case) unlike(s Say) (out []string) {
	g := c.Gold
	if (s.Rated() || g.Rated()) && !same(&s, &g, Labels) {
		out = append(out, cmp.Or(g.What(c.Scheme), "no label")+", not "+cmp.Or(s.What(c.Scheme), "none"))
	}
	gold, said := c.words(g), c.words(s)
	for _, w := range gold {
		if !slices.Contains(said, w) {
			out = append(out, w)
		}
	}
	for _, w := range said {
		if !slices.Contains(gold, w) {
			out = append(out, "not "+w)
		}
	}
	if g.Sentence.Speaker != s.Sentence.Speaker {
		out = append(out, otherwise("speaker", g.Sentence.Speaker, s.Sentence.Speaker))
	}
	names := map[string]bool{}
	for name := range g.Sentence.Attributes {
		names[name] = true
	}
	for name := range s.Sentence.Attributes {
		names[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if now, was := g.Sentence.Attributes[name], s.Sentence.Attributes[name]; now != was {
			out = append(out, otherwise(name, now, was))
		}
	}
	return out
}

func otherwise(what, now, was string) string {
	switch {
	case now == "":
		return "no " + what + ", not " + was
	case was == "":
		return what + " " + now
	}
	return what + " " + now + ", not " + was
}

// words is the labelled words, with their labels: count “six people”.
func (c *Case) words(s Say) (out []string) {
	const most = 32 // code points of them
	for _, x := range s.labelled() {
		words := annotate.Line(x.Quote)
		if _, after := annotate.Context(words, annotate.Span{}, most); after != words {
			words = after + "…"
		}
		out = append(out, fmt.Sprintf("%s “%s”", strings.Join(inScheme(x.Labels, c.Scheme), "+"), words))
	}
	return out
}
