package ui_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"rashomon/annotate"
)

const (
	pressesBegin = "<!-- presses: written from what the keys do by RASHOMON_GOLDEN=update go test ./ui -run Presses -->\n"
	pressesEnd   = "<!-- /presses -->\n"
)

// flow is something that one does all day: the keys it takes here, from a sentence without
// anything said of it to the next one, and what it takes elsewhere by the tools' own documents.
type flow struct {
	name   string
	before string // keys that are not counted: they bring one to where the flow begins
	keys   string // by their names, which blanks separate; ‹text› is text to be typed
	does   func(here, next annotate.Annotation, status string) bool

	prodigy, doccano, slate string
}

// flows are held against the program in TestPresses. What other tools take is from the
// documents that the README names.
func flows() []flow {
	at := func(n int, status string) bool {
		return strings.HasPrefix(status, fmt.Sprintf(" sentence %d of 21", n))
	}
	is := func(a annotate.Annotation, labels ...string) bool {
		return strings.Join(a.Labels, " ") == strings.Join(labels, " ")
	}
	return []flow{
		{"label, and go on", "a", "f", func(here, _ annotate.Annotation, status string) bool {
			return is(here, "fact") && at(2, status)
		}, "1", "2", "3"},
		{"label and a speaker heard before, and go on", "s ‹Orsam al-Mihzari› enter j a", "s enter c", func(here, _ annotate.Annotation, status string) bool {
			return is(here, "claim") && here.Speaker == "Orsam al-Mihzari" && at(3, status)
		}, "mouse", "no speakers", "5 + letters, as a label"},
		{"label and a new speaker, and go on", "a", "s ‹Zita Quell› enter c", func(here, _ annotate.Annotation, status string) bool {
			return is(here, "claim") && here.Speaker == "Zita Quell" && at(2, status)
		}, "mouse", "no speakers", "5 + letters, as a label"},
		{"label three words", "", "v l l q", func(here, _ annotate.Annotation, _ string) bool {
			return here.Sentence == -1 && is(here, "quote") && len(strings.Fields(here.Quote)) == 3
		}, "mouse", "mouse", "4"},
		{"skip, and go on", "Q u", "x x", func(here, _ annotate.Annotation, status string) bool {
			return here.Flag == annotate.Skipped && at(2, status)
		}, "1", "1, not recorded", "1, not recorded"},
		{"undo", "f", "u", func(here, _ annotate.Annotation, _ string) bool {
			return here.Empty()
		}, "1", "no undo", "1, of the item"},
		{"accept a suggestion, and go on", "a", "enter", func(here, _ annotate.Annotation, status string) bool {
			return len(here.Labels) == 1 && here.Origin == annotate.Suggestion && at(2, status)
		}, "1", "1, put in unasked", "no suggestions"},
		{"go to the next without a label", "f j f k", "] u", func(_, _ annotate.Annotation, status string) bool {
			return at(3, status)
		}, "0", "mouse", "no such key"},
		{"note", "", "m ‹why?› enter", func(here, _ annotate.Annotation, _ string) bool {
			return here.Note == "why?"
		}, "mouse", "mouse", "2 + letters, as a label"},
	}
}

// TestPresses does what the README counts, and holds its table against that.
func TestPresses(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("\n| | Rashomon | its keys | Prodigy | doccano | slate |\n|---|---|---|---|---|---|\n")
	for _, f := range flows() {
		d := start(t, sampleStore(t), 110, 30, options())
		d.keys("j enter g")
		d.hit(f.before)
		n := strings.Count(f.before, " j ") // the flow begins at the first sentence, or after it
		presses, letters := d.hit(f.keys)
		article := d.article("Saltline")
		said := d.said(article.ID)
		here, ok := said[n]
		if !ok {
			here = said[-1]
		}
		if !f.does(here, said[n+1], d.status()) {
			t.Errorf("%s: %s does not do that: %+v, %q", f.name, f.keys, here, d.status())
		}
		count := fmt.Sprint(presses)
		if letters > 0 {
			count += " + letters"
		}
		fmt.Fprintf(&b, "| %s | **%s** | %s | %s | %s | %s |\n", f.name, count, written(f.keys), f.prodigy, f.doccano, f.slate)
	}
	b.WriteString("\n")
	text, err := os.ReadFile("../README.md")
	check(t, err)
	before, rest, ok := strings.Cut(string(text), pressesBegin)
	have, after, end := strings.Cut(rest, pressesEnd)
	switch {
	case !ok || !end:
		t.Fatalf("README.md has no lines %q and %q", pressesBegin, pressesEnd)
	case have == b.String():
	case os.Getenv("RASHOMON_GOLDEN") == "update":
		check(t, os.WriteFile("../README.md", []byte(before+pressesBegin+b.String()+pressesEnd+after), 0o644))
	default:
		t.Errorf("the table of key presses is not what the keys do; write it with RASHOMON_GOLDEN=update go test ./ui -run Presses\nwant:\n%s", b.String())
	}
}

// hit presses keys and types text, and counts both.
func (d *driver) hit(keys string) (presses, letters int) {
	d.t.Helper()
	for i, part := range strings.FieldsFunc(keys, func(r rune) bool { return r == '‹' || r == '›' }) {
		if i%2 == 1 {
			d.write(part)
			letters += utf8.RuneCountInString(part)
			continue
		}
		d.keys(part)
		presses += len(strings.Fields(part))
	}
	return presses, letters
}

// written is keys as the README shows them.
func written(keys string) string {
	var out []string
	for i, part := range strings.FieldsFunc(keys, func(r rune) bool { return r == '‹' || r == '›' }) {
		if i%2 == 1 {
			out = append(out, "…")
			continue
		}
		for _, k := range strings.Fields(part) {
			out = append(out, "`"+k+"`")
		}
	}
	return strings.Join(out, " ")
}
