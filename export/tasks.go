package export

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"rashomon/annotate"
	"rashomon/annotate/task"
)

// TaskOptions is how a library becomes tasks.
type TaskOptions struct {
	Scheme     annotate.Scheme // what is said by other schemes is left out
	Format     string          // whose keys, of a file that was imported, go along; of none, none
	Whole      bool            // a task is an article, not a sentence
	Shape      string          // of the file, one of the format's; empty: the usual one
	Context    int             // so many sentences before and after a sentence go along
	Dedup      bool            // of an annotator's verbatim copies only the first
	Unlabelled bool            // also that of which nobody says anything by the scheme, of no annotator
	// Suggest proposes labels for sentences of an article, of which those go along of which nobody
	// says anything; Span is that of the article's text. Nil: nothing is proposed.
	Suggest  func(annotate.Article, annotate.Body) []task.Suggestion
	Progress func(articles int) // is told how many are done; may be nil
}

// TaskCount is what was made of a library.
type TaskCount struct {
	Tasks       int
	Articles    int // of which there is a task
	Annotations int
	Unlabelled  int // tasks of which nobody says anything
	Suggestions int
	Wide        int // tasks of several sentences, because labelled words go from one into the next
	Left
}

// Tasks writes what the filter lets through as tasks in a format of other programs: of each
// text one for every annotator, annotate.Gold only if the filter asks for it. They are in the
// order in which EachTask makes them, and one article is in memory at a time. What is zero in
// the count's Left and in Lost is in the file.
//
// It returns the errors of lib, w and the context, and an error naming the annotation where
// the library contradicts itself.
func Tasks(ctx context.Context, w io.Writer, format task.Format, lib Library, f Filter, o TaskOptions) (TaskCount, task.Lost, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	to := format.Write(out, task.Options{Scheme: o.Scheme, Shape: o.Shape, Whole: o.Whole})
	o.Format = format.Name
	n, err := EachTask(ctx, lib, f, o, to.Write)
	if err == nil {
		err = to.Close()
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", format.Name, err)
	}
	return n, to.Lost(), err
}

// EachTask gives each the tasks that Tasks writes, one by one: articles in the order of the
// library, in an article older texts before newer ones, in a text by sentence, of one sentence
// by annotator. What is said of words that go from one sentence into the next makes a task of
// all the sentences that they touch, so that nothing is cut: it is a whole text of
// these sentences, with Sentence -1. Errors are those of Tasks, or what each returned.
func EachTask(ctx context.Context, lib Library, f Filter, o TaskOptions, each func(task.Task) error) (TaskCount, error) {
	if f.Scheme != "" && f.Scheme != o.Scheme.Name {
		return TaskCount{}, errors.New("the filter is about another scheme")
	}
	m := &making{lib: lib, filter: f, o: o, each: each, titles: map[annotate.ID]string{}, passes: 1}
	stories, err := lib.Stories()
	if err != nil {
		return m.count, err
	}
	for _, s := range stories {
		m.titles[s.ID] = s.Title
	}
	if o.Dedup {
		m.copies = newCopies()
	}
	if o.Dedup && o.Unlabelled {
		if err := m.meet(ctx); err != nil {
			return m.count, err
		}
	}
	if m.beside, err = newBeside(lib, f); err != nil {
		return m.count, err
	}
	if err := m.all(ctx); err != nil {
		return m.count, err
	}
	return m.count, m.beside.end(&m.count.Left)
}

// making is tasks in the making.
type making struct {
	lib    Library
	filter Filter
	o      TaskOptions
	each   func(task.Task) error
	copies *copies // nil: copies are written
	count  TaskCount

	titles map[annotate.ID]string // of the stories
	beside *beside                // nil: what a library holds besides is not counted
	passes int                    // that the articles are read in
	read   int                    // articles, in all passes
}

// meet reads what is labelled, so that none of it is left out as a copy of what is not.
func (m *making) meet(ctx context.Context) error {
	m.passes = 2
	first := *m
	first.o.Unlabelled, first.o.Suggest, first.o.Context = false, nil, 0
	first.copies = nil
	first.each = func(t task.Task) error { m.copies.meet(t.Text); return nil }
	err := first.all(ctx)
	m.read = first.read
	return err
}

// arrived is an article as it was read, with all that is said of it; said is nil and through is
// false where the filter does not let it through.
type arrived struct {
	article annotate.Article
	said    []annotate.Annotation
	through bool
	err     error
}

// all makes the tasks of all articles: while those of one are made, the next few are read.
func (m *making) all(ctx context.Context) error {
	const ahead = 4
	reading, stop := context.WithCancel(ctx)
	articles := make(chan arrived, ahead)
	go func() {
		defer close(articles)
		for a, err := range m.lib.Articles() {
			if err == nil {
				err = reading.Err()
			}
			next := arrived{article: a, err: err}
			if err == nil {
				next = m.arrive(a)
			}
			select {
			case articles <- next:
			case <-reading.Done():
				return
			}
			if next.err != nil {
				return
			}
		}
	}()
	defer func() { // nobody reads the library when this returns
		stop()
		for range articles {
		}
	}()
	for a := range articles {
		if err := cmp.Or(ctx.Err(), a.err); err != nil {
			return err
		}
		if a.through {
			if err := m.article(a.article, a.said); err != nil {
				return err
			}
		}
		if m.read++; m.o.Progress != nil {
			m.o.Progress(m.read / m.passes)
		}
	}
	return ctx.Err()
}

// arrive is an article, if the filter lets it through, and what is said of it.
func (m *making) arrive(a annotate.Article) (out arrived) {
	out.article = a
	if !m.filter.article(a) {
		return out
	}
	once := sync.OnceValues(func() ([]annotate.Annotation, error) { return m.lib.Annotations(a.ID) })
	if out.through, out.err = m.filter.asked(m.lib, a, m.titles[a.Story], once); out.through && out.err == nil {
		out.said, out.err = once()
	}
	return out
}

func (m *making) article(a annotate.Article, all []annotate.Annotation) error {
	if err := m.beside.passed(a); err != nil {
		return err
	}
	before := m.count.Tasks
	if err := m.texts(a, all); err != nil {
		return err
	}
	switch {
	case m.count.Tasks > before:
		m.count.Articles++
	case len(all) == 0 && m.filter.unsaid():
		m.count.Unsaid++
	}
	return nil
}

// texts makes the tasks of an article, one revision of its text after the other.
func (m *making) texts(a annotate.Article, all []annotate.Annotation) error {
	var said []annotate.Annotation // by the scheme
	for _, x := range all {
		if x.Scheme == m.o.Scheme.Name {
			said = append(said, x)
		} else if m.filter.annotation(x) {
			m.count.OtherSchemes++
		}
	}
	slices.SortStableFunc(said, func(x, y annotate.Annotation) int { return cmp.Compare(x.Revision, y.Revision) })
	newest := a.Revision
	for len(said) > 0 && said[0].Revision < newest {
		a.Revision = said[0].Revision
		n, _ := slices.BinarySearchFunc(said, a.Revision+1, func(x annotate.Annotation, r int) int { return cmp.Compare(x.Revision, r) })
		if err := m.text(a, said[:n], false); err != nil {
			return err
		}
		said = said[n:]
	}
	a.Revision = newest
	if len(said) == 0 && !m.o.Unlabelled {
		return nil
	}
	return m.text(a, said, true)
}

// text makes the tasks of one revision of an article, of what is said of it by the scheme.
func (m *making) text(a annotate.Article, said []annotate.Annotation, newest bool) error {
	b, err := m.lib.Body(a.ID, a.Revision)
	if err != nil {
		return err
	}
	if !newest {
		a.Hash, a.Sentences = annotate.Hash(b.Text), len(b.Sentences)
	}
	for _, x := range said {
		if err := x.Check(b); err != nil {
			return err
		}
	}
	c := cutting{Body: b, article: a, story: m.titles[a.Story], runes: annotate.NewUnits(b.Text)}
	pieces := c.pieces(m.chosen(said), m.o.Whole)
	if m.filter.Gold {
		m.count.NoGold += c.withoutGold(said, m.o.Whole)
	}
	if newest && m.o.Unlabelled && m.filter.silence() {
		pieces = m.silent(&c, pieces, said)
	}
	for _, p := range pieces {
		t, wide, twice := c.task(p, m.o)
		if err := m.write(t, wide, twice); err != nil {
			return err
		}
	}
	return nil
}

// chosen is what the filter lets through of what is said by the scheme; what is not asked for
// though one might think so is counted.
func (m *making) chosen(said []annotate.Annotation) (out []annotate.Annotation) {
	for _, x := range said {
		gold := x.Annotator == annotate.Gold
		switch {
		case !m.filter.annotation(x):
		case gold && !m.filter.Gold && m.filter.Annotator != annotate.Gold:
			m.count.Gold++
		case gold && m.filter.Gold && x.Flag == annotate.Flagged && len(x.Labels) == 0:
			m.count.Open++
		default:
			out = append(out, x)
		}
	}
	return out
}

// silent is pieces with those of which nobody says anything; what is proposed for these goes
// into them, or into those that hold them.
func (m *making) silent(c *cutting, pieces []piece, said []annotate.Annotation) []piece {
	c.quiet = c.sentencesOf(said, func(annotate.Annotation) bool { return true })
	for n := range c.quiet {
		c.quiet[n] = !c.quiet[n]
	}
	switch {
	case !m.o.Whole:
		for n, quiet := range c.quiet {
			if quiet {
				pieces = append(pieces, piece{first: n, last: n, span: c.Sentences[n]})
			}
		}
	case len(said) == 0 && len(c.Text) > 0:
		pieces = append(pieces, c.whole(""))
	}
	slices.SortStableFunc(pieces, piece.compare)
	if m.o.Suggest != nil && slices.Contains(c.quiet, true) && len(pieces) > 0 {
		for _, s := range m.o.Suggest(c.article, c.Body) {
			if 0 <= s.Sentence && s.Sentence < len(c.quiet) && c.quiet[s.Sentence] && allowed(m.o.Scheme, s.Labels) {
				c.suggested = append(c.suggested, s)
			}
		}
	}
	return pieces
}

// allowed says whether a sentence may carry the labels, of which there is one at least.
func allowed(s annotate.Scheme, labels []string) bool {
	return len(labels) > 0 && !slices.ContainsFunc(labels, func(name string) bool {
		l, known := s.Label(name)
		return !known || !l.Allows(annotate.OnSentence(0))
	})
}

// write gives a task away, unless it is a copy of one that went before.
func (m *making) write(t task.Task, wide bool, twice int) error {
	if m.copies != nil {
		if kept, same := m.copies.keep(t); !kept {
			m.count.Copies++
			m.count.CopiesSaid += len(t.Said)
			if !same {
				m.count.Otherwise++
			}
			return nil
		}
	}
	if err := m.each(t); err != nil {
		return err
	}
	m.count.Tasks++
	m.count.Keys += twice
	m.count.Annotations += len(t.Said)
	m.count.Suggestions += len(t.Suggested)
	if len(t.Said) == 0 {
		m.count.Unlabelled++
	}
	if wide {
		m.count.Wide++
	}
	return nil
}
