// Package merge brings files of several annotators into one library: each text to the article
// that it is a text of, each annotation to where its words stand.
package merge

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// File is a file to be merged. It is opened several times.
type File struct {
	Name string
	Open func() (io.ReadCloser, error)
	As   string // what its annotator is called from now on; empty for as in the file
}

// Merge is files that were read through once, so that it is known what is in them.
type Merge struct {
	files   []*file // in an order that is theirs, however they were named
	named   []*file // as they were named
	records int     // annotations and articles
	clashes []Clash
}

// file is what is known of a file.
type file struct {
	File
	sum        string
	lines      int
	failed     int
	names      []jsonl.Record // schemes, searches, stories, and who speaks in these
	rulings    []jsonl.Record
	texts      []head
	annotators map[string]int            // their annotations
	called     map[string]bool           // those whom As is to rename, as the file calls them
	used       map[string]map[string]int // annotations by scheme and label
	schemes    map[string]annotate.Scheme
}

// head is what tells a text of an article from others.
type head struct {
	article  annotate.ID
	revision int
	hash     string
}

// Clash is two files in which one annotator says different things of the same words.
type Clash struct {
	Annotator string   `json:"annotator"`
	Files     []string `json:"files"`
	Passages  int      `json:"passages"`
}

// Read reads the files through. A line that is no good is given to bad, and so is a file that
// cannot be read, as line 0: the rest is merged. The error is the context's, or says that a
// file whose annotator is to be renamed has several.
func Read(ctx context.Context, files []File, bad func(name string, err jsonl.LineError)) (*Merge, error) {
	m, seen := &Merge{}, newSeats()
	for n, f := range files {
		x := &file{File: f, annotators: map[string]int{}, called: map[string]bool{}, used: map[string]map[string]int{}, schemes: map[string]annotate.Scheme{}}
		m.named = append(m.named, x)
		sum := sha256.New()
		err := x.scan(ctx, sum, func(a annotate.Annotation, hash string) { seen.add(n, a, hash) }, bad)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			x.failed++
			bad(f.Name, jsonl.LineError{Why: err})
			continue
		case f.As != "" && len(x.called) > 1:
			return nil, fmt.Errorf("%q: it has %d annotators, and one is to be called %q", f.Name, len(x.called), f.As)
		}
		for _, n := range x.annotators {
			m.records += n
		}
		m.records += len(x.texts)
		x.sum = hex.EncodeToString(sum.Sum(nil))
		m.files = append(m.files, x)
	}
	slices.SortStableFunc(m.files, func(a, b *file) int { return cmp.Compare(a.sum, b.sum) })
	m.clashes = seen.clashes(m.named)
	return m, nil
}

// Records is how many articles and annotations there are: what progress counts.
func (m *Merge) Records() int { return m.records }

// Files is how many files there are.
func (m *Merge) Files() int { return len(m.named) }

// scan reads a file through.
func (f *file) scan(ctx context.Context, sum hash.Hash, said func(annotate.Annotation, string), bad func(string, jsonl.LineError)) error {
	return f.read(ctx, sum, func(rec jsonl.Record) error {
		f.lines++
		switch {
		case rec.Article != nil:
			a := rec.Article.Article
			f.texts = append(f.texts, head{a.ID, a.Revision, a.Hash})
		case rec.Annotation != nil:
			f.say(*rec.Annotation)
			said(*rec.Annotation, rec.Hash)
		case rec.Ruling != nil:
			f.rulings = append(f.rulings, rec)
		case rec.Speaker != nil && rec.Hash != "":
		default:
			if rec.Scheme != nil {
				f.schemes[rec.Scheme.Name] = *rec.Scheme
			}
			f.names = append(f.names, rec)
		}
		return nil
	}, func(err jsonl.LineError) {
		f.lines++
		f.failed++
		bad(f.Name, err)
	})
}

func (f *file) say(x annotate.Annotation) {
	f.annotators[x.Annotator]++
	if f.used[x.Scheme] == nil {
		f.used[x.Scheme] = map[string]int{}
	}
	for _, l := range x.Labels {
		f.used[x.Scheme][l]++
	}
}

// read reads a file, with its annotator called as is wanted.
func (f *file) read(ctx context.Context, also io.Writer, each func(jsonl.Record) error, bad func(jsonl.LineError)) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return jsonl.Read(io.TeeReader(r, also), func(rec jsonl.Record) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if rec.Annotation != nil {
			f.rename(rec.Annotation)
		}
		return each(rec)
	}, bad)
}

// rename makes an annotation that of whom the annotator is from now on, another one than it was.
func (f *file) rename(x *annotate.Annotation) {
	if f.As == "" || x.Annotator == annotate.Gold {
		return
	}
	f.called[x.Annotator] = true
	if x.Annotator != f.As {
		x.ID, x.Annotator = annotate.MakeID("annotation", x.ID.String(), "as", f.As), f.As
	}
}
