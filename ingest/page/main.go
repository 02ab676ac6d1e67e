package page

import (
	"log/slog"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// How much text makes a main text, in bytes.
const (
	fewest   = 140  // fewer are none, unless they are most of what the page shows
	few      = 1000 // fewer have to be a good part of it, or what the page itself calls its article
	thinnest = 0.08 // of what the page shows, where they are few
	enough   = 40   // where the page itself says which its text is
)

// What the library may be asked to weigh: it walks all text of every block around it, again and again.
const (
	mostText   = 4 << 20 // bytes
	mostWeight = 60e6    // bytes, each as often as elements are around it
)

// main finds the main text. Where none stands out, it returns the note that says so. What it takes
// out of the tree is gone.
func (s *sheet) main(doc *html.Node, said statements) (note string) {
	clear(doc)
	if text, weight := weigh(doc, 0); text > mostText || weight > mostWeight {
		return noteLarge
	}
	everything := len(plain(doc))
	s.walled = prune(doc)
	settle(doc)
	beside := proseOf(doc)
	named := articleBody(doc)
	best := s.extract(doc, said.article.Title)
	length := size(best)
	if n := size(named); n >= enough && (length < fewest || n > length+length/4) {
		best, length = named, n
	} else {
		named = nil
	}
	if said.body != "" && len(said.body) > length*2 && length < few {
		if text := s.machine(said.body); text != "" {
			s.page.Text = text
			s.page.Notes = append(s.page.Notes, noteMachine)
			return ""
		}
	}
	switch {
	case best == nil, length < enough && !s.walled, length == 0:
		return noteWhole
	case named == nil && length < fewest && length*2 < everything:
		return noteWhole
	case named == nil && length < few && float64(length) < thinnest*float64(everything):
		return noteWhole
	}
	note = besides(beside, plain(best))
	s.page.Text = s.markdown(best, said.article.Title)
	if strings.TrimSpace(s.page.Text) == "" {
		return noteWhole
	}
	if note != "" {
		s.page.Notes = append(s.page.Notes, note)
	}
	return ""
}

// weigh is how much text a tree holds, and how much that is when each byte counts once for every
// element around it.
func weigh(n *html.Node, depth int) (text, weight int) {
	if n.Type == html.TextNode {
		return len(n.Data), len(n.Data) * depth
	}
	for c := range n.ChildNodes() {
		t, w := weigh(c, depth+1)
		text, weight = text+t, weight+w
	}
	return text, weight
}

// extract asks the library for the main text: Mozilla's Readability.
func (s *sheet) extract(doc *html.Node, title string) (main *html.Node) {
	attempt(func() {
		parser := readability.NewParser()
		parser.Logger = slog.New(slog.DiscardHandler)
		parser.DisableJSONLD = true
		parser.CharThresholds = 250
		stand(doc, title)
		article, err := parser.ParseAndMutate(doc, s.base)
		if err == nil {
			main = article.Node
		}
	})
	return main
}

// stand writes a head for the library: it takes a heading out that repeats the title, and would
// take lines out for an author that it looks for, datelines among them.
func stand(doc *html.Node, title string) {
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Head {
			continue
		}
		author := &html.Node{Type: html.ElementNode, Data: "meta", DataAtom: atom.Meta, Attr: []html.Attribute{{Key: "name", Val: "author"}, {Key: "content", Val: "-"}}}
		heading := &html.Node{Type: html.ElementNode, Data: "title", DataAtom: atom.Title}
		heading.AppendChild(&html.Node{Type: html.TextNode, Data: title})
		n.AppendChild(author)
		n.AppendChild(heading)
		return
	}
}

// articleBody is the element that the page itself calls its article: with the property articleBody,
// or the only <article>; nil where there is none, or several.
func articleBody(doc *html.Node) *html.Node {
	var bodies, articles []*html.Node
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if strings.EqualFold(attribute(n, "itemprop"), "articleBody") {
			bodies = append(bodies, n)
		}
		if n.DataAtom == atom.Article {
			articles = append(articles, n)
		}
	}
	switch {
	case len(bodies) == 1:
		return bodies[0]
	case len(bodies) == 0 && len(articles) == 1:
		return articles[0]
	}
	return nil
}

// machine makes Markdown of the text that a page states for machines: plain, or HTML.
func (s *sheet) machine(body string) string {
	source := body
	if !strings.Contains(body, "<p") && !strings.Contains(body, "<br") {
		var out strings.Builder
		for line := range strings.SplitSeq(html.UnescapeString(body), "\n") {
			if line = strings.TrimSpace(line); line != "" {
				out.WriteString("<p>" + html.EscapeString(line) + "</p>")
			}
		}
		source = out.String()
	}
	piece := sheet{source: trim(source), base: s.base}
	doc := piece.parse()
	if doc == nil {
		return shown(source)
	}
	return piece.all(doc)
}

// all is all that a tree shows, as Markdown.
func (s *sheet) all(doc *html.Node) string {
	clear(doc)
	return s.markdown(doc, "")
}

// size is how many bytes of text an element shows.
func size(n *html.Node) int {
	if n == nil {
		return 0
	}
	return len(plain(n))
}
