package page

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// label says whether an element is a short line that leads elsewhere: "Read more: …" with a link, or
// the word that stands over an advertisement.
func label(n *html.Node) bool {
	text := lineOf(n, 300)
	switch text {
	case "advertisement", "advertisment", "ad", "anzeige", "werbung", "publicité", "publicidad", "reklama", "реклама", "pubblicità", "advertentie",
		"story continues below advertisement", "article continues below", "article continues after advertisement", "continue reading below", "skip advertisement":
		return true
	}
	for _, s := range []string{"read more", "read also", "also read", "read next", "see also", "related:", "more on this", "more:", "recommended:", "watch:", "don't miss",
		"lesen sie auch", "mehr zum thema", "auch interessant", "lire aussi", "à lire aussi", "lea también", "lee también", "leia também", "leggi anche", "lees ook", "читайте также"} {
		if strings.HasPrefix(text, s) {
			return inLinks(n) > len(text)/3
		}
	}
	return false
}

// lineOf is the text of an element that may be a line of its own, in small letters and without signs
// around; empty where it holds more bytes.
func lineOf(n *html.Node, most int) string {
	if !block(n.Data) && !slices.Contains([]atom.Atom{atom.Strong, atom.B, atom.Em, atom.Span}, n.DataAtom) || !short(n, most) {
		return ""
	}
	return strings.ToLower(strings.Trim(plain(n), " \n\t\u00a0:–—-*[]()"))
}

// invites says whether an element is a line that asks to follow the outlet, or to pass the report on.
func invites(n *html.Node) bool {
	text := lineOf(n, 80)
	if text == "" || !block(n.Data) {
		return false
	}
	is := slices.Contains([]string{"follow us", "share", "share this", "share this article", "share this story", "share article", "tweet", "tweet this",
		"email this", "email this article", "print this", "print this article", "copy link", "listen to this article", "teilen", "artikel teilen", "partager", "compartir"}, text)
	for _, s := range []string{"follow us on ", "share on ", "share this on ", "share via "} {
		is = is || strings.HasPrefix(text, s) && !strings.ContainsAny(text, ".!?")
	}
	return is && n.DataAtom != atom.Td && n.DataAtom != atom.Th && !within(n, atom.Table)
}

// wall says whether an element is a line that asks to subscribe or to log in for the rest.
func wall(n *html.Node) bool {
	text := lineOf(n, 120)
	if text == "" || !block(n.Data) {
		return false
	}
	begins := func(s string) bool { return strings.HasPrefix(text, s) }
	holds := func(s string) bool { return strings.Contains(text, s) }
	asks := slices.ContainsFunc([]string{"subscribe", "log in", "login", "sign in", "sign up", "register", "create a free account", "already a subscriber", "already have an account",
		"this article is for subscribers", "jetzt abonnieren", "bereits abonniert", "weiterlesen mit", "abonnez-vous", "déjà abonné", "article réservé aux abonnés", "suscríbete para", "ya eres suscriptor"}, begins)
	return asks && (slices.ContainsFunc([]string{"to read", "read on", "to continue", "to keep reading", "to unlock", "to access", "full article", "full story", "subscriber", "log in now", "? log in", "? sign in",
		"abonn", "suscr", "weiterlesen"}, holds))
}

// dates says whether an element is a line that only says when the page was published: the date of
// the report says it.
func dates(n *html.Node) bool {
	switch {
	case n.DataAtom == atom.Time:
		return dated(n) && apart(n.PrevSibling, true) && apart(n.NextSibling, false)
	case !block(n.Data) || n.DataAtom == atom.Li || n.DataAtom == atom.Td || n.DataAtom == atom.Th || !short(n, 80):
		return false
	}
	text := strings.ToLower(plain(n))
	for d := range n.Descendants() {
		if d.DataAtom == atom.Time && dated(d) {
			text = strings.Replace(text, strings.ToLower(plain(d)), "", 1)
			rest := strings.Trim(text, " :,.|·•–—-")
			return slices.Contains([]string{"", "published", "published on", "published at", "posted", "posted on", "updated", "last updated", "updated on", "veröffentlicht am", "stand", "publié le", "publicado el"}, rest)
		}
	}
	return false
}

// dated says whether a time shows a day with its year, and not only the hour of an entry.
func dated(n *html.Node) bool {
	at := Date(attribute(n, "datetime"))
	text := plain(n)
	return at != "" && strings.Contains(text, at[:4]) || Date(text) != ""
}

// apart says whether nothing of the same line is on one side of an element.
func apart(n *html.Node, before bool) bool {
	for n != nil && (n.Type == html.CommentNode || n.Type == html.TextNode && strings.TrimSpace(n.Data) == "") {
		if before {
			n = n.PrevSibling
		} else {
			n = n.NextSibling
		}
	}
	return n == nil || n.Type == html.ElementNode && (block(n.Data) || n.DataAtom == atom.Br)
}

// origin says whether an element is the line that blogs write under an entry of their feeds: "The
// post … appeared first on …".
func origin(n *html.Node) bool {
	if n.DataAtom != atom.P && n.DataAtom != atom.Div || !short(n, 500) {
		return false
	}
	text := strings.ToLower(plain(n))
	return strings.HasPrefix(text, "the post ") && strings.Contains(text, " appeared first on ") && inLinks(n) > 0
}
