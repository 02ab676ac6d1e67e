package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"rashomon/internal/clean"
	"rashomon/store"
)

func (a *app) compactCommand() *cobra.Command {
	var keep bool
	c := &cobra.Command{
		Use:   "compact",
		Short: "Write the library anew without the room that nothing takes up",
		Long: "The file of a library never gets smaller by itself: what was taken out leaves room that is used again. This\n" +
			"writes it anew, compares every record of the new file with the old one, and puts it in its place.\n" +
			"Nothing of what is in the library goes, the history included.",
		Example: "  rashomon compact\n  rashomon compact --keep",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.compact(keep)
		},
	}
	c.Flags().BoolVar(&keep, "keep", false, "keep the file as it was beside the new one")
	return c
}

func (a *app) compact(keep bool) error {
	path := a.libraryPath("library.db")
	if err := missing(path); err != nil {
		return err
	}
	o, stop := a.opening()
	defer stop()
	c, err := store.Compact(o.Context, path, keep, o)
	if errors.Is(err, context.Canceled) {
		return stopped("compact stopped: the library is as it was")
	}
	if err != nil {
		return unopened(err, path)
	}
	stop()
	name := clean.Name(filepath.Base(path))
	if c.Is == c.Was {
		fmt.Fprintf(a.Out, "%s has no room to spare: it has %s\n", name, inMB(c.Was))
		return nil
	}
	fmt.Fprintf(a.Out, "compacted %s: %s before, %s now\n", name, inMB(c.Was), inMB(c.Is))
	if c.Kept != "" {
		fmt.Fprintf(a.Out, "what was there is in %s\n", clean.Name(c.Kept))
	}
	return nil
}
