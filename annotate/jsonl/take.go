package jsonl

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"rashomon/annotate"
)

// Why a good record is not taken.
var (
	ErrNoArticle = errors.New("its article, with this text, is neither before it in the file nor in the library")
	ErrNoStory   = errors.New("its story, or its article, is neither before it in the file nor in the library")
	ErrOtherHere = errors.New("the library has another text of this article, and not an older one")
)

// Held is what a library already holds. What is not there is false, not an error.
type Held interface {
	Fresh() (bool, error) // whether nobody has changed anything in it since it was made
	Scheme(name string) (annotate.Scheme, bool, error)
	Story(id annotate.ID) (annotate.Story, bool, error)
	Article(id annotate.ID) (annotate.Article, bool, error)
	ByHash(hash string) (annotate.Article, bool, error) // an article whose newest text has this hash
	Body(id annotate.ID, revision int) (annotate.Body, bool, error)
	Annotations(article annotate.ID) ([]annotate.Annotation, error)
	Ruling(id annotate.ID) (annotate.Ruling, bool, error)
	Speakers(of annotate.ID) ([]annotate.Speaker, error) // of a story or an article
	Search(name string) (annotate.Search, bool, error)
}

// Taken is what a library has to store to hold what the records say, in this order.
type Taken struct {
	Names       []annotate.Edit    // new schemes, searches and stories, and schemes of a fresh library
	Arrivals    []annotate.Arrival // new articles
	Revisions   []annotate.Arrival // newer texts of articles that it holds or that arrive
	Annotations []annotate.Edit    // new annotations, and those that were updated later than the held ones
	Rulings     []annotate.Edit    // new rulings, and those that were made later than the held ones
	Speakers    []annotate.Edit    // new speakers, and those who get new spellings
	Recut       *annotate.Arrival  // of an article that then is there: its newest text, cut into other sentences
	Rest        []Record           // to be taken when all that is stored
	Refused     []LineError        // good records that found no place
	Kept        []Kept             // annotations of which the library has another version, which stays
	Outcome     Outcome
	Annotators  map[string]Count // of the outcome, what became of the annotations of each annotator
}

// Outcome counts what became of the records.
type Outcome struct{ Schemes, Searches, Stories, Speakers, Articles, Annotations, Rulings Count }

// Count is what became of the records of one type.
type Count struct {
	Added   int
	Changed int // the record was updated, or made, later than what the library held, or added to it
	Same    int // the library holds it
	Kept    int // the library holds another one, and that stays
	Removed int // of the library's annotations, that gave way to another that moved there, or moved to where a later one is
	Refused int
}

// Add adds the counts of another take.
func (o *Outcome) Add(p Outcome) {
	o.Schemes.add(p.Schemes)
	o.Searches.add(p.Searches)
	o.Stories.add(p.Stories)
	o.Speakers.add(p.Speakers)
	o.Articles.add(p.Articles)
	o.Annotations.add(p.Annotations)
	o.Rulings.add(p.Rulings)
}

func (c *Count) add(d Count) {
	c.Added += d.Added
	c.Changed += d.Changed
	c.Same += d.Same
	c.Kept += d.Kept
	c.Removed += d.Removed
	c.Refused += d.Refused
}

// Take says what to store so that a library holds what the records say. IDs, times and
// origins stay as recorded. A text that the library holds under another article's ID is
// that article, and annotations go there. Of two annotations with one ID, or by one annotator
// and scheme on one sentence or the same span, the one updated later wins, and the library's
// where both are as late. Nothing that the library has is deleted, but where that leaves two
// of its annotations on one sentence or span, the one that does not win.
//
// A later revision with the text that the library has, cut into other sentences, is a Recut:
// what the library has of the article has to follow it (annotate.RecutAs), and Take stops
// there, as the records after it are about that. It stops as well before and after a later text of
// an article that the library has: what the library has of the article may have to follow it
// (anchor.Rewrite). What is said of an older cut of a text, or
// of another one that the library does not take, follows the sentences that it has. A scheme
// that annotations name need not be there.
//
// A ruling goes in when all its texts are there. Where the library calls one of them
// otherwise the ruling is moved there, and its ID is the one that a ruling on those places
// has. Of two rulings with one ID the one made later wins, and the library's where both are
// as late.
//
// Schemes, searches and stories that the library has stay as they are; but in a library in
// which nobody has changed anything yet, the schemes of the first batch take the place of
// those that it came with.
//
// A speaker whom the library calls otherwise, because one of that story has the ID or spells
// the name, stays called as in the library and gets the spellings that nobody there has.
//
// A revision of which the library has another text in store, of an adding that was undone,
// becomes the next one, and what is about it follows.
//
// Files are taken in batches of records, in their order, each stored before the next is
// taken, the annotations of one text in one batch. Take itself stores nothing; it returns the errors of held, as they are.
func Take(records []Record, held Held) (Taken, error) {
	t := taking{
		held:    held,
		names:   map[string]bool{},
		arrived: map[annotate.ID]*annotate.Arrival{},
		hashes:  map[string]annotate.ID{},
		texts:   map[textKey]*text{},
		cuts:    map[textKey]annotate.Body{},
		shelves: map[annotate.ID]*shelf{},
		rulings: map[annotate.ID]annotate.Ruling{},
		voices:  map[annotate.ID][]annotate.Speaker{},
		lines:   map[annotate.ID]int{},
	}
	for n, rec := range records {
		t.first = n == 0
		if err := t.take(rec); err != nil {
			return Taken{}, err
		}
		if t.later {
			t.out.Rest = records[n:]
			break
		}
		if t.out.Recut != nil || t.alone {
			t.out.Rest = records[n+1:]
			break
		}
	}
	if err := t.settle(); err != nil {
		return Taken{}, err
	}
	return t.out, nil
}

// taking is a take under way: what the library holds, and what came before in the batch.
type taking struct {
	held    Held
	out     Taken
	names   map[string]bool                    // new schemes, and IDs of new stories
	arrived map[annotate.ID]*annotate.Arrival  // the newest revision of each new article
	hashes  map[string]annotate.ID             // their texts
	texts   map[textKey]*text                  // where the texts that records are about were found
	cuts    map[textKey]annotate.Body          // the texts that records are about, where what was found is cut otherwise
	said    said                               // the annotations read last, not taken yet
	shelves map[annotate.ID]*shelf             // the annotations of an article of the library
	rulings map[annotate.ID]annotate.Ruling    // those of the batch that go in
	voices  map[annotate.ID][]annotate.Speaker // of a story or an article, as they are by now
	lines   map[annotate.ID]int                // of the annotations that are being taken
	first   bool                               // nothing was taken before this record
	later   bool                               // this record is to be taken when what came before it is stored
	alone   bool                               // and the next when this is
}

// textKey is what a record calls the text that it is about.
type textKey struct {
	article  annotate.ID
	revision int
	hash     string
}

// text is what the library calls it.
type text struct {
	article  annotate.ID
	revision int
	body     annotate.Body
}

func (t *taking) take(rec Record) error {
	if rec.Annotation == nil {
		if err := t.settle(); err != nil {
			return err
		}
	}
	switch {
	case rec.Scheme != nil:
		return t.scheme(*rec.Scheme)
	case rec.Story != nil:
		return t.story(*rec.Story)
	case rec.Article != nil:
		return t.article(rec, *rec.Article)
	case rec.Annotation != nil:
		return t.annotation(rec, *rec.Annotation)
	case rec.Ruling != nil:
		return t.ruling(rec, *rec.Ruling)
	case rec.Speaker != nil:
		return t.speaker(rec, *rec.Speaker)
	case rec.Search != nil:
		return t.search(*rec.Search)
	}
	return nil
}

func (t *taking) scheme(s annotate.Scheme) error {
	old, have, err := t.held.Scheme(s.Name)
	if err != nil {
		return err
	}
	r, same := annotate.Replaced[annotate.Scheme]{After: &s}, reflect.DeepEqual(old, s)
	if have && !same && !t.names["scheme "+s.Name] {
		fresh, err := t.held.Fresh()
		if err != nil {
			return err
		}
		if fresh { // the scheme that it came with is nobody's
			r.Before, t.names["scheme "+s.Name] = &old, true
			t.out.Outcome.Schemes.Changed++
			t.out.Names = append(t.out.Names, annotate.Edit{Scheme: &r})
			return nil
		}
	}
	t.name(&t.out.Outcome.Schemes, "scheme "+s.Name, have, same, annotate.Edit{Scheme: &r})
	return nil
}

func (t *taking) story(s annotate.Story) error {
	old, have, err := t.held.Story(s.ID)
	if err != nil {
		return err
	}
	t.name(&t.out.Outcome.Stories, "story "+s.ID.String(), have, old == s,
		annotate.Edit{Story: &annotate.Replaced[annotate.Story]{After: &s}})
	return nil
}

func (t *taking) search(x annotate.Search) error {
	old, have, err := t.held.Search(x.Name)
	if err != nil {
		return err
	}
	t.name(&t.out.Outcome.Searches, "search "+x.Name, have, old == x,
		annotate.Edit{Search: &annotate.Replaced[annotate.Search]{After: &x}})
	return nil
}

// name takes what has no time of its own: the library's stays.
func (t *taking) name(c *Count, name string, have, same bool, edit annotate.Edit) {
	switch {
	case same && have || t.names[name]:
		c.Same++
	case have:
		c.Kept++
	default:
		c.Added++
		t.names[name] = true
		t.out.Names = append(t.out.Names, edit)
	}
}

func (t *taking) article(rec Record, a annotate.Arrival) error {
	c := &t.out.Outcome.Articles
	id := a.Article.ID
	now, have, err := t.current(id)
	if err != nil {
		return err
	}
	key := textKey{id, a.Article.Revision, a.Article.Hash}
	found, err := t.find(key)
	if err != nil {
		return err
	}
	newer := have && a.Article.Revision > now.Revision
	otherCut := found != nil && !slices.Equal(found.body.Sentences, a.Body.Sentences)
	switch {
	case newer && otherCut && found.article == id:
		c.Changed++
		t.out.Recut = &a
		return t.number(&a)
	case found != nil && !(newer && found.article == id && t.arrived[id] != nil): // else the file has the older one too and so tells the whole tale
		c.Same++
		if otherCut {
			t.cuts[key] = a.Body
		}
		return nil
	case have && !newer:
		c.Refused++
		t.refuse(rec, "article", fmt.Errorf("article %s: %w", id, ErrOtherHere))
		return nil
	}
	held := newer && t.arrived[id] == nil
	if t.later = held && !t.first; t.later {
		return nil
	}
	if err := t.arrive(&a); err != nil {
		return err
	}
	if t.alone = held; newer {
		c.Changed++
		t.out.Revisions = append(t.out.Revisions, a)
	} else {
		c.Added++
		t.out.Arrivals = append(t.out.Arrivals, a)
	}
	return nil
}

// arrive makes a text known to what follows in the batch.
func (t *taking) arrive(a *annotate.Arrival) error {
	if s := a.Article.Story; s != 0 && !t.names["story "+s.String()] {
		if _, have, err := t.held.Story(s); err != nil {
			return err
		} else if !have {
			a.Article.Story = 0 // a story that has no record is none
		}
	}
	id, recorded := a.Article.ID, a.Article.Revision
	if err := t.number(a); err != nil {
		return err
	}
	t.arrived[id] = a
	t.hashes[a.Article.Hash] = id
	x := &text{id, a.Article.Revision, a.Body}
	t.texts[textKey{id, recorded, a.Article.Hash}] = x
	t.texts[textKey{id, a.Article.Revision, a.Article.Hash}] = x
	return nil
}

// number gives a text the first number from its own on that no other text has in store.
func (t *taking) number(a *annotate.Arrival) error {
	for ; ; a.Article.Revision++ {
		b, have, err := t.held.Body(a.Article.ID, a.Article.Revision)
		if err != nil || !have || b.Text == a.Body.Text && slices.Equal(b.Sentences, a.Body.Sentences) {
			return err
		}
	}
}

// current is an article's newest revision, in the batch or else in the library.
func (t *taking) current(id annotate.ID) (annotate.Article, bool, error) {
	if a := t.arrived[id]; a != nil {
		return a.Article, true, nil
	}
	return t.held.Article(id)
}

// find looks for a text: as that older one of the article, as its newest, and under
// another article's ID. An older one that is the newest cut otherwise is the newest. Nil
// stands for a text that is nowhere.
func (t *taking) find(key textKey) (*text, error) {
	if x := t.texts[key]; x != nil {
		return x, nil
	}
	x, err := t.look(key)
	if err != nil || x == nil {
		return nil, err
	}
	t.texts[key] = x
	return x, nil
}

func (t *taking) look(key textKey) (*text, error) {
	a, have, err := t.current(key.article)
	if err != nil {
		return nil, err
	}
	var newest *text
	if have && a.Hash == key.hash {
		if newest, err = t.open(a.ID, a.Revision, key.hash); err != nil {
			return nil, err
		}
	}
	if have && key.revision < a.Revision {
		x, err := t.open(key.article, key.revision, key.hash)
		if err != nil || x != nil && (newest == nil || slices.Equal(x.body.Sentences, newest.body.Sentences)) {
			return x, err
		}
		if x != nil {
			t.cuts[key] = x.body
		}
	}
	if newest != nil {
		return newest, nil
	}
	if id, ok := t.hashes[key.hash]; ok {
		a := t.arrived[id].Article
		return t.texts[textKey{id, a.Revision, key.hash}], nil
	}
	a, have, err = t.held.ByHash(key.hash)
	if err != nil || !have {
		return nil, err
	}
	return t.open(a.ID, a.Revision, key.hash)
}

func (t *taking) refuse(rec Record, what string, why error) {
	t.out.Refused = append(t.out.Refused, LineError{Line: rec.Line, What: what, Why: why})
}
