package store

import (
	"bufio"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"

	"go.etcd.io/bbolt"
)

// leftovers is the file of what could not go into the library: a JSON object in each line.
type leftovers struct {
	f     *os.File
	w     *bufio.Writer
	lines int
	keys  map[string]map[string]bool // by kind
	// titles are those of articles, by their keys.
	titles map[string]string
}

// leftover is one of them.
type leftover struct {
	kind   string
	key    []byte
	record json.RawMessage
}

func newLeftovers(path string) (*leftovers, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &leftovers{f: f, w: bufio.NewWriter(f), keys: map[string]map[string]bool{}, titles: map[string]string{}}, nil
}

// add writes what is left over, and why.
func (l *leftovers) add(kind string, key []byte, why string, record any) error {
	text, err := json.Marshal(record)
	if err != nil {
		return err
	}
	return l.put(leftover{kind, key, text}, why)
}

func (l *leftovers) put(x leftover, why string) error {
	line, err := json.Marshal(struct {
		Kind   string          `json:"kind"`
		Key    string          `json:"key"`
		Why    string          `json:"why"`
		Record json.RawMessage `json:"record"`
	}{x.kind, hex.EncodeToString(x.key), why, x.record})
	if err != nil {
		return err
	}
	if l.keys[x.kind] == nil {
		l.keys[x.kind] = map[string]bool{}
	}
	l.keys[x.kind][string(x.key)] = true
	if x.kind == "articles" {
		l.titles[string(x.key)] = titleIn(x.record)
	}
	l.lines++
	_, err = l.w.Write(append(line, '\n'))
	return err
}

// close may be called more than once.
func (l *leftovers) close() error {
	if l.f == nil {
		return nil
	}
	err := errors.Join(l.w.Flush(), l.f.Sync(), l.f.Close())
	l.f = nil
	return err
}

// count fills in the report.
func (r *recovery) count() error {
	return r.out.view("count", func(tx *bbolt.Tx) error {
		kinds := []struct{ name, bucket string }{{"articles", articlesBucket}, {"texts", bodiesBucket}}
		for _, k := range recordKinds() {
			if k.bucket != articlesBucket {
				kinds = append(kinds, struct{ name, bucket string }{k.name, k.bucket})
			}
		}
		kinds = append(kinds, []struct{ name, bucket string }{{"feeds", feedsBucket}, {"entries of feeds", entriesBucket}, {"kept values", keptBucket}, {"changes", historyBucket}}...)
		for _, k := range kinds {
			x := Recovered{Kind: k.name, Left: len(r.left.keys[k.name]), AtLeast: r.uncounted(k.bucket)}
			have := in(tx, k.bucket)
			err := under(have, nil, func(key, _ []byte) error {
				x.Saved++
				if p, there := r.records[k.bucket][string(key)]; !there || p.from != inTree {
					x.Stray++
				}
				return nil
			})
			if err != nil {
				return err
			}
			if k.bucket == historyBucket {
				x = r.countChanges(x)
			}
			for key := range r.once(k.bucket) {
				if have.Get([]byte(key)) == nil && !r.left.keys[k.name][key] {
					x.Lost++
				}
			}
			if k.bucket == annotationsBucket {
				x.Lost = max(x.Lost, r.annotationsOnce()-x.Saved-x.Left)
			}
			r.report.Kinds = append(r.report.Kinds, x)
		}
		lost, err := r.lostReports(tx)
		r.report.Reports = lost
		return err
	})
}

// countChanges counts those that were made again; others of the same numbers may be in their place.
func (r *recovery) countChanges(x Recovered) Recovered {
	x.Saved, x.Stray = int(r.replayed), 0
	for n := range r.replayed {
		if r.records[historyBucket][string(numberKey(n+1))].from != inTree {
			x.Stray++
		}
	}
	newest, _ := r.changes()
	for key := range r.left.keys["changes"] {
		newest = max(newest, uint64(keyID([]byte(key))))
	}
	x.Lost = max(0, int(newest)-x.Saved-x.Left)
	return x
}

// uncounted says whether more of a bucket may be lost than can be counted: it is damaged, and so is what
// else tells what was in it.
func (r *recovery) uncounted(bucket string) bool {
	tells := map[string]string{articlesBucket: rowsBucket, bodiesBucket: revisionsBucket, annotationsBucket: progressBucket, rulingsBucket: articleRulingsBucket, historyBucket: metaBucket}
	return r.hurt(bucket) && r.hurt(cmp.Or(tells[bucket], bucket))
}

// once are the keys that a bucket is known to have had, from its values that are wrong and from
// the indexes.
func (r *recovery) once(bucket string) map[string]bool {
	keys := map[string]bool{}
	for key := range r.bad[bucket] {
		keys[key] = true
	}
	from := func(index string, length, start int) {
		for key, p := range r.records[index] {
			if p.from == inTree && len(key) == length {
				keys[key[start:start+8]] = true
			}
		}
	}
	switch bucket {
	case historyBucket:
		return nil // counted otherwise
	case articlesBucket:
		from(rowsBucket, 16, 8)
	case storiesBucket:
		from(storyIndexBucket, 16, 0)
	case rulingsBucket:
		from(articleRulingsBucket, 16, 8)
	case bodiesBucket:
		for key, p := range r.records[revisionsBucket] {
			if p.from == inTree {
				keys[key] = true
			}
		}
	}
	return keys
}

// annotationsOnce is how many annotations there were, as the progress has it.
func (r *recovery) annotationsOnce() (n int) {
	names := texts{interned: map[string]string{}}
	for key, p := range r.records[progressBucket] {
		if p.from != inTree {
			continue
		}
		if t, err := openTally([]byte(key), r.raw(p), &names); err == nil {
			n += t.annotations
		}
	}
	return n
}
