// What import, fetch and feed update call when all is stored, before the library is closed:
//
//	func (a *app) gather(ctx context.Context, lib *store.Store, added []annotate.ID)
//
// Added is the articles that came in (outcome "added"; those in a story already do no harm). It
// returns nothing: what was taken in stands, whatever comes of the search for stories.

package cli

import (
	"context"
	"errors"
	"fmt"

	"rashomon/annotate"
	"rashomon/compare/stories"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// gather looks which of the articles that came in belong together, or into a story that is
// there, has the library keep that, and says so in a line on standard error.
func (a *app) gather(ctx context.Context, lib *store.Store, added []annotate.ID) {
	if len(added) == 0 || ctx.Err() != nil {
		return
	}
	bar := newBar(a.Err, 100)
	found, err := a.gathered(ctx, lib, added, func(part float64) { bar.show(int(100 * part)) })
	bar.clear()
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(a.Err, "stories: not looked for to the end, all reports are in; 'rashomon stories find' looks for them")
	case err != nil && len(found.New) == 0:
		fmt.Fprintf(a.Err, "stories: could not be looked for, all reports are in: %s\n", clean.Line(err.Error()))
	case len(found.New) > 0:
		fmt.Fprintf(a.Err, "stories: %s%s: 'rashomon stories' lists them, the program shows them\n", seems(found), partly(found))
	case found.Part():
		fmt.Fprintf(a.Err, "stories: none found for the new reports%s\n", partly(found))
	}
}

// gathered finds what articles that came in belong to, and has the library keep it.
func (a *app) gathered(ctx context.Context, lib *store.Store, added []annotate.ID, progress func(float64)) (stories.Found, error) {
	was, err := stories.Recall(lib.Kept)
	if err != nil {
		return stories.Found{}, err
	}
	found, err := stories.Arrived(ctx, lib, added, was, progress)
	if len(found.New) == 0 {
		return found, err
	}
	now, kept := standing(lib, was)
	if kept == nil {
		kept = lib.Keep(stories.Kept, stories.KeptValue(stories.Suggested{All: now}.With(found.New).All))
	}
	return found, errors.Join(err, kept)
}

// standing is what the library leaves standing of suggestions.
func standing(lib *store.Store, s stories.Suggested) ([]stories.Together, error) {
	rows, err := lib.Rows(0)
	if err != nil {
		return nil, err
	}
	all, err := lib.Stories()
	return s.Standing(rows, all), err
}

// seems says of how many stories new reports seem to tell.
func seems(f stories.Found) string {
	return fmt.Sprintf("%s to tell of %s", screen.Count(f.Reports, "new report seems", "new reports seem"), screen.Count(len(f.New), "story", "stories"))
}

// partly says that not all was looked at; nothing where all was.
func partly(f stories.Found) string {
	switch {
	case f.Passed > 0:
		return fmt.Sprintf(" (the %s oldest of them were not looked at: 'rashomon stories find' looks at all)", screen.Number(f.Passed))
	case f.Part():
		return fmt.Sprintf(" (compared with the likeliest %s of %s reports: 'rashomon stories find' looks at all)", screen.Number(f.Looked), screen.Number(f.Of))
	}
	return ""
}
