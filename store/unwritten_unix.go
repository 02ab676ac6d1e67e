//go:build unix

package store

import (
	"os"
	"os/signal"
	"syscall"
)

// heedLimit takes the signal of a file that may grow no further, which would end the program; the
// write itself fails then. Programs that this one starts still get it. The function that it returns
// ends that.
func heedLimit() func() {
	ch := make(chan os.Signal, 1)
	signal.Notify(ch, syscall.SIGXFSZ)
	return func() { signal.Stop(ch) }
}
