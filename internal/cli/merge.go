package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/annotate/merge"
	"rashomon/internal/clean"
	"rashomon/store"
)

// merging is one run of merge.
type merging struct {
	*app
	dry, yes, json bool
	complete       bool
	as             string
	told           map[string]*faults // by file: the lines that are no good
}

// errPipe says that what is named cannot be read several times.
var errPipe = errors.New("not a regular file")

func (a *app) mergeCommand() *cobra.Command {
	x := merging{app: a, told: map[string]*faults{}}
	c := &cobra.Command{
		Use:   "merge FILE …",
		Short: "Bring annotators' files (.jsonl) into one library: each annotator apart, all of it undone by one undo",
		Long: "Brings exported files of several annotators together. Texts are found by what they say: annotations on\n" +
			"another revision of an article move to where their words stand in the newest one here, and those whose\n" +
			"words stand nowhere are kept with their own text and listed by --json. It says first what will change,\n" +
			"and asks. To merge a file once more changes nothing. docs/merge.md shows a team's round.",
		Example: "  rashomon merge ana.jsonl ben.jsonl\n  rashomon merge --dry-run --json ben.jsonl | jq .placeless\n  rashomon merge --as ben2 --yes ben.jsonl\n  rashomon merge --complete ana.jsonl\n  rashomon undo",
		Args:    someOf("the files to merge"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case x.as != "" && len(args) > 1:
				return usage(errors.New("--as is for one file at a time"))
			case x.as == annotate.Gold || x.as != annotate.Line(x.as) || len(x.as) > annotate.LongestName:
				return usage(fmt.Errorf("--as %q: nobody can be called so", x.as))
			}
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return x.run(ctx, args)
		},
	}
	c.Flags().BoolVar(&x.dry, "dry-run", false, "say what would change, and store nothing")
	c.Flags().BoolVar(&x.yes, "yes", false, "do not ask")
	c.Flags().StringVar(&x.as, "as", "", "what the annotator of the file is called from now on: `NAME`")
	c.Flags().BoolVar(&x.complete, "complete", false, "the files have all that their annotators say of the reports in them: what else is here of that goes")
	c.Flags().BoolVar(&x.json, "json", false, "write what became of everything as a JSON object")
	return c
}

// run reads the files, says what will change, asks, and merges.
func (x merging) run(ctx context.Context, args []string) error {
	var files []merge.File
	for _, path := range args {
		// A file is read several times, and to open a pipe may take for ever.
		if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
			return usage(hinted{fmt.Errorf("merge: %s: %w", clean.Name(path), errPipe), "write what comes out of it to a file, and merge that"})
		}
		files = append(files, mergeFile(path, x.as))
	}
	m, err := merge.Read(ctx, files, x.bad)
	x.more()
	if err != nil {
		return fmt.Errorf("merge: %w", err)
	}
	if m.Complete = x.complete; x.complete && !m.Whole() {
		return hinted{errors.New("merge: nothing is stored: --complete is for files without a line that is no good: what it says would be taken out"), "have the file exported again, or merge without --complete: what is good goes in, and nothing goes"}
	}
	if x.dry {
		return x.rehearse(ctx, m)
	}
	return x.withLibrary(false, func(lib *store.Store) error {
		if !x.yes {
			if err := x.rehearse(ctx, m); err != nil {
				return err
			}
			if err := x.ask("merge these files?", false); err != nil {
				return err
			}
		}
		return x.into(ctx, m, lib)
	})
}

func mergeFile(path, as string) merge.File {
	return merge.File{Name: path, As: as, Open: func() (io.ReadCloser, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, plain(err)
		}
		return f, nil
	}}
}

// rehearse merges into a copy of the library, which is gone then, and says what that did.
func (x merging) rehearse(ctx context.Context, m *merge.Merge) error {
	rehearsal, err := x.openCopy(x.libraryPath("library.db"), false)
	if err != nil {
		return err
	}
	defer rehearsal.Close()
	report, err := x.merge(ctx, m, rehearsal)
	if err != nil {
		return fmt.Errorf("merge: nothing is stored: %w", err)
	}
	if !x.dry && isTerminal(x.In) && isTerminal(x.Err) { // it is asked next
		x.tell(x.Err, report)
		return nil
	}
	if err := x.write(report); err != nil || !x.dry {
		return err
	}
	fmt.Fprintln(x.Err, "a dry run: nothing is stored")
	return x.ended(report)
}

// into merges into the library, as one batch.
func (x merging) into(ctx context.Context, m *merge.Merge, lib *store.Store) error {
	before, err := newest(lib)
	if err != nil {
		return err
	}
	var report merge.Report
	err = lib.Together(func(lib *store.Store) (err error) {
		report, err = x.merge(ctx, m, lib)
		return err
	})
	after, bad := newest(lib)
	switch err = errors.Join(err, bad); {
	case err != nil && after != before:
		return hinted{fmt.Errorf("merge: stopped, and a part of the files is in: %w", err), "to merge once more brings in the rest; 'rashomon undo' takes out what is in"}
	case err != nil:
		return fmt.Errorf("merge: nothing is stored: %w", err)
	}
	if x.yes || x.json {
		if err := x.write(report); err != nil {
			return err
		}
	}
	fmt.Fprintln(x.Err, ending(report, after != before))
	return x.ended(report)
}

// newest is the number of the newest change.
func newest(lib *store.Store) (uint64, error) {
	last, err := lib.History(0, 1)
	if err != nil || len(last) == 0 {
		return 0, err
	}
	return last[0].Number, nil
}

// merge merges into a library, and shows how far it is.
func (x merging) merge(ctx context.Context, m *merge.Merge, lib *store.Store) (merge.Report, error) {
	bar := newBar(x.Err, m.Records())
	defer bar.clear()
	return m.Into(ctx, mergeLibrary{held{lib}, x.annotatorName(), m.Files()}, bar.show)
}

// ended tells the lines that found no place, and is how the command ends.
func (x merging) ended(r merge.Report) error {
	failed, partly := 0, 0
	for _, f := range r.Files {
		for _, bad := range f.Refused() {
			x.bad(f.File, bad)
		}
		x.more()
		if !f.Unread && f.Failed+len(f.Refused()) == 0 {
			continue
		}
		failed++
		if f.Lines > f.Failed+len(f.Refused()) {
			partly++
		}
	}
	if failed > 0 {
		return someFailed{failed, partly, len(r.Files)}
	}
	return nil
}

// mergeLibrary is a library as merge asks it.
type mergeLibrary struct {
	held
	by    string
	files int // that are merged
}

// Articles are all of the library.
func (l mergeLibrary) Articles() iter.Seq2[annotate.Article, error] { return l.lib.Articles() }

// Rulings are those about an article.
func (l mergeLibrary) Rulings(article annotate.ID) ([]annotate.Ruling, error) {
	return l.lib.Rulings(article)
}

// Revisions are the texts that an article had.
func (l mergeLibrary) Revisions(article annotate.ID) ([]annotate.Revision, error) {
	return l.lib.Revisions(article)
}

// Store stores what was taken of a file.
func (l mergeLibrary) Store(t jsonl.Taken, file string) error {
	in := intake{lib: l.lib, by: l.by, what: l.what(file)}
	return in.store(t)
}

// Rewrite gives an article another text, with what moves to that.
func (l mergeLibrary) Rewrite(edits []annotate.Edit, x annotate.Arrival, file string) error {
	c := annotate.Change{By: l.by, What: l.what(file), Article: x.Article.ID, Edits: edits}
	_, err := l.lib.Rewrite(c, x.Article.ID, x.Body)
	return err
}

// what is what the history calls what came of a file, or of several: of these no change is of
// one alone, as what they bring comes together.
func (l mergeLibrary) what(file string) string {
	if l.files > 1 {
		return fmt.Sprintf("merge of %d files", l.files)
	}
	return "merge " + filepath.Base(clean.Line(file))
}
