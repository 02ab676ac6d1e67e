//go:build !windows && !linux

package store

import "os"

// unnamedFile makes a file in a folder that has no name: it goes with the process, however that ends.
func unnamedFile(folder string) (*os.File, error) { return soonUnnamed(folder) }
