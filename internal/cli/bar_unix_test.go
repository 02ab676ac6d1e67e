//go:build unix

package cli

import (
	"bytes"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/creack/pty"
)

// The bar of a long errand goes when that is done, and is not drawn over the screens.
func TestABarIsNotInTheWay(t *testing.T) {
	t.Parallel()
	far, near, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	drawn := make(chan []byte)
	go func() {
		all, _ := io.ReadAll(far) // ends with an error when nobody has the other end
		drawn <- all
	}()
	a := &app{Streams: Streams{Err: near}}
	synctest.Test(t, func(*testing.T) { // where a moment takes no time
		show, _ := a.showProgress()
		for range 2 {
			show("copy the library", 1, 3)
			<-time.After(2 * wonderAfter)
		}
		show("copy the library", 3, 3)
		a.onScreen.Store(true)
		for range 2 {
			show("look at what is there", 1, 3)
			<-time.After(2 * wonderAfter)
		}
	})
	if err := near.Close(); err != nil {
		t.Fatal(err)
	}
	all := <-drawn
	if !bytes.Contains(all, []byte("copy the library")) || !bytes.HasSuffix(all, []byte("\r\x1b[K")) {
		t.Errorf("%q", all)
	}
	if err := far.Close(); err != nil {
		t.Fatal(err)
	}
}
