package anchor

import (
	"math"
	"slices"
)

// pattern is a text to look for in others with some edits: for each rune of it where it
// occurs, as bits, a word for each 64 runes. The way is G. Myers's, in blocks, of which only
// those are reckoned that can matter (E. Ukkonen, "Finding approximate patterns in strings",
// Journal of Algorithms 6, 1985).
type pattern struct {
	length int
	blocks int
	where  map[rune][]uint64
	none   []uint64
	work   []block
}

const wordBits = 64

// block is 64 rows of one column of the table of edit distances: where a row is one more than
// the one above it, where one less, and what stands in the last.
type block struct {
	more, less uint64
	top        uint64 // the bit of the last row
	last       int
}

func newPattern(runes []rune) *pattern {
	p := &pattern{length: len(runes), blocks: (len(runes) + wordBits - 1) / wordBits, where: map[rune][]uint64{}}
	p.none, p.work = make([]uint64, p.blocks), make([]block, p.blocks)
	for i, r := range runes {
		bits := p.where[r]
		if bits == nil {
			bits = make([]uint64, p.blocks)
			p.where[r] = bits
		}
		bits[i/wordBits] |= 1 << (i % wordBits)
	}
	return p
}

func (p *pattern) bits(r rune) []uint64 {
	if b, ok := p.where[r]; ok {
		return b
	}
	return p.none
}

// rows is how many rows of a block are of the pattern.
func (p *pattern) rows(b int) int { return min(wordBits, p.length-b*wordBits) }

// fresh is a block before the first column, or under what was not reckoned.
func (p *pattern) fresh(b, above int) block {
	return block{more: math.MaxUint64, top: 1 << (p.rows(b) - 1), last: above + p.rows(b)}
}

// advance reckons the next column of a block: equal is where the column's rune occurs, in is
// what the row above changes by, out what the last row does.
func (b *block) advance(equal uint64, in int) (out int) {
	more, less := b.more, b.less
	x := equal | less
	if in < 0 {
		equal |= 1
	}
	d := (((equal & more) + more) ^ more) | equal
	up, down := less|^(d|more), more&d
	switch {
	case up&b.top != 0:
		out = 1
	case down&b.top != 0:
		out = -1
	}
	up, down = up<<1, down<<1
	switch {
	case in < 0:
		down |= 1
	case in > 0:
		up |= 1
	}
	b.more, b.less = down|^(x|up), up&x
	b.last += out
	return out
}

// scan gives each the edits between the pattern and the text that ends after each rune, where
// these are at most most: of any part of the text that ends there, or where it is anchored of
// all of it.
func (p *pattern) scan(text func(i int) rune, n, most int, anchored bool, each func(end, edits int)) {
	if p.blocks == 0 {
		return
	}
	first, last, above := 0, min(p.blocks, most/wordBits+1)-1, 0
	for b := range p.blocks {
		p.work[b] = p.fresh(b, above)
		above = p.work[b].last
	}
	for i := range n {
		equal := p.bits(text(i))
		carry := 0
		if anchored {
			carry = 1
		}
		for b := first; b <= last; b++ {
			carry = p.work[b].advance(equal[b], carry)
		}
		end := p.work[last].last
		switch {
		case last < p.blocks-1 && end-carry <= most && (equal[last+1]&1 != 0 || carry < 0):
			last++
			p.work[last] = p.fresh(last, end-carry)
			p.work[last].advance(equal[last], carry)
		default:
			for last > first && p.work[last].last >= most+p.rows(last) {
				last--
			}
		}
		if last == p.blocks-1 && p.work[last].last <= most {
			each(i+1, p.work[last].last)
		}
		for anchored && p.work[first].last >= most+p.rows(first) { // and so will all be that comes there
			if first++; first > last {
				return
			}
		}
	}
}

// hit is where something ends that is the pattern but for some edits: there are several such
// ends where the edits can be counted in several ways.
type hit struct {
	ends  []int
	edits int
}

// ways is how many ends of one hit, and beginnings for each of them, are looked at: of a long
// pattern, where each takes long and matters little, the first and the last.
func (p *pattern) ways() int {
	if p.blocks > 4 {
		return 2
	}
	return 6
}

// ends is the ends of what is the pattern in a text but for at most most edits: of each group
// of them within half the length of the pattern the best.
func (p *pattern) ends(text []rune, most int) (out []hit) {
	p.scan(func(i int) rune { return text[i] }, len(text), most, false, func(end, edits int) {
		if n := len(out) - 1; n >= 0 && end-out[n].ends[0] <= p.length/2 {
			switch {
			case edits < out[n].edits:
				out[n] = hit{append(out[n].ends[:0], end), edits}
			case edits == out[n].edits && len(out[n].ends) < p.ways():
				out[n].ends = append(out[n].ends, end)
			case edits == out[n].edits:
				out[n].ends[p.ways()-1] = end
			}
			return
		}
		out = append(out, hit{[]int{end}, edits})
	})
	return out
}

// reach is how many runes of the text before end are the pattern, which is written backward,
// with at most so many edits: those that are nearest to as many as the pattern has.
func (p *pattern) reach(text []rune, end, edits int) (out []int) {
	p.scan(func(i int) rune { return text[end-1-i] }, min(end, p.length+edits), edits, true, func(n, _ int) {
		out = append(out, n)
	})
	slices.SortFunc(out, func(a, b int) int { return abs(a-p.length) - abs(b-p.length) })
	return out[:min(len(out), p.ways())]
}

// distance is the edits between all of the pattern and all of the text, which are at most most.
func (p *pattern) distance(text []rune, most int) (edits int) {
	edits = most
	p.scan(func(i int) rune { return text[i] }, len(text), most, true, func(n, e int) {
		if n == len(text) {
			edits = e
		}
	})
	return edits
}

// similarity says from 0 to 1 how much of the pattern is in the text, or rather in the part
// next to a quote: its end, or its beginning. Of an empty pattern it is 1.
func (p *pattern) similarity(text []rune, atEnd bool) float64 {
	if p.length == 0 {
		return 1
	}
	if n := min(len(text), p.length); atEnd {
		text = text[len(text)-n:]
	} else {
		text = text[:n]
	}
	least := p.length
	p.scan(func(i int) rune { return text[i] }, len(text), p.length, false, func(_, edits int) { least = min(least, edits) })
	return 1 - float64(least)/float64(p.length)
}
