package store

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"rashomon/annotate"
)

// ErrNotLeftovers says that a file is not one of what a recovery left over.
var ErrNotLeftovers = errors.New("not what a recovery left over")

// TakenIn is what became of what a recovery left over.
type TakenIn struct {
	Records int       `json:"records"` // in the file, without changes: what these did is in the library as far as it can be
	Taken   int       `json:"taken"`
	There   int       `json:"there"` // already
	Refused []LeftOut `json:"refused"`
}

// LeftOut is a record that is left over still.
type LeftOut struct {
	Kind string `json:"kind"`
	What string `json:"what"` // its title, quote or name
	Why  string `json:"why"`
}

// TakeIn takes in what Recover left over (Recovery.Leftover), as far as it can be by now: what is said of a
// report, when the report was imported again, whatever its id is now; and what the library had stated of that. What
// is there stays as it is. All of it is one step to undo. It returns ErrNotLeftovers, the context's
// error, or what says that the library cannot be written.
func (s *Store) TakeIn(ctx context.Context, file io.Reader, by string) (TakenIn, error) {
	x := taker{ctx: ctx, by: by, records: map[string][]leftover{}, moved: map[annotate.ID]annotate.Article{}, was: map[annotate.ID]annotate.Article{}}
	if err := x.read(file); err != nil {
		return x.out, err
	}
	err := s.Together(func(lib *Store) error {
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

// kind takes in the records of a kind.
func (x *taker) kind(lib *Store, kind recordKind) error {
	b := bringer{ctx: x.ctx, lib: lib, kind: kind, by: x.by, what: "take in left over " + kind.name, refuse: x.refuse, seats: map[seat]bool{}}
	for _, left := range x.records[kind.name] {
		if kind.bucket == articlesBucket {
			if done, err := x.article(&b, left); done || err != nil {
				if err != nil {
					return err
				}
				continue
			}
		}
		record, err := x.followed(kind, left.record)
		again, key := []byte(nil), ""
		if err == nil {
			again, key, err = kind.again(record)
		}
		if err != nil {
			_ = x.refuse(left, "the record cannot be read")
			continue
		}
		switch had, err := b.had(key); {
		case err != nil:
			return err
		case had != nil && sameRecord(kind, []byte(key), seal([]byte(key), had), seal([]byte(key), again)):
			x.out.There++
		case had != nil:
			_ = x.refuse(left, "it is there, and otherwise")
		default:
			if err := b.add(key, again); err != nil {
				return err
			}
		}
	}
	err := b.apply()
	x.out.Taken += b.made
	return err
}

// article gives an article that was imported again what the library had stated of it.
func (x *taker) article(b *bringer, left leftover) (done bool, err error) {
	var was annotate.Article
	if json.Unmarshal(left.record, &was) != nil {
		return false, nil
	}
	now, err := b.lib.ByHash(was.Hash)
	if errors.Is(err, ErrNotFound) {
		return true, x.refuse(left, "its text is lost: import the report again, then take this in again")
	}
	if err != nil {
		return true, err
	}
	x.was[was.ID], x.moved[was.ID] = was, now
	next := now
	for _, field := range annotate.StatedFields() {
		if had := *was.Stated(field); had != "" {
			*next.Stated(field) = had
		}
	}
	next.Extra, next.Mended, next.TitleMade = was.Extra, was.Mended, was.TitleMade
	if _, err := b.lib.Story(was.Story); err == nil && now.Story == 0 {
		next.Story = was.Story
	}
	if next == now {
		x.out.There++
		return true, nil
	}
	record, err := json.Marshal(next)
	if err != nil {
		return true, err
	}
	return true, b.add(string(idKey(next.ID)), record)
}

// followed is a record that speaks of what has the text now, where it spoke of an article that is left over.
func (x *taker) followed(kind recordKind, record []byte) ([]byte, error) {
	switch kind.bucket {
	case annotationsBucket:
		return rewritten(record, func(a *annotate.Annotation) { x.follow(&a.Article, &a.Revision) })
	case speakersBucket:
		return rewritten(record, func(a *annotate.Speaker) { x.follow(&a.Of, new(int)) })
	case rulingsBucket:
		return rewritten(record, func(r *annotate.Ruling) {
			moved := false
			for i, p := range r.Places {
				x.follow(&r.Places[i].Article, &r.Places[i].Revision)
				moved = moved || r.Places[i] != p
			}
			if moved { // its id is made of them
				*r = annotate.NewRuling(r.On, r.Stands, r.About, r.Text, r.By, r.Made, r.Places...)
			}
		})
	}
	return record, nil
}

func rewritten[T any](record []byte, change func(*T)) ([]byte, error) {
	var x T
	if err := json.Unmarshal(record, &x); err != nil {
		return nil, err
	}
	change(&x)
	return json.Marshal(x)
}

func (x *taker) follow(article *annotate.ID, revision *int) {
	if now, ok := x.moved[*article]; ok {
		if *revision == x.was[*article].Revision {
			*revision = now.Revision
		}
		*article = now.ID
	}
}
