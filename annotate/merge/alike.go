package merge

import (
	"strings"

	"rashomon/annotate"
)

// Alike is a report of a file whose text is nearly one that the library has: by the sentences
// that both have, word for word.
type Alike struct {
	File    string      `json:"file"`
	Article annotate.ID `json:"article"` // in the file
	Title   string      `json:"title"`
	Of      annotate.ID `json:"of"`    // in the library
	Share   float64     `json:"share"` // of the sentences of the longer one
	Same    bool        `json:"same"`  // it is taken for another text of that one: what the file says of it moves there
}

// nearly is the share of sentences from which two texts are nearly the same.
const nearly = .8

// mostLooked is how many texts one is compared with.
const mostLooked = 64

// nearest is, of articles of the library, the one whose text has the most sentences in common
// with this; of those that have as many, the first.
func (in *merging) nearest(x annotate.Body, among []annotate.Article) (nearest annotate.Article, share float64, err error) {
	looked := 0
	for _, a := range among {
		if n := len(x.Sentences); 2*a.Sentences < n || 2*n < a.Sentences || looked == mostLooked {
			continue
		}
		looked++
		b, have, err := in.lib.Body(a.ID, a.Revision)
		if err != nil {
			return nearest, 0, err
		}
		if s := shared(x, b); have && s > share {
			nearest, share = a, s
		}
	}
	return nearest, share, nil
}

// shared is how many of the sentences of the longer text the other has, word for word: from 0
// to 1.
func shared(a, b annotate.Body) float64 {
	left, both := map[string]int{}, 0
	for n := range a.Sentences {
		left[worded(a, n)]++
	}
	for n := range b.Sentences {
		if s := worded(b, n); left[s] > 0 {
			left[s]--
			both++
		}
	}
	return float64(both) / float64(max(len(a.Sentences), len(b.Sentences), 1))
}

func worded(b annotate.Body, n int) string { return strings.Join(strings.Fields(b.Sentence(n)), " ") }
