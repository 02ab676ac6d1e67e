// Package merge brings files of several annotators into one library: each text to the article
// that it is a text of, each annotation to where its words stand.
package merge

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// ErrNobody says that an annotation names no annotator.
var ErrNobody = errors.New("it says of nobody whose annotation it is")

// ErrChanged says that a file is not any more what it was when it was read first.
var ErrChanged = errors.New("it was changed while it was being merged")

// File is a file to be merged. It is opened several times, and has to say the same each time.
type File struct {
	Name string
	Open func() (io.ReadCloser, error)
	As   string // what its annotator is called from now on; empty for as in the file
}

// Merge is files that were read through once, so that it is known what is in them.
type Merge struct {
	// Complete takes what annotators of the files have in the library out of it where the files
	// have the report and the scheme, and it is not in them: they took it back. See Missing. It
	// is for files that are Whole: what a broken line says would go.
	Complete bool

	files   []*file // in an order that is theirs, however they were named
	named   []*file // as they were named
	records int     // annotations and articles
	clashes []Clash
}

// file is what is known of a file.
type file struct {
	File
	sum        string // of what is in it, once it was read through
	lines      int
	failed     int
	unread     bool           // it cannot be read, or not to its end
	names      []jsonl.Record // schemes, searches, stories, and who speaks in these
	rulings    []jsonl.Record
	texts      []head
	annotators map[string]int            // their annotations
	called     map[string]bool           // those whom As is to rename, as the file calls them
	used       map[string]map[string]int // annotations by scheme and label
	schemes    map[string]annotate.Scheme
	newest     map[string]time.Time // when each annotator updated something last
}

// head is what tells a text of an article from others.
type head struct {
	article  annotate.ID
	revision int
	hash     string
}

// Clash is two files in which one annotator says different things of the same words.
type Clash struct {
	Annotator    string   `json:"annotator"`
	Adjudicators []string `json:"adjudicators,omitempty"` // of gold: who decided, in the order of the files
	Files        []string `json:"files"`
	Passages     int      `json:"passages"`
}

// Read reads the files through. A line that is no good is given to bad, and so is a file that
// cannot be read, as line 0: the rest is merged. The error is the context's, or says that a
// file whose annotator is to be renamed has several.
func Read(ctx context.Context, files []File, bad func(name string, err jsonl.LineError)) (*Merge, error) {
	m, seen := &Merge{}, newSeats()
	for n, f := range files {
		x := &file{File: f, annotators: map[string]int{}, called: map[string]bool{}, used: map[string]map[string]int{}, schemes: map[string]annotate.Scheme{}, newest: map[string]time.Time{}}
		m.named = append(m.named, x)
		sum := sha256.New()
		err := x.scan(ctx, sum, func(a annotate.Annotation, hash string) { seen.add(n, a, hash) }, bad)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			x.unread = true
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

// Whole says whether all files can be read and no line of them is no good.
func (m *Merge) Whole() bool {
	return !slices.ContainsFunc(m.named, func(f *file) bool { return f.unread || f.failed > 0 })
}

// scan reads a file through.
func (f *file) scan(ctx context.Context, sum hash.Hash, said func(annotate.Annotation, string), bad func(string, jsonl.LineError)) error {
	return f.read(ctx, sum, func(rec jsonl.Record) error {
		switch f.lines++; {
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
	if x.Updated.After(f.newest[x.Annotator]) {
		f.newest[x.Annotator] = x.Updated
	}
	if f.used[x.Scheme] == nil {
		f.used[x.Scheme] = map[string]int{}
	}
	for _, l := range x.Labels {
		f.used[x.Scheme][l]++
	}
}

// again reads a file that was read through once more; ErrChanged where it is another now.
func (f *file) again(ctx context.Context, each func(jsonl.Record) error) error {
	sum := sha256.New()
	err := f.read(ctx, sum, each, func(jsonl.LineError) {}) // it has been told
	if err == nil && hex.EncodeToString(sum.Sum(nil)) != f.sum {
		err = ErrChanged
	}
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("%q: %w", f.Name, err)
	}
	return err
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
		if x := rec.Annotation; x != nil {
			if f.rename(x); annotate.Line(x.Annotator) == "" {
				bad(jsonl.LineError{Line: rec.Line, What: "annotation", Why: fmt.Errorf("annotation %s: %w", x.ID, ErrNobody)})
				return nil
			}
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
