package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/export"
	"rashomon/internal/clean"
	"rashomon/store"
)

// choose turns the names that were given into a filter.
func (a *app) choose(lib *store.Store, x *exporting) error {
	story, err := storyOf(lib, x.story)
	if err != nil {
		return err
	}
	x.filter.Story = story.ID
	if x.filter.Where, err = a.query(lib, x.where); err != nil {
		return err
	}
	for _, prefix := range x.articles {
		id, err := lib.Find(prefix)
		if err != nil {
			return err
		}
		x.filter.IDs = append(x.filter.IDs, id)
	}
	if x.filter.Label != "" {
		x.filter.Label, err = a.labelNamed(lib, x)
	}
	return err
}

// labelNamed is the label that was asked for, as a scheme writes it: written so, or in any case
// where only one is. Tasks are of the scheme in force, rashomon JSONL is of all. The error names
// the labels that there are.
func (a *app) labelNamed(lib *store.Store, x *exporting) (string, error) {
	schemes, err := lib.Schemes()
	if err != nil {
		return "", err
	}
	of := ""
	if x.to != nil {
		s, err := a.schemeInForce(lib)
		if err != nil {
			return "", err
		}
		schemes, of = []annotate.Scheme{s}, fmt.Sprintf(" of the scheme %q", s.Name)
	}
	var names, alike []string
	for _, s := range schemes {
		for _, l := range s.Labels {
			switch {
			case l.Name == x.filter.Label:
				return l.Name, nil
			case slices.Contains(names, l.Name):
				continue
			case strings.EqualFold(l.Name, x.filter.Label):
				alike = append(alike, l.Name)
			}
			names = append(names, l.Name)
		}
	}
	if len(alike) == 1 {
		return alike[0], nil
	}
	return "", usage(fmt.Errorf("--label %q: the labels%s are %s", x.filter.Label, of, strings.Join(names, ", ")))
}

// chosen is what was asked for, in words; anonymous leaves out the names of annotators.
func (x *exporting) chosen(anonymous bool) (out []string) {
	where, annotator := x.where, x.filter.Annotator
	if anonymous && strings.Contains(strings.ToLower(where), "annotator") {
		where = "a query that names annotators"
	}
	if anonymous && annotator != "" && annotator != annotate.Gold {
		annotator = "one"
	}
	for _, f := range [][2]string{
		{"story", x.story}, {"source", x.filter.Source}, {"from", x.filter.From}, {"to", x.filter.To}, {"label", x.filter.Label},
		{"annotator", annotator}, {"where", where},
	} {
		if f[1] != "" {
			out = append(out, f[0]+" "+f[1])
		}
	}
	if n := len(x.filter.IDs); n > 0 {
		var ids []string
		for _, id := range x.filter.IDs[:min(n, 20)] {
			ids = append(ids, id.String())
		}
		if n > len(ids) {
			ids = append(ids, fmt.Sprintf("%d more", n-len(ids)))
		}
		out = append(out, "only the reports "+enumerated(ids))
	}
	for _, f := range []struct {
		is   bool
		what string
	}{
		{x.filter.Gold, "only gold"}, {x.text == "article", "whole reports"}, {x.context > 0, fmt.Sprintf("context of %d", x.context)},
		{x.dedup, "of verbatim copies only the first"}, {x.unlabelled, "also what nobody has labelled"}, {x.suggestions, "labels suggested for that"},
	} {
		if f.is {
			out = append(out, f.what)
		}
	}
	return out
}

// ofSaid is the flags that choose among what is said of reports.
func (x *exporting) ofSaid() string {
	var flags []string
	for _, f := range [][2]string{{"--label", x.filter.Label}, {"--annotator", x.filter.Annotator}} {
		if f[1] != "" {
			flags = append(flags, f[0]+" "+clean.Line(f[1]))
		}
	}
	if x.filter.Gold {
		flags = append(flags, "--gold")
	}
	return enumerated(flags)
}

// noneToWrite is the end of an export of which nothing passes: the exit code is that of a search
// that found nothing.
type noneToWrite struct{ why string }

func (e noneToWrite) Is(target error) bool { return target == errNothingFound }
func (e noneToWrite) Error() string        { return e.why }

// nothingToWrite says why there is nothing; by the scheme of that name, of none by any.
func nothingToWrite(lib *store.Store, x exporting, scheme string) error {
	who, by := x.filter.Annotator, ""
	if x.filter.Gold {
		who = annotate.Gold
	}
	if scheme != "" {
		by = " by the scheme " + clean.Line(scheme)
	}
	names := map[string]bool{}
	for a, err := range lib.Articles() {
		if err != nil {
			return err
		}
		said, err := lib.Annotations(a.ID)
		if err != nil {
			return err
		}
		for _, s := range said {
			if scheme == "" || s.Scheme == scheme {
				names[s.Annotator] = true
			}
		}
	}
	why, hint := "nothing that was asked for is in the library", "'rashomon stats' counts what is labelled, and by which scheme"
	switch others := namesOf(names); {
	case who != "" && names[who]:
	case who == annotate.Gold:
		why, hint = "there is no gold yet"+by, "'rashomon adjudicate' decides where annotators differ"
	case len(others) == 0 && (scheme != "" || who != ""):
		why = "nobody has labelled anything" + by
		if x.to == nil {
			hint = "without " + x.ofSaid() + " all reports are written, labelled or not"
		}
	case who != "":
		why, hint = "nobody called "+clean.Line(who)+" has labelled anything"+by, clean.Line(enumerated(others[:min(len(others), 20)]))+" have"
		if len(others) == 1 {
			hint = clean.Line(others[0]) + " has"
		}
	}
	return noneToWrite{"rashomon: nothing to write: " + why + "\nhint: " + hint}
}

// namesOf is the annotators, without gold.
func namesOf(all map[string]bool) (out []string) {
	for name := range all {
		if name != annotate.Gold {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// writeHint is an error of what was to be written, with what to do about it.
func writeHint(err error) error {
	none := noneToWrite{}
	switch {
	case errors.As(err, &none):
		return none // wherever it was not to be written
	case errors.Is(err, export.ErrNotOurs), errors.Is(err, export.ErrChanged):
		return hinted{err, "name another folder; --force replaces the files that it is to have and keeps all others"}
	case errors.Is(err, export.ErrOldPart):
		return hinted{err, "remove that file first, or name another folder: rows of it are in the new parts too"}
	case errors.Is(err, export.ErrFolder):
		return hinted{err, "name a folder that you may write to; ls -ld shows who may"}
	}
	return err
}
