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
		}{{x.n.Added, "added"}, {x.n.Changed, "updated"}, {x.n.Same, "already there"}, {x.n.Kept, "kept as here"}, {x.n.Refused, "refused"}} {
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

// batch is how many records are taken at once: each batch is stored before the next.
const batch = 2000

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
		records = append(records, rec)
		if len(records) < batch {
			return nil
		}
		return flush()
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
func (i *importing) takeBatch(path string, records []jsonl.Record, sum *jsonl.Outcome) ([]jsonl.LineError, error) {
	t, err := jsonl.Take(records, held{i.lib})
	if err != nil {
		return nil, err
	}
	what := "take back " + ingest.Line(path)
	apply := func(edits []annotate.Edit) error {
		if len(edits) == 0 {
			return nil
		}
		_, err := i.lib.Apply(annotate.Change{By: i.annotatorName(), What: what, Edits: edits})
		return err
	}
	if err := apply(t.Names); err != nil {
		return nil, err
	}
	if len(t.Arrivals) > 0 {
		if _, err := i.lib.Add(t.Arrivals, nil, i.annotatorName(), what); err != nil {
			return nil, err
		}
	}
	if len(t.Revisions) > 0 {
		if err := i.lib.Revise(t.Revisions, i.annotatorName(), what); err != nil {
			return nil, err
		}
	}
	for _, edits := range [][]annotate.Edit{t.Speakers, t.Annotations, t.Rulings} {
		if err := apply(edits); err != nil {
			return nil, err
		}
	}
	sum.Add(t.Outcome)
	return t.Refused, nil
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
