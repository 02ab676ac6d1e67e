package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"rashomon/annotate"
)

// The test binary starts itself as another process, which does what this names.
const childVariable = "RASHOMON_STORE_TEST_CHILD"

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(childVariable) {
	case "hold":
		err = hold(os.Args[1])
	case "label":
		err = labelForEver(os.Args[1])
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

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

// labelForEver applies one change after another, undoes some, and prints the number of
// each once it is acknowledged.
func labelForEver(path string) error {
	s, err := Open(path, Options{})
	if err != nil {
		return err
	}
	for a, err := range s.Articles() {
		if err != nil {
			return err
		}
		b, err := s.Body(a.ID, a.Revision)
		if err != nil {
			return err
		}
		r := annotate.NewReading(a, b, annotate.DefaultScheme(), "ana", nil)
		for n := 0; ; n++ {
			c, _ := r.Toggle(annotate.OnSentence(n%len(b.Sentences)), []string{"fact", "claim"}[n/7%2], noon())
			made, err := s.Apply(c)
			if err != nil {
				return err
			}
			r.Apply(made[0].Edits)
			fmt.Println(made[0].Number)
			if n%5 == 0 {
				u, err := s.Undo("ana")
				if err != nil {
					return err
				}
				r.Apply(u.Edits)
				fmt.Println(u.Number)
			}
		}
	}
	return errors.New("the library is empty")
}

// child starts this binary to do what it is told, and returns what it prints, line by line.
func child(t *testing.T, does, path string) (*exec.Cmd, *bufio.Scanner, io.WriteCloser) {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.Command(self, path)
	cmd.Env = append(os.Environ(), childVariable+"="+does)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	must(t, err)
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	return cmd, bufio.NewScanner(stdout), stdin
}

func TestALibraryOpenElsewhereIsLocked(t *testing.T) {
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

// What was acknowledged is there after the process was killed; of what was not, one
// change at most.
func TestKilledInTheMiddle(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	s := reopen(t, path)
	added(t, s, report(1, 0))
	closed(t, s)
	for range 5 {
		cmd, lines, _ := child(t, "label", path)
		var acknowledged uint64
		for range 1 + rand.IntN(60) {
			want(t, "a line", lines.Scan(), true)
			_, err := fmt.Sscan(lines.Text(), &acknowledged)
			must(t, err)
		}
		must(t, cmd.Process.Kill())
		for lines.Scan() { // what it said before it died
			_, err := fmt.Sscan(lines.Text(), &acknowledged)
			must(t, err)
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}
		s := reopen(t, path)
		last, err := s.History(0, 1)
		must(t, err)
		if n := last[0].Number; n < acknowledged || n > acknowledged+1 {
			t.Fatalf("%d changes were acknowledged, %d are there", acknowledged, n)
		}
		checked(t, s) // the records are those that the history leaves
		cleared(t, s)
		closed(t, s)
	}
}

// cleared takes all labels back, for the next round.
func cleared(t *testing.T, s *Store) {
	t.Helper()
	for a, err := range s.Articles() {
		must(t, err)
		said, err := s.Annotations(a.ID)
		must(t, err)
		for _, x := range said {
			_, err := s.Apply(annotate.Change{What: "clear", Edits: []annotate.Edit{{Annotation: &annotate.Replaced[annotate.Annotation]{Before: &x}}}})
			must(t, err)
		}
	}
}
