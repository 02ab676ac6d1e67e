package export

import (
	"rashomon/annotate"
	"rashomon/annotate/suggest"
	"rashomon/annotate/task"
)

// Suggested is what the program proposes for the sentences of an article: by the rules, or
// what the learner makes of them where there is one.
func Suggested(l *suggest.Learner) func(annotate.Article, annotate.Body) []task.Suggestion {
	return func(a annotate.Article, b annotate.Body) (out []task.Suggestion) {
		model := "rules"
		if l != nil && l.Speaks() {
			model = "learner"
		}
		for n, s := range suggest.Article(b.Text, a.Language, b.Sentences) {
			if l != nil {
				s = l.Suggest(s)
			}
			if s.Label != "" {
				out = append(out, task.Suggestion{
					Sentence: n, Span: b.Sentences[n], Labels: []string{s.Label}, Score: s.Score, Speaker: s.Speaker.Text, Model: model,
				})
			}
		}
		return out
	}
}
