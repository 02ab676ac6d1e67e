package store

import (
	"encoding/binary"
	"strings"

	"go.etcd.io/bbolt"

	"rashomon/annotate"
)

// Rows is what a list shows of articles, the newest first and those without a date last:
// so many of them, or all where most is 0. The first few cost the same in any library.
// Rows share the memory of their texts: keep all of them or clone what you keep.
func (s *Store) Rows(most int) ([]annotate.Row, error) {
	var rows []annotate.Row
	err := s.view("list", func(tx *bbolt.Tx) error {
		t := texts{interned: map[string]string{}}
		c := in(tx, rowsBucket).Cursor()
		for k, v := c.First(); k != nil && (most == 0 || len(rows) < most); k, v = c.Next() {
			row, err := openRow(k, v, &t)
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// rowKey puts the newest first.
func rowKey(a annotate.Article) []byte {
	return binary.BigEndian.AppendUint64(numberKey(^annotate.Moment(a.Date)), uint64(a.ID))
}

// rowPayload is the story, the number of sentences, the lengths of title, date and
// source, and then these three.
func rowPayload(r annotate.Row) []byte {
	p := make([]byte, 0, 24+len(r.Title)+len(r.Date)+len(r.Source))
	p = binary.BigEndian.AppendUint64(p, uint64(r.Story))
	for _, n := range []int{r.Sentences, len(r.Title), len(r.Date), len(r.Source)} {
		p = binary.AppendUvarint(p, uint64(n))
	}
	return append(append(append(p, r.Title...), r.Date...), r.Source...)
}

func openRow(key, value []byte, t *texts) (annotate.Row, error) {
	payload, err := unseal(key, value)
	if err != nil {
		return annotate.Row{}, err
	}
	if len(key) != 16 || len(payload) < 8 {
		return annotate.Row{}, damaged(key, "the row is cut short")
	}
	r := payloadReader{rest: payload[8:]}
	sentences, title, date, source := r.number(), r.number(), r.number(), r.number()
	if r.bad || title+date+source != len(r.rest) {
		return annotate.Row{}, damaged(key, "the row cannot be read")
	}
	text := t.keep(r.rest[:title+date])
	return annotate.Row{
		ID: keyID(key[8:]), Story: keyID(payload), Sentences: sentences,
		Title: text[:title], Date: text[title:], Source: t.intern(r.rest[title+date:]),
	}, nil
}

// texts copies many small texts into few large pieces of memory.
type texts struct {
	piece    strings.Builder
	interned map[string]string
}

const pieceSize = 64 << 10

// keep copies b to the end of the current piece. What a Builder has given out never
// changes, so that texts kept earlier stay as they are.
func (t *texts) keep(b []byte) string {
	if t.piece.Cap()-t.piece.Len() < len(b) {
		t.piece = strings.Builder{}
		t.piece.Grow(max(pieceSize, len(b)))
	}
	start := t.piece.Len()
	t.piece.Write(b)
	return t.piece.String()[start:]
}

// intern keeps b once.
func (t *texts) intern(b []byte) string {
	if text, ok := t.interned[string(b)]; ok {
		return text
	}
	text := t.keep(b)
	t.interned[text] = text
	return text
}
