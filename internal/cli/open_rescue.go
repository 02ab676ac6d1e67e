package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/adrg/xdg"

	"rashomon/annotate"
	"rashomon/export"
	"rashomon/internal/clean"
	"rashomon/internal/rescue"
	"rashomon/store"
	"rashomon/ui"
)

// rescuer writes what a library could not take to a file, and knows which is that of this run.
type rescuer struct {
	*app
	library string
	guard   sync.Mutex
	own     string // empty before it is written
}

// Names of rescue files: that of the library, and when.
const (
	rescueMark   = ".rescue-"
	rescueEnding = ".jsonl"
)

// keepsSafe lets the screens copy the library, look through its file, and write elsewhere what it
// cannot take.
func (a *app) keepsSafe(o *ui.Options, lib *store.Store) *rescuer {
	r := &rescuer{app: a, library: lib.Path()}
	o.Rescue, o.Left = r.write, r.left
	o.Backup = func(ctx context.Context, name string, replace bool) (string, error) {
		path, err := atHome(name)
		if err != nil {
			return "", err
		}
		if _, err := os.Stat(path); err == nil && !replace {
			return "", fmt.Errorf("back up to %q: %w", path, fs.ErrExist)
		}
		if err := replaceable(path); err != nil {
			return "", fmt.Errorf("back up to %q: %w", path, err)
		}
		return writtenAt(path), lib.Backup(ctx, path)
	}
	o.Copy = func(ctx context.Context) (string, error) { return a.copyIfDue(ctx, lib) }
	o.Look = func(ctx context.Context) error {
		err := lib.Look(ctx)
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("%w: 'rashomon check' says what is damaged", err)
		}
		return err
	}
	return r
}

// write is what ui.Options.Rescue asks for.
func (r *rescuer) write(name string, replace bool, changes []annotate.Change) (string, error) {
	r.guard.Lock()
	defer r.guard.Unlock()
	to := func(w io.Writer) error { return rescue.Write(w, filepath.Base(r.library), r.now(), changes) }
	switch {
	case len(changes) == 0:
		own := r.own
		if r.own = ""; own == "" {
			return "", nil
		}
		return "", os.Remove(own)
	case name != "":
		return writtenAt(name), writeFile(name, r.library, replace, to)
	case r.own != "" && export.File(r.own, to) == nil:
		return r.own, nil
	}
	var failed []error
	for _, place := range r.places() {
		path, err := r.writeNew(place, to)
		if err == nil {
			r.own = path
			return path, nil
		}
		failed = append(failed, err)
	}
	return "", errors.Join(failed...)
}

// places is the folders where a rescue file may go, the best first; the last is made for it.
func (r *rescuer) places() []func() (string, error) {
	return []func() (string, error){
		func() (string, error) { return filepath.Abs(filepath.Dir(r.library)) },
		func() (string, error) { return stateFolder(), os.MkdirAll(stateFolder(), 0o700) },
		os.UserHomeDir,
		func() (string, error) { return os.MkdirTemp("", "rashomon-rescue-") },
	}
}

// stateFolder is where rescue files go that cannot stand beside their library.
func stateFolder() string { return filepath.Join(xdg.StateHome, "rashomon") }

// writeNew writes a file of a new name into a folder.
func (r *rescuer) writeNew(place func() (string, error), to func(io.Writer) error) (string, error) {
	folder, err := place()
	if err != nil {
		return "", plain(err)
	}
	stem := filepath.Join(folder, filepath.Base(r.library)+rescueMark+r.now().UTC().Format("20060102-150405"))
	path := stem + rescueEnding
	for n := 2; ; n++ {
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			return path, export.File(path, to)
		} else if err != nil {
			return "", plain(err)
		}
		path = fmt.Sprintf("%s-%d%s", stem, n, rescueEnding)
	}
}

// writtenAt is the whole path of a file that somebody named.
func writtenAt(name string) string {
	if full, err := filepath.Abs(name); err == nil && !strings.HasPrefix(name, "~/") {
		return full
	}
	return name
}

// command is how what it wrote is taken in.
func (r *rescuer) command() string {
	if r.library == r.libraryPath("library.db") {
		return "'rashomon rescue'"
	}
	return fmt.Sprintf("'rashomon --library %s rescue'", clean.Name(r.library))
}

// rescuesOf is the rescue files of a library that lie where this program puts them, the oldest first.
func rescuesOf(library string) (paths []string) {
	for _, folder := range []string{filepath.Dir(library), stateFolder()} {
		files, err := os.ReadDir(folder)
		if err != nil {
			continue // there is none in it, or none that can be read
		}
		for _, f := range files {
			path := filepath.Join(folder, f.Name())
			if isRescueOf(library, path) && f.Type().IsRegular() && !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

// isRescueOf says whether a file has the name that this program gives to a library's rescue file.
func isRescueOf(library, path string) bool {
	rest, ok := strings.CutPrefix(filepath.Base(path), filepath.Base(library)+rescueMark)
	return ok && strings.HasSuffix(rest, rescueEnding)
}

// left says what lies beside the library and is to be taken in, or else that it is on a drive that
// cannot be relied on.
func (r *rescuer) left() string {
	switch paths := rescuesOf(r.library); len(paths) {
	case 0:
		return store.OnNetwork(r.library)
	case 1:
		return fmt.Sprintf("changes from an earlier time are not saved yet: leave, and %s takes them in", r.command())
	default:
		return fmt.Sprintf("%d files hold changes that are not saved yet: leave, and %s takes them in", len(paths), r.command())
	}
}

// unsaved says of a program that ended with changes that are not in the library where they are.
func (r *rescuer) unsaved(err error) error {
	left := ui.Unsaved{}
	if !errors.As(err, &left) || left.Where == "" {
		return err
	}
	return hinted{err, fmt.Sprintf("what is not saved is in %s: %s takes it in when the library can be written again", clean.Name(left.Where), r.command())}
}
