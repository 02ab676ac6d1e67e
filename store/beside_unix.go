//go:build !windows

package store

import "os"

// soonUnnamed makes a file in a folder and takes its name away at once.
func soonUnnamed(folder string) (*os.File, error) {
	f, err := os.CreateTemp(folder, ".rashomon-copy-*.tmp") // CreateTemp gives 0600
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
