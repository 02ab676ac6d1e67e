//go:build unix

package cli_test

import (
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// An error is a plain line: the terminal is asked for nothing, since one that does not answer would keep the
// user waiting for seconds.
func TestAnErrorAsksTheTerminalForNothing(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"list"}, {"list", "--nosuch"}, {"nosuch"}} {
		library := filepath.Join(t.TempDir(), "my library.db")
		cmd := exec.Command(program(t), append([]string{"--library", library}, args...)...)
		cmd.Env = append(cmd.Environ(), "TERM=xterm-256color", "XDG_CONFIG_HOME="+t.TempDir())
		terminal, err := pty.Start(cmd)
		if err != nil {
			t.Fatal(err)
		}
		said, _ := io.ReadAll(terminal) // ends with an error where the other end is closed
		_ = cmd.Wait()
		_ = terminal.Close()
		if !strings.Contains(string(said), "rashomon: ") || strings.Contains(string(said), "\x1b") {
			t.Errorf("%q: %q", args, said)
		}
		if args[len(args)-1] == "list" && !strings.Contains(string(said), "'rashomon --library '"+library+"' import FILE…'") {
			t.Errorf("the hint is of another library: %q", said)
		}
	}
}
