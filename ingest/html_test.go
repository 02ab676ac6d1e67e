package ingest

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rashomon/annotate"
)

func sentencesOf(b annotate.Body) (all []string) {
	for n := range b.Sentences {
		all = append(all, b.Sentence(n))
	}
	return all
}

// TestPageReadsLikeText: a page's sentences are those of the same report in a plain file.
func TestPageReadsLikeText(t *testing.T) {
	a, notes, err := File(filepath.Join("page", "testdata", "wordpress.html"), day)
	if err != nil || len(notes) != 0 {
		t.Fatal(notes, err)
	}
	want := annotate.NewArticle(annotate.Article{
		Title: "Barge rams Halvorn storm gate, six hurt", Source: "The Tarn Courier", Author: "Ana Lund", Place: "HALVORN", Date: "2031-03-09T05:52:11Z",
		URL: "https://www.tarncourier.example/2031/03/barge-rams-storm-gate/", Language: "en-GB", Format: annotate.Markdown,
	}, a.Body, day)
	if a.Article != want {
		t.Errorf("%+v\nwant %+v", a.Article, want)
	}
	got := sentencesOf(a.Body)
	for _, s := range []string{
		"A barge laden with fertiliser rammed the storm gate of Halvorn harbour before dawn on Sunday, and six people were taken to hospital, the [rescue service](https://www.tarncourier.example/tag/rescue-service/) said.",
		"“We heard a bang, and then the lights went out,” said harbour master Tove Orr.", "“Nobody [on the quay] knew what had happened.”",
		"The gate, rebuilt in 2024 at a cost of 12 million crowns, was *not* closed at the time, the port authority said in a statement.",
		"What the crew says", "2 of the 4 crew members were asleep.", "The gate is open by 40 cm and cannot be moved.", "It will take weeks to mend it.",
	} {
		if !slices.Contains(got, s) {
			t.Errorf("no sentence %q among\n%s", s, strings.Join(got, "\n"))
		}
	}
	for _, s := range []string{"cookie", "Share", "Advertisement", "newsletter", "Related", "badly built", "Most read", "©", "Photo:", "READ MORE", "Skip"} {
		if strings.Contains(a.Body.Text, s) {
			t.Errorf("%q came in", s)
		}
	}
}

// TestKinds: what a file is, is told by its name, else by how it begins.
func TestKinds(t *testing.T) {
	page := "\n<!-- x -->\n<!DOCTYPE html><title>A barge hits the gate</title><p>Two boats sank.</p>"
	letter := "Message-ID: <1@a.example>\r\nFrom: Tarn Courier <a@a.example>\r\nSubject: Two boats\r\n\r\nTwo boats sank.\r\n"
	for _, c := range []struct {
		name, text, title string
		kind              Kind
		format            annotate.Format
	}{
		{"a.html", page, "A barge hits the gate", PageFile, annotate.Markdown},
		{"a.XHTML", page, "A barge hits the gate", PageFile, annotate.Markdown},
		{"a", page, "A barge hits the gate", AnyFile, annotate.Markdown},
		{"a.txt", page, "<!-- x -->", PlainFile, annotate.Plain},
		{"a.eml", letter, "Two boats", MailFile, annotate.Plain},
		{"a", letter, "Two boats", AnyFile, annotate.Plain},
		{"a", "From: Tarn\nTwo boats sank.", "From: Tarn", AnyFile, annotate.Plain},
		{"a.md", "# Two boats\n\nsank.", "Two boats", MarkdownFile, annotate.Markdown},
	} {
		kind, err := KindOf(c.name)
		if err != nil || kind != c.kind {
			t.Errorf("%s: %q, %v", c.name, kind, err)
		}
		a, notes, err := ReadAs(strings.NewReader(c.text), c.name, kind, day)
		if err != nil || a.Article.Format != c.format || !strings.HasPrefix(a.Article.Title, c.title) {
			t.Errorf("%s: %+v, %v, %v", c.name, a.Article, notes, err)
		}
	}
	if kind, err := KindOf("a.pdf"); !errors.Is(err, ErrUnsupported) {
		t.Error(kind, err)
	}
}

// TestEveryPageIsClean: what comes in of any page is clean, whole, and has its sentences in order.
func TestEveryPageIsClean(t *testing.T) {
	paths, err := filepath.Glob("page/testdata/*.html")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		evil := strings.NewReplacer("<p>", "<p>\x1b]0;x\x07\u202eA&#27;[2J&#x202e;\u200b ", "content=\"", "content=\"\x1b[31m&#155;").Replace(string(data))
		a, notes, err := HTML([]byte(evil), "", "", day)
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		checkArrival(t, a, notes)
	}
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte("<html lang=fr><title>a\x1b[2J</title><p>Deux blessés&#x1b;. <b>Six.</b> 1. <a href=/x>Non</a>.<ul><li>* a</ul>"))
	f.Add([]byte("<meta name=date content=\"2031-99-99\"><table><tr><th>a<tr><td>---\n|b</table><pre><code>```\n</code></pre>---\ntitle: x\n---"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, notes, err := HTML(data, "https://a.example/b", "", day)
		if err != nil {
			if !errors.Is(err, ErrNotHTML) && !errors.Is(err, ErrEmpty) {
				t.Fatal(err)
			}
			return
		}
		checkArrival(t, a, notes)
	})
}

// BenchmarkHTML reads a page of the size that outlets send: 80 kB, of which 5 kB are the report.
func BenchmarkHTML(b *testing.B) {
	data, err := os.ReadFile("page/testdata/wordpress.html")
	if err != nil {
		b.Fatal(err)
	}
	source := string(data)
	text := strings.Repeat("<p>The gate was <em>not</em> closed, the <a href=\"/a\">port</a> said. “It is bent,” said Tove Orr, who has seen it; nobody else has, as far as is known.</p>\n", 30)
	menu := strings.Repeat("<li class=\"menu-item menu-item-type-custom menu-item-object-custom\"><a href=\"https://tarncourier.example/section/a\" data-track=\"menu\">Section</a></li>\n", 200)
	script := "<script>" + strings.Repeat("window.dataLayer.push({event:'view',id:4711});\n", 800) + "</script>"
	source = strings.Replace(source, "<h2 class=\"wp-block-heading\">", text+"<h2 class=\"wp-block-heading\">", 1)
	source = strings.Replace(source, "</nav>", "<ul>"+menu+"</ul></nav>"+script, 1)
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := HTML([]byte(source), "", "", day); err != nil {
			b.Fatal(err)
		}
	}
}
