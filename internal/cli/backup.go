package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the library, as it is at one moment, to a file",
		Long: "Copies the library, also while the program has it open, and makes sure that every record of the copy is\n" +
			"sound. The file is there when it is whole; an older copy of that name goes then, and not before.\n" +
			"The library copies itself, too: 'rashomon restore' lists these copies. docs/backup.md tells more.",
		Example: "  rashomon backup /media/stick/library.db\n  rashomon restore /media/stick/library.db",
		Args:    exactly(1, "the file to write"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.withLibrary(true, func(lib *store.Store) error { return a.backup(ctx, lib, args[0]) })
		},
	}
}

func (a *app) backup(ctx context.Context, lib *store.Store, path string) error {
	if err := replaceable(path); err != nil {
		return fmt.Errorf("backup: %s: %w", clean.Name(path), err)
	}
	if err := lib.Backup(ctx, path); errors.Is(err, store.ErrDamaged) {
		return hinted{err, "copy the file itself before anything else; 'rashomon check' says what is damaged, and 'rashomon recover IN OUT' saves what can be read"}
	} else if err != nil {
		return err
	}
	fmt.Fprintf(a.Out, "copied %s to %s\n", clean.Name(filepath.Base(lib.Path())), clean.Name(path))
	return nil
}

// replaceable refuses to put a backup in the place of a file that is no library, or of one that is open.
func replaceable(path string) error {
	if _, err := os.Stat(path); err != nil {
		return nil // nothing there; or what is wrong shows when the file is written
	}
	there, err := store.Open(path, store.Options{ReadOnly: true})
	switch {
	case errors.Is(err, store.ErrNotALibrary):
		return errors.New("there is a file of that name that is no library: name another")
	case errors.Is(err, store.ErrLocked):
		return err
	case err == nil:
		return there.Close()
	}
	return nil
}

// copies is when the library is copied by itself, as the settings say.
func (a *app) copies() store.Copies { return store.Copies(a.config.Backup) }

// copyIfDue copies the library by itself if that is due, and says so; empty where it was not.
func (a *app) copyIfDue(ctx context.Context, lib *store.Store) (note string, err error) {
	made, err := lib.CopyIfDue(ctx, a.copies())
	switch {
	case err != nil:
		return "", fmt.Errorf("the library was not copied: %w", err)
	case made == nil:
		return "", nil
	}
	return fmt.Sprintf("the library was copied: 'rashomon restore' lists the copies (%s)", inMB(made.Bytes)), nil
}

// copyQuietly copies the library if that is due, at the end of a command: only a failure is told, and
// is none of the command's.
func (a *app) copyQuietly(lib *store.Store) {
	ctx, stop := interruptible(context.Background())
	defer stop()
	if _, err := a.copyIfDue(ctx, lib); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintf(a.Err, "rashomon: %s\n", clean.Line(err.Error()))
	}
}

// inMB is the size of a file in words.
func inMB(bytes int64) string {
	if bytes < 10_000_000 {
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	}
	return screen.Number(int(bytes/1e6)) + " MB"
}
