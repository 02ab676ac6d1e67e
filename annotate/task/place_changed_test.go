package task_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/anchor"
	"rashomon/annotate/jsonl"
	"rashomon/annotate/task"
)

// store takes records into the library.
func (s shelf) store(t *testing.T, records []jsonl.Record) jsonl.Taken {
	t.Helper()
	taken, err := jsonl.Take(records, s)
	if err == nil {
		_, err = s.Add(taken.Arrivals, nil, "ana", "import")
	}
	if err == nil && len(taken.Annotations) > 0 {
		_, err = s.Apply(annotate.Change{By: "ana", What: "import", Edits: taken.Annotations})
	}
	if err != nil {
		t.Fatal(err)
	}
	return taken
}

// Keys that come later are added to what says the same; keys of a task that says nothing of a text
// that is there are counted.
func TestKeysThatComeLaterAreAdded(t *testing.T) {
	lib := newShelf(t)
	x := sentence("It rained.", "fact")
	x.Said = append(x.Said, on(-1, 0, 2, "claim"))
	x.Extra = map[string]json.RawMessage{"a": json.RawMessage("1")}
	records, _ := place(t, lib, options(), x)
	lib.store(t, records)
	x.Extra = map[string]json.RawMessage{"a": json.RawMessage("1"), "b": json.RawMessage("2")}
	for n, want := range []jsonl.Count{{Changed: 1, Same: 1}, {Same: 2}} {
		records, bad := place(t, lib, options(), x)
		if taken := lib.store(t, records); taken.Outcome.Annotations != want || len(bad) > 0 {
			t.Errorf("%d: %+v %q, want %+v", n, taken.Outcome.Annotations, bad, want)
		}
	}
	if said := records[1].Annotation; said.Extra != `{"prodigy":{"a":1}}` {
		t.Errorf("%s", said.Extra)
	}
	p := task.NewPlacing(lib, options())
	x.Said, x.Extra["c"] = nil, json.RawMessage("3")
	if _, err := p.Place(x); err != nil || p.Keyless() != 1 {
		t.Errorf("%v, %d tasks without a place for keys", err, p.Keyless())
	}
}

// What a file says no more stays in the library, and that is said.
func TestWhatIsTakenBackElsewhereStays(t *testing.T) {
	lib := newShelf(t)
	records, _ := place(t, lib, options(), sentence("It rained.", "fact"))
	lib.store(t, records)
	line := `{"text":"It rained.","accept":[],"answer":"accept","_view_id":"choice","rashomon":{"article":{"hash":"` + annotate.Hash("It rained.") + `"},"sentence":0,"annotator":"ana",` +
		`"said":[{"id":"` + records[1].Annotation.ID.String() + `","sentence":0,"start":0,"end":10,"labels":["fact"],"scheme":"default"}]}}`
	p, told := task.NewPlacing(lib, options()), 0
	err := task.Prodigy().Read(strings.NewReader(line), func(x task.Task) error {
		records, err := p.Place(x)
		if gone := (task.Gone{}); errors.As(err, &gone) && gone.Line == 1 && gone.Held.Has("fact") && len(records) == 0 {
			told++
		}
		return nil
	}, func(bad jsonl.LineError) { t.Error(bad) })
	if err != nil || told != 1 {
		t.Errorf("%v, told %d times", err, told)
	}
}

func TestOneLongKeyLeavesTheOthers(t *testing.T) {
	x := sentence("It rained.", "fact")
	x.Extra = map[string]json.RawMessage{"long": json.RawMessage(`"` + strings.Repeat("x", annotate.MostExtra) + `"`), "z": json.RawMessage("1")}
	records, bad := place(t, newShelf(t), options(), x)
	if got := records[1].Annotation.Extra; got != `{"prodigy":{"z":1}}` || len(bad) != 1 || !strings.HasSuffix(bad[0], "are left out: long") {
		t.Errorf("%q %q", got, bad)
	}
}

// A text that was changed since it was exported is not that of the report that it names: what is
// said of it is not said of other words there.
func TestAChangedTextIsRefused(t *testing.T) {
	lib := newShelf(t)
	x := lib.add(t, pier, "")
	o := options()
	o.Anchor = func(text, quote, before, after string, near int) (annotate.Span, bool) {
		f, ok := anchor.NewText(text).Find(anchor.Passage{Quote: quote, At: near})
		return f.Span, ok
	}
	six := strings.Index(pier, "Six")
	for text, want := range map[string]string{
		"Six people were injured 🚑. edited": "",
		"Six persons were injured 🚑.":       "",
		"Six people were  injured 🚑.":       `ana 2 "Six people were injured 🚑." [fact]`,
	} {
		one := task.Task{Article: x.Article, Text: text, Sentence: 2, Start: six, Said: []annotate.Annotation{on(2, 0, len(text), "fact")}}
		records, bad := place(t, lib, o, one)
		if got := strings.Join(shown(records), "\n"); got != want || (len(bad) == 1) != (want == "") {
			t.Errorf("%q: %q %q, want %q", text, got, bad, want)
		}
	}
}

// A line end more or less makes no other report.
func TestALineEndMakesNoOtherReport(t *testing.T) {
	lib := newShelf(t)
	lib.add(t, "It rained.\n", "")
	lib.add(t, "It snowed.", "")
	for _, text := range []string{"It rained.", "It rained.\n", "It rained.\r\n", "It snowed.", "It snowed.\n"} {
		records, bad := place(t, lib, options(), sentence(text, "fact"))
		want := fmt.Sprintf("ana 0 %q [fact]", strings.TrimSpace(text))
		if got := shown(records); !slices.Equal(got, []string{want}) || len(bad) > 0 {
			t.Errorf("%q: %q %q, want %q", text, got, bad, want)
		}
	}
}
