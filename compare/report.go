package compare

import (
	"rashomon/annotate"
	"rashomon/internal/segment"
)

// ReportOf is an article with its text as [Compare] wants it.
func ReportOf(a annotate.Article, b annotate.Body) Report {
	out := Report{ID: a.ID.String(), Text: b.Text, Lang: a.Language, Date: a.Date, Source: a.Source, Sentences: make([]segment.Span, len(b.Sentences))}
	for i, s := range b.Sentences {
		out.Sentences[i] = segment.Span(s)
	}
	return out
}
