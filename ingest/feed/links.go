package feed

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"rashomon/annotate"
	"rashomon/ingest/fetch"
	"rashomon/internal/clean"
)

// Links are the feeds that an HTML page names, in order (RSS Autodiscovery, 2006); address is where
// the page is from.
func Links(pageHTML []byte, address string) (feeds []annotate.Feed) {
	base := address
	for z := html.NewTokenizer(bytes.NewReader(pageHTML)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return feeds
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		name, more := z.TagName()
		tag := string(name)
		if tag == "body" {
			return feeds
		}
		if tag != "link" && tag != "base" {
			continue
		}
		said := map[string]string{}
		for more {
			var key, value []byte
			key, value, more = z.TagAttr()
			said[string(key)] = clean.Line(string(value))
		}
		if tag == "base" && said["href"] != "" {
			base = absolute(address, said["href"])
		}
		url, err := Address(fetch.Bare(absolute(base, said["href"])))
		if tag != "link" || err != nil || !announces(said["rel"], said["type"]) || slices.ContainsFunc(feeds, func(f annotate.Feed) bool { return f.URL == url }) {
			continue
		}
		feeds = append(feeds, annotate.Feed{URL: url, Title: said["title"]})
	}
}

// announces says whether a link of that relation and type is one to a feed.
func announces(rel, kind string) bool {
	kind, _, _ = strings.Cut(strings.ToLower(kind), ";")
	rels := strings.Fields(strings.ToLower(rel))
	switch strings.TrimSpace(kind) {
	case "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml":
		return slices.Contains(rels, "alternate") || slices.Contains(rels, "feed")
	case "application/json", "application/xml", "text/xml":
		return slices.Contains(rels, "feed")
	}
	return false
}
