package cli_test

import (
	"bufio"
	"encoding/json"
	"strconv"
	"strings"
)

// record is what of an exported line the offsets are about.
type record struct {
	Type      string   `json:"type"`
	ID        string   `json:"id"`
	Article   string   `json:"article_id"`
	Revision  int      `json:"revision"`
	Text      string   `json:"text"`
	Sentence  *int     `json:"sentence"`
	Sentences []offset `json:"sentences"`
	offset
}

type offset struct {
	RuneStart int `json:"rune_start"`
	RuneEnd   int `json:"rune_end"`
	ByteStart int `json:"byte_start"`
	ByteEnd   int `json:"byte_end"`
}

// offsets FILE SENTENCES ANNOTATIONS says that each passage of an exported file is what its
// offsets cut out of its article's text, counted in code points as in bytes, and that there
// are so many of each.
func offsets(ts *script, _ bool, args []string) {
	type text struct{ id, revision string }
	articles := map[text]record{}
	sentences, annotations := 0, 0
	in := bufio.NewScanner(strings.NewReader(ts.ReadFile(args[0])))
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var r record
		ts.Check(json.Unmarshal(in.Bytes(), &r))
		switch r.Type {
		case "article":
			articles[text{r.ID, strconv.Itoa(r.Revision)}] = r
			for _, s := range r.Sentences {
				sentences++
				if words := r.Text[s.ByteStart:s.ByteEnd]; words == "" || words != s.cut(r.Text) {
					ts.Fatalf("article %s: bytes cut out %q, code points %q", r.ID, words, s.cut(r.Text))
				}
			}
		case "annotation":
			annotations++
			a, ok := articles[text{r.Article, strconv.Itoa(r.Revision)}]
			if !ok {
				ts.Fatalf("annotation %s: its article does not stand before it", r.ID)
			}
			if a.Text[r.ByteStart:r.ByteEnd] != r.Text || r.cut(a.Text) != r.Text {
				ts.Fatalf("annotation %s: says %q, bytes cut out %q, code points %q", r.ID, r.Text, a.Text[r.ByteStart:r.ByteEnd], r.cut(a.Text))
			}
			if r.Sentence != nil && a.Sentences[*r.Sentence] != r.offset {
				ts.Fatalf("annotation %s: at %+v, sentence %d at %+v", r.ID, r.offset, *r.Sentence, a.Sentences[*r.Sentence])
			}
		}
	}
	ts.Check(in.Err())
	if got := strconv.Itoa(sentences) + " " + strconv.Itoa(annotations); got != strings.Join(args[1:], " ") {
		ts.Fatalf("sentences and annotations: %s, want %s", got, strings.Join(args[1:], " "))
	}
}

// cut is what the offsets cut out of a text, in code points.
func (o offset) cut(text string) string { return string([]rune(text)[o.RuneStart:o.RuneEnd]) }
