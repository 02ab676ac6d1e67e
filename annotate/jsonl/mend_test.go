package jsonl_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// dirty is a library such as only another program makes: an article whose sentences are a word, an
// override around a word, nothing that can be seen, and a word with a hidden prompt.
func dirty() *library {
	b := annotate.Body{}
	for _, s := range []string{"Gate.", "\u202eshut\u202c.", "\u200b\u200b", "Nobody\U000E0068\U000E0069 died."} {
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s + "\n"
	}
	a := annotate.NewArticle(annotate.Article{Title: "The\u202e gate", Source: "Quay\U000E0068 News", URL: "https://quay.example/\u200b", Cleaned: annotate.Cleaned{Tags: 1}}, b, noon)
	l := &library{articles: []annotate.Arrival{{Article: a, Body: b}}}
	for n := range b.Sentences {
		x := annotate.NewAnnotation(a, b, annotate.OnSentence(n), "def\u202eault", "a\u200bna")
		x.Labels, x.Rejected, x.Speaker, x.Note, x.Reason = []string{"fa\u202ect"}, []string{"cla\u200bim"}, "the\u2066 port", "so\u202e", "why\ue000"
		x.Attributes = map[string]string{"su\u202ere": "n\u202eo"}
		x.Created, x.Updated = noon, noon
		l.said = append(l.said, x)
	}
	l.speakers = []annotate.Speaker{annotate.NewSpeaker(a.ID, "the\u2066 port", "po\u202ert")}
	return l
}

// What would do harm in a file of another program does not get in, and what is said of it follows.
func TestWhatDoesHarmIsTakenOut(t *testing.T) {
	records, bad := readAll(t, dirty().write(t))
	if len(bad) != 1 || !strings.Contains(bad[0].Error(), "nothing is left of its words") {
		t.Errorf("bad lines: %v", bad)
	}
	l := &library{}
	if _, refused := l.take(t, records, 100); len(refused) > 0 {
		t.Fatal(refused)
	}
	a := l.articles[0]
	want := annotate.Cleaned{Directions: 2, Invisible: 2, Tags: 3}
	if a.Body.Text != "Gate.\nshut.\n\nNobody died.\n" || len(a.Body.Sentences) != 3 || a.Article.Cleaned != want || a.Article.Hash != annotate.Hash(a.Body.Text) {
		t.Errorf("%+v", a)
	}
	if x := a.Article; x.Title != "The gate" || x.Source != "Quay News" || x.URL != "https://quay.example/" {
		t.Errorf("%+v", x)
	}
	if len(l.said) != 3 || len(l.speakers) != 1 || l.speakers[0].Name != "the port" || l.speakers[0].Spellings[0] != "port" {
		t.Fatalf("%d annotations, %+v", len(l.said), l.speakers)
	}
	for n, words := range []string{"Gate.", "shut.", "Nobody died."} {
		x := l.said[n]
		if x.Quote != words || x.Sentence != n || x.Check(a.Body) != nil {
			t.Errorf("%+v", x)
		}
		if got := fmt.Sprintf("%s, %s, %s, %s, %s, %s, %s, %s", x.Scheme, x.Annotator, x.Labels, x.Rejected, x.Attributes, x.Speaker, x.Note, x.Reason); got != "default, ana, [fact], [claim], map[sure:no], the port, so, why" {
			t.Error(got)
		}
	}
	file := l.write(t)
	if again, bad := readAll(t, file); len(bad) > 0 || len(again) != len(records) {
		t.Errorf("%d records, %v", len(again), bad)
	}
	if i := bytes.IndexFunc(file, func(r rune) bool { return r != '\n' && jsonl.Disturbs(r) }); i >= 0 {
		t.Errorf("it writes %q", file[i:])
	}
}

// TestOlderFiles: a file without what a later program writes reads as if that were empty.
func TestOlderFiles(t *testing.T) {
	file := string(ferries().write(t))
	older := strings.NewReplacer(`"revised":"",`, "", `"cleaned":{"escapes":0,"controls":0,"directions":0,"invisible":0,"tags":0,"private":0,"marks":0,"broken":0},`, "").Replace(file)
	if older == file || strings.Contains(older, "cleaned") {
		t.Fatal(older)
	}
	l := &library{}
	if _, refused := l.take(t, good(t, older), 100); len(refused) > 0 {
		t.Fatal(refused)
	}
	if again := string(l.write(t)); again != file {
		t.Errorf("wrote\n%s\nwant\n%s", again, file)
	}
}

func good(t *testing.T, file string) []jsonl.Record {
	t.Helper()
	records, bad := readAll(t, []byte(file))
	if len(bad) > 0 {
		t.Fatal(bad)
	}
	return records
}
