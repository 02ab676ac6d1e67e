package ingest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
)

func TestFrontMatter(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want annotate.Article // the fields that front matter can state
		text string
		note string // the beginning of the only note
	}{
		"all of it": {
			"---\ntitle: \"The  Gate\"\nsource: Quay News\ndate: 2031-05-02T06:30:00+02:00\nauthors:\n  - Ann Orr\n  - name: Bo Quist\nurl: https://quay.example/gate\nlang: en-gb\n---\n\nTwo hurt.\n",
			annotate.Article{Title: "The Gate", Source: "Quay News", Date: "2031-05-02T06:30:00+02:00", Author: "Ann Orr, Bo Quist", URL: "https://quay.example/gate", Language: "en-GB"},
			"Two hurt.\n", "",
		},
		"other keys": {
			"---\nTitle: A\npublisher: Quay\npublished: 2 May 2031\nauthor: [Ann, Bo]\nlink: http://quay.example/a b\n---\nTwo hurt.",
			annotate.Article{Title: "A", Source: "Quay", Date: "2031-05-02", Author: "Ann, Bo", URL: "http://quay.example/a%20b"},
			"Two hurt.", "",
		},
		"outlet, no zone": {
			"---\noutlet: Quay\ntitle: ''\ndate: 2031-05-02 06:30:00\nauthor: ~\n...\nTwo hurt.",
			annotate.Article{Title: "Two hurt.", TitleMade: true, Source: "Quay", Date: "2031-05-02"}, "Two hurt.", "",
		},
		"header fills the gaps": {
			"---\ntitle: A\nsource: Quay\n---\n# B\n\nHALVORN (Other News) – Two hurt.",
			annotate.Article{Title: "A", Source: "Quay", Place: "HALVORN"}, "# B\n\nHALVORN (Other News) – Two hurt.", "",
		},
		"heading is the title": {
			"---\nsource: Quay\n---\n## Not this\n# The *Gate* of [Halvorn](x) #\n# Nor this\nTwo hurt.",
			annotate.Article{Title: "The Gate of Halvorn", Source: "Quay"}, "## Not this\n# The *Gate* of [Halvorn](x) #\n# Nor this\nTwo hurt.", "",
		},
		"unreadable date":     {"---\ntitle: A\ndate: 03/04/31\n---\nTwo hurt.", annotate.Article{Title: "A"}, "Two hurt.", `date "03/04/31"`},
		"unsafe address":      {"---\ntitle: A\nurl: javascript:alert(1)\n---\nTwo hurt.", annotate.Article{Title: "A"}, "Two hurt.", `url "javascript:alert(1)"`},
		"no such language":    {"---\ntitle: A\nlang: the usual\n---\nTwo hurt.", annotate.Article{Title: "A"}, "Two hurt.", `lang "the usual"`},
		"broken":              {"---\ntitle: \"A\nsource: [\n---\nTwo hurt.", annotate.Article{Title: "title: \"A source: [", TitleMade: true}, "---\ntitle: \"A\nsource: [\n---\nTwo hurt.", "front matter that cannot be read"},
		"two rules":           {"---\nTwo hurt.\n---\nOne left.", annotate.Article{Title: "Two hurt.", TitleMade: true}, "---\nTwo hurt.\n---\nOne left.", ""},
		"never closed":        {"---\ntitle: A\n\nTwo hurt.", annotate.Article{Title: "title: A", TitleMade: true}, "---\ntitle: A\n\nTwo hurt.", ""},
		"alias":               {"---\ntitle: &a A\nsource: *a\n---\nTwo hurt.", annotate.Article{Title: "A"}, "Two hurt.", ""},
		"escapes in a field":  {"---\ntitle: \"A\\e[31m\\u202eB\\nC\"\n---\nTwo hurt.", annotate.Article{Title: "AB C"}, "Two hurt.", ""},
		"windows line ends":   {"---\r\ntitle: A\r\n---\r\nTwo hurt.\r\n", annotate.Article{Title: "A"}, "Two hurt.\n", ""},
		"byte order mark":     {"\ufeff---\ntitle: A\n---\nTwo hurt.", annotate.Article{Title: "A"}, "Two hurt.", ""},
		"nothing but a title": {"---\ntitle: A\n---\n![chart](c.png)", annotate.Article{Title: "A"}, "![chart](c.png)", ""},
	} {
		t.Run(name, func(t *testing.T) {
			a, notes := taken(t, c.in, annotate.Markdown)
			c.want.Format = annotate.Markdown
			if want := annotate.NewArticle(c.want, a.Body, day); a.Article != want {
				t.Errorf("got  %+v\nwant %+v", a.Article, want)
			}
			if a.Body.Text != c.text {
				t.Errorf("text %q; want %q", a.Body.Text, c.text)
			}
			if c.note == "" && len(notes) > 0 || c.note != "" && (len(notes) != 1 || !strings.HasPrefix(notes[0], c.note)) {
				t.Errorf("notes %q; want %q", notes, c.note)
			}
			checkArrival(t, a, notes)
		})
	}
}

// A text file may state the same; what is plain text in a table stays as it is there.
func TestFrontMatterOfPlainText(t *testing.T) {
	in := "---\ntitle: The night\nsource: Quay\ndate: 2031-05-02\n---\n\nTwo hurt. One left.\n"
	a, notes := taken(t, in, annotate.Plain)
	want := annotate.Article{Title: "The night", Source: "Quay", Date: "2031-05-02", Format: annotate.Plain}
	if a.Article != annotate.NewArticle(want, a.Body, day) || a.Body.Text != "Two hurt. One left.\n" || len(notes) > 0 {
		t.Errorf("%+v, text %q, notes %q", a.Article, a.Body.Text, notes)
	}
	if a, _, err := Stated(in, annotate.Plain, annotate.Article{}, day); err != nil || a.Body.Text != in {
		t.Errorf("of a table: text %q, %v", a.Body.Text, err)
	}
	said := "---\nWitness: I saw a boat at nine.\nHarbour master: nobody did.\n---\nThe boat was red.\n"
	if a, notes := taken(t, said, annotate.Plain); a.Body.Text != said || len(notes) > 0 {
		t.Errorf("what was said between rules: text %q, notes %q", a.Body.Text, notes)
	}
}

func TestMarkdownSentences(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want []string
	}{
		"heading":                 {"# The gate #\n\nSub\n---\nText.", []string{"The gate", "Sub", "Text."}},
		"wrapped paragraph":       {"Two boats\nsank. One\n  did not.", []string{"Two boats\nsank.", "One\n  did not."}},
		"list":                    {"- One.\n- Two. Three\n  four.\n\n1. Five\n2) Six", []string{"One.", "Two.", "Three\n  four.", "Five", "Six"}},
		"task":                    {"- [ ] Ask him.\n- [x] Ask her.", []string{"Ask him.", "Ask her."}},
		"block quote":             {"> Two hurt.\n> One\n> missing.\n\nNo more.", []string{"Two hurt.", "One\n> missing.", "No more."}},
		"nested":                  {"> - One.\n>   > Two.", []string{"One.", "Two."}},
		"table":                   {"| Pier | Boats |\n|---|---|\n| Nine | Two. Three. |\n| | 4 |", []string{"Pier", "Boats", "Nine", "Two.", "Three.", "4"}},
		"code and HTML":           {"One.\n\n    code here.\n\n```\nMore code.\n```\n\n<div>\nNot this.\n</div>\n\nTwo.", []string{"One.", "Two."}},
		"emphasis at the end":     {"He was *tired.* She was **not.**", []string{"He was *tired.*", "She was **not.**"}},
		"emphasis over two":       {"**One. Two.** Three.", []string{"**One.", "Two.**", "Three."}},
		"nested emphasis":         {"***Shut.*** ~~Left.~~ *`Lost.`* [`Gone.`](x) No.", []string{"***Shut.***", "~~Left.~~", "*`Lost.`*", "[`Gone.`](x)", "No."}},
		"no blank between":        {"門は閉じた。**船は沈んだ。**[記録](x)は無い。", []string{"門は閉じた。", "**船は沈んだ。**", "[記録](x)は無い。"}},
		"link at the end":         {"See [the log.](http://a.example/b.c?d=e.) Then go.", []string{"See [the log.](http://a.example/b.c?d=e.)", "Then go."}},
		"link with a title":       {"[He](x \"Dr. No. Yes.\") left. [She](<y z>) stayed.", []string{"[He](x \"Dr. No. Yes.\") left.", "[She](<y z>) stayed."}},
		"link over two":           {"[He left. She stayed.](x) It rained.", []string{"[He left. She stayed.](x)", "It rained."}},
		"reference link":          {"[He][1] left. [Done][].\n\n[1]: http://a.example. \"No. 1\"\n[done]: x", []string{"[He][1] left.", "[Done][]."}},
		"bare address":            {"See https://a.example/b.html. Then <https://c.example>. Go.", []string{"See https://a.example/b.html.", "Then <https://c.example>.", "Go."}},
		"picture":                 {"![A gate. Shut.](g.png) Two hurt.\n\n![Only. This.](h.png)", []string{"Two hurt."}},
		"tags":                    {"<b>Two hurt.</b> <i>One left.</i>", []string{"<b>Two hurt.</b>", "<i>One left.</i>"}},
		"escapes and references":  {"Rock \\& Co\\. said &quot;no.&quot; He left &#8212; twice&#46; Done.", []string{"Rock \\& Co\\. said &quot;no.&quot;", "He left &#8212; twice&#46;", "Done."}},
		"hard break":              {"12 Quay Street  \nHalvorn\\\nKelm", []string{"12 Quay Street", "Halvorn", "Kelm"}},
		"code span":               {"Type `run. Now` and go. `` a`b. ``", []string{"Type `run. Now` and go.", "`` a`b. ``"}},
		"dateline":                {"# Gate\n\n**HALVORN** – Two hurt.\n\nKELM – One left.", []string{"Gate", "Two hurt.", "KELM – One left."}},
		"dateline behind heading": {"# KELM – One left.\n\nTwo hurt.", []string{"KELM – One left.", "Two hurt."}},
		"only signs":              {"***\n\n- \n\n---", nil},
	} {
		t.Run(name, func(t *testing.T) {
			a, notes := taken(t, c.in, annotate.Markdown)
			if got := sentences(a.Body); !slices.Equal(got, c.want) {
				t.Errorf("%q\ngives %q\nwant  %q", c.in, got, c.want)
			}
			if a.Body.Text != c.in || a.Article.Format != annotate.Markdown {
				t.Errorf("text %q, notes %q", a.Body.Text, notes)
			}
		})
	}
}

// What would take a Markdown parser minutes is read as plain text, at once.
func TestIntricateMarkdownIsPlain(t *testing.T) {
	staircase := ""
	for i := range 300 {
		staircase += strings.Repeat(" ", 2*i) + "- a\n"
	}
	for name, text := range map[string]string{
		"quotes":      strings.Repeat(">", 100000) + " Two hurt.",
		"lists":       strings.Repeat("- ", 40000) + "Two hurt.",
		"numbers":     strings.Repeat("1. ", 40000) + "Two hurt.",
		"staircase":   staircase,
		"brackets":    strings.Repeat("[", 100000) + " Two hurt.",
		"links":       strings.Repeat("[a](", 100000),
		"underscores": strings.Repeat("_a_b", 100000),
		"lines":       strings.Repeat("a\n\n", 200000),
		"tags":        strings.Repeat("<a ", 100000),
		"rows":        "a|b|c\n-|-|-\n" + strings.Repeat("x\n", 200000),
		"table":       strings.Repeat("a|", 10000) + "\n" + strings.Repeat("-|", 10000) + "\n" + strings.Repeat("x\n", 10000),
	} {
		start := time.Now()
		a, notes := taken(t, "---\ntitle: Kept\n---\n"+text, annotate.Markdown)
		if a.Article.Format != annotate.Plain || a.Article.Title != "Kept" || len(notes) != 1 {
			t.Errorf("%s: %s, %q, %q after %v", name, a.Article.Format, a.Article.Title, notes, time.Since(start))
		}
	}
}

func TestOrdinaryMarkdownIsNotIntricate(t *testing.T) {
	row := "| pier | boat | crew | owner | state |\n"
	for name, text := range map[string]string{
		"long table":  row + strings.Repeat("|---", 5) + "|\n" + strings.Repeat(row, 3000),
		"paragraphs":  strings.Repeat("[One](x) and *two* of `three`, _four_.\n\n", 3000),
		"list":        strings.Repeat("* [One](x) and *two* of `three`, _four_.\n", 3000),
		"linked rows": "| boat | log |\n|---|---|\n" + strings.Repeat("| *Ann* | [log](x) |\n", 1000),
		"deep quotes": strings.Repeat("> ", 20) + "Two hurt.",
		"rule":        strings.Repeat("-", 500) + "\n\nTwo hurt.\n\n" + strings.Repeat("* ", 40),
		"long lines":  strings.Repeat("Two boats sank, he said. ", 20000),
	} {
		if a, notes := taken(t, text, annotate.Markdown); a.Article.Format != annotate.Markdown {
			t.Errorf("%s: %q", name, notes)
		}
	}
}
