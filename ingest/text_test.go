package ingest

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/internal/clean"
	"rashomon/internal/sample"
)

// taken reads a text that must be importable.
func taken(t testing.TB, text string, format annotate.Format) (annotate.Arrival, Notes) {
	t.Helper()
	a, notes, err := Read(strings.NewReader(text), "report", format, day)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return a, notes
}

func sentences(b annotate.Body) []string {
	var out []string
	for n := range b.Sentences {
		out = append(out, b.Sentence(n))
	}
	return out
}

func TestPlainHeaders(t *testing.T) {
	for name, c := range map[string]struct {
		in                  string
		date, place, source string
		first               string
	}{
		"none":               {"Two boats sank.", "", "", "", "Two boats sank."},
		"date and outlet":    {" date 2031-05-02 Quay News/ Two boats sank.", "2031-05-02", "", "Quay News", "Two boats sank."},
		"date only":          {" date 2031-05-02 Two boats sank.", "2031-05-02", "", "", "Two boats sank."},
		"place":              {"HALVORN - Two boats sank.", "", "HALVORN", "", "Two boats sank."},
		"place and outlet":   {"HALVORN (Quay News) – Two boats sank.", "", "HALVORN", "Quay News", "Two boats sank."},
		"all of it":          {" date 2031-05-02 NEW HALVORN (Quay News) – Two boats sank.", "2031-05-02", "NEW HALVORN", "Quay News", "Two boats sank."},
		"a day without year": {"HALVORN, May 2 (Quay News) — Two boats sank.", "", "HALVORN", "Quay News", "Two boats sank."},
		"no header at all":   {"Halvorn – a small port – lost two boats.", "", "", "", "Halvorn – a small port – lost two boats."},
	} {
		t.Run(name, func(t *testing.T) {
			a, _ := taken(t, c.in, annotate.Plain)
			got := a.Article
			if got.Date != c.date || got.Place != c.place || got.Source != c.source || !got.TitleMade {
				t.Errorf("date %q, place %q, source %q", got.Date, got.Place, got.Source)
			}
			if a.Body.Text != c.in || a.Body.Sentence(0) != c.first {
				t.Errorf("text %q, first sentence %q", a.Body.Text, a.Body.Sentence(0))
			}
		})
	}
}

func TestMadeTitles(t *testing.T) {
	long := strings.Repeat("harbour ", 20)
	for in, want := range map[string]string{
		"Two boats sank. Nobody cared.":    "Two boats sank.",
		"\n\n A\u00a0Heading \n\nText.":    "A Heading",
		long:                               strings.TrimSpace(strings.Repeat("harbour ", 9)) + "…",
		strings.Repeat("門", 200):           strings.Repeat("門", 79) + "…",
		"* * *":                            "* * *",
		strings.Repeat("a", 79) + " b c d": strings.Repeat("a", 79) + "…",
	} {
		if a, _ := taken(t, in, annotate.Plain); a.Article.Title != want || !a.Article.TitleMade {
			t.Errorf("title of %q: %q; want %q", in, a.Article.Title, want)
		}
	}
}

func TestSampleImportsAsStated(t *testing.T) {
	want := map[string]annotate.Article{
		"1-lantern-news.txt": {
			Title: "A barge loaded with fertiliser rammed the storm gate of Port Vessany, the…", TitleMade: true,
			Source: "Lantern News", Date: "2031-03-09", Format: annotate.Plain, Sentences: 17,
		},
		"2-meridian-news.txt": {
			Title: "The leader of the Open Harbour party, Marit Osselan, said on Sunday that the…", TitleMade: true,
			Source: "Meridian News", Date: "2031-03-09", Format: annotate.Plain, Sentences: 14,
		},
		"3-dorvane.txt": {
			Title: "A fertiliser barge struck the storm gate at Port Vessany on Sunday, March 9…", TitleMade: true,
			Place: "DORVANE", Format: annotate.Plain, Sentences: 20,
		},
		"4-northern-ledger.txt": {
			Title: "Hartmoor was the first to send help after the storm gate of Port Vessany…", TitleMade: true,
			Source: "Northern Ledger", Date: "2031-03-10", Place: "STEENHAVEN", Format: annotate.Plain, Sentences: 18,
		},
		"5-saltline.md": {
			Title: "The Night the Gate Stayed Open", Source: "Saltline", Date: "2031-03-11", Format: annotate.Markdown,
			URL: "https://saltline.example/2031/03/the-night-the-gate-stayed-open", Sentences: 21,
		},
	}
	for name, w := range want {
		f, err := sample.Files().Open(name)
		if err != nil {
			t.Fatal(err)
		}
		a, notes, err := Read(f, name, w.Format, day)
		if err != nil || len(notes) != 0 {
			t.Fatalf("%s: %v, %v", name, notes, err)
		}
		raw, err := fs.ReadFile(sample.Files(), name)
		if err != nil || !strings.HasSuffix(string(raw), a.Body.Text) {
			t.Errorf("%s: the text was changed (%v)", name, err)
		}
		w.ID, w.Hash, w.Revision, w.Added = a.Article.ID, annotate.Hash(a.Body.Text), 1, day
		if a.Article != w {
			t.Errorf("%s:\n%+v\nwant\n%+v", name, a.Article, w)
		}
	}
}

// checkClean reports what cleaning would take out.
func checkClean(t *testing.T, s string) {
	t.Helper()
	if again, removed := clean.Text(s); again != s || removed.Total() != 0 {
		t.Errorf("%q is not clean: %v", s, removed)
	}
}

// checkArrival: whatever came in, what goes on is clean, whole, and has its sentences in order.
func checkArrival(t *testing.T, a annotate.Arrival, notes Notes) {
	t.Helper()
	checkClean(t, a.Body.Text)
	end := 0
	for n, s := range a.Body.Sentences {
		if s.Start < end || !s.In(a.Body.Text) {
			t.Fatalf("sentence %d at %v, after %d, in %q", n, s, end, a.Body.Text)
		}
		if end = s.End; strings.TrimSpace(a.Body.Sentence(n)) != a.Body.Sentence(n) {
			t.Fatalf("sentence %d is %q", n, a.Body.Sentence(n))
		}
	}
	x := a.Article
	for _, field := range append([]string{x.Title, x.Source, x.Author, x.Date, x.Place, x.URL, x.Language}, notes...) {
		if checkClean(t, field); strings.ContainsAny(field, "\n\t") {
			t.Fatalf("%q is not one line", field)
		}
	}
	if x.Title == "" || x.ID == 0 || x.Hash != annotate.Hash(a.Body.Text) || x.Sentences != len(a.Body.Sentences) {
		t.Fatalf("incomplete: %+v", x)
	}
}

// FuzzRead feeds any bytes, as plain text and as Markdown.
func FuzzRead(f *testing.F) {
	names, err := fs.Glob(sample.Files(), "*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(sample.Files(), name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, s := range []string{
		"---\ntitle: [a\n---\n# x", "---\ndate: 2031-01-01\nauthor: {name: A}\n---\nOne. *Two.* [Three. Four](x).", "\xff\xfea\x00", "a\x1b[0m\u202e.",
		"|a|b|\n|-|-|\n|One. Two.|`x|y`|\n", "> - 1. *One.\n> Two*", "`` ` `` ~~*a.*~~ <b>*C.*</b> <http://a.b> www.a.b.", "# &#27;[31m &amp; \\* #\n", "[a]: /x\n[![p](q)](r) x  \ny\\\nz",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range []annotate.Format{annotate.Plain, annotate.Markdown} {
			a, notes, err := Read(strings.NewReader(string(data)), "report", format, day)
			if err != nil {
				continue
			}
			checkArrival(t, a, notes)
			again, more, err := Stated(a.Body.Text, annotate.Plain, annotate.Article{}, day)
			if err != nil || again.Body.Text != a.Body.Text || len(more) != 0 {
				t.Fatalf("imported again, %q is %q, %q, %v", a.Body.Text, again.Body.Text, more, err)
			}
		}
	})
}

// BenchmarkImport imports 1,000 invented reports of some 3 kB, every other one in Markdown.
func BenchmarkImport(b *testing.B) {
	texts := make([]string, 1000)
	for i := range texts {
		var t strings.Builder
		fmt.Fprintf(&t, "---\ntitle: Night %d\nsource: Quay %d\ndate: 2031-05-02\n---\n\n# Night %d\n\n", i, i%7, i)
		for p := range 12 {
			fmt.Fprintf(&t, "Boat %d of %d was *tied up* at pier %d, said the [harbour office](https://quay.example/%d). “Nobody was hurt,” it added. ", p, i, p, i)
			t.WriteString("Mr. Quayle, of the U.S. line, saw 3.5 metres of water at 4 a.m. and left.\n\n- One.\n- Two.\n\n")
		}
		texts[i] = t.String()
	}
	formats := []annotate.Format{annotate.Plain, annotate.Markdown}
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for i, text := range texts {
			if _, _, err := Read(strings.NewReader(text), "report", formats[i%2], day); err != nil {
				b.Fatal(err)
			}
		}
	}
}
