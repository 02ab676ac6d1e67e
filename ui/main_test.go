package ui_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain makes the properties of this package, whose every check opens a library, short
// unless -rapid.checks says otherwise.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{"rapid.checks": "12", "test.parallel": "8"} { // most tests wait: for a disk, for a clock
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
