package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/internal/clean"
	"rashomon/internal/rescue"
	"rashomon/store"
)

// rescuing is one run of rescue.
type rescuing struct {
	*app
	dry, json, yes, done bool
}

// errNoRescue says that there is nothing to take in.
var errNoRescue = errors.New("there is no rescue file of the library")

func (a *app) rescueCommand() *cobra.Command {
	x := rescuing{app: a}
	c := &cobra.Command{
		Use:   "rescue [FILE …]",
		Short: "Take in changes that a library could not take when they were made, or what 'recover' left over",
		Long: "When the library cannot be written, because the disk is full say, the program keeps what you do and tries\n" +
			"again; and if you leave, it writes the changes to a rescue file. This takes them in, in their order and with\n" +
			"their time. What is there already is passed over; what the library has changed since then stays in the file,\n" +
			"and is told. Without FILE it takes in those of the library that the program wrote, beside it or in the state\n" +
			"folder, and removes each of which all is in; --done puts aside one of which something was refused. A file of\n" +
			"another library is taken in if you say so. A FILE of what 'rashomon recover' left over is taken in as far as\n" +
			"the reports that it is about were imported again.",
		Example: "  rashomon rescue\n  rashomon rescue --dry-run\n  rashomon rescue library.rescue.jsonl\n  rashomon rescue saved.db.leftover.jsonl",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return x.run(ctx, args)
		},
	}
	c.Flags().BoolVar(&x.dry, "dry-run", false, "say what would go in, and store nothing")
	c.Flags().BoolVar(&x.done, "done", false, "when all that can go in is in, put aside a file of the library of which something was refused: it gets the ending .done")
	c.Flags().BoolVar(&x.json, "json", false, "write what became of each file as a JSON object on a line")
	c.Flags().BoolVar(&x.yes, "yes", false, "take in a FILE of another library without asking")
	return c
}

func (x rescuing) run(ctx context.Context, paths []string) error {
	library := x.libraryPath("library.db")
	named := len(paths) > 0
	if !named {
		if paths = rescuesOf(library); len(paths) == 0 {
			return fmt.Errorf("rescue: %w", errNoRescue)
		}
	}
	open := func(do func(*store.Store) error) error { return x.withLibraryThere(do) }
	if x.dry {
		open = x.onCopy
	}
	return open(func(lib *store.Store) error {
		all, bad, files := 0, 0, 0
		for _, path := range paths {
			took, err := x.one(ctx, lib, path, named)
			if err != nil {
				return fmt.Errorf("rescue: %s: %w", clean.Name(path), err)
			}
			if took == nil {
				continue
			}
			files++
			all += took.Changes
			if !took.aside {
				bad += len(took.Refused) + len(took.Flaws)
			}
		}
		switch {
		case files == 0:
			return fmt.Errorf("rescue: %w", errNoRescue)
		case bad > 0:
			return someFailed{failed: bad, partly: bad, all: all}
		}
		return nil
	})
}

// one takes in one file, or nothing where it is of another library and nobody wants it. It goes when the
// program gave it its name, it is of this library, and all of it is in.
func (x rescuing) one(ctx context.Context, lib *store.Store, path string, named bool) (*rescuedFile, error) {
	library := x.libraryPath("library.db")
	head, err := rescueHead(path)
	if errors.Is(err, rescue.ErrNotRescue) && named {
		return x.leftovers(ctx, lib, path)
	}
	if err != nil {
		return nil, err
	}
	origin, err := lib.Origin()
	if err != nil {
		return nil, err
	}
	other := otherLibrary(head, path, library, origin)
	switch {
	case other == "" || named && head.Path == "": // nobody can know better than who names it
	case !named:
		fmt.Fprintf(x.Err, "%s is left as it is: %s\n", clean.Name(path), other)
		return nil, nil
	default:
		if err := x.ask(other+": take it in all the same?", x.yes); err != nil {
			return nil, err
		}
	}
	took, err := x.file(ctx, lib, path)
	if err != nil {
		return nil, err
	}
	if err := x.tell(took); err != nil {
		return nil, err
	}
	if !x.dry && other == "" && isRescueOf(library, path) {
		err = x.settle(&took)
	}
	return &took, err
}

// settle has a file go of which all is in. One of which something was refused is put aside if the user is done
// with it, and else it says how that is done: as long as it is there, every start tells of it.
func (x rescuing) settle(took *rescuedFile) error {
	aside := took.File + ".done"
	switch {
	case len(took.Refused)+len(took.Flaws) == 0:
		return plain(os.Remove(took.File))
	case !x.done:
		x.hint(fmt.Sprintf("what was not taken in stays in the file. When you have looked at it, or made it anew by hand, 'rashomon rescue --done' puts the file aside, as %s", clean.Name(aside)))
		return nil
	}
	if _, err := os.Lstat(aside); err == nil {
		return fmt.Errorf("%s: %w", clean.Name(aside), fs.ErrExist)
	}
	if err := os.Rename(took.File, aside); err != nil {
		return plain(err)
	}
	took.aside = true
	fmt.Fprintf(x.Err, "put aside: %s\n", clean.Name(aside))
	return nil
}

// rescuedFile is what became of a rescue file.
type rescuedFile struct {
	File    string    `json:"file"`
	Changes int       `json:"changes"` // that were written to it
	Taken   int       `json:"taken"`
	There   int       `json:"there"` // already, by the history
	Refused []refused `json:"refused"`
	Flaws   []string  `json:"flaws"` // of lines that are damaged or missing
	// Leftover: the file is what a recovery left over, and what counts as changes is its records.
	Leftover bool `json:"leftover,omitempty"`
	aside    bool // it was put aside
}

// refused is a change that the library does not take.
type refused struct {
	What string    `json:"what"`
	By   string    `json:"by,omitempty"`
	At   time.Time `json:"at,omitzero"`
	Why  string    `json:"why"`
}

// file takes in one file. The error is that of a file that cannot be read, or of a library that still
// cannot be written; what was taken in by then stays.
func (x rescuing) file(ctx context.Context, lib *store.Store, path string) (rescuedFile, error) {
	out := rescuedFile{File: path, Refused: []refused{}, Flaws: []string{}}
	f, err := openRegular(path)
	if err != nil {
		return out, err
	}
	defer f.Close()
	head, changes, flaws, err := rescue.Read(f)
	if err != nil {
		return out, plain(err)
	}
	for _, flaw := range flaws {
		out.Flaws = append(out.Flaws, flaw.Error())
	}
	out.Changes = max(head.Changes, len(changes))
	there, err := made(ctx, lib, changes)
	if err != nil {
		return out, err
	}
	bar := newBar(x.Err, len(changes))
	defer bar.clear()
	for i, c := range changes {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		bar.show(i)
		if there[i] {
			out.There++
			continue
		}
		switch _, err := lib.Apply(c); {
		case err == nil:
			out.Taken++
		case errors.Is(err, annotate.ErrUnwritten), errors.Is(err, store.ErrDamaged):
			are := "are in"
			if x.dry {
				are = "would go in, or are there"
			}
			return out, fmt.Errorf("%d of %d changes %s, then: %w", out.Taken+out.There, out.Changes, are, err)
		default:
			out.Refused = append(out.Refused, refused{c.What, c.By, c.At, err.Error()})
		}
	}
	return out, nil
}

// made says which of the changes are in the history of the library already.
func made(ctx context.Context, lib *store.Store, changes []annotate.Change) ([]bool, error) {
	there := make([]bool, len(changes))
	at := map[string][]int{}
	var earliest time.Time
	for i, c := range changes {
		key, err := sameChange(c)
		if err != nil {
			return nil, err
		}
		at[key] = append(at[key], i)
		if earliest.IsZero() || c.At.Before(earliest) {
			earliest = c.At
		}
	}
	const page, clocksDiffer = 256, 48 * time.Hour
	for from := uint64(0); ctx.Err() == nil; {
		some, err := lib.History(from, page)
		if err != nil || len(some) == 0 {
			return there, err
		}
		for _, c := range some {
			key, err := sameChange(c)
			if err != nil {
				return nil, err
			}
			if all := at[key]; len(all) > 0 { // the newest first, as they come
				there[all[len(all)-1]] = true
				at[key] = all[:len(all)-1]
			}
		}
		last := some[len(some)-1]
		if from = last.Number - 1; from == 0 || last.At.Before(earliest.Add(-clocksDiffer)) {
			return there, nil
		}
	}
	return there, ctx.Err()
}

// sameChange is what two records of one change have in common.
func sameChange(c annotate.Change) (string, error) {
	text, err := json.Marshal(struct {
		At    time.Time
		By    string
		What  string
		Edits []annotate.Edit
	}{c.At.UTC(), c.By, c.What, c.Edits})
	return string(text), err
}

// tell says what became of a file.
func (x rescuing) tell(took rescuedFile) error {
	for _, r := range took.Refused {
		fmt.Fprintf(x.Err, "rashomon: rescue: %s: %s, by %s, %s: %s\n", clean.Name(took.File), clean.Line(r.What), clean.Name(r.By), r.At.In(x.now().Location()).Format("2006-01-02 15:04:05"), clean.Line(r.Why))
	}
	for _, f := range took.Flaws {
		fmt.Fprintf(x.Err, "rashomon: rescue: %s: %s\n", clean.Name(took.File), clean.Line(f))
	}
	if x.json {
		return writeJSON(x.Out, took, "")
	}
	text := fmt.Sprintf("%s: %d of %d changes taken in", clean.Name(took.File), took.Taken, took.Changes)
	if x.dry {
		text = fmt.Sprintf("%s: %d of %d changes would go in", clean.Name(took.File), took.Taken, took.Changes)
	}
	if took.There > 0 {
		text += fmt.Sprintf(", %d there already", took.There)
	}
	if n := len(took.Refused); n > 0 {
		text += fmt.Sprintf(", %d not taken", n)
	}
	if n := len(took.Flaws); n > 0 {
		text += fmt.Sprintf(", %d damaged", n)
	}
	_, err := fmt.Fprintln(x.Out, text)
	return err
}
