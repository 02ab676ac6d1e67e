package export

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/agreement"
	"rashomon/annotate/split"
	"rashomon/annotate/task"
)

// CardOptions is what a card says besides what the rows do.
type CardOptions struct {
	Name      string            // of the data set
	Agreement *agreement.Report // nil: nothing is said of it
	Anonymous bool              // annotators are numbers, in the rows too
	Licence   []string          // lines of the front matter, as Licence gives them; of none, it is left to people
	By        string            // the command that writes it: rashomon split
	Chosen    []string          // by what the rows were chosen, in words: label claim
	Undivided string            // why there is one part only, where that is so
}

func (d *Dataset) names(c CardOptions) names {
	return names{hidden: c.Anonymous, as: map[string]string{}}
}

// card is a card in the making.
type card struct {
	out bytes.Buffer
	*Dataset
	CardOptions
	held  *holding
	names names
	r     split.Report
}

const (
	mostNamed  = 20 // sources, stories, annotators, pairs of them that a card names
	longestSet = 10 // titles of tied stories
)

// card writes README.md.
func (d *Dataset) card(w io.Writer, o CardOptions, held *holding, names names) error {
	c := &card{Dataset: d, CardOptions: o, held: held, names: names, r: d.plan.Report}
	c.front()
	c.opening()
	c.parts()
	c.labels()
	c.annotators()
	c.agreement()
	c.where()
	if err := c.leakage(); err != nil {
		return err
	}
	c.made()
	_, err := w.Write(c.out.Bytes())
	return err
}

func (c *card) say(format string, args ...any) { fmt.Fprintf(&c.out, format+"\n", args...) }

// front is the front matter, which the Hugging Face hub and library read.
func (c *card) front() {
	c.say("---")
	if len(c.Licence) == 0 {
		c.say("# license: to be filled in by whoever may say so: a name from https://huggingface.co/docs/hub/repositories-licenses")
	}
	for _, line := range c.Licence {
		c.say("%s", visible(line))
	}
	c.say("pretty_name: %s", yamlText(c.Name))
	if tongues := c.held.tongues(); len(tongues) > 0 {
		c.say("language:")
		for _, l := range tongues {
			c.say("- %q", l) // or no is false
		}
	}
	c.say("task_categories:")
	if !c.o.Whole && len(c.held.labels) > 0 || len(c.held.spans) == 0 {
		c.say("- text-classification")
	}
	if c.o.Whole || len(c.held.spans) > 0 {
		c.say("- token-classification")
	}
	c.say("size_categories:\n- %s", sizeCategory(c.r.All.Rows))
	c.say("tags:\n- rashomon\n- news")
	c.say("configs:\n- config_name: default\n  data_files:")
	for _, s := range c.r.Sides {
		c.say("  - split: %s\n    path: %q", s.Name, s.Name+task.HuggingFace().Ext)
	}
	c.say("%s---", task.HuggingFaceFeatures())
}

func sizeCategory(rows int) string {
	for _, s := range []struct {
		under int
		name  string
	}{{1e3, "n<1K"}, {1e4, "1K<n<10K"}, {1e5, "10K<n<100K"}, {1e6, "100K<n<1M"}, {1e7, "1M<n<10M"}} {
		if rows < s.under {
			return s.name
		}
	}
	return "10M<n<100M"
}

func (c *card) opening() {
	thing, column := "a sentence of a news report", "labels"
	divided := "divided by story: no story, and no sentence that is word for word or nearly the same, is in two parts"
	columns := "`label` is the first of `labels`; `spans` are labelled words, with `start` and `end` (exclusive) in code points of `text`; `before` and `after` are context"
	if c.o.Whole {
		thing, column = "a news report", "spans"
		divided = "divided by story: no story is in two parts; sentences can be (see Leakage)"
		columns = "`spans` are labelled sentences and words, with `start` and `end` (exclusive) in code points of `text`; `label` and `labels` are empty"
	}
	if !c.divided() {
		divided = "not divided"
	}
	c.say("\n# %s\n", inline(c.Name))
	c.say("A row is %s and what one annotator says of it, by the label scheme %s. There are %s from %s in %s, %s.\n",
		thing, inline(c.o.Scheme.Name), many(c.r.All.Rows, "row", "rows"), many(sum(c.held.articles), "report", "reports"), many(c.r.All.Stories, "story", "stories"), divided)
	c.say("```python\nfrom datasets import load_dataset\n\nparts = load_dataset(%q)  # this folder, or its name on the hub\nprint(parts[\"train\"][0][\"text\"], parts[\"train\"][0][%q])\n```\n", "path/to/this/folder", column)
	c.say("%s; `rashomon` is a text of JSON with what the other columns have no place for.", columns)
}

func (c *card) divided() bool { return len(c.r.Sides) > 1 }

// parts is the table of parts.
func (c *card) parts() {
	c.say("\n## Parts\n")
	rows := [][]string{{"part", "rows", "share", "asked", "stories", "reports", "left out"}}
	for k, s := range c.r.Sides {
		rows = append(rows, []string{s.Name, number(s.Rows), percent(s.Share), percent(s.Asked), number(s.Stories), number(c.held.articles[k]), number(s.LeftOut)})
	}
	rows = append(rows, []string{"all", number(c.r.All.Rows), "", "", number(c.r.All.Stories), number(sum(c.held.articles)), number(c.r.All.LeftOut)})
	c.table(rows)
	if n := sum(c.held.skipped); n > 0 {
		c.say("\n%s marked as not to be labelled (`flag` is `skip`): a heading, a footer.", many(n, "row is", "rows are"))
	}
	if n := sum(c.held.unlabelled); n > 0 && !c.o.Whole {
		c.say("\n%s no label on the whole sentence.", many(n, "row has", "rows have"))
	}
}

// labels is what labels mean, and how often each part has them.
func (c *card) labels() {
	c.say("\n## Labels\n")
	head := []string{"label", "all", "share"}
	for _, s := range c.r.Sides {
		head = append(head, s.Name, "share")
	}
	rows := [][]string{head}
	for n, l := range c.r.All.Labels {
		row := []string{inline(l.Name), number(l.Rows), percent(l.Share)}
		for _, s := range c.r.Sides {
			row = append(row, number(s.Labels[n].Rows), percent(s.Labels[n].Share))
		}
		rows = append(rows, row)
	}
	c.table(rows)
	c.say("\nCounted are rows with the label, on the sentence or on words in it; a row may have several.")
	if len(c.held.spans) > 0 {
		var spans []string
		for _, l := range most(c.held.spans) {
			spans = append(spans, inline(l)+" "+number(sum(c.held.spans[l])))
		}
		c.say("\nLabelled words: %s.", strings.Join(spans, ", "))
	}
	c.say("")
	for _, l := range c.o.Scheme.Labels {
		what := cmp.Or(inline(l.Description), "not described")
		switch l.On {
		case annotate.OnSentences:
			what += " (sentences only)"
		case annotate.OnSpans:
			what += " (words only)"
		}
		c.say("- **%s**: %s", inline(l.Name), what)
	}
	if c.o.Scheme.Several {
		c.say("\nSeveral labels may stand together.")
	} else {
		c.say("\nOnly one label may stand on a sentence.")
	}
	for _, a := range c.o.Scheme.Attributes {
		var choices []string
		for _, x := range a.Choices {
			choices = append(choices, inline(x))
		}
		c.say("\nAsked besides: **%s** (%s) %s", inline(a.Name), strings.Join(choices, ", "), inline(a.Description))
	}
	if g := strings.TrimSpace(c.o.Scheme.Guidelines); g != "" {
		c.say("\n### Guidelines\n\nWhat annotators were given:\n")
		for line := range strings.Lines(strings.ReplaceAll(g, "\r\n", "\n")) {
			c.say("%s", strings.TrimRight("> "+visible(strings.TrimRight(line, "\n")), " "))
		}
	}
}

func (c *card) annotators() {
	c.say("\n## Annotators\n")
	who := slices.DeleteFunc(most(c.held.annotators), func(name string) bool { return name == annotate.Gold || name == "" })
	switch {
	case c.held.gold == c.r.All.Rows:
		c.say("All rows are gold: what was decided where several had labelled (`annotator` is `gold`, `adjudicator` who decided).")
	case c.held.gold > 0 && len(who) > 0:
		c.say("%s gold: what was decided where several had labelled. The other labelled rows are %s.", many(c.held.gold, "row is", "rows are"), many(len(who), "annotator's", "annotators'"))
	case c.held.gold > 0:
		c.say("%s gold: what was decided where several had labelled.", many(c.held.gold, "row is", "rows are"))
	case len(who) > 0:
		c.say("%s. No row is gold: of a sentence that several labelled there is a row for each.", many(len(who), "annotator", "annotators"))
	}
	if silent := sum(c.held.annotators[""]); silent > 0 {
		c.say("\nNobody has labelled %s (`annotator` is empty).", many(silent, "row", "rows"))
	}
	if len(who) > 0 {
		c.say("")
		c.counts("annotator", c.held.annotators, who)
	}
	if c.Anonymous {
		c.say("\nNames are left out, here and in the rows. Notes are as they were written: names may stand in them.")
	}
	if c.held.timed > 0 {
		c.say("\nTime was recorded for %s: %.1f hours in all, %.1f seconds a row.", many(c.held.timed, "row", "rows"), c.held.seconds/3600, c.held.seconds/float64(c.held.timed))
	}
	var origins []string
	for _, o := range most(c.held.origins) {
		origins = append(origins, inline(o)+" "+number(sum(c.held.origins[o])))
	}
	if len(origins) > 0 {
		c.say("\nHow labels came about: %s.", strings.Join(origins, ", "))
	}
}

// agreement is how far annotators agree, of all that they labelled.
func (c *card) agreement() {
	if c.Agreement == nil {
		return
	}
	c.say("\n## Agreement\n")
	r := c.Agreement
	if r.Sentences == 0 {
		c.say("Nobody labelled the same sentence as somebody else: how far annotators agree is not known.")
		return
	}
	query := r.Query
	if c.Anonymous {
		query = "" // names may stand in it
	}
	c.say("Of %s that two annotators or more labelled, gold aside, in the library that this was made from%s. Intervals are of %.0f %%, from %s bootstrap samples.\n",
		many(r.Sentences, "sentence", "sentences"), ifAny(", as far as it passes the query `%s`", visible(strings.ReplaceAll(query, "`", "'"))), 100*r.Level, number(r.Samples))
	rows := [][]string{{"", "sentences", "raw agreement", "Krippendorff's alpha", "Cohen's kappa", "Fleiss' kappa"}, measured("all labels of a sentence", r.Overall)}
	for _, l := range r.ByLabel {
		rows = append(rows, measured(inline(l.Name), l.Measures))
	}
	for _, p := range r.ByPair[:min(len(r.ByPair), mostNamed)] {
		rows = append(rows, measured(inline(c.names.of(p.A))+" and "+inline(c.names.of(p.B)), p.Measures))
	}
	c.table(rows)
	if n := len(r.ByPair) - mostNamed; n > 0 {
		c.say("\nAnd %s.", many(n, "more pair", "more pairs"))
	}
	if s := r.Spans; s.Spans > 0 {
		c.say("\nLabelled words: exact F1 %s, overlapping F1 %s, alpha of characters %s.", figure(s.Exact), figure(s.Overlap), figure(s.Alpha))
	}
}

func measured(name string, m agreement.Measures) []string {
	return []string{name, number(m.Sentences), figure(m.Raw), figure(m.Alpha), figure(m.Cohen), figure(m.Fleiss)}
}

// figure is a measure with its interval, or why there is none.
func figure(f agreement.Figure) string {
	switch {
	case f.Value == nil:
		return "undefined: " + inline(cmp.Or(f.Why, "not known"))
	case f.Low == nil || f.High == nil:
		return fmt.Sprintf("%.3f", *f.Value)
	}
	return fmt.Sprintf("%.3f (%.3f to %.3f)", *f.Value, *f.Low, *f.High)
}

// where is where the texts come from.
func (c *card) where() {
	c.say("\n## Texts\n")
	switch {
	case c.held.first == "":
		c.say("No report states its date.")
	case c.held.undated > 0:
		c.say("Reports are from %s to %s; %s no date.", inline(c.held.first), inline(c.held.last), many(c.held.undated, "states", "state"))
	default:
		c.say("Reports are from %s to %s.", inline(c.held.first), inline(c.held.last))
	}
	for _, x := range []struct {
		thing string
		of    map[string][]int
	}{{"source", c.held.sources}, {"story", c.held.stories}, {"language, in reports", c.held.languages}} {
		c.say("")
		c.counts(x.thing, x.of, most(x.of))
	}
}

// counts is a table of names and their rows in each part.
func (c *card) counts(thing string, of map[string][]int, names []string) {
	head := []string{thing, "all"}
	for _, s := range c.r.Sides {
		head = append(head, s.Name)
	}
	rows := [][]string{head}
	for _, name := range names[:min(len(names), mostNamed)] {
		row := []string{cmp.Or(inline(name), "(not stated)"), number(sum(of[name]))}
		for _, n := range of[name] {
			row = append(row, number(n))
		}
		rows = append(rows, row)
	}
	c.table(rows)
	if n := len(names) - mostNamed; n > 0 {
		c.say("\nAnd %s more.", number(n))
	}
}
