package store

import "path/filepath"

// OnNetwork warns in one line of a library that is on a network drive, whose locks and whose waits for
// the disk cannot be relied on. It is empty where path, or the folder that it is to be in, is on a
// drive of this machine, or where the system does not tell.
func OnNetwork(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	for { // the nearest that is there
		if name, ok := driveOf(path); ok {
			return warnOf(name)
		}
		up := filepath.Dir(path)
		if up == path {
			return ""
		}
		path = up
	}
}

func warnOf(name string) string {
	if name == "" {
		return ""
	}
	return "the library is on a network drive (" + name + "): there two programs may both write to it, and a power cut may take saved work; " +
		"keep it on a drive of this machine, and copies there ('rashomon backup')"
}
