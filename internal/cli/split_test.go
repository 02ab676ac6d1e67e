package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"go.yaml.in/yaml/v3"

	"rashomon/annotate"
	"rashomon/annotate/split"
	"rashomon/internal/cli"
	"rashomon/internal/termtest"
	"rashomon/store"
)

var may = time.Date(2031, 5, 4, 10, 0, 0, 0, time.UTC)

// ran runs the program on a library, and gives what it printed and its exit code.
func ran(t *testing.T, library string, args ...string) (out, told string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	settings := filepath.Join(t.TempDir(), "config.toml") // none of whoever runs the test
	must(t, os.WriteFile(settings, nil, 0o600))
	code = cli.Main(context.Background(), append(args, "--library", library, "--config", settings),
		cli.Streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr})
	return stdout.String(), stderr.String(), code
}

// done runs the program, which must not fail.
func done(t *testing.T, library string, args ...string) (out, told string) {
	t.Helper()
	out, told, code := ran(t, library, args...)
	if code != 0 {
		t.Fatalf("%v: exit code %d: %s", args, code, told)
	}
	return out, told
}

const (
	footer   = "Read all of our reports on the harbour every evening in the letter of the Quay News."
	shortOne = "He declined to comment."
)

// newsroom is a library of stories of three reports with eight sentences, labelled by two annotators,
// the first fifth by both. Reports of a story share sentences, some stories share one, and all
// have a footer.
func newsroom(t *testing.T, stories int) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "library.db")
	lib, err := store.Open(path, store.Options{Now: func() time.Time { return may }})
	must(t, err)
	r := rand.New(rand.NewPCG(11, 4))
	word := func() string { return fmt.Sprintf("word%d", r.IntN(3000)) }
	for s := range stories {
		story := annotate.NewStory(fmt.Sprintf("The *crane* | no. %d <b>&amp; [x](y)</b>", s))
		common := fmt.Sprintf("The crane %d at the %s fell on the %s before noon.", s, word(), word())
		var arrivals []annotate.Arrival
		for k, source := range []string{"Harbour Post", "Quay News", "渡轮日报"} {
			sentences := []string{common, footer, shortOne}
			if s%10 < 2 {
				sentences = append(sentences, fmt.Sprintf("Port%d had%d been%d warned%d last%d year.", s/10, s/10, s/10, s/10, s/10))
			}
			for len(sentences) < 8 {
				var words []string
				for range 6 + r.IntN(8) {
					words = append(words, word())
				}
				sentences = append(sentences, strings.Join(words, " ")+".")
			}
			var b annotate.Body
			for _, x := range sentences {
				b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(x)})
				b.Text += x + " "
			}
			a := annotate.NewArticle(annotate.Article{Title: fmt.Sprintf("Report %d.%d", s, k), Source: source, Story: story.ID, Language: "en", Date: fmt.Sprintf("2031-05-%02d", 1+s%28)}, b, may)
			arrivals = append(arrivals, annotate.Arrival{Article: a, Body: b})
		}
		_, err := lib.Add(arrivals, []annotate.Story{story}, "ana", "import")
		must(t, err)
		var edits []annotate.Edit
		for _, x := range arrivals {
			for n := range x.Body.Sentences {
				for i, who := range []string{"ana", "bo_*x*"} {
					if s >= stories/5 && s%2 != i {
						continue
					}
					said := annotate.NewAnnotation(x.Article, x.Body, annotate.OnSentence(n), "default", who)
					said.Labels, said.Seconds, said.Created, said.Updated = []string{[]string{"fact", "fact", "claim", "quote"}[r.IntN(4)]}, 4, may, may
					edits = append(edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &said}})
				}
			}
		}
		_, err = lib.Apply(annotate.Change{By: "ana", What: "label", Edits: edits})
		must(t, err)
	}
	must(t, lib.Close())
	return path
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// rowsOf are the rows of a file of a data set.
func rowsOf(t *testing.T, path string) (rows []map[string]any) {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	for line := range strings.Lines(string(text)) {
		var row map[string]any
		must(t, json.Unmarshal([]byte(line), &row))
		rows = append(rows, row)
	}
	return rows
}

// wordsOf counts the words of a sentence.
func wordsOf(text string) map[string]int {
	out := map[string]int{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" .,", r) }) {
		out[w]++
	}
	return out
}

func jaccard(a, b map[string]int) float64 {
	common, all := 0, 0
	for w, n := range a {
		common, all = common+min(n, b[w]), all+max(n, b[w])
	}
	for w, n := range b {
		if a[w] == 0 {
			all += n
		}
	}
	return float64(common) / float64(max(all, 1))
}

func TestSplitOfALibrary(t *testing.T) {
	t.Parallel()
	library := newsroom(t, 60)
	dir := filepath.Join(t.TempDir(), "cranes")
	_, told := done(t, library, "split", "--out", dir)
	if !strings.Contains(told, "cranes: train ") || !strings.Contains(told, "rows are left out: copies of sentences that are in another part") {
		t.Errorf("told: %s", told)
	}
	stories, texts := map[any]int{}, []map[string]map[string]int{}
	all := 0
	for k, part := range []string{"train", "validation", "test"} {
		rows := rowsOf(t, filepath.Join(dir, part+".jsonl"))
		all += len(rows)
		texts = append(texts, map[string]map[string]int{})
		for _, row := range rows {
			if was, met := stories[row["story"]]; met && was != k {
				t.Errorf("%v is in two parts", row["story"])
			}
			stories[row["story"]] = k
			text := row["text"].(string)
			texts[k][text] = wordsOf(text)
		}
	}
	if len(stories) != 60 || all < 60*3*6 {
		t.Errorf("%d stories, %d rows", len(stories), all)
	}
	footers := 0
	for k := range texts {
		if texts[k][footer] != nil {
			footers++
		}
		for other := range k {
			for a, x := range texts[k] {
				for b, y := range texts[other] {
					if jaccard(x, y) >= split.Near {
						t.Errorf("in two parts: %q, %q", a, b)
					}
				}
			}
		}
	}
	if footers != 1 {
		t.Errorf("the footer is in %d parts", footers)
	}
	card, err := os.ReadFile(filepath.Join(dir, "README.md"))
	must(t, err)
	text, _, sealed := strings.Cut(string(card), "<!-- written by rashomon, sha256 ") // of the rows, too
	if !sealed {
		t.Error("the card has no seal")
	}
	termtest.Golden(t, "split_card.md", text)
	checkFront(t, text)
	checkShares(t, library)
	checkAgain(t, library, dir)
}

// checkShares holds the shares that a dry run tells against what was asked for.
func checkShares(t *testing.T, library string) {
	t.Helper()
	out, _ := done(t, library, "split", "--dry-run", "--json", "--ratios", "90/10")
	var r struct {
		split.Report
		Tied []struct{ Titles []string } `json:"tied"`
	}
	must(t, json.Unmarshal([]byte(out), &r))
	if len(r.Sides) != 2 || r.Sides[0].Share < 0.88 || r.Sides[0].Share > 0.92 || len(r.Tied) != 6 || len(r.Tied[0].Titles) != 2 {
		t.Errorf("report %+v", r)
	}
	out, _ = done(t, library, "split", "--dry-run")
	for _, part := range []string{"Parts", "train", "Left out", "in more than 5 stories", "fewer than five words", "Stories that stay together"} {
		if !strings.Contains(out, part) {
			t.Errorf("not told: %q in\n%s", part, out)
		}
	}
}

// TestHowASetWasChosen: the card says all that was asked for.
func TestHowASetWasChosen(t *testing.T) {
	t.Parallel()
	library := newsroom(t, 4)
	list, _ := done(t, library, "list", "--json")
	var reports []struct{ ID string }
	must(t, json.Unmarshal([]byte(list), &reports))
	dir := filepath.Join(t.TempDir(), "set")
	_, told := done(t, library, "export", "--format", "hf", "-o", dir, "--article", reports[0].ID, "--article", reports[1].ID, "--suggestions", "--label", "FACT", "--text", "article")
	card, err := os.ReadFile(filepath.Join(dir, "README.md"))
	must(t, err)
	for _, part := range []string{"With `rashomon export`", "Chosen: label fact; only the reports " + reports[0].ID + " and " + reports[1].ID + "; whole reports; also what nobody has labelled; labels suggested for that.", "`label` and `labels` are empty"} {
		if !strings.Contains(string(card), part) {
			t.Errorf("the card does not say %q:\n%s\ntold: %s", part, card, told)
		}
	}
}

// checkAgain: the same again gives the same bytes; a folder that somebody changed stays.
func checkAgain(t *testing.T, library, dir string) {
	t.Helper()
	before := map[string]string{}
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		must(t, err)
		before[e.Name()] = string(b)
	}
	done(t, library, "split", "--out", dir)
	for name, text := range before {
		b, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		if string(b) != text {
			t.Errorf("%s is another file", name)
		}
	}
	must(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine\n"), 0o600))
	_, told, code := ran(t, library, "split", "--out", dir, "--ratios", "90/10", "--force")
	if _, err := os.Stat(filepath.Join(dir, "validation.jsonl")); code != 1 || !strings.Contains(told, "earlier division would stay beside the new ones: validation.jsonl\nhint: ") || err != nil {
		t.Errorf("exit code %d, %v: %s", code, err, told)
	}
	must(t, os.WriteFile(filepath.Join(dir, "test.jsonl"), []byte("{}\n"), 0o600))
	must(t, os.Remove(filepath.Join(dir, "notes.txt")))
	_, told, code = ran(t, library, "split", "--out", dir)
	if code != 1 || !strings.Contains(told, "changed since") || !strings.Contains(told, "hint: ") {
		t.Errorf("exit code %d: %s", code, told)
	}
	done(t, library, "split", "--out", dir, "--force", "--anonymous", "--context", "2")
	for _, part := range []string{"train", "validation", "test", "README"} {
		name := filepath.Join(dir, part+".jsonl")
		if part == "README" {
			name = filepath.Join(dir, "README.md")
		}
		b, err := os.ReadFile(name)
		must(t, err)
		if strings.Contains(string(b), "bo_") || strings.Contains(string(b), `bo\_`) || strings.Contains(string(b), `"ana"`) || !strings.Contains(string(b), "annotator-1") {
			t.Errorf("%s names annotators, or no number", name)
		}
	}
	in := map[string]int{}
	for k, part := range []string{"train", "validation", "test"} {
		for _, row := range rowsOf(t, filepath.Join(dir, part+".jsonl")) {
			for _, of := range []string{"text", "before", "after"} {
				if strings.Contains(row[of].(string), footer) {
					in[footer] |= 1 << k
				}
			}
		}
	}
	if n := in[footer]; n == 0 || n&(n-1) != 0 {
		t.Errorf("with context the footer is in parts %b", n)
	}
}

func TestSplitRefuses(t *testing.T) {
	t.Parallel()
	library := newsroom(t, 2)
	out := filepath.Join(t.TempDir(), "set")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--out", out}, 1, "too few stories: 2 for 3 parts\nhint: the library has no more stories; a report that is in none counts as one, or ask for fewer parts: --ratios 90/10\n"},
		{[]string{"--out", out, "--ratios", "90/10", "--story", "The *crane* | no. 0 <b>&amp; [x](y)</b>"}, 1,
			"too few stories: 1 for 2 parts\nhint: only 1 of 2 stories in the library has labels that were asked for: label reports of more\n"},
		{[]string{"--out", out, "--label", "quote", "--source", "Nobody"}, 5, "nothing to write: nothing that was asked for is in the library"},
		{[]string{"--out", out, "--annotator", "anna"}, 5, "nobody called anna has labelled anything by the scheme default\nhint: ana and bo_*x* have\n"},
		{[]string{"--out", out, "--gold"}, 5, "nothing to write: there is no gold yet"},
		{[]string{"--out", out, "--ratios", "80/20/0"}, 2, "not a number over 0"},
		{[]string{"--out", out, "--tie", "0"}, 2, "--tie 0"},
		{[]string{}, 2, "--out FOLDER is missing"},
		{[]string{"--out", filepath.Dir(library)}, 1, "the library is in it"},
		{[]string{"--out", filepath.Dir(library), "--force"}, 1, "the library is in it"},
		{[]string{"--out", filepath.Join(out, "deep", "set")}, 1, "its folder does not exist"},
	} {
		_, told, code := ran(t, library, append([]string{"split"}, c.args...)...)
		if code != c.code || !strings.Contains(told, c.says) {
			t.Errorf("%v: exit code %d: %s", c.args, code, told)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a folder was left")
	}
}

// checkFront reads the front matter of a card as the hub does.
func checkFront(t *testing.T, card string) {
	t.Helper()
	front, _, found := strings.Cut(strings.TrimPrefix(card, "---\n"), "\n---\n")
	var read struct {
		Name    string `yaml:"pretty_name"`
		Configs []struct {
			Files []struct{ Split, Path string } `yaml:"data_files"`
		}
		Info struct{ Features []struct{ Name string } } `yaml:"dataset_info"`
	}
	must(t, yaml.Unmarshal([]byte(front), &read))
	if !found || read.Name != "cranes" || len(read.Configs) != 1 || len(read.Configs[0].Files) != 3 || read.Configs[0].Files[2].Path != "test.jsonl" || len(read.Info.Features) < 20 {
		t.Errorf("front matter %+v", read)
	}
	var html bytes.Buffer
	must(t, goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(card), &html))
	if !strings.Contains(html.String(), "<td align=\"left\">The *crane* | no. 0 &lt;b&gt;&amp;amp; [x](y)&lt;/b&gt;</td>") && !strings.Contains(html.String(), "<td>The *crane* | no. 0 &lt;b&gt;&amp;amp; [x](y)&lt;/b&gt;</td>") {
		t.Error("a title is not shown as it is")
	}
}
