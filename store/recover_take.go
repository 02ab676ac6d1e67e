package store

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"rashomon/annotate"
)

// ErrNotLeftovers says that a file is not one of what a recovery left over.
var ErrNotLeftovers = errors.New("not what a recovery left over")

// TakenIn is what became of what a recovery left over.
type TakenIn struct {
	// Records are those in the file, without changes: what these did is in the library as far as it can be.
	Records int
	Taken   int
	There   int // already
	Refused []LeftOut
}

// LeftOut is a record that is left over still.
type LeftOut struct {
	Kind string
	What string // its title, quote or name
	Why  string
}

// TakeIn takes in what Recover left over (Recovery.Leftover), as far as it can be by now: what is said of a
// report, when the report was imported again, whatever its id is now; and what the library had stated of that,
// in the place of what its import states. What a hand has mended stays, and a report that was changed by hand
// since it was imported stays as it is. All of it is one step to undo. It returns ErrNotLeftovers, the context's
// error, or what says that the library cannot be written; what was taken in by then stays, and is counted.
func (s *Store) TakeIn(ctx context.Context, file io.Reader, by string) (TakenIn, error) {
	x := taker{
		ctx: ctx, by: by, records: map[string][]leftover{}, hand: map[annotate.ID]bool{},
		was: map[annotate.ID]annotate.Article{}, moved: map[annotate.ID]annotate.Article{},
	}
	if err := x.read(file); err != nil {
		return x.out, err
	}
	err := s.Together(func(lib *Store) error {
		if err := errors.Join(x.find(lib), x.handled(lib)); err != nil {
			return err
		}
		for _, kind := range recordKinds() {
			if err := x.kind(lib, kind); err != nil {
				return err
			}
			delete(x.records, kind.name)
		}
		return nil
	})
	for _, kind := range x.records { // texts, feeds, …
		for _, left := range kind {
			_ = x.refuse(left, "it is only to be read")
		}
	}
	return x.out, err
}

// taker is one run.
type taker struct {
	ctx     context.Context
	by      string
	out     TakenIn
	records map[string][]leftover            // by kind
	was     map[annotate.ID]annotate.Article // that are left over
	moved   map[annotate.ID]annotate.Article // and what has their text now
	hand    map[annotate.ID]bool             // what a hand has changed since that text came in
}

// longestLeftover is in bytes.
const longestLeftover = 256 << 20

func (x *taker) read(file io.Reader) error {
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, longestLeftover)
	n := 0
	for ; lines.Scan(); n++ {
		var line struct {
			Kind, Key, Why string
			Record         json.RawMessage
		}
		err := json.Unmarshal(lines.Bytes(), &line)
		key, bad := hex.DecodeString(line.Key)
		if err != nil || bad != nil || line.Kind == "" || line.Record == nil {
			return fmt.Errorf("line %d: %w", n+1, ErrNotLeftovers)
		}
		if line.Kind == "changes" {
			continue
		}
		x.records[line.Kind] = append(x.records[line.Kind], leftover{line.Kind, key, line.Record})
		x.out.Records++
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if n == 0 {
		return ErrNotLeftovers
	}
	return x.ctx.Err()
}

func (x *taker) refuse(left leftover, why string) error {
	var names struct{ Title, Quote, Name, Text string }
	_ = json.Unmarshal(left.record, &names) // else it has none
	what := ""
	for _, name := range []string{names.Title, names.Quote, names.Name, names.Text, hex.EncodeToString(left.key)} {
		if what == "" {
			what = name
		}
	}
	x.out.Refused = append(x.out.Refused, LeftOut{left.kind, what, why})
	return nil
}

// takesIn is what the changes say, before the kind of the records.
const takesIn = "take in left over "

// kind takes in the records of a kind.
func (x *taker) kind(lib *Store, kind recordKind) error {
	b := bringer{
		ctx: x.ctx, lib: lib, kind: kind, by: x.by, what: takesIn + kind.name, refuse: x.refuse, seats: map[seat]bool{},
	}
	defer func() { x.out.Taken += b.made }() // also of those before an error
	for _, left := range x.records[kind.name] {
		if kind.bucket == articlesBucket {
			if done, err := x.article(&b, left); done || err != nil {
				if err != nil {
					return err
				}
				continue
			}
		}
		if err := x.record(&b, left); err != nil {
			return err
		}
	}
	return b.apply()
}

// record takes in a record where there is none.
func (x *taker) record(b *bringer, left leftover) error {
	record, err := x.followed(b.kind, left.record)
	if errors.Is(err, errOtherText) {
		return x.refuse(left, err.Error())
	}
	again, key := []byte(nil), ""
	if err == nil {
		again, key, err = b.kind.again(record)
	}
	if err != nil {
		return x.refuse(left, "the record cannot be read")
	}
	switch had, err := b.had(key); {
	case err != nil:
		return err
	case had != nil && sameRecord(b.kind, []byte(key), seal([]byte(key), had), seal([]byte(key), again)):
		x.out.There++
	case had != nil:
		return x.refuse(left, "it is there, and otherwise")
	default:
		return b.add(key, again)
	}
	return nil
}

// find looks for what has the texts of the articles that are left over.
func (x *taker) find(lib *Store) error {
	for _, left := range x.records["articles"] {
		var was annotate.Article
		if json.Unmarshal(left.record, &was) != nil {
			continue // it is refused when its turn comes
		}
		now, err := lib.ByHash(was.Hash)
		if err == nil {
			x.was[was.ID], x.moved[was.ID] = was, now
		} else if !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	return nil
}

// handled goes back through the history to where the texts came in, and keeps whose article a change has
// changed since that stands, and is none of TakeIn's own.
func (x *taker) handled(lib *Store) error {
	const page = 256
	open := map[annotate.ID]bool{} // whose text came in before
	for _, now := range x.moved {
		open[now.ID] = true
	}
	undone := map[uint64]bool{}
	for from := uint64(0); len(open) > 0; {
		some, err := lib.History(from, page)
		if err = errors.Join(err, x.ctx.Err()); err != nil {
			return err
		}
		for _, c := range some {
			undone[c.Undoes] = true
			if c.Undoes == 0 && !undone[c.Number] {
				x.change(c, open)
			}
		}
		if len(some) == 0 || some[len(some)-1].Number == 1 {
			return nil
		}
		from = some[len(some)-1].Number - 1
	}
	return nil
}

func (x *taker) change(c annotate.Change, open map[annotate.ID]bool) {
	for _, e := range c.Edits {
		if e.Article == nil || e.Article.After == nil || !open[e.Article.After.ID] {
			continue
		}
		before, after := e.Article.Before, e.Article.After
		if before == nil || before.Hash != after.Hash {
			delete(open, after.ID)
			continue
		}
		stated := slices.ContainsFunc(annotate.StatedFields(), func(field string) bool {
			return *before.Stated(field) != *after.Stated(field)
		})
		if (stated || before.Story != after.Story) && c.Deed() != takesIn+"articles" {
			x.hand[after.ID] = true
		}
	}
}

// article gives an article that was imported again what the library had stated of it.
func (x *taker) article(b *bringer, left leftover) (done bool, err error) {
	var was annotate.Article
	if json.Unmarshal(left.record, &was) != nil {
		return false, nil
	}
	now, found := x.moved[was.ID]
	if !found || now.Hash != was.Hash {
		return true, x.refuse(left, "its text is lost: import the report again, then take this in again")
	}
	next, stays := restated(now, was)
	if _, err := b.lib.Story(was.Story); err == nil && now.Story == 0 {
		next.Story = was.Story
	}
	switch {
	case next != now && x.hand[now.ID]:
		return true, x.refuse(left, "it was changed by hand since it was imported, and stays as it is")
	case next == now && len(stays) > 0:
		return true, x.refuse(left, "what a hand has mended stays: "+strings.Join(stays, ", "))
	case next == now:
		x.out.There++
		return true, nil
	}
	record, err := json.Marshal(next)
	if err != nil {
		return true, err
	}
	return true, b.add(string(idKey(next.ID)), record)
}

// restated is an article with what was stated of it, but for the fields that a hand has mended: of these
// it names those that were otherwise. A field that was emptied by hand is empty again.
func restated(now, was annotate.Article) (next annotate.Article, stays []string) {
	next = now
	here, there := strings.Split(now.Mended, ","), strings.Split(was.Mended, ",")
	var mended []string
	for _, field := range annotate.StatedFields() {
		had, has := *was.Stated(field), next.Stated(field)
		isHere, wasThere := slices.Contains(here, field), slices.Contains(there, field)
		if isHere || wasThere {
			mended = append(mended, field)
		}
		switch {
		case had == *has || had == "" && !wasThere:
		case isHere:
			stays = append(stays, field)
		default:
			*has = had
			if field == "title" {
				next.TitleMade = was.TitleMade
			}
		}
	}
	next.Mended = strings.Join(mended, ",")
	if next.Extra == "" {
		next.Extra = was.Extra
	}
	return next, stays
}

// errOtherText says that a record cannot follow its article to where the text of that is now.
var errOtherText = errors.New("it is about another text of the report than the newest, which is lost")

// followed is a record that speaks of what has the text now, where it spoke of an article that is left over.
func (x *taker) followed(kind recordKind, record []byte) ([]byte, error) {
	switch kind.bucket {
	case annotationsBucket:
		return rewritten(record, func(a *annotate.Annotation) error { return x.follow(&a.Article, &a.Revision) })
	case speakersBucket:
		return rewritten(record, func(a *annotate.Speaker) error {
			revision := x.was[a.Of].Revision // any: a speaker is of no text
			return x.follow(&a.Of, &revision)
		})
	case rulingsBucket:
		return rewritten(record, func(r *annotate.Ruling) error {
			moved := false
			for i, p := range r.Places {
				if err := x.follow(&r.Places[i].Article, &r.Places[i].Revision); err != nil {
					return err
				}
				moved = moved || r.Places[i] != p
			}
			if moved { // its id is made of them
				*r = annotate.NewRuling(r.On, r.Stands, r.About, r.Text, r.By, r.Made, r.Places...)
			}
			return nil
		})
	}
	return record, nil
}

func rewritten[T any](record []byte, change func(*T) error) ([]byte, error) {
	var x T
	if err := json.Unmarshal(record, &x); err != nil {
		return nil, err
	}
	if err := change(&x); err != nil {
		return nil, err
	}
	return json.Marshal(x)
}

// follow is for what is about the newest text that the article had: only that was looked for.
func (x *taker) follow(article *annotate.ID, revision *int) error {
	now, ok := x.moved[*article]
	switch {
	case !ok:
		return nil
	case *revision != x.was[*article].Revision:
		return errOtherText
	}
	*article, *revision = now.ID, now.Revision
	return nil
}
