package cli

import (
	"fmt"
	"io"
	"strings"

	"rashomon/annotate/jsonl"
	"rashomon/annotate/merge"
	"rashomon/ingest"
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
		fmt.Fprintf(w, "%s\n", ingest.Shown(f.File))
		for _, c := range f.Annotators {
			fmt.Fprintf(w, "  %s: %s\n", ingest.Line(c.Annotator), annotatorWords(c))
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
	}
	if h := r.Here; h.Texts > 0 {
		fmt.Fprintf(w, "here: %s a newer text: %s to it, %s no place in it\n", screen.Count(h.Texts, "report gets", "reports get"),
			screen.Count(h.Reanchored, "annotation moves", "annotations move"), screen.Count(h.Placeless, "has", "have"))
	}
	if n := len(r.Placeless); n > 0 {
		fmt.Fprintf(w, "%s no place in the newest text, and is kept with its own: --json lists them\n", screen.Count(n, "annotation has", "annotations have"))
	}
	x.warn(w, r)
}

// warn says what somebody should know before merging.
func (x merging) warn(w io.Writer, r merge.Report) {
	for _, n := range r.Schemes {
		if n.Other {
			fmt.Fprintf(w, "warning: %s has another scheme %q: the one here stays\n", ingest.Shown(n.File), n.Scheme)
		}
		if len(n.Missing) > 0 {
			var labels []string
			for _, l := range n.Missing {
				labels = append(labels, fmt.Sprintf("%q", ingest.Line(l)))
			}
			fmt.Fprintf(w, "warning: %s in %s that the scheme %q has not here, used %s\n", screen.Count(len(labels), "label", "labels")+" "+strings.Join(labels, ", "), ingest.Shown(n.File), n.Scheme, screen.Count(n.Used, "time", "times"))
		}
	}
	for _, c := range r.Clashes {
		fmt.Fprintf(w, "warning: %s says different things of %s in %s and %s: the later holds; --as NAME calls one of them otherwise\n",
			ingest.Line(c.Annotator), screen.Count(c.Passages, "passage", "passages"), ingest.Shown(c.Files[0]), ingest.Shown(c.Files[1]))
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
