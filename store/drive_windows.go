package store

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// driveOf is the kind of network drive that a path is on, empty where it is on none.
func driveOf(path string) (name string, ok bool) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return "", true
	}
	root, err := windows.UTF16PtrFromString(filepath.VolumeName(whole) + `\`)
	if err != nil || windows.GetDriveType(root) != windows.DRIVE_REMOTE {
		return "", true
	}
	return "SMB", true
}
