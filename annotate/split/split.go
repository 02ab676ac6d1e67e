// Package split divides stories into the parts of a data set, so that nothing is in two of
// them, and hands articles out to annotators. docs/splits.md says what it promises.
//
// The unit is the story; an article in no story is a story of its own. Stories that share a
// sentence, word for word or nearly so, are tied into a bundle and stay together. A sentence
// that stands in many stories, or is short, ties nothing: its rows stay on one side, and the
// copies on other sides are left out.
package split

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"rashomon/annotate"
)

// What a library can lack for a division. The error says what there is; that of too few stories is
// a TooFew.
var (
	ErrFewStories = errors.New("too few stories")
	ErrEmptySide  = errors.New("a part would be empty")
)

// TooFew is the error of fewer stories with rows than parts.
type TooFew struct{ Stories, Parts int }

// Error says it in a line.
func (e TooFew) Error() string {
	return fmt.Sprintf("%v: %d for %d parts", ErrFewStories, e.Stories, e.Parts)
}

// Unwrap is ErrFewStories.
func (TooFew) Unwrap() error { return ErrFewStories }

// DefaultTie is the stories up to which a sentence that all of them have ties them together.
const DefaultTie = 5

// Options is how to divide.
type Options struct {
	Ratios Ratios
	Seed   uint64
	// Tie is the bundles of stories up to which a sentence that all of them have ties them
	// together. In more it ties nothing, and its copies stay on one side only. With 1 no
	// sentence ties anything.
	Tie      int
	Labels   []string           // in the order in which the report has them; others come after
	Progress func(part float64) // is told the part of the search for copies that is done, 0 to 1; may be nil
}

// Row is one row of the data set. What is written of its text must be on one side only.
type Row struct {
	Story   annotate.ID // of its article; 0 for none
	Article annotate.ID
	Labels  []string // to be spread evenly over the sides, each once

	Sentences []string
	First     int  // the number of the first of them in the article
	Whole     bool // it is never left out for the sake of one of its sentences: a whole article
	// Before and After are the sentences that go along for context: they can be left out of
	// the row.
	Before, After []string
}

// LeftOut is the side of a row that is on none, as a copy of it is on another side.
const LeftOut = -1

// Splitter takes the rows of a data set one by one, and keeps of each little more than the
// numbers of its words. The zero Splitter is not ready: see New.
type Splitter struct {
	o        Options
	wordings *wordings
	numbers  map[unitKey]uint32
	units    []unit
	rows     []row
	in       []uint32 // the wordings of the rows, one row after another
	said     []saying // which wording stands in which unit
	labels   names
	labelled names   // sets of labels, each as a text that no other is
	sets     [][]int // the labels of each set
}

// unitKey is a story, or an article that is in none.
type unitKey struct {
	alone bool
	id    annotate.ID
}

// unit is a story with its rows.
type unit struct {
	key    unitKey
	rows   int
	labels []int // rows by the label's number
}

// row is what is kept of a row: where the wordings end, in Splitter.in, of its sentences and
// of what stands before and after them.
type row struct {
	unit                     uint32
	sentences, before, after uint32
	labels                   uint32 // the number of its set of labels
	whole                    bool
}

// saying is a wording in a unit, and the sentence that has it.
type saying struct {
	wording, unit uint32
	sentence      int32
	article       annotate.ID
}

const none = ^uint32(0)

// New begins a division.
func New(o Options) *Splitter {
	s := &Splitter{o: o, wordings: newWordings(), numbers: map[unitKey]uint32{}, labels: newNames(), labelled: newNames()}
	for _, l := range o.Labels {
		s.labels.number(l)
	}
	return s
}

// Add takes the next row. Rows come in the order of the library, so that the same library is
// divided the same way.
func (s *Splitter) Add(r Row) {
	mine := row{unit: s.unit(r), whole: r.Whole}
	for _, part := range []struct {
		end   *uint32
		texts []string
		first int
	}{{&mine.sentences, r.Sentences, r.First}, {&mine.before, r.Before, r.First - len(r.Before)}, {&mine.after, r.After, r.First + len(r.Sentences)}} {
		for i, text := range part.texts {
			s.say(saying{wording: s.wordings.add(text), unit: mine.unit, article: r.Article, sentence: int32(part.first + i)})
		}
		*part.end = uint32(len(s.in))
	}
	mine.labels = s.labelSet(r.Labels)
	s.rows = append(s.rows, mine)
	u := &s.units[mine.unit]
	u.rows++
	for _, n := range s.sets[mine.labels] {
		u.labels = grown(u.labels, n)
		u.labels[n]++
	}
}

// labelSet is the number of a set of labels.
func (s *Splitter) labelSet(labels []string) uint32 {
	n := s.labelled.number(strings.Join(labels, "\x00"))
	if n == len(s.sets) {
		set := []int{}
		for _, l := range labels {
			set = append(set, s.labels.number(l))
		}
		s.sets = append(s.sets, set)
	}
	return uint32(n)
}

// say keeps that a wording stands in a row; several annotators say something of one sentence.
func (s *Splitter) say(x saying) {
	s.in = append(s.in, x.wording)
	if n := len(s.said); n == 0 || s.said[n-1] != x {
		s.said = append(s.said, x)
	}
}

func (s *Splitter) unit(r Row) uint32 {
	key := unitKey{id: r.Story}
	if r.Story == 0 {
		key = unitKey{alone: true, id: r.Article}
	}
	u, known := s.numbers[key]
	if !known {
		u = uint32(len(s.units))
		s.numbers[key], s.units = u, append(s.units, unit{key: key})
	}
	return u
}

// parts is the wordings of row n: of its sentences, of what stands before and after them.
func (s *Splitter) parts(n int) (sentences, before, after []uint32) {
	r, from := s.rows[n], uint32(0)
	if n > 0 {
		from = s.rows[n-1].after
	}
	return s.in[from:r.sentences], s.in[r.sentences:r.before], s.in[r.before:r.after]
}

// Plan says on which side each row is.
type Plan struct {
	Report Report
	s      *Splitter
	side   []int8         // of each unit
	family []uint32       // of each wording
	keeper map[uint32]int // the only side for the wordings of a family; of families that are on one side anyhow, none
}

// Rows is how many rows were added.
func (p Plan) Rows() int { return len(p.s.rows) }

// Side is the side of the row that was added as number n, from 0, or LeftOut.
func (p Plan) Side(n int) int {
	side := int(p.side[p.s.rows[n].unit])
	sentences, _, _ := p.s.parts(n)
	if !p.s.rows[n].whole && p.elsewhere(sentences, side) {
		return LeftOut
	}
	return side
}

// Cut says whether what stands before and after row n is to be left out of it, as a copy of
// it is on another side.
func (p Plan) Cut(n int) (before, after bool) {
	side := int(p.side[p.s.rows[n].unit])
	_, b, a := p.s.parts(n)
	return p.elsewhere(b, side), p.elsewhere(a, side)
}

// elsewhere says whether one of the wordings is kept on another side.
func (p Plan) elsewhere(wordings []uint32, side int) bool {
	return slices.ContainsFunc(wordings, func(w uint32) bool {
		k, held := p.keeper[p.family[w]]
		return held && k != side
	})
}

// Split divides what was added; nothing can be added after. The error is ErrFewStories,
// ErrEmptySide, or the context's.
func (s *Splitter) Split(ctx context.Context) (Plan, error) {
	family, err := s.wordings.families(ctx, s.o.Progress)
	if err != nil {
		return Plan{}, err
	}
	if sides := len(s.o.Ratios.parts); len(s.units) < sides {
		return Plan{}, TooFew{len(s.units), sides}
	}
	t := s.tie(family)
	p := s.best(t)
	p.Report = s.report(t, p)
	for _, side := range p.Report.Sides {
		if side.Rows == 0 {
			return Plan{}, fmt.Errorf("%w: every row of %s is a copy of what is in another part", ErrEmptySide, side.Name)
		}
	}
	return p, nil
}

// best divides bundles, and where what is left out makes some sides smaller than they are to be,
// again, with as much more for these. The plan is the nearest to the ratios.
func (s *Splitter) best(t *ties) (best Plan) {
	asked, want, least := s.o.Ratios.parts, slices.Clone(s.o.Ratios.parts), math.Inf(1)
	for range 6 {
		p := Plan{s: s, family: t.family, side: make([]int8, len(s.units))}
		for b, side := range s.stratify(t.bundles, want) {
			for _, u := range t.bundles[b].units {
				p.side[u] = int8(side)
			}
		}
		p.keeper = s.keepers(t, p.side)
		shares := p.shares()
		off, sum := 0.0, 0.0
		for k, share := range shares {
			off += math.Abs(share - asked[k])
			want[k] *= asked[k] / max(share, asked[k]/4)
			sum += want[k]
		}
		for k := range want {
			want[k] /= sum
		}
		if off < least-smallest {
			best, least = p, off
		}
		if off < 0.001 {
			break
		}
	}
	return best
}

// shares is the part of the rows that are left on each side.
func (p Plan) shares() []float64 {
	rows, all := make([]float64, len(p.s.o.Ratios.parts)), 0.0
	for n := range p.s.rows {
		if side := p.Side(n); side != LeftOut {
			rows[side]++
			all++
		}
	}
	for k := range rows {
		rows[k] /= max(all, 1)
	}
	return rows
}

// names numbers names in the order in which they are met.
type names struct {
	numbers map[string]int
	list    []string
}

func newNames() names { return names{numbers: map[string]int{}} }

func (n *names) number(name string) int {
	i, known := n.numbers[name]
	if !known {
		i = len(n.list)
		n.numbers[name], n.list = i, append(n.list, name)
	}
	return i
}

// grown is a list with a place for index n.
func grown(list []int, n int) []int {
	for len(list) <= n {
		list = append(list, 0)
	}
	return list
}
