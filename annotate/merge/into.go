package merge

import (
	"context"
	"iter"
	"slices"

	"rashomon/annotate"
	"rashomon/annotate/anchor"
	"rashomon/annotate/jsonl"
)

// Library is what files are merged into.
type Library interface {
	jsonl.Held
	Articles() iter.Seq2[annotate.Article, error]
	Rulings(article annotate.ID) ([]annotate.Ruling, error) // about an article, whichever revision of it
	Revisions(article annotate.ID) ([]annotate.Revision, error)
	// Store stores what was taken of the file of that name.
	Store(t jsonl.Taken, file string) error
	// Rewrite makes the change that gives an article another text, from the file of that name.
	Rewrite(edits []annotate.Edit, x annotate.Arrival, file string) error
}

// Into merges the files into a library, article by article. A text that the library has, by
// its hash, is that; of an article that it has, by its ID, URL, or source and title, another
// one: a later revision, by its number, comes in, and what is said here moves to it; else what
// the file says moves to the newest text here. A title that was made of the first words tells
// little: then the texts must be nearly the same (see Alike). What finds no place there (see anchor) is kept
// with the text that it is about: on the older revision, where the library has that, else on
// an article beside the other, in no story, that comes in with it.
//
// What then becomes of an annotation is as jsonl.Take says. The outcome does not depend on the
// order in which the files are named, and to merge them once more changes nothing.
//
// It returns what became of everything by then, with the first error of the library, of a file,
// or of the context. Progress is told how many articles and annotations were looked at.
func (m *Merge) Into(ctx context.Context, lib Library, progress func(records int)) (Report, error) {
	in := &merging{ctx: ctx, lib: lib, progress: progress, own: map[string]annotate.ID{}, put: map[*file]map[int]bool{}, taken: map[annotate.ID]bool{}, files: map[*file]*FileReport{}, heard: map[string]*hearing{}}
	for _, f := range m.files {
		in.files[f] = &FileReport{File: f.Name, annotators: map[string]*Counts{}, overruled: map[Overruled]int{}}
	}
	err := in.merge(m)
	return in.report(m), err
}

// merging is one merge under way.
type merging struct {
	ctx      context.Context
	lib      Library
	progress func(int)
	done     int
	known    *known
	own      map[string]annotate.ID // articles of what found no place, by the hash of their text
	taken    map[annotate.ID]bool   // their IDs
	files    map[*file]*FileReport
	lost     []Placeless
	here     Here
	notes    []SchemeNote
	alike    []Alike
	missing  map[string]*Missing // by annotator
	heard    map[string]*hearing // what the files say, by the hash of the text in the library

	late    bool                   // those texts are merged that were put off
	put     map[*file]map[int]bool // the groups that were put off, by their number in the file
	number  int                    // of the group that comes next
	file    *file                  // that is read
	group   group
	waiting []jsonl.Record
	moving  map[annotate.ID]bool // articles to which something of that moves
}

// group is a text with what a file says of it.
type group struct {
	text     head
	article  *jsonl.Record // nil where the file has only what is said of it
	said     []jsonl.Record
	speakers []jsonl.Record
}

func (in *merging) merge(m *Merge) (err error) {
	if in.known, err = know(in.lib); err != nil {
		return err
	}
	for _, f := range m.files {
		in.file = f
		in.waiting = append(in.waiting, f.names...)
		if err := in.flush(); err != nil {
			return err
		}
	}
	if err := in.schemes(m); err != nil {
		return err
	}
	if err := in.revisions(m); err != nil {
		return err
	}
	for _, in.late = range []bool{false, true} { // what moves comes to what was said there
		for _, f := range m.files {
			if err := in.one(f); err != nil {
				return err
			}
		}
	}
	for _, f := range m.files {
		in.file = f
		in.waiting = append(in.waiting, f.rulings...)
		if err := in.flush(); err != nil {
			return err
		}
	}
	return in.miss(m)
}

// one merges what a file says of texts: of those that the library will have as they are, or
// late of all others.
func (in *merging) one(f *file) error {
	if in.late && len(in.put[f]) == 0 {
		return nil
	}
	in.file, in.group, in.number = f, group{}, 0
	err := f.again(in.ctx, in.take)
	if err == nil {
		err = in.place()
	}
	if err == nil {
		err = in.flush()
	}
	return err
}

func (in *merging) take(rec jsonl.Record) error {
	switch {
	case rec.Article != nil:
		a := rec.Article.Article
		err := in.place()
		in.group = group{text: head{a.ID, a.Revision, a.Hash}, article: &rec}
		in.tell()
		return err
	case rec.Annotation != nil:
		x := rec.Annotation
		if text := (head{x.Article, x.Revision, rec.Hash}); text != in.group.text {
			if err := in.place(); err != nil {
				return err
			}
			in.group = group{text: text}
		}
		in.group.said = append(in.group.said, rec)
		in.tell()
	case rec.Speaker != nil && rec.Hash != "":
		if rec.Speaker.Of != in.group.text.article || rec.Hash != in.group.text.hash {
			if err := in.place(); err != nil {
				return err
			}
			in.group = group{text: head{rec.Speaker.Of, 1, rec.Hash}}
		}
		in.group.speakers = append(in.group.speakers, rec)
	}
	return nil
}

func (in *merging) tell() {
	if in.late {
		return
	}
	if in.done++; in.progress != nil {
		in.progress(in.done)
	}
}

// most is how many records are taken at once, and the rest of what is said of the text of the last.
const most = 2000

// place sends what a file says of a text to where it belongs.
func (in *merging) place() error {
	g := in.group
	in.group = group{}
	if g.article == nil && g.said == nil && g.speakers == nil {
		return nil
	}
	n := in.number
	if in.number++; in.late && !in.put[in.file][n] {
		return nil
	}
	onto, from, ok, err := in.onto(g)
	switch {
	case err != nil:
		return err
	case ok && !in.late:
		if in.put[in.file] == nil {
			in.put[in.file] = map[int]bool{}
		}
		in.put[in.file][n] = true
		return nil
	case ok:
		err = in.follow(g, from, onto)
	default:
		if g.article != nil || g.said != nil {
			in.hear(g.text.hash, g.said)
		}
		if g.article != nil {
			in.waiting = append(in.waiting, *g.article)
		}
		in.waiting = append(append(in.waiting, g.said...), g.speakers...)
	}
	if err == nil && len(in.waiting) >= most {
		err = in.flush()
	}
	return err
}

// flush stores what waits.
func (in *merging) flush() error {
	records := in.waiting
	in.waiting, in.moving = nil, map[annotate.ID]bool{}
	for len(records) > 0 {
		if err := in.ctx.Err(); err != nil {
			return err
		}
		t, err := jsonl.Take(records, in.lib)
		if err != nil {
			return err
		}
		if err := in.lib.Store(t, in.file.Name); err != nil {
			return err
		}
		in.files[in.file].add(t)
		records = t.Rest
	}
	return nil
}

// follow moves what a file says of a text onto the text that the library has of the article,
// and what finds no place there to the text that it is about.
func (in *merging) follow(g group, from, onto annotate.Arrival) error {
	lines, said := map[annotate.ID]int{}, make([]annotate.Annotation, len(g.said))
	for i, rec := range g.said {
		said[i], lines[rec.Annotation.ID] = *rec.Annotation, rec.Line
	}
	out := anchor.Follow(from, onto, said)
	in.hear(onto.Article.Hash, records(out.Moved))
	moved, met, err := in.unseated(onto, out.Moved, said)
	if err != nil {
		return err
	}
	out.Moved, out.Orphans = moved, append(out.Orphans, met...)
	report := in.files[in.file]
	if len(said) > 0 {
		report.Texts++
	}
	for _, x := range out.Moved {
		report.of(x.Annotator).Reanchored++
		in.waiting = append(in.waiting, jsonl.Record{Line: lines[x.ID], Annotation: &x, Hash: onto.Article.Hash})
	}
	for _, rec := range g.speakers {
		in.waiting = append(in.waiting, speakerIn(rec, onto.Article))
	}
	if len(out.Orphans) == 0 {
		return nil
	}
	beside, err := in.beside(from, onto.Article)
	if err != nil {
		return err
	}
	in.waiting = append(in.waiting, jsonl.Record{Line: g.said[0].Line, Article: &beside})
	for _, x := range out.Orphans {
		report.of(x.Annotator).Placeless++
		x.Article, x.Revision = beside.Article.ID, beside.Article.Revision
		in.lost = append(in.lost, placeless(in.file.Name, x, onto.Article))
		in.waiting = append(in.waiting, jsonl.Record{Line: lines[x.ID], Annotation: &x, Hash: beside.Article.Hash})
	}
	return nil
}

// unseated is, of what moves to a text, what finds nothing of the same annotator and scheme on
// its seat there; and as it was before, what does: both are to be kept.
func (in *merging) unseated(onto annotate.Arrival, moved, said []annotate.Annotation) (free, met []annotate.Annotation, err error) {
	if in.moving[onto.Article.ID] {
		if err := in.flush(); err != nil {
			return nil, nil, err
		}
	}
	in.moving[onto.Article.ID] = true
	here, err := in.lib.Annotations(onto.Article.ID)
	if err != nil {
		return nil, nil, err
	}
	type seat struct {
		annotate.Target
		annotator, scheme string
	}
	taken := map[seat]annotate.ID{}
	for _, x := range here {
		if x.Revision == onto.Article.Revision {
			taken[seat{x.Target(), x.Annotator, x.Scheme}] = x.ID
		}
	}
	for _, x := range moved {
		id, is := taken[seat{x.Target(), x.Annotator, x.Scheme}]
		if !is || id == x.ID {
			free = append(free, x)
			continue
		}
		met = append(met, said[slices.IndexFunc(said, func(y annotate.Annotation) bool { return y.ID == x.ID })])
	}
	return free, met, nil
}

// speakerIn is who speaks in an article, or in its story.
func speakerIn(rec jsonl.Record, a annotate.Article) jsonl.Record {
	x := annotate.NewSpeaker(a.VoicesIn(), rec.Speaker.Name, rec.Speaker.Spellings...)
	rec.Speaker, rec.Hash = &x, ""
	if a.Story == 0 {
		rec.Hash = a.Hash
	}
	return rec
}
