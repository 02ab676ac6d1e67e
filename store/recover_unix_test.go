//go:build unix

package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A pipe is refused at once: nobody may ever write to it.
func TestRecoverOfAPipe(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	pipe := filepath.Join(folder, "pipe")
	must(t, syscall.Mkfifo(pipe, 0o600))
	_, err := Recover(context.Background(), pipe, filepath.Join(folder, "new.db"), quiet)
	wantError(t, err, ErrNotALibrary)
}

// So is one where a library should be, whoever comes upon it.
func TestAPipeIsNoLibrary(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe.db")
	must(t, syscall.Mkfifo(pipe, 0o600))
	s := library(t)
	for name, do := range map[string]func() error{
		"open":              func() error { _, err := Open(pipe, quick()); return err },
		"open a copy":       func() error { _, err := OpenCopy(pipe, quick()); return err },
		"open a copy there": func() error { _, err := OpenCopy(pipe, Options{There: true, ReadOnly: true}); return err },
		"examine":           func() error { _, err := Examine(t.Context(), pipe, quiet); return err },
		"compact":           func() error { _, err := Compact(t.Context(), pipe, false, quick()); return err },
		"restore":           func() error { _, err := s.Restore(t.Context(), pipe); return err },
	} {
		if err := do(); !errors.Is(err, ErrNotALibrary) {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantError(t, s.Backup(t.Context(), pipe), ErrNotABackup)
	wantError(t, s.BackupOver(t.Context(), pipe), ErrNotABackup)
	want(t, "nothing was ever put into it", NothingIn(pipe), false)
	info, err := os.Lstat(pipe)
	must(t, err)
	want(t, "it is a pipe still", info.Mode().Type(), os.ModeNamedPipe)
}
