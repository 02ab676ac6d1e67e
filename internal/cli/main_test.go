package cli_test

import (
	"context"
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"rashomon/internal/cli"
)

// The test binary is the program too: under the name rashomon it is what main.go makes of
// it, and stands in PATH for scripts and pseudo-terminals.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", "8"); err != nil { // most tests wait: for a disk, for a program
		panic(err)
	}
	testscript.Main(m, map[string]func(){
		"rashomon": func() {
			os.Exit(cli.Main(context.Background(), os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
		},
		"rashomon-panics": panicking,
	})
}
