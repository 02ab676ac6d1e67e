package private

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	fresh   = time.Minute        // what is younger may be on its way to being held
	longest = 7 * 24 * time.Hour // that a text is kept, which somebody may have written
	unheld  = 24 * time.Hour     // that a copy of a library is left alone, which no lock tells of
)

// Sweep removes the temporary files and folders of programs that were killed: those that belong to
// this user, that nobody holds, and of texts those that are a week old. What it cannot remove stays.
func Sweep() {
	sweep(os.TempDir(), folders)
	sweep(os.TempDir(), texts)
}

// SweepBeside does so beside a file: what was on its way to be an export, a backup, a recovered
// library or a compact one. Copies of a library, which store makes, go when they are a day old.
func SweepBeside(path string) { sweep(filepath.Dir(path), beside) }

func sweep(dir, prefix string) {
	d, err := os.Open(dir)
	if err != nil {
		return
	}
	defer d.Close()
	for {
		names, err := d.Readdirnames(1 << 10)
		for _, name := range names {
			if path := filepath.Join(dir, name); made(name, prefix) && abandoned(path, prefix) {
				_ = os.RemoveAll(path)
			}
		}
		if err != nil || len(names) == 0 {
			return
		}
	}
}

// made says whether a name is one that was made of a prefix: a number follows it. Beside other files
// a word of package store may stand before that, letters in it, and an ending after it.
func made(name, prefix string) bool {
	number, ok := strings.CutPrefix(name, prefix)
	chance := "0123456789"
	if ok && prefix == beside {
		number, ok = strings.CutSuffix(number, ending)
		if word, after, has := strings.Cut(number, "-"); has && slices.Contains(words(), word) {
			number, chance = after, chance+"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		}
	}
	return ok && number != "" && strings.Trim(number, chance) == ""
}

// words is what package store calls the copies that it has under way.
func words() []string { return []string{"backup", "recover", "copy"} }

func abandoned(path, prefix string) bool {
	info, err := os.Lstat(path)
	if err != nil || !plain(info) {
		return false
	}
	age := time.Since(youngest(path, info.ModTime()))
	if prefix == beside && strings.Count(filepath.Base(path), "-") > 1 && age < unheld {
		return false
	}
	if prefix == beside { // while one folder takes the place of another, that one is there under this name
		if _, err := os.Lstat(path + Old); err == nil {
			return false
		}
	}
	return age > fresh && (prefix != texts || age > longest) && !held(path, age)
}

// Old is what the name of a folder ends in that FolderBeside made, and whose place was taken.
const Old = "-old"

// youngest is when something was written last: the folder, or what is in it.
func youngest(path string, at time.Time) time.Time {
	entries, err := os.ReadDir(path)
	if err != nil {
		return at
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.ModTime().After(at) {
			at = info.ModTime()
		}
	}
	return at
}
