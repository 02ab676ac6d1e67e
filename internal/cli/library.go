package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/adrg/xdg"

	"rashomon/annotate"
	"rashomon/annotate/schemefile"
	"rashomon/internal/clean"
	"rashomon/store"
)

// libraryPath is where the library is: by flag, environment, or in the data folder.
func (a *app) libraryPath(name string) string {
	for _, path := range []string{a.library, os.Getenv("RASHOMON_LIBRARY")} {
		if path != "" {
			return path
		}
	}
	return filepath.Join(xdg.DataHome, "rashomon", name)
}

// annotatorName is who labels: by flag, environment, settings, or the name of the user.
func (a *app) annotatorName() string {
	if a.config.Annotator == "" {
		return userName()
	}
	return a.config.Annotator
}

// errNoScheme says that the library has no scheme of that name.
var errNoScheme = errors.New("not in the library")

// schemeNamed is a scheme of the library, or errNoScheme.
func schemeNamed(lib *store.Store, name string) (annotate.Scheme, error) {
	s, err := lib.Scheme(name)
	if alike := schemefile.Name(name); alike != name && errors.Is(err, store.ErrNotFound) {
		s, err = lib.Scheme(alike)
	}
	if errors.Is(err, store.ErrNotFound) {
		return s, fmt.Errorf("scheme %q: %w", name, errNoScheme)
	}
	return s, err
}

// schemeInForce is the scheme to label by: by flag, settings, or the default one.
func (a *app) schemeInForce(lib *store.Store) (annotate.Scheme, error) {
	return schemeNamed(lib, cmp.Or(a.config.Scheme, annotate.DefaultScheme().Name))
}

// errGold says that nobody can label under the name of what holds in the end.
var errGold = fmt.Errorf("the name %q stands for what is decided where annotators differ: label under another one", annotate.Gold)

// withLibrary opens the library, calls do, and closes it. To be read, it may be open elsewhere. After it
// was written to, it is copied if that is due.
func (a *app) withLibrary(readOnly bool, do func(*store.Store) error) (err error) {
	if !readOnly && a.annotatorName() == annotate.Gold {
		return errGold
	}
	lib, err := a.openLibrary(readOnly)
	if err != nil {
		return err
	}
	uncopied := error(nil)
	defer func() {
		closed := lib.Close()
		a.tellUncopied(uncopied, closed)
		if err == nil {
			err = closed
		}
	}()
	err = do(lib)
	a.clearBar()
	if !readOnly && !errors.Is(err, context.Canceled) {
		uncopied = a.copyQuietly(lib)
	}
	return err
}

// withLibraryThere is withLibrary to write to one that is there: no new one is made, nor of an empty file.
func (a *app) withLibraryThere(do func(*store.Store) error) error {
	if err := missing(a.libraryPath("library.db")); err != nil {
		return err
	}
	return a.withLibrary(false, do) // it says what else is wrong
}

func (a *app) openLibrary(readOnly bool) (*store.Store, error) {
	path := a.libraryPath("library.db")
	if !readOnly {
		if err := mayMake(path); err != nil {
			return nil, err
		}
	}
	o, stop := a.opening()
	defer stop()
	o.ReadOnly, o.Beside = readOnly, readOnly
	lib, err := store.Open(path, o)
	switch {
	case errors.Is(err, store.ErrOlder): // to open it for writing brings it up to date
		o.ReadOnly, o.Beside = false, false
		if lib, err = store.Open(path, o); errors.Is(err, fs.ErrPermission) || errors.Is(err, store.ErrLocked) || errors.Is(err, syscall.EROFS) {
			o.There = true
			lib, err = store.OpenCopy(path, o)
		}
	}
	if err != nil && !readOnly {
		return nil, unwritable(unopened(err, path), path)
	}
	if err != nil {
		return nil, unopened(err, path)
	}
	if interrupted := o.Context.Err(); interrupted != nil {
		return nil, errors.Join(interrupted, lib.Close())
	}
	if beside, process := lib.Beside(); beside && !a.toldBeside {
		a.toldBeside = true
		by := ""
		if process != 0 {
			by = fmt.Sprintf(" (process %d)", process)
		}
		stop() // takes the bar away
		fmt.Fprintf(a.Err, "%s is open elsewhere%s, and read as it stands\n", clean.Name(filepath.Base(path)), by)
	}
	return lib, nil
}

// opening is how a library is opened: how far a copy or a migration is shows on a terminal, and an
// interrupt ends it. Stop is to be called when it is open.
func (a *app) opening() (o store.Options, stop func()) {
	ctx, ignore := interruptible(context.Background())
	show, clear := a.showProgress()
	return store.Options{Now: a.now, Progress: show, Context: ctx}, func() { clear(); ignore() }
}

// showProgress draws a bar for what is done on a library's file, one after the other; but not over the
// screens. A copy may be made beside what else is done: both may be called at any time.
func (a *app) showProgress() (show func(what string, done, all int), clear func()) {
	var guard sync.Mutex
	var b *bar
	var of string
	clear = func() {
		guard.Lock()
		defer guard.Unlock()
		if !a.onScreen.Load() {
			b.clear()
		}
	}
	a.barOf = clear
	return func(what string, done, all int) {
		guard.Lock()
		defer guard.Unlock()
		if a.onScreen.Load() {
			return
		}
		if what != of {
			b.clear()
			b, of = newBar(a.Err, 100), what
			if b != nil {
				b.unit = " %: " + what
			}
		}
		if b.show(int(100 * int64(done) / int64(max(all, 1)))); done >= all {
			b.clear() // what is said next has the line
		}
	}, clear
}

// clearBar takes away the bar of what was done last on a library's file, if it was not done to its end.
func (a *app) clearBar() {
	if a.barOf != nil {
		a.barOf()
	}
}

// storyOf finds a story by its title or by the first digits of its id; the empty name is none.
func storyOf(lib *store.Store, name string) (annotate.Story, error) {
	if name == "" {
		return annotate.Story{}, nil
	}
	if s, err := lib.StoryNamed(annotate.Line(name)); !errors.Is(err, store.ErrNotFound) {
		return s, err
	}
	stories, err := lib.Stories()
	if err != nil {
		return annotate.Story{}, err
	}
	var found []annotate.Story
	for _, s := range stories {
		if strings.HasPrefix(s.ID.String(), strings.ToLower(name)) {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 0:
		return annotate.Story{}, fmt.Errorf("story %q: %w", name, store.ErrNotFound)
	case 1:
		return found[0], nil
	}
	return annotate.Story{}, fmt.Errorf("story %q: %w", name, store.ErrAmbiguous)
}

// onCopy calls do with a copy of the library, which is gone then.
func (a *app) onCopy(do func(*store.Store) error) error {
	lib, err := a.openCopy(a.libraryPath("library.db"), false)
	if err != nil {
		return err
	}
	err = do(lib)
	fmt.Fprintln(a.Err, "a dry run: nothing is stored")
	return errors.Join(err, lib.Close())
}

// openCopy opens a copy of a library that has no file to be left behind; of what is not there it is a
// new library, unless it has to be there.
func (a *app) openCopy(path string, there bool) (*store.Store, error) {
	if !there {
		if err := mayMake(path); err != nil {
			return nil, err
		}
	}
	o, stop := a.opening()
	defer stop()
	o.There = there
	return store.OpenCopy(path, o)
}
