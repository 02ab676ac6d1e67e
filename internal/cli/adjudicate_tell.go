package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/adjudication"
	"rashomon/annotate/query"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// differing reads the sentences on which annotators differ, to tell of them.
type differing struct {
	*app
	lib    *store.Store
	scheme annotate.Scheme
	blind  bool                       // annotators have letters for names
	kept   map[annotate.ID]reportSaid // reports that were read last
}

// reportSaid is a report, with all that is said of it.
type reportSaid struct {
	article annotate.Article
	body    annotate.Body
	said    []annotate.Annotation
}

// report reads a report, or takes one that was read.
func (d *differing) report(ctx context.Context, id annotate.ID) (r reportSaid, err error) {
	const most = 256
	if r, ok := d.kept[id]; ok {
		return r, ctx.Err()
	}
	if r.article, err = d.lib.Article(id); err != nil {
		return r, err
	}
	if r.body, err = d.lib.Body(id, r.article.Revision); err != nil {
		return r, err
	}
	if r.said, err = d.lib.Annotations(id); err != nil {
		return r, err
	}
	if d.kept == nil || len(d.kept) >= most {
		d.kept = map[annotate.ID]reportSaid{}
	}
	d.kept[id] = r
	return r, ctx.Err()
}

func (d *differing) at(ctx context.Context, id annotate.ID, sentence int) (adjudication.Case, error) {
	r, err := d.report(ctx, id)
	if err != nil {
		return adjudication.Case{}, err
	}
	c := adjudication.At(r.article, r.body, d.scheme, r.said, sentence)
	if d.blind {
		c.Hide()
	}
	return c, nil
}

// placed is where a sentence stands, in words.
func placed(a annotate.Article, sentence int) string {
	parts := []string{a.ID.String()[:8]}
	for _, f := range []string{a.Source, a.Title} {
		if f = clean.Line(f); f != "" {
			parts = append(parts, f)
		}
	}
	return strings.Join(append(parts, fmt.Sprint("sentence ", sentence+1)), " · ")
}

// tell writes a sentence, and below it a line each of those who say something of it.
func (d *differing) tell(ctx context.Context, at adjudication.Disagreement) error {
	c, err := d.at(ctx, at.Article, int(at.Sentence))
	if err != nil {
		return err
	}
	fmt.Fprintf(d.Out, "%s\n  %s · %s, weight %.2f · %s\n  %s\n", placed(c.Article, c.Number), clean.Line(c.How()), at.Kind, at.Weight, at.State, clean.Line(c.Body.Sentence(c.Number)))
	wide := 0
	if !c.Gold.Empty() {
		wide = len(annotate.Gold)
	}
	for _, s := range c.Says {
		wide = min(max(wide, len([]rune(clean.Line(s.Annotator)))), 20)
	}
	for _, s := range c.Says {
		fmt.Fprintf(d.Out, "    %s  %s\n", screen.Pad(clean.Line(s.Annotator), wide), clean.Line(saysInWords(s, d.scheme)))
	}
	if !c.Gold.Empty() {
		g := c.Gold.Sentence
		fmt.Fprintf(d.Out, "    %s  %s\n", screen.Pad(annotate.Gold, wide), clean.Line(strings.TrimSuffix(fmt.Sprintf("%s · %s: %s", saysInWords(c.Gold, d.scheme), g.Adjudicator, g.Note), ": ")))
	}
	return nil
}

// saysInWords is what somebody says of a sentence.
func saysInWords(s adjudication.Say, scheme annotate.Scheme) string {
	what := s.What(scheme)
	if what == "" {
		what = "no label"
	}
	parts := []string{what}
	if s.Sentence.Flag == annotate.Flagged {
		parts = append(parts, "flagged")
	}
	if s.Sentence.Reason != "" {
		parts = append(parts, "because "+s.Sentence.Reason)
	}
	if s.Sentence.Speaker != "" {
		parts = append(parts, "speaker "+s.Sentence.Speaker)
	}
	for _, a := range scheme.Attributes {
		if choice := s.Sentence.Attributes[a.Name]; choice != "" {
			parts = append(parts, a.Name+" "+choice)
		}
	}
	for _, x := range s.Spans {
		parts = append(parts, fmt.Sprintf("%s “%s”", strings.Join(x.Labels, "+"), annotate.Line(x.Quote)))
	}
	if s.Sentence.Note != "" && s.Annotator != annotate.Gold {
		parts = append(parts, "note "+s.Sentence.Note)
	}
	return strings.Join(parts, ", ")
}

// differJSON is a sentence as `adjudicate --json` writes it.
type differJSON struct {
	Article  annotate.ID `json:"article"`
	Source   string      `json:"source"`
	Title    string      `json:"title"`
	Sentence int         `json:"sentence"` // from 0
	Text     string      `json:"text"`
	Kind     string      `json:"kind"`
	Weight   float32     `json:"weight"`
	How      string      `json:"how"`
	State    string      `json:"state"`
	Says     []sayJSON   `json:"says"`
	Gold     *sayJSON    `json:"gold"`
}

// sayJSON is what somebody says of a sentence.
type sayJSON struct {
	Annotator   string            `json:"annotator"`
	Adjudicator string            `json:"adjudicator,omitempty"`
	Labels      []string          `json:"labels"`
	Skipped     bool              `json:"skipped"`
	Flagged     bool              `json:"flagged"`
	Reason      string            `json:"reason"`
	Speaker     string            `json:"speaker"`
	Attributes  map[string]string `json:"attributes"`
	Note        string            `json:"note"`
	Spans       []saidSpanJSON    `json:"spans"`
}

// saidSpanJSON is labelled words: in code points of the sentence, the end exclusive.
type saidSpanJSON struct {
	Start  int      `json:"start"`
	End    int      `json:"end"`
	Text   string   `json:"text"`
	Labels []string `json:"labels"`
}

func sayJSONOf(s adjudication.Say, c *adjudication.Case, units *annotate.Units) sayJSON {
	x := s.Sentence
	out := sayJSON{
		Annotator: s.Annotator, Adjudicator: x.Adjudicator, Labels: append([]string{}, x.Labels...),
		Skipped: x.Flag == annotate.Skipped, Flagged: x.Flag == annotate.Flagged, Reason: x.Reason,
		Speaker: x.Speaker, Attributes: x.Attributes, Note: x.Note, Spans: []saidSpanJSON{},
	}
	if out.Attributes == nil {
		out.Attributes = map[string]string{}
	}
	from := units.Rune(c.Body.Sentences[c.Number].Start)
	for _, y := range s.Spans {
		out.Spans = append(out.Spans, saidSpanJSON{units.Rune(y.Span.Start) - from, units.Rune(y.Span.End) - from, y.Quote, append([]string{}, y.Labels...)})
	}
	return out
}

// writeJSON writes an array of the sentences, one by one.
func (d *differing) writeJSON(ctx context.Context, found adjudication.Found) error {
	sep := "["
	for _, at := range found.Disagreements {
		c, err := d.at(ctx, at.Article, int(at.Sentence))
		if err != nil {
			return err
		}
		out := differJSON{
			Article: at.Article, Source: c.Article.Source, Title: c.Article.Title, Sentence: c.Number, Text: c.Body.Sentence(c.Number),
			Kind: at.Kind.String(), Weight: at.Weight, How: c.How(), State: at.State.String(), Says: []sayJSON{},
		}
		units := annotate.NewUnits(c.Body.Text)
		for _, s := range c.Says {
			out.Says = append(out.Says, sayJSONOf(s, &c, units))
		}
		if !c.Gold.Empty() {
			g := sayJSONOf(c.Gold, &c, units)
			out.Gold = &g
		}
		fmt.Fprintln(d.Out, sep)
		if err := writeJSON(d.Out, out, ""); err != nil {
			return err
		}
		sep = ","
	}
	if sep == "[" {
		fmt.Fprint(d.Out, sep)
	}
	_, err := fmt.Fprintln(d.Out, "]")
	return err
}

// changedJSON is where gold says otherwise, as `adjudicate --changed --json` writes it.
type changedJSON struct {
	adjudication.Difference
	Source string `json:"source"`
	Title  string `json:"title"`
	Text   string `json:"text"`
}

// changes lists where gold says otherwise than an annotator.
func (a *app) changes(ctx context.Context, lib *store.Store, x deciding, q query.Query, o adjudication.Options, bar *bar) error {
	all, err := adjudication.Changes(ctx, q, lib, o, x.changed)
	bar.clear()
	if err != nil {
		return err
	}
	if len(all) == 0 {
		if err := a.knows(lib, x.changed, o.Scheme); err != nil {
			return err
		}
	}
	d := differing{app: a, lib: lib, scheme: o.Scheme}
	out := []changedJSON{}
	for _, c := range all {
		r, err := d.report(ctx, c.Article)
		if err != nil {
			return err
		}
		if x.json {
			out = append(out, changedJSON{c, r.article.Source, r.article.Title, r.body.Sentence(c.Sentence)})
			continue
		}
		fmt.Fprintf(a.Out, "%s\n  %s\n  %s\n", placed(r.article, c.Sentence), clean.Line(r.body.Sentence(c.Sentence)), clean.Line(c.Line(a.now())))
	}
	if x.json {
		return writeJSON(a.Out, out, "  ")
	}
	fmt.Fprintf(a.Err, "gold says otherwise than %s of %s\n", clean.Line(x.changed), screen.Count(len(all), "sentence", "sentences"))
	return nil
}

// knows says that an annotator has labelled nothing in the library, where that is so.
func (a *app) knows(lib *store.Store, name string, scheme annotate.Scheme) error {
	for article, err := range lib.Articles() {
		if err != nil {
			return err
		}
		said, err := lib.Annotations(article.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(said, func(x annotate.Annotation) bool { return x.Annotator == name && x.Scheme == scheme.Name }) {
			return nil
		}
	}
	return hinted{fmt.Errorf("%q has labelled nothing by scheme %s", name, scheme.Name), "'rashomon stats' says who has labelled what"}
}
