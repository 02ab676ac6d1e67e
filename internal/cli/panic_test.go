package cli_test

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"rashomon/annotate"
	"rashomon/store"
	"rashomon/ui"
)

// panicking is the screens on the library that is named in the environment, with a fault in them:
// in a command, which reads a text, or in the event loop, which asks for the time.
func panicking() {
	s, err := store.Open(os.Getenv("RASHOMON_LIBRARY"), store.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	o := ui.Options{Name: "demo.db", Annotator: "ana", Scheme: annotate.DefaultScheme(), Dark: true, Fixed: true, Colour: true, Mouse: true}
	f := &faulty{Store: s}
	if len(os.Args) > 1 && os.Args[1] == "loop" {
		o.Now = f.now
	} else {
		f.inCommand = true
	}
	err = ui.Run(context.Background(), f, o)
	if closed := s.Close(); closed != nil {
		fmt.Fprintln(os.Stderr, closed)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "rashomon:", err)
		os.Exit(1)
	}
}

// faulty is a library of which the third report cannot be read without a panic.
type faulty struct {
	*store.Store
	inCommand bool
	read      atomic.Int32
}

func (f *faulty) Article(id annotate.ID) (annotate.Article, error) {
	if f.read.Add(1) > 1 && f.inCommand {
		panic("a fault for a test")
	}
	return f.Store.Article(id)
}

// now panics once a second report is read.
func (f *faulty) now() time.Time {
	if f.read.Load() > 1 {
		panic("a fault for a test")
	}
	return time.Now()
}
