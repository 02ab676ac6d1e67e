package cli_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"unicode"

	"github.com/rogpeppe/go-internal/testscript"
	"go.etcd.io/bbolt"

	"rashomon/store"
)

// TestScripts runs the commands as a shell does: testdata/script holds a behaviour a file.
// Beside testscript's own commands a script may use those of scriptCommands.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		Cmds:                scriptCommands(),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars,
				"HOME="+e.WorkDir, "XDG_DATA_HOME="+filepath.Join(e.WorkDir, "data"),
				"RASHOMON_LIBRARY="+filepath.Join(e.WorkDir, "library.db"),
				"RASHOMON_ANNOTATOR=ana", "RASHOMON_CLOCK=2031-05-04T10:00:00Z",
				"ESCAPE=a\x1b[31mb\u009b2J\u202ec", "GORACE=atexit_sleep_ms=0", "GOGC=400") // a program that ends at once
			return nil
		},
	})
}

type script = testscript.TestScript

func scriptCommands() map[string]func(*script, bool, []string) {
	return map[string]func(*script, bool, []string){
		"exits":     exits,
		"write":     write,
		"sparse":    sparse,
		"tame":      tame,
		"hold":      hold,
		"newer":     newer,
		"older":     older,
		"damage":    damage,
		"cut":       cut,
		"ruin":      ruin,
		"glob":      glob,
		"offsets":   offsets,
		"makefiles": makefiles,
		"gz":        gz,
		"bomb":      bomb,
		"serve":     serve,
	}
}

// exits CODE PROGRAM ARGUMENT… runs a program, which must end with that exit code.
func exits(ts *script, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var ended *exec.ExitError
		if !errors.As(err, &ended) {
			ts.Fatalf("%s: %v", args[1], err)
		}
		code = ended.ExitCode()
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// write FILE TEXT writes a file; both are written with Go's escapes, without the quotation marks.
func write(ts *script, _ bool, args []string) {
	var plain [2]string
	for i := range plain {
		var err error
		plain[i], err = strconv.Unquote(`"` + args[i] + `"`)
		ts.Check(err)
	}
	ts.Check(os.WriteFile(ts.MkAbs(plain[0]), []byte(plain[1]), 0o666))
}

// sparse FILE SIZE makes a file of that many bytes which takes no room on the disk.
func sparse(ts *script, _ bool, args []string) {
	size, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), nil, 0o666))
	ts.Check(os.Truncate(ts.MkAbs(args[0]), size))
}

// tame FILE… says that nothing in the files, stdout or stderr can disturb a terminal:
// neither controls nor characters that turn the direction of others, nor bytes that are
// not UTF-8.
func tame(ts *script, _ bool, args []string) {
	for _, name := range args {
		for i, r := range ts.ReadFile(name) {
			if r == '\n' {
				continue
			}
			if r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) {
				ts.Fatalf("%s: %U at byte %d", name, r, i)
			}
		}
	}
}

// hold FILE keeps a library open for writing until the script ends.
func hold(ts *script, _ bool, args []string) {
	lib, err := store.Open(ts.MkAbs(args[0]), store.Options{})
	ts.Check(err)
	ts.Defer(func() { ts.Check(lib.Close()) })
}

// older FILE [FORMAT] is a library of a format, of the first if none is named.
func older(ts *script, _ bool, args []string) {
	format := "1"
	if len(args) > 1 {
		format = args[1]
	}
	content, err := os.ReadFile(filepath.Join("..", "..", "store", "testdata", "format-"+format+".db"))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), content, 0o600))
}

// damage PATTERN changes one bit of the last text in a library, where only a checksum can tell.
func damage(ts *script, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	if named, err := filepath.Glob(path); err == nil && len(named) == 1 {
		path = named[0]
	}
	db, err := bbolt.Open(path, 0o600, nil)
	ts.Check(err)
	ts.Check(db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("bodies"))
		k, v := b.Cursor().Last()
		v = bytes.Clone(v)
		v[len(v)/2] ^= 1
		return b.Put(bytes.Clone(k), v)
	}))
	ts.Check(db.Close())
}

// glob COUNT PATTERN says how many files have such a name.
func glob(ts *script, _ bool, args []string) {
	names, err := filepath.Glob(ts.MkAbs(args[1]))
	ts.Check(err)
	if strconv.Itoa(len(names)) != args[0] {
		ts.Fatalf("%s: %q, want %s", args[1], names, args[0])
	}
}

// newer FILE makes a library one that a later version of the program wrote.
func newer(ts *script, _ bool, args []string) {
	db, err := bbolt.Open(ts.MkAbs(args[0]), 0o600, nil)
	ts.Check(err)
	key, value := []byte("version"), append([]byte{1}, binary.BigEndian.AppendUint64(nil, 99)...)
	castagnoli := crc32.MakeTable(crc32.Castagnoli)
	sum := crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value)
	ts.Check(db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put(key, binary.BigEndian.AppendUint32(value, sum))
	}))
	ts.Check(db.Close())
}
