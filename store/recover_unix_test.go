//go:build unix

package store

import (
	"context"
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
