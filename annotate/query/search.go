package query

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"rashomon/annotate"
)

// Library is what is searched. Its methods are called from several goroutines.
type Library interface {
	Rows(most int) ([]annotate.Row, error) // the newest first
	Stories() ([]annotate.Story, error)
	Article(annotate.ID) (annotate.Article, error)
	Body(article annotate.ID, revision int) (annotate.Body, error)
	Annotations(article annotate.ID) ([]annotate.Annotation, error)
	// Peek calls do with the text of each article and the stored records of what is said of
	// it, which are JSON: what is looked for can stand in the text only if it stands in its
	// bytes, and in what is said only if it stands in those of a record, escaped as JSON does.
	Peek(articles []annotate.ID, do func(i int, text []byte, said [][]byte)) error
}

// Found is what a search has found: the best articles, and how many there are in all.
type Found struct {
	Hits []Hit
	All  int // articles that pass, also those beyond the most that were asked for
}

// Hit is an article that passes a query.
type Hit struct {
	Article  annotate.Article
	Story    string
	Score    float64   // only its order means anything
	Passages []Passage // where it stands, in the order of the text; none where the query has no words and asks for nothing said
}

// Passage is a place in an article where words of the query stand, or in what is said of it.
type Passage struct {
	Sentence int             // where a span begins, of what is said of one; -1: in the title, or said of a text that has changed since
	In       string          // text, title, speaker, note, or orphan: words of an older text of which something is said
	Text     string          // the whole sentence, title, speaker, note, or those words
	Marks    []annotate.Span // the words, in bytes of Text
}

// Search finds at most that many articles, best first, and those that are as good newest
// first. Progress is told the part that is done, 0 to 1; it may be nil. The error is the
// context's or the library's.
//
// No index is kept: what is asked of the article is looked up in its row, what must stand in
// its text is looked for among its bytes, and only where that may be so is it read.
func Search(ctx context.Context, q Query, lib Library, most int, progress func(part float64)) (Found, error) {
	s, err := find(ctx, q, lib, progress)
	if err != nil {
		return Found{}, err
	}
	s.rank()
	found := Found{All: len(s.hits)}
	for _, h := range s.hits[:min(most, len(s.hits))] {
		if err := ctx.Err(); err != nil {
			return Found{}, err
		}
		hit, err := s.read(h)
		if err != nil {
			return Found{}, err
		}
		found.Hits = append(found.Hits, hit)
	}
	return found, nil
}

// Passing is the articles that pass, found as Search finds them.
func Passing(ctx context.Context, q Query, lib Library, progress func(part float64)) (map[annotate.ID]bool, error) {
	s, err := find(ctx, q, lib, progress)
	if err != nil {
		return nil, err
	}
	out := make(map[annotate.ID]bool, len(s.hits))
	for _, h := range s.hits {
		out[s.rows[h.row].ID] = true
	}
	return out, nil
}

func find(ctx context.Context, q Query, lib Library, progress func(part float64)) (*search, error) {
	s := &search{query: q, may: q.inAny(), lib: lib, progress: progress, languages: map[string]Query{}, stories: map[annotate.ID]string{}}
	if err := s.begin(); err != nil {
		return nil, err
	}
	return s, s.scan(ctx)
}

// search is a search under way.
type search struct {
	query    Query
	lib      Library
	rows     []annotate.Row // those that may pass by what they show
	stories  map[annotate.ID]string
	may      Query // for what may pass: in any language
	progress func(float64)

	mutex     sync.Mutex // guards what follows
	languages map[string]Query
	hits      []counted
	scanned   scanned
	done      int // rows
}

// begin reads the rows and leaves out those that show that they cannot pass.
func (s *search) begin() (err error) {
	if s.rows, err = s.lib.Rows(0); err != nil {
		return err
	}
	stories, err := s.lib.Stories()
	if err != nil {
		return err
	}
	for _, st := range stories {
		s.stories[st.ID] = st.Title
	}
	if len(s.query.article) > 0 {
		s.rows = slices.DeleteFunc(s.rows, func(r annotate.Row) bool { return !s.query.mayBe(r, s.stories[r.Story]) })
	}
	return nil
}

// batch is how many articles are looked through between two looks at the context.
const batch = 128

// scan looks through the rows, on all cores.
func (s *search) scan(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for {
				from := int(next.Add(batch)) - batch
				if from >= len(s.rows) || ctx.Err() != nil {
					return
				}
				if err := s.look(from, s.rows[from:min(from+batch, len(s.rows))]); err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// look looks through a few rows, the first of which is numbered from.
func (s *search) look(from int, rows []annotate.Row) error {
	few, candidates, err := s.peek(rows)
	if err != nil {
		return err
	}
	var hits []counted
	for _, c := range candidates {
		h, passes, err := s.try(rows[c.row], c.said)
		if err != nil && !s.gone(rows[c.row].ID) {
			return err
		}
		if err == nil && passes {
			h.row = from + c.row
			hits = append(hits, h)
		}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.hits = append(s.hits, hits...)
	s.scanned.add(few)
	if s.done += len(rows); s.progress != nil {
		s.progress(float64(s.done) / float64(len(s.rows)))
	}
	return nil
}

// candidate is an article that may pass.
type candidate struct {
	row  int
	said bool // something is said of it
}

// peek finds what may pass by the bytes that are stored of it.
func (s *search) peek(rows []annotate.Row) (few scanned, out []candidate, err error) {
	if len(s.query.words)+len(s.query.said) == 0 {
		for i := range rows {
			out = append(out, candidate{row: i})
		}
		return few, out, nil
	}
	ids := make([]annotate.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	may := newMay(s.may)
	err = s.lib.Peek(ids, func(i int, text []byte, said [][]byte) {
		if may.pass(rows[i].Title, text, said) {
			out = append(out, candidate{i, len(said) > 0})
		}
	})
	return may.scanned, out, err
}

// try reads an article and says whether it passes, and how often the words stand in it.
func (s *search) try(r annotate.Row, isSaid bool) (h counted, passes bool, err error) {
	a, err := s.lib.Article(r.ID)
	if err != nil {
		return h, false, err
	}
	q := s.in(a.Language).of(a)
	if !q.fields(a, s.stories[a.Story]) {
		return h, false, nil
	}
	var said []annotate.Annotation
	if isSaid {
		if said, err = s.lib.Annotations(a.ID); err != nil {
			return h, false, err
		}
	}
	if len(q.said) > 0 && !q.saidOf(a, said) {
		return h, false, nil
	}
	if len(q.words) == 0 {
		return h, true, nil
	}
	b, err := s.lib.Body(a.ID, a.Revision)
	if err != nil {
		return h, false, err
	}
	c := tally{article: a, body: b, said: said, times: map[string]int{}}
	if !q.worded(func(t term) bool { return c.of(t.phrases[0]) > 0 }) {
		return h, false, nil
	}
	return counted{bytes: len(b.Text), times: c.all(q)}, true, nil
}

// in is the query in a language.
func (s *search) in(language string) Query {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	q, known := s.languages[language]
	if !known {
		q = s.query.in(language)
		s.languages[language] = q
	}
	return q
}

// gone says whether an article has left the library since the search began.
func (s *search) gone(id annotate.ID) bool {
	rows, err := s.lib.Rows(0)
	return err == nil && !slices.ContainsFunc(rows, func(r annotate.Row) bool { return r.ID == id })
}

// read reads a hit with its passages.
func (s *search) read(h counted) (Hit, error) {
	a, err := s.lib.Article(s.rows[h.row].ID)
	if err != nil {
		return Hit{}, err
	}
	hit := Hit{Article: a, Story: s.stories[a.Story], Score: h.score}
	if len(s.query.words)+len(s.query.said)+len(s.query.article) == 0 {
		return hit, nil
	}
	b, err := s.lib.Body(a.ID, a.Revision)
	if err != nil {
		return Hit{}, err
	}
	said, err := s.lib.Annotations(a.ID)
	if err != nil {
		return Hit{}, err
	}
	hit.Passages = s.in(a.Language).of(a).passages(a, b, said)
	return hit, nil
}

// rank sorts the hits.
func (s *search) rank() {
	for i := range s.hits {
		s.hits[i].score = s.scanned.score(s.hits[i])
	}
	slices.SortFunc(s.hits, func(a, b counted) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.row, b.row)) })
}
