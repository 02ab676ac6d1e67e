package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/arrival"
	"rashomon/export"
	"rashomon/store"
)

// shelf is a library, sound in the end.
func shelf(t *testing.T, name string) *store.Store {
	lib, err := store.Open(filepath.Join(t.TempDir(), name+".db"), store.Options{Now: func() time.Time { return monday }})
	must(t, err)
	t.Cleanup(func() {
		if r, err := lib.Check(context.Background()); err != nil {
			t.Errorf("%s: %q", name, r.Problems)
		}
		lib.Close()
	})
	return lib
}

// put takes a report of these sentences in, and labels some of them.
func put(t *testing.T, lib *store.Store, annotator string, labelled []int, sentences ...string) annotate.ID {
	var b annotate.Body
	for _, s := range sentences {
		if b.Text != "" {
			b.Text += " "
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	x := annotate.Arrival{Article: annotate.NewArticle(annotate.Article{Title: "The pier", Source: "Harbour Post"}, b, monday), Body: b}
	out, err := arrival.Take(t.Context(), lib, []annotate.Arrival{x}, arrival.Options{By: annotator, What: "import"})
	must(t, err)
	a, err := lib.Article(out[0].ID)
	must(t, err)
	for _, n := range labelled {
		y := annotate.NewAnnotation(a, b, annotate.OnSentence(n), "default", annotator)
		y.Labels, y.Created, y.Updated = []string{"fact"}, monday, monday
		_, err := lib.Apply(annotate.Change{By: annotator, What: "label", Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{After: &y}}}})
		must(t, err)
	}
	return a.ID
}

func exported(t *testing.T, lib *store.Store) []byte {
	var out bytes.Buffer
	_, err := export.JSONL(&out, lib, export.Filter{})
	must(t, err)
	return out.Bytes()
}

func bringLines(t *testing.T, lib *store.Store, file []byte) taken {
	var out, bad bytes.Buffer
	a := &app{Streams: Streams{Out: &out, Err: &bad}, now: func() time.Time { return monday }}
	i := &importing{arriving: arriving{app: a, lib: lib, ctx: context.Background(), verb: "import", json: true}}
	i.config.Annotator = "nobody"
	i.take("file", bytes.NewReader(file))
	var o outcome
	if err := json.Unmarshal(out.Bytes(), &o); err != nil || bad.Len() > 0 || o.Taken == nil {
		t.Fatalf("%v: %s%s", err, out.Bytes(), bad.Bytes())
	}
	return *o.Taken
}

// A colleague's file has a newer text: what is here follows to it, and what finds no place there is
// counted. What the file says of the older text stays there, and it comes out again as it went in.
func TestANewerTextInAFile(t *testing.T) {
	older := []string{"The pier fell at noon on Sunday.", "Nobody drowned, the harbour master said.", "Boats wait in the bay."}
	newer := []string{"It was a Sunday.", older[0], "Boats are waiting in the bay."}
	mine, theirs := shelf(t, "mine"), shelf(t, "theirs")
	id := put(t, mine, "ana", []int{0, 1, 2}, older...)
	put(t, theirs, "ben", []int{0, 1}, older...)
	put(t, theirs, "ben", []int{0}, newer...)
	file := exported(t, theirs)
	got := bringLines(t, mine, file)
	if got.followed != (followed{Moved: 2, Changed: 1, Orphans: 1}) || got.Articles.Changed != 1 || got.Annotations.Added != 3 {
		t.Errorf("%+v", got)
	}
	said, err := mine.Annotations(id)
	must(t, err)
	var where []string
	for _, x := range said {
		where = append(where, strings.Join([]string{x.Annotator, string(rune('0' + x.Revision)), x.Quote, x.Was}, "|"))
	}
	slices.Sort(where)
	want := []string{"ana|1|" + older[1] + "|", "ana|2|" + newer[2] + "|" + older[2], "ana|2|" + older[0] + "|", "ben|1|" + older[1] + "|", "ben|2|" + newer[0] + "|", "ben|2|" + older[0] + "|"}
	if !slices.Equal(where, want) {
		t.Errorf("got  %q\nwant %q", where, want)
	}
	for _, file := range [][]byte{file, exported(t, mine)} {
		fresh := shelf(t, "fresh")
		if bringLines(t, fresh, file); !bytes.Equal(exported(t, fresh), file) {
			t.Errorf("it came out as\n%s\nand went in as\n%s", exported(t, fresh), file)
		}
		if again := bringLines(t, fresh, file); again.followed != (followed{}) || again.Annotations.Changed+again.Annotations.Added > 0 {
			t.Errorf("the second time: %+v", again)
		}
	}
}
