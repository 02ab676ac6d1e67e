package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"rashomon/internal/clean"
	"rashomon/store"
)

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Read every record of the library and compare every checksum and index",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withLibrary(true, func(lib *store.Store) error {
				r, err := lib.Check(cmd.Context())
				for _, p := range r.Problems {
					fmt.Fprintf(a.Err, "rashomon: check: %s\n", clean.Line(p))
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(a.Out, "%s is sound: %d articles, %d annotations, %d rulings, %d changes\n", clean.Name(lib.Path()), r.Articles, r.Annotations, r.Rulings, r.Changes)
				return nil
			})
		},
	}
}

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the library, as it is at one moment, to a file",
		Args:  exactly(1, "the file to write"),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.withLibrary(true, func(lib *store.Store) error {
				if err := replaceable(args[0]); err != nil {
					return fmt.Errorf("backup: %s: %w", clean.Name(args[0]), err)
				}
				if err := lib.Backup(args[0]); err != nil {
					return err
				}
				fmt.Fprintf(a.Out, "copied %s to %s\n", clean.Name(filepath.Base(lib.Path())), clean.Name(args[0]))
				return nil
			})
		},
	}
}

// replaceable refuses to put a backup in the place of a file that is no library.
func replaceable(path string) error {
	if _, err := os.Stat(path); err != nil {
		return nil // nothing there; or what is wrong shows when the file is written
	}
	there, err := store.Open(path, store.Options{ReadOnly: true})
	if errors.Is(err, store.ErrNotALibrary) {
		return errors.New("there is a file of that name that is no library: name another")
	}
	if err == nil {
		return there.Close()
	}
	return nil
}
