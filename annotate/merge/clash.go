package merge

import (
	"cmp"
	"encoding/json"
	"hash/maphash"
	"maps"
	"slices"

	"rashomon/annotate"
)

// seats is who says what of which words, in which of the files: as hashes, so that a million
// annotations fit in memory.
type seats struct {
	seed  maphash.Seed
	taken map[uint64]sitting
	found map[pair]int
}

type sitting struct {
	says  uint64
	file  int
	judge string // of gold: who decided
}

// pair is two files that differ in what an annotator says.
type pair struct {
	annotator string
	a, b      int
	judges    [2]string
}

func newSeats() *seats {
	return &seats{seed: maphash.MakeSeed(), taken: map[uint64]sitting{}, found: map[pair]int{}}
}

func (s *seats) add(file int, x annotate.Annotation, hash string) {
	where := maphash.Comparable(s.seed, [...]any{hash, x.Span, x.Sentence < 0, x.Annotator, x.Scheme})
	what, err := json.Marshal([]any{x.Labels, x.Attributes, x.Speaker, x.Note, x.Flag})
	if err != nil {
		return // texts always have their JSON
	}
	now := sitting{maphash.Bytes(s.seed, what), file, x.Adjudicator}
	if had, taken := s.taken[where]; taken {
		if had.file != file && had.says != now.says {
			s.found[pair{x.Annotator, had.file, file, [2]string{had.judge, now.judge}}]++
		}
		return
	}
	s.taken[where] = now
}

// clashes is what was found, in the order of the names.
func (s *seats) clashes(files []*file) (out []Clash) {
	pairs := slices.SortedFunc(maps.Keys(s.found), func(x, y pair) int {
		return cmp.Or(cmp.Compare(x.annotator, y.annotator), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b), slices.Compare(x.judges[:], y.judges[:]))
	})
	for _, p := range pairs {
		x := Clash{Annotator: p.annotator, Files: []string{files[p.a].Name, files[p.b].Name}, Passages: s.found[p]}
		if p.annotator == annotate.Gold {
			x.Adjudicators = p.judges[:]
		}
		out = append(out, x)
	}
	return out
}
