//go:build unix

package cli_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// An export that is interrupted ends between two reports.
func TestAnExportCanBeInterrupted(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	library := filepath.Join(folder, "library.db")
	reports := filepath.Join(folder, "reports")
	if err := os.Mkdir(reports, 0o700); err != nil {
		t.Fatal(err)
	}
	for n := range 60 {
		var text strings.Builder
		for i := range 500 {
			fmt.Fprintf(&text, "On day %d barge number %d went down the river. ", n, i)
		}
		if err := os.WriteFile(filepath.Join(reports, fmt.Sprint(n, ".txt")), []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("rashomon", "import", "--library", library, reports).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, args := range [][]string{{}, {"--format", "prodigy", "--unlabelled", "--context", "5"}} {
		c := exec.Command("rashomon", append([]string{"export", "--library", library}, args...)...)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		in := bufio.NewReader(out)
		if _, err := in.ReadString('\n'); err != nil { // now it waits for the rest to be read
			t.Fatal(err)
		}
		if err := c.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, in); err != nil {
			t.Fatal(err)
		}
		var ended *exec.ExitError
		if err := c.Wait(); !errors.As(err, &ended) || ended.ExitCode() != 130 {
			t.Errorf("%v: it ended with %v, want exit code 130", args, err)
		}
	}
}
