package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

func (a *app) checkCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Read every page and record of the library and compare every checksum and index",
		Long: "Reads all of the library: every page of its file, every checksum, every index against what it is an index of,\n" +
			"every annotation against its text, and the whole history. Where something is wrong it says what and where, ends\n" +
			"with exit code 10, and changes nothing; 'rashomon recover' saves what can be read. docs/recover.md says more.",
		Example: "  rashomon check\n  rashomon check --json | jq '.problems[]'",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.checkLibrary(ctx, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "write a JSON object, also where something is wrong")
	return c
}

// checkedLibrary is what check --json writes.
type checkedLibrary struct {
	Library string `json:"library"`
	Sound   bool   `json:"sound"`
	store.Report
}

func (a *app) checkLibrary(ctx context.Context, asJSON bool) error {
	var r store.Report
	opened := false
	path := a.libraryPath("library.db")
	err := a.withLibrary(true, func(lib *store.Store) (err error) {
		opened = true
		r, err = lib.Check(ctx)
		return err
	})
	if !opened && errors.Is(err, store.ErrDamaged) { // so much that it cannot be opened
		show, clear := a.showProgress()
		all, worse := store.Examine(ctx, path, show)
		clear()
		if errors.Is(worse, store.ErrDamaged) || errors.Is(worse, context.Canceled) {
			r, err = all, worse
		}
	}
	switch {
	case errors.Is(err, context.Canceled):
		return a.checkStopped(r)
	case err != nil && !errors.Is(err, store.ErrDamaged):
		return err
	case asJSON:
		if r.Problems == nil {
			r.Problems = []store.Problem{}
		}
		return errors.Join(writeJSON(a.Out, checkedLibrary{path, err == nil, r}, "  "), err)
	}
	a.tellProblems(r)
	for _, note := range r.Notes {
		fmt.Fprintf(a.Err, "rashomon: check: note: %s\n", note)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(a.Out, "%s is sound: %d articles, %d annotations, %d rulings, %d changes\n", clean.Name(path), r.Articles, r.Annotations, r.Rulings, r.Changes)
	return nil
}

// checkStopped tells what was found until a check was interrupted.
func (a *app) checkStopped(r store.Report) error {
	a.tellProblems(r)
	if r.Found > 0 {
		return stopped("check stopped: there may be more")
	}
	return stopped("check stopped: nothing wrong was found by then, and not all was read")
}

func (a *app) tellProblems(r store.Report) {
	for _, p := range r.Problems {
		fmt.Fprintf(a.Err, "rashomon: check: %s\n", clean.Line(p.String()))
	}
	if more := r.Found - len(r.Problems); more > 0 {
		fmt.Fprintf(a.Err, "rashomon: check: and %s more\n", screen.Count(more, "problem", "problems"))
	}
}
