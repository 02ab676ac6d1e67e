package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// newestCopy is the name for the newest copy that the library made of itself.
const newestCopy = "latest"

// errNoCopies says that the library made no copy of itself yet.
var errNoCopies = errors.New("it made no copy of itself yet")

func (a *app) restoreCommand() *cobra.Command {
	var yes, asJSON bool
	c := &cobra.Command{
		Use:   "restore [FILE|latest]",
		Short: "Put a copy in the place of the library; without a name, list the copies",
		Long: "Reads every record of the copy first, says what is in it, and asks. What was in the library stays beside\n" +
			"it, in a file that it names. A copy of an older format is brought up to date on the way, and\n" +
			"stays itself as it is. 'latest' is the newest copy that the library made of itself and that is sound;\n" +
			"where it made none, that of the library that had the name before it.",
		Example: "  rashomon restore\n  rashomon restore latest\n  rashomon restore /media/stick/library.db",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage(errors.New("expected one copy to restore, or nothing to list them"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			path := a.libraryPath("library.db")
			switch {
			case len(args) == 0:
				return a.listCopies(path, asJSON)
			case args[0] == newestCopy:
				return a.restoreNewest(ctx, path, yes, asJSON)
			}
			return a.restore(ctx, args[0], path, yes, asJSON)
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	c.Flags().BoolVar(&asJSON, "json", false, "list the copies as a JSON array; what was restored as an object")
	return c
}

// copied is a file that a library can be restored from.
type copied struct {
	Path   string    `json:"path"`
	Why    string    `json:"why"` // copy: by itself; format-4: before the migration from that; before-restore; before-compact; saved: as the file was gone or replaced
	At     time.Time `json:"at"`
	Change uint64    `json:"change,omitempty"` // the number of the newest change in it, if its name says so
	Bytes  int64     `json:"bytes"`
	Other  bool      `json:"other,omitempty"` // of another library, which had the name before
}

// copiesOf is the copies that a library made of itself and the files that it was, the newest first.
func (a *app) copiesOf(path string) ([]copied, error) {
	own, err := store.CopiesOf(path)
	if err != nil {
		return nil, err
	}
	out := []copied{}
	origin := a.originOf(path, own)
	for _, c := range own {
		out = append(out, copied{c.Path, "copy", c.At, c.Change, c.Bytes, origin != "" && c.Origin != "" && c.Origin != origin})
	}
	places := []string{path}
	if real, err := filepath.EvalSymlinks(path); err == nil && !slices.Contains(places, real) {
		places = append(places, real)
	}
	for _, place := range places {
		if out, err = addReplaced(out, place); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(out[len(own):], func(x, y copied) int { return cmp.Or(y.At.Compare(x.At), cmp.Compare(y.Path, x.Path)) })
	return out, nil
}

// addReplaced adds the files that lie beside a library and that it once was.
func addReplaced(out []copied, path string) ([]copied, error) {
	beside, err := os.ReadDir(filepath.Dir(path))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the folder of the library: %w", plain(err))
	}
	named := regexp.MustCompile(`^` + regexp.QuoteMeta(filepath.Base(path)) + `\.(format-[0-9]+|before-[a-z]+|saved)-[0-9]{8}T[0-9]{6}(-[0-9]+)?$`)
	for _, f := range beside {
		m := named.FindStringSubmatch(f.Name())
		if info, err := f.Info(); m != nil && err == nil && info.Mode().IsRegular() {
			out = append(out, copied{Path: filepath.Join(filepath.Dir(path), f.Name()), Why: m[1], At: info.ModTime().UTC().Truncate(time.Second), Bytes: info.Size()})
		}
	}
	return out, nil
}

// originOf is what tells the library from another, empty where that cannot be read or no copy asks for it.
func (a *app) originOf(path string, copies []store.Copy) string {
	if len(copies) == 0 {
		return ""
	}
	lib, err := store.Open(path, store.Options{ReadOnly: true, Beside: true, Now: a.now})
	if err != nil {
		return ""
	}
	defer lib.Close()
	origin, err := lib.Origin()
	if err != nil {
		return ""
	}
	return origin
}

func (a *app) listCopies(path string, asJSON bool) error {
	copies, err := a.copiesOf(path)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(a.Out, copies, "  ")
	}
	if len(copies) == 0 {
		fmt.Fprintf(a.Err, "no copy of %s is here yet: %s; 'rashomon backup FILE' makes one\n", clean.Name(path), a.whenCopied())
		return nil
	}
	others := 0
	for _, c := range copies {
		what := c.Why
		if c.Change > 0 {
			what = "change " + screen.Number(int(c.Change))
		}
		if c.Other {
			what, others = what+" *", others+1
		}
		fmt.Fprintf(a.Out, "%s  %s  %8s  %s\n", c.At.Local().Format("2006-01-02 15:04"), screen.Pad(what, 16), inMB(c.Bytes), clean.Name(c.Path))
	}
	if others > 0 {
		fmt.Fprintln(a.Out, "* of another library, which had this name before: these stay until you remove them")
	}
	return nil
}

// whenCopied is when the library copies itself, in words.
func (a *app) whenCopied() string {
	c := a.copies()
	var after []string
	if c.Changes > 0 {
		after = append(after, "after "+screen.Count(c.Changes, "change", "changes"))
	}
	if c.Days > 0 {
		after = append(after, "after "+screen.Count(c.Days, "day", "days")+" if there was a change")
	}
	if c.Keep <= 0 || len(after) == 0 {
		return "the settings say that it does not copy itself"
	}
	return "it copies itself " + strings.Join(after, ", or ")
}

// restoreNewest restores from the newest copy that is sound.
func (a *app) restoreNewest(ctx context.Context, path string, yes, asJSON bool) error {
	copies, err := store.CopiesOf(path)
	if err != nil {
		return err
	}
	if origin := a.originOf(path, copies); slices.ContainsFunc(copies, func(c store.Copy) bool { return origin != "" && c.Origin == origin }) {
		all := len(copies)
		copies = slices.DeleteFunc(copies, func(c store.Copy) bool { return c.Origin != origin })
		if others := all - len(copies); others > 0 {
			fmt.Fprintf(a.Err, "%s of another library, which had this name before: 'rashomon restore' lists them\n", screen.Count(others, "copy is", "copies are"))
		}
	}
	for _, c := range copies {
		err := a.restore(ctx, c.Path, path, yes, asJSON)
		if !errors.Is(err, errBadCopy) {
			return err
		}
		a.complain(err)
	}
	if len(copies) > 0 {
		return fmt.Errorf("restore: %s: none of its copies is sound", clean.Name(path))
	}
	return fmt.Errorf("restore: %s: %w", clean.Name(path), errNoCopies)
}

// errBadCopy says that a file is none that a library can be restored from.
var errBadCopy = errors.New("it cannot be restored from")

// restored is that a copy took the place of a library.
type restored struct {
	Library     string `json:"library"`
	From        string `json:"from"`
	Kept        string `json:"kept,omitempty"` // what the library was before
	Reports     int    `json:"reports"`
	Annotations int    `json:"annotations"`
}

// restore puts a copy in the place of the library, if it is sound.
func (a *app) restore(ctx context.Context, from, path string, yes, asJSON bool) error {
	info, err := os.Stat(from)
	switch {
	case err != nil:
		return fmt.Errorf("restore: %s: %w", clean.Name(from), plain(err))
	case !info.Mode().IsRegular() || info.Size() == 0:
		return fmt.Errorf("restore: %s: %w", clean.Name(from), store.ErrNotALibrary)
	case sameFile(from, path):
		return usage(fmt.Errorf("restore: %s: %w", clean.Name(from), errLibraryItself))
	}
	now, err := a.standing(path)
	if err != nil {
		return err
	}
	lib, err := a.openCopy(from, true)
	if err != nil {
		return asBadCopy(from, err)
	}
	defer lib.Close()
	report, err := a.checkCopy(ctx, lib)
	if err != nil {
		return asBadCopy(from, err)
	}
	last, err := lib.History(0, 1)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Err, "%s: sound: %s, %s; %s\n", clean.Name(from), screen.Count(report.Articles, "report", "reports"), screen.Count(report.Annotations, "annotation", "annotations"), newestOf(last))
	fmt.Fprintf(a.Err, "%s: %s\n", clean.Name(path), now)
	if err := a.ask("put the copy in the place of the library?", yes); err != nil {
		return err
	}
	kept, err := lib.Restore(ctx, path)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(a.Out, restored{path, from, kept, report.Articles, report.Annotations}, "  ")
	}
	fmt.Fprintf(a.Out, "restored %s from %s\n", clean.Name(filepath.Base(path)), clean.Name(from))
	if kept != "" {
		fmt.Fprintf(a.Out, "what was there is in %s\n", clean.Name(kept))
	}
	return nil
}

// checkCopy reads every record of a copy.
func (a *app) checkCopy(ctx context.Context, lib *store.Store) (store.Report, error) {
	if isTerminal(a.Err) {
		fmt.Fprint(a.Err, "reading every record of the copy …")
		defer fmt.Fprint(a.Err, "\r\x1b[K")
	}
	return lib.Check(ctx)
}

// asBadCopy is an error of a copy; one that says nothing of the copy stays what it is.
func asBadCopy(path string, err error) error {
	if errors.Is(err, store.ErrNewer) {
		return hinted{fmt.Errorf("restore: %s: %w: %w", clean.Name(path), errBadCopy, err), "nothing was changed; get the newest rashomon to restore it, or 'rashomon restore' lists other copies"}
	}
	if errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrNotALibrary) {
		return hinted{fmt.Errorf("restore: %s: %w: %w", clean.Name(path), errBadCopy, err), "nothing was changed; 'rashomon restore' lists other copies, and 'rashomon recover IN OUT' saves what can be read of one"}
	}
	return err
}

// standing is what the library is now, in words, however it is; nobody may have it open.
func (a *app) standing(path string) (string, error) {
	lib, err := store.Open(path, store.Options{ReadOnly: true, Now: a.now})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no library yet", nil
	case errors.Is(err, store.ErrLocked):
		return "", err
	case errors.Is(err, store.ErrOlder):
		return "it is of an older format", nil
	case err != nil:
		return "it cannot be read: " + clean.Line(err.Error()), nil
	}
	defer lib.Close()
	last, err := lib.History(0, 1)
	if err != nil {
		return "it cannot be read: " + clean.Line(err.Error()), nil
	}
	return newestOf(last), nil
}

// newestOf is the newest change in words.
func newestOf(last []annotate.Change) string {
	if len(last) == 0 {
		return "nothing was changed in it yet"
	}
	c := last[0]
	return fmt.Sprintf("the newest change is number %s, %s: %s", screen.Number(int(c.Number)), c.At.Local().Format("2006-01-02 15:04"), clean.Line(c.What))
}
