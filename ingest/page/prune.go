package page

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// clear takes out of a tree what nobody sees: scripts, styles, what is hidden, pictures and players.
// An element that holds most of what the page says stays, whatever it calls itself.
func clear(root *html.Node) {
	drop(root, func(n *html.Node, share float64) bool {
		switch n.DataAtom {
		case atom.Html, atom.Body:
			return false
		case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Svg, atom.Math, atom.Object, atom.Embed, atom.Video, atom.Audio,
			atom.Canvas, atom.Map, atom.Link, atom.Meta, atom.Title, atom.Img, atom.Button, atom.Input, atom.Select, atom.Textarea, atom.Datalist,
			atom.Progress, atom.Meter, atom.Rt, atom.Rp, atom.Dialog, atom.Noframes, atom.Noembed:
			return true
		}
		return ampDevice(n.Data) || share < 0.5 && hidden(n)
	})
}

// prune takes out of a tree what belongs to the page and not to the report: navigation, buttons to
// share, notes on cookies, other reports, advertisements, comments, captions. The same holds of an
// element with most of the text. It says whether the page asks to subscribe or to log in.
func prune(root *html.Node) (walled bool) {
	begun := false // the report's own paragraphs have
	drop(root, func(n *html.Node, share float64) bool {
		begun = begun || n.DataAtom == atom.P && !short(n, 100)
		if wall(n) {
			walled = true
			return true
		}
		if share > 0.4 {
			return false
		}
		switch n.DataAtom {
		case atom.Html, atom.Head, atom.Body, atom.Main:
			return false
		case atom.Nav, atom.Aside, atom.Menu, atom.Figcaption:
			return true
		case atom.Footer:
			return !within(n, atom.Blockquote)
		case atom.Figure:
			return !holds(n, atom.Table, atom.Blockquote, atom.Pre)
		}
		switch attribute(n, "role") {
		case "navigation", "banner", "complementary", "contentinfo", "search", "alertdialog", "dialog", "menu", "menubar":
			return true
		}
		return aside(n) || label(n) || invites(n) || !begun && dates(n)
	})
	return walled
}

// drop removes the elements of which the function says so. Share is the part of all the text that
// an element holds.
func drop(root *html.Node, unwanted func(n *html.Node, share float64) bool) {
	lengths := map[*html.Node]int{}
	all := max(measure(root, lengths), 1)
	var walk func(*html.Node)
	walk = func(parent *html.Node) {
		for n := parent.FirstChild; n != nil; {
			next := n.NextSibling
			switch {
			case n.Type == html.CommentNode:
				parent.RemoveChild(n)
			case n.Type == html.ElementNode && unwanted(n, float64(lengths[n])/float64(all)):
				parent.RemoveChild(n)
			default:
				walk(n)
			}
			n = next
		}
	}
	walk(root)
}

// measure is how many bytes of text an element shows, with those of all elements in it.
func measure(n *html.Node, lengths map[*html.Node]int) (size int) {
	if n.Type == html.TextNode {
		return len(strings.TrimSpace(n.Data))
	}
	if n.Type == html.ElementNode && (unseen(n.Data) || n.DataAtom == atom.Head) {
		return 0
	}
	for c := range n.ChildNodes() {
		size += measure(c, lengths)
	}
	if n.Type == html.ElementNode {
		lengths[n] = size
	}
	return size
}

// hidden says whether an element says of itself that it is not shown.
func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return a.Val != "until-found"
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		case "style":
			style := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
			for _, s := range []string{"display:none", "visibility:hidden", "mso-hide:all", "font-size:0;", "font-size:0px", "max-height:0", "opacity:0;"} {
				if strings.Contains(style, s) || style == strings.TrimSuffix(s, ";") {
					return true
				}
			}
		}
	}
	return false
}

// aside says whether an element's class or id calls it something beside the report.
func aside(n *html.Node) bool {
	if n.DataAtom == atom.Caption || n.DataAtom == atom.Th || n.DataAtom == atom.Td {
		return false
	}
	names := attribute(n, "class") + " " + attribute(n, "id")
	if names == " " {
		return false
	}
	embedded, found := false, false
	for word := range words(names) {
		switch word {
		case "share", "sharing", "sharebar", "sharethis", "addtoany", "sharedaddy", "addthis", "sharetools",
			"newsletter", "newsletters", "signup", "promo", "promos", "promobox", "promotion",
			"ad", "ads", "advert", "adverts", "advertisement", "advertising", "adslot", "adbox", "adunit", "dfp", "sponsored", "sponsor",
			"taboola", "outbrain", "related", "relatedposts", "relatedarticles", "recirc", "recirculation", "recommended", "recommendations",
			"trending", "mostread", "mostpopular", "morefrom", "morestories", "readmore", "alsoread", "seealso",
			"cookie", "cookies", "cookiebar", "cookiebanner", "consent", "gdpr", "onetrust", "cmp", "breadcrumb", "breadcrumbs",
			"comments", "commentlist", "disqus", "respond", "pagination", "pager", "toolbar", "sidebar", "skiplink",
			"pullquote", "caption", "credit", "credits", "copyright", "gallery", "slideshow", "carousel",
			"donate", "donation", "popup", "modal", "tagcloud", "tags", "taglist", "topics", "followus", "byline", "authorbio", "bio",
			"subscribe", "subscription", "offscreen", "noprint", "hidefromprint", "editsection", "sitefooter", "siteheader", "masthead", "navbar", "navigation":
			found = true
		case "social":
			found = true
		case "embed", "tweet", "oembed":
			embedded = true
		case "hidden", "visuallyhidden", "sr":
			found = found || strings.Contains(names, "visually-hidden") || strings.Contains(names, "visuallyhidden") || strings.Contains(names, "sr-only")
		case "screen":
			found = found || strings.Contains(names, "screen-reader-text")
		case "author":
			found = found || short(n, 150)
		case "most":
			found = found || strings.Contains(names, "most-read") || strings.Contains(names, "most-popular")
		case "pull":
			found = found || strings.Contains(names, "pull-quote")
		}
	}
	return found && !embedded
}

// words are the words of class names and ids: block__element--modifier, camelCase.
func words(names string) func(func(string) bool) {
	return func(yield func(string) bool) {
		start, last := -1, ' '
		for i, r := range names + " " {
			switch {
			case !unicode.IsLetter(r):
				if start >= 0 && !yield(strings.ToLower(names[start:i])) {
					return
				}
				start = -1
			case start < 0:
				start = i
			case unicode.IsUpper(r) && unicode.IsLower(last):
				if !yield(strings.ToLower(names[start:i])) {
					return
				}
				start = i
			}
			last = r
		}
	}
}

// ampDevice says whether a name is one of AMP's elements that show no text of the report.
func ampDevice(name string) bool {
	switch name {
	case "amp-ad", "amp-sidebar", "amp-embed", "amp-consent", "amp-social-share", "amp-analytics", "amp-img", "amp-video", "amp-iframe",
		"amp-user-notification", "amp-state", "amp-carousel", "amp-sticky-ad", "amp-auto-ads", "amp-next-page", "amp-pixel":
		return true
	}
	return false
}

// inLinks is how many bytes of an element's text are in links.
func inLinks(n *html.Node) (size int) {
	for d := range n.Descendants() {
		if d.DataAtom == atom.A {
			size += len(strings.TrimSpace(plain(d)))
		}
	}
	return size
}

// short says whether an element holds fewer bytes of text than so many.
func short(n *html.Node, limit int) bool {
	size := 0
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			if size += len(strings.TrimSpace(d.Data)); size >= limit {
				return false
			}
		}
	}
	return true
}

// plain is an element's text in one line.
func plain(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			out.WriteString(d.Data)
		case block(d.Data) || d.DataAtom == atom.Br:
			out.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

func within(n *html.Node, kind atom.Atom) bool {
	for p := range n.Ancestors() {
		if p.DataAtom == kind {
			return true
		}
	}
	return false
}

func holds(n *html.Node, kinds ...atom.Atom) bool {
	for d := range n.Descendants() {
		for _, kind := range kinds {
			if d.DataAtom == kind {
				return true
			}
		}
	}
	return false
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
