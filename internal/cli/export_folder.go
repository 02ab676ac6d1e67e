package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"rashomon/annotate/split"
	"rashomon/annotate/task"
	"rashomon/export"
	"rashomon/ingest"
	"rashomon/store"
	"rashomon/ui/screen"
)

// exportFolder writes a data set as 'rashomon split' does where nothing else is asked of it; of
// too few stories for that it is all train.
func (a *app) exportFolder(ctx context.Context, lib *store.Store, x exporting) error {
	ratios, err := split.ParseRatios("80/10/10")
	if err != nil {
		return err
	}
	s := splitting{exporting: x, seed: 1, tie: split.DefaultTie, out: x.file, samples: 1000}
	err = a.split(ctx, lib, s, split.Options{Ratios: ratios, Seed: s.seed, Tie: s.tie})
	if !errors.Is(err, split.ErrFewStories) && !errors.Is(err, split.ErrEmptySide) {
		return err
	}
	why := err
	o, err := a.taskOptions(ctx, lib, x)
	if err != nil {
		return err
	}
	n, lost, err := a.undividedFolder(ctx, lib, x, o)
	if err != nil {
		return folderHint(err)
	}
	fmt.Fprintf(a.Err, "%s: train %s\n", ingest.Shown(x.file), screen.Count(n.Tasks, "row", "rows"))
	a.tellOf("all of it is train: %s", ingest.Line(why.Error()))
	a.tellLost(x, n, lost)
	return nil
}

// undividedFolder writes a data set of one part.
func (a *app) undividedFolder(ctx context.Context, lib *store.Store, x exporting, o export.TaskOptions) (n export.TaskCount, lost task.Lost, err error) {
	bar := a.exportBar(lib, x)
	o.Progress = bar.show
	defer bar.clear()
	err = export.Folder(x.file, false, func(create func(string) (io.Writer, error)) error {
		train := "train" + x.to.Ext
		w, err := create(train)
		if err != nil {
			return err
		}
		if n, lost, err = export.Tasks(ctx, w, *x.to, lib, x.filter, o); err != nil {
			return err
		}
		card, err := create("README.md")
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(card, "---\nconfigs:\n- config_name: default\n  data_files:\n  - split: train\n    path: %q\n---\n\n%s by the scheme %s, not divided.\n",
			train, screen.Count(n.Tasks, "row", "rows"), ingest.Line(o.Scheme.Name))
		return err
	})
	return n, lost, err
}
