package page

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// How large a page may be for its main text to be looked for. Pages of outlets have a few thousand
// tags, long live blogs tens of thousands. Beyond, what the page shows is kept: that takes time in
// proportion to its length.
const (
	mostTags       = 60_000
	mostWork       = 40e9 // tags times bytes of text: the parser joins texts around stray tags one by one
	mostAttributes = 200  // of one tag
	mostDepth      = 200  // of elements where the parser refuses the page as it is (at 512)
)

// parse parses the page; nil where it is too large, or nothing can be made of it.
func (s *sheet) parse() (doc *html.Node) {
	tags, inside := survey(s.source)
	if tags > mostTags || float64(tags)*float64(len(s.source)-inside) > mostWork {
		return nil
	}
	doc, err := html.Parse(strings.NewReader(s.source))
	if err != nil {
		if doc, err = html.Parse(strings.NewReader(flatten(s.source))); err != nil {
			return nil
		}
	}
	superscripts(doc)
	return doc
}

// survey counts what begins like a tag, and the bytes inside of tags.
func survey(source string) (tags, inside int) {
	for at := strings.IndexByte(source, '<'); at >= 0; {
		tags++
		end := at + 1
		if letter(source, end) {
			_, end = tagEnd(source, at)
			inside += end - at
		}
		next := strings.IndexByte(source[end:], '<')
		if next < 0 {
			break
		}
		at = end + next
	}
	return tags, inside
}

// trim takes attributes away that are beyond all measure, and those of a second <html> or <body>:
// parsing takes memory and time for each.
func trim(source string) string {
	var out strings.Builder
	done, roots := 0, 0
	for at := 0; ; {
		next := strings.IndexByte(source[at:], '<')
		if next < 0 {
			break
		}
		at += next
		if !letter(source, at+1) {
			at++
			continue
		}
		most, end := tagEnd(source, at)
		if root := tagName(source[at+1 : end]); root == "html" || root == "body" {
			if roots++; roots > 2 {
				most = at + 1 + len(root)
			}
		}
		if most < end {
			out.WriteString(source[done:most])
			out.WriteByte('>')
			done = end
		}
		at = end
	}
	if done == 0 {
		return source
	}
	return out.String() + source[done:]
}

// tagEnd is where the tag that begins at an offset ends, and where its attributes are too many.
func tagEnd(source string, at int) (most, end int) {
	attributes, spaced := 0, false
	most = -1
	i := at + 1
	for i < len(source) && source[i] != '>' {
		switch c := source[i]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '/':
			spaced = true
		case c == '=':
			for i+1 < len(source) && (source[i+1] == ' ' || source[i+1] == '\n' || source[i+1] == '\t') {
				i++
			}
			if i+1 < len(source) && (source[i+1] == '"' || source[i+1] == '\'') {
				closing := strings.IndexByte(source[i+2:], source[i+1])
				if closing < 0 {
					i = len(source) - 1
				} else {
					i += 2 + closing
				}
				spaced = true
			} else {
				spaced = false
			}
		case spaced:
			spaced = false
			if attributes++; attributes > mostAttributes && most < 0 {
				most = i
			}
		}
		i++
	}
	end = min(i+1, len(source))
	if most < 0 {
		most = end
	}
	return most, end
}

func letter(source string, at int) bool {
	return at < len(source) && ('a' <= source[at]|0x20 && source[at]|0x20 <= 'z')
}

func tagName(tag string) string {
	end := strings.IndexAny(tag, " \t\n\r\f/>")
	if end < 0 {
		end = len(tag)
	}
	return strings.ToLower(tag[:min(end, 10)])
}

// flatten leaves tags out that open elements too deep inside each other. Blocks among them still
// end a paragraph.
func flatten(source string) string {
	var out strings.Builder
	var open []string
	dropped := map[string]int{}
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return out.String()
		}
		raw := string(z.Raw()) // before TagName, which changes it
		name := ""
		if kind == html.StartTagToken || kind == html.EndTagToken {
			b, _ := z.TagName()
			name = string(b)
		}
		switch {
		case kind == html.StartTagToken && !empty(name):
			if len(open) >= mostDepth && !verbatim(name) {
				dropped[name]++
				raw = breakFor(name)
			} else {
				open = append(open, name)
			}
		case kind == html.EndTagToken && dropped[name] > 0:
			dropped[name]--
			raw = breakFor(name)
		case kind == html.EndTagToken:
			if at := lastIndex(open, name); at >= 0 {
				open = open[:at]
			}
		}
		out.WriteString(raw)
	}
}

// lastIndex looks among the innermost elements only: what was opened long ago stays open.
func lastIndex(open []string, name string) int {
	for i := len(open) - 1; i >= 0; i-- {
		if open[i] == name {
			return i
		}
	}
	return -1
}

func breakFor(name string) string {
	if block(name) {
		return "<br><br>"
	}
	return ""
}

// verbatim says whether an element holds no tags: its end must be seen.
func verbatim(name string) bool {
	return slices.Contains([]string{"script", "style", "textarea", "title", "noscript", "iframe", "xmp", "noembed", "noframes"}, name)
}

// empty elements have no end tag.
func empty(name string) bool {
	return slices.Contains([]string{"br", "img", "hr", "meta", "link", "input", "source", "wbr", "area", "base", "col", "embed", "param", "track"}, name)
}

// block says whether an element stands on lines of its own.
func block(name string) bool {
	switch name {
	case "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
		"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
		"li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul":
		return true
	}
	return false
}
