package history

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

const (
	page    = 200     // changes are read at a time for the lines in view
	stretch = 1000    // changes are read at a time to see which of those before were undone
	near    = 2000    // changes on either side of the lines in view are kept
	most    = 100_000 // changes are kept while a filter lists what was read
)

// row is what the list shows of a change: what it did is read again when it is asked for.
type row struct {
	number         uint64
	at             time.Time
	by, what       string
	article        annotate.ID
	undoes, redoes uint64
	gone           bool   // the history has no change of that number
	text           string // all of it that a filter looks through, in small letters; empty until one did
}

// log is what was read of the history.
type log struct {
	rows   map[uint64]row
	newest uint64           // number of the newest change, 0 until that is known or where there is none
	loaded bool             // something was read
	seen   uint64           // all changes from this one on were read, and what they undo is in taken
	taken  map[uint64]taken // change → the last one that took it back, or made it again
	asked  map[uint64]bool  // what is being read, by where it begins
}

// taken is that a change was taken back or made again.
type taken struct {
	by    uint64
	again bool
}

func newLog() log {
	return log{rows: map[uint64]row{}, taken: map[uint64]taken{}, asked: map[uint64]bool{}}
}

// undone says whether a change is undone now, as far as was read.
func (l *log) undone(n uint64) bool {
	for {
		t, ok := l.taken[n]
		if !ok || !t.again {
			return ok
		}
		n = t.by // made again: undone if that was
	}
}

// answer is the message that changes were read.
type answer struct {
	by      *Screen
	from    uint64
	n       int
	changes []row
	err     error
}

// read reads changes, off the event loop.
func (s *Screen) read(from uint64, n int) screen.Request {
	s.asked[from] = true
	return screen.Do{Cmd: func() tea.Msg {
		changes, err := s.o.Read(from, n)
		out := answer{by: s, from: from, n: n, err: err, changes: make([]row, len(changes))}
		for i, c := range changes {
			out.changes[i] = row{number: c.Number, at: c.At, by: c.By, what: c.What, article: c.Article, undoes: c.Undoes, redoes: c.Redoes}
		}
		return out
	}}
}

// take keeps changes that were read. New ones come on top of the list: the cursor stays on
// its change, unless that is the newest.
func (s *Screen) take(msg answer) {
	delete(s.asked, msg.from)
	if s.err = msg.err; msg.err != nil {
		return
	}
	s.loaded = true
	was, listed := s.current()
	newest := s.newest
	s.keep(msg)
	s.stale = s.stale && s.newest == newest // until it is on the disk
	s.forget()
	if s.filter != "" {
		s.sift()
		if i := slices.Index(s.passed, was); listed && s.cursor > 0 && i >= 0 {
			s.cursor = i
		}
	}
	s.follow()
}

// keep puts what was read into the log.
func (s *Screen) keep(msg answer) {
	for _, c := range msg.changes {
		s.note(c.undoes, taken{by: c.number})
		s.note(c.redoes, taken{by: c.number, again: true})
		s.rows[c.number] = c
	}
	last := uint64(1)
	if n := len(msg.changes); n > 0 {
		last = msg.changes[n-1].number
		s.grow(msg.changes[0].number, last)
		if msg.changes[0].number+1 >= s.seen || msg.from+1 >= s.seen {
			s.seen = min(s.seen, last)
		}
	}
	if len(msg.changes) < msg.n {
		last = 1
		if msg.from+1 >= s.seen {
			s.seen = 1
		}
	}
	for n := min(msg.from, s.newest); n >= last && n+uint64(msg.n) > msg.from; n-- { // numbers that are not there
		if _, ok := s.rows[n]; !ok {
			s.rows[n] = row{number: n, gone: true}
		}
	}
}

func (l *log) note(n uint64, t taken) {
	if n != 0 && t.by > l.taken[n].by {
		l.taken[n] = t
	}
}

// grow makes room for changes that are newer than all that were known, read down to last.
func (s *Screen) grow(newest, last uint64) {
	if newest <= s.newest {
		return
	}
	if by := int(newest - s.newest); s.newest > 0 && s.filter == "" && s.cursor > 0 {
		s.cursor += by
		s.top += by
	}
	if last > s.newest+1 || s.newest == 0 { // some between were not read
		s.seen = newest + 1
	}
	s.newest = newest
}

// forget drops what is far from the lines in view.
func (s *Screen) forget() {
	limit := 4 * near
	if s.filter != "" {
		limit = most
	}
	if len(s.rows) <= limit || s.newest == 0 {
		return
	}
	first, last := s.inView()
	maps.DeleteFunc(s.rows, func(n uint64, _ row) bool { return n > first+near || n+near < last })
}

// inView is the numbers of the changes on the first and the last line in view.
func (s *Screen) inView() (first, last uint64) {
	if s.count() == 0 {
		return s.newest, s.newest
	}
	return s.number(s.top), s.number(min(s.top+s.listHeight(), s.count()) - 1)
}

// wants asks for what is to be read next: the changes in view, then the newer ones of which
// it is not known yet what they undo.
func (s *Screen) wants() (out []screen.Request) {
	if s.newest == 0 || s.filter != "" || s.err != nil {
		return nil
	}
	first, last := s.inView()
	for n := first; n >= last && n > 0; n-- {
		if _, ok := s.rows[n]; ok {
			continue
		}
		from := (n-1)/page*page + page // pages begin at the same changes, however many are new
		if !s.asked[from] {
			out = append(out, s.read(from, page))
		}
		if n < page {
			break
		}
		n = from - page + 1
	}
	if len(out) == 0 && len(s.asked) == 0 && s.seen > last && s.seen > 1 {
		out = append(out, s.read(s.seen-1, stretch))
	}
	return out
}

// sift lists what was read and has all words of the filter.
func (s *Screen) sift() {
	s.passed, s.sifted = s.passed[:0], 0
	words := strings.Fields(strings.ToLower(s.filter))
	for n, r := range s.rows {
		if r.gone {
			continue
		}
		if r.text == "" {
			r.text = strings.ToLower(fmt.Sprintf("%d %s %s", n, r.by, r.what))
			s.rows[n] = r
		}
		s.sifted++
		if s.passes(&r, words) {
			s.passed = append(s.passed, n)
		}
	}
	slices.SortFunc(s.passed, func(a, b uint64) int { return cmp.Compare(b, a) })
}

// passes says whether a change has all the words.
func (s *Screen) passes(r *row, words []string) bool {
	for _, w := range words {
		if !strings.Contains(r.text, w) && !strings.Contains(s.article(r.article).small, w) && !(strings.Contains("undone", w) && s.undone(r.number)) {
			return false
		}
	}
	return true
}

// called is what to call an article; empty where the library has no name for it just now.
type called struct{ name, small string }

// article is the article's name, and that in small letters.
func (s *Screen) article(id annotate.ID) called {
	if id == 0 {
		return called{}
	}
	c, ok := s.names[id]
	if !ok {
		c.name = s.o.Name(id)
		c.small = strings.ToLower(c.name)
		s.names[id] = c
	}
	return c
}

func (s *Screen) name(article annotate.ID) string { return s.article(article).name }

// forgetMissing has names asked for again that were not there.
func (s *Screen) forgetMissing() {
	before := len(s.names)
	if maps.DeleteFunc(s.names, func(_ annotate.ID, c called) bool { return c.name == "" }); len(s.names) < before {
		clear(s.drawn)
	}
}
