package cli_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// makefiles FOLDER COUNT SEED makes a folder of reports.
func makefiles(ts *script, _ bool, args []string) {
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o777))
	for n := range count {
		text := fmt.Sprintf("Report %d of %s says that the pier broke.\n", n, args[2])
		ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(args[0]), fmt.Sprintf("%05d.txt", n)), []byte(text), 0o666))
	}
}

// gz FILE PACKED packs a file.
func gz(ts *script, _ bool, args []string) {
	content, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), packed(content, 1), 0o666))
}

// bomb PACKED makes a small file that is a large one when it is unpacked.
func bomb(ts *script, _ bool, args []string) {
	row := []byte(`{"id":"a","text":"It rained."}` + "\n")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), packed(append(row, bytes.Repeat([]byte{' '}, 1<<20)...), 80), 0o666))
}

func packed(content []byte, times int) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	for range times {
		_, _ = w.Write(content)
	}
	_ = w.Close()
	return b.Bytes()
}
