//go:build !unix || aix || solaris

package private

import (
	"io/fs"
	"os"
	"time"
)

const noFollow = 0

// hold takes no lock where there are none.
func hold(string) *os.File { return nil }

func holdFile(*os.File) {}

// held takes what is not a week old for held; and what is open cannot be removed.
func held(_ string, age time.Duration) bool { return age <= longest }

// The folders for temporary files are the user's own there.
func private(fs.FileInfo) bool        { return true }
func mine(fs.FileInfo) bool           { return true }
func sameOwner(_, _ fs.FileInfo) bool { return true }
