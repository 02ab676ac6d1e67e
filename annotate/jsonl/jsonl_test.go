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
			case r.Search != nil:
				got.searches = append(got.searches, *r.Search)
			case r.Speaker != nil:
				got.speak(t, []annotate.Edit{{Speaker: &annotate.Replaced[annotate.Speaker]{After: r.Speaker}}})
			case r.Ruling != nil:
				got.rulings = append(got.rulings, *r.Ruling)
				for i, p := range r.Ruling.Places {
					if b, err := l.text(p.Article, p.Revision); err != nil || len(r.Hashes) != len(r.Ruling.Places) || r.Hashes[i] != annotate.Hash(b.Text) {
						t.Fatalf("hashes %v of %+v", r.Hashes, r.Ruling)
					}
				}
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

// passage is what a program reads of an annotation, or of a ruling's place.
type passage struct {
	ArticleID string `json:"article_id"`
	Revision  int
	Text      string
	RuneStart int `json:"rune_start"`
	RuneEnd   int `json:"rune_end"`
	ByteStart int `json:"byte_start"`
	ByteEnd   int `json:"byte_end"`
}

// cuts says whether the offsets cut the passage out of its text.
func (p passage) cuts(t *rapid.T, texts map[string]string) {
	text := texts[fmt.Sprint(p.ArticleID, p.Revision)]
	if got := string([]rune(text)[p.RuneStart:p.RuneEnd]); got != p.Text {
		t.Fatalf("code points %d–%d are %q, not %q", p.RuneStart, p.RuneEnd, got, p.Text)
	}
	if got := text[p.ByteStart:p.ByteEnd]; got != p.Text {
		t.Fatalf("bytes %d–%d are %q, not %q", p.ByteStart, p.ByteEnd, got, p.Text)
	}
}

// The offsets are for programs that know nothing of this one.
func TestOffsetsCutTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := map[string]string{}
		for line := range bytes.Lines(drawn(t).write(t)) {
			var r struct {
				Type string
				ID   string
				passage
				Before, After string
				Places        []passage
			}
			_ = json.Unmarshal(line, &r) // keys of other types do not fit
			if r.Type == "article" {
				texts[fmt.Sprint(r.ID, r.Revision)] = r.Text
			}
			for _, p := range r.Places {
				p.cuts(t, texts)
			}
			if r.Type != "annotation" {
				continue
			}
			r.cuts(t, texts)
			runes := []rune(texts[fmt.Sprint(r.ArticleID, r.Revision)])
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
	two := ferries()
	r := two.rulings[1]
	if err := e.Ruling(r, ferry().text); !errors.Is(err, errNoText) {
		t.Errorf("a ruling on a text that is not there: %v", err)
	}
	r.Places = slices.Clone(r.Places)
	r.Places[1].Quote = "The ferry swam."
	if err := e.Ruling(r, two.text); err == nil || !strings.Contains(err.Error(), "is not the quote") {
		t.Errorf("a ruling on other words: %v", err)
	}
	r.Places = r.Places[:1]
	if err := e.Ruling(r, two.text); err == nil {
		t.Error("a ruling on one place was written")
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
		x := annotate.NewAnnotation(a, b, annotate.OnSentence(n), "default", "ana")
		x.Labels, x.Created, x.Updated = []string{label}, noon, noon
		l.said = append(l.said, x)
	}
	return l
}

// ferries is the ferry's library with another article and three rulings: on a link, on the
// number of those who drowned, and the name of a statement.
func ferries() *library {
	l := ferry()
	text := "A ferry went down off the pier. Two drowned."
	b := annotate.Body{Text: text, Sentences: []annotate.Span{{Start: 0, End: 31}, {Start: 32, End: len(text)}}}
	a := annotate.NewArticle(annotate.Article{Title: "A ferry is lost", Source: "Pier Courier", Story: l.stories[0].ID}, b, noon)
	l.articles = append(l.articles, annotate.Arrival{Article: a, Body: b})
	at := func(article, n int, value annotate.Span) annotate.Place {
		x := l.articles[article]
		return annotate.PlaceOf(x.Article, x.Body, n, value)
	}
	whole := annotate.Span{}
	l.put(annotate.NewRuling(annotate.OnLink, true, "", "the same ferry", "ana", noon, at(0, 0, whole), at(1, 0, whole)))
	l.put(annotate.NewRuling(annotate.OnConflict, false, "drowned", "", "bo", noon, at(0, 1, annotate.Span{Start: 19, End: 25}), at(1, 1, annotate.Span{Start: 32, End: 35})))
	l.put(annotate.NewRuling(annotate.OnStatement, true, "", "The ferry sank", "ana", noon, at(0, 0, whole), at(1, 0, whole)))
	return l
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

// holds says whether the ruling's places stand in the library's texts.
func (l *library) holds(r jsonl.Record) bool {
	for i, p := range r.Ruling.Places {
		b, err := l.text(p.Article, p.Revision)
		if err != nil || annotate.Hash(b.Text) != r.Hashes[i] || p.Check(b) != nil {
			return false
		}
	}
	return true
}

func FuzzRead(f *testing.F) {
	file := named().write(f)
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
		l := &library{}
		for _, r := range records {
			if r.Article != nil {
				l.articles = append(l.articles, *r.Article)
			}
		}
		var out bytes.Buffer
		w := bufio.NewWriter(&out)
		e := jsonl.NewEncoder(w)
		for _, r := range records {
			var err error
			switch {
			case r.Ruling != nil:
				if !l.holds(r) {
					return // it stood without its articles
				}
				err = e.Ruling(*r.Ruling, l.text)
			case r.Search != nil:
				err = e.Search(*r.Search)
			case r.Speaker != nil:
				if err = e.Speaker(*r.Speaker); errors.Is(err, jsonl.ErrOtherText) {
					return // it stood without its story
				}
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
