//go:build unix

package cli_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

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
		if args[len(args)-1] == "list" && !strings.Contains(string(said), "“rashomon --library '"+library+"' import FILE…”") {
			t.Errorf("the hint is of another library: %q", said)
		}
	}
}

// A pipe that nobody writes to keeps nobody waiting, wherever a library is expected.
func TestAPipeInsteadOfALibrary(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	library, pipe := in("library.db"), in("pipe.db")
	if err := os.WriteFile(in("ferry.txt"), []byte("The ferry left.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) error {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute) // for a machine with much else to do
		defer stop()
		cmd := exec.CommandContext(ctx, program(t), args...)
		cmd.Env = append(cmd.Environ(), "XDG_CONFIG_HOME="+folder)
		_, err := cmd.CombinedOutput()
		if ctx.Err() != nil {
			t.Errorf("%q waits for ever", args)
		}
		return err
	}
	if err := run("--library", library, "import", in("ferry.txt")); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"--library", pipe, "list"}, {"--library", pipe, "undo"}, {"--library", pipe, "check"}, {"--library", pipe, "compact"},
		{"--library", pipe, "import", in("ferry.txt")}, {"--library", pipe, "backup", in("copy.db")}, {"--library", pipe, "restore", library, "--yes"},
		{"--library", library, "restore", pipe, "--yes"}, {"--library", library, "backup", pipe}, {"--library", library, "backup", pipe, "--force"},
		{"recover", pipe, in("new.db")}, {"recover", library, pipe},
	} {
		if run(args...) == nil {
			t.Errorf("%q has taken a pipe for a library", args)
		}
	}
	if info, err := os.Lstat(pipe); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Errorf("the pipe: %v, %v", info, err)
	}
}
