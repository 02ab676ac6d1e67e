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
	if i < 0 || !c.speaks(&c.Says[i]) || !c.said() {
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

// said says whether gold says anything that an annotator can have said otherwise: of the
// sentence, or of words in it.
func (c *Case) said() bool { return c.State() != Open || len(c.Gold.labelled()) > 0 }

// unlike is what gold says otherwise, piece by piece. Where it is about words only, nothing is
// decided of the sentence.
func (c *Case) unlike(s Say) (out []string) {
	g := c.Gold
	if g.Rated() && !same(&s, &g, Labels) {
		out = append(out, cmp.Or(g.What(c.Scheme), "no label")+", not "+cmp.Or(s.What(c.Scheme), "none"))
	}
	for _, x := range g.labelled() {
		if !s.has(x) {
			out = append(out, c.words(x))
		}
	}
	for _, x := range s.labelled() {
		if !g.has(x) {
			out = append(out, "not "+c.words(x))
		}
	}
	if g.Sentence.ID == 0 {
		return out
	}
	return append(out, otherDetails(g.Sentence, s.Sentence)...)
}

// otherDetails is in what gold has another speaker or other attributes.
func otherDetails(gold, said annotate.Annotation) (out []string) {
	if gold.Speaker != said.Speaker {
		out = append(out, otherwise("speaker", gold.Speaker, said.Speaker))
	}
	names := map[string]bool{}
	for _, of := range []map[string]string{gold.Attributes, said.Attributes} {
		for name := range of {
			names[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if now, was := gold.Attributes[name], said.Attributes[name]; now != was {
			out = append(out, otherwise(name, now, was))
		}
	}
	return out
}

// has says whether somebody labels the same words alike, with the same speaker and attributes.
func (s Say) has(x annotate.Annotation) bool {
	of := Say{Spans: []annotate.Annotation{x}}.spanKey(true)
	return slices.ContainsFunc(s.Spans, func(y annotate.Annotation) bool { return Say{Spans: []annotate.Annotation{y}}.spanKey(true) == of })
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

// words is labelled words, with their labels, and who speaks them: count “six people”.
func (c *Case) words(x annotate.Annotation) string {
	const most = 32 // code points of them
	words := annotate.Line(x.Quote)
	if _, after := annotate.Context(words, annotate.Span{}, most); after != words {
		words = after + "…"
	}
	out := fmt.Sprintf("%s “%s”", strings.Join(inScheme(x.Labels, c.Scheme), "+"), words)
	if x.Speaker != "" {
		out += ", speaker " + x.Speaker
	}
	for _, name := range slices.Sorted(maps.Keys(x.Attributes)) {
		out += ", " + name + " " + x.Attributes[name]
	}
	return out
}
