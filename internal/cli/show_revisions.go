package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/pflag"

	"rashomon/annotate"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// texts lists the texts of a report, prints one, or says what changed.
func (x *showing) texts(f *pflag.FlagSet, args []string) error {
	switch {
	case f.Changed("revisions") && (f.Changed("revision") || f.Changed("diff")), f.Changed("revision") && f.Changed("diff"):
		return usage(errors.New("--revisions, --revision and --diff: one of them at a time"))
	case f.Changed("diff") && x.diff == 0 && len(args) == 2 && len(args[1]) < 4: // --diff 2
		n, err := strconv.Atoi(args[1])
		if err == nil && n > 0 {
			x.diff, args = n, args[:1]
		}
	}
	if x.revision < 0 || x.diff < 0 || f.Changed("revision") && x.revision == 0 {
		return usage(errors.New("the texts of a report are numbered from 1"))
	}
	var one shown
	var texts []annotate.Revision
	bodies := map[int]annotate.Body{}
	err := x.withLibrary(true, func(lib *store.Store) error {
		ids, _, err := named(lib, args)
		if err != nil {
			return err
		}
		if len(ids) != 1 {
			return usage(errors.New("--revisions, --revision and --diff are for one report, and these are several"))
		}
		if one, err = readShown(lib, ids[0]); err != nil {
			return err
		}
		if texts, err = lib.Revisions(ids[0]); err != nil {
			return err
		}
		for _, n := range []int{x.revision, x.older(texts)} {
			if i := slices.IndexFunc(texts, func(r annotate.Revision) bool { return r.Number == n }); i >= 0 {
				if bodies[n], err = lib.Body(ids[0], n); err != nil {
					return err
				}
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case f.Changed("revisions"):
		return x.list(texts)
	case f.Changed("revision"):
		return x.oneText(one, texts, bodies)
	}
	return x.changes(one, texts, bodies)
}

// older is the text with which the newest is compared; 0 for none.
func (x *showing) older(texts []annotate.Revision) int {
	if x.diff == 0 && len(texts) > 1 {
		return texts[1].Number
	}
	return x.diff
}

// list prints the texts, the newest first.
func (x *showing) list(texts []annotate.Revision) error {
	if x.json {
		return writeJSON(x.Out, texts, "  ")
	}
	for _, r := range texts {
		when := "when it came is not known"
		if !r.At.IsZero() {
			when = r.At.In(x.now().Location()).Format("2006-01-02 15:04")
		}
		fmt.Fprintf(x.Out, "%3d  %s  %s, %s", r.Number, when, screen.Count(r.Sentences, "sentence", "sentences"), screen.Count(r.Said, "annotation", "annotations"))
		if r.Cleaned.Total() > 0 {
			fmt.Fprintf(x.Out, ", cleaned of %s", r.Cleaned)
		}
		fmt.Fprintln(x.Out)
	}
	return nil
}

func noText(number int, texts []annotate.Revision) error {
	return hinted{fmt.Errorf("revision %d: %w", number, store.ErrNotFound), fmt.Sprintf("'rashomon show --revisions' lists the texts that it had: %s", screen.Count(len(texts), "text", "texts"))}
}

// oneText prints one text, with what is said of it.
func (x *showing) oneText(one shown, texts []annotate.Revision, bodies map[int]annotate.Body) error {
	body, have := bodies[x.revision]
	if !have {
		return noText(x.revision, texts)
	}
	r := texts[slices.IndexFunc(texts, func(r annotate.Revision) bool { return r.Number == x.revision })]
	one.Article.Revision, one.Article.Hash, one.Article.Sentences, one.Article.Cleaned = r.Number, r.Hash, r.Sentences, r.Cleaned
	one.Article.Format = cmp.Or(r.Format, one.Article.Format)
	one.Text, one.Sentences = body.Text, body.Sentences
	one.Annotations = slices.DeleteFunc(one.Annotations, func(a annotate.Annotation) bool { return a.Revision != r.Number })
	if x.json {
		return writeJSON(x.Out, one, "  ")
	}
	x.printReport(one, x.plain)
	return nil
}

// changes says what changed from an older text to the newest.
func (x *showing) changes(one shown, texts []annotate.Revision, bodies map[int]annotate.Body) error {
	n := x.older(texts)
	if n == 0 {
		return hinted{errors.New("it has one text only: nothing changed"), "'rashomon fetch' with its address brings a newer one, if there is any"}
	}
	body, have := bodies[n]
	if !have {
		return noText(n, texts)
	}
	d := textDiff{Article: one.Article.ID, Older: n, Newer: one.Article.Revision, Pieces: diffTexts(body, annotate.Body{Text: one.Text, Sentences: one.Sentences})}
	if x.json {
		return writeJSON(x.Out, d, "  ")
	}
	fmt.Fprintf(x.Out, "%s: from revision %d to %d\n", clean.Line(one.Article.Title), d.Older, d.Newer)
	x.printDiff(d)
	return nil
}
