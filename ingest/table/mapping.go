package table

import (
	"fmt"
	"slices"
	"strings"
)

// Mapping says which column of a table has which field of a report: the column's name, by the field's.
// In JSON the name may be a path: source.name.
type Mapping map[string]string

// field is one of ours, and the names that tables have for it: the likeliest first.
type field struct {
	name  string
	alike []string // in small letters, without spaces, hyphens and underscores
}

// fields are what a row can say, in the order in which they are told.
func fields() []field {
	return []field{
		{"text", []string{"text", "body", "content", "fulltext", "articlebody", "articletext", "articlecontent", "maintext", "bodytext", "textcontent", "contenttext", "plaintext", "cleantext", "rawtext", "newstext", "storytext", "article", "document", "html", "contenthtml", "bodyhtml"}},
		{"title", []string{"title", "headline", "heading", "articletitle", "subject"}},
		{"source", []string{"source", "outlet", "publisher", "publication", "newspaper", "site", "sitename", "sourcename", "domain", "sourcedomain"}},
		{"author", []string{"author", "authors", "byline", "creator", "writer"}},
		{"date", []string{"date", "published", "publishedat", "publisheddate", "publishdate", "publicationdate", "datepublished", "dateofpublication", "pubdate", "publishedon", "publishtime", "publishedtime", "timestamp", "datetime", "createdat"}},
		{"url", []string{"url", "link", "canonicalurl", "articleurl", "pageurl", "weburl", "permalink", "href"}},
		{"lang", []string{"lang", "language", "languagecode", "langcode", "inlanguage"}},
		{"story", []string{"story", "storytitle"}},
		{"place", []string{"place", "dateline", "location"}},
		{"format", []string{"format", "textformat"}},
		{"id", []string{"id", "articleid", "docid", "documentid", "guid", "uuid", "uid"}},
	}
}

// Fields are the names of the fields that a mapping can have.
func Fields() (names []string) {
	for _, f := range fields() {
		names = append(names, f.name)
	}
	return names
}

// ParseMapping reads FIELD=COLUMN pairs. A field with an empty column is not read at all.
func ParseMapping(pairs []string) (Mapping, error) {
	m := Mapping{}
	for _, pair := range pairs {
		name, column, ok := strings.Cut(pair, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if !ok {
			return nil, fmt.Errorf("%q is not FIELD=COLUMN", pair)
		}
		if !slices.Contains(Fields(), name) {
			return nil, fmt.Errorf("%q is no field of a report: %s", name, strings.Join(Fields(), ", "))
		}
		if _, twice := m[name]; twice {
			return nil, fmt.Errorf("%s stands twice", name)
		}
		m[name] = strings.TrimSpace(column)
	}
	if column, named := m["text"]; named && column == "" {
		return nil, fmt.Errorf("text needs a column")
	}
	return m, nil
}

// String says it for people: text from body, source from outlet.
func (m Mapping) String() string {
	var all []string
	for _, name := range Fields() {
		if column := m[name]; column == name {
			all = append(all, name)
		} else if column != "" {
			all = append(all, name+" from "+column)
		}
	}
	return strings.Join(all, ", ")
}

// reads says whether a column is read for any field.
func (m Mapping) reads(column string) bool {
	for _, c := range m {
		if c == column || strings.HasPrefix(c, column+".") {
			return true
		}
	}
	return false
}

// choose finds a column for each field: the one that is named by hand, else the one with the
// likeliest name. With strict the error is ErrNoColumn where a named one is not there.
func choose(named Mapping, columns []column, strict bool) (Mapping, error) {
	m := Mapping{}
	for _, name := range Fields() { // what is named is taken first
		wanted, isNamed := named[name]
		if !isNamed || wanted == "" {
			continue
		}
		column, there := find(wanted, columns)
		if !there && (strict || name == "text") {
			return nil, fmt.Errorf("%s=%s: %w: it has %s", name, wanted, ErrNoColumn, listed(columns))
		}
		m[name] = column
	}
	for _, f := range fields() {
		if _, isNamed := named[f.name]; isNamed {
			continue
		}
		if column, there := f.in(columns, m); there {
			m[f.name] = column
		}
	}
	if m["text"] == "" {
		return nil, fmt.Errorf("%w: it has %s", ErrNoText, listed(columns))
	}
	return m, nil
}

// find is the column of that name, however it is written; of a path, the path. Where there is none it is the
// name itself.
func find(name string, columns []column) (string, bool) {
	head, rest, path := strings.Cut(name, ".")
	for _, c := range columns {
		if c.name == name || path && c.name == head {
			return name, true
		}
	}
	for _, c := range columns {
		switch {
		case bare(c.name) == bare(name):
			return c.name, true
		case path && bare(c.name) == bare(head):
			return c.name + "." + rest, true
		}
	}
	return name, false
}

// in is the column that has the field, of those that no other field has.
func (f field) in(columns []column, taken Mapping) (string, bool) {
	for _, name := range f.alike {
		for _, c := range columns {
			if bare(c.name) == name && c.says && !taken.reads(c.name) && (f.name != "text" || c.texts) {
				return c.name, true
			}
		}
	}
	return "", false
}

// bare is a column's name without what names differ by.
func bare(name string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "").Replace(strings.ToLower(name))
}
