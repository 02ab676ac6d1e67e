package main_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/compare"
	"rashomon/ui/adjudicate"
	"rashomon/ui/agreement"
	"rashomon/ui/counts"
	"rashomon/ui/find"
	"rashomon/ui/focus"
	"rashomon/ui/history"
	"rashomon/ui/library"
	"rashomon/ui/matrix"
	"rashomon/ui/preview"
	"rashomon/ui/reader"
	"rashomon/ui/screen"
	"rashomon/ui/sidebyside"
	"rashomon/ui/speakers"
	"rashomon/ui/theme"
)

const (
	keysBegin = "<!-- keys: written from the bindings by RASHOMON_GOLDEN=update go test . -run Readme -->\n"
	keysEnd   = "<!-- /keys -->\n"
)

// TestReadmeKeys holds the README's table of keys against the bindings.
func TestReadmeKeys(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), keysBegin)
	if !ok {
		t.Fatalf("README.md has no line %q", keysBegin)
	}
	have, after, ok := strings.Cut(rest, keysEnd)
	if !ok {
		t.Fatalf("README.md has no line %q", keysEnd)
	}
	want := keyTable()
	if have == want {
		return
	}
	if os.Getenv("RASHOMON_GOLDEN") != "update" {
		t.Fatalf("the table of keys is not what the bindings say; write it with RASHOMON_GOLDEN=update go test . -run Readme\nwant:\n%s", want)
	}
	if err := os.WriteFile("README.md", []byte(before+keysBegin+want+keysEnd+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func keyTable() string {
	scheme := annotate.DefaultScheme()
	keys, look := screen.NewKeys(scheme), theme.New(true, true)
	l := screen.NewLabelling(keys, time.Now)
	body := annotate.Body{Text: "One.", Sentences: []annotate.Span{{Start: 0, End: 4}}}
	r := annotate.NewReading(annotate.NewArticle(annotate.Article{Title: "One"}, body, time.Now()), body, scheme, "ana", nil)
	var b strings.Builder
	seen := map[string]bool{}
	write := func(where string, groups ...screen.Group) {
		for _, g := range groups {
			if seen[g.Title] || g.Title == screen.SignsTitle { // the README has a table of its own
				continue
			}
			title := g.Title
			if where != "" && g.Title != where {
				title = where + ": " + strings.ToLower(g.Title)
			}
			seen[g.Title] = where == "" // groups that many screens share are written once, without a screen's name
			fmt.Fprintf(&b, "\n**%s**\n\n| key | does |\n|---|---|\n", title)
			for _, x := range g.Bindings {
				fmt.Fprintf(&b, "| %s | %s |\n", code(x.Help().Key), x.Help().Desc)
			}
		}
	}
	write("", keys.Everywhere())
	write("Library", library.New(keys, look, "ana", scheme).Help()...)
	write("", reader.New(r, "", 0, keys, l, look).Help()...)
	reports := screen.NewComparing([]*annotate.Reading{r, r}, nil, compare.NewCache(1))
	story := annotate.Story{}
	write("", sidebyside.New(reports, story, 0, 0, keys, l, look).Help()...)
	write("Matrix", matrix.New(reports, story, 0, 0, keys, l, look).Help()[0])
	write("Brief", preview.New(reports, story, keys, time.Now, look).Help()[0])
	write("", screen.Group{Title: "While words are selected", Bindings: keys.Selecting().Bindings})
	write("", focus.New(queue.Spec{Order: queue.Unlabelled}, focus.Options{}, keys, l, look).Help()...)
	write("Find", find.New("", find.Options{}, keys, l, look).Help()[0])
	write("Speakers", speakers.New("", nil, nil, keys, l, look).Help()[0])
	write("Adjudication", adjudicate.New("", nil, adjudicate.Options{Scheme: scheme}, keys, l, look).Help()...)
	write("Agreement", agreement.New("", agreement.Options{}, keys, look).Help()[0])
	write("Progress", counts.New("", counts.Options{}, keys, look).Help()[0])
	write("History", history.New(history.Options{}, keys, look).Help()[0])
	return b.String() + "\n"
}

// code writes keys as Markdown code.
func code(keys string) string {
	words := strings.Fields(keys)
	for i, w := range words {
		words[i] = "`" + strings.ReplaceAll(w, "|", `\|`) + "`"
	}
	return strings.Join(words, " ")
}
