package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// makeFolders makes a folder, and those that it is in, readable by their owner only; they are
// there after a power cut.
func makeFolders(folder string) error {
	var missing []string
	for at := folder; ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) || at == filepath.Dir(at) {
			break
		}
		missing = append(missing, at)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	for _, at := range missing {
		syncFolder(at)
	}
	return nil
}
