package cli

import (
	"context"
	"errors"
	"fmt"

	"rashomon/internal/clean"
	"rashomon/internal/rescue"
	"rashomon/store"
)

// leftovers takes in what a recovery left over. The file stays: it may be about more than can go in yet.
func (x rescuing) leftovers(ctx context.Context, lib *store.Store, path string) (*rescuedFile, error) {
	f, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	took, err := lib.TakeIn(ctx, f, x.annotatorName())
	if errors.Is(err, store.ErrNotLeftovers) {
		return nil, rescue.ErrNotRescue
	}
	if err != nil {
		are := "are in"
		if x.dry {
			are = "would go in, or are there"
		}
		return nil, fmt.Errorf("%d of %d records %s, then: %w", took.Taken+took.There, took.Records, are, plain(err))
	}
	for _, r := range took.Refused {
		fmt.Fprintf(x.Err, "rashomon: rescue: %s: %s: %s: %s\n", clean.Name(path), r.Kind, clean.Line(r.What), clean.Line(r.Why))
	}
	out := rescuedFile{File: path, Changes: took.Records, Taken: took.Taken, There: took.There, Refused: []refused{}, Flaws: []string{}, Leftover: true}
	for _, r := range took.Refused {
		out.Refused = append(out.Refused, refused{What: r.Kind + ": " + r.What, Why: r.Why})
	}
	if x.json {
		return &out, writeJSON(x.Out, out, "")
	}
	does := "taken in"
	if x.dry {
		does = "would go in"
	}
	text := fmt.Sprintf("%s: %d of %d records %s", clean.Name(path), took.Taken, took.Records, does)
	if took.There > 0 {
		text += fmt.Sprintf(", %d there already", took.There)
	}
	if n := len(took.Refused); n > 0 {
		text += fmt.Sprintf(", %d not taken: the file stays of use", n)
	}
	_, err = fmt.Fprintln(x.Out, text)
	return &out, err
}
