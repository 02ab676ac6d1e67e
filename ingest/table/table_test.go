package table

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/ingest"
)

var noon = time.Date(2031, 5, 4, 12, 0, 0, 0, time.UTC)

// rowsOf is the rows of a table, each on a line, and what is wrong with others.
func rowsOf(t testing.TB, in string, o Options) (string, Used, error) {
	t.Helper()
	var b strings.Builder
	used, err := Read(strings.NewReader(in), o, func(r Row) error {
		a := r.Stated
		fmt.Fprintf(&b, "%d: %q", r.Line, r.Text)
		for _, s := range []string{a.Title, a.Source, a.Author, a.Date, a.URL, a.Language, a.Place, r.Story, r.Format, r.ID} {
			if s != "" {
				fmt.Fprintf(&b, " | %s", s)
			}
		}
		b.WriteByte('\n')
		return nil
	}, func(e jsonl.LineError) { fmt.Fprintf(&b, "bad %v\n", e) })
	return b.String(), used, err
}

// reads is tables, and how they are to be read.
type reads = map[string]struct{ in, want, mapping, unread string }

func jsonTables() reads {
	return reads{
		"json lines": {
			`{"id":"a1","text":"It rained.","title":"Rain","source":"Pier Post","date":"2031-05-04","url":"https://pier.example/1","lang":"en","story":"Rain"}` + "\n\n" + `{"id":"a2","text":"It snowed."}`,
			"1: \"It rained.\" | Rain | Pier Post | 2031-05-04 | https://pier.example/1 | en | Rain | a1\n3: \"It snowed.\" | a2\n",
			"text, title, source, date, url, lang, story, id", "",
		},
		"other names": {
			`{"Headline":"Rain","articleBody":"It rained.","Published_At":"2031-05-04T10:00:00Z","Site-Name":"Pier Post","byline":["Ana","Bob"],"tags":["x"]}`,
			"1: \"It rained.\" | Rain | Pier Post | Ana, Bob | 2031-05-04T10:00:00Z\n",
			"text from articleBody, title from Headline, source from Site-Name, author from byline, date from Published_At", "tags",
		},
		"objects and lists": {
			`{"content":["One.","Two."],"title":{"rendered":"Rain"},"source":{"id":null,"name":"Pier Post"},"author":[{"name":"Ana"},{"name":"Bob"}]}`,
			"1: \"One.\\n\\nTwo.\" | Rain | Pier Post | Ana, Bob\n", "text from content, title, source, author", "",
		},
		"the text that is not empty": {
			`{"text":"","content":"It rained.","title":"Rain"}`, "1: \"It rained.\" | Rain\n", "text from content, title", "",
		},
		"bad lines": {
			`{"text":"One.","id":1}` + "\n{\"text\":\n[1]\n" + `{"id":2}` + "\n" + `{"text":" ","id":3}` + "\nno\n" + `{"text":"Two.","id":4,"author":"Ana"}` + "\n{\"text\":\"\xff\"}\n",
			"bad line 2: not an article in JSON: unexpected end of JSON input\nbad line 3: not an article in JSON: a JSON array, not an object\nbad line 6: not an article in JSON: invalid character 'o' in literal null (expecting 'u')\nbad line 8: not valid UTF-8\n" +
				"1: \"One.\" | 1\nbad line 4: row \"2\" without a text\nbad line 5: row \"3\" without a text\n7: \"Two.\" | Ana | 4\n",
			"text, author, id", "",
		},
		"a bad line at first": {
			"garbage\n" + `{"text":"One."}` + "\n" + `{"text":"Two."}` + "\n", "bad line 1: not an article in JSON: invalid character 'g' looking for beginning of value\n2: \"One.\"\n3: \"Two.\"\n", "text", "",
		},
		"an array": {
			"[\n {\"text\":\"One.\",\n  \"title\":\"A\"},\n 7,\n {\"text\":\"Two.\"}\n]\n",
			"bad line 4: row 2: not an article in JSON: a JSON number, not an object\n2: \"One.\" | A\n5: \"Two.\"\n", "text, title", "",
		},
		"an array that breaks off": {
			`[{"text":"One."},{"text":"Tw`, "bad line 1: row 2: the file ends in the middle: what follows is not read\n1: \"One.\"\n", "text", "",
		},
		"an object over lines": {
			"{\n \"text\":\"One.\"\n}\n{\"text\":\"Two.\"}", "1: \"One.\"\n4: \"Two.\"\n", "text", "",
		},
		"the answer of a service": {
			`{"status":"ok","articles":[{"content":"One.","title":"A"},{"content":"Two.","title":"B"}]}`, "1: \"One.\" | A\n1: \"Two.\" | B\n", "text from content, title", "",
		},
	}
}

func csvTables() reads {
	return reads{
		"csv": {
			"title,text,outlet,tags\nRain,\"It rained,\nhe said.\",Pier Post,x\r\n\"Sn\"\"ow\", \"It snowed.\",,\n",
			"2: \"It rained,\\nhe said.\" | Rain | Pier Post\n4: \"It snowed.\" | Sn\"ow\n", "text, title, source from outlet", "tags",
		},
		"semicolons": {"\ufeffTitle;Text\nRain;It rained, he said.\n", "2: \"It rained, he said.\" | Rain\n", "text from Text, title from Title", ""},
		"tabs":       {"title\ttext\nRain\t\"Rain\", he said.\n\tIt \"snowed\".\n", "2: \"\\\"Rain\\\", he said.\" | Rain\n3: \"It \\\"snowed\\\".\"\n", "text, title", ""},
		"sep=":       {"sep=|\r\ntitle|text\r\nRain|It rained, he said.\r\n", "3: \"It rained, he said.\" | Rain\n", "text, title", ""},
		"old Mac":    {"title,text\rRain,It rained.\r", "2: \"It rained.\" | Rain\n", "text, title", ""},
		"old Mac, other line ends in cells": {
			"title,text\r\"The\nrain\",\"It rained,\r\nhe said.\"\rSnow,It snowed.\r", "2: \"It rained,\\n\\nhe said.\" | The\nrain\n6: \"It snowed.\" | Snow\n", "text, title", "",
		},
		"little text of western Europe": {
			"title;text\nCaf\xe9;Le ch\xe2teau a br\xfbl\xe9.\n", "2: \"Le château a brûlé.\" | Café\n", "text, title", "",
		},
		"ragged": {
			"title,text\nA\nB,Two.,\nC,Three.,four\n\nD,Five.\n",
			"bad line 2: it has 1 cells, and the first row 2\n3: \"Two.\" | B\nbad line 4: it has 3 cells, and the first row 2\n6: \"Five.\" | D\n", "text, title", "",
		},
		"a quotation mark that ends nothing": {
			"title,text\nA,\"One.\nB,\"Two.\"\nC,Three.\nD,\"Four.\nE,Five.\n",
			"bad line 2: a quotation mark in a quoted cell has to be doubled\n3: \"Two.\" | B\n4: \"Three.\" | C\nbad line 5: a quoted cell that does not end\n6: \"Five.\" | E\n", "text, title", "",
		},
		"windows-1251": {"title,text\nA,\xcf\xee\xf2\xee\xef \xe1\xfb\xeb \xed\xe0 \xf0\xe5\xea\xe5, \xe8 \xe2\xf1\xb8 \xec\xee\xf1\xf2 \xe7\xe0\xea\xf0\xfb\xeb\xe8.,\n", "2: \"Потоп был на реке\" | A\n", "", ""},
		"nothing":      {" \n", "", "", ""},
	}
}

func TestRead(t *testing.T) {
	all := jsonTables()
	maps.Copy(all, csvTables())
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			got, used, err := rowsOf(t, c.in, Options{})
			if name == "windows-1251" {
				got, _, err = rowsOf(t, strings.Replace(c.in, ", \xe8", "\xe8", 1), Options{}) // one comma less
				if err != nil || !strings.Contains(got, "Потоп") {
					t.Fatalf("%s, %v", got, err)
				}
				return
			}
			if err != nil || got != c.want {
				t.Errorf("%v, got\n%swant\n%s", err, got, c.want)
			}
			if used.Mapping.String() != c.mapping || strings.Join(used.Unread, ",") != c.unread {
				t.Errorf("used %q, unread %q", used.Mapping, used.Unread)
			}
		})
	}
}

// A line is given before the next one is written.
func TestLive(t *testing.T) {
	r, w := io.Pipe()
	lines := []string{`{"id":"a"}`, `{"id":"b","content":"One."}`, `{"id":"c","content":"Two.","headline":"B"}`}
	given := make(chan string, 3)
	go func() {
		defer w.Close()
		for n, line := range lines {
			_, _ = io.WriteString(w, line+"\n")
			if n > 0 {
				<-given
			}
		}
	}()
	var got []string
	_, err := Read(r, Options{Live: true}, func(r Row) error {
		got = append(got, r.ID+r.Text+r.Stated.Title)
		given <- r.ID
		return nil
	}, func(e jsonl.LineError) { got = append(got, e.Error()) })
	if want := []string{`line 1: row "a" without a text`, "bOne.", "cTwo.B"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
}

func TestMapping(t *testing.T) {
	m, err := ParseMapping([]string{"text=data.body", "source=OUTLET", "title="})
	if err != nil {
		t.Fatal(err)
	}
	got, used, err := rowsOf(t, `{"data":{"body":"It rained."},"outlet":"Pier Post","title":"Rain","author":"Ana","text":"no"}`, Options{Map: m})
	if want := "1: \"It rained.\" | Pier Post | Ana\n"; got != want || err != nil || used.Mapping.String() != "text from data.body, source from outlet, author" {
		t.Errorf("%s%v %s", got, err, used.Mapping)
	}
	for _, pair := range []string{"text", "body=text", "text="} {
		if _, err := ParseMapping([]string{pair}); err == nil {
			t.Errorf("%q is a mapping", pair)
		}
	}
	for _, c := range []struct {
		in    string
		pairs []string
		err   error
	}{
		{"a,b\n1,2\n", nil, ErrNoText},
		{`{"a":1}`, nil, ErrNoText},
		{"text,b\n1,2\n", []string{"source=outlet"}, ErrNoColumn},
		{`{"text":"It rained."}`, []string{"text=body"}, ErrNoColumn},
		{"\x00\x01\x02\x03", nil, ingest.ErrBinary},
	} {
		m, err := ParseMapping(c.pairs)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := rowsOf(t, c.in, Options{Map: m}); !errors.Is(err, c.err) {
			t.Errorf("%q: %v, want %v", c.in, err, c.err)
		}
	}
}

func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		"1935662400": "2031-05-04T12:00:00Z", "1935662400000": "2031-05-04T12:00:00Z", "1935662400.5": "2031-05-04T12:00:00Z", "20310504": "2031-05-04",
		"20310504120000": "2031-05-04", "Sun, 04 May 2031 12:00:00 GMT": "2031-05-04T12:00:00Z", "2031-05-04 12:00:00+02:00": "2031-05-04T12:00:00+02:00",
		"2031-05-04": "2031-05-04", "99999999": "99999999", "soon": "soon", "": "", "Sun, 04 May 2031 12:00:00 XYZ": "Sun, 04 May 2031 12:00:00 XYZ",
	} {
		if got := date(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func TestLikely(t *testing.T) {
	for in, want := range map[string]bool{
		`{"id":"a","text":"It rained."}`:             true,
		`{"body":"It rained.","headline":"Rain"}`:    true,
		`[{"text":"It rained.","title":"Rain"},{"te`: true,
		"title,text\n": true,
		"\xff\xfet\x00i\x00t\x00l\x00e\x00,\x00t\x00e\x00x\x00t\x00\n\x00": true,
		`{"text":"It rained."}`:                                                  false,
		`{"text":"It rained.","title":"Rain","label":"CLAIM"}`:                   false,
		`{"text":"It rained.","id":3,"labels":[]}`:                               false,
		"text,title,label\n":                                                     false,
		"text,category\n":                                                        false,
		"It rained, and the text,\nthe title says so.\n":                         false,
		`{"version":1,"type":"article","id":"1","text":"It rained.","title":""}`: false,
		"":       false,
		"<html>": false,
	} {
		if got := Likely([]byte(in)); got != want {
			t.Errorf("%q: %v", in, got)
		}
	}
}

func TestArticle(t *testing.T) {
	for name, c := range map[string]struct {
		row    Row
		format string
		want   string
	}{
		"plain":    {Row{Text: "It *rained*. A < b, and c > d."}, "", "plain: It *rained*. A < b, and c > d."},
		"markdown": {Row{Text: "It *rained*."}, Markdown, "markdown: It *rained*."},
		"stated":   {Row{Text: "It *rained*.", Format: "md"}, "", "markdown: It *rained*."},
		"no html":  {Row{Text: "<p>It <b>rained</b>.</p>"}, Plain, "plain: <p>It <b>rained</b>.</p>"},
		"html":     {Row{Text: "<p>It <b>rained</b>.</p><p>It snowed.</p>"}, "", "markdown: It **rained**.\n\nIt snowed."},
	} {
		a, _, err := c.row.Article(c.format, noon)
		if got := string(a.Article.Format) + ": " + a.Body.Text; got != c.want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	a, notes, err := Row{Text: "It rained.", Stated: annotate.Article{Title: "Rain", Date: "soon", Source: "Pier Post"}}.Article("", noon)
	if err != nil || a.Article.Title != "Rain" || a.Article.Source != "Pier Post" || a.Article.Date != "" || len(notes) != 1 {
		t.Errorf("%+v, %v, %v", a.Article, notes, err)
	}
	if _, _, err := (Row{Text: "\u200b"}).Article("", noon); !errors.Is(err, ingest.ErrEmpty) {
		t.Error(err)
	}
}

func TestLooksHTML(t *testing.T) {
	for in, want := range map[string]bool{
		"<p>It rained.</p>": true, "It rained.<br/>It snowed.<br>": true, "a <b>c": false, "It <i>rained</i>.": true, "x < y > z <q>": false, " <div class=\"a\">x": true, "": false, "<3 you": false,
	} {
		if got := looksHTML(in); got != want {
			t.Errorf("%q: %v", in, got)
		}
	}
}

// said is what a row is to say.
type said struct{ text, title, source, id string }

// What is written as a table is read as it was.
func TestReadsBackWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.SampledFrom([]rune("ab ,;|\t\"'\n\r=éß漢🚢\u200f")), 0, 12, -1)
		var rows []said
		for n := range rapid.IntRange(1, 8).Draw(t, "rows") {
			s := func() string { return strings.ReplaceAll(word.Draw(t, "s"), "\r", "") }
			rows = append(rows, said{fmt.Sprint("Report ", n, s()), s(), s(), fmt.Sprint(n)})
		}
		kind := rapid.SampledFrom([]string{",", ";", "\t", "lines", "array", "indented"}).Draw(t, "kind")
		var got []said
		_, err := Read(bytes.NewReader(written(t, kind, rows)), Options{}, func(r Row) error {
			got = append(got, said{r.Text, r.Stated.Title, r.Stated.Source, r.ID})
			return nil
		}, func(e jsonl.LineError) { t.Fatal(e) })
		if err != nil || !slices.Equal(got, rows) {
			t.Fatalf("%s: %v\ngot  %q\nwant %q", kind, err, got, rows)
		}
	})
}

func written(t *rapid.T, kind string, rows []said) []byte {
	var b bytes.Buffer
	var objects []map[string]string
	for _, r := range rows {
		objects = append(objects, map[string]string{"text": r.text, "title": r.title, "source": r.source, "id": r.id})
	}
	switch kind {
	case "lines":
		for _, o := range objects {
			_ = json.NewEncoder(&b).Encode(o)
		}
		return b.Bytes()
	case "array", "indented":
		e := json.NewEncoder(&b)
		if kind == "indented" {
			e.SetIndent("", "  ")
		}
		_ = e.Encode(objects)
		return b.Bytes()
	}
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = rune(kind[0]), rapid.Bool().Draw(t, "crlf")
	_ = w.Write([]string{"text", "title", "source", "id"})
	for _, r := range rows {
		_ = w.Write([]string{r.text, r.title, r.source, r.id})
	}
	w.Flush()
	return b.Bytes()
}

// However a table is broken, reading it ends, and no row is longer than the table.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"title,text\nA,\"b\nc\"\n", "text;id\n\"a;\n", "a\",b,\"\na\",b,\"\n", `{"text":"a","source":{"name":"b"}}`, `[{"text":"a"},`, "{\n\"text\":\"a\"\n}", `{"articles":[{"content":"a","title":"b"}]}`,
		"\xff\xfet\x00", "sep=;\ntext;id\na;b\n", "text\tid\n\"a\tb\n", "text,id\r1,2\r", `{"text":["a",["b",{"name":"c"}]],"date":1935662400}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		rows := 0
		_, err := Read(bytes.NewReader(in), Options{}, func(r Row) error {
			if rows++; r.Line < 1 || rows > len(in) {
				t.Fatalf("row %d in line %d of %d bytes", rows, r.Line, len(in))
			}
			_, _, err := r.Article("plain", noon)
			if err != nil && !errors.Is(err, ingest.ErrEmpty) {
				t.Fatal(err)
			}
			return nil
		}, func(jsonl.LineError) {
			if rows++; rows > len(in)+1 {
				t.Fatal("more is wrong than there is")
			}
		})
		Likely(in)
		_ = err
	})
}

// A table that is mostly good, with one line that is not, and one that is endless.
func TestOneBadLineCostsNoOther(t *testing.T) {
	for kind, bad := range map[string]string{"json": `{"text":"` + strings.Repeat("a", 70<<20) + "\"}\n", "csv": `x,"` + strings.Repeat("a", 40<<20) + "\n"} {
		good := func(n int) io.Reader {
			pr, pw := io.Pipe()
			go func() {
				for i := range n {
					line := fmt.Sprintf("%d,It rained on day %d.\n", i, i)
					if kind == "json" {
						line = fmt.Sprintf(`{"id":%d,"text":"It rained on day %d."}`+"\n", i, i)
					}
					if _, err := io.WriteString(pw, line); err != nil {
						return
					}
				}
				pw.Close()
			}()
			return pr
		}
		head := ""
		if kind == "csv" {
			head = "id,text\n"
		}
		rows, wrong := 0, 0
		_, err := Read(io.MultiReader(strings.NewReader(head), good(9_999), strings.NewReader(bad), good(10_000)), Options{},
			func(Row) error { rows++; return nil }, func(jsonl.LineError) { wrong++ })
		if err != nil || rows != 19_999 || wrong != 1 {
			t.Errorf("%s: %d rows, %d wrong, %v", kind, rows, wrong, err)
		}
	}
}
