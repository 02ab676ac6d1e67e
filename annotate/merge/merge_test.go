package merge

import (
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// told is a text of sentences.
func told(sentences []string) (b annotate.Body) {
	for _, s := range sentences {
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s + "\n"
	}
	return b
}

// How near two texts are is the same from both sides, all for a text and itself, whatever the
// order of its sentences, and nothing for texts that have none in common.
func TestShared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(rapid.StringMatching(`[ab]{1,2}`), 1, 8)
		x, y := some.Draw(t, "x"), some.Draw(t, "y")
		a, b := told(x), told(y)
		other := told([]string{"c", "d"})
		mixed := told(rapid.Permutation(x).Draw(t, "mixed"))
		switch s := shared(a, b); {
		case s < 0 || s > 1 || s != shared(b, a):
			t.Fatalf("%v and %v: %v, %v", x, y, s, shared(b, a))
		case shared(a, mixed) != 1 || shared(a, other) != 0:
			t.Fatalf("%v: %v with itself, %v with another", x, shared(a, mixed), shared(a, other))
		}
	})
}

const line = `{"type":"annotation","version":1,"id":"00000000000000a1","article_id":"46e235e879f4635e","revision":1,"hash":"6501c27188fd5fb67d576d17b327fa4ba8d976dbf6f1d80472e2e9a55c350a68","sentence":0,"text":"It fell.","rune_start":0,"rune_end":8,"byte_start":0,"byte_end":8,"scheme":"default","annotator":"ANNOTATOR","labels":["fact"],"origin":"hand","score":null,"seconds":1,"created":"2031-05-05T09:00:00.000Z","updated":"2031-05-05T09:00:04.200Z"}`

func content(name, text string) File {
	return File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// What is said of nobody, and a file that cannot be read, are told and are not in.
func TestRead(t *testing.T) {
	cannot := errors.New("no")
	files := []File{
		content("ana", strings.ReplaceAll(line, "ANNOTATOR", "ana")),
		content("nobody", strings.ReplaceAll(line, "ANNOTATOR", " ")),
		{Name: "none", Open: func() (io.ReadCloser, error) { return nil, cannot }},
		content("other", strings.NewReplacer("ANNOTATOR", "ana", `"fact"`, `"claim"`).Replace(line)),
	}
	bad := map[string]error{}
	m, err := Read(t.Context(), files, func(name string, err jsonl.LineError) { bad[name] = err })
	if err != nil || len(bad) != 2 || !errors.Is(bad["nobody"], ErrNobody) || !errors.Is(bad["none"], cannot) {
		t.Fatal(err, bad)
	}
	if m.Records() != 2 || m.Whole() || len(m.clashes) != 1 || m.clashes[0].Passages != 1 {
		t.Errorf("%d records, %+v", m.Records(), m.clashes)
	}
}
