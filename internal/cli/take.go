package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
	"rashomon/ingest"
	"rashomon/store"
)

// taken is what became of the records of one file.
type taken struct {
	jsonl.Outcome
	Lines  int `json:"lines"` // that are not blank
	Failed int `json:"failed"`
}

// String says it for people: only what there is to say.
func (t *taken) String() string {
	var parts []string
	for _, x := range []struct {
		what string
		n    jsonl.Count
	}{{"annotations", t.Annotations}, {"rulings", t.Rulings}, {"reports", t.Articles}, {"stories", t.Stories}, {"speakers", t.Speakers}, {"schemes", t.Schemes}, {"searches", t.Searches}} {
		var counts []string
		for _, y := range []struct {
			n    int
			done string
		}{{x.n.Added, "added"}, {x.n.Changed, "updated"}, {x.n.Same, "already there"}, {x.n.Kept, "kept as here"}, {x.n.Removed, "taken out here"}, {x.n.Refused, "refused"}} {
			if y.n > 0 {
				counts = append(counts, fmt.Sprintf("%d %s", y.n, y.done))
			}
		}
		if len(counts) > 0 {
			parts = append(parts, x.what+": "+strings.Join(counts, ", "))
		}
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

// takeFile takes back an exported file.
func (i *importing) takeFile(path string) {
	f, err := os.Open(path)
	if err != nil {
		i.fail(path, fmt.Errorf("read %s: %w", ingest.Shown(path), plain(err)))
		return
	}
	defer f.Close()
	i.take(path, &stoppable{ctx: i.ctx, r: f})
}

// take takes back exported records. A line that is no good is reported, and the rest goes in.
func (i *importing) take(path string, r io.Reader) {
	var t taken
	var records []jsonl.Record
	flush := func() error {
		refused, err := i.takeBatch(path, records, &t.Outcome)
		for _, bad := range refused {
			i.badLine(path, bad, &t)
		}
		records = records[:0]
		return err
	}
	err := jsonl.Read(r, func(rec jsonl.Record) error {
		t.Lines++
		var err error
		if len(records) >= batch && !together(records[len(records)-1], rec) {
			err = flush()
		}
		records = append(records, rec)
		return err
	}, func(bad jsonl.LineError) {
		t.Lines++
		i.badLine(path, bad, &t)
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		if t.Outcome != (jsonl.Outcome{}) {
			i.partly++
		}
		i.fail(path, fmt.Errorf("%s: %w", ingest.Shown(path), err))
		return
	}
	i.write(outcome{File: path, Outcome: "taken", Taken: &t})
	if t.Failed > 0 {
		i.failed++
	}
	if t.Failed > 0 && t.Failed < t.Lines {
		i.partly++
	}
}

func (i *importing) badLine(path string, bad jsonl.LineError, t *taken) {
	t.Failed++
	i.bar.clear()
	i.complain(fmt.Errorf("import: %s: %w", ingest.Shown(path), bad))
}

// takeBatch stores what a batch of records says that the library does not hold.
func (i *importing) takeBatch(path string, records []jsonl.Record, sum *jsonl.Outcome) (refused []jsonl.LineError, err error) {
	for len(records) > 0 {
		t, err := jsonl.Take(records, held{i.lib})
		if err != nil {
			return refused, err
		}
		if err := i.storeTaken(t, "take back "+ingest.Line(path)); err != nil {
			return refused, err
		}
		sum.Add(t.Outcome)
		refused, records = append(refused, t.Refused...), t.Rest
	}
	return refused, nil
}

// storeTaken stores what was taken, under the name that the history is to give it.
func (i *importing) storeTaken(t jsonl.Taken, what string) error {
	apply := func(edits []annotate.Edit) error {
		if len(edits) == 0 {
			return nil
		}
		_, err := i.lib.Apply(annotate.Change{By: i.annotatorName(), What: what, Edits: edits})
		return err
	}
	if err := apply(t.Names); err != nil {
		return err
	}
	if len(t.Arrivals) > 0 {
		if _, err := i.lib.Add(t.Arrivals, nil, i.annotatorName(), what); err != nil {
			return err
		}
	}
	if len(t.Revisions) > 0 {
		if err := i.lib.Revise(t.Revisions, i.annotatorName(), what); err != nil {
			return err
		}
	}
	for _, edits := range [][]annotate.Edit{t.Speakers, t.Annotations, t.Rulings} {
		if err := apply(edits); err != nil {
			return err
		}
	}
	if t.Recut != nil {
		return i.recut(*t.Recut, what)
	}
	return nil
}

// recut cuts an article's text as the arrival is cut: what is said of its sentences here
// follows them.
func (i *importing) recut(x annotate.Arrival, what string) error {
	a, err := i.lib.Article(x.Article.ID)
	if err != nil {
		return err
	}
	body, err := i.lib.Body(a.ID, a.Revision)
	if err != nil {
		return err
	}
	said, err := i.lib.Annotations(a.ID)
	if err != nil {
		return err
	}
	rulings, err := i.lib.Rulings(a.ID)
	if err != nil {
		return err
	}
	c, err := annotate.RecutAs(a, body, x, said, rulings, i.annotatorName(), what)
	if err != nil {
		return err
	}
	_, err = i.lib.Recut(c, a.ID, x.Body)
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
