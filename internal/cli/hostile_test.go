//go:build unix

package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"rashomon/annotate"
	"rashomon/internal/cli"
	"rashomon/store"
)

// hostile is what no import lets in: a colour, the wrong direction, an old control.
const hostile = "\x1b[31m\u202e\u009b2J"

// TestHostileRecords prints a library whose every field is hostile, by every command that
// prints one: nothing of it reaches the terminal.
func TestHostileRecords(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("RASHOMON_ANNOTATOR", "ana"+hostile)
	t.Setenv("RASHOMON_CLOCK", "2031-05-04T10:00:00Z")
	library, settings, asked := filepath.Join(dir, "library.db"), filepath.Join(dir, "config.toml"), filepath.Join(dir, "asked.jsonl")
	ids := hostileLibrary(t, library)
	answer := filepath.Join(dir, "answer.jsonl")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(settings, "annotator = \"a\\u001b[31m\\u202e\"\nscheme = \"tone\\u202e\"\n[keys]\nundo = [\"\\u202eU\"]\n[suggester]\ncommand = [\"cat\", \""+answer+"\"]\n")
	write(asked, `{"id":"q\u001b\u202e","text":"It fell."}`+"\n")
	write(answer, fmt.Sprintf(`{"id":%q,"sentences":[{"start":0,"end":8,"label":"fact\u202e","score":1}]}`+"\n", annotate.MakeID("asked", "0")))
	for _, command := range []string{
		"list", "list --json", "list --where crane", "list --story " + hostile,
		"search crane", "search crane --json", "search --saved", "search --saved --json", "search @" + hostile,
		"stats", "stats --json", "stats --where label:" + hostile,
		"scheme list", "scheme list --json", "scheme show tone", "scheme show tone --json", "scheme show " + hostile, "scheme rename default lie" + hostile + " truth", "scheme delete tone fact" + hostile,
		"config", "config --json", "config --keys", "config --keys --json",
		"show " + ids[0], "show --json " + ids[0], "show --explain " + strings.Join(ids, " "), "show --json " + strings.Join(ids, " "), "show " + hostile,
		"brief " + strings.Join(ids, " "), "brief --format html " + strings.Join(ids, " "), "brief --format json " + strings.Join(ids, " "),
		"export", "check", "segment " + asked, "group " + asked, "compare " + asked, "suggest " + asked, "suggest --learned " + asked, "suggest --external " + asked, "suggest --external --json " + asked,
	} {
		var out, errs bytes.Buffer
		args := append(strings.Split(command, " "), "--library", library, "--config", settings, "--scheme", "tone")
		cli.Main(context.Background(), args, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs})
		if out.Len()+errs.Len() == 0 {
			t.Errorf("%q prints nothing", command)
		}
		for _, text := range []string{out.String(), errs.String()} {
			if i := strings.IndexFunc(text, disturbing); i >= 0 {
				t.Errorf("%q prints %q", command, text[max(i-60, 0):min(i+30, len(text))])
			}
		}
	}
}

// disturbing says whether a rune may not be printed; search --saved has tabs between its columns.
func disturbing(r rune) bool {
	return r != '\n' && r != '\t' && (r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp))
}

// hostileLibrary is a library of two reports, as no import makes it.
func hostileLibrary(t *testing.T, path string) (ids []string) {
	t.Helper()
	now := time.Date(2031, 3, 1, 12, 0, 0, 0, time.UTC)
	lib, err := store.Open(path, store.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer lib.Close()
	const h = hostile
	scheme := annotate.Scheme{
		Name: "tone", Labels: []annotate.Label{{Name: "fact\u202e", Key: "\u202ef", Colour: h, Glyph: "\u202e", Description: h}},
		Attributes: []annotate.Attribute{{Name: "sure" + h, Key: "Y\u202e", Choices: []string{"no" + h}, Description: h}}, Guidelines: "# G" + h,
	}
	change := annotate.Change{By: "ana" + h, What: "label" + h, Edits: []annotate.Edit{
		{Scheme: &annotate.Replaced[annotate.Scheme]{After: &scheme}},
		{Search: &annotate.Replaced[annotate.Search]{After: &annotate.Search{Name: "wet" + h, Query: "rain" + h}}},
	}}
	story := annotate.NewStory("Story" + h)
	var arrivals []annotate.Arrival
	for _, text := range []string{"Six people fell" + h + " off a crane.", "Two people fell off a crane" + h + "."} {
		b := annotate.Body{Text: text, Sentences: []annotate.Span{{Start: 0, End: len(text)}}}
		a := annotate.NewArticle(annotate.Article{
			Title: "T" + h, Source: "S" + h, Author: "A" + h, Date: "\u202e\x1b2031-03" + h, Place: "P" + h, URL: "https://e.example/" + h, Language: h, Format: annotate.Plain, Story: story.ID,
		}, b, now)
		arrivals, ids = append(arrivals, annotate.Arrival{Article: a, Body: b}), append(ids, a.ID.String())
		for _, on := range []annotate.Target{annotate.OnSentence(0), annotate.OnSpan(annotate.Span{Start: 0, End: 3})} {
			x := annotate.NewAnnotation(a, b, on, "tone", "ana"+h)
			x.Labels, x.Rejected, x.Speaker, x.Note, x.Flag, x.Reason = []string{"fact\u202e", h}, []string{h}, "Sp"+h, "crane"+h+"\n\r\u2028", annotate.Flag(h), "R"+h
			x.Attributes, x.Origin, x.Created, x.Updated = map[string]string{"sure" + h: "no" + h}, annotate.Origin(h), now, now
			change.Edits = append(change.Edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}})
		}
	}
	if _, err = lib.Add(arrivals, []annotate.Story{story}, "ana"+h, "import"+h); err != nil {
		t.Fatal(err)
	}
	if _, err = lib.Apply(change); err != nil {
		t.Fatal(err)
	}
	return ids
}
