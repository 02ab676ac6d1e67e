package cli

import (
	"bytes"
	"context"
	"encoding/json"
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
	for seed := range uint64(6) {
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

// BenchmarkMerge merges 100,000 annotations of five annotators, a tenth of the texts in another
// version here.
func BenchmarkMerge(b *testing.B) {
	dir := b.TempDir()
	check := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	fill := func(path, annotator string, changed int) {
		lib, err := store.Open(path, store.Options{Now: clock(monday.Format("2006-01-02T15:04:05Z07:00"))})
		check(err)
		for from := 0; from < 500; from += 50 {
			var arrivals []annotate.Arrival
			var c annotate.Change
			for n := from; n < from+50; n++ {
				var body annotate.Body
				for k := range 5 {
					part := version(5*n+k, changed*(1-min(1, n%10)))
					for _, s := range part.Sentences {
						body.Sentences = append(body.Sentences, annotate.Span{Start: s.Start + len(body.Text), End: s.End + len(body.Text)})
					}
					body.Text += part.Text + " "
				}
				a := annotate.NewArticle(annotate.Article{Source: "Lantern News", Title: fmt.Sprint("Crane ", n)}, body, monday)
				arrivals = append(arrivals, annotate.Arrival{Article: a, Body: body})
				for k := range min(40*len(annotator), len(body.Sentences)) {
					x := annotate.NewAnnotation(a, body, annotate.OnSentence(k), "default", annotator)
					x.Labels, x.Created, x.Updated = []string{"claim"}, monday, monday
					c.Edits = append(c.Edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}})
				}
			}
			_, err := lib.Add(arrivals, nil, "ana", "import")
			check(err)
			if len(c.Edits) > 0 {
				_, err = lib.Apply(c)
				check(err)
			}
		}
		check(lib.Close())
	}
	fill(filepath.Join(dir, "team.db"), "", 3)
	team, err := os.ReadFile(filepath.Join(dir, "team.db"))
	check(err)
	args := []string{"merge", "--yes", "--library", filepath.Join(dir, "library.db")}
	for _, annotator := range []string{"ana", "ben", "cyd", "dee", "eve"} {
		path := filepath.Join(dir, annotator)
		fill(path+".db", annotator, 0)
		if code := Main(b.Context(), []string{"export", "--library", path + ".db", "-o", path + ".jsonl"}, Streams{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: os.Stderr}); code != 0 {
			b.Fatal(code)
		}
		args = append(args, path+".jsonl")
	}
	b.ReportAllocs()
	for b.Loop() {
		check(os.WriteFile(filepath.Join(dir, "library.db"), team, 0o600))
		var out bytes.Buffer
		if code := Main(b.Context(), args, Streams{In: strings.NewReader(""), Out: &out, Err: os.Stderr}); code != 0 {
			b.Fatal(code)
		}
		b.Log(out.String())
	}
}
