package page

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// shown is all the text that a page shows, block by block, as Markdown. It needs neither a tree nor
// memory beyond the text, and takes time in proportion to the length: for pages that nothing else
// can deal with.
func shown(source string) string {
	var out, line strings.Builder
	end := func() {
		if s := strings.Join(strings.FieldsFunc(line.String(), unicode.IsSpace), " "); s != "" {
			out.WriteString(literal(s))
			out.WriteString("\n\n")
		}
		line.Reset()
	}
	skip := ""
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			end()
			return strings.TrimSpace(out.String())
		case html.TextToken:
			if skip == "" {
				line.WriteString(strings.ReplaceAll(string(z.Text()), softHyphen, ""))
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			b, _ := z.TagName()
			name := string(b)
			if block(name) || name == "br" || name == "option" {
				end()
			}
			switch {
			case kind == html.StartTagToken && skip == "" && name == "sup" && endsInDigit(line.String()):
				line.WriteByte('^')
			case kind == html.StartTagToken && skip == "" && unseen(name):
				skip = name
			case kind == html.EndTagToken && skip == name:
				skip = ""
			}
		}
	}
}

// endsInDigit says whether what stands above the line would become a part of a number.
func endsInDigit(line string) bool {
	return line != "" && line[len(line)-1] >= '0' && line[len(line)-1] <= '9'
}

// unseen elements hold nothing that is shown.
func unseen(name string) bool {
	switch name {
	case "script", "style", "noscript", "template", "title", "iframe", "textarea", "select", "object", "noembed", "noframes", "xmp":
		return true
	}
	return false
}

// literal escapes in a line what Markdown would take for markup.
func literal(line string) string {
	var out strings.Builder
	for i, r := range line {
		switch {
		case strings.ContainsRune("\\`*_[]<~|", r):
			out.WriteByte('\\')
		case i == 0 && strings.ContainsRune("#>+-=", r):
			out.WriteByte('\\')
		case (r == '.' || r == ')') && i > 0 && i < 10 && strings.Trim(line[:i], "0123456789") == "":
			out.WriteByte('\\')
		case r == '&':
			out.WriteString("&amp;")
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}
