package cli

import (
	"context"
	"errors"

	"rashomon/annotate/split"
	"rashomon/internal/clean"
	"rashomon/store"
)

// exportFolder writes a data set as 'rashomon split' does where nothing else is asked of it; of
// too few stories for that it is all train.
func (a *app) exportFolder(ctx context.Context, lib *store.Store, x exporting) error {
	ratios, err := split.ParseRatios("80/10/10")
	if err != nil {
		return err
	}
	s := splitting{exporting: x, seed: 1, tie: split.DefaultTie, out: x.file, samples: 1000, by: "rashomon export"}
	o := split.Options{Ratios: ratios, Seed: s.seed, Tie: s.tie}
	err = a.divide(ctx, lib, s, o)
	if !errors.Is(err, split.ErrFewStories) && !errors.Is(err, split.ErrEmptySide) {
		return err
	}
	s.undivided, o.Ratios = err.Error(), split.Undivided()
	if err := a.divide(ctx, lib, s, o); err != nil {
		return err
	}
	a.tellOf("all of it is train: %s", clean.Line(s.undivided))
	return nil
}
