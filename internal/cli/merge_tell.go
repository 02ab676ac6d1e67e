package cli

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"rashomon/annotate/jsonl"
	"rashomon/annotate/merge"
	"rashomon/internal/clean"
	"rashomon/ui/screen"
)

// write writes what became of everything, for people or as JSON.
func (x merging) write(r merge.Report) error {
	if x.json {
		return writeJSON(x.Out, r, "  ")
	}
	x.tell(x.Out, r)
	return nil
}

// tell says what becomes of everything: only what there is to say.
func (x merging) tell(w io.Writer, r merge.Report) {
	for _, f := range r.Files {
		fmt.Fprintf(w, "%s\n", clean.Name(f.File))
		for _, c := range f.Annotators {
			fmt.Fprintf(w, "  %s: %s\n", clean.Name(c.Annotator), annotatorWords(c))
		}
		for _, o := range f.Overruled {
			fmt.Fprintf(w, "  gold: %s of %s here %s way to later ones of %s\n", screen.Count(o.Decisions, "decision", "decisions"), clean.Name(o.Adjudicator), verb(o.Decisions, "gives", "give"), clean.Name(o.By))
		}
		if others := f.Outcome; true {
			others.Annotations = jsonl.Count{}
			if words := (&taken{Outcome: others}).String(); others != (jsonl.Outcome{}) {
				fmt.Fprintf(w, "  %s\n", words)
			}
		}
		if f.Texts > 0 {
			fmt.Fprintf(w, "  %s another text here: what is said of them moves to it\n", screen.Count(f.Texts, "report has", "reports have"))
		}
		if n := f.Failed; n > 0 {
			fmt.Fprintf(w, "  %s no good\n", screen.Count(n, "line is", "lines are"))
		}
		if f.Unread {
			fmt.Fprintln(w, "  it cannot be read")
		}
	}
	if h := r.Here; h.Texts > 0 {
		fmt.Fprintf(w, "here: %s a newer text: %s to it, %s no place in it\n", screen.Count(h.Texts, "report gets", "reports get"),
			screen.Count(h.Reanchored, "annotation moves", "annotations move"), screen.Count(h.Placeless, "has", "have"))
		if h.Rulings+h.Unruled > 0 {
			fmt.Fprintf(w, "here: %s with it, %s on the older text\n", screen.Count(h.Rulings, "ruling moves", "rulings move"), screen.Count(h.Unruled, "stays", "stay"))
		}
	}
	for _, a := range r.Alike {
		becomes := "it comes in as a report of its own"
		if a.Same {
			becomes = "what is said of it moves there"
		}
		fmt.Fprintf(w, "%q in %s looks like another text of %s, with %.0f %% of its sentences: %s\n", clean.Line(a.Title), clean.Name(a.File), a.Of.String()[:8], 100*a.Share, becomes)
	}
	x.tellMissing(w, r)
	if n := len(r.Placeless); n > 0 {
		fmt.Fprintf(w, "%s no place in the newest text, and is kept with its own: --json lists them\n", screen.Count(n, "annotation has", "annotations have"))
	}
	x.warn(w, r)
}

// tellMissing says what annotators have here that the files have not, and what becomes of it.
func (x merging) tellMissing(w io.Writer, r merge.Report) {
	files := "this file"
	if len(r.Files) > 1 {
		files = "these files"
	}
	for _, m := range r.Missing {
		who := clean.Name(m.Annotator)
		if n := m.Removed; n > 0 {
			fmt.Fprintf(w, "%s of %s here %s not in %s, and %s out\n", screen.Count(n, "annotation", "annotations"), who, verb(n, "is", "are"), files, verb(n, "goes", "go"))
		}
		switch n := m.Annotations - m.Removed; {
		case n == 0:
		case x.complete:
			fmt.Fprintf(w, "%s of %s here %s not in %s, and %s: something here is later than all of %s in %s\n",
				screen.Count(n, "annotation", "annotations"), who, verb(n, "is", "are"), files, verb(n, "stays", "stay"), who, files)
		default:
			fmt.Fprintf(w, "%s of %s here %s not in %s, and %s: was it taken back, --complete takes it out\n",
				screen.Count(n, "annotation", "annotations"), who, verb(n, "is", "are"), files, verb(n, "stays", "stay"))
		}
	}
}

func verb(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// ending is what a merge says last.
func ending(r merge.Report, changed bool) string {
	good, bad := 0, 0
	for _, f := range r.Files {
		o := f.Outcome
		for _, c := range []jsonl.Count{o.Schemes, o.Searches, o.Stories, o.Speakers, o.Articles, o.Annotations, o.Rulings} {
			good += c.Same + c.Kept
		}
		if bad += f.Failed + len(f.Refused()); f.Unread {
			bad++
		}
	}
	switch {
	case changed:
		return "merged: 'rashomon undo' takes it out again"
	case bad > 0 && good > 0:
		return "nothing is merged: what was not refused was here already"
	case bad > 0:
		return "nothing is merged: all of it was refused"
	}
	return "merged: all of it was here already"
}

// faults is lines of one file that are no good: of each kind, few are told.
type faults struct {
	kinds map[string]int
	shown int
	more  int
}

// So many lines of one kind are told, and so many of one file.
const (
	mostAlike  = 3
	mostFaults = 20
)

// bad tells a line that is no good, or a file that cannot be read.
func (x merging) bad(name string, err jsonl.LineError) {
	if err.Line == 0 {
		x.complain(fmt.Errorf("merge: %s: %w", clean.Name(name), err.Why))
		return
	}
	f := x.told[name]
	if f == nil {
		f = &faults{kinds: map[string]int{}}
		x.told[name] = f
	}
	root := err.Why
	for next := root; next != nil; next = errors.Unwrap(next) {
		root = next
	}
	kind := err.What + root.Error()
	if f.kinds[kind]++; f.kinds[kind] > mostAlike || f.shown == mostFaults {
		f.more++
		return
	}
	f.shown++
	x.complain(fmt.Errorf("merge: %s: %w", clean.Name(name), err))
}

// more tells how many lines were not told.
func (x merging) more() {
	for _, name := range slices.Sorted(maps.Keys(x.told)) {
		if n := x.told[name].more; n > 0 {
			fmt.Fprintf(x.Err, "rashomon: merge: %s: %s no good\n", clean.Name(name), screen.Count(n, "more line is", "more lines are"))
		}
	}
	clear(x.told)
}

// warn says what somebody should know before merging.
func (x merging) warn(w io.Writer, r merge.Report) {
	for _, n := range r.Schemes {
		if n.Other {
			fmt.Fprintf(w, "warning: %s has another scheme %q: the one here stays\n", clean.Name(n.File), n.Scheme)
		}
		if len(n.Missing) > 0 {
			var labels []string
			for _, l := range n.Missing {
				labels = append(labels, strconv.Quote(l)) // with what cannot be seen
			}
			fmt.Fprintf(w, "warning: %s in %s that the scheme %q has not here, used %s\n", screen.Count(len(labels), "label", "labels")+" "+strings.Join(labels, ", "), clean.Name(n.File), n.Scheme, screen.Count(n.Used, "time", "times"))
		}
	}
	for _, c := range r.Clashes {
		if len(c.Adjudicators) == 2 {
			fmt.Fprintf(w, "warning: gold is decided otherwise by %s in %s than by %s in %s, of %s: the later decision holds; 'rashomon undo' and one file alone keeps the other\n",
				clean.Name(c.Adjudicators[0]), clean.Name(c.Files[0]), clean.Name(c.Adjudicators[1]), clean.Name(c.Files[1]), screen.Count(c.Passages, "passage", "passages"))
			continue
		}
		fmt.Fprintf(w, "warning: %s says different things of %s in %s and %s: the later holds; --as NAME calls one of them otherwise\n",
			clean.Name(c.Annotator), screen.Count(c.Passages, "passage", "passages"), clean.Name(c.Files[0]), clean.Name(c.Files[1]))
	}
}

// annotatorWords is what becomes of an annotator's annotations.
func annotatorWords(c merge.Counts) string {
	var parts, moved []string
	for _, y := range []struct {
		n    int
		done string
	}{{c.New, "new"}, {c.Updated, "updated"}, {c.Same, "already there"}, {c.Kept, "kept as here"}, {c.Removed, "taken out here"}, {c.Refused, "refused"}} {
		if y.n > 0 {
			parts = append(parts, screen.Number(y.n)+" "+y.done)
		}
	}
	if c.Reanchored > 0 {
		moved = append(moved, screen.Number(c.Reanchored)+" re-anchored")
	}
	if c.Placeless > 0 {
		moved = append(moved, screen.Number(c.Placeless)+" without a place")
	}
	out := screen.Count(c.Annotations, "annotation", "annotations")
	if len(parts) > 0 {
		out += ": " + strings.Join(parts, ", ")
	}
	if len(moved) > 0 {
		out += "; of these " + strings.Join(moved, ", ")
	}
	return out
}
