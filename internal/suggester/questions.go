package suggester

import (
	"bytes"
	"encoding/json"
	"io"

	"rashomon/annotate"
)

// question is an article as the command reads it: a line of the pipe commands, and where its
// sentences stand, so that the command need not find them itself.
type question struct {
	ID        string `json:"id"`
	Text      string `json:"text"`
	Title     string `json:"title,omitempty"`
	Source    string `json:"source,omitempty"`
	Date      string `json:"date,omitempty"`
	URL       string `json:"url,omitempty"`
	Lang      string `json:"lang,omitempty"`
	Story     string `json:"story,omitempty"`
	Sentences []span `json:"sentences"`
}

// span is in code points, the end exclusive.
type span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// spansOf is the body's sentences in code points.
func spansOf(b annotate.Body) []span {
	u := annotate.NewUnits(b.Text)
	out := make([]span, len(b.Sentences))
	for i, s := range b.Sentences {
		out[i] = span{u.Rune(s.Start), u.Rune(s.End)}
	}
	return out
}

// questions is the articles as lines, each made when it is read.
type questions struct {
	articles []annotate.Arrival
	line     bytes.Buffer
}

// Read gives the next bytes.
func (q *questions) Read(p []byte) (int, error) {
	if q.line.Len() == 0 {
		if len(q.articles) == 0 {
			return 0, io.EOF
		}
		a, b := q.articles[0].Article, q.articles[0].Body
		q.articles = q.articles[1:]
		q.line.Reset()
		e := json.NewEncoder(&q.line)
		e.SetEscapeHTML(false)
		if err := e.Encode(question{a.ID.String(), b.Text, a.Title, a.Source, a.Date, a.URL, a.Language, a.Story.String(), spansOf(b)}); err != nil {
			return 0, err
		}
	}
	return q.line.Read(p)
}
