package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"

	"rashomon/annotate"
	"rashomon/annotate/schemefile"
	"rashomon/internal/clean"
	"rashomon/store"
)

// errNoLibrary says that there is no file where the library should be.
var errNoLibrary = errors.New("there is no library yet")

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

// withLibrary opens the library, calls do, and closes it.
func (a *app) withLibrary(readOnly bool, do func(*store.Store) error) (err error) {
	if !readOnly && a.annotatorName() == annotate.Gold {
		return errGold
	}
	lib, err := store.Open(a.libraryPath("library.db"), store.Options{ReadOnly: readOnly, Now: a.now})
	if readOnly && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("open %s: %w", clean.Name(a.libraryPath("library.db")), errNoLibrary)
	}
	if errors.Is(err, store.ErrOlder) { // that brings it up to date
		lib, err = store.Open(a.libraryPath("library.db"), store.Options{Now: a.now})
	}
	if err != nil {
		return err
	}
	defer func() {
		if closed := lib.Close(); err == nil {
			err = closed
		}
	}()
	return do(lib)
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
	folder, err := os.MkdirTemp("", "rashomon-")
	if err != nil {
		return fmt.Errorf("make a copy of the library: %w", plain(err))
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "library.db")
	err = a.withLibrary(true, func(lib *store.Store) error { return lib.Backup(path) })
	if err != nil && !errors.Is(err, errNoLibrary) {
		return err
	}
	lib, err := store.Open(path, store.Options{Now: a.now})
	if err != nil {
		return err
	}
	err = do(lib)
	fmt.Fprintln(a.Err, "a dry run: nothing is stored")
	return errors.Join(err, lib.Close())
}
