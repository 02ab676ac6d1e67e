package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/annotate/merge"
	"rashomon/store"
)

// told is a text of sentences.
func told(sentences []string) (b annotate.Body) {
	for i, s := range sentences {
		if i > 0 {
			b.Text += " "
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	return b
}

// version is the text of article n as it was at first, or as somebody changed it.
func version(n, changed int) annotate.Body {
	var out []string
	for k := range 8 {
		s := fmt.Sprintf("In harbour %d the crane of pier %d fell at %d, its keeper said to “Lantern %d”.", n, k, 3*k+n, n)
		switch {
		case changed > 0 && k == changed%8:
			continue
		case changed > 0 && k%3 == changed%3:
			s = strings.Replace(s, "fell", "came down", 1)
		case changed > 0 && k == (changed+3)%8:
			s = fmt.Sprintf("Nobody in harbour %d wants to talk of number %d any more.", n, changed)
		}
		out = append(out, s)
	}
	if changed > 0 {
		out = append([]string{fmt.Sprintf("Update %d from harbour %d.", changed, n)}, out...)
	}
	return told(out)
}

func harbour(n int) annotate.Article {
	a := annotate.Article{Source: "Lantern News", Title: fmt.Sprintf("Crane %d falls", n), Date: "2031-03-03", URL: fmt.Sprintf("https://lantern.example/%d", n)}
	return annotate.NewArticle(a, version(n, 0), monday)
}

// round is a team's library and the files of its annotators.
type round struct {
	*desk
	r     *rand.Rand
	files []string
}

func newRound(t *testing.T, seed uint64) *round {
	x := &round{desk: newDesk(t), r: rand.New(rand.NewPCG(seed, 1))}
	x.in(x.path, func(lib *store.Store) {
		for n := range 4 {
			x.add(lib, harbour(n), version(n, 0))
		}
		x.label(lib, "ana", 10)
		if x.r.IntN(2) == 0 {
			x.revise(lib, 0, 2, 7)
		}
	})
	for _, annotator := range []string{"ben", "cy", "dan"} {
		path := filepath.Join(t.TempDir(), annotator+".db")
		x.in(path, func(lib *store.Store) {
			for n := range 5 {
				x.add(lib, harbour(n), version(n, 0))
			}
			x.label(lib, annotator, 12)
			switch x.r.IntN(4) {
			case 0: // a newer text of an article that the others have
				x.revise(lib, 1, 2+x.r.IntN(2), 1+x.r.IntN(3))
			case 1: // the same page, read by itself at another time
				a := harbour(2)
				b := version(2, 4+x.r.IntN(2))
				a.Title += ", and rises"
				x.add(lib, annotate.NewArticle(a, b, monday), b)
			case 2: // another text of one number
				x.revise(lib, 0, 2, 5)
			}
			x.label(lib, annotator, 12)
		})
		x.files = append(x.files, x.export(path, annotator))
	}
	return x
}

func (x *round) in(path string, do func(*store.Store)) {
	x.t.Helper()
	lib, err := store.Open(path, store.Options{Now: x.now})
	x.must(err)
	do(lib)
	_, err = lib.Check(x.t.Context())
	x.must(err)
	x.must(lib.Close())
}

func (x *round) add(lib *store.Store, a annotate.Article, b annotate.Body) {
	x.t.Helper()
	_, err := lib.Add([]annotate.Arrival{{Article: a, Body: b}}, nil, "ana", "import")
	x.must(err)
}

func (x *round) revise(lib *store.Store, n, revision, changed int) {
	x.t.Helper()
	b := version(n, changed)
	a := annotate.NewArticle(harbour(n), b, monday)
	a.ID, a.Revision = harbour(n).ID, revision
	x.must(lib.Revise([]annotate.Arrival{{Article: a, Body: b}}, "ana", "revise"))
}

// label has an annotator say something of so many passages.
func (x *round) label(lib *store.Store, annotator string, times int) {
	x.t.Helper()
	var articles []annotate.Article
	for a, err := range lib.Articles() {
		x.must(err)
		articles = append(articles, a)
	}
	for range times {
		a := articles[x.r.IntN(len(articles))]
		b, err := lib.Body(a.ID, a.Revision)
		x.must(err)
		said, err := lib.Annotations(a.ID)
		x.must(err)
		n := x.r.IntN(len(b.Sentences))
		target := annotate.OnSentence(n)
		if x.r.IntN(3) == 0 {
			s := b.Sentences[n]
			target = annotate.OnSpan(annotate.Span{Start: s.Start, End: s.Start + 10 + x.r.IntN(8)})
		}
		c, ok := annotate.NewReading(a, b, annotate.DefaultScheme(), annotator, said).Toggle(target, []string{"fact", "quote", "claim"}[x.r.IntN(3)], x.now())
		if ok {
			_, err = lib.Apply(c)
			x.must(err)
		}
	}
}

func (x *round) export(library, name string) string {
	x.t.Helper()
	d := &desk{t: x.t, path: library}
	path := filepath.Join(x.t.TempDir(), name+".jsonl")
	x.must(os.WriteFile(path, []byte(d.run("", "export")), 0o600))
	return path
}

// copied is the team's library once more.
func (x *round) copied() *desk {
	x.t.Helper()
	content, err := os.ReadFile(x.path)
	x.must(err)
	d := newDesk(x.t)
	x.must(os.WriteFile(d.path, content, 0o600))
	return d
}

func (x *round) merge(d *desk, flags []string, files ...string) (r merge.Report) {
	x.t.Helper()
	out := d.run("", slices.Concat([]string{"merge", "--json"}, flags, files)...)
	x.must(json.Unmarshal([]byte(out), &r))
	return r
}

// A team's files come together as was said before, whole, in any order, once and for all, and
// one undo takes them out again.
func TestMerge(t *testing.T) {
	moved, lost := 0, 0
	for seed := range uint64(3) {
		x := newRound(t, seed)
		before := x.run("", "export")
		rehearsed := x.merge(x.desk, []string{"--dry-run"}, x.files...)
		if x.run("", "export") != before {
			t.Fatalf("seed %d: a dry run changes the library", seed)
		}
		other := x.copied()
		report := x.merge(x.desk, []string{"--yes"}, x.files...)
		if a, b := fmt.Sprintf("%+v", rehearsed), fmt.Sprintf("%+v", report); a != b {
			t.Fatalf("seed %d: said before:\n%s\nand after:\n%s", seed, a, b)
		}
		after := x.run("", "export")
		x.nothingLost(seed, report)
		lost += len(report.Placeless)
		for _, f := range report.Files {
			for _, c := range f.Annotators {
				moved += c.Reanchored
			}
		}
		slices.Reverse(x.files)
		x.merge(other, []string{"--yes"}, x.files...)
		if other.run("", "export") != after {
			t.Fatalf("seed %d: in another order the outcome is another:\n%s\n%s", seed, after, other.run("", "export"))
		}
		last := x.run("", "undo", "--dry-run", "--json")
		x.merge(x.desk, []string{"--yes"}, x.files...)
		if x.run("", "undo", "--dry-run", "--json") != last {
			t.Fatalf("seed %d: merged once more it makes changes", seed)
		}
		if again := x.run("", "export"); again != after {
			t.Fatalf("seed %d: merged once more it is another:\n%s\n%s", seed, after, again)
		}
		x.run("", "check")
		other.run("", "undo")
		if other.run("", "export") != before {
			t.Fatalf("seed %d: after an undo the library is not what it was", seed)
		}
		other.run("", "check")
		other.run("", "undo", "--redo")
		if other.run("", "export") != after {
			t.Fatalf("seed %d: made again it is another", seed)
		}
	}
	if moved == 0 || lost == 0 {
		t.Fatalf("%d annotations moved, and %d found no place: the files are too alike", moved, lost)
	}
}

// nothingLost says that each annotation of the files is in the library, as it was, or counted.
func (x *round) nothingLost(seed uint64, r merge.Report) {
	x.t.Helper()
	x.in(x.path, func(lib *store.Store) {
		here := map[string]bool{} // no two were made at one time
		for a, err := range lib.Articles() {
			x.must(err)
			said, err := lib.Annotations(a.ID)
			x.must(err)
			for _, y := range said {
				here[fmt.Sprint(y.Labels, y.Annotator, y.Updated)] = true
			}
		}
		for _, path := range x.files {
			i := slices.IndexFunc(r.Files, func(f merge.FileReport) bool { return f.File == path })
			missing := map[string]int{}
			content, err := os.ReadFile(path)
			x.must(err)
			x.must(jsonl.Read(bytes.NewReader(content), func(rec jsonl.Record) error {
				if y := rec.Annotation; y != nil {
					if !here[fmt.Sprint(y.Labels, y.Annotator, y.Updated)] {
						missing[y.Annotator]++
					}
				}
				return nil
			}, func(err jsonl.LineError) { x.t.Fatal(err) }))
			for _, c := range r.Files[i].Annotators {
				if c.New+c.Updated+c.Same+c.Kept+c.Refused != c.Annotations || missing[c.Annotator] > c.Kept+c.Refused+c.Removed {
					x.t.Fatalf("seed %d: %s: %d missing of %+v", seed, path, missing[c.Annotator], c)
				}
			}
		}
	})
}

// Of a report that states no title, what is said of nearly the same text moves, and a ruling
// follows its report to a newer text.
func TestMergeOfNearTextsAndRulings(t *testing.T) {
	x := &round{desk: newDesk(t), r: rand.New(rand.NewPCG(1, 1))}
	untitled := func(b annotate.Body) annotate.Article {
		return annotate.NewArticle(annotate.Article{Source: "Lantern News", Title: "In harbour 7", TitleMade: true}, b, monday)
	}
	var sentences []string
	for n := range 6 {
		sentences = append(sentences, fmt.Sprintf("In harbour 7 the crane of pier %d fell at %d.", n, 3*n))
	}
	here := told(sentences)
	theirs := told(append([]string{"Two boats were hit."}, sentences[:5]...))
	other := version(3, 0)
	x.in(x.path, func(lib *store.Store) {
		x.add(lib, untitled(here), here)
		x.add(lib, harbour(2), version(2, 0))
		x.add(lib, harbour(3), other)
		ruling := annotate.NewRuling(annotate.OnLink, true, "", "", "ana", monday,
			annotate.PlaceOf(harbour(2), version(2, 0), 5, annotate.Span{}), annotate.PlaceOf(harbour(3), other, 1, annotate.Span{}))
		_, err := lib.Apply(annotate.Change{By: "ana", Edits: []annotate.Edit{{Ruling: &annotate.Replaced[annotate.Ruling]{After: &ruling}}}})
		x.must(err)
	})
	path := filepath.Join(t.TempDir(), "ben.db")
	x.in(path, func(lib *store.Store) {
		x.add(lib, untitled(theirs), theirs)
		x.label(lib, "ben", 9)
		x.add(lib, harbour(2), version(2, 0))
		x.revise(lib, 2, 2, 4)
	})
	before := x.run("", "export")
	file := x.export(path, "ben")
	r := x.merge(x.desk, []string{"--yes"}, file)
	if len(r.Alike) != 1 || !r.Alike[0].Same || r.Files[0].Texts != 1 || r.Files[0].Annotators[0].Reanchored == 0 {
		t.Errorf("near texts: %+v", r)
	}
	if r.Here.Rulings != 1 || r.Here.Unruled != 0 {
		t.Errorf("rulings: %+v", r.Here)
	}
	x.in(x.path, func(lib *store.Store) {
		a, err := lib.Article(harbour(2).ID)
		x.must(err)
		rulings, err := lib.Rulings(a.ID)
		x.must(err)
		for _, p := range rulings[0].Places {
			if p.Article == a.ID && (p.Revision != 2 || a.Revision != 2 || p.Quote != version(2, 4).Sentence(p.Sentence)) {
				t.Errorf("the ruling is on %+v", p)
			}
		}
	})
	x.run("", "undo")
	if x.run("", "export") != before {
		t.Error("after an undo the library is not what it was")
	}
}

// A file that is written while it is asked about is not merged half.
func TestMergeOfAFileThatChanges(t *testing.T) {
	x := newRound(t, 3)
	m, err := merge.Read(t.Context(), []merge.File{mergeFile(x.files[0], "")}, func(string, jsonl.LineError) {})
	x.must(err)
	x.must(os.WriteFile(x.files[0], []byte("{}\n"), 0o600))
	x.in(x.path, func(lib *store.Store) {
		if _, err := m.Into(t.Context(), mergeLibrary{held{lib}, "ana", 1}, nil); !errors.Is(err, merge.ErrChanged) {
			t.Error(err)
		}
	})
}

// A merge that is interrupted is taken out by one undo, and goes on when it is run again.
func TestMergeInterrupted(t *testing.T) {
	x := newRound(t, 3)
	before, whole := x.run("", "export"), x.copied()
	x.merge(whole, []string{"--yes"}, x.files...)
	parts := 0
	for stop := 1; ; stop++ {
		d := x.copied()
		ctx, cancel := context.WithCancel(t.Context())
		x.in(d.path, func(lib *store.Store) {
			var files []merge.File
			for _, path := range x.files {
				files = append(files, mergeFile(path, ""))
			}
			m, err := merge.Read(ctx, files, func(string, jsonl.LineError) {})
			x.must(err)
			_ = lib.Together(func(lib *store.Store) error {
				_, err := m.Into(ctx, mergeLibrary{held{lib}, "ana", 3}, func(n int) {
					if n == 60*stop {
						cancel()
					}
				})
				return err
			})
		})
		stopped := ctx.Err() != nil
		cancel()
		if !stopped {
			break
		}
		if partly := d.run("", "export"); partly != before {
			parts++
			again := *d
			again.path = filepath.Join(t.TempDir(), "again.db")
			content, err := os.ReadFile(d.path)
			x.must(err)
			x.must(os.WriteFile(again.path, content, 0o600))
			x.merge(&again, []string{"--yes"}, x.files...)
			if again.run("", "export") != whole.run("", "export") {
				t.Fatalf("stopped at %d and merged again it is another", 60*stop)
			}
			d.run("", "undo", "--annotator", "ana")
		}
		if d.run("", "export") != before {
			t.Fatalf("stopped at %d and undone, the library is not what it was", 60*stop)
		}
	}
	if parts == 0 {
		t.Fatal("nothing was ever in when it was stopped")
	}
}
