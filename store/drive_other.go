//go:build !linux && !darwin && !windows

package store

// driveOf knows nothing of drives.
func driveOf(string) (name string, ok bool) { return "", true }
