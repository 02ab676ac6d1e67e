package brief_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/brief"
	"rashomon/compare"
	"rashomon/ingest"
	"rashomon/internal/sample"
	"rashomon/internal/segment"
)

var made = time.Date(2031, 5, 4, 10, 0, 0, 0, time.UTC)

// sampleReadings is the sample story as somebody read it who labelled nothing yet.
func sampleReadings(t testing.TB) []*annotate.Reading {
	t.Helper()
	names, err := fs.Glob(sample.Files(), "*")
	if err != nil {
		t.Fatal(err)
	}
	var out []*annotate.Reading
	for _, name := range names {
		f, err := sample.Files().Open(name)
		if err != nil {
			t.Fatal(err)
		}
		format, err := ingest.FormatOf(name)
		if err != nil {
			t.Fatal(err)
		}
		x, _, err := ingest.Read(f, name, format, made)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, annotate.NewReading(x.Article, x.Body, annotate.DefaultScheme(), "ana", nil))
	}
	brief.Order(out)
	return out
}

// compared is the comparison of readings.
func compared(t testing.TB, readings []*annotate.Reading, rulings ...annotate.Ruling) compare.Comparison {
	t.Helper()
	reports := make([]compare.Report, len(readings))
	for i, r := range readings {
		reports[i] = compare.Report{ID: r.Article.ID.String(), Text: r.Body.Text, Lang: r.Article.Language, Date: r.Article.Date, Source: r.Article.Source}
		for _, s := range r.Body.Sentences {
			reports[i].Sentences = append(reports[i].Sentences, segment.Span(s))
		}
	}
	found, err := compare.Compare(context.Background(), reports, compare.Options{Rulings: rulings})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// golden fails where got is not what a file of testdata holds; with RASHOMON_GOLDEN=update
// it writes the file.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("RASHOMON_GOLDEN") == "update" {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (RASHOMON_GOLDEN=update writes it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (RASHOMON_GOLDEN=update rewrites it, git diff shows how)", path)
	}
}

func TestGoldenSample(t *testing.T) {
	readings := sampleReadings(t)
	b := brief.New(brief.Input{Title: sample.Story, Readings: readings, Found: compared(t, readings), Made: made, Suggestions: true})
	var md, page, object bytes.Buffer
	for _, err := range []error{b.Markdown(&md), b.HTML(&page), b.JSON(&object)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "sample.md", md.Bytes())
	golden(t, "sample.html", page.Bytes())
	golden(t, "sample.json", object.Bytes())
}

// label says something of a sentence, as an annotator does.
func label(t *testing.T, r *annotate.Reading, n int, labels []string, speaker, note string) {
	t.Helper()
	edit := func(c annotate.Change, ok bool) {
		if ok {
			r.Apply(c.Edits)
		}
	}
	edit(r.SetLabels(annotate.OnSentence(n), labels, speaker, made))
	edit(r.SetNote(annotate.OnSentence(n), note, made))
}

// TestGoldenLabelled is the sample story when somebody has worked on it: labels, notes and
// flags, links and conflicts ruled on, a statement named.
func TestGoldenLabelled(t *testing.T) {
	readings := sampleReadings(t)
	a, b, c, d, e := readings[0], readings[1], readings[2], readings[3], readings[4]
	label(t, a, 3, []string{"quote"}, "Juna Farrowby", "")
	label(t, b, 11, []string{"quote"}, "Farrowby", "")
	label(t, a, 9, []string{"claim"}, "the Gate Authority", "")
	label(t, b, 2, []string{"quote", "claim"}, "", "whose page?\n\nask the desk")
	label(t, d, 15, []string{"claim"}, "volunteers", "The *Ledger* has no count.")
	label(t, e, 14, []string{"claim"}, "", "")
	label(t, c, 1, []string{"fact"}, "", "")
	for _, n := range []int{17, 18, 19} {
		for range 2 {
			change, _ := e.NextFlag(annotate.OnSentence(n), made)
			e.Apply(change.Edits)
		}
	}
	change, _ := c.NextFlag(annotate.OnSentence(4), made)
	c.Apply(change.Edits)
	place := func(r *annotate.Reading, n int, value string) annotate.Place {
		span := annotate.Span{}
		if value != "" {
			at := r.Body.Sentences[n].Start + strings.Index(r.Body.Sentence(n), value)
			span = annotate.Span{Start: at, End: at + len(value)}
		}
		return annotate.PlaceOf(r.Article, r.Body, n, span)
	}
	rulings := []annotate.Ruling{
		annotate.NewRuling(annotate.OnStatement, true, "", "The watchman turns up", "ana", made, place(a, 12, ""), place(d, 19, "")),
		annotate.NewRuling(annotate.OnLink, true, "", "", "ana", made, place(a, 2, ""), place(e, 5, "")),
		annotate.NewRuling(annotate.OnLink, false, "", "", "ana", made, place(c, 10, ""), place(d, 2, "")),
		annotate.NewRuling(annotate.OnConflict, true, "house", "Both counts are given in full; the volunteers knocked at every door.", "ana", made, place(a, 8, "340"), place(d, 15, "512")),
		annotate.NewRuling(annotate.OnConflict, true, "tide", "", "ana", made, place(c, 13, "2.6 metres"), place(d, 16, "1.8 metres")),
		annotate.NewRuling(annotate.OnConflict, false, "injured", "", "ana", made, place(a, 1, "several"), place(d, 2, "two")),
	}
	made := brief.New(brief.Input{Title: sample.Story, Readings: readings, Found: compared(t, readings, rulings...), Made: made})
	var md bytes.Buffer
	if err := made.Markdown(&md); err != nil {
		t.Fatal(err)
	}
	golden(t, "labelled.md", md.Bytes())
}
