//go:build unix

package cli_test

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// BenchmarkFeed follows a feed of 100,000 entries, some 60 MB, and brings it in: entries a second, and
// the most memory that the program had.
func BenchmarkFeed(b *testing.B) {
	const entries = 100_000
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		out := bufio.NewWriter(w)
		defer out.Flush()
		fmt.Fprint(out, "<rss><channel><title>Large</title>")
		for n := range entries {
			fmt.Fprintf(out, "<item><guid>%d</guid><title>Berth %d</title><link>https://quay.example/%d</link><description><![CDATA[%s]]></description></item>\n", n, n, n,
				strings.Repeat(fmt.Sprintf("<p>The crane at berth %d moved <b>eleven</b> containers before noon, the foreman said.</p>", n), 6))
		}
		fmt.Fprint(out, "</channel></rss>")
	}))
	defer s.Close()
	for b.Loop() {
		dir := b.TempDir()
		c := exec.Command("rashomon", "feed", "add", s.URL)
		c.Env = append(os.Environ(), "RASHOMON_LIBRARY="+filepath.Join(dir, "library.db"), "RASHOMON_ANNOTATOR=ana")
		var errs strings.Builder
		c.Stderr = &errs
		if err := c.Run(); err != nil {
			b.Fatalf("%v: %s", err, errs.String())
		}
		if used, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
			b.ReportMetric(float64(used.Maxrss)/1024, "MB-peak")
		}
	}
	b.ReportMetric(entries*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}
