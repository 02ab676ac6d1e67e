package rescue_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/internal/rescue"
)

var at = time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC)

// some is changes of several kinds, with words that are hard on a file of lines.
func some() []annotate.Change {
	said := annotate.Annotation{ID: 7, Article: 3, Revision: 1, Annotator: "ana", Scheme: "default", Labels: []string{"fact"}, Note: "two\nlines  \"and\" <more> 🚢", Created: at, Updated: at}
	again := said
	again.Labels = []string{"fact", "quote"}
	return []annotate.Change{
		{At: at, By: "ana", What: "label sentence 1: fact", Article: 3, Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{After: &said}}}},
		{At: at, By: "ana", What: "label sentence 1: quote", Article: 3, Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &said, After: &again}}}},
		{At: at, By: "ana", What: "keep a search", Edits: []annotate.Edit{{Search: &annotate.Replaced[annotate.Search]{After: &annotate.Search{Name: "pumps", Query: "pump*"}}}}},
	}
}

var head = rescue.Head{Library: "library.db", Path: "/home/ana/\x9f“x”/library.db", Origin: "0badcafe", At: at}

func written(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := rescue.Write(&b, head, some()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	is, got, flaws, err := rescue.Read(bytes.NewReader(written(t)))
	if err != nil || len(flaws) > 0 || !reflect.DeepEqual(got, some()) {
		t.Errorf("read %+v, flaws %v, %v", got, flaws, err)
	}
	only, err := rescue.ReadHead(bytes.NewReader(written(t)))
	if want := (rescue.Head{Magic: "rescue", Version: 1, Library: head.Library, Path: "/home/ana/\ufffd“x”/library.db", Origin: "0badcafe", At: at, Changes: 3}); err != nil || !reflect.DeepEqual(is, want) || !reflect.DeepEqual(only, want) {
		t.Errorf("heads %+v and %+v, %v", is, only, err)
	}
}

// TestCutShort has a file that ends anywhere: what is whole is read, and the rest is reported.
func TestCutShort(t *testing.T) {
	all := written(t)
	head := bytes.IndexByte(all, '\n')
	for n := range all {
		_, got, flaws, err := rescue.Read(bytes.NewReader(all[:n]))
		whole := max(bytes.Count(all[:n], []byte("\n"))-1, 0)
		if n < len(all)-1 && all[n] == '\n' && n > head { // but for the line's end
			whole++
		}
		switch {
		case n < head:
			if !errors.Is(err, rescue.ErrNotRescue) {
				t.Fatalf("%d bytes: %v", n, err)
			}
		case n == len(all)-1: // nothing but the last line's end is missing
		case err != nil || len(got) != whole || len(flaws) == 0:
			t.Fatalf("%d of %d bytes: %d changes, want %d; flaws %v, %v", n, len(all), len(got), whole, flaws, err)
		}
	}
}

// TestDamage has bytes changed: no change is read that was not written.
func TestDamage(t *testing.T) {
	all, want := written(t), some()
	rapid.Check(t, func(rt *rapid.T) {
		b := bytes.Clone(all)
		for range rapid.IntRange(1, 4).Draw(rt, "n") {
			b[rapid.IntRange(0, len(b)-1).Draw(rt, "at")] ^= byte(rapid.IntRange(1, 255).Draw(rt, "bits"))
		}
		_, got, _, _ := rescue.Read(bytes.NewReader(b))
		for _, c := range got {
			found := false
			for _, w := range want {
				found = found || reflect.DeepEqual(c, w)
			}
			if !found {
				rt.Fatalf("read %+v, which was never written", c)
			}
		}
	})
}

func TestNotARescueFile(t *testing.T) {
	for text, want := range map[string]error{
		"":                         rescue.ErrNotRescue,
		"{}\n":                     rescue.ErrNotRescue,
		"a report of a flood\n":    rescue.ErrNotRescue,
		strings.Repeat("x", 1<<20): rescue.ErrNotRescue,
		`{"rashomon":"rescue","version":2,"changes":1}` + "\n": rescue.ErrNewer,
	} {
		if _, _, _, err := rescue.Read(strings.NewReader(text)); !errors.Is(err, want) {
			t.Errorf("%.20q: %v, want %v", text, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(written(f))
	f.Add([]byte(`{"rashomon":"rescue","version":1,"changes":-5}` + "\n{}\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, changes, _, err := rescue.Read(bytes.NewReader(b))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := rescue.Write(&out, head, changes); err != nil {
			t.Fatal(err)
		}
		_, again, flaws, err := rescue.Read(&out)
		if err != nil || len(flaws) > 0 || len(again) != len(changes) {
			t.Fatalf("what was read cannot be written and read: %v, %v", flaws, err)
		}
	})
}
