package page

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"rashomon/annotate"
)

const (
	longestScript = 4 << 20 // bytes of JSON-LD
	deepestObject = 12
	mostObjects   = 2000
	mostSteps     = 10_000 // lists and objects looked into for what they say: the same one may be named again and again
	mostListed    = 20     // of a list of names
)

// linked is what the JSON-LD of a page states of its report (schema.org: NewsArticle and its kin).
type linked struct {
	headline, author, publisher, published, language, body, url string
}

// graph is the objects of a page, to be found by their @id.
type graph struct {
	byID      map[string]map[string]any
	articles  []map[string]any
	pages     []map[string]any
	seen      int
	steps     int             // taken of mostSteps
	resolving map[string]bool // the @ids whose names are being looked for: one may be named in its own name
}

// readLinked reads all scripts. Of several articles, it takes the one that says it is at the
// address, or whose headline is one of the page's titles; else none of them: it may be any of those
// that the page leads to. What the article does not state, the page around it does.
// A script that cannot be read is passed over.
func readLinked(scripts []string, address string, titles ...string) linked {
	return newGraph(scripts).linked(address, titles)
}

func newGraph(scripts []string) *graph {
	g := &graph{byID: map[string]map[string]any{}, resolving: map[string]bool{}}
	for _, script := range scripts {
		if len(script) > longestScript {
			continue
		}
		var any any
		if json.Unmarshal([]byte(mend(script)), &any) == nil {
			g.gather(any, 0)
		}
	}
	return g
}

func (g *graph) linked(address string, titles []string) (l linked) {
	around := g.at(g.pages, address)
	if around == nil && len(g.pages) == 1 {
		around = g.pages[0]
	}
	article := g.at(g.articles, address)
	if article == nil {
		article = g.called(g.articles, titles)
	}
	if article == nil && len(g.articles) == 1 {
		article = g.articles[0]
	}
	if article != nil {
		l = g.read(article)
	}
	if around == nil {
		return l
	}
	page := g.read(around)
	if article == nil && len(g.articles) == 0 {
		return page
	}
	l.publisher = cmp.Or(l.publisher, page.publisher)
	l.published = cmp.Or(l.published, page.published)
	l.language = cmp.Or(l.language, page.language)
	return l
}

// at is the object that says it is at an address, or nil.
func (g *graph) at(objects []map[string]any, address string) map[string]any {
	key := annotate.AddressKey(address)
	if key == "" {
		return nil
	}
	for _, o := range objects {
		for _, said := range []any{o["url"], o["mainEntityOfPage"], o["@id"]} {
			if annotate.AddressKey(g.words(said, 0)) == key {
				return o
			}
		}
	}
	return nil
}

// called is the object whose headline is one of the titles, or nil.
func (g *graph) called(objects []map[string]any, titles []string) map[string]any {
	for _, title := range titles {
		for _, o := range objects {
			if headline := line(g.words(o["headline"], 0)); headline != "" && same(headline, line(title)) {
				return o
			}
		}
	}
	return nil
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
	for _, name := range types(object) {
		switch {
		case strings.HasSuffix(name, "Article"), strings.HasSuffix(name, "Posting"), name == "Report":
			return "article"
		case name == "WebPage":
			return "page"
		}
	}
	return ""
}

// types is the names of an object's types, without the vocabulary's address.
func types(object map[string]any) (names []string) {
	said, _ := object["@type"].([]any)
	if one, ok := object["@type"].(string); ok {
		said = []any{one}
	}
	for _, t := range said[:min(len(said), mostListed)] {
		name, _ := t.(string)
		names = append(names, name[strings.LastIndexAny(name, "/:#")+1:])
	}
	return names
}

func (g *graph) read(a map[string]any) linked {
	l := linked{
		headline:  g.words(a["headline"], 0),
		author:    g.people(a["author"]),
		publisher: g.name(a["publisher"]),
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
	if text, ok := value.(string); ok {
		return strings.TrimSpace(text)
	}
	if g.steps >= mostSteps || depth > 4 || value == nil {
		return ""
	}
	g.steps++
	switch v := value.(type) {
	case []any:
		for _, one := range v[:min(len(v), mostListed)] {
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
			return cmp.Or(g.nameOf(id, depth), id)
		}
	}
	return ""
}

// nameOf is the name of the object with an @id, where another one states it.
func (g *graph) nameOf(id string, depth int) string {
	all := g.byID[id]
	if len(all) < 2 || all["name"] == nil || g.resolving[id] {
		return ""
	}
	g.resolving[id] = true
	defer delete(g.resolving, id)
	return g.words(all["name"], depth+1)
}

// people is the names in a value, of one or of several: of people where there are any, else of an
// organization.
func (g *graph) people(value any) string {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	var people, organizations []string
	for _, one := range list[:min(len(list), mostListed)] {
		if g.organization(one) {
			organizations = append(organizations, g.names(one)...)
		} else {
			people = append(people, g.names(one)...)
		}
	}
	return cmp.Or(join(people), join(organizations))
}

// names is what one author is called; some pages name several in one object.
func (g *graph) names(author any) []string {
	object, _ := author.(map[string]any)
	list, ok := object["name"].([]any)
	if !ok {
		return []string{g.name(author)}
	}
	var names []string
	for _, one := range list[:min(len(list), mostListed)] {
		names = append(names, g.name(one))
	}
	return names
}

// name is what a value is called: an @id is no name.
func (g *graph) name(value any) string {
	s := g.words(value, 0)
	if object, ok := value.(map[string]any); ok && object["@id"] == s {
		return ""
	}
	return s
}

// organization says whether an author is no person, by itself or by the object with its @id.
func (g *graph) organization(author any) bool {
	object, _ := author.(map[string]any)
	if id, ok := object["@id"].(string); ok && object["@type"] == nil {
		object = g.byID[id]
	}
	return slices.ContainsFunc(types(object), func(t string) bool {
		return strings.HasSuffix(t, "Organization") || t == "Corporation"
	})
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
