package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// Check reads all of the library: every page, every checksum, every index against what it is an
// index of, every annotation and ruling against its texts, every speaker against its story, the
// progress counted again, the history and both of its stacks from the beginning. It returns ErrDamaged where it found a
// problem, with all of them in the report, and the context's error when that ends. That
// the newest change of all is missing, with all it did, is the one loss it cannot see. Options.Progress is told
// how far it is.
func (s *Store) Check(ctx context.Context) (Report, error) {
	c := checker{ctx: ctx, tell: s.tell, progress: map[string]tally{}, standing: sums{}}
	c.report.Notes = openToOthers(s.path)
	err := s.viewFile("check", func(tx *bbolt.Tx, f *os.File) error {
		c.tx = tx
		if err := c.pages(f); err != nil || c.report.Found > 0 {
			return err // bbolt would believe what is wrong
		}
		for _, step := range []func() error{c.meta, c.articles, c.bodies, c.rulings, c.indexes, c.names, c.voices, c.kept, c.feeds, c.annotations, c.counts, c.history} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.tell(comparing, c.done, c.done)
	}
	if err == nil && c.report.Found > 0 {
		err = fmt.Errorf("check: %q: %w", s.path, c.report.asError())
	}
	return c.report, err
}

// checker is one check, in one transaction.
type checker struct {
	ctx      context.Context
	tx       *bbolt.Tx
	tell     func(what string, done, all int)
	done     int // records that were compared
	all      int // records that there are; 0 where nobody knows
	report   Report
	inStory  int              // articles with a story
	known    int              // keys by which articles are known
	ruled    int              // articles of rulings, once for each ruling
	progress map[string]tally // counted again, by key
	standing sums             // of the records that are there
}

// comparing is what a check does with the records, in the words of its progress.
const comparing = "compare every record"

// pages looks at the pages of the file themselves, before bbolt makes anything of them.
func (c *checker) pages(f *os.File) (err error) {
	c.all, err = lookAt(c.ctx, c.tx, f, c.tell, func(p Problem) error { c.report.add(p); return nil })
	if errors.Is(err, errNotThere) {
		return nil // somebody writes to the library without a pause
	}
	return err
}

// problem is one of a bucket.
func (c *checker) problem(bucket, format string, args ...any) {
	c.report.add(Problem{Where: bucket, What: fmt.Sprintf(format, args...)})
}

// each walks a bucket; what do says of a value is a problem. Every key is looked up as
// well: what leads to a key in the tree can be wrong where a walk finds nothing wrong.
func (c *checker) each(bucket string, do func(key, value []byte) error) error {
	var last []byte
	search := in(c.tx, bucket).Cursor()
	return under(in(c.tx, bucket), nil, func(k, v []byte) error {
		if c.done++; c.done%256 == 0 {
			if c.ctx.Err() != nil {
				return c.ctx.Err()
			}
			if c.all > 0 {
				c.tell(comparing, c.done, c.all)
			}
		}
		if last != nil && bytes.Compare(last, k) >= 0 {
			c.report.add(problemOf(bucket, k, errors.New("out of order")))
		}
		last = append(last[:0], k...)
		if found, _ := search.Seek(k); !bytes.Equal(found, k) {
			c.report.add(problemOf(bucket, k, errors.New("cannot be found")))
		}
		if err := do(k, v); err != nil {
			c.report.add(problemOf(bucket, k, err))
		}
		return nil
	})
}

func (c *checker) meta() error {
	if _, err := version(c.tx); err != nil {
		c.problem("meta", "%v", err)
	}
	return c.each(metaBucket, func(k, v []byte) error {
		_, err := unseal(k, v)
		return err
	})
}

func (c *checker) articles() error {
	return c.each(articlesBucket, func(k, v []byte) error {
		c.report.Articles++
		a, err := openRecord[annotate.Article](k, v)
		if err != nil {
			return err
		}
		if !bytes.Equal(k, idKey(a.ID)) {
			return damaged(k, "another article's record")
		}
		c.standing.add("articles", a, 1)
		return c.article(a)
	})
}

func (c *checker) article(a annotate.Article) error {
	key := idKey(a.ID)
	row, err := openRow(rowKey(a), in(c.tx, rowsBucket).Get(rowKey(a)), &texts{interned: map[string]string{}})
	if err != nil {
		return fmt.Errorf("row: %w", err)
	}
	if row != a.Row() {
		return damaged(key, "the row is not the article's")
	}
	b, err := readBody(c.tx, a.ID, a.Revision)
	if err != nil {
		return err
	}
	if annotate.Hash(b.Text) != a.Hash || len(b.Sentences) != a.Sentences {
		return damaged(key, "the text is not the article's")
	}
	hash := hashKey(a)
	id, err := unseal(hash, in(c.tx, hashIndexBucket).Get(hash))
	if err != nil {
		return fmt.Errorf("hash: %w", err)
	}
	if !bytes.Equal(id, key) {
		return damaged(key, "its hash names another article")
	}
	for _, k := range knownKeys(a) {
		if c.known++; in(c.tx, knownBucket).Get(k) == nil {
			return damaged(key, "it is not known by its address, or by its source and title")
		}
	}
	if a.Story == 0 {
		return nil
	}
	c.inStory++
	if in(c.tx, storiesBucket).Get(idKey(a.Story)) == nil {
		return damaged(key, "its story is not there")
	}
	if in(c.tx, storyIndexBucket).Get(pairKey(a.Story, a.ID)) == nil {
		return damaged(key, "its story does not list it")
	}
	return nil
}

func (c *checker) bodies() error {
	return c.each(bodiesBucket, func(k, v []byte) error {
		c.report.Bodies++
		b, err := openBody(k, v)
		if err != nil {
			return err
		}
		for n, s := range b.Sentences {
			if !s.In(b.Text) {
				return damaged(k, fmt.Sprintf("sentence %d is not in the text", n))
			}
		}
		r, err := openRevision(k, in(c.tx, revisionsBucket).Get(k))
		switch {
		case err != nil:
			return fmt.Errorf("revision: %w", err)
		case r.sentences != len(b.Sentences) || !bytes.Equal(r.hash, hashKey(annotate.Article{Hash: annotate.Hash(b.Text)})):
			return damaged(k, "what is known of the text is another's")
		case r.before > 0 && in(c.tx, bodiesBucket).Get(bodyKey(keyID(k), r.before)) == nil:
			return damaged(k, "the text that it came after is not there")
		}
		return nil
	})
}

// rulings checks each against its texts, and that its articles list it.
func (c *checker) rulings() error {
	return c.each(rulingsBucket, func(k, v []byte) error {
		c.report.Rulings++
		r, err := openRecord[annotate.Ruling](k, v)
		if err != nil {
			return err
		}
		if !bytes.Equal(k, idKey(r.ID)) {
			return damaged(k, "another ruling's record")
		}
		c.standing.add("rulings", r, 1)
		articles := r.Articles()
		c.ruled += len(articles)
		for _, a := range articles {
			if in(c.tx, articlesBucket).Get(idKey(a)) == nil {
				return damaged(k, fmt.Sprintf("its article %s is not there", a))
			}
			if in(c.tx, articleRulingsBucket).Get(pairKey(a, r.ID)) == nil {
				return damaged(k, fmt.Sprintf("its article %s does not list it", a))
			}
		}
		for _, p := range r.Places {
			b, err := readBody(c.tx, p.Article, p.Revision)
			if err != nil {
				return fmt.Errorf("ruling %s: %w", r.ID, err)
			}
			if err := p.Check(b); err != nil {
				return fmt.Errorf("ruling %s: %w", r.ID, err)
			}
		}
		return r.Check()
	})
}

// indexes looks for what is in an index and nowhere else: every record was found in
// each, so an index of as many keys holds nothing more.
func (c *checker) indexes() error {
	for bucket, wanted := range map[string]int{
		rowsBucket: c.report.Articles, hashIndexBucket: c.report.Articles, storyIndexBucket: c.inStory,
		articleRulingsBucket: c.ruled, knownBucket: c.known, revisionsBucket: c.report.Bodies,
	} {
		n := 0
		err := c.each(bucket, func(k, v []byte) error {
			n++
			_, err := unseal(k, v)
			return err
		})
		if err != nil {
			return err
		}
		if n != wanted {
			c.problem(bucket, "%d keys, and the records make %d", n, wanted)
		}
	}
	return nil
}

// names checks what has a name: stories and schemes.
func (c *checker) names() error {
	err := c.each(storiesBucket, func(k, v []byte) error {
		c.report.Stories++
		st, err := openRecord[annotate.Story](k, v)
		c.standing.add("stories", st, 1)
		if err == nil && !bytes.Equal(k, idKey(st.ID)) {
			err = damaged(k, "another story's record")
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.each(schemesBucket, func(k, v []byte) error {
		c.report.Schemes++
		s, err := openRecord[annotate.Scheme](k, v)
		c.standing.add("schemes", s, 1)
		if err == nil && string(k) != s.Name {
			err = damaged(k, "another scheme's record")
		}
		if err == nil && s.Check() != nil {
			err = fmt.Errorf("scheme %q: %w", s.Name, s.Check())
		}
		return err
	})
}

// voices checks the speakers, and that no two of a story share a spelling.
func (c *checker) voices() error {
	var of annotate.ID
	return c.each(speakersBucket, func(k, v []byte) error {
		c.report.Speakers++
		x, err := openRecord[annotate.Speaker](k, v)
		if err != nil {
			return err
		}
		if !bytes.Equal(k, speakerKey(&x)) {
			return damaged(k, "another speaker's record")
		}
		c.standing.add("speakers", x, 1)
		if x.Of == of {
			return x.Check()
		}
		of = x.Of
		if !speaksIn(c.tx, of) {
			return damaged(k, "its story or article is not there")
		}
		if err := distinct(c.tx, of); err != nil {
			return err
		}
		return x.Check()
	})
}

func (c *checker) annotations() error {
	var article annotate.ID
	var bodies map[int]annotate.Body // of the article
	var seen map[annotate.ID]bool    // in the article
	var taken map[seat]annotate.ID   // in the article
	return c.each(annotationsBucket, func(k, v []byte) error {
		c.report.Annotations++
		a, err := openRecord[annotate.Annotation](k, v)
		if err != nil {
			return err
		}
		if !bytes.Equal(k, annotationKey(&a)) {
			return damaged(k, "another annotation's record")
		}
		c.standing.add("annotations", a, 1)
		if a.Article != article || bodies == nil {
			article, bodies, seen, taken = a.Article, map[int]annotate.Body{}, map[annotate.ID]bool{}, map[seat]annotate.ID{}
			if in(c.tx, articlesBucket).Get(idKey(article)) == nil {
				c.problem("annotations", "article %s is not there", article)
			}
		}
		if seen[a.ID] {
			return damaged(k, "a second annotation of that id")
		}
		seen[a.ID] = true
		if other, twice := taken[seatOf(a)]; twice {
			c.problem("annotations", "%s and %s of article %s: both by %q and the scheme %q on one %s", other, a.ID, a.Article, a.Annotator, a.Scheme, seatOf(a).what())
		}
		taken[seatOf(a)] = a.ID
		t := c.progress[string(progressKey(a.Article, a.Annotator, a.Scheme))]
		t.count(a, 1)
		c.progress[string(progressKey(a.Article, a.Annotator, a.Scheme))] = t
		b, ok := bodies[a.Revision]
		if !ok {
			if b, err = readBody(c.tx, a.Article, a.Revision); err != nil {
				return err
			}
			bodies[a.Revision] = b
		}
		if err := annotationText(a); err != nil {
			return damaged(k, err.Error())
		}
		return a.Check(b)
	})
}

// seat is what one annotation at most is about: a sentence or a span, by an annotator and a
// scheme.
type seat struct {
	revision, sentence int
	span               annotate.Span
	annotator, scheme  string
}

func seatOf(a annotate.Annotation) seat {
	return seat{a.Revision, a.Sentence, a.Span, a.Annotator, a.Scheme}
}

func (s seat) what() string {
	if s.sentence >= 0 {
		return "sentence"
	}
	return "span"
}

// counts compares the progress with what was counted.
func (c *checker) counts() error {
	names := texts{interned: map[string]string{}}
	n := 0
	err := c.each(progressBucket, func(k, v []byte) error {
		n++
		t, err := openTally(k, v, &names)
		if err != nil {
			return err
		}
		r, ok := c.progress[string(k)]
		if !ok || t.annotations != r.annotations || !bytes.Equal(t.payload(), r.payload()) || !maps.Equal(t.Labels, r.Labels) {
			return damaged(k, "not what the annotations come to")
		}
		return nil
	})
	if n != len(c.progress) {
		c.problem("progress", "%d keys, and the annotations make %d", n, len(c.progress))
	}
	return err
}
