package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// turn is a direction mark, or what opens or closes an isolate.
type turn struct {
	r       rune
	was, is int // in the text, and in what is written of it
	before  side
	after   side
	goes    bool

	letters, leftward int // of the line before it
}

// side is the direction of the nearest letter.
type side int8

const (
	noLetter side = iota
	rightward
	leftward
)

const (
	popIsolate  = '\u2069'
	deepestOpen = 4 // isolates within one another; no writer needs more
)

// straight is what was written without the turns that may not stay, which are counted.
func (c *cleaner) straight() string {
	s := c.out.String()
	if len(c.turns) == 0 {
		return s
	}
	c.straighten(s)
	var b strings.Builder
	from := 0
	for _, t := range c.turns {
		if t.goes {
			b.WriteString(s[from:t.is])
			from = t.is + utf8.RuneLen(t.r)
		}
	}
	b.WriteString(s[from:])
	return b.String()
}

// straighten decides which turns have to go, line by line.
func (c *cleaner) straighten(s string) {
	for first := 0; first < len(c.turns); {
		start := strings.LastIndexByte(s[:c.turns[first].is], '\n') + 1
		end := len(s)
		if n := strings.IndexByte(s[start:], '\n'); n >= 0 {
			end = start + n
		}
		next := first
		for next < len(c.turns) && c.turns[next].is < end {
			next++
		}
		line := c.turns[first:next]
		look(s[start:end], start, line)
		judgeMarks(line)
		judgeIsolates(line)
		first = next
	}
	for _, t := range c.turns {
		if t.goes {
			Direction.Count(&c.removed, 1)
			if c.keeping {
				c.gone = append(c.gone, stretch(Direction, t.was, t.was+utf8.RuneLen(t.r)))
			}
		}
	}
}

// look finds the letters around the turns of a line, which begins at the offset start.
func look(line string, start int, turns []turn) {
	nearest, letters, left := noLetter, 0, 0
	next, waiting := 0, 0 // the turn to come, and the first one that has no letter after it yet
	for at, r := range line {
		if next < len(turns) && start+at == turns[next].is {
			t := &turns[next]
			t.before, t.letters, t.leftward = nearest, letters, left
			next++
			continue
		}
		switch {
		case rightToLeftLetter(r):
			nearest = leftward
			left++
		case unicode.IsLetter(r):
			nearest = rightward
		default:
			if unicode.IsDigit(r) {
				letters++
			}
			continue
		}
		letters++
		for ; waiting < next; waiting++ {
			turns[waiting].after = nearest
		}
	}
}

// rightToLeftLetter says whether r is a letter, or a digit, of a text that is written from right to left.
func rightToLeftLetter(r rune) bool {
	return r >= 0x590 && (0x660 <= r && r <= 0x669 || unicode.In(r, rightToLeft...))
}

// judgeMarks leaves one mark between any two other characters, where a right-to-left letter is the
// next one before or after it.
func judgeMarks(turns []turn) {
	marked := false
	for i := range turns {
		t := &turns[i]
		if i > 0 && turns[i-1].is+utf8.RuneLen(turns[i-1].r) != t.is {
			marked = false
		}
		if mark(t.r) {
			t.goes = marked || t.before != leftward && t.after != leftward
			marked = true
		}
	}
}

// judgeIsolates leaves those that are closed, hold something, and have a right-to-left letter
// in them or beside them. What closes an isolate closes the one opened last (UAX #9, BD9).
func judgeIsolates(turns []turn) {
	var open []*turn
	for i := range turns {
		t := &turns[i]
		switch {
		case mark(t.r):
		case t.r != popIsolate:
			t.goes = true // until it is closed
			open = append(open, t)
		case len(open) == 0:
			t.goes = true
		default:
			from := open[len(open)-1]
			turned := t.leftward > from.leftward || from.before == leftward || t.after == leftward
			t.goes = len(open) > deepestOpen || t.letters == from.letters || !turned
			from.goes = t.goes
			open = open[:len(open)-1]
		}
	}
}
