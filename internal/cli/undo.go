package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// undoing is one run of undo.
type undoing struct {
	*app
	again, dry, anyway, json bool
}

// errOthers says that what would be taken back is another annotator's.
var errOthers = errors.New("that is another annotator's work")

func (a *app) undoCommand() *cobra.Command {
	x := undoing{app: a}
	c := &cobra.Command{
		Use:   "undo",
		Short: "Take back the newest change; of an import or a merge all of it",
		Long: "Takes back the newest change that is not taken back yet, and says what that was: what, by whom, when and how\n" +
			"much. What came in as one goes as one: an import, a merge. --redo makes again what was taken back last.",
		Example: "  rashomon undo --dry-run\n  rashomon undo\n  rashomon undo --redo",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			do := func(lib *store.Store) error { return x.run(ctx, lib) }
			if x.dry {
				return a.withLibrary(true, do)
			}
			return a.withLibraryThere(do)
		},
	}
	c.Flags().BoolVar(&x.again, "redo", false, "make again what was taken back last")
	c.Flags().BoolVar(&x.dry, "dry-run", false, "say what would be taken back, and change nothing")
	c.Flags().BoolVar(&x.anyway, "anyway", false, "even if it is another annotator's work")
	c.Flags().BoolVar(&x.json, "json", false, "write what is taken back as a JSON object")
	return c
}

func (x undoing) run(ctx context.Context, lib *store.Store) error {
	name, next, do := "undo", lib.NextStep, lib.TakeBack
	if x.again {
		name, next, do = "redo", lib.NextAgain, lib.MakeAgain
	}
	step, err := next(ctx)
	switch {
	case errors.Is(err, store.ErrNothingToUndo), errors.Is(err, store.ErrNothingToRedo):
		return err // it says which
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	}
	others := hinted{fmt.Errorf("undo: %s, by %s: %w", clean.Line(step.What), clean.Name(step.By), errOthers), "--anyway takes it back"}
	refused := step.By != x.annotatorName() && !x.anyway && !x.again
	if refused && !x.dry {
		return others
	}
	if x.json {
		err = writeJSON(x.Out, step, "  ")
	} else {
		_, err = fmt.Fprintf(x.Out, "%s: %s\n%s, by %s, %s\n", name, clean.Line(step.What), screen.Effects(step.Effects), clean.Line(step.By), step.At.In(x.now().Location()).Format("2006-01-02 15:04:05"))
	}
	if err != nil || x.dry {
		if refused {
			x.complain(others)
		}
		return err
	}
	bar, done := newBar(x.Err, step.Changes), 0
	defer bar.clear()
	done, err = do(ctx, x.annotatorName(), func(annotate.Change) {
		done++
		bar.show(done)
	})
	if done == step.Changes && errors.Is(err, context.Canceled) {
		err = nil
	}
	if err != nil && done > 0 {
		return hinted{fmt.Errorf("%s stopped after %d of %d changes: %w", name, done, step.Changes, err), "'rashomon undo' and 'rashomon undo --redo' go on from there"}
	}
	return err
}
