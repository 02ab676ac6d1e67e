package query

import (
	"encoding/json"
	"slices"
	"strings"
	"unsafe"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// may says of the bytes that are stored of an article whether it may pass a query; what it
// says no to does not. It counts what it sees on the way.
type may struct {
	query   Query
	scanned scanned
	counts  [][]string     // of each word and pair that is counted, the keys
	place   map[string]int // key → its place in stands and escaped
	stands  []bool         // whether each key stands in the title or the text looked at
	escaped []bool         // whether JSON writes each key otherwise, so that records do not hold it as it is
}

// newMay asks a query that inAny made.
func newMay(q Query) *may {
	m := &may{query: q, place: map[string]int{}}
	for _, e := range q.words {
		for _, t := range e {
			m.place[t.phrases[0].key()] = 0
		}
	}
	for _, p := range q.wanted() {
		m.counts = append(m.counts, []string{p.key()})
	}
	for _, p := range q.pairs() {
		m.counts = append(m.counts, []string{p.first.key(), p.second.key()})
	}
	for k := range m.place {
		m.place[k] = len(m.stands)
		m.stands, m.escaped = append(m.stands, false), append(m.escaped, isEscaped(k))
	}
	m.scanned.with = make([]int, len(m.counts))
	return m
}

// pass says whether an article may pass.
func (m *may) pass(title string, text []byte, said [][]byte) bool {
	m.scanned.articles++
	m.scanned.bytes += len(text)
	for key, i := range m.place {
		m.stands[i] = stored(text, key) || holdsKey(title, key)
	}
	for i, keys := range m.counts {
		if !slices.ContainsFunc(keys, func(k string) bool { return !m.stands[m.place[k]] }) {
			m.scanned.with[i]++
		}
	}
	if len(said) == 0 && len(m.query.said) > 0 && !m.query.passes(nil) {
		return false
	}
	return all(m.query.words, func(t term) bool {
		if t.not {
			return false // it may not be there
		}
		key := t.phrases[0].key()
		i := m.place[key]
		return m.stands[i] || m.escaped[i] && len(said) > 0 || slices.ContainsFunc(said, func(x []byte) bool { return stored(x, key) })
	})
}

// isEscaped says whether a key has a character that JSON does not write as it is: a
// quotation mark, a backslash, an ampersand, one of < and >.
func isEscaped(key string) bool {
	key = strings.TrimPrefix(key, "\x00")
	written, err := json.Marshal(key)
	return err != nil || string(written) != `"`+key+`"`
}

// stored says whether stored text holds the key. It is looked at where it lies and not kept.
func stored(text []byte, key string) bool {
	return holdsKey(unsafe.String(unsafe.SliceData(text), len(text)), key)
}

// key is what a text holds in which the phrase stands: the beginning of a word, folded, or
// the sign as it is, after a NUL.
func (p phrase) key() string {
	if len(p.words) == 0 {
		return "\x00" + p.sign
	}
	return p.start
}

func holdsKey(text, key string) bool {
	if sign, found := strings.CutPrefix(key, "\x00"); found {
		return strings.Contains(text, sign)
	}
	return holds(text, key)
}

// inAny is the query in whatever language: of the beginnings that words have in all
// languages, those that the others hold.
func (q Query) inAny() Query {
	out := q.in("")
	for _, language := range segment.StemLanguages() {
		other := q.in(language)
		for k, kind := range [][]either{other.article, other.said, other.words} {
			for i, e := range kind {
				for j, t := range e {
					mine := [][]either{out.article, out.said, out.words}[k][i][j].phrases
					for n, p := range t.phrases {
						mine[n].start = shared(mine[n].start, p.start)
					}
				}
			}
		}
	}
	return out
}

// shared is the one of two texts that stands in the other, or nothing.
func shared(a, b string) string {
	switch {
	case strings.Contains(a, b):
		return b
	case strings.Contains(b, a):
		return a
	}
	return ""
}

// mayBe says whether an article may pass by what its row shows.
func (q Query) mayBe(r annotate.Row, story string) bool {
	for _, e := range q.article {
		if !slices.ContainsFunc(e, func(t term) bool { return t.mayBe(r, story) }) {
			return false
		}
	}
	return true
}

func (t term) mayBe(r annotate.Row, story string) bool {
	text := ""
	switch t.field {
	case "date":
		return slices.ContainsFunc(t.days, func(d days) bool { return d.hold(r.Date) }) != t.not
	case "source":
		text = r.Source
	case "title":
		text = r.Title
	case "story":
		text = story
	default:
		return true
	}
	return t.not || slices.ContainsFunc(t.phrases, func(p phrase) bool { return holdsKey(text, p.key()) })
}
