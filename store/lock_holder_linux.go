package store

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// holder is who has the lock of a file, as the system's table of locks has it.
func holder(f *os.File) holding {
	info, err := f.Stat()
	if err != nil {
		return holding{}
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	table, err := os.ReadFile("/proc/locks")
	if !ok || err != nil {
		return holding{}
	}
	for line := range strings.Lines(string(table)) {
		// 1: FLOCK ADVISORY WRITE 4711 fe:00:1234567 0 EOF
		if field := strings.Fields(line); len(field) >= 6 && field[1] == "FLOCK" && strings.HasSuffix(field[5], fmt.Sprintf(":%d", stat.Ino)) {
			if process, err := strconv.Atoi(field[4]); err == nil && process > 0 {
				return holding{process, stopped(process)}
			}
		}
	}
	return holding{}
}

// stopped says whether somebody stopped a process, as ctrl+z does.
func stopped(process int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", process)) // 4711 (name) T …
	i := bytes.LastIndex(stat, []byte(") "))
	return err == nil && i >= 0 && bytes.HasPrefix(stat[i+2:], []byte("T"))
}
