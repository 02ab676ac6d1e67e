package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// errNotAllSaved says that something of a damaged library could not be put into the new one.
var errNotAllSaved = errors.New("not all of it could be saved")

// errMayLack says that nobody can tell whether that is so.
var errMayLack = errors.New("what was found is saved, but nothing tells how much there was")

func (a *app) recoverCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "recover DAMAGED NEW",
		Short: "Save what can be read of a damaged library into a new one",
		Long: "Reads the damaged file page by page, and what nothing in it leads to any more as well, and puts every record that has\n" +
			"the right checksum into a new library, with the history as far as that is whole. The damaged file stays as it is.\n" +
			"What cannot go into a library, as what is said of a text that is gone, is written to NEW.leftover.jsonl.\n" +
			"It names the reports that are lost, or have lost a text: import them again, then 'rashomon rescue' that file.\n" +
			"Exit code 3 says that something is lost or left over. docs/recover.md says what to do first.",
		Example: "  rashomon recover damaged.db saved.db\n  rashomon --library saved.db check",
		Args:    exactly(2, "the damaged file and the new one"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.recoverLibrary(ctx, args[0], args[1], asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "write what was saved as a JSON object")
	return c
}

func (a *app) recoverLibrary(ctx context.Context, in, out string, asJSON bool) error {
	show, clear := a.showProgress()
	r, err := store.Recover(ctx, in, out, show)
	clear()
	switch {
	case errors.Is(err, context.Canceled):
		return stopped("recover stopped: nothing is written")
	case errors.Is(err, fs.ErrExist):
		return hinted{err, "name a file that is not there: nothing is ever overwritten"}
	case errors.Is(err, fs.ErrNotExist):
		return hinted{err, "look at how the paths are written; the folder of the new file has to be there: mkdir -p FOLDER"}
	case errors.Is(err, store.ErrLocked):
		return hinted{err, "leave the other one first, or copy the file and recover the copy: cp library.db damaged.db"}
	case errors.Is(err, store.ErrNotALibrary):
		return hinted{err, "name the file that was a library: the damaged one first, then the new one"}
	case err != nil:
		return err
	}
	if asJSON {
		err = writeJSON(a.Out, r, "  ")
	} else {
		a.tellRecovered(r, in, out)
	}
	for _, p := range r.Problems {
		fmt.Fprintf(a.Err, "note: the new library: %s\n", clean.Line(p.String()))
	}
	if lacks := notAll(r); err == nil && lacks != nil {
		err = hinted{fmt.Errorf("recover: %s: %w", clean.Name(in), lacks), fmt.Sprintf(
			"a backup may have the rest: 'rashomon --library %s restore' lists the copies that it made of itself; of a copy, name the library that it is of", shellWord(in))}
	}
	return err
}

// notAll says whether anything is missing in the new library, or may be.
func notAll(r store.Recovery) (lacks error) {
	for _, k := range r.Kinds {
		switch {
		case k.Left+k.Lost > 0:
			return errNotAllSaved
		case k.AtLeast:
			lacks = errMayLack
		}
	}
	return lacks
}

func (a *app) tellRecovered(r store.Recovery, in, out string) {
	if r.Places == 0 {
		fmt.Fprintf(a.Out, "every page of %s can be read\n", clean.Name(in))
	} else {
		fmt.Fprintf(a.Out, "%s of %s cannot be read\n", screen.Count(r.Places, "place", "places"), clean.Name(in))
	}
	var all store.Recovered
	more := false
	fmt.Fprintf(a.Out, "%9s %9s %9s %9s\n", "saved", "astray", "left over", "lost")
	for _, k := range r.Kinds {
		lost := screen.Number(k.Lost)
		if k.AtLeast {
			lost, more = lost+"+", true
		}
		if k.Saved+k.Left+k.Lost > 0 || k.AtLeast {
			fmt.Fprintf(a.Out, "%9s %9s %9s %9s  %s\n", screen.Number(k.Saved), screen.Number(k.Stray), screen.Number(k.Left), lost, k.Kind)
		}
		all.Stray, all.Left, all.Lost = all.Stray+k.Stray, all.Left+k.Left, all.Lost+k.Lost
	}
	for _, x := range []struct {
		n    int
		says string
	}{
		{all.Stray, "astray: saved, though nothing in the damaged file leads to it any more"},
		{all.Left, "left over: can be read, but the library cannot have it without something that is lost"},
		{all.Lost, "lost: was there, and cannot be read"},
	} {
		if x.n > 0 {
			fmt.Fprintln(a.Out, x.says)
		}
	}
	if more {
		fmt.Fprintln(a.Out, "+: more of these may be lost: what would tell how many there were cannot be read either")
	}
	a.tellLostReports(r.Reports)
	switch {
	case r.History && more:
		fmt.Fprintln(a.Out, "the history is whole, as far as it was found: what was done can be undone as before")
	case r.History:
		fmt.Fprintln(a.Out, "the history is whole: what was done can be undone as before")
	default:
		fmt.Fprintf(a.Out, "the history is not whole: 'rashomon --library %s undo' of the newest step would take away what was saved without it\n", shellWord(out))
	}
	if r.NewOrigin {
		fmt.Fprintf(a.Out, "its first change is lost, and with it the origin: the new library counts as another one than before.\n"+
			"Copies that the old one made count as those of another, and a rescue file of it is taken in only by\n"+
			"'rashomon --library %s rescue FILE --yes'\n", shellWord(out))
	}
	if r.Leftover != "" {
		fmt.Fprintf(a.Out, "what is left over is in %s, on a line each, with why. Import the reports again, then take it in:\n  rashomon --library %s rescue %s\n", clean.Name(r.Leftover), shellWord(out), shellWord(r.Leftover))
	}
	fmt.Fprintf(a.Out, "the new library is %s\n", clean.Name(out))
}

// mostNamed is how many reports are named.
const mostNamed = 20

func (a *app) tellLostReports(lost []store.LostReport) {
	if len(lost) > 0 {
		fmt.Fprintln(a.Out, "reports that are lost, or have lost a text:")
	}
	for _, x := range lost[:min(len(lost), mostNamed)] {
		title := clean.Line(x.Title)
		if title == "" {
			title = "(nothing tells its title)"
		}
		fmt.Fprintf(a.Out, "  %s  %s: %s\n", x.ID, title, x.Why)
	}
	if more := len(lost) - mostNamed; more > 0 {
		fmt.Fprintf(a.Out, "  and %s more: --json names all\n", screen.Number(more))
	}
}
