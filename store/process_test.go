package store

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The test binary starts itself as another process, which does what this names.
const childVariable = "RASHOMON_STORE_TEST_CHILD"

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(childVariable) {
	case "hold":
		err = hold(os.Args[1])
	case "work":
		err = work(os.Args[1:])
	case "open":
		err = openOnce(os.Args[1])
	default:
		if err = flag.Set("test.parallel", "8"); err == nil { // most tests wait: for a disk, for a process
			os.Exit(m.Run())
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(failed)
	}
}

// failed is the exit code of a child that ended because something is wrong; one that is killed has
// another.
const failed = 2

// hold keeps a library open until its input ends.
func hold(path string) error {
	s, err := Open(path, Options{})
	if err != nil {
		return err
	}
	fmt.Println("open")
	_, err = io.Copy(io.Discard, os.Stdin)
	return errors.Join(err, s.Close())
}

// openOnce opens a library, which brings it up to date, and closes it.
func openOnce(path string) error {
	fmt.Println("opening")
	s, err := Open(path, Options{})
	if err != nil {
		return err
	}
	fmt.Println("open")
	return s.Close()
}

// self is this binary as a child that does what it is told with the arguments.
func self(t failer, does string, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := os.Executable()
	must(t, err)
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), childVariable+"="+does)
	cmd.Stderr = os.Stderr
	return cmd
}

// child starts this binary to do what it is told, and returns what it prints, line by line.
func child(t failer, does string, args ...string) (*exec.Cmd, *bufio.Scanner, io.WriteCloser) {
	t.Helper()
	cmd := self(t, does, args...)
	stdin, err := cmd.StdinPipe()
	must(t, err)
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	lines := bufio.NewScanner(stdout)
	lines.Buffer(nil, 64<<20)
	return cmd, lines, stdin
}

func TestALibraryOpenElsewhereIsLocked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "library.db")
	cmd, lines, stdin := child(t, "hold", path)
	want(t, "the child has it open", lines.Scan(), true)
	_, err := Open(path, quick())
	wantError(t, err, ErrLocked)
	must(t, stdin.Close())
	must(t, cmd.Wait())
	s := reopen(t, path)
	checked(t, s)
	closed(t, s)
}

// aloneVariable names the test for which this binary was started once more.
const aloneVariable = "RASHOMON_STORE_TEST_ALONE"

// byItself says whether the test has a process to itself; where it has not it is run in one, and the
// caller returns. A limit to the size of files is for all that the process writes, the log of the tests too.
func byItself(t *testing.T) bool {
	t.Helper()
	if os.Getenv(aloneVariable) == t.Name() {
		return true
	}
	self, err := os.Executable()
	must(t, err)
	cmd := exec.Command(self, "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), aloneVariable+"="+t.Name())
	if said, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(said), "--- PASS: "+t.Name()) {
		t.Fatalf("%v: %s", err, said)
	}
	return false
}
