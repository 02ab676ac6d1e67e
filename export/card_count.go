package export

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/task"
)

// holding is what the parts of a data set hold, counted while they are written.
type holding struct {
	parts                                                  int
	rows, articles, skipped, unlabelled                    []int // of each part
	labels, spans, sources, stories, annotators, languages map[string][]int
	origins                                                map[string][]int
	met                                                    map[annotate.ID]bool
	gold                                                   int
	first, last                                            string // the days of the reports
	undated                                                int    // reports
	seconds                                                float64
	timed                                                  int // rows
}

func newHolding(parts int) *holding {
	h := &holding{parts: parts, met: map[annotate.ID]bool{}}
	for _, n := range []*[]int{&h.rows, &h.articles, &h.skipped, &h.unlabelled} {
		*n = make([]int, parts)
	}
	for _, m := range []*map[string][]int{&h.labels, &h.spans, &h.sources, &h.stories, &h.annotators, &h.languages, &h.origins} {
		*m = map[string][]int{}
	}
	return h
}

// add counts a row.
func (h *holding) add(t task.Task, part int) {
	h.rows[part]++
	h.article(t, part)
	h.count(h.sources, t.Article.Source, part)
	h.count(h.stories, t.Story, part)
	h.count(h.annotators, t.Annotator, part)
	if t.Annotator == annotate.Gold {
		h.gold++
	}
	sentence, skipped, seconds := map[string]bool{}, false, 0.0
	for _, x := range t.Said {
		seconds += x.Seconds
		skipped = skipped || x.Sentence >= 0 && x.Flag == annotate.Skipped
		for _, l := range x.Labels {
			if x.Sentence < 0 {
				h.count(h.spans, l, part)
			} else if t.Whole() || !sentence[l] {
				sentence[l] = true
				h.count(h.labels, l, part)
			}
			h.count(h.origins, string(x.Origin), part)
		}
	}
	switch {
	case skipped && len(sentence) == 0:
		h.skipped[part]++
	case len(sentence) == 0:
		h.unlabelled[part]++
	}
	if seconds > 0 {
		h.seconds += seconds
		h.timed++
	}
}

func (h *holding) article(t task.Task, part int) {
	if h.met[t.Article.ID] {
		return
	}
	h.met[t.Article.ID] = true
	h.articles[part]++
	h.count(h.languages, t.Article.Language, part)
	day := t.Article.Date[:min(len(t.Article.Date), len("2006-01-02"))]
	switch {
	case day == "":
		h.undated++
		return
	case h.first == "" || day < h.first:
		h.first = day
	}
	h.last = max(h.last, day)
}

func (h *holding) count(of map[string][]int, name string, part int) {
	if of[name] == nil {
		of[name] = make([]int, h.parts)
	}
	of[name][part]++
}

// most is names with their counts, those of most first.
func most(of map[string][]int) []string {
	return slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		return cmp.Or(cmp.Compare(sum(of[b]), sum(of[a])), cmp.Compare(a, b))
	})
}

func sum(n []int) (all int) {
	for _, x := range n {
		all += x
	}
	return all
}

// names is what annotators are called in a data set: by their names, or by numbers.
type names struct {
	hidden bool
	as     map[string]string
}

// hide puts what annotators are called in the place of their names, where these are hidden.
// What other programs' files said besides goes then, as names may stand in it.
func (n names) hide(t *task.Task) {
	if !n.hidden {
		return
	}
	t.Annotator, t.Extra = n.of(t.Annotator), nil
	t.Article.Extra = ""
	for i := range t.Said {
		x := &t.Said[i]
		x.Annotator, x.Adjudicator, x.Extra = n.of(x.Annotator), n.of(x.Adjudicator), ""
	}
}

// of is what an annotator is called.
func (n names) of(name string) string {
	if !n.hidden || name == "" || name == annotate.Gold {
		return name
	}
	if n.as[name] == "" {
		n.as[name] = fmt.Sprintf("annotator-%d", len(n.as)+1)
	}
	return n.as[name]
}

// yamlText is text as a YAML scalar: JSON's strings are YAML's.
func yamlText(text string) string {
	b, _ := json.Marshal(visible(text)) // a string always has its JSON
	return string(b)
}

// tongues is the primary languages of the reports, as ISO 639 has them.
func (h *holding) tongues() (out []string) {
	for tag := range h.languages {
		primary, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
		primary = strings.ToLower(primary)
		letters := !strings.ContainsFunc(primary, func(r rune) bool { return r < 'a' || r > 'z' })
		if letters && (len(primary) == 2 || len(primary) == 3) && !slices.Contains(out, primary) {
			out = append(out, primary)
		}
	}
	slices.Sort(out)
	return out
}
