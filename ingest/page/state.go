package page

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/language"

	"rashomon/annotate"
)

// statements are what a page states of itself.
type statements struct {
	article annotate.Article
	body    string // the text that it states for machines
}

// head is what the elements of a page state, by the names they state it under.
type head struct {
	meta                   map[string][]string
	scripts                []string // JSON-LD
	canonical, title, lang string
	published, author, h1  string // of elements in the page's text
	headings, times        int
}

// state reads what the page states of itself, the most trusted first: what it says to machines
// (JSON-LD, schema.org), to other sites (Open Graph), in other meta elements, in its own text.
// A value that says nothing, or cannot be right, gives way to the next.
func (s *sheet) state(doc *html.Node) statements {
	h := head{meta: map[string][]string{}}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			h.element(n)
		}
	}
	address := s.address(h)
	ld := readLinked(h.scripts, address, h.of("og:title"), h.h1, h.title)
	if address == "" {
		if u := webAddress(s.base, ld.url); u != nil {
			address = u.String()
		}
	}
	site := firstOf(named, ld.publisher, h.of("og:site_name"), h.of("publisher", "dc.publisher", "citation_publisher", "application-name", "al:android:app_name"))
	a := annotate.Article{
		Source:   site,
		Author:   firstOf(person, ld.author, h.of("article:author", "og:article:author"), h.of("author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "citation_author", "byl", "cxenseparse:author", "twitter:creator"), h.author),
		Date:     date(ld.published, h.of("article:published_time", "og:article:published_time", "og:published_time"), h.of("datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.issued", "dc.date", "dcterms.date", "citation_publication_date", "citation_date", "publish-date", "publish_date", "publication_date", "pubdate", "pub_date", "date", "cxenseparse:recs:publishtime"), h.published),
		Language: firstOf(tongue, ld.language, h.lang, h.of("og:locale"), h.of("content-language", "dc.language", "dcterms.language", "language")),
		Title:    firstOf(line, ld.headline, h.of("og:title"), h.of("dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title", "twitter:title"), h.onlyHeading(), h.title),
		URL:      address,
	}
	if a.Source == "" {
		a.Source = host(firstOf(line, address, addressOf(s.base)))
	}
	a.Title = withoutSite(a.Title, site, h.of("og:site_name"), a.Source)
	if strings.EqualFold(a.Author, a.Source) {
		a.Author = "" // nobody in particular
	}
	return statements{a, ld.body}
}

// element notes what one element states.
func (h *head) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		h.lang = firstOf(line, attribute(n, "lang"), attribute(n, "xml:lang"))
	case atom.Title:
		if h.title == "" && !within(n, atom.Svg) {
			h.title = plain(n)
		}
	case atom.Meta:
		h.said(n)
	case atom.Link:
		for rel := range strings.FieldsSeq(strings.ToLower(attribute(n, "rel"))) {
			if rel == "canonical" && h.canonical == "" {
				h.canonical = attribute(n, "href")
			}
		}
	case atom.Script:
		kind, _, _ := strings.Cut(strings.ToLower(attribute(n, "type")), ";")
		if strings.TrimSpace(kind) == "application/ld+json" && n.FirstChild != nil && len(h.scripts) < 50 {
			h.scripts = append(h.scripts, n.FirstChild.Data)
		}
	case atom.H1:
		if h.headings++; h.h1 == "" {
			h.h1 = plain(n)
		}
	case atom.Time:
		h.time(n)
	}
	h.property(n)
}

// said notes a meta element.
func (h *head) said(n *html.Node) {
	content := strings.TrimSpace(attribute(n, "content"))
	if content == "" || len(content) > 10_000 {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		if name := strings.ToLower(strings.TrimSpace(attribute(n, key))); name != "" {
			if len(h.meta[name]) < 20 {
				h.meta[name] = append(h.meta[name], content)
			}
			return
		}
	}
}

// time notes the first time that stands in a report: one with the date of publication wins.
func (h *head) time(n *html.Node) {
	at := attribute(n, "datetime")
	if at == "" && short(n, 80) {
		at = Date(plain(n))
	}
	if at == "" || within(n, atom.Aside) || within(n, atom.Nav) || within(n, atom.Footer) && !within(n, atom.Article) {
		return
	}
	says := strings.ToLower(attribute(n, "itemprop") + " " + attribute(n, "class"))
	published := strings.Contains(says, "publish") || strings.Contains(says, "entry-date")
	for _, a := range n.Attr {
		published = published || a.Key == "pubdate"
	}
	if strings.Contains(says, "modified") || strings.Contains(says, "updated") && !published {
		return
	}
	if h.times++; h.times == 1 || published && h.times < 1000 {
		h.published = at
	}
	if published {
		h.times = 1000
	}
}

// property notes what microdata in the text states of the author.
func (h *head) property(n *html.Node) {
	if h.author != "" || n.DataAtom == atom.Meta || !short(n, 100) {
		return
	}
	is := strings.EqualFold(attribute(n, "itemprop"), "author")
	for rel := range strings.FieldsSeq(attribute(n, "rel")) {
		is = is || rel == "author" && n.DataAtom == atom.A
	}
	if !is {
		return
	}
	h.author = plain(n)
	for d := range n.Descendants() {
		if strings.EqualFold(attribute(d, "itemprop"), "name") {
			if h.author = plain(d); h.author == "" {
				h.author = attribute(d, "content")
			}
			return
		}
	}
}

// of is what is stated first under one of the names; several authors are all of it.
func (h *head) of(names ...string) string {
	for _, name := range names {
		said := h.meta[name]
		if len(said) == 0 {
			continue
		}
		if strings.HasSuffix(name, "author") || strings.HasSuffix(name, "creator") {
			return join(said)
		}
		return said[0]
	}
	return ""
}

func (h *head) onlyHeading() string {
	if h.headings != 1 {
		return ""
	}
	return h.h1
}

// address is the page's own address: the canonical one, unless that is the outlet's first page.
func (s *sheet) address(h head) string {
	for _, said := range []string{h.canonical, h.of("og:url"), addressOf(s.base)} {
		u := webAddress(s.base, said)
		if u == nil || u.Path == "/" && u.RawQuery == "" && s.base != nil && len(s.base.Path) > 1 {
			continue
		}
		u.Fragment = ""
		return u.String()
	}
	return ""
}

func addressOf(u *url.URL) string {
	if u == nil {
		return ""
	}
	return u.String()
}

// host is the name of an address's host.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// firstOf is the first value that says something, in its normal form.
func firstOf(normal func(string) string, values ...string) string {
	for _, v := range values {
		if v = normal(v); v != "" {
			return v
		}
	}
	return ""
}

// line is a stated value as it is shown: in one line, references to characters resolved, which are
// often written twice over.
func line(s string) string {
	return set(strings.Join(strings.Fields(html.UnescapeString(s)), " "))
}

// named is the name of an outlet: an address is none.
func named(s string) string {
	if s = line(s); strings.Contains(s, "://") || strings.HasPrefix(s, "@") {
		return ""
	}
	return s
}

// person is the name of an author, without the word before it.
func person(s string) string {
	var names []string
	for name := range strings.SplitSeq(line(s), ", ") {
		name = strings.TrimSpace(name)
		for _, by := range []string{"By ", "by ", "BY ", "Von ", "von: ", "Par ", "Por "} {
			name = strings.TrimPrefix(name, by)
		}
		if name == "" || strings.Contains(name, "://") || strings.HasPrefix(name, "@") || strings.HasPrefix(name, "www.") {
			continue
		}
		switch strings.ToLower(name) {
		case "admin", "administrator", "null", "undefined", "none", "unknown", "-", "webmaster":
			continue
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// tongue is a language as a tag (BCP 47), also where it is written as a locale.
func tongue(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
	if before, _, several := strings.Cut(s, ","); several {
		s = before
	}
	if len(s) < 2 || len(s) > 20 {
		return ""
	}
	tag, err := language.Parse(s)
	if err != nil || tag == language.Und {
		return ""
	}
	return tag.String()
}

// withoutSite takes the outlet's name off a title's end, or its beginning, with the sign between.
func withoutSite(title string, names ...string) string {
	for _, name := range names {
		if name = line(name); name == "" || len(title) <= len(name) {
			continue
		}
		for _, sign := range []string{" | ", " - ", " – ", " — ", " :: ", " • ", " · ", " » ", " « ", " / ", ": "} {
			if sign != ": " && len(title) > len(name)+len(sign) && strings.EqualFold(title[len(title)-len(name)-len(sign):], sign+name) {
				return strings.TrimSpace(title[:len(title)-len(name)-len(sign)])
			}
			if len(title) > len(name)+len(sign) && strings.EqualFold(title[:len(name)+len(sign)], name+sign) {
				return strings.TrimSpace(title[len(name)+len(sign):])
			}
		}
	}
	return title
}

// join joins names, each once.
func join(names []string) string {
	var out []string
	seen := map[string]bool{}
	for _, name := range names {
		if name = line(name); name != "" && !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return strings.Join(out, ", ")
}
