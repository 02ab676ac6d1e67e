package table

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"rashomon/annotate/jsonl"
)

// rising is a table that is made while it is read: rows of 1 kB, one of them bad.
type rising struct {
	row     func(n int) string
	n, rows int
	rest    string
}

func (r *rising) Read(b []byte) (int, error) {
	if r.rest == "" {
		if r.n == r.rows {
			return 0, io.EOF
		}
		if r.rest = r.row(r.n); r.n == r.rows/2 {
			r.rest = "\"bad\n"
		}
		r.n++
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// BenchmarkRead reads 20,000 rows of 1 kB of which one is bad, and with RASHOMON_BENCH_FULL set 1,000,000.
func BenchmarkRead(b *testing.B) {
	rows := 20_000
	if os.Getenv("RASHOMON_BENCH_FULL") != "" {
		rows = 1_000_000
	}
	text := strings.Repeat("The harbour office said “nobody” was hurt, and shut the gate. ", 15)
	for name, row := range map[string]func(int) string{
		"lines": func(n int) string { return fmt.Sprintf(`{"id":%d,"title":"Rain %d","body":"%s"}`+"\n", n, n, text) },
		"csv": func(n int) string {
			if n == 0 {
				return "id,title,body\n"
			}
			return fmt.Sprintf("%d,Rain %d,\"%s\"\n", n, n, text)
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var most uint64
			for b.Loop() {
				got, bad := 0, 0
				_, err := Read(&rising{row: row, rows: rows}, Options{}, func(Row) error {
					if got++; got%(rows/20) == 0 {
						var m runtime.MemStats
						runtime.ReadMemStats(&m)
						most = max(most, m.HeapInuse)
					}
					return nil
				}, func(jsonl.LineError) { bad++ })
				if want := rows - 1; err != nil || bad != 1 || got != want && got != want-1 {
					b.Fatal(got, bad, err)
				}
			}
			b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(most)/1e6, "peak-heap-MB")
		})
	}
}
