package ingest

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"

	"rashomon/annotate"
	"rashomon/ingest/page"
	"rashomon/internal/clean"
)

// longestFrontMatter is in bytes; what is longer is text between two rules.
const longestFrontMatter = 64 << 10

var errFrontMatter = errors.New("front matter that cannot be read is left in the text")

// splitFrontMatter takes YAML front matter (between a first line --- and a next one, or
// ...) off a text. Without any the fields are nil and rest is the text; so they are with
// an error, for front matter that is broken.
func splitFrontMatter(text string) (fields map[string]yaml.Node, rest string, err error) {
	inside, ok := strings.CutPrefix(strings.TrimLeft(text, "\n"), "---\n")
	if !ok {
		return nil, text, nil
	}
	end, after := -1, 0
	for at := 0; at < min(len(inside), longestFrontMatter) && end < 0; {
		line, _, _ := strings.Cut(inside[at:], "\n")
		if mark := strings.TrimRight(line, " \t"); mark == "---" || mark == "..." {
			end, after = at, min(at+len(line)+1, len(inside))
		}
		at += len(line) + 1
	}
	if end < 0 {
		return nil, text, nil
	}
	if fields, err = parseFields(inside[:end]); err != nil || fields == nil {
		return nil, text, err
	}
	return fields, strings.TrimLeft(inside[after:], "\n"), nil
}

// parseFields reads a YAML mapping. Text that is not a mapping gives neither fields nor an error.
func parseFields(source string) (fields map[string]yaml.Node, err error) {
	defer func() {
		if recover() != nil { // the library panics on some broken input
			fields, err = nil, errFrontMatter
		}
	}()
	var any yaml.Node
	if err := yaml.Unmarshal([]byte(source), &any); err != nil {
		first, _, _ := strings.Cut(clean.Line(err.Error()), ";")
		return nil, fmt.Errorf("%w: %s", errFrontMatter, first)
	}
	if len(any.Content) != 1 || any.Content[0].Kind != yaml.MappingNode {
		return nil, nil
	}
	fields = map[string]yaml.Node{}
	pairs := any.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		if key := strings.ToLower(pairs[i].Value); pairs[i+1].Kind != yaml.AliasNode {
			fields[key] = *pairs[i+1]
		}
	}
	return fields, nil
}

// takeFrontMatter takes front matter off the text, and over what it states. Lines of plain text between two
// rules are front matter only where they state something that is known: they may be what somebody said.
func (r *reading) takeFrontMatter() {
	fields, body, err := splitFrontMatter(r.text)
	if r.format == annotate.Plain && err == nil && !slices.ContainsFunc(stating, func(key string) bool { _, ok := fields[key]; return ok }) {
		return
	}
	r.text = body
	if err != nil {
		r.notes = append(r.notes, err.Error())
	}
	r.stateFields(fields)
}

// stating is the keys by which front matter states what we keep.
var stating = []string{"title", "source", "outlet", "publisher", "site", "author", "authors", "date", "published", "url", "link", "lang", "language"}

// stateFields takes over what front matter states. What it states unreadably is noted, not guessed at.
func (r *reading) stateFields(fields map[string]yaml.Node) {
	first := func(keys ...string) string {
		for _, k := range keys {
			if v := words(fields[k], 0); v != "" {
				return v
			}
		}
		return ""
	}
	fill(&r.stated.Title, first("title"))
	fill(&r.stated.Source, first("source", "outlet", "publisher", "site"))
	fill(&r.stated.Author, first("author", "authors"))
	fill(&r.stated.Date, r.readable("date", first("date", "published"), readDate))
	fill(&r.stated.URL, r.readable("url", first("url", "link"), readURL))
	fill(&r.stated.Language, r.readable("lang", first("lang", "language"), readLanguage))
}

// readable is a stated value in normal form; where it has none, that is noted.
func (r *reading) readable(key, value string, read func(string) string) string {
	normal := read(value)
	if normal == "" && value != "" {
		r.notes = append(r.notes, fmt.Sprintf("%s %q cannot be read and is left out", key, cut(value, madeTitle)))
	}
	return normal
}

// words is what a YAML value says in one line: a scalar, the parts of a list, or the name in a mapping.
func words(n yaml.Node, depth int) string {
	var parts []string
	switch {
	case depth > 3:
	case n.Kind == yaml.ScalarNode && n.Tag != "!!null":
		return clean.Line(n.Value)
	case n.Kind == yaml.SequenceNode:
		for _, c := range n.Content {
			parts = append(parts, words(*c, depth+1))
		}
	case n.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == "name" {
				return words(*n.Content[i+1], depth+1)
			}
		}
	}
	return strings.Join(parts, ", ")
}

// readDate writes a date as the domain wants it: a day, or RFC 3339 where time and zone are stated.
func readDate(s string) string { return page.Date(s) }

// readURL is an absolute web address; nothing else may become a link.
func readURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// readLanguage is a BCP 47 tag. One that is longer than any of use is none: to parse it would take
// the square of its length.
func readLanguage(s string) string {
	if len(s) > longestLanguage {
		return ""
	}
	tag, err := language.Parse(s)
	if err != nil || tag == language.Und {
		return ""
	}
	return tag.String()
}

const longestLanguage = 100 // bytes
