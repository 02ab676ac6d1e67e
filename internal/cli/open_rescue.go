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
	"time"

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
	real    string      // the whole path, without links
	origin  string      // of the library; empty where nobody can tell
	folder  os.FileInfo // of the library when it was opened; nil where nobody can tell

	guard sync.Mutex
	own   string      // empty before it is written
	ownIn os.FileInfo // the folder that it was written into
}

// Names of rescue files: that of the library, and when.
const (
	rescueMark   = ".rescue-"
	rescueEnding = ".jsonl"
)

// keepsSafe lets the screens copy the library, look through its file, and write elsewhere what it
// cannot take.
func (a *app) keepsSafe(o *ui.Options, lib *store.Store) *rescuer {
	r := &rescuer{app: a, library: lib.Path(), real: realPath(lib.Path()), folder: folderOf(lib.Path())}
	r.origin, _ = lib.Origin() // else the path says enough
	o.Rescue, o.Elsewhere, o.Left = r.write, r.elsewhere, r.left
	o.Backup = func(ctx context.Context, name string, replace bool) (string, error) {
		path, err := atHome(name)
		if err != nil {
			return "", err
		}
		if _, err := os.Stat(path); err == nil && !replace {
			if err := lib.MayBackUp(ctx, path); err != nil {
				return "", err
			}
			return "", fmt.Errorf("back up to %q: %w", path, fs.ErrExist)
		}
		return writtenAt(path), lib.Backup(ctx, path)
	}
	o.Copy = a.copier(lib)
	o.Stands = func() error {
		err := lib.Stands()
		if err == nil {
			return nil
		}
		return reworded{err, a.asGiven(err.Error())}
	}
	o.Look = func(ctx context.Context) error {
		err := lib.Look(ctx)
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("%w: %s", err, a.asGiven("'rashomon check' says what is damaged"))
		}
		return err
	}
	return r
}

// errAnew is what is said when somebody had removed the library's file while it was open.
var errAnew = errors.New("the library's file was written anew: somebody had removed it; all that was saved is in the new one")

// copier is what ui.Options.Copy asks for. Its error may be errAnew. One call at a time.
func (a *app) copier(lib *store.Store) func(context.Context) (string, error) {
	was, asked, at := fileAt(lib.Path()), 0, time.Time{}
	return func(ctx context.Context) (note string, err error) {
		if asked++; asked >= a.copies().AskAfter() || a.now().Sub(at).Abs() > time.Hour/2 {
			asked, at = 0, a.now()
			note, err = a.copyIfDue(ctx, lib)
		}
		if now := fileAt(lib.Path()); was != nil && now != nil && !os.SameFile(was, now) && lib.IsFile(now) {
			was = now
			err = errors.Join(errAnew, err)
		}
		return note, err
	}
}

// sayAstray says of a library whose file was not where it was when the program ended what became of it.
func (a *app) sayAstray(path string, gone bool, amiss error) {
	text := clean.Name(path) + ": " + clean.Line(amiss.Error())
	if gone && fileAt(path) != nil {
		text = "the library's file was gone: it was written again to " + clean.Name(path)
	}
	fmt.Fprintf(a.Err, "rashomon: %s\n", text)
}

// fileAt is what the system says of a file or a folder; nil where it says nothing.
func fileAt(path string) os.FileInfo {
	info, err := os.Stat(path)
	if err != nil {
		return nil
	}
	os.SameFile(info, info) // which file it is is asked only then on Windows
	return info
}

// folderOf is the folder of a file.
func folderOf(path string) os.FileInfo { return fileAt(filepath.Dir(path)) }

// write is what ui.Options.Rescue asks for.
func (r *rescuer) write(name string, replace bool, changes []annotate.Change) (string, error) {
	r.guard.Lock()
	defer r.guard.Unlock()
	to := r.writer(changes)
	switch {
	case len(changes) == 0:
		own := r.own
		if r.own = ""; own == "" {
			return "", nil
		}
		return "", os.Remove(own)
	case name != "":
		return writtenAt(name), writeFile(name, r.library, replace, to)
	case r.own != "" && sameInfo(folderOf(r.own), r.ownIn) && export.File(r.own, to) == nil:
		return r.own, nil
	}
	path, err := r.somewhere(r.places(), to)
	if err == nil {
		r.own, r.ownIn = path, folderOf(path)
	}
	return path, err
}

// elsewhere is what ui.Options.Elsewhere asks for: it waits for nothing that write may wait for.
func (r *rescuer) elsewhere(changes []annotate.Change) (string, error) {
	return r.somewhere(r.places()[1:], r.writer(changes))
}

// writer writes changes, and of which library they are.
func (r *rescuer) writer(changes []annotate.Change) func(io.Writer) error {
	head := rescue.Head{Library: filepath.Base(r.library), Path: r.real, Origin: r.origin, At: r.now()}
	return func(w io.Writer) error { return rescue.Write(w, head, changes) }
}

func (r *rescuer) somewhere(places []func() (string, error), to func(io.Writer) error) (string, error) {
	var failed []error
	for _, place := range places {
		path, err := r.writeNew(place, to)
		if err == nil {
			return path, nil
		}
		failed = append(failed, err)
	}
	return "", errors.Join(failed...)
}

// sameInfo says whether two are one file, as far as it can be told.
func sameInfo(a, b os.FileInfo) bool { return a != nil && b != nil && os.SameFile(a, b) }

// errOtherFolder says that a file there would be hidden when the drive comes back.
var errOtherFolder = errors.New("the library's folder is another one now")

// places is the folders where a rescue file may go, the best first; the last is made for it.
func (r *rescuer) places() []func() (string, error) {
	return []func() (string, error){
		func() (string, error) {
			if !sameInfo(folderOf(r.library), r.folder) {
				return "", errOtherFolder
			}
			return filepath.Abs(filepath.Dir(r.library))
		},
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

// left says what is to be taken in, or else that the library is on a drive that cannot be relied on.
func (r *rescuer) left() (waiting, note string) {
	var ours []string
	for _, path := range rescuesOf(r.library) {
		if head, err := rescueHead(path); err == nil && otherLibrary(head, path, r.library, r.origin) == "" {
			ours = append(ours, clean.Name(path))
		}
	}
	if len(ours) == 0 {
		return "", store.OnNetwork(r.library)
	}
	return fmt.Sprintf("Changes of an earlier time are not saved yet. They are in %s. Leave, and take them in: %s", strings.Join(ours, ", "), r.asGiven("'rashomon rescue'")), ""
}

// unsaved says of a program that ended with changes that are not in the library where they are.
func (r *rescuer) unsaved(err error) error {
	left := ui.Unsaved{}
	if !errors.As(err, &left) || left.Where == "" {
		return err
	}
	if errors.Is(err, store.ErrDamaged) {
		return hinted{err, fmt.Sprintf("what is not saved is in %s: 'rashomon check' says what is damaged, 'rashomon recover' and 'rashomon restore' help; then 'rashomon rescue' takes it in", clean.Name(left.Where))}
	}
	return hinted{err, fmt.Sprintf("what is not saved is in %s: 'rashomon rescue' takes it in when the library can be written again", clean.Name(left.Where))}
}
