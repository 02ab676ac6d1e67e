package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/internal/clean"
	"rashomon/store"
)

func TestAssignOfALibrary(t *testing.T) {
	t.Parallel()
	library := newsroom(t, 20)
	dir := filepath.Join(t.TempDir(), "work")
	out, _ := done(t, library, "assign", "--annotators", "ana,ben,cy", "--overlap", "6", "--by", "report", "--out", dir, "--json")
	var work struct {
		Reports, Sentences, Labelled int
		Overlap                      struct{ Reports int }
		Annotators                   []struct {
			Name, File         string
			Reports, Sentences int
		}
		Pairs []struct{ Reports int }
	}
	must(t, json.Unmarshal([]byte(out), &work))
	if work.Reports != 60 || work.Overlap.Reports != 6 || work.Labelled != 60 || len(work.Pairs) != 3 || work.Pairs[0].Reports != 6 {
		t.Errorf("%+v", work)
	}
	had := map[annotate.ID]int{}
	for _, x := range work.Annotators {
		if x.Reports != 24 || x.Sentences != 24*8 {
			t.Errorf("%+v", x)
		}
		file := filepath.Join(dir, x.File)
		text, err := os.ReadFile(file)
		must(t, err)
		if strings.Contains(string(text), `"type":"annotation"`) || strings.Contains(string(text), `"annotator"`) {
			t.Errorf("%s has annotations", file)
		}
		mine := filepath.Join(t.TempDir(), "library.db")
		done(t, mine, "--annotator", x.Name, "import", file)
		lib, err := store.Open(mine, store.Options{ReadOnly: true})
		must(t, err)
		n := 0
		for a, err := range lib.Articles() {
			must(t, err)
			had[a.ID]++
			n++
			if story, err := lib.Story(a.Story); err != nil || story.Title == "" {
				t.Errorf("the story of %s: %v", a.Title, err)
			}
		}
		must(t, lib.Close())
		if n != x.Reports {
			t.Errorf("%s has %d reports", x.Name, n)
		}
	}
	times := map[int]int{}
	for _, n := range had {
		times[n]++
	}
	if len(had) != 60 || times[3] != 6 || times[1] != 54 {
		t.Errorf("reports by how many have them: %v", times)
	}
	checkAssignedStories(t, library)
}

// checkAssignedStories: whole stories go together, and pairs share as much.
func checkAssignedStories(t *testing.T, library string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pairs")
	out, _ := done(t, library, "assign", "--annotators", "ana,ben,cy,dee", "--each", "2", "--out", dir)
	for _, part := range []string{"Annotators", "Shared", "ana, ben", "overlap: 480 sentences, 60 reports, asked 100%; each is labelled by 2"} {
		if !strings.Contains(out, part) {
			t.Errorf("not told: %q in\n%s", part, out)
		}
	}
	stories := map[annotate.ID][]string{}
	for _, name := range []string{"ana", "ben", "cy", "dee"} {
		mine := filepath.Join(t.TempDir(), "library.db")
		done(t, mine, "import", filepath.Join(dir, name+".jsonl"))
		lib, err := store.Open(mine, store.Options{ReadOnly: true})
		must(t, err)
		reports := map[annotate.ID]int{}
		for a, err := range lib.Articles() {
			must(t, err)
			reports[a.Story]++
		}
		must(t, lib.Close())
		for story, n := range reports {
			if stories[story] = append(stories[story], name); n != 3 {
				t.Errorf("%s has %d reports of a story", name, n)
			}
		}
	}
	for story, who := range stories {
		if len(who) != 2 {
			t.Errorf("story %s is labelled by %v", story, who)
		}
	}
	card, err := os.ReadFile(filepath.Join(dir, "README.md"))
	must(t, err)
	if !strings.Contains(string(card), "rashomon --annotator dee import ./dee.jsonl") {
		t.Errorf("README.md:\n%s", card)
	}
}

// TestAssignUneven: where whole stories leave somebody with much more, that is said.
func TestAssignUneven(t *testing.T) {
	t.Parallel()
	library := newsroom(t, 4)
	args := []string{"assign", "--annotators", "ana,ben,cy", "--overlap", "0%", "--dry-run"}
	_, told := done(t, library, args...)
	if !strings.Contains(told, "rashomon: ana has 48 sentences, ben 24: what is handed out together has up to 24; --by report comes out more even\n") {
		t.Errorf("told: %s", told)
	}
	if _, told = done(t, library, append(args, "--by", "report")...); told != "" {
		t.Errorf("by report: %s", told)
	}
}

func TestAssignRefuses(t *testing.T) {
	t.Parallel()
	library := newsroom(t, 2)
	out := filepath.Join(t.TempDir(), "work")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--annotators", "ana"}, 2, "two or more"},
		{[]string{"--annotators", "ana,Ana"}, 2, "would have one file"},
		{[]string{"--annotators", "ana,gold"}, 2, "stands for what is decided"},
		{[]string{"--annotators", "ana,../ben"}, 2, "cannot be the name of a file"},
		{[]string{"--annotators", "ana,\x1bben"}, 2, "cannot be the name of a file"},
		{[]string{"--annotators", "ana,ben", "--overlap", "120%"}, 2, "not 0% to 100%"},
		{[]string{"--annotators", "ana,ben", "--each", "3"}, 2, "not 2 to 2"},
		{[]string{"--annotators", "ana,ben", "--by", "sentence"}, 2, "not story or report"},
		{[]string{"--annotators", "ana,ben", "--unlabelled"}, 1, "no reports to hand out"},
	} {
		_, told, code := ran(t, library, append([]string{"assign", "--out", out}, c.args...)...)
		if code != c.code || !strings.Contains(told, c.says) || slices.ContainsFunc([]rune(clean.Line(told)), func(r rune) bool { return r == 0x1b }) {
			t.Errorf("%v: exit code %d: %s", c.args, code, told)
		}
	}
}
