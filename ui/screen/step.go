package screen

import (
	"strings"

	"rashomon/annotate"
)

// Effects says what a step does to the library: takes 1,200 annotations and 30 reports out
// again, puts 2 annotations back, changes 7 annotations.
func Effects(e annotate.Effects) string {
	var out, in, changed []string
	for _, x := range []struct {
		annotate.Effect
		one, many string
	}{
		{e.Annotations, "annotation", "annotations"}, {e.Articles, "report", "reports"}, {e.Stories, "story", "stories"},
		{e.Rulings, "ruling", "rulings"}, {e.Speakers, "speaker", "speakers"}, {e.Schemes, "scheme", "schemes"}, {e.Searches, "search", "searches"},
	} {
		for _, y := range []struct {
			n    int
			list *[]string
		}{{x.Out, &out}, {x.In, &in}, {x.Changed, &changed}} {
			if y.n > 0 {
				*y.list = append(*y.list, Count(y.n, x.one, x.many))
			}
		}
	}
	var parts []string
	for _, x := range []struct {
		verb  string
		list  []string
		where string
	}{{"takes ", out, " out again"}, {"puts ", in, " back"}, {"changes ", changed, ""}} {
		if len(x.list) > 0 {
			parts = append(parts, x.verb+enumerate(x.list)+x.where)
		}
	}
	return strings.Join(parts, ", ")
}

// enumerate is a list in words: a, b and c.
func enumerate(list []string) string {
	if n := len(list) - 1; n > 0 {
		return strings.Join(list[:n], ", ") + " and " + list[n]
	}
	return strings.Join(list, "")
}
