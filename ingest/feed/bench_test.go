package feed

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// endless is a feed of so many entries that is made while it is read.
type endless struct {
	entries, at int
	rest        string
	head, entry string
	tail        string
}

func (e *endless) Read(p []byte) (int, error) {
	for e.rest == "" {
		switch {
		case e.at == 0:
			e.rest = e.head
		case e.at <= e.entries:
			e.rest = strings.ReplaceAll(e.entry, "%d", fmt.Sprint(e.at))
		case e.at == e.entries+1:
			e.rest = e.tail
		default:
			return 0, io.EOF
		}
		e.at++
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func rssOf(entries int) *endless {
	return &endless{entries: entries, head: `<rss version="2.0"><channel><title>Big</title>`, tail: "</channel></rss>",
		entry: `<item><title>Report %d of the harbour</title><guid isPermaLink="false">g-%d</guid><link>https://quay.example/%d</link><pubDate>Tue, 04 Mar 2031 08:15:00 +0200</pubDate><description><![CDATA[` +
			strings.Repeat("<p>The crane at berth %d moved <b>eleven</b> containers before noon, the foreman said.</p>", 10) + "]]></description></item>\n"}
}

func jsonOf(entries int) *endless {
	return &endless{entries: entries, head: `{"version":"https://jsonfeed.org/version/1.1","items":[{}`, tail: "]}",
		entry: `,{"id":"%d","title":"Report %d","url":"https://quay.example/%d","content_html":"` + strings.Repeat("<p>The crane at berth %d moved eleven containers before noon, the foreman said.</p>", 10) + `"}` + "\n"}
}

// heap is what is in use, in bytes, after the garbage is gone.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A reader of 6,000 entries, some 6 MB, holds a small part of them at any time.
func TestReaderHoldsLittle(t *testing.T) {
	for name, r := range map[string]io.Reader{"RSS": rssOf(6_000), "JSON": jsonOf(6_000)} {
		before := heap()
		f, err := NewReader(r, "", "")
		if err != nil {
			t.Fatal(err)
		}
		read, most := 0, uint64(0)
		for {
			if _, err = f.Next(); err == io.EOF {
				break
			}
			if read++; read%1500 == 0 {
				most = max(most, heap()-min(before, heap()))
			}
		}
		if read < 6_000 || most > 3<<20 {
			t.Errorf("%s: %d entries, %d bytes held", name, read, most)
		}
	}
}

// BenchmarkHundredThousand reads 100,000 entries, some 95 MB, and makes articles of them.
func BenchmarkHundredThousand(b *testing.B) {
	const entries = 100_000
	for b.Loop() {
		f, err := NewReader(rssOf(entries), "", "")
		if err != nil {
			b.Fatal(err)
		}
		peak := uint64(0)
		for n := 0; ; n++ {
			e, err := f.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			if _, _, err = e.Article("Big", noon); err != nil {
				b.Fatal(err)
			}
			if n%1000 == 0 {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapInuse)
			}
		}
		b.ReportMetric(float64(peak)/(1<<20), "MB-peak-heap")
	}
	b.ReportMetric(entries*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

// BenchmarkNext reads entries without making articles of them, as for those that are known.
func BenchmarkNext(b *testing.B) {
	b.ReportAllocs()
	f, err := NewReader(rssOf(1<<40), "", "")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := f.Next(); err != nil {
			b.Fatal(err)
		}
	}
}
