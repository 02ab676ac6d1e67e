package ui_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain makes the properties of this package, whose every check opens a library, short
// unless -rapid.checks says otherwise.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "12"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
