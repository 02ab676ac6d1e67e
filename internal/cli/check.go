package cli

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"rashomon/ingest"
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
					fmt.Fprintf(a.Err, "rashomon: check: %s\n", ingest.Line(p))
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(a.Out, "%s is sound: %d articles, %d annotations, %d changes\n", ingest.Shown(lib.Path()), r.Articles, r.Annotations, r.Changes)
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
				if err := lib.Backup(args[0]); err != nil {
					return err
				}
				fmt.Fprintf(a.Out, "copied %s to %s\n", ingest.Shown(filepath.Base(lib.Path())), ingest.Shown(args[0]))
				return nil
			})
		},
	}
}
