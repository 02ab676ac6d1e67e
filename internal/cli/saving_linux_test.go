package cli_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rashomon/internal/termtest"
)

// limited opens the sample story, made before, in a program whose files may not be written beyond their
// first 8 KB, as on a disk that is full, and shows one of its reports. More gives it all room again.
func limited(t *testing.T) (s session, more func()) {
	t.Helper()
	s = reading(t, termtest.Options{})
	s.leave()
	pid := filepath.Join(t.TempDir(), "pid")
	o := termtest.Options{Width: 110, Height: 30, Patience: 30 * time.Second, Env: append(environment(s.library), "XDG_STATE_HOME="+t.TempDir())}
	script := `echo $$ >"$1"; ulimit -S -f 16; exec "$2" demo`
	s = session{termtest.Run(t, o, "/bin/sh", "-c", script, "sh", pid, program(t)), t, s.library}
	s.see("5 reports in 1 story")
	s.press("j", "<enter>")
	s.see("sentence 1 of 21")
	return s, func() {
		t.Helper()
		text, err := os.ReadFile(pid)
		s.must(err)
		n, err := strconv.Atoi(strings.TrimSpace(string(text)))
		s.must(err)
		s.must(unix.Prlimit(n, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY}, nil))
	}
}

// What a disk without room does not take stays on the screen, is not shown as saved, and is saved when
// there is room again.
func TestADiskWithoutRoom(t *testing.T) {
	t.Parallel()
	s, more := limited(t)
	s.press("f")
	s.see("1 change is not saved: kept here and tried again")
	s.press("j", "q")
	s.match(`sentence 2 of 21 · quote.*! 2 not saved`)
	s.see("not saved (alt+w): ")
	s.press("u", "q", "s", "Bo", "<enter>", "<esc>") // back in the list, and once more into the report
	s.see("5 reports in 1 story")
	s.press("<enter>", "g")
	s.match(`sentence 1 of 21 · fact.*! 3 not saved`)
	more()
	s.press("<alt+w>", "s")
	s.saved("saved: 3 changes are on the disk now")
	s.leave()
	if list := s.run("list", "--json"); !strings.Contains(list, `"fact": 1`) || !strings.Contains(list, `"quote": 1`) {
		t.Errorf("the labels are not there:\n%s", list)
	}
}

// The disk is tried again while nobody presses a key.
func TestADiskWithRoomAgain(t *testing.T) {
	t.Parallel()
	s, more := limited(t)
	s.press("f")
	s.see("! 1 not saved")
	more()
	s.saved("saved: 1 change is on the disk now")
	s.leave()
}

// A program that is killed has written what is not saved to a file before.
func TestKilledOnADiskWithoutRoom(t *testing.T) {
	t.Parallel()
	s, _ := limited(t)
	s.press("f", "j", "q")
	s.see("! 2 not saved")
	s.press("<alt+w>")
	s.see("A copy is kept in ")
	s.must(s.Signal(syscall.SIGKILL))
	_, _ = s.Wait()
	checkRescued(t, s)
}

// However one leaves then, what is not saved is in a file, and the file can be taken in.
func TestLeavingADiskWithoutRoom(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(session){
		"asked":   func(s session) { s.press("<ctrl+c>"); s.see(" to a file and leave?"); s.press("y") },
		"twice":   func(s session) { s.press("<ctrl+c>", "<ctrl+c>") },
		"SIGTERM": func(s session) { s.must(s.Signal(syscall.SIGTERM)) },
		"SIGHUP":  func(s session) { s.must(s.Signal(syscall.SIGHUP)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := limited(t)
			s.press("f", "j", "q")
			s.see("! 2 not saved")
			leave(s)
			code, err := s.Wait()
			s.must(err)
			if left := s.Unrestored(); code != 1 || len(left) > 0 || s.AltScreen() {
				t.Errorf("exit code %d, want 1; left behind in the terminal: %q", code, left)
			}
			s.see("rashomon: 2 changes are not saved: ")
			s.see("hint: what is not saved is in ")
			checkRescued(t, s)
		})
	}
}

// checkRescued takes in what lies beside the library: two labels that are not there before.
func checkRescued(t *testing.T, s session) {
	t.Helper()
	files, err := filepath.Glob(s.library + ".rescue-*.jsonl")
	s.must(err)
	if len(files) != 1 {
		t.Fatalf("rescue files: %v", files)
	}
	if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v: %v", info.Mode(), err)
	}
	if list := s.run("list", "--json"); strings.Contains(list, `"quote": 1`) {
		t.Errorf("the labels are there already:\n%s", list)
	}
	copied := filepath.Join(t.TempDir(), "rescue.jsonl")
	text, err := os.ReadFile(files[0])
	s.must(err)
	s.must(os.WriteFile(copied, text, 0o600))
	again := start(t, termtest.Options{}, s.library)
	again.see("changes of an earlier time are not saved yet: alt+w says more")
	again.press("<alt+w>")
	again.see("'rashomon rescue'")
	again.press("x")
	again.gone("Leave, and take")
	again.leave()
	if said := s.run("rescue", "--dry-run"); !strings.Contains(said, ": 2 of 2 changes would go in") {
		t.Errorf("a dry run says %q", said)
	}
	if said := s.run("rescue"); !strings.Contains(said, ": 2 of 2 changes taken in") {
		t.Errorf("it says %q", said)
	}
	if said := s.run("rescue", copied); !strings.Contains(said, ": 0 of 2 changes taken in, 2 there already") {
		t.Errorf("the second time it says %q", said)
	}
	if list := s.run("list", "--json"); !strings.Contains(list, `"fact": 1`) || !strings.Contains(list, `"quote": 1`) {
		t.Errorf("the labels are not there:\n%s", list)
	}
	if _, err := os.Stat(files[0]); !os.IsNotExist(err) {
		t.Errorf("the file of which all is in is still there: %v", err)
	}
	if said := s.run("check"); !strings.Contains(said, " is sound: ") {
		t.Errorf("check says %q", said)
	}
}
