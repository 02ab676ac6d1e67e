package focus

import (
	"cmp"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/ui/screen"
)

// disputed says whether what other annotators say is shown: where the queue is about that.
// In all other orders it would sway whoever labels.
func (s *Screen) disputed() bool { return s.spec.Order == queue.MostDisagreeing }

// hear takes note of what edits change in what is said of the report, where that is kept.
func (r *report) hear(edits []annotate.Edit) {
	for _, e := range edits {
		if e.Annotation == nil || r.others == nil {
			continue
		}
		if x := e.Annotation.Before; x != nil {
			delete(r.others, x.ID)
		}
		if x := e.Annotation.After; x != nil && x.Article == r.page.Reading.Article.ID {
			r.others[x.ID] = *x
		}
	}
}

// others is what the other annotators say of the sentence by this scheme, in one line.
func (s *Screen) others() string {
	if s.page == nil {
		return ""
	}
	a, n := s.page.Reading.Article, s.places[s.at].Sentence
	var said []annotate.Annotation
	for _, x := range s.reports[a.ID].others {
		if x.Sentence == n && x.Revision == a.Revision && x.Scheme == s.o.Scheme.Name && x.Annotator != s.o.Annotator && x.Annotator != annotate.Gold {
			said = append(said, x)
		}
	}
	slices.SortFunc(said, func(x, y annotate.Annotation) int {
		return cmp.Or(cmp.Compare(x.Annotator, y.Annotator), cmp.Compare(x.ID, y.ID))
	})
	var parts []string
	for _, x := range said {
		if words := s.briefly(x); words != "" {
			parts = append(parts, ansi.Truncate(screen.Safe(x.Annotator), 16, s.theme.Glyphs.More)+": "+words)
		}
	}
	return screen.Paint(s.theme.Dim, ansi.Truncate(" "+strings.Join(parts, " · "), s.layout.column, s.theme.Glyphs.More))
}

// briefly is an annotation's labels, speaker and flag: ❝ quote » the clerk.
func (s *Screen) briefly(x annotate.Annotation) string {
	var labels, parts []string
	for _, name := range x.Labels {
		l, known := s.o.Scheme.Label(name)
		if !known {
			l = annotate.Label{Name: name}
		}
		labels = append(labels, screen.Safe(screen.LabelGlyph(l, s.theme)+" "+name))
	}
	if len(labels) > 0 {
		parts = append(parts, strings.Join(labels, ", "))
	}
	if x.Speaker != "" {
		parts = append(parts, s.theme.Glyphs.Speaker+" "+screen.Safe(x.Speaker))
	}
	if flag := screen.Flag(x); flag != "" {
		parts = append(parts, flag)
	}
	return strings.Join(parts, " ")
}
