package feed

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// jsonCutter finds the items of a JSON feed by brackets and strings alone, so that one that is no
// JSON loses only itself.
type jsonCutter struct {
	src     *bufio.Reader
	outside []byte // the feed without its items
	open    []byte // the brackets that close what is open
	word    []byte // the string read last, in the feed's own object
	inside  bool   // of the array of items
}

func (c *jsonCutter) begin(start []byte) error {
	if bytes.Contains(start, []byte(`"items"`)) || bytes.Contains(start, []byte("jsonfeed.org/version")) {
		return nil
	}
	return ErrNotFeed
}

func (c *jsonCutter) next() ([]byte, error) {
	for {
		b, err := c.src.ReadByte()
		outside := !c.inside
		if err == nil && outside {
			err = c.step(b)
		}
		if err == io.EOF && len(c.open) > 0 {
			return nil, ErrCutOff
		}
		switch {
		case err != nil:
			return nil, err
		case outside:
		case b == ']':
			c.inside, c.open = false, c.open[:len(c.open)-1]
			c.keep(b)
		case b != ',' && b > ' ':
			return c.item(b)
		}
	}
}

// step takes a byte from what is outside of items.
func (c *jsonCutter) step(b byte) error {
	switch b {
	case '"':
		word, err := c.text(nil, headLimit)
		if len(c.open) == 1 {
			c.word = append(c.word[:0], word...)
		}
		c.keep(word...)
		return err
	case '{':
		c.open = append(c.open, '}')
	case '[':
		c.inside = len(c.open) == 1 && string(c.word) == `"items"`
		c.open = append(c.open, ']')
	case '}', ']':
		if n := len(c.open); n > 0 {
			c.open = c.open[:n-1]
		}
	}
	c.keep(b)
	if len(c.open) > deepest {
		return ErrDeep
	}
	return nil
}

func (c *jsonCutter) keep(b ...byte) {
	if len(c.outside)+len(b) <= headLimit {
		c.outside = append(c.outside, b...)
	}
}

// text is the rest of a string after its first quotation mark, all of it behind what is there.
func (c *jsonCutter) text(there []byte, limit int) ([]byte, error) {
	there = append(there, '"')
	for escaped := false; ; {
		b, err := c.src.ReadByte()
		if err != nil {
			return there, err
		}
		if len(there) <= limit {
			there = append(there, b)
		}
		switch {
		case escaped:
			escaped = false
		case b == '\\':
			escaped = true
		case b == '"':
			return there, nil
		}
	}
}

// item is the item that begins with the byte.
func (c *jsonCutter) item(b byte) (piece []byte, err error) {
	for depth := 0; depth > 0 || b != ',' && b != ']'; {
		switch b {
		case '"':
			piece, err = c.text(piece, entryLimit)
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if b != '"' && len(piece) <= entryLimit {
			piece = append(piece, b)
		}
		if err == nil {
			b, err = c.src.ReadByte()
		}
		if err == io.EOF {
			return nil, &EntryError{Why: ErrBroken}
		}
		if err != nil {
			return nil, err
		}
	}
	if len(piece) > entryLimit {
		err = &EntryError{Why: ErrTooLarge}
	}
	return piece, errors.Join(err, c.src.UnreadByte())
}

func (c *jsonCutter) whole(piece []byte) []byte {
	if piece != nil {
		return append(append([]byte(`{"items":[`), piece...), "]}"...)
	}
	out := bytes.Clone(c.outside)
	for n := len(c.open) - 1; n >= 0; n-- {
		out = append(out, c.open[n])
	}
	return out
}
