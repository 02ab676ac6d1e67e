package cli

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/schemefile"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// sound is why a scheme cannot become what it is to be, or nil: flaws, keys that are not to
// be had, labels that would stand where they may not.
func (a *app) sound(before, after annotate.Scheme, was map[string][]string, said []annotate.Annotation) error {
	hint := fmt.Sprintf("nothing was changed; 'rashomon scheme edit %s' changes more at once", clean.Line(after.Name))
	if err := cmp.Or(after.Check(), a.clashes(after, schemefile.Lines{})); err != nil {
		return hinted{usage(fmt.Errorf("the scheme %q as it would be: %w", after.Name, err)), hint}
	}
	wrong := annotate.Misplaced(before, after, was, said)
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(wrong)) {
		l, _ := after.Label(name)
		what, only := screen.Count(wrong[name], "sentence carries", "sentences carry"), "spans"
		if l.On == annotate.OnSentences {
			what, only = screen.Count(wrong[name], "span carries", "spans carry"), "sentences"
		}
		parts = append(parts, fmt.Sprintf("%s %q then, which is for %s only", what, name, only))
	}
	if len(parts) > 0 {
		return hinted{usage(errors.New(strings.Join(parts, "; "))), `let the label be for both, with on = "both" in the file: 'rashomon scheme edit ` + clean.Line(after.Name) + `'`}
	}
	return nil
}

// recast makes a scheme of the library what it is to be, with all that is said by it, as
// one change, if it is sound. Where annotations lose labels it asks first.
func (a *app) recast(lib *store.Store, before, after annotate.Scheme, was map[string][]string, yes bool) error {
	said, err := saidBy(lib, after.Name)
	if err != nil {
		return err
	}
	if err := a.sound(before, after.Follow(was), was, said); err != nil {
		return err
	}
	c, lost := annotate.Recast(before, after, was, said, a.annotatorName(), a.now())
	if len(lost) > 0 {
		var parts []string
		for _, l := range slices.Sorted(maps.Keys(lost)) {
			parts = append(parts, fmt.Sprintf("%q stands on %s", l, screen.Count(lost[l], "annotation", "annotations")))
		}
		if err := a.ask(strings.Join(parts, ", ")+" and goes from there; the history keeps it. Go on?", yes); err != nil {
			return err
		}
	}
	return a.apply(lib, c)
}

// apply makes a change, and says what it does.
func (a *app) apply(lib *store.Store, c annotate.Change) error {
	made, err := lib.Apply(c)
	if err != nil {
		return err
	}
	for _, m := range made {
		what := clean.Line(m.What)
		if n := len(m.Edits) - 1; n > 0 {
			what += ": " + screen.Count(n, "annotation", "annotations")
		}
		fmt.Fprintln(a.Out, what)
	}
	return nil
}
