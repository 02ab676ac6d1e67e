package task

import (
	"bytes"
	"testing"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

func BenchmarkLabelStudioWrite(b *testing.B)   { benchmarkWrite(b, LabelStudio()) }
func BenchmarkWebAnnotationWrite(b *testing.B) { benchmarkWrite(b, WebAnnotation()) }
func BenchmarkWebAnnotationRead(b *testing.B)  { benchmarkRead(b, WebAnnotation()) }
func BenchmarkHuggingFaceWrite(b *testing.B)   { benchmarkWrite(b, HuggingFace()) }
func BenchmarkHuggingFaceRead(b *testing.B)    { benchmarkRead(b, HuggingFace()) }

// BenchmarkLabelStudioRead is as benchmarkRead, with the end that an array has.
func BenchmarkLabelStudioRead(b *testing.B) {
	var file bytes.Buffer
	f := LabelStudio()
	x := f.Write(&file, Options{Scheme: annotate.DefaultScheme()})
	for range 100_000 {
		if err := x.Write(bothTask()); err != nil {
			b.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		err := f.Read(bytes.NewReader(file.Bytes()), func(Task) error { n++; return nil }, func(e jsonl.LineError) { b.Fatal(e) })
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "tasks/s")
}
