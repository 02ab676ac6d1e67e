package brief

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

// TestEverySentenceAppearsOrIsCounted is the promise of the brief: what a report says is in
// it, by its name at least, or is said to be left out.
func TestEverySentenceAppearsOrIsCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := input(t)
		b := New(in)
		shown, left := map[Ref]bool{}, map[Ref]Why{}
		lines := append(append(append([]Line{}, b.All...), b.Some...), b.Only...)
		for _, d := range b.Disputes {
			for _, v := range d.Values {
				lines = append(lines, v.Lines...)
			}
		}
		for _, l := range lines {
			shown[l.Ref] = true
			for _, o := range l.Others {
				shown[o.Ref] = true
			}
		}
		for _, l := range b.LeftOut {
			if shown[l.Ref] {
				t.Errorf("%v is left out and shown", l.Ref)
			}
			left[l.Ref] = l.Why
		}
		for i, r := range in.Readings {
			for n := range r.Body.Sentences {
				ref := Ref{letter(i), n}
				if a, _ := r.Sentence(n); !shown[ref] && left[ref] == "" || left[ref] == Skipped && a.Flag != "skip" {
					t.Errorf("sentence %v: shown %v, left out %q", ref, shown[ref], left[ref])
				}
			}
		}
	})
}

func TestTheSameInputMakesTheSameBrief(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := input(t)
		first := New(in)
		for range 3 {
			if again := New(in); !reflect.DeepEqual(first, again) {
				t.Fatalf("%+v\n%+v", first, again)
			}
		}
	})
}

// TestJSONComesBack says that the JSON holds all of a brief: what is read back writes the
// same Markdown.
func TestJSONComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := New(input(t))
		var object, want, got bytes.Buffer
		if err := b.JSON(&object); err != nil {
			t.Fatal(err)
		}
		var back Brief
		if err := json.Unmarshal(object.Bytes(), &back); err != nil {
			t.Fatal(err)
		}
		if err := b.Markdown(&want); err != nil {
			t.Fatal(err)
		}
		if err := back.Markdown(&got); err != nil {
			t.Fatal(err)
		}
		if want.String() != got.String() {
			t.Errorf("want %s\ngot %s", &want, &got)
		}
		if bytes.Contains(object.Bytes(), []byte("null")) && !strings.Contains(want.String(), "null") {
			t.Errorf("a list is null: %s", &object)
		}
	})
}

// plainOf is the text of a line as it is to be read.
func plainOf(line []piece) string {
	var out strings.Builder
	for _, p := range line {
		switch p.Kind {
		case value:
			out.WriteString("[" + p.Text + "]")
		case vague:
			out.WriteString("(" + p.Text + ")")
		case brk:
			out.WriteString(" ")
		default:
			out.WriteString(p.Text + plainOf(p.Parts))
		}
	}
	return out.String()
}

// bold is the texts in a line that may be bold.
func bold(line []piece) (out []string) {
	for _, p := range line {
		switch p.Kind {
		case strong, lead, value, vague:
			out = append(out, p.Text)
		}
		out = append(out, bold(p.Parts)...)
	}
	return out
}

// want is what one block of Markdown is to be.
type want struct {
	heading int // its level, 0 for a paragraph or an item
	text    string
	bold    []string
}

func wanted(p page) (out []want) {
	out = append(out, want{1, p.Title, nil})
	blocks := func(all []block) {
		for _, b := range all {
			switch {
			case b.Heading != nil:
				out = append(out, want{3, plainOf(b.Heading), bold(b.Heading)})
			case b.Paragraph != nil:
				out = append(out, want{0, plainOf(b.Paragraph), bold(b.Paragraph)})
			}
			for _, item := range b.List {
				out = append(out, want{0, plainOf(item), bold(item)})
			}
			for _, r := range b.Sources {
				line := r.Letter
				for _, f := range factsOf(r) {
					if f.Link != "" {
						f.Text = f.Link
					}
					line += " · " + f.Text
				}
				out = append(out, want{0, line, []string{r.Letter}})
			}
		}
	}
	blocks(p.Head)
	for _, s := range p.Sections {
		out = append(out, want{2, s.Title, nil})
		blocks(s.Blocks)
	}
	return out
}

// TestTextNeverBecomesMarkdown reads the Markdown as GitHub and the preview do, and finds
// the blocks, the words and the bold that the page has, and nothing else.
func TestTextNeverBecomesMarkdown(t *testing.T) {
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList)).Parser()
	rapid.Check(t, func(t *rapid.T) {
		b := New(input(t))
		var out bytes.Buffer
		if err := b.Markdown(&out); err != nil {
			t.Fatal(err)
		}
		checkTame(t, out.String())
		got := readMarkdown(t, parser.Parse(text.NewReader(out.Bytes())), out.Bytes())
		for i, w := range wanted(b.page()) {
			if i >= len(got) {
				t.Fatalf("%q is missing:\n%s", w.text, &out)
			}
			if g := got[i]; g.heading != w.heading || strings.TrimSpace(g.text) != strings.TrimSpace(w.text) {
				t.Fatalf("level %d %q, want level %d %q:\n%s", g.heading, g.text, w.heading, w.text, &out)
			}
			for _, s := range got[i].bold {
				if !has(w.bold, s) {
					t.Fatalf("%q is bold in %q:\n%s", s, w.text, &out)
				}
			}
		}
		if n := len(wanted(b.page())); len(got) != n {
			t.Fatalf("%d blocks, want %d:\n%s", len(got), n, &out)
		}
	})
}

func has(all []string, s string) bool {
	for _, x := range all {
		if x == s {
			return true
		}
	}
	return false
}

// readMarkdown is the blocks of a document. Only what the brief writes itself may be in it.
func readMarkdown(t *rapid.T, doc ast.Node, source []byte) (out []want) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Document, *ast.List, *ast.ListItem:
		case *ast.Heading:
			out = append(out, want{n.Level, textOf(n, source), boldOf(t, n, source)})
			return ast.WalkSkipChildren, nil
		case *ast.Paragraph, *ast.TextBlock:
			out = append(out, want{0, textOf(n, source), boldOf(t, n, source)})
			return ast.WalkSkipChildren, nil
		default:
			t.Fatalf("a %s:\n%s", n.Kind(), source)
		}
		return ast.WalkContinue, nil
	})
	return out
}

func textOf(parent ast.Node, source []byte) string {
	var out strings.Builder
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			out.Write(util.UnescapePunctuations(n.Segment.Value(source)))
		case *ast.AutoLink:
			out.Write(n.Label(source))
		default:
			out.WriteString(textOf(n, source))
		}
	}
	return out.String()
}

// boldOf is what is bold in a block; there is no other inline but the address of a report.
func boldOf(t *rapid.T, parent ast.Node, source []byte) (out []string) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
		case *ast.Emphasis:
			if n.Level != 2 || n.ChildCount() == 0 {
				t.Fatalf("emphasis of level %d:\n%s", n.Level, source)
			}
			out = append(out, textOf(n, source))
			boldOf(t, n, source)
		case *ast.AutoLink:
			if at := string(n.URL(source)); webAddress(at) != at || !bytes.Contains(source, []byte(" · <"+at+">")) {
				t.Fatalf("a link to %s:\n%s", at, source)
			}
		default:
			t.Fatalf("a %s:\n%s", n.Kind(), source)
		}
	}
	return out
}

// checkTame says that nothing in a text disturbs a terminal.
func checkTame(t *rapid.T, s string) {
	for i, r := range s {
		if r != '\n' && r != 0x200c && r != 0x200d && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp)) {
			t.Fatalf("%U at byte %d of %q", r, i, s)
		}
	}
	if !utf8.ValidString(s) {
		t.Fatalf("not UTF-8: %q", s)
	}
}

// TestTextNeverBecomesHTML reads the page as a browser does: of each kind there are as many
// elements as the page has, and nothing leads anywhere but to a report's own address.
func TestTextNeverBecomesHTML(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := New(input(t))
		var out bytes.Buffer
		if err := b.HTML(&out); err != nil {
			t.Fatal(err)
		}
		checkTame(t, out.String())
		doc, err := html.Parse(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		allowed := map[string]bool{}
		for _, r := range b.Reports {
			allowed[webAddress(r.URL)] = true
			allowed["#"+entry(&r)] = true
		}
		count, all := map[string]int{}, &strings.Builder{}
		readHTML(t, doc, allowed, count, all)
		expected, words := elements(b.page())
		for name, n := range expected {
			if count[name] != n {
				t.Errorf("%d %s, want %d:\n%s", count[name], name, n, &out)
			}
		}
		for _, w := range words {
			if !strings.Contains(all.String(), w) {
				t.Errorf("%q is not there as text:\n%s", w, &out)
			}
		}
	})
}

// known are the elements of the page with the attributes that they may have.
var known = map[string]string{
	"html": "lang", "head": "", "meta": "charset http-equiv content name", "title": "", "style": "", "body": "", "header": "", "main": "",
	"section": "id aria-labelledby", "h1": "dir", "h2": "id", "h3": "", "p": "", "ul": "", "li": "", "br": "", "span": "dir lang class", "bdi": "", "mark": "", "strong": "dir", "small": "",
	"a": "class href rel", "table": "", "thead": "", "tbody": "", "tr": "id", "th": "scope class", "td": "dir class",
}

func readHTML(t *rapid.T, n *html.Node, allowed map[string]bool, count map[string]int, all *strings.Builder) {
	switch n.Type {
	case html.CommentNode:
		t.Errorf("a comment: %q", n.Data)
	case html.TextNode:
		all.WriteString(n.Data)
	case html.ElementNode:
		count[n.Data]++
		attributes, ok := known[n.Data]
		if !ok {
			t.Errorf("an element %s", n.Data)
		}
		for _, a := range n.Attr {
			if !has(strings.Fields(attributes), a.Key) {
				t.Errorf("%s has %s=%q", n.Data, a.Key, a.Val)
			}
			if a.Key == "href" && !allowed[a.Val] {
				t.Errorf("a link to %q", a.Val)
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		readHTML(t, c, allowed, count, all)
	}
}

// elements is how many elements of some kinds a page has, and the texts in it.
func elements(p page) (count map[string]int, words []string) {
	count = map[string]int{"script": 0, "h1": 1, "h2": len(p.Sections), "h3": 0, "p": 0, "ul": 0, "li": 0, "mark": 0, "strong": 0, "small": 0, "tr": 0}
	var line func(all []piece)
	line = func(all []piece) {
		for _, x := range all {
			words = append(words, x.Text)
			line(x.Parts)
			switch x.Kind {
			case value, vague:
				count["mark"]++
			case strong:
				count["strong"]++
			}
		}
	}
	blocks := func(all []block) {
		for _, b := range all {
			switch {
			case b.Heading != nil:
				count["h3"]++
			case b.Paragraph != nil:
				count["p"]++
			case b.List != nil:
				count["ul"]++
			case b.Sources != nil:
				count["tr"] = 1 + len(b.Sources)
			}
			line(b.Heading)
			line(b.Paragraph)
			for _, item := range b.List {
				count["li"]++
				line(item)
			}
		}
	}
	blocks(p.Head)
	for _, s := range p.Sections {
		blocks(s.Blocks)
	}
	delete(count, "small") // the list of sources has its own
	return count, append(words, p.Title)
}
