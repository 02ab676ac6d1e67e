package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/internal/cli"
	"rashomon/store"
)

// court is a library of which several annotators have labelled a report.
type court struct {
	t    *testing.T
	path string
}

func newCourt(t *testing.T) court {
	t.Helper()
	x := court{t, filepath.Join(t.TempDir(), "library.db")}
	now := time.Date(2031, 5, 4, 10, 0, 0, 0, time.UTC)
	lib, err := store.Open(x.path, store.Options{Now: func() time.Time { return now }})
	x.must(err)
	var b annotate.Body
	for i, s := range []string{"The sluice 🌊 stood open.", "Nobody was told.", "The warden left.", "It rained."} {
		if i > 0 {
			b.Text += "\n\n"
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	a := annotate.NewArticle(annotate.Article{Title: "The sluice", Source: "Vess Lantern"}, b, now)
	_, err = lib.Add([]annotate.Arrival{{Article: a, Body: b}}, nil, "ana", "import")
	x.must(err)
	for who, labels := range map[string][]string{"ana": {"fact", "fact", "claim"}, "ben": {"fact", "claim", "fact"}, "cem": {"fact", "fact", ""}} {
		r := annotate.NewReading(a, b, annotate.DefaultScheme(), who, nil)
		for n, l := range labels {
			if c, ok := r.SetLabels(annotate.OnSentence(n), strings.Fields(l), "", now); ok && l != "" {
				_, err := lib.Apply(c)
				x.must(err)
			}
		}
		if who == "ben" {
			c, _ := r.SetLabels(annotate.OnSpan(annotate.Span{Start: 4, End: 15}), []string{"quote"}, "", now)
			_, err := lib.Apply(c)
			x.must(err)
		}
	}
	x.must(lib.Close())
	return x
}

func (x court) must(err error) {
	x.t.Helper()
	if err != nil {
		x.t.Fatal(err)
	}
}

// runs runs the program, and gives what it prints, and says.
func (x court) runs(want int, args ...string) (out, told string) {
	x.t.Helper()
	settings := filepath.Join(x.t.TempDir(), "config.toml")
	x.must(os.WriteFile(settings, []byte("annotator = \"lea\"\n"), 0o600))
	var stdout, stderr bytes.Buffer
	code := cli.Main(context.Background(), append(args, "--library", x.path, "--config", settings),
		cli.Streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr})
	if code != want {
		x.t.Fatalf("%v: exit code %d, want %d: %s", args, code, want, stderr.String())
	}
	return stdout.String(), stderr.String()
}

func (x court) says(text string, wants ...string) {
	x.t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			x.t.Fatalf("it does not say %q:\n%s", want, text)
		}
	}
}

// Where annotators differ is listed, a rule decides when it is told to and never before, one
// undo takes that back, and an annotator sees what was decided otherwise.
func TestAdjudicate(t *testing.T) {
	x := newCourt(t)
	out, told := x.runs(0, "adjudicate")
	x.says(out, "Vess Lantern · The sluice · sentence 2\n  2 fact, 1 claim · labels, weight 2.75 · open\n  Nobody was told.\n    ana  fact\n    ben  claim\n",
		"ben  fact, quote “sluice 🌊”")
	x.says(told, "3 sentences to decide, of 3 that two or more annotators have labelled")
	before, _ := x.runs(0, "export")

	out, told = x.runs(0, "adjudicate", "--rule", "majority")
	x.says(out, "Gold is what more than half", "2 sentences get gold", "1 have no majority")
	x.says(told, "--apply")
	if after, _ := x.runs(0, "export"); after != before {
		t.Fatal("a preview changes the library")
	}
	_, told = x.runs(0, "adjudicate", "--rule", "majority", "--apply")
	x.says(told, "stored: gold for 2 sentences")
	out, _ = x.runs(0, "adjudicate", "--changed", "ben")
	x.says(out, "gold: fact, not claim · majority rule, ", ": 2 of 3 say so", "sentence 1", "not quote “sluice 🌊”")
	out, _ = x.runs(0, "adjudicate", "--changed", "cem", "--json")
	if strings.TrimSpace(out) != "[]" {
		t.Fatalf("of cem: %s", out)
	}
	_, told = x.runs(0, "adjudicate")
	x.says(told, "1 sentence to decide")
	x.runs(0, "check")
	x.runs(0, "undo")
	if after, _ := x.runs(0, "export"); after != before {
		t.Fatal("after an undo the library is not what it was")
	}
	x.runs(2, "adjudicate", "--rule", "dice")
	x.runs(2, "adjudicate", "--apply")
	x.runs(2, "adjudicate", "--where", "date:soon")
	_, told = x.runs(1, "adjudicate", "--rule", "best", "--best", "dee")
	x.says(told, `nobody to follow: "dee" has labelled nothing here`, "hint:")
	_, told = x.runs(1, "adjudicate", "--changed", "dee")
	x.says(told, `"dee" has labelled nothing by scheme default`, "hint:")
}

func TestAdjudicateJSON(t *testing.T) {
	x := newCourt(t)
	out, _ := x.runs(0, "adjudicate", "--json")
	var all []struct {
		Sentence int
		Kind     string
		Says     []struct {
			Annotator string
			Labels    []string
			Spans     []struct {
				Start, End int
				Text       string
			}
		}
	}
	x.must(json.Unmarshal([]byte(out), &all))
	if len(all) != 3 || all[0].Sentence != 1 || all[0].Kind != "labels" || all[0].Says[1].Annotator != "ben" || all[0].Says[1].Labels[0] != "claim" {
		t.Fatalf("all: %+v", all)
	}
	if s := all[2].Says[1].Spans[0]; all[2].Kind != "spans" || s.Start != 4 || s.End != 12 || s.Text != "sluice 🌊" {
		t.Fatalf("words: %+v", all[2])
	}
	out, _ = x.runs(0, "adjudicate", "--json", "--where", "source:nobody")
	if strings.Join(strings.Fields(out), "") != "[]" {
		t.Fatalf("of nothing: %q", out)
	}
	out, _ = x.runs(0, "adjudicate", "--rule", "best", "--apply", "--json")
	var p struct {
		Best      string
		Stored    bool
		Sentences int
		Left      map[string]int
	}
	x.must(json.Unmarshal([]byte(out), &p))
	if p.Best != "cem" || !p.Stored || p.Sentences != 2 || p.Left["silent"] != 1 {
		t.Fatalf("a pass: %s", out)
	}
}

// Without names annotators have letters, and the report and agree say who labelled nothing.
func TestAdjudicateBlind(t *testing.T) {
	x := newCourt(t)
	out, _ := x.runs(0, "adjudicate", "--blind")
	x.says(out, "    A  claim\n    B  fact\n")
	again, _ := x.runs(0, "adjudicate", "--blind")
	asJSON, _ := x.runs(0, "adjudicate", "--blind", "--json")
	for _, name := range []string{"ana", "ben", "cem"} {
		if strings.Contains(out, name) || strings.Contains(asJSON, name) {
			t.Errorf("it names %s:\n%s\n%s", name, out, asJSON)
		}
	}
	if out != again {
		t.Error("another order the second time")
	}
	x.runs(2, "adjudicate", "--blind", "--changed", "ana")
}

// Whoever is named and labelled nothing is named, and so is gold that nobody made.
func TestAgreeSaysWho(t *testing.T) {
	x := newCourt(t)
	_, told := x.runs(5, "agree", "--annotators", "ana,zed")
	x.says(told, "nothing to compare: zed has labelled nothing by scheme default")
	_, told = x.runs(5, "agree", "--annotators", "ana,gold")
	x.says(told, "there is no gold yet", " adjudicate' makes it")
}

// A rule that has nothing to do says so and no more, and gold has room for its name.
func TestAdjudicateNothingToDo(t *testing.T) {
	x := newCourt(t)
	x.runs(0, "adjudicate", "--rule", "majority", "--apply")
	out, _ := x.runs(0, "adjudicate", "--rule", "majority")
	x.says(out, "0 sentences get gold\n", "2 have this gold already")
	out, _ = x.runs(0, "adjudicate", "--all")
	x.says(out, "    gold  fact")
}
