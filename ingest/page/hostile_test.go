package page

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

const paragraph = "<p>A barge hit the storm gate on Sunday, and six people were hurt, the port said in the evening.</p>\n"

// report is a page's text of twenty paragraphs.
var report = strings.Repeat(paragraph, 20)

// TestOddPages: whatever surrounds it, the report comes in.
func TestOddPages(t *testing.T) {
	many := func(n int, format string) string {
		var out strings.Builder
		for i := range n {
			fmt.Fprintf(&out, format, i)
		}
		return out.String()
	}
	for name, source := range map[string]string{
		"100,000 elements deep":     "<html><body>" + strings.Repeat("<div>", 100_000) + report,
		"600 elements deep":         "<html><body>" + strings.Repeat("<div>", 600) + report,
		"deep and closed":           "<html><body>" + strings.Repeat("<div>", 600) + report + strings.Repeat("</div>", 600),
		"600 fonts":                 "<html><body>" + strings.Repeat("<font size=1>", 600) + report,
		"a million attributes":      "<html><body><div " + strings.Repeat("a ", 1_000_000) + ">" + report,
		"a body again and again":    many(20_000, "<body a%d=b>") + report,
		"formatting never closed":   many(2_000, "<b id=%d>x<p>") + report,
		"lists inside lists":        "<html><body>" + strings.Repeat("<ul><li>", 150) + report,
		"quotations in quotations":  "<html><body>" + strings.Repeat("<blockquote>", 300) + report,
		"tables inside tables":      "<html><body>" + strings.Repeat("<table><tr><td>ab", 100) + report,
		"a wide table":              "<table><tr><td colspan=100000000 rowspan=100000000>a<td>b<tr><td>c<td>d</table>" + report,
		"stray ends":                strings.Repeat("</x></p></table>", 5_000) + report,
		"comments":                  strings.Repeat("<!-- x -->", 5_000) + report,
		"a comment without end":     report + "<!-- " + strings.Repeat("x <p>", 5_000),
		"an attribute without end":  report + "<p title=\"" + strings.Repeat("x <p>", 5_000),
		"a script without end":      report + "<script>" + strings.Repeat("x <p>", 5_000),
		"deep JSON-LD":              "<html><script type=application/ld+json>" + strings.Repeat("[", 200_000) + "</script>" + report,
		"JSON-LD that is no object": "<html><script type=application/ld+json>[1,\"x\",null,{\"@type\":7,\"@graph\":{\"@type\":\"NewsArticle\",\"author\":[[[[]]]]}}]</script>" + report,
		"a circle of objects":       `<html><script type=application/ld+json>{"@graph":[{"@type":"NewsArticle","@id":"a","author":{"@id":"b"}},{"@id":"b","name":{"@id":"b"}}]}</script>` + report,
		"entities":                  report + strings.Repeat("&CounterClockwiseContourIntegral;&#0;&#x110000;&amp", 2_000),
		"NULs":                      "<html>\x00<body>\x00" + report + "\x00",
		"frames":                    "<html><frameset><frame src=a></frameset></html>" + report,
		"spaces":                    strings.Repeat(" ", 200_000) + report + strings.Repeat("&nbsp;\n", 20_000),
		"brackets":                  report + "<p>" + strings.Repeat("[a](", 20_000) + strings.Repeat("`*_~", 20_000),
		"bytes that are no text":    report + "\xff\xfe\xc0\x80",
		"bad addresses":             "<base href=\"http://[::1\">" + report + "<a href=\"http://%zz/\">x</a><a href=\"//\">y</a>",
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Read([]byte(source), "https://tarn.example/a", "text/html")
			if err != nil || strings.Count(p.Text, "six people were hurt") != 20 {
				t.Errorf("%v, %v, %d times", err, p.Notes, strings.Count(p.Text, "six people were hurt"))
			}
		})
	}
}

// TestTooLarge: what is too much to look through is kept whole, in time in proportion to its length.
func TestTooLarge(t *testing.T) {
	for name, source := range map[string]string{
		"paragraphs": strings.Repeat(paragraph, 40_000),
		"stray ends": strings.Repeat("six people were hurt</x>", 200_000),
		"deep":       strings.Repeat("<table><tr><td>ab", 120) + strings.Repeat(paragraph, 10_000),
	} {
		p, err := Read([]byte(source), "", "")
		want := strings.Count(source, "six people were hurt")
		if err != nil || !p.Whole || len(p.Notes) != 1 || p.Notes[0] != noteLarge || strings.Count(p.Text, "six people were hurt") != want {
			t.Errorf("%s: %v, %v, %d of %d", name, err, p.Notes, strings.Count(p.Text, "six people were hurt"), want)
		}
	}
}

func TestNotHTML(t *testing.T) {
	for _, c := range []struct{ data, contentType string }{
		{"%PDF-1.7\n", ""}, {"\x89PNG\r\n", ""}, {"{}", "application/json"}, {report, "image/png"}, {"PK\x03\x04", "text/html"},
	} {
		if p, err := Read([]byte(c.data), "", c.contentType); !errors.Is(err, ErrNotHTML) || p.Text != "" {
			t.Errorf("%q as %q: %v, %v", c.data, c.contentType, p, err)
		}
	}
}

// TestLinks: of what a page links to, only pages of the web stay links, with their whole address.
func TestLinks(t *testing.T) {
	for source, want := range map[string]string{
		`<a href="/b?c=d">six</a>`:                           `[six](https://tarn.example/b?c=d)`,
		`<a href="//other.example/x y">six</a>`:              `[six](https://other.example/x%20y)`,
		`<a href="https://a.example/(1)">six [6]</a>`:        `[six \[6\]](https://a.example/%281%29)`,
		`<a href="#top">six</a> <a href="/a/b#c">seven</a>`:  `six seven`,
		`<a href="javascript:alert(1)">six</a>`:              `six`,
		`<a href=" JaVaScRiPt:alert(1)">six</a>`:             `six`,
		`<a href="data:text/html,x">six</a>`:                 `six`,
		`<a href="mailto:a@b.example">six</a>`:               `six`,
		`<a href="file:///etc/passwd">six</a>`:               `six`,
		`<a href="vbscript:x">six</a><a href="/b"></a>`:      `six`,
		`<a href="/b"><div>six</div><div>seven</div></a>`:    "six\n\nseven",
		`<img src=x alt=y>six<svg><a href=/b>no</a></svg>`:   `six`,
		`six <span style="display: none">hidden</span>seven`: `six seven`,
	} {
		got, err := Fragment(source, "https://tarn.example/a/b")
		if err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", source, got, err, want)
		}
	}
}

// TestTextIsShownAsItIs: whatever a page shows, its Markdown shows the same.
func TestTextIsShownAsItIs(t *testing.T) {
	words := rapid.SampledFrom([]string{"a", "B c", " ", "  ", "*", "**", "_", "__", "`", "```", "[", "]", "(", ")", "[x]", "[ ] ", "](", "]:", "!", "#", "# ", "## x",
		"-", "- ", "---", "+ ", "=", "===", "1. ", "12) ", ">", "> ", "<", "<b>", "</p>", "<!--", "&", "&amp;", "&lt;", "|", "|-|", ":-", "~", "~~", "\\", "\\*", "'", "\"", "“", ".", "snake_case", "5*3", "é", "\u00a0"})
	rapid.Check(t, func(t *rapid.T) {
		shown := strings.Join(rapid.SliceOfN(words, 1, 12).Draw(t, "words"), "")
		tag := rapid.SampledFrom([]string{"p", "h2", "li", "em", "blockquote", "a", "div"}).Draw(t, "tag")
		source := "<" + tag + " href=\"https://a.example\">" + html.EscapeString(shown) + "</" + tag + ">"
		markdown, err := Fragment(source, "")
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(markdown), &out); err != nil {
			t.Fatal(err)
		}
		doc, err := html.Parse(&out)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := plain(doc), strings.Join(strings.Fields(set(shown)), " "); got != want {
			t.Fatalf("%q became %q and shows %q; want %q", source, markdown, got, want)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("<!doctype html><title>a - b</title><meta property=og:site_name content=b><p>Six hurt.<table><tr><th>a<td>b</table><pre>  x\n\ny</pre>"), "https://a.example/b", "text/html; charset=koi8-r")
	f.Add([]byte("<script type=application/ld+json>{\"@type\":[\"NewsArticle\"],\"author\":[{\"name\":\"A\"}],\"articleBody\":\"x\\ny\"}</script><ul><li>1<ol><li>2</ul><q>a</q><b><p>c</b>"), "", "")
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00"), "http://a.example:99999999/", "x")
	f.Fuzz(func(t *testing.T, data []byte, address, contentType string) {
		p, err := Read(data, address, contentType)
		if err != nil && !errors.Is(err, ErrNotHTML) {
			t.Fatal(err)
		}
		if strings.Contains(strings.ToLower(p.Text), "](javascript:") || p.Whole && len(p.Notes) == 0 {
			t.Errorf("%q: %v", p.Text, p.Notes)
		}
		if _, err := Fragment(string(data), address); err != nil && !errors.Is(err, ErrNotHTML) {
			t.Fatal(err)
		}
	})
}
