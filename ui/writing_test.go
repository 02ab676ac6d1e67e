package ui_test

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rashomon/export"
	"rashomon/ui"
)

// writingTo is options with which files are written into a folder.
func writingTo(folder string) ui.Options {
	o := options()
	o.Write = func(name string, replace bool, to func(io.Writer) error) error {
		name = filepath.Join(folder, name)
		if _, err := os.Stat(name); err == nil && !replace {
			return fmt.Errorf("write %q: %w", name, fs.ErrExist)
		}
		return export.File(name, to)
	}
	return o
}

func read(t *testing.T, folder, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	check(t, err)
	return string(text)
}

// TestWritingTheBrief writes it, is asked before it is written over, and says what went wrong.
func TestWritingTheBrief(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	d := start(t, sampleStore(t), 200, 30, writingTo(folder))
	d.keys("g B")
	d.says("brief · The storm gate of Port Vessany", "Numbers conflict", "injured: six (A, C, E) ≠ two (D)")
	d.keys("w enter")
	d.says("wrote /", "/the-storm-gate-of-port-vessany.md")
	whole := read(t, folder, "the-storm-gate-of-port-vessany.md")
	if !strings.HasPrefix(whole, "# The storm gate of Port Vessany\n") {
		t.Errorf("%.100q", whole)
	}

	mine := filepath.Join(folder, "the-storm-gate-of-port-vessany.html")
	check(t, os.WriteFile(mine, []byte("mine"), 0o600))
	d.keys("w ctrl+u")
	d.write("the-storm-gate-of-port-vessany.html")
	d.keys("enter")
	d.says("there is a file the-storm-gate-of-port-vessany.html already: write over it?")
	d.keys("n")
	if got := read(t, folder, "the-storm-gate-of-port-vessany.html"); got != "mine" {
		t.Errorf("%.100q", got)
	}
	d.keys("w ctrl+u")
	d.write("the-storm-gate-of-port-vessany.html")
	d.keys("enter y")
	if got := read(t, folder, "the-storm-gate-of-port-vessany.html"); !strings.HasPrefix(got, "<!DOCTYPE html>") && !strings.HasPrefix(got, "<!doctype html>") {
		t.Errorf("%.100q", got)
	}
	d.keys("w ctrl+u")
	d.write("no/such/folder.md")
	d.keys("enter")
	d.says("its folder does not exist")
}

// TestLeavingWhileAFileIsWritten waits for it.
func TestLeavingWhileAFileIsWritten(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	d := start(t, sampleStore(t), 200, 30, writingTo(folder))
	d.keys("g B w")
	d.ahead("enter ctrl+c")
	if d.left {
		t.Fatal("left before the file was written")
	}
	d.says("saving, then leaving")
	d.drain()
	if !d.left || read(t, folder, "the-storm-gate-of-port-vessany.md") == "" {
		t.Error("it has not left, or not written")
	}
}

// TestGoingRound opens screen after screen on the same reports: none is stacked twice.
func TestGoingRound(t *testing.T) {
	t.Parallel()
	d := start(t, sampleStore(t), 120, 40, options())
	d.keys("g enter")
	for range 5 {
		d.keys("M enter B enter enter l")
	}
	d.keys("esc esc esc esc") // reader, brief, matrix, side by side at most
	d.says("▾ The storm gate of Port Vessany")
}
