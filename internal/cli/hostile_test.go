//go:build unix

package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/internal/cli"
	"rashomon/internal/termtest"
	"rashomon/store"
)

// hostile is what no import lets in, a piece of each kind: a title and a colour set, a C1, the wrong
// direction, an isolate left open, what nobody sees, a tag, private and unassigned code points, an old
// control, bytes behind a smile, and marks without end. There is no blank in it.
const hostile = "\x1b]0;owned\x07\x1b[31m\u009b2J\u202e\u2067\u200b\ufeff\U000E0041\ue000\u0378\ufdd0\x08😀\U000E0123Z" +
	"\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335"

// TestHostileRecords prints a library whose every field is hostile, by every command that
// prints one: nothing of it reaches the terminal.
func TestHostileRecords(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("RASHOMON_ANNOTATOR", "ana"+hostile)
	t.Setenv("RASHOMON_CLOCK", "2031-05-04T10:00:00Z")
	library, settings, asked := filepath.Join(dir, "library.db"), filepath.Join(dir, "config.toml"), filepath.Join(dir, "asked.jsonl")
	ids := hostileLibrary(t, library)
	both := strings.Join(ids, " ")
	answer, evil := filepath.Join(dir, "answer.jsonl"), filepath.Join(dir, "evil\x1b[31m\u202e.txt")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(settings, "annotator = \"a\\u001b[31m\\u202e\"\nscheme = \"tone\\u202e\"\n[keys]\nundo = [\"\\u202eU\"]\n[suggester]\ncommand = [\"cat\", \""+answer+"\"]\n")
	write(asked, `{"id":"q\u001b\u202e","text":"It fell.\ud800 \udb40\udc41","title":"T\u001b]0;x\u0007","source":"\u202e","lang":"\u001b"}`+"\n")
	write(answer, fmt.Sprintf(`{"id":%q,"sentences":[{"start":0,"end":8,"label":"fact\u202e","score":1}]}`+"\n", annotate.MakeID("asked", "0")))
	write(evil, "Six fell."+hostile+"\xff")
	for _, command := range []string{
		"list", "list --json", "list --where crane", "list --story " + hostile,
		"search crane", "search crane --json", "search --saved", "search --saved --json", "search @" + hostile, "search label:" + hostile,
		"stats", "stats --json", "stats --where label:" + hostile, "stats --annotator " + hostile, "stats --zone " + hostile,
		"scheme list", "scheme list --json", "scheme show tone", "scheme show tone --json", "scheme show " + hostile, "scheme rename default lie" + hostile + " truth", "scheme delete tone fact" + hostile, "scheme check " + evil, "scheme " + hostile,
		"config", "config --json", "config --keys", "config --keys --json",
		"show " + ids[0], "show --json " + ids[0], "show --explain " + both, "show --json " + both, "show --plain " + both, "show " + hostile, "show Story" + hostile,
		"brief " + both, "brief --format html " + both, "brief --format json " + both, "brief " + hostile,
		"export", "export --format prodigy", "export --format doccano", "export --format label-studio", "export --format webannotation",
		"export --format prodigy --suggestions --context 1", "export --label " + hostile, "export --format " + hostile, "export -o " + filepath.Join(dir, hostile, "x"), "export --format hf -o " + filepath.Join(dir, "hf"),
		"agree", "agree --json", "report", "report --json", "adjudicate", "adjudicate --json", "adjudicate --by " + hostile, "stories", "stories --json",
		"split -o " + filepath.Join(dir, "split"), "split --ratio " + hostile, "assign --to ana" + hostile + ",bo" + hostile + " -o " + filepath.Join(dir, "assign"), "merge " + evil, "merge " + asked,
		"feed list", "feed list --json", "feed remove " + hostile, "fetch " + hostile, "fetch --json " + hostile, "fetch http://127.0.0.1:1/" + hostile,
		"import --dry-run " + evil, "import --dry-run --json " + evil, "import --dry-run --story " + hostile + " " + evil, "import " + hostile, "import --format " + hostile + " x",
		"clean --show " + evil, "clean --json " + evil, "clean " + evil, "clean " + hostile,
		"check", "backup " + filepath.Join(dir, hostile, "x"), "undo --dry-run", "undo " + hostile, hostile, "--" + hostile, "list --" + hostile,
		"segment " + asked, "segment --json " + asked, "group " + asked, "group --json " + asked, "compare " + asked, "compare --json " + asked, "suggest " + asked, "suggest --json " + asked, "suggest --learned " + asked,
		"suggest --external " + asked, "suggest --external --json " + asked, "segment " + evil, "suggest " + evil, "segment " + hostile,
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
			if !utf8.ValidString(text) {
				t.Errorf("%q prints bytes that are not UTF-8", command)
			}
			if exact := strings.Contains(command, "json") || strings.HasPrefix(command, "export") || command == "scheme show tone"; !exact && strings.Contains(text, strings.Repeat("\u0335", 9)) {
				t.Errorf("%q prints marks without end", command)
			}
		}
		if strings.Contains(command, "--json") {
			checkJSON(t, command, out.Bytes())
		}
	}
}

// TestHostileTableOnATerminal: a table in CSV is exact, and has no escapes: so on a terminal it is not.
func TestHostileTableOnATerminal(t *testing.T) {
	library := filepath.Join(t.TempDir(), "library.db")
	hostileLibrary(t, library)
	for _, article := range []string{"--text=sentence", "--text=article"} {
		s := start(t, termtest.Options{}, library, "export", "--format", "csv", "--scheme", "tone", "--annotator", "ana"+hostile, article)
		s.see("Six people fell")
		if code, err := s.Wait(); err != nil || code != 0 {
			t.Fatal(code, err)
		}
		if raw := string(s.Raw()); strings.Contains(raw, "\x1b]0;owned") || strings.Contains(raw, "\x1b[31m") || strings.ContainsAny(raw, "\u009b\u202e\u200b\x08\ue000") {
			t.Errorf("%q", raw)
		}
	}
}

// checkJSON: what is written for programs is JSON.
func checkJSON(t *testing.T, command string, text []byte) {
	t.Helper()
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var value any
		if err := d.Decode(&value); err == io.EOF {
			return
		} else if err != nil {
			t.Errorf("%q: %v", command, err)
			return
		}
	}
}

// TestHostileJSONIsExact: what harms no terminal as bytes is still the very text to a program.
func TestHostileJSONIsExact(t *testing.T) {
	library := filepath.Join(t.TempDir(), "library.db")
	ids := hostileLibrary(t, library)
	var out, errs bytes.Buffer
	cli.Main(context.Background(), []string{"show", "--json", ids[0], "--library", library}, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs})
	var shown struct {
		Article     annotate.Article
		Text        string
		Annotations []annotate.Annotation
	}
	if err := json.Unmarshal(out.Bytes(), &shown); err != nil {
		t.Fatalf("%v: %s%s", err, out.Bytes(), errs.Bytes())
	}
	if a := shown.Article; a.Source != "S"+hostile || a.Author != "A"+hostile || !strings.Contains(shown.Text, hostile) || shown.Annotations[0].Speaker != "Sp"+hostile {
		t.Errorf("%+v", shown)
	}
}

// disturbing says whether a rune may not be printed; search --saved has tabs between its columns, and
// tables of CSV end their lines as RFC 4180 says.
func disturbing(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Cn, unicode.Zl, unicode.Zp) || 0xE0000 <= r && r <= 0xE01EF)
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
