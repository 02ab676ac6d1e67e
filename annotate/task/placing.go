package task

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"rashomon/annotate"
)

// view is a text of the library, or one on its way there, and what is said of it.
type view struct {
	article annotate.Article // with the revision and the hash of this text
	body    annotate.Body
	said    map[seat]annotate.Annotation
	seats   map[annotate.ID]seat // of all annotations of the article
	given   map[annotate.ID]seat // of those that the file has
}

type viewKey struct {
	article  annotate.ID
	revision int
}

// seat is what holds one annotation at most.
type seat struct {
	revision, sentence int
	span               annotate.Span
	scheme, annotator  string
}

func seatOf(x annotate.Annotation) seat {
	return seat{x.Revision, x.Sentence, x.Span, x.Scheme, x.Annotator}
}

func newView(a annotate.Article, b annotate.Body, said []annotate.Annotation) *view {
	v := &view{a, b, map[seat]annotate.Annotation{}, map[annotate.ID]seat{}, map[annotate.ID]seat{}}
	for _, x := range said {
		v.said[seatOf(x)] = x
		v.seats[x.ID] = seatOf(x)
	}
	return v
}

// found is where a task goes: the byte of the text where its own begins.
type found struct {
	task Task
	view *view
	at   int
}

// errChanged says that a task's words are others than those that they were written from.
var errChanged = errors.New("its text was changed since it was exported: it does not stand in the report that it names")

// find looks for the text that a task is of. Of none it is nowhere; of two, one is an older text,
// which the library has something of already. It returns errChanged, or the library's errors.
func (p *Placing) find(t Task) ([]found, error) {
	v, newest, err := p.named(t)
	if err != nil {
		return nil, err
	}
	if v != nil {
		if at, ok := p.at(t, v); ok {
			return p.forward(found{t, v, at}, newest)
		}
	}
	if f, ok, err := p.wholly(t); ok || err != nil {
		return []found{f}, err
	}
	if v != nil {
		if f, ok := p.moved(t, v); ok && unchanged(t, f) {
			return p.forward(f, newest)
		}
		return nil, errChanged
	}
	if newest == nil {
		newest, err = p.ofPage(t)
	}
	if newest == nil || err != nil || newest.before(t) {
		return nil, err
	}
	if f, ok := p.moved(t, newest); ok {
		return []found{f}, nil
	}
	return nil, nil
}

// unchanged says whether what is said of a task is said of the same words where it was found: only white space
// may be another.
func unchanged(t Task, f found) bool {
	for i, x := range f.task.Said {
		was, now := t.Said[i].Span, x.Span
		if annotate.Line(t.Text[was.Start:was.End]) != annotate.Line(f.task.Text[now.Start:now.End]) {
			return false
		}
	}
	return true
}

// before says whether the text is an older one than a task has all of.
func (v *view) before(t Task) bool {
	return t.Article.ID == v.article.ID && t.Article.Revision > v.article.Revision && t.Article.Hash == annotate.Hash(t.Text)
}

// ofPage is the text of the page that a task is from.
func (p *Placing) ofPage(t Task) (*view, error) {
	if t.Article.URL == "" {
		return nil, nil
	}
	a, have, err := p.lib.ByURL(p.line(t.Article.URL))
	if err != nil || !have {
		return nil, err
	}
	return p.view(a, a.Revision, a.Hash)
}

// named is the very text that a task names, nil where that is nowhere, and the newest text of the
// article where that is another one.
func (p *Placing) named(t Task) (v, newest *view, err error) {
	if t.Article.ID != 0 {
		a, have, err := p.last.byID(p.lib, t.Article.ID)
		if err != nil {
			return nil, nil, err
		}
		if have && (t.Article.Hash == "" || t.Article.Hash == a.Hash) {
			v, err := p.view(a, a.Revision, a.Hash)
			return v, nil, err
		}
		if have {
			if newest, err = p.view(a, a.Revision, a.Hash); err != nil {
				return nil, nil, err
			}
			if v, err = p.view(a, t.Article.Revision, t.Article.Hash); v != nil || err != nil {
				return v, newest, err
			}
		}
	}
	if t.Article.Hash != "" {
		v, err = p.byHash(t.Article.Hash)
	}
	return v, newest, err
}

// wholly finds the text that is the task's from beginning to end, but for line ends after it.
func (p *Placing) wholly(t Task) (f found, ok bool, err error) {
	if t.Sentence >= 0 || t.Text == "" {
		return found{}, false, nil
	}
	v, err := p.byText(t.Text)
	if v == nil || err != nil {
		return found{}, false, err
	}
	return found{t.within(v.body.Text), v, 0}, true, nil
}

// byText is the text that is the same but for white space at its end, nil where there is none.
func (p *Placing) byText(text string) (*view, error) {
	bare := strings.TrimRight(text, " \t\r\n")
	for _, like := range []string{text, bare, bare + "\n"} {
		if v, err := p.byHash(annotate.Hash(like)); v != nil || err != nil {
			return v, err
		}
	}
	return nil, nil
}

// within is the task of a text that is the same but for white space at its end.
func (t Task) within(text string) Task {
	t.Text, t.Said = text, slices.Clone(t.Said)
	for i, x := range t.Said {
		t.Said[i].Span.End = min(x.Span.End, len(text))
		t.Said[i].Span.Start = min(x.Span.Start, len(text))
	}
	return t
}

func (p *Placing) byHash(hash string) (*view, error) {
	a, have, err := p.last.byHash(p.lib, hash)
	if err != nil {
		return nil, err
	}
	if have {
		return p.view(a, a.Revision, hash)
	}
	return p.fresh[hash], nil
}

// asked is what the library said last of an article: task after task is of one.
type asked struct {
	id     annotate.ID
	a      annotate.Article
	have   bool
	hash   string
	b      annotate.Article
	hashed bool
}

func (l *asked) byID(lib Library, id annotate.ID) (_ annotate.Article, _ bool, err error) {
	if l.id != id || id == 0 {
		l.id = 0
		if l.a, l.have, err = lib.Article(id); err == nil {
			l.id = id
		}
	}
	return l.a, l.have, err
}

func (l *asked) byHash(lib Library, hash string) (_ annotate.Article, _ bool, err error) {
	if l.hash != hash || hash == "" {
		l.hash = ""
		if l.b, l.hashed, err = lib.ByHash(hash); err == nil {
			l.hash = hash
		}
	}
	return l.b, l.hashed, err
}

// mostViews is how many texts of the library are kept, with what is said of them.
const mostViews = 256

// view is a revision of an article of the library; nil where it is not there, or has another hash.
func (p *Placing) view(a annotate.Article, revision int, hash string) (*view, error) {
	key := viewKey{a.ID, revision}
	if v := p.views[key]; v != nil && v.article.Hash == hash {
		return v, nil
	}
	b, have, err := p.lib.Body(a.ID, revision)
	if err != nil || !have || annotate.Hash(b.Text) != hash {
		return nil, err
	}
	said, err := p.lib.Annotations(a.ID)
	if err != nil {
		return nil, err
	}
	if len(p.views) >= mostViews {
		clear(p.views)
	}
	a.Revision, a.Hash, a.Sentences = revision, hash, len(b.Sentences)
	v := newView(a, b, said)
	p.views[key] = v
	return v, nil
}

// forward moves what is said of an older text to the newest one, where the words stand there too:
// all but what the library has of the older text.
func (p *Placing) forward(f found, newest *view) ([]found, error) {
	if newest == nil {
		return []found{f}, nil
	}
	moved, ok := p.moved(f.task, newest)
	if !ok {
		return []found{f}, nil
	}
	stays, goes := f.task, moved
	stays.Said, goes.task.Said, goes.task.Gone = nil, nil, nil
	for i, x := range f.task.Said {
		s, err := p.scheme(x.Scheme)
		if err != nil {
			return nil, err
		}
		y, err := p.annotation(f.task, x, s, f.view, f.at)
		if _, have := f.view.said[seatOf(y)]; err == nil && have {
			stays.Said = append(stays.Said, x)
		} else {
			goes.task.Said = append(goes.task.Said, moved.task.Said[i])
		}
	}
	out := []found{{stays, f.view, f.at}}
	if len(goes.task.Said) > 0 {
		out = append(out, goes)
	}
	return out, nil
}

// moved finds a task in another text than the one that it names: its text, or else each of
// the quotes of what is said; ok is false where one of them is not there.
func (p *Placing) moved(t Task, v *view) (f found, ok bool) {
	if at, ok := p.at(t, v); ok {
		return found{t, v, at}, true
	}
	named := t.Article.ID == v.article.ID || t.Article.Hash == v.article.Hash
	t.Before, t.After = cmp.Or(t.Prefix, t.Before), cmp.Or(t.Suffix, t.After)
	if p.o.Anchor == nil || len(t.Said) == 0 || !named && t.Before+t.After == "" {
		return found{}, false
	}
	all := t
	all.Said, all.Gone = nil, nil
	for _, x := range t.Said {
		if !x.Span.In(t.Text) {
			return found{}, false
		}
		before, after := t.Before+t.Text[:x.Span.Start], t.Text[x.Span.End:]+t.After
		span, ok := p.o.Anchor(v.body.Text, t.Text[x.Span.Start:x.Span.End], before, after, t.Start+x.Span.Start)
		if !ok || !span.In(v.body.Text) {
			return found{}, false
		}
		x.Span = span
		all.Said = append(all.Said, x)
	}
	all.Text = v.body.Text
	return found{all, v, 0}, true
}

// at is where a task's text begins in a text: where it says, or else where what stands around it
// is most like what the task says of that. Ok is false where it is nowhere, or as well elsewhere.
func (p *Placing) at(t Task, v *view) (at int, ok bool) {
	text := v.body.Text
	if t.Text == "" {
		return 0, false
	}
	if n := t.Sentence; 0 <= n && n < len(v.body.Sentences) && t.Article.Hash == v.article.Hash && v.body.Sentence(n) == t.Text {
		return v.body.Sentences[n].Start, true
	}
	if 0 < t.Start && t.Start <= len(text) && strings.HasPrefix(text[t.Start:], t.Text) {
		return t.Start, true
	}
	exact := t.Article.Hash == v.article.Hash && t.StartRune == 0 // then no Start is the beginning
	if exact && t.Start == 0 && strings.HasPrefix(text, t.Text) {
		return 0, true
	}
	if t.StartRune > 0 {
		if at := byteOf(text, t.StartRune); strings.HasPrefix(text[at:], t.Text) {
			return at, true
		}
	}
	return bestOf(text, t)
}

// byteOf is where so many code points of a text end.
func byteOf(text string, runes int) int {
	for i := range text {
		if runes == 0 {
			return i
		}
		runes--
	}
	return len(text)
}

// mostPlaces is how many places of a text are compared by what stands around them.
const mostPlaces = 1000

// bestOf is the one place of a task's text that has most of what stood before and after it.
func bestOf(text string, t Task) (at int, ok bool) {
	before, after := cmp.Or(t.Prefix, t.Before), cmp.Or(t.Suffix, t.After)
	best, ties := -1, 0
	for from, places := 0, 0; ; places++ {
		n := strings.Index(text[from:], t.Text)
		if n < 0 || places == mostPlaces {
			return at, n < 0 && best >= 0 && ties == 0
		}
		here := from + n
		alike := commonEnd(text[:here], before) + commonStart(text[here+len(t.Text):], after)
		switch {
		case alike > best:
			at, best, ties = here, alike, 0
		case alike == best:
			ties++
		}
		from = here + 1
	}
}

// mostAround is how many bytes around a place are compared.
const mostAround = 256

func commonEnd(a, b string) (n int) {
	for n < min(len(a), len(b), mostAround) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

func commonStart(a, b string) (n int) {
	for n < min(len(a), len(b), mostAround) && a[n] == b[n] {
		n++
	}
	return n
}
