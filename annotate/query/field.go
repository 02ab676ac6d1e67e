package query

import (
	"fmt"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// field is one of the fields that a query may name.
type field struct {
	name   string
	of     kind
	value  string   // an example
	values []string // the only ones it can have; nil for any
}

// fields are all fields, in the order in which the documentation has them.
func fields() []field {
	return []field{
		{"source", ofArticle, `"Harbour Post"`, nil},
		{"title", ofArticle, "crane", nil},
		{"story", ofArticle, "flood", nil},
		{"author", ofArticle, "Dekker", nil},
		{"date", ofArticle, "2031-03", nil},
		{"label", ofSaid, "claim", nil},
		{"speaker", ofSaid, "Karimi", nil},
		{"note", ofSaid, "check", nil},
		{"annotator", ofSaid, "ana", nil},
		{"scheme", ofSaid, "default", nil},
		{"attribute", ofSaid, "certainty=low", nil},
		{"reason", ofSaid, "heading", nil},
		{"origin", ofSaid, "hand", []string{"hand", "suggestion", "carried", "imported", "adjudicated"}},
		{"flag", ofSaid, "skip", []string{"flag", "skip"}},
		{"is", ofSaid, "flagged", []string{"labelled", "unlabelled", "flagged", "skipped", "span", "sentence", "rejected", "orphan", "changed"}},
		{"has", ofSaid, "note", []string{"speaker", "note", "label", "attribute", "flag", "reason"}},
	}
}

// field reads a field with its values, if one comes next; else what comes is of words.
func (p *parser) field(t *term) (kind, error) {
	start := p.at
	name, rest, found := strings.Cut(p.text[p.at:], ":")
	if !found || name == "" || strings.ContainsFunc(name, func(r rune) bool { return (r|0x20) < 'a' || (r|0x20) > 'z' }) {
		return ofWords, nil
	}
	all := fields()
	i := slices.IndexFunc(all, func(f field) bool { return f.name == strings.ToLower(name) })
	if i < 0 {
		return ofWords, p.unknown(name, rest)
	}
	f := all[i]
	p.at += len(name) + 1
	t.field = f.name
	for {
		if p.at == len(p.text) || ended(p.text[p.at:]) {
			return f.of, p.fail(start, "write "+f.name+":"+f.value+" without a blank", "nothing stands after %s", p.text[start:p.at])
		}
		v, err := p.value(",")
		if err == nil {
			err = p.take(t, f, v)
		}
		if err != nil {
			return f.of, err
		}
		if !strings.HasPrefix(p.text[p.at:], ",") {
			return f.of, nil
		}
		p.at++
	}
}

// unknown is the error for a word before a colon that is no field. Not everything is meant
// for one: a word of two letters, an address (https://…), a colon with nothing after it,
// unless the word is nearly that of a field.
func (p *parser) unknown(name, rest string) error {
	best, near := "", 0.0
	var names []string
	for _, f := range fields() {
		if x := segment.JaroWinkler(strings.ToLower(name), f.name); x > near {
			best, near = f.name, x
		}
		names = append(names, f.name)
	}
	nothing := rest == "" || ended(rest)
	if len(name) <= 2 || strings.HasPrefix(rest, "/") || strings.EqualFold(name, "mailto") || nothing && near < 0.9 {
		return nil
	}
	if near < 0.8 {
		hint := fmt.Sprintf("the fields are %s; to find the words write them in quotation marks", strings.Join(names, ", "))
		return p.fail(p.at, hint, "there is no field %q", name)
	}
	hint := fmt.Sprintf("write %s:, or to find the words write them in quotation marks", best)
	return p.fail(p.at, hint, "there is no field %q; the nearest is %q", name, best)
}

// take takes one of the values of a field.
func (p *parser) take(t *term, f field, v value) error {
	switch f.name {
	case "date":
		d, err := p.days(v)
		t.days = append(t.days, d)
		return err
	case "label", "annotator", "scheme", "attribute", "origin", "flag", "is", "has":
		word := fold(annotate.Line(v.text))
		if as, found := map[string]string{"flagged": "flag", "skipped": "skip"}[word]; found && f.name == "flag" {
			word = as // as is: has them
		}
		switch {
		case word == "":
			return p.fail(v.at, "", "nothing stands in the quotation marks")
		case f.values != nil && !slices.Contains(f.values, word):
			return p.fail(v.at, f.name+": can be "+strings.Join(f.values, ", "), "%s: knows no %q; the nearest is %q", f.name, v.text, nearest(word, f.values))
		}
		t.values = append(t.values, word)
		return nil
	}
	ph, err := p.phrase(v)
	t.phrases = append(t.phrases, ph)
	return err
}

// nearest is the name most like the word.
func nearest(word string, names []string) string {
	return slices.MaxFunc(names, func(a, b string) int {
		if segment.JaroWinkler(word, a) < segment.JaroWinkler(word, b) {
			return -1
		}
		return 1
	})
}
