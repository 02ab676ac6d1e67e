package cli

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"rashomon/store"
)

// longReport is a report of 40 sentences, of 3 kB.
func longReport(n int) (title, text string) {
	var b strings.Builder
	for k := range 40 {
		fmt.Fprintf(&b, "In ward %d the water rose by %d centimetres, the mayor’s office said on day %d. ", n, k, n*40+k)
		if k%5 == 4 {
			b.WriteString("\n\n")
		}
	}
	return fmt.Sprint("Water in ward ", n), b.String()
}

func writeArticleLines(w io.Writer, count int) error {
	e := json.NewEncoder(w)
	for n := range count {
		title, text := longReport(n)
		if n == count/2 { // one bad line
			if _, err := io.WriteString(w, "{\"id\":\n"); err != nil {
				return err
			}
		}
		if err := e.Encode(map[string]any{"id": fmt.Sprint(n), "headline": title, "body": text, "outlet": "Delta Courier", "url": fmt.Sprint("https://delta.example/", n), "published": 1935662400 + n}); err != nil {
			return err
		}
	}
	return nil
}

func writeArticleRows(w io.Writer, count int) error {
	c := csv.NewWriter(w)
	if err := c.Write([]string{"id", "headline", "body", "outlet", "url", "published"}); err != nil {
		return err
	}
	for n := range count {
		title, text := longReport(n)
		if n == count/2 {
			if err := c.Write([]string{"ragged"}); err != nil {
				return err
			}
		}
		if err := c.Write([]string{fmt.Sprint(n), title, text, "Delta Courier", fmt.Sprint("https://delta.example/", n), "2031-05-04"}); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// full is a small number, or with RASHOMON_BENCH_FULL set the whole one.
func full(small, whole int) int {
	if os.Getenv("RASHOMON_BENCH_FULL") != "" {
		return whole
	}
	return small
}

// BenchmarkImportArticles brings tables with one bad line into an empty library: 2,000 articles, and with
// RASHOMON_BENCH_FULL set 100,000.
func BenchmarkImportArticles(b *testing.B) {
	count := full(2_000, 100_000)
	for _, f := range []struct {
		name  string
		write func(io.Writer, int) error
	}{{"articles.jsonl", writeArticleLines}, {"articles.csv", writeArticleRows}} {
		b.Run(f.name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), f.name)
			must(b, fill(path, count, f.write))
			benchmarkImport(b, count, fmt.Sprintf("reports: %d added; 1 row left out", count), []string{path}, false)
		})
	}
}

// BenchmarkImportPages brings a folder of saved pages into an empty library: 100, and with RASHOMON_BENCH_FULL
// set 2,000.
func BenchmarkImportPages(b *testing.B) {
	count := full(100, 2_000)
	folder := b.TempDir()
	for n := range count {
		title, text := longReport(n)
		page := "<!doctype html><html lang=en><head><title>" + title + " | Delta Courier</title><meta property=\"og:site_name\" content=\"Delta Courier\"></head><body><nav>" +
			strings.Repeat("<a href=/x>Elsewhere</a> ", 60) + "</nav><article><h1>" + title + "</h1><p>" + strings.ReplaceAll(strings.TrimSpace(text), "\n\n", "</p><p>") + "</p></article><footer>About us</footer></body></html>"
		must(b, os.WriteFile(filepath.Join(folder, fmt.Sprint(n)+".html"), []byte(page), 0o600))
	}
	benchmarkImport(b, count, ": added ", []string{folder}, false)
}

// BenchmarkImportUnchanged imports a folder again of which all is there: 1,000 files, and with
// RASHOMON_BENCH_FULL set 10,000.
func BenchmarkImportUnchanged(b *testing.B) {
	count := full(1_000, 10_000)
	folder := b.TempDir()
	for n := range count {
		_, text := longReport(n)
		must(b, os.WriteFile(filepath.Join(folder, fmt.Sprint(n)+".txt"), []byte(text), 0o600))
	}
	benchmarkImport(b, count, "already there", []string{folder}, true)
}

// benchmarkImport imports paths into a library that is empty, or again into one that has them.
func benchmarkImport(b *testing.B, count int, want string, paths []string, again bool) {
	b.ReportAllocs()
	var most uint64
	for n := range b.N {
		b.StopTimer()
		lib, err := store.Open(filepath.Join(b.TempDir(), fmt.Sprint(n)+".db"), store.Options{})
		must(b, err)
		var out, bad bytes.Buffer
		run := func() {
			out.Reset()
			i := &importing{arriving: arriving{app: &app{Streams: Streams{Out: &out, Err: &bad}, now: time.Now}, ctx: context.Background(), verb: "import", alone: true}}
			_ = i.into(lib, paths) // one line is bad
		}
		if again {
			run()
		}
		stop := watchHeap(&most)
		b.StartTimer()
		run()
		b.StopTimer()
		stop()
		must(b, lib.Close())
		if !strings.Contains(strings.ReplaceAll(out.String(), ",", ""), want) {
			b.Fatalf("%.2000s%.2000s, want %s", out.String(), bad.String(), want)
		}
	}
	b.ReportMetric(float64(count*b.N)/b.Elapsed().Seconds(), "articles/s")
	b.ReportMetric(float64(most)/1e6, "peak-heap-MB")
	b.ReportMetric(resident(), "peak-RSS-MB")
}

// watchHeap keeps the most memory of the heap in use until it is stopped.
func watchHeap(most *uint64) (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	tick := time.NewTicker(50 * time.Millisecond)
	go func() {
		defer close(ended)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			*most = max(*most, m.HeapInuse)
			select {
			case <-end:
				return
			case <-tick.C:
			}
		}
	}()
	return func() { tick.Stop(); close(end); <-ended }
}

// resident is the most memory that the process has had, in MB, with the pages of the library that the
// system has mapped; 0 where the system does not say.
func resident() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kB, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, _ := strconv.ParseFloat(kB, 64)
	return n / 1000
}
