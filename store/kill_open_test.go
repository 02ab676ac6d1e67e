package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Opening makes a library, or brings one of an older format up to date and copies it first. Killed
// at any moment of that, the library is as it was or as it is to be, and where it is of the newer
// format the copy is whole.
func TestKillWhileOpening(t *testing.T) {
	t.Parallel()
	k := newKilling(t)
	for version := range thisVersion + 1 {
		name := "a new library"
		if version > 0 {
			name = fmt.Sprintf("format %d", version)
		}
		t.Run(name, func(t *testing.T) {
			k := &killing{T: t, random: k.random, rounds: max(3, k.rounds/8)}
			k.opening(version)
			t.Logf("%d kills: %d before the library was made or brought up to date, %d after", k.kills, k.early, k.kept)
		})
	}
}

// opening kills children that open the file that a format is kept in, or no file for 0.
func (k *killing) opening(version int) {
	k.Helper()
	var old []byte
	if version > 0 {
		old = contents(k.T, fmt.Sprintf("testdata/format-%d.db", version))
	}
	begun := time.Now()
	path := k.unopened(old)
	cmd, lines, _ := child(k, "open", path)
	for lines.Scan() {
	}
	must(k, cmd.Wait())
	takes := time.Since(begun)
	whole := k.content(path)
	for range k.rounds {
		path := k.unopened(old)
		moment := time.Duration(k.random.Float64() * float64(takes))
		cmd, lines, _ := child(k, "open", path)
		timer := time.AfterFunc(moment, func() { _ = cmd.Process.Kill() })
		for lines.Scan() {
		}
		timer.Stop()
		if err := cmd.Wait(); err != nil {
			k.kills++
		}
		if cmd.ProcessState.ExitCode() == failed {
			k.Fatal("the library cannot be opened")
		}
		if k.left(path, version, whole) {
			k.kept++
		} else {
			k.early++
		}
	}
}

func (k *killing) unopened(content []byte) string {
	path := filepath.Join(k.TempDir(), "deeper", "library.db")
	must(k, os.MkdirAll(filepath.Dir(path), 0o700))
	if content != nil {
		must(k, os.WriteFile(path, content, 0o600))
	}
	return path
}

// left says what a kill left: whether the library is of the present format.
func (k *killing) left(path string, version int, whole map[string]string) (present bool) {
	k.Helper()
	s, err := Open(path, Options{ReadOnly: true})
	switch {
	case err == nil:
		closed(k, s)
		present = true
	case version == 0 && errors.Is(err, fs.ErrNotExist): // nothing is made yet
	case version == 0 && errors.Is(err, ErrNotALibrary): // it is made, and nothing is in it yet
	default:
		wantError(k, err, ErrOlder)
	}
	copies, err := filepath.Glob(path + ".format-*")
	must(k, err)
	if present && version > 0 && version < thisVersion {
		want(k, "copies beside a library that was brought up to date", len(copies), 1)
	}
	for _, path := range append(copies, path) {
		must(k, same(k.content(path), whole))
	}
	return present
}

// content opens a library, checks it and reads all of it.
func (k *killing) content(path string) map[string]string {
	k.Helper()
	s, err := Open(path, quick())
	must(k, err)
	defer closed(k, s)
	out, err := held(s)
	must(k, err)
	beside, err := heldAside(s)
	must(k, err)
	for name, value := range beside {
		out[name] = value
	}
	out["changes"] = fmt.Sprint(checked(k, s).Changes)
	return out
}
