package page

import (
	"strings"
	"unicode"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// markdown writes a tree as Markdown, which it changes. A heading before all else that only repeats
// the title is left out.
func (s *sheet) markdown(root *html.Node, title string) string {
	frame := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	if root.Type == html.DocumentNode {
		root = body(root)
	}
	if root.Parent != nil {
		root.Parent.RemoveChild(root)
	}
	frame.AppendChild(root)
	t := tidying{sheet: s, begins: true}
	t.tidy(frame)
	if h := first(frame); h != nil && title != "" && same(plain(h), title) {
		h.Parent.RemoveChild(h)
	}
	c := converter.NewConverter(converter.WithEscapeMode(converter.EscapeModeDisabled), converter.WithPlugins(
		base.NewBasePlugin(),
		commonmark.NewCommonmarkPlugin(commonmark.WithListEndComment(false)),
		strikethrough.NewStrikethroughPlugin(),
		table.NewTablePlugin(table.WithSkipEmptyRows(true), table.WithHeaderPromotion(true), table.WithCellPaddingBehavior(table.CellPaddingBehaviorMinimal)),
	))
	out, err := c.ConvertNode(frame)
	if err != nil {
		return ""
	}
	return bare(string(out))
}

// body is a document's body: the parser always makes one, unless it is a set of frames.
func body(doc *html.Node) *html.Node {
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Body {
			return n
		}
	}
	return &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
}

// first is the heading that a text begins with, or nil.
func first(root *html.Node) *html.Node {
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.H2, atom.H3, atom.H4:
			return n
		}
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" {
			return nil
		}
	}
	return nil
}

// same says whether two lines say the same, but for letters and signs beside the words.
func same(a, b string) bool {
	normal := func(s string) string {
		return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
	}
	return normal(a) == normal(b)
}

// bare makes plain signs again of those that the library writes as references where they open no
// tag, and takes spaces off the ends of lines that end a paragraph.
func bare(text string) string {
	lines := strings.Split(text, "\n")
	fenced := false
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimLeft(line, " >"), "```") {
			fenced = !fenced
		}
		if fenced {
			continue
		}
		broken := strings.HasSuffix(line, "  ") && i+1 < len(lines) && strings.Trim(lines[i+1], " >") != ""
		if line = strings.TrimRight(line, " "); strings.Contains(line, "&") && !strings.Contains(line, "`") {
			line = signs(line)
		}
		if broken && line != "" {
			line += "  "
		}
		lines[i] = line
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func signs(line string) string {
	var out strings.Builder
	for i := 0; i < len(line); {
		rest := line[i:]
		switch {
		case strings.HasPrefix(rest, "&lt;") && (len(rest) == 4 || strings.IndexByte(" 0123456789=.,", rest[4]) >= 0):
			out.WriteByte('<')
			i += 4
		case strings.HasPrefix(rest, "&gt;") && out.Len() > 0 && strings.Trim(out.String()[max(0, out.Len()-20):], " >-") != "":
			out.WriteByte('>')
			i += 4
		default:
			out.WriteByte(line[i])
			i++
		}
	}
	return out.String()
}
