package jsonl_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// year is 100,000 annotations: 2,500 articles of 40 sentences.
func year() *library {
	l := &library{}
	for n := range 2500 {
		var b annotate.Body
		for i := range 40 {
			start := len(b.Text)
			b.Text += fmt.Sprintf("In ward %d the water rose by %d centimetres, the mayor’s office said on Tuesday.", n, i)
			b.Sentences = append(b.Sentences, annotate.Span{Start: start, End: len(b.Text)})
			b.Text += " "
		}
		a := annotate.NewArticle(annotate.Article{Title: fmt.Sprint("Water in ward ", n), Source: "Delta Courier", Date: "2031-05-04", URL: "https://delta.example/1"}, b, noon)
		l.articles = append(l.articles, annotate.Arrival{Article: a, Body: b})
		for i := range b.Sentences {
			x := annotate.NewAnnotation(a, b, annotate.OnSentence(i), "default", "ana")
			x.Labels, x.Speaker, x.Seconds, x.Created, x.Updated = []string{"claim"}, "the mayor’s office", 4.2, noon, noon
			l.said = append(l.said, x)
		}
	}
	return l
}

func (l *library) writeYear(w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	e := jsonl.NewEncoder(out)
	for n, a := range l.articles {
		if err := e.Article(a.Article, a.Body); err != nil {
			return err
		}
		for _, x := range l.said[40*n : 40*n+40] {
			if err := e.Annotation(x); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

func BenchmarkWrite100000(b *testing.B) {
	l := year()
	var size bytes.Buffer
	if err := l.writeYear(&size); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := l.writeYear(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead100000(b *testing.B) {
	var file bytes.Buffer
	if err := year().writeYear(&file); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		err := jsonl.Read(bytes.NewReader(file.Bytes()), func(jsonl.Record) error { n++; return nil }, func(e jsonl.LineError) { b.Fatal(e) })
		if err != nil || n != 102500 {
			b.Fatal(n, err)
		}
	}
}

// BenchmarkWriteRulings writes 10,000 rulings on sentences of 2,500 articles.
func BenchmarkWriteRulings(b *testing.B) {
	l := year()
	texts := map[annotate.ID]annotate.Body{}
	for _, a := range l.articles {
		texts[a.Article.ID] = a.Body
	}
	for n := range 10_000 {
		x, y := l.articles[n%2500], l.articles[(n+1)%2500]
		l.rulings = append(l.rulings, annotate.NewRuling(annotate.OnLink, true, "", "", "ana", noon,
			annotate.PlaceOf(x.Article, x.Body, n/2500, annotate.Span{}), annotate.PlaceOf(y.Article, y.Body, n/2500, annotate.Span{})))
	}
	e := jsonl.NewEncoder(io.Discard)
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range l.rulings {
			if err := e.Ruling(r, func(id annotate.ID, _ int) (annotate.Body, error) { return texts[id], nil }); err != nil {
				b.Fatal(err)
			}
		}
	}
}
