package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/anchor"
	"rashomon/annotate/jsonl"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/screen"
)

// taken is what became of the records of one file.
type taken struct {
	jsonl.Outcome
	Format      string `json:"format,omitempty"`      // of another program
	Lines       int    `json:"lines"`                 // that are not blank; of another program's file, tasks
	Suggestions int    `json:"suggestions,omitempty"` // of another program's file: they are left out
	Keyless     int    `json:"keyless,omitempty"`     // tasks with keys that mean nothing here, and nothing that could carry them
	Failed      int    `json:"failed"`
	followed           // of a table of articles: what became of the annotations of those that were revised
}

// String says it for people: only what there is to say.
func (t *taken) String() string {
	var parts []string
	for _, x := range []struct {
		what string
		n    jsonl.Count
	}{{"annotations", t.Annotations}, {"rulings", t.Rulings}, {"reports", t.Articles}, {"stories", t.Stories}, {"speakers", t.Speakers}, {"schemes", t.Schemes}, {"searches", t.Searches}} {
		var counts []string
		changed := "updated"
		if t.Format == articlesFormat {
			changed = "revised"
		}
		for _, y := range []struct {
			n    int
			done string
		}{{x.n.Added, "added"}, {x.n.Changed, changed}, {x.n.Same, "already there"}, {x.n.Kept, "kept as here"}, {x.n.Removed, "taken out here"}, {x.n.Refused, "refused"}} {
			if y.n > 0 {
				counts = append(counts, fmt.Sprintf("%d %s", y.n, y.done))
			}
		}
		if len(counts) > 0 {
			parts = append(parts, x.what+": "+strings.Join(counts, ", "))
		}
	}
	if said := t.followed.String(); said != "" {
		parts = append(parts, said)
	}
	if t.Format == articlesFormat && t.Failed > 0 {
		parts = append(parts, screen.Count(t.Failed, "row", "rows")+" left out")
	}
	if len(parts) == 0 {
		return "nothing in it"
	}
	return strings.Join(parts, "; ")
}

// batch is how many records are taken at once, and the rest of the annotations of a text of
// which some are among them: each batch is stored before the next.
const batch = 2000

// together says whether a record is an annotation of the same text as the one before it, or
// of that one.
func together(before, rec jsonl.Record) bool {
	x := rec.Annotation
	switch {
	case x == nil:
		return false
	case before.Article != nil:
		return before.Article.Article.ID == x.Article
	}
	return before.Annotation != nil && before.Annotation.Article == x.Article
}

// take takes in exported records. A line that is no good is reported, and the rest goes in.
func (i *importing) take(path string, r io.Reader) {
	t := &taken{}
	in, rest := i.intake(path, t)
	err := jsonl.Read(r, func(rec jsonl.Record) error {
		t.Lines++
		return in.put(rec)
	}, func(bad jsonl.LineError) {
		t.Lines++
		in.bad(bad)
	})
	if err == nil {
		err = in.flush()
	}
	rest()
	i.ended(path, t, err)
}

// intake is that of a file whose outcome is to be counted in t. When the file has been read, rest tells how
// many lines were not told.
func (i *importing) intake(path string, t *taken) (in *intake, rest func()) {
	c := i.newComplaints("import", path)
	tell := func(err error) {
		i.bar.clear()
		c.tell(err)
	}
	bad := func(bad jsonl.LineError) {
		t.Failed++
		tell(bad)
	}
	return &intake{ctx: i.ctx, lib: i.lib, by: i.annotatorName(), what: i.called(path), sum: &t.Outcome, bad: bad, kept: tell, follow: &t.followed, older: map[annotate.ID]int{}}, c.rest
}

// ended tells what became of a file of records or tasks, or why it was not read to its end.
func (i *importing) ended(path string, t *taken, err error) {
	if err != nil {
		if t.Outcome != (jsonl.Outcome{}) {
			i.partly++
		}
		i.fail(path, fmt.Errorf("%s: %w", clean.Name(path), err))
		return
	}
	i.write(outcome{File: path, Outcome: "taken", Taken: t})
	if t.Failed > 0 {
		i.failed++
	}
	if t.Failed > 0 && (t.Failed < t.Lines || t.Format != "" && t.Outcome != (jsonl.Outcome{})) {
		i.partly++
	}
}

// intake brings records into a library, in batches of which each is stored before the next is
// taken. The library should be one of a store.Together: then undo takes all of them back.
type intake struct {
	lib     *store.Store
	by      string                // who takes them in
	what    string                // the name that the history is to give it
	sum     *jsonl.Outcome        // what became of them
	bad     func(jsonl.LineError) // is told which good records found no place
	kept    func(error)           // is told of which annotations the library's version stays, and why; may be nil
	waiting []jsonl.Record

	ctx    context.Context
	follow *followed           // what became of what the library had of articles of which a newer text came; nil where that stays
	older  map[annotate.ID]int // the annotations of the file, and of which revision it says they are
}

// put takes a record in, once its batch is full.
func (in *intake) put(rec jsonl.Record) error {
	var err error
	if n := len(in.waiting); n >= batch && !together(in.waiting[n-1], rec) {
		err = in.flush()
	}
	in.waiting = append(in.waiting, rec)
	return err
}

// flush stores what the records that wait say and the library does not hold.
func (in *intake) flush() error {
	records := in.waiting
	in.waiting = in.waiting[:0]
	for len(records) > 0 {
		if err := in.ctx.Err(); err != nil {
			return err
		}
		t, err := jsonl.Take(records, held{in.lib})
		if err != nil {
			return err
		}
		if err := in.store(t); err != nil {
			return err
		}
		for _, rec := range records[:len(records)-len(t.Rest)] {
			if x := rec.Annotation; x != nil && in.older != nil {
				in.older[x.ID] = x.Revision
			}
		}
		in.sum.Add(t.Outcome)
		for _, bad := range t.Refused {
			in.bad(bad)
		}
		for _, k := range t.Kept {
			if in.kept != nil {
				in.kept(k)
			}
		}
		records = t.Rest
	}
	return nil
}

// store stores what was taken.
func (in *intake) store(t jsonl.Taken) error {
	apply := func(edits []annotate.Edit) error {
		if len(edits) == 0 {
			return nil
		}
		_, err := in.lib.Apply(annotate.Change{By: in.by, What: in.what, Edits: edits})
		return err
	}
	if err := apply(t.Names); err != nil {
		return err
	}
	if len(t.Arrivals) > 0 {
		if _, err := in.lib.Add(t.Arrivals, nil, in.by, in.what); err != nil {
			return err
		}
	}
	if err := in.revise(t.Revisions); err != nil {
		return err
	}
	for _, edits := range [][]annotate.Edit{t.Speakers, t.Annotations, t.Rulings} {
		if err := apply(edits); err != nil {
			return err
		}
	}
	if t.Recut != nil {
		return in.recut(*t.Recut)
	}
	return nil
}

// revise gives articles newer texts, and what the library had of them follows; but what the file
// says of an older text stays there.
func (in *intake) revise(all []annotate.Arrival) error {
	if len(all) == 0 {
		return nil
	}
	if len(all) == 1 { // of an article that the library had before: that comes alone
		if follows, err := in.rewrite(all[0]); err != nil || follows {
			return err
		}
	}
	return in.lib.Revise(all, in.by, in.what)
}

// rewrite gives an article a newer text with what follows to it; false where nothing would.
func (in *intake) rewrite(x annotate.Arrival) (bool, error) {
	if in.follow == nil {
		return false, nil
	}
	a, err := in.lib.Article(x.Article.ID)
	if err != nil {
		return false, err
	}
	said, err := in.lib.Annotations(a.ID)
	if err != nil {
		return false, err
	}
	rulings, err := in.lib.Rulings(a.ID)
	if err != nil {
		return false, err
	}
	said = slices.DeleteFunc(said, func(s annotate.Annotation) bool {
		revision, is := in.older[s.ID]
		return is && revision < x.Article.Revision
	})
	if len(said) == 0 && len(rulings) == 0 {
		return false, nil
	}
	body, err := in.lib.Body(a.ID, a.Revision)
	if err != nil {
		return false, err
	}
	out, err := anchor.Rewrite(in.ctx, annotate.Arrival{Article: a, Body: body}, x, said, rulings, anchor.EarlierTexts(in.lib, a))
	if err != nil {
		return false, err
	}
	in.follow.add(followed{len(out.Moved), out.Changed, len(out.Orphans)})
	_, err = in.lib.Rewrite(annotate.Change{By: in.by, What: in.what, Article: a.ID, Edits: out.Edits}, a.ID, x.Body)
	return true, err
}

// recut cuts an article's text as the arrival is cut: what is said of its sentences here
// follows them.
func (in *intake) recut(x annotate.Arrival) error {
	a, err := in.lib.Article(x.Article.ID)
	if err != nil {
		return err
	}
	body, err := in.lib.Body(a.ID, a.Revision)
	if err != nil {
		return err
	}
	said, err := in.lib.Annotations(a.ID)
	if err != nil {
		return err
	}
	rulings, err := in.lib.Rulings(a.ID)
	if err != nil {
		return err
	}
	c, err := annotate.RecutAs(a, body, x, said, rulings, in.by, in.what)
	if err != nil {
		return err
	}
	_, err = in.lib.Recut(c, a.ID, x.Body)
	return err
}

// held is the library as jsonl.Take asks it: what is not there is false.
type held struct{ lib *store.Store }

func (h held) Scheme(name string) (annotate.Scheme, bool, error) { return there(h.lib.Scheme(name)) }

func (h held) Story(id annotate.ID) (annotate.Story, bool, error) { return there(h.lib.Story(id)) }

func (h held) Article(id annotate.ID) (annotate.Article, bool, error) {
	return there(h.lib.Article(id))
}

func (h held) ByHash(hash string) (annotate.Article, bool, error) { return there(h.lib.ByHash(hash)) }

func (h held) Body(id annotate.ID, revision int) (annotate.Body, bool, error) {
	return there(h.lib.Body(id, revision))
}

func (h held) Annotations(article annotate.ID) ([]annotate.Annotation, error) {
	return h.lib.Annotations(article)
}

func (h held) Ruling(id annotate.ID) (annotate.Ruling, bool, error) { return there(h.lib.Ruling(id)) }

func (h held) Fresh() (bool, error) {
	changes, err := h.lib.History(0, 1)
	return len(changes) == 0, err
}

func (h held) Speakers(of annotate.ID) ([]annotate.Speaker, error) { return h.lib.Speakers(of) }

func (h held) Search(name string) (annotate.Search, bool, error) { return there(h.lib.Search(name)) }

func there[T any](x T, err error) (T, bool, error) {
	if errors.Is(err, store.ErrNotFound) {
		return x, false, nil
	}
	return x, err == nil, err
}
