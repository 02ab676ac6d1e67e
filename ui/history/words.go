package history

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// words is a line about a change: 0 is its heading, 1 a record, 2 a remark, 3 what was
// changed in a record.
type words struct {
	text  string
	level int
}

// edits is edits in words: the first of them, and how many more there are.
func (s *Screen) edits(edits []annotate.Edit, most int) (out []words) {
	for i, e := range edits {
		if i == most {
			return append(out, words{text: fmt.Sprintf("and %s more", screen.Number(len(edits)-most)), level: 2})
		}
		out = append(out, s.edit(e)...)
	}
	return out
}

// edit is an edit in words: what record, and what of it was changed into what.
func (s *Screen) edit(e annotate.Edit) []words {
	switch {
	case e.Annotation != nil:
		return s.annotation(*e.Annotation)
	case e.Article != nil:
		return told("report", e.Article, func(a annotate.Article) string { return cmp.Or(a.Source, "no source") + ": " + a.Title }, article)
	case e.Story != nil:
		return told("story", e.Story, func(x annotate.Story) string { return x.Title }, func(x annotate.Story) []fact { return []fact{{"title", x.Title}} })
	case e.Scheme != nil:
		return told("scheme", e.Scheme, func(x annotate.Scheme) string { return x.Name }, scheme)
	case e.Ruling != nil:
		return s.ruling(*e.Ruling)
	case e.Speaker != nil:
		return told("speaker", e.Speaker, func(x annotate.Speaker) string { return x.Name }, func(x annotate.Speaker) []fact {
			return []fact{{"name", x.Name}, {"spellings", strings.Join(x.Spellings, ", ")}}
		})
	case e.Search != nil:
		return told("search", e.Search, func(x annotate.Search) string { return x.Name }, func(x annotate.Search) []fact { return []fact{{"query", x.Query}} })
	}
	return nil
}

// fact is one thing that a record says.
type fact struct{ name, text string }

// told is what became of a record. Of one that came or went its facts are told, of one that
// was changed those that differ.
func told[T any](kind string, r *annotate.Replaced[T], name func(T) string, facts func(T) []fact) []words {
	switch {
	case r.Before == nil && r.After == nil:
		return nil
	case r.Before == nil:
		return append([]words{{kind + " came: " + name(*r.After), 1}}, differing(nil, facts(*r.After))...)
	case r.After == nil:
		return append([]words{{kind + " went: " + name(*r.Before), 1}}, differing(facts(*r.Before), nil)...)
	}
	return append([]words{{kind + ": " + name(*r.After), 1}}, differing(facts(*r.Before), facts(*r.After))...)
}

// differing is the facts that are not the same before and after.
func differing(before, after []fact) (out []words) {
	was := map[string]string{}
	for _, f := range before {
		was[f.name] = f.text
	}
	is := map[string]string{}
	for _, f := range after {
		is[f.name] = f.text
	}
	for _, f := range append(slices.Clone(after), before...) {
		if was[f.name] == is[f.name] {
			continue
		}
		out = append(out, words{fmt.Sprintf("%s: %s → %s", f.name, cmp.Or(was[f.name], "none"), cmp.Or(is[f.name], "none")), 3})
		was[f.name], is[f.name] = "", "" // it is told
	}
	return out
}

func (s *Screen) annotation(r annotate.Replaced[annotate.Annotation]) []words {
	name := func(a annotate.Annotation) string {
		where := fmt.Sprintf("sentence %d", a.Sentence+1)
		if a.Sentence < 0 {
			where = "span"
		}
		if report := s.name(a.Article); report != "" {
			where += " of " + report
		}
		return fmt.Sprintf("%s, %s: “%s”", a.Annotator, where, clipped(a.Quote, 80))
	}
	return told("annotation", &r, name, annotationFacts)
}

func annotationFacts(a annotate.Annotation) []fact {
	out := []fact{
		{"labels", strings.Join(a.Labels, ", ")}, {"rejected", strings.Join(a.Rejected, ", ")}, {"speaker", a.Speaker},
		{"note", a.Note}, {"flag", string(a.Flag)}, {"reason", a.Reason},
	}
	for _, name := range slices.Sorted(maps.Keys(a.Attributes)) {
		out = append(out, fact{name, a.Attributes[name]})
	}
	out = append(out, fact{"words", clipped(a.Quote, 60)}, fact{"scheme", a.Scheme}, fact{"how", string(a.Origin)})
	if a.Revision > 1 {
		out = append(out, fact{"text", fmt.Sprintf("revision %d", a.Revision)})
	}
	return out
}

// clipped is text as one line, of at most so many code points: they may be whole reports.
func clipped(text string, most int) string {
	if _, head := annotate.Context(text, annotate.Span{}, most); head != text {
		return annotate.Line(head) + "…"
	}
	return annotate.Line(text)
}

func article(a annotate.Article) []fact {
	story := ""
	if a.Story != 0 {
		story = a.Story.String()
	}
	return []fact{
		{"title", a.Title}, {"source", a.Source}, {"author", a.Author}, {"date", a.Date}, {"place", a.Place}, {"url", a.URL}, {"language", a.Language},
		{"story", story}, {"revision of the text", fmt.Sprint(a.Revision)}, {"sentences", fmt.Sprint(a.Sentences)},
	}
}

func scheme(x annotate.Scheme) (out []fact) {
	var names []string
	for _, l := range x.Labels {
		names = append(names, l.Name)
	}
	out = append(out, fact{"labels", strings.Join(names, ", ")}, fact{"several labels", map[bool]string{true: "yes", false: "no"}[x.Several]})
	for _, l := range x.Labels {
		out = append(out, fact{"label " + l.Name, strings.Join([]string{"key " + l.Key, l.Colour, l.Glyph, string(l.On), l.Description}, ", ")})
	}
	for _, a := range x.Attributes {
		out = append(out, fact{"attribute " + a.Name, "key " + a.Key + ", " + strings.Join(a.Choices, " or ")})
	}
	return append(out, fact{"guidelines", clipped(x.Guidelines, 60)})
}

func (s *Screen) ruling(r annotate.Replaced[annotate.Ruling]) []words {
	name := func(x annotate.Ruling) string {
		var at []string
		for _, p := range x.Places {
			at = append(at, "“"+clipped(p.Quote, 40)+"”")
		}
		return string(x.On) + " " + strings.Join(at, " and ")
	}
	return told("ruling", &r, name, func(x annotate.Ruling) []fact {
		return []fact{{"stands", map[bool]string{true: "yes", false: "no"}[x.Stands]}, {"about", x.About}, {"text", x.Text}}
	})
}

// summary is how many records of each kind come, go and change: 1 story comes; 3 annotations
// change; 4 annotations: 3 come, 1 goes.
func summary(edits []annotate.Edit) (out []string) {
	var counts [7][3]int
	for _, e := range edits {
		for kind, how := range []int{became(e.Annotation), became(e.Article), became(e.Story), became(e.Scheme), became(e.Ruling), became(e.Speaker), became(e.Search)} {
			if how >= 0 {
				counts[kind][how]++
			}
		}
	}
	names := [7][2]string{{"annotation", "annotations"}, {"report", "reports"}, {"story", "stories"}, {"scheme", "schemes"}, {"ruling", "rulings"}, {"speaker", "speakers"}, {"search", "searches"}}
	verbs := [3][2]string{{"comes", "come"}, {"goes", "go"}, {"changes", "change"}}
	for kind, n := range counts {
		total := n[0] + n[1] + n[2]
		var parts []string
		for how, verb := range verbs {
			switch {
			case n[how] == 0:
			case n[how] == total:
				out = append(out, screen.Count(total, names[kind][0]+" "+verb[0], names[kind][1]+" "+verb[1]))
			default:
				parts = append(parts, screen.Count(n[how], verb[0], verb[1]))
			}
		}
		if len(parts) > 0 {
			out = append(out, screen.Count(total, names[kind][0], names[kind][1])+": "+strings.Join(parts, ", "))
		}
	}
	return out
}

// became is 0 for a record that comes, 1 for one that goes, 2 for one that changes; -1 for none.
func became[T any](r *annotate.Replaced[T]) int {
	switch {
	case r == nil || r.Before == nil && r.After == nil:
		return -1
	case r.Before == nil:
		return 0
	case r.After == nil:
		return 1
	}
	return 2
}
