package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// holder is who has the lock of a file, as the system's table of locks has it. That is read in pieces
// while others change it, so that a line of it can be missed: it is read again, then.
func holder(f *os.File) (h holding) {
	info, err := f.Stat()
	if err != nil {
		return holding{}
	}
	for range 3 {
		if h = holderOf(info); h.process != 0 {
			break
		}
	}
	return h
}

func holderOf(info os.FileInfo) holding {
	stat, ok := info.Sys().(*syscall.Stat_t)
	table, err := os.ReadFile("/proc/locks")
	if !ok || err != nil {
		return holding{}
	}
	for _, l := range locksOf(string(table), stat.Ino) {
		// Files of other drives have the same number. Some drives are one thing here and another there (btrfs).
		if l.major == unix.Major(stat.Dev) && l.minor == unix.Minor(stat.Dev) || hasOpen(l.process, info) {
			return holding{l.process, stopped(l.process)}
		}
	}
	return holding{}
}

// lock is a line of the table.
type lock struct {
	process      int
	major, minor uint32 // of the drive
}

// locksOf are the locks of files that have a number.
func locksOf(table string, number uint64) (locks []lock) {
	for line := range strings.Lines(table) {
		// 1: FLOCK  ADVISORY  WRITE 4711 fe:00:1234567 0 EOF
		field := strings.Fields(line)
		if len(field) < 6 || field[1] != "FLOCK" {
			continue
		}
		var l lock
		var of uint64
		_, bad := fmt.Sscanf(field[5], "%x:%x:%d", &l.major, &l.minor, &of)
		process, err := strconv.Atoi(field[4])
		if l.process = process; bad == nil && err == nil && process > 0 && of == number {
			locks = append(locks, l)
		}
	}
	return locks
}

// hasOpen says whether a process has a file open, as far as one may know.
func hasOpen(process int, file os.FileInfo) bool {
	open, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", process))
	for _, path := range open {
		if info, err := os.Stat(path); err == nil && os.SameFile(info, file) {
			return true
		}
	}
	return false
}

// stopped says whether somebody stopped a process, as ctrl+z does.
func stopped(process int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process)) // 4711 (name) T …
	i := bytes.LastIndex(stat, []byte(") "))
	return err == nil && i >= 0 && bytes.HasPrefix(stat[i+2:], []byte("T"))
}
