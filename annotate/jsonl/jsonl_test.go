package jsonl_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawn(t)
		got := &library{}
		for _, r := range read(t, l.write(t)) {
			switch {
			case r.Scheme != nil:
				got.schemes = append(got.schemes, *r.Scheme)
			case r.Story != nil:
				got.stories = append(got.stories, *r.Story)
			case r.Article != nil:
				got.articles = append(got.articles, *r.Article)
			case r.Annotation != nil:
				got.said = append(got.said, *r.Annotation)
			}
		}
		if !reflect.DeepEqual(got, l) {
			t.Fatalf("wrote %+v\nread %+v", l, got)
		}
	})
}

func TestImportIntoEmptyGivesTheSameFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file := drawn(t).write(t)
		records := read(t, file)
		n := rapid.IntRange(1, 8).Draw(t, "batch")
		l := &library{}
		if _, refused := l.take(t, records, n); len(refused) > 0 {
			t.Fatal(refused)
		}
		if again := l.write(t); !bytes.Equal(again, file) {
			t.Fatalf("wrote\n%s\nthen\n%s", file, again)
		}
		out, refused := l.take(t, slices.Concat(records, records), n)
		if again := l.write(t); !bytes.Equal(again, file) || len(refused) > 0 {
			t.Fatalf("taken again, it is other: %+v", out)
		}
	})
}

// The offsets are for programs that know nothing of this one.
func TestOffsetsCutTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := map[string]string{}
		for line := range bytes.Lines(drawn(t).write(t)) {
			var r struct {
				Type      string
				ID        string
				ArticleID string `json:"article_id"`
				Revision  int
				Text      string
				RuneStart int `json:"rune_start"`
				RuneEnd   int `json:"rune_end"`
				ByteStart int `json:"byte_start"`
				ByteEnd   int `json:"byte_end"`
				Before    string
				After     string
			}
			_ = json.Unmarshal(line, &r) // keys of other types do not fit
			if r.Type == "article" {
				texts[fmt.Sprint(r.ID, r.Revision)] = r.Text
			}
			if r.Type != "annotation" {
				continue
			}
			text := texts[fmt.Sprint(r.ArticleID, r.Revision)]
			runes := []rune(text)
			if got := string(runes[r.RuneStart:r.RuneEnd]); got != r.Text {
				t.Fatalf("code points %d–%d are %q, not %q", r.RuneStart, r.RuneEnd, got, r.Text)
			}
			if got := text[r.ByteStart:r.ByteEnd]; got != r.Text {
				t.Fatalf("bytes %d–%d are %q, not %q", r.ByteStart, r.ByteEnd, got, r.Text)
			}
			if got := string(runes[max(0, r.RuneStart-32):r.RuneStart]); got != r.Before {
				t.Fatalf("before is %q, not %q", r.Before, got)
			}
			if got := string(runes[r.RuneEnd:min(len(runes), r.RuneEnd+32)]); got != r.After {
				t.Fatalf("after is %q, not %q", r.After, got)
			}
		}
	})
}

func TestAFileCanBeShownInATerminal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		title := rapid.String().Draw(t, "title") + "\x1b]0;\a\u009b2J\u202e\u2066\u061c\u2028\ufeff\x7f"
		var out bytes.Buffer
		if err := jsonl.NewEncoder(&out).Story(annotate.Story{ID: 1, Title: title}); err != nil {
			t.Fatal(err)
		}
		line := strings.TrimSuffix(out.String(), "\n")
		for _, r := range line {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune("\u2028\u2029\ufeff", r) {
				t.Fatalf("%U stands in %q", r, line)
			}
		}
		var back struct{ Title string }
		if err := json.Unmarshal([]byte(line), &back); err != nil || back.Title != title {
			t.Fatalf("%q came back as %q: %v", title, back.Title, err)
		}
	})
}

func TestTextIsWrittenAsItIs(t *testing.T) {
	var out bytes.Buffer
	if err := jsonl.NewEncoder(&out).Story(annotate.Story{ID: 0xab, Title: "渡轮 <b>&</b> 👩‍👧 é"}); err != nil {
		t.Fatal(err)
	}
	want := `{"type":"story","version":1,"id":"00000000000000ab","title":"渡轮 <b>&</b> 👩‍👧 é"}` + "\n"
	if out.String() != want {
		t.Errorf("got %s want %s", &out, want)
	}
}

func TestEncoderRefuses(t *testing.T) {
	l := ferry()
	a, x := l.articles[0], l.said[0]
	e := jsonl.NewEncoder(io.Discard)
	if err := e.Annotation(x); !errors.Is(err, jsonl.ErrOtherText) {
		t.Errorf("an annotation before its article: %v", err)
	}
	if err := e.Article(a.Article, a.Body); err != nil {
		t.Fatal(err)
	}
	x.Revision = 2
	if err := e.Annotation(x); !errors.Is(err, jsonl.ErrOtherText) {
		t.Errorf("an annotation of another revision: %v", err)
	}
	if err := e.Story(annotate.Story{ID: 1, Title: "\xff"}); !errors.Is(err, jsonl.ErrEncoding) {
		t.Errorf("a title that is not UTF-8: %v", err)
	}
	a.Body.Sentences = []annotate.Span{{Start: 0, End: 9999}}
	if err := e.Article(a.Article, a.Body); err == nil {
		t.Error("a sentence outside the text was written")
	}
	full := errors.New("disk full")
	if err := jsonl.NewEncoder(failing{full}).Story(l.stories[0]); !errors.Is(err, full) {
		t.Errorf("a failing writer: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
func (f failing) Read([]byte) (int, error)  { return 0, f.err }

// ferry is a library of one article with two annotations.
func ferry() *library {
	text := "The ferry sank. “Nobody drowned”, the harbour master said."
	b := annotate.Body{Text: text, Sentences: []annotate.Span{{Start: 0, End: 15}, {Start: 16, End: len(text)}}}
	s := annotate.NewStory("The ferry")
	a := annotate.NewArticle(annotate.Article{Title: "Ferry sinks", Source: "Harbour Post", Story: s.ID, Date: "2031-05-04"}, b, noon)
	l := &library{schemes: []annotate.Scheme{annotate.DefaultScheme()}, stories: []annotate.Story{s}, articles: []annotate.Arrival{{Article: a, Body: b}}}
	for n, label := range []string{"fact", "quote"} {
		x := annotate.SentenceAnnotation(a, b, n, "default", "ana")
		x.Labels, x.Created, x.Updated = []string{label}, noon, noon
		l.said = append(l.said, x)
	}
	return l
}

// damage is one thing that can be wrong with one line of the ferry's file.
type damage struct {
	name     string
	line     int // 1 scheme, 2 story, 3 article, 4 and 5 annotations; 0 for a line of its own
	old, new string
	want     string
}

func damages() []damage {
	return []damage{
		{"not JSON", 0, "", "the ferry\n", "not a rashomon record: invalid character"},
		{"not an object", 0, "", "[1]\n", "a JSON array, not an object"},
		{"no type", 0, "", `{"id":"a1","text":"The ferry sank."}` + "\n", "it has no type"},
		{"no version", 2, `"version":1,`, ``, "it has no version"},
		{"newer", 2, `"version":1`, `"version":2`, "version 2: a newer version"},
		{"unknown type", 2, `"story"`, `"link\u001b"`, `unknown type "link\x1b"`},
		{"not UTF-8", 2, "The", "\xff", "not valid UTF-8"},
		{"cut short", 4, "}\n", "\n", "unexpected end of JSON input"},
		{"label without a name", 1, `"name":"fact"`, `"name":" "`, "a label without a name"},
		{"label twice", 1, `"name":"quote"`, `"name":"fact"`, `label "fact" stands twice`},
		{"scheme without a name", 1, `"name":"default"`, `"name":""`, "a scheme without a name"},
		{"story without an id", 2, `"id":"`, `"id":"","was":"`, "a story without an id"},
		{"story id", 2, `"id":"`, `"id":"x`, "not an id of 16 hexadecimal digits"},
		{"hash", 3, "sank", "sang", "the hash is not that of its text"},
		{"revision", 3, `"revision":1`, `"revision":0`, "revision 0"},
		{"revision past the last", 3, `"revision":1`, `"revision":2147483648`, "revision 2147483648"},
		{"format", 3, `"plain"`, `"html"`, `unknown format "html"`},
		{"added", 3, `"added":"2031-05-04T`, `"added":"2031-05-04 `, `added: "2031-05-04 12:00:00.123Z" is not an RFC 3339 time`},
		{"sentence runes", 3, `"rune_end":15`, `"rune_end":14`, "sentence 0: code points and bytes disagree"},
		{"sentence bytes", 3, `"byte_start":16`, `"byte_start":14`, "sentence 1 begins before"},
		{"sentence in a rune", 3, `"byte_end":15`, `"byte_end":17`, "sentence 0: bytes 0–17 are not in the text"},
		{"escape in title", 3, `Ferry sinks`, `Ferry \u001b[2J`, "control character U+001B"},
		{"annotation id", 4, `"id":"`, `"id":"-`, "not an id"},
		{"other words", 4, `"text":"The ferry sank."`, `"text":"The ferry swam."`, "is not its quote"},
		{"code points", 5, `"rune_start":16`, `"rune_start":15`, "code points and bytes disagree"},
		{"code points of the end", 5, `"rune_end":58`, `"rune_end":62`, "code points and bytes disagree"},
		{"bytes", 5, `"byte_end":62`, `"byte_end":63`, "cannot hold"},
		{"sentence", 4, `"sentence":0`, `"sentence":1`, "sentence 1 stands elsewhere"},
		{"sentence that is not there", 4, `"sentence":0`, `"sentence":7`, "there is no sentence 7"},
		{"sentence below", 4, `"sentence":0`, `"sentence":-2`, "there is no sentence -2"},
		{"hash of an annotation", 4, `"hash":"`, `"hash":"0`, "the hash is not that of its article"},
		{"long annotator", 4, `"annotator":"`, `"annotator":"` + strings.Repeat("a", 256), "longer than 255 bytes"},
		{"time", 4, `"updated":"2031`, `"updated":"3031x`, "is not an RFC 3339 time"},
		{"label of two lines", 4, `["fact"]`, `["fa\nct"]`, "is not one line"},
		{"empty label", 4, `["fact"]`, `[""]`, "a label without a name"},
		{"nothing said", 4, `["fact"]`, `[]`, "it says nothing"},
		{"kind of labels", 4, `["fact"]`, `"fact"`, `the value of "labels" is of the wrong kind: string`},
		{"flag", 4, `"flag":""`, `"flag":"red"`, `unknown flag "red"`},
		{"origin", 4, `"hand"`, `"machine"`, `unknown origin "machine"`},
		{"number", 4, `"seconds":0`, `"seconds":1e999`, "of the wrong kind"},
	}
}

func TestBadLines(t *testing.T) {
	lines := strings.SplitAfter(string(ferry().write(t)), "\n")
	for _, tt := range damages() {
		t.Run(tt.name, func(t *testing.T) {
			mine := slices.Clone(lines)
			at := tt.line
			if at == 0 {
				mine = slices.Insert(mine, 0, tt.new)
				at = 1
			} else if mine[at-1] = strings.Replace(mine[at-1], tt.old, tt.new, 1); mine[at-1] == lines[at-1] {
				t.Fatalf("%q is not in line %d", tt.old, at)
			}
			records, bad := readAll(t, []byte(strings.Join(mine, "")))
			if len(bad) != 1 || bad[0].Line != at || !strings.Contains(bad[0].Error(), tt.want) {
				t.Fatalf("want line %d: %s; got %v", at, tt.want, bad)
			}
			if want := strings.Count(strings.Join(mine, ""), "\n") - 1; len(records) != want {
				t.Errorf("%d of %d other records were read", len(records), want)
			}
		})
	}
}

func TestNewerVersionIsNamed(t *testing.T) {
	_, bad := readAll(t, []byte(`{"type":"link","version":3}`))
	if len(bad) != 1 || !errors.Is(bad[0], jsonl.ErrNewer) || bad[0].Error() != "line 1: version 3: "+jsonl.ErrNewer.Error() {
		t.Errorf("got %v", bad)
	}
}

func TestForeignLineEnds(t *testing.T) {
	file := ferry().write(t)
	want := read(t, file)
	text := strings.ReplaceAll(string(file), "\n", "\r\n")
	text = "\ufeff" + strings.Replace(text, `"type":"story"`, `"since":{"version":9},"type":"story"`, 1)
	got := read(t, []byte(strings.TrimSuffix(text, "\r\n")))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v want %+v", got, want)
	}
	blank := read(t, []byte("\n \r\n\n"+string(file)))
	if len(blank) != len(want) || blank[0].Line != 4 {
		t.Errorf("blank lines: %d records, the first in line %d", len(blank), blank[0].Line)
	}
}

func TestLongLineIsPassedOver(t *testing.T) {
	story := `{"type":"story","version":1,"id":"00000000000000ab","title":"a"}` + "\n"
	long := io.MultiReader(strings.NewReader(story+`{"type":"`), io.LimitReader(letters{}, 65<<20), strings.NewReader("\n"+story))
	var got []int
	var bad []jsonl.LineError
	err := jsonl.Read(long, func(r jsonl.Record) error { got = append(got, r.Line); return nil }, func(e jsonl.LineError) { bad = append(bad, e) })
	if err != nil || !slices.Equal(got, []int{1, 3}) || len(bad) != 1 || bad[0].Line != 2 || !errors.Is(bad[0], jsonl.ErrLongLine) {
		t.Errorf("records %v, bad %v, %v", got, bad, err)
	}
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

func TestReadStops(t *testing.T) {
	file := ferry().write(t)
	enough := errors.New("enough")
	if err := jsonl.Read(bytes.NewReader(file), func(jsonl.Record) error { return enough }, nil); err != enough {
		t.Errorf("what each returned came back as %v", err)
	}
	gone := errors.New("gone")
	r := io.MultiReader(bytes.NewReader(file), failing{gone})
	if err := jsonl.Read(r, func(jsonl.Record) error { return nil }, nil); !errors.Is(err, gone) {
		t.Errorf("the reader's error came back as %v", err)
	}
}

// Single annotations, taken out of a file, can be read: what they are about is known
// to the library.
func TestAnnotationsAlone(t *testing.T) {
	l := ferry()
	lines := strings.SplitAfter(string(l.write(t)), "\n")
	records := read(t, []byte(lines[3]+lines[4]))
	if len(records) != 2 || !reflect.DeepEqual(*records[1].Annotation, l.said[1]) || records[1].Hash != l.articles[0].Article.Hash {
		t.Errorf("got %+v", records)
	}
}

func FuzzRead(f *testing.F) {
	file := ferry().write(f)
	f.Add(file)
	for line := range bytes.Lines(file) {
		f.Add(line)
	}
	f.Add([]byte("\ufeff\r\n{}\n[]\nnull\n{\"type\":\"article\",\"version\":1}"))
	f.Add([]byte(`{"type":"annotation","version":1,"id":"00000000000000ab","sentence":-9223372036854775808,"byte_end":-1,"text":"\ud800"}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		records, bad := readAll(t, file)
		for _, e := range bad {
			if strings.ContainsFunc(e.Error(), unicode.IsControl) || e.Line < 1 {
				t.Fatalf("a message that cannot be shown: %q", e.Error())
			}
		}
		var out bytes.Buffer
		w := bufio.NewWriter(&out)
		e := jsonl.NewEncoder(w)
		for _, r := range records {
			var err error
			switch {
			case r.Scheme != nil:
				err = e.Scheme(*r.Scheme)
			case r.Story != nil:
				err = e.Story(*r.Story)
			case r.Article != nil:
				err = e.Article(r.Article.Article, r.Article.Body)
			case r.Annotation != nil:
				if err = e.Annotation(*r.Annotation); errors.Is(err, jsonl.ErrOtherText) {
					return // it stood without its article
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		again := read(t, out.Bytes())
		for i := range again {
			again[i].Line, records[i].Line = 0, 0
		}
		if len(again) != len(records) || len(again) > 0 && !reflect.DeepEqual(again, records) {
			t.Fatalf("read %+v\nthen %+v", records, again)
		}
	})
}
