package page

import (
	"encoding/json"
	"strings"
)

const (
	longestScript = 4 << 20 // bytes of JSON-LD
	deepestObject = 12
	mostObjects   = 2000
)

// linked is what the JSON-LD of a page states of its report (schema.org: NewsArticle and its kin).
type linked struct {
	headline, author, publisher, published, language, body, url string
}

// graph is the objects of a page, to be found by their @id.
type graph struct {
	byID     map[string]map[string]any
	articles []map[string]any
	pages    []map[string]any
	seen     int
}

// readLinked reads all scripts. Of several articles, it takes the one that says it is at the address.
// A script that cannot be read is passed over.
func readLinked(scripts []string, address string) linked {
	g := graph{byID: map[string]map[string]any{}}
	for _, script := range scripts {
		if len(script) > longestScript {
			continue
		}
		var any any
		if json.Unmarshal([]byte(mend(script)), &any) == nil {
			g.gather(any, 0)
		}
	}
	if len(g.articles) == 0 {
		g.articles = g.pages
	}
	if len(g.articles) == 0 {
		return linked{}
	}
	best := g.articles[0]
	for _, a := range g.articles {
		if address != "" && (g.words(a["url"], 0) == address || g.words(a["mainEntityOfPage"], 0) == address || g.words(a["@id"], 0) == address) {
			best = a
			break
		}
	}
	return g.read(best)
}

// mend takes out what is wrong with many scripts: line breaks in strings, and marks around the whole.
func mend(script string) string {
	script = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, script)
	script = strings.TrimSpace(script)
	for _, mark := range []string{"<!--", "//<![CDATA[", "<![CDATA[", "/*<![CDATA[*/"} {
		script = strings.TrimSpace(strings.TrimPrefix(script, mark))
	}
	for _, mark := range []string{"-->", "//]]>", "]]>", "/*]]>*/", ";"} {
		script = strings.TrimSpace(strings.TrimSuffix(script, mark))
	}
	return script
}

// gather notes the objects in a value that are of the page itself, not of lists of others.
func (g *graph) gather(value any, depth int) {
	if g.seen++; depth > deepestObject || g.seen > mostObjects {
		return
	}
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			g.gather(one, depth+1)
		}
	case map[string]any:
		if id, ok := v["@id"].(string); ok && len(v) > len(g.byID[id]) {
			g.byID[id] = v
		}
		switch kind(v) {
		case "article":
			g.articles = append(g.articles, v)
		case "page":
			g.pages = append(g.pages, v)
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "author", "publisher", "isPartOf"} {
			g.gather(v[key], depth+1)
		}
	}
}

// kind says what an object is by its @type.
func kind(object map[string]any) string {
	types, _ := object["@type"].([]any)
	if one, ok := object["@type"].(string); ok {
		types = []any{one}
	}
	for _, t := range types {
		name, _ := t.(string)
		name = name[strings.LastIndexAny(name, "/:#")+1:]
		switch {
		case strings.HasSuffix(name, "Article"), strings.HasSuffix(name, "Posting"), name == "Report":
			return "article"
		case name == "WebPage":
			return "page"
		}
	}
	return ""
}

func (g *graph) read(a map[string]any) linked {
	l := linked{
		headline:  g.words(a["headline"], 0),
		author:    g.people(a["author"]),
		publisher: g.words(a["publisher"], 0),
		published: g.words(a["datePublished"], 0),
		language:  g.tongue(a["inLanguage"]),
		body:      g.words(a["articleBody"], 0),
		url:       g.words(a["url"], 0),
	}
	if l.url == "" {
		l.url = g.words(a["mainEntityOfPage"], 0)
	}
	if l.headline == "" && kind(a) == "article" {
		l.headline = g.words(a["name"], 0)
	}
	if l.author == "" {
		l.author = g.people(a["creator"])
	}
	if l.published == "" {
		l.published = g.words(a["dateCreated"], 0)
	}
	if updates, ok := a["liveBlogUpdate"].([]any); ok && l.body == "" {
		l.body = g.updates(updates)
	}
	return l
}

// updates is the text of a live blog's entries.
func (g *graph) updates(entries []any) string {
	var out []string
	for _, e := range entries {
		if entry, ok := e.(map[string]any); ok {
			for _, key := range []string{"headline", "articleBody"} {
				if s := g.words(entry[key], 0); s != "" {
					out = append(out, s)
				}
			}
		}
	}
	return strings.Join(out, "\n")
}

// words is what a value says: a text, the name of an object, or that of the first in a list.
func (g *graph) words(value any, depth int) string {
	if depth > 4 {
		return ""
	}
	switch v := value.(type) {
	case string:
		return strings.TrimSpace(v)
	case []any:
		for _, one := range v {
			if s := g.words(one, depth+1); s != "" {
				return s
			}
		}
	case map[string]any:
		for _, key := range []string{"name", "@value", "url"} {
			if s := g.words(v[key], depth+1); s != "" {
				return s
			}
		}
		if id, ok := v["@id"].(string); ok {
			if all := g.byID[id]; len(all) > 1 && all["name"] != nil {
				return g.words(all["name"], depth+1)
			}
			return id
		}
	}
	return ""
}

// people is the names in a value, of one or of several.
func (g *graph) people(value any) string {
	list, ok := value.([]any)
	if !ok {
		return g.words(value, 0)
	}
	var names []string
	for _, one := range list[:min(len(list), 20)] {
		names = append(names, g.words(one, 0))
	}
	return join(names)
}

// tongue is a language, as a text or as an object of schema.org.
func (g *graph) tongue(value any) string {
	if object, ok := value.(map[string]any); ok {
		if s := g.words(object["alternateName"], 0); s != "" {
			return s
		}
	}
	return g.words(value, 0)
}
