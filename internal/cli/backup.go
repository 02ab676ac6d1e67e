package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"rashomon/internal/clean"
	"rashomon/internal/private"
	"rashomon/store"
	"rashomon/ui/screen"
)

func (a *app) backupCommand() *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the library, as it is at one moment, to a file",
		Long: "Copies the library, also while the program has it open, and makes sure that every record of the copy is\n" +
			"sound. The file is there when it is whole; an older backup of the same library goes then, and not before.\n" +
			"Another library, or one with changes that this one has not, is not written over.\n" +
			"The library copies itself, too: 'rashomon restore' lists these copies. docs/backup.md tells more.",
		Example: "  rashomon backup /media/stick/library.db\n  rashomon restore /media/stick/library.db",
		Args:    exactly(1, "the file to write"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.withLibrary(true, func(lib *store.Store) error { return a.backup(ctx, lib, args[0], force) })
		},
	}
	c.Flags().BoolVar(&force, "force", false, "write over another library, too; what is in it is gone")
	return c
}

func (a *app) backup(ctx context.Context, lib *store.Store, path string, force bool) error {
	if err := private.Own(path); err != nil {
		return fmt.Errorf("backup: %s: %w", clean.Name(path), err)
	}
	write := lib.Backup
	if force {
		write = lib.BackupOver
	}
	switch err := write(ctx, path); {
	case errors.Is(err, context.Canceled):
		return stopped("backup stopped: nothing is written")
	case errors.Is(err, store.ErrDamaged):
		return hinted{err, "copy the file itself before anything else; 'rashomon check' says what is damaged, and 'rashomon recover IN OUT' saves what can be read"}
	case errors.Is(err, store.ErrNotABackup) && force:
		return hinted{err, "name another file"}
	case errors.Is(err, store.ErrNotABackup):
		return hinted{err, fmt.Sprintf("name another file; 'rashomon --library %s list' looks into that one, and --force writes over a library", clean.Name(path))}
	case errors.Is(err, store.ErrLocked):
		return hinted{err, "a backup does not take the place of a library that is open: name another file"}
	case err != nil:
		return err
	}
	fmt.Fprintf(a.Out, "copied %s to %s\n", clean.Name(filepath.Base(lib.Path())), clean.Name(path))
	return nil
}

// copies is when the library is copied by itself, as the settings say.
func (a *app) copies() store.Copies { return store.Copies(a.config.Backup) }

// copyIfDue copies the library by itself if that is due, and says so; empty where it was not.
func (a *app) copyIfDue(ctx context.Context, lib *store.Store) (note string, err error) {
	made, err := lib.CopyIfDue(ctx, a.copies())
	a.clearBar()
	switch {
	case err != nil:
		return "", fmt.Errorf("the library was not copied: %w", err)
	case made == nil:
		return "", nil
	}
	return fmt.Sprintf("the library was copied: %s lists the copies (%s)", a.asGiven("'rashomon restore'"), inMB(made.Bytes)), nil
}

// copyQuietly copies the library if that is due, at the end of a command. The error is none of the command's;
// tellUncopied tells it.
func (a *app) copyQuietly(lib *store.Store) error {
	ctx, stop := interruptible(context.Background())
	defer stop()
	_, err := a.copyIfDue(ctx, lib)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// tellUncopied tells why a library was not copied, unless it could not be closed either for the same reason.
func (a *app) tellUncopied(err, closed error) {
	if err != nil && !(errors.Is(err, store.ErrDamaged) && errors.Is(closed, store.ErrDamaged)) {
		fmt.Fprintf(a.Err, "rashomon: %s\n", a.asGiven(clean.Line(err.Error())))
	}
}

// inMB is the size of a file in words.
func inMB(bytes int64) string {
	if bytes < 10_000_000 {
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	}
	return screen.Number(int(bytes/1e6)) + " MB"
}
