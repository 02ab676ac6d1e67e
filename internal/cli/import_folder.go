package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rashomon/internal/clean"
	"rashomon/ui/screen"
)

// passedOver tells which files of the folders that were named are not imported: those of other kinds,
// and tables that are not clearly some of reports.
func (i *importing) passedOver(args, taken []string) {
	is := map[string]bool{}
	for _, path := range taken {
		is[filepath.Clean(path)] = true
	}
	var others []string
	for _, arg := range args {
		if info, err := os.Stat(arg); err != nil || !info.IsDir() || len(i.inFolder(arg)) > 0 {
			continue // of a dataset its parts are meant
		}
		_ = filepath.WalkDir(arg, func(path string, e fs.DirEntry, err error) error {
			hidden := path != arg && strings.HasPrefix(e.Name(), ".")
			switch {
			case err != nil: // whoever reads the reports of the folder says so
			case e.IsDir() && (hidden || besidePage(path)):
				return fs.SkipDir
			case e.Type().IsRegular() && !hidden && !is[filepath.Clean(path)]:
				others = append(others, path)
			}
			return i.ctx.Err()
		})
	}
	if len(others) == 0 {
		return
	}
	slices.Sort(others)
	fmt.Fprintf(i.Err, "passed over: %s: %s\n", screen.Count(len(others), "file that is no report or table of them", "files that are no reports or tables of them"), fewOf(others))
}

// besidePage says whether a folder is what a browser saved beside a page: page_files of page.html.
func besidePage(folder string) bool {
	for at := len(filepath.Dir(folder)) + 2; at < len(folder); at++ {
		if strings.IndexByte("_-.", folder[at]) < 0 {
			continue
		}
		for _, extension := range []string{".html", ".htm", ".xhtml"} {
			if _, err := os.Stat(folder[:at] + extension); err == nil {
				return true
			}
		}
	}
	return false
}

// fewOf is some of the paths, and how many more there are.
func fewOf(paths []string) string {
	const most = 5
	var names []string
	for _, path := range paths[:min(len(paths), most)] {
		names = append(names, clean.Name(path))
	}
	if more := len(paths) - most; more > 0 {
		names = append(names, fmt.Sprintf("%s more", screen.Number(more)))
	}
	return strings.Join(names, ", ")
}
