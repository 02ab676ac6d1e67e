package ingest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Stdin is the name that stands for standard input among paths.
const Stdin = "-"

// ErrNoFiles says that a folder or a pattern holds nothing to import.
var ErrNoFiles = errors.New("there is nothing to import there")

// Expand makes a list of files of what a command line names: files as they are, folders
// as the importable files in them and below, in the order of their names, and patterns
// (*, ?, []) for shells that leave them to the program. Hidden files and folders are
// passed over, links to folders not followed; nor is the folder that a browser
// saves with a page (page_files beside page.html). A file named twice comes once. A file that
// does not exist is kept, for reading to report it.
//
// The list holds what could be found even with an error, which joins all that went wrong, a
// line each: [ErrNoFiles], filepath.ErrBadPattern, or what the operating system says of a folder.
func Expand(args []string) ([]string, error) {
	var files []string
	var errs []error
	seen := map[string]bool{}
	for _, arg := range args {
		found, failed := expand(arg)
		errs = append(errs, failed...)
		for _, file := range found {
			if key := filepath.Clean(file); !seen[key] {
				seen[key] = true
				files = append(files, file)
			}
		}
	}
	return files, errors.Join(errs...)
}

func expand(arg string) ([]string, []error) {
	if arg == Stdin {
		return []string{arg}, nil
	}
	info, err := os.Stat(arg)
	switch {
	case err == nil && info.IsDir():
		return inFolder(arg)
	case err == nil || !strings.ContainsAny(arg, "*?["):
		return []string{arg}, nil
	}
	return matching(arg)
}

// matching is what a shell would make of the pattern, with the folders among it expanded.
func matching(pattern string) (files []string, errs []error) {
	names, err := filepath.Glob(pattern)
	if err == nil && len(names) == 0 {
		err = ErrNoFiles
	}
	if err != nil {
		return nil, []error{named(pattern, err)}
	}
	for _, name := range names {
		if hidden(filepath.Base(name)) && !hidden(filepath.Base(pattern)) {
			continue
		}
		found, failed := []string{name}, []error(nil)
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			found, failed = inFolder(name)
		}
		files, errs = append(files, found...), append(errs, failed...)
	}
	return files, errs
}

// inFolder is the importable files of a folder and its folders, sorted. One folder that
// cannot be read does not stop the rest.
func inFolder(folder string) (files []string, errs []error) {
	tree := os.DirFS(folder)
	walk := func(name string, entry fs.DirEntry, err error) error {
		full := filepath.Join(folder, filepath.FromSlash(name))
		switch {
		case err != nil:
			errs = append(errs, named(full, err))
		case name != "." && (hidden(entry.Name()) || partsOfPage(tree, name, entry)):
			if entry.IsDir() {
				return fs.SkipDir
			}
		case importable(tree, name, entry):
			files = append(files, full)
		}
		return nil
	}
	if err := fs.WalkDir(tree, ".", walk); err != nil {
		errs = append(errs, named(folder, err))
	}
	if len(files)+len(errs) == 0 {
		errs = append(errs, named(folder, ErrNoFiles))
	}
	slices.Sort(files)
	return files, errs
}

// importable says whether a file in a folder is meant to be imported: one with an extension
// that is read, and a file or a link to one.
func importable(tree fs.FS, name string, entry fs.DirEntry) bool {
	if kind, err := KindOf(name); err != nil || kind == AnyFile {
		return false
	}
	if entry.Type()&fs.ModeSymlink == 0 {
		return entry.Type().IsRegular()
	}
	info, err := fs.Stat(tree, name)
	return err == nil && info.Mode().IsRegular()
}

// partsOfPage says whether a folder holds what a browser saved beside a page: pictures, scripts, and
// pages that were frames in it. Each browser names it in its user's language.
func partsOfPage(tree fs.FS, name string, entry fs.DirEntry) bool {
	if !entry.IsDir() {
		return false
	}
	for _, end := range []string{"_files", "-files", ".files", "_Dateien", "-Dateien", "_fichiers", "_archivos", "_arquivos", "_bestanden", "_file", "_pliki", "_soubory", "_tiedostot", "_filer"} {
		page, found := strings.CutSuffix(name, end)
		if !found {
			continue
		}
		for _, extension := range []string{".html", ".htm", ".xhtml"} {
			if _, err := fs.Stat(tree, page+extension); err == nil {
				return true
			}
		}
	}
	return false
}

func hidden(name string) bool { return strings.HasPrefix(name, ".") }
