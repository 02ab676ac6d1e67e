package feed

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"rashomon/annotate"
	"rashomon/ingest/page"
)

// markdown is HTML as Markdown; or its bare text, which is said.
func markdown(source, address string) (text string, format annotate.Format, note string) {
	if !hasMarkup(source, '<') {
		return plain(source), annotate.Plain, "" // character references at most
	}
	if text, err := page.Fragment(source, address); err == nil {
		return text, annotate.Markdown, ""
	}
	return plain(source), annotate.Plain, "its HTML cannot be read: only the words are kept"
}

// looksHTML says whether a text has tags or character references.
func looksHTML(s string) bool { return hasMarkup(s, '<') || hasMarkup(s, '&') }

// hasMarkup says whether a text has what that character begins: a tag, a character reference.
func hasMarkup(s string, begins byte) bool {
	for i := range len(s) - 1 {
		letter := s[i+1] | 0x20
		if s[i] == begins && (letter >= 'a' && letter <= 'z' || begins == '<' && (s[i+1] == '/' || s[i+1] == '!') || begins == '&' && s[i+1] == '#') {
			return true
		}
	}
	return false
}

// plain is HTML without its tags. Text that is none stays as it is.
func plain(s string) string {
	if s = strings.TrimSpace(s); !looksHTML(s) {
		return s
	}
	var out strings.Builder
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(out.String())
		case html.TextToken:
			out.Write(z.Text())
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			if name, _ := z.TagName(); parts(string(name)) {
				out.WriteByte('\n')
			}
		}
	}
}

// parts says whether an element of that name parts the text before it from that behind it.
func parts(name string) bool {
	switch name {
	case "p", "br", "div", "li", "ul", "ol", "tr", "td", "th", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre":
		return true
	}
	return false
}

// longestOrigin is in code points: what stands beside the two links of a paragraph of origin.
const longestOrigin = 80

// withoutOrigin is HTML without the last paragraph, where that says nothing but where the entry
// appeared first, in whatever language: a link to the entry, one to its site, and a few words.
// WordPress writes it below each.
func withoutOrigin(source, entry string) string {
	start := strings.LastIndex(source, "<p")
	if start < 0 || annotate.AddressKey(entry) == "" {
		return source
	}
	var links []string
	words, inLink := 0, false
	for z := html.NewTokenizer(strings.NewReader(source[start:])); ; {
		switch z.Next() {
		case html.ErrorToken:
			if words == 0 || words > longestOrigin || len(links) != 2 || annotate.AddressKey(links[0]) != annotate.AddressKey(entry) || !siteOf(links[1], entry) {
				return source
			}
			return strings.TrimSpace(source[:start])
		case html.TextToken:
			if text := strings.TrimSpace(string(z.Text())); !inLink {
				words += utf8.RuneCountInString(text)
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if inLink = t.Data == "a" && t.Type == html.StartTagToken; inLink {
				links = append(links, absolute(entry, attributeOf(t, "href")))
			} else if t.Data != "a" && t.Data != "p" {
				return source
			}
		}
	}
}

func attributeOf(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// siteOf says whether a page is above another one, on the same host.
func siteOf(page, below string) bool {
	p, err := url.Parse(page)
	if err != nil || p.Host == "" || p.RawQuery != "" {
		return false
	}
	b, err := url.Parse(below)
	return err == nil && p.Host == b.Host && strings.HasPrefix(b.Path, strings.TrimSuffix(p.Path, "/")+"/")
}

// mended is a feed without references to characters that no XML may hold, and without these.
func mended(feed []byte) []byte {
	var out []byte
	for {
		i := bytes.IndexAny(feed, "&\uFFFE\uFFFF")
		if i < 0 {
			return append(out, feed...)
		}
		out, feed = append(out, feed[:i]...), feed[i:]
		n := 1
		if feed[0] != '&' {
			n = len("\uFFFE")
		} else if end := bytes.IndexByte(feed[:min(len(feed), 16)], ';'); end > 2 && feed[1] == '#' && illegal(string(feed[2:end])) {
			n = end + 1
		} else {
			out = append(out, '&')
		}
		feed = feed[n:]
	}
}

// illegal says whether a character reference names what no XML may hold.
func illegal(number string) bool {
	base := 10
	if hex, ok := strings.CutPrefix(strings.ToLower(number), "x"); ok {
		number, base = hex, 16
	}
	n, err := strconv.ParseUint(number, base, 32)
	return err != nil || n < ' ' && n != '\t' && n != '\n' && n != '\r' || n >= 0xD800 && n < 0xE000 || n == 0xFFFE || n == 0xFFFF || n > utf8.MaxRune
}
