package feed

import (
	"bytes"
	"io"
	"slices"
	"strings"
)

// Bounds of what is given to the library to understand: more would cost it time or memory out
// of all proportion.
const (
	deepest     = 2000 // elements within one another
	mostSpaces  = 300  // declarations of namespaces in a piece
	mostCDATA   = 1000 // sections in a piece
	longestTag  = 64 << 10
	longestName = 256
	mostPending = 32       // elements that are open around the entries
	longestOpen = 16 << 10 // bytes of their start tags
)

// xmlCutter finds the entries of an RSS or Atom feed by where their tags stand, whatever is
// between them: an encoding/xml decoder ends at the first mistake. Comments and processing
// instructions are left out, and so is the document type with all the entities that it defines.
type xmlCutter struct {
	src     io.Reader
	buf     []byte // what is read and not cut yet begins at at
	at      int
	err     error // of src, once it has ended
	again   int   // bytes that were read once more, and those that were looked through in vain
	taken   int   // bytes of src
	outside []byte
	root    tag
	open    []tag // around the place where the cutter is
	around  []tag // the entries, as they were around the first
	wild    bool  // what stands outside of entries is not to be understood
	prefix  string
	name    string // of an entry, without prefix, in lower case
}

// tag is a start tag as it is written.
type tag struct {
	name string // with its prefix
	raw  []byte
}

// begin reads up to the root, and returns its name without prefix.
func (c *xmlCutter) begin() (root string, err error) {
	for len(c.open) == 0 {
		if c.at > headLimit || c.tired() || !c.outsideStep() {
			if c.err != nil && c.err != io.EOF {
				return "", c.err
			}
			return "", ErrNotFeed
		}
	}
	c.root = c.open[0]
	c.prefix, root = split(c.root.name)
	switch c.name = "item"; root {
	case "rss":
	case "rdf":
		c.prefix = "" // the root has that of RDF, and its items that of RSS, as a rule none
	case "feed":
		c.name = "entry"
	default:
		return "", ErrNotFeed
	}
	return root, nil
}

// split parts a name from its prefix, in lower case.
func split(name string) (prefix, local string) {
	name = strings.ToLower(name)
	if before, after, ok := strings.Cut(name, ":"); ok {
		return before, after
	}
	return "", name
}

func (c *xmlCutter) next() ([]byte, error) {
	for !c.tired() {
		if c.at > block {
			c.buf, c.at = append(c.buf[:0], c.buf[c.at:]...), 0
		}
		if c.entryAt(c.at) {
			if c.around == nil && len(c.open) > 0 {
				c.around = slices.Clone(c.open)
			} else if c.around == nil {
				c.around = []tag{c.root}
			}
			return c.entry()
		}
		if !c.outsideStep() {
			return nil, c.end()
		}
	}
	return nil, ErrBroken
}

// end is the error at the end of the feed: io.EOF where its root was closed.
func (c *xmlCutter) end() error {
	switch {
	case c.err != nil && c.err != io.EOF:
		return c.err
	case len(c.open) > 0:
		return ErrCutOff
	}
	return io.EOF
}

// tired says whether too much was read again for what there is: a feed made for that.
func (c *xmlCutter) tired() bool { return c.again > rescan+4*c.taken }

// outsideStep takes one piece of markup, and the text before it, from what is outside of
// entries; or nothing, where an entry begins. It is false at the end.
func (c *xmlCutter) outsideStep() bool {
	lt := c.find(c.at, "<", headLimit)
	if lt < 0 {
		c.keep(c.buf[c.at:], len(c.open) > 0)
		c.at = len(c.buf)
		return c.err == nil
	}
	c.keep(c.buf[c.at:lt], len(c.open) > 0)
	c.at = lt
	if c.entryAt(lt) {
		return true
	}
	kind, end := c.markup(lt, headLimit)
	if end < 0 { // as if it were text
		c.at++
		return true
	}
	inside := len(c.open) > 0
	switch kind {
	case startTag:
		c.start(c.buf[lt:end])
		inside = inside || len(c.open) > 0
	case endTag:
		c.shut(c.buf[lt:end])
	case cdata:
	default:
		inside = false
	}
	c.keep(c.buf[lt:end], inside)
	c.at = end
	return true
}

// keep keeps what stands outside of entries and inside of the root, up to its limit.
func (c *xmlCutter) keep(text []byte, inside bool) {
	if !inside || c.wild {
		return
	}
	if c.wild = len(c.outside)+len(text) > headLimit; !c.wild {
		c.outside = append(c.outside, text...)
	}
}

func (c *xmlCutter) start(raw []byte) {
	switch {
	case bytes.HasSuffix(raw, []byte("/>")):
	case len(c.open) >= mostPending || c.openBytes()+len(raw) > longestOpen || tame(raw) != nil:
		c.wild = true
	default:
		c.open = append(c.open, tag{nameOf(raw[1:]), slices.Clone(raw)})
	}
}

// openBytes is how long the start tags are of what is open.
func (c *xmlCutter) openBytes() (n int) {
	for _, t := range c.open {
		n += len(t.raw)
	}
	return n
}

// shut closes an element, and those within it that nothing closed.
func (c *xmlCutter) shut(raw []byte) {
	name := nameOf(raw[2:])
	for i := len(c.open) - 1; i >= 0; i-- {
		if strings.EqualFold(c.open[i].name, name) {
			c.open = c.open[:i]
			return
		}
	}
}

// entry cuts off the entry that begins here. Where no end comes, the next entry begins at its
// tag, whatever that stands in; there being none, what was read is given up.
func (c *xmlCutter) entry() ([]byte, error) {
	piece, end, err := c.within()
	if err == nil {
		c.at = end
		return piece, nil
	}
	from, to, seen := c.at+1, len(c.buf), end
	for from < to {
		i := bytes.IndexByte(c.buf[from:to], '<')
		if i < 0 {
			break
		}
		if from += i; c.entryAt(from) {
			c.again += max(seen-from, 0)
			c.at = from
			return nil, &EntryError{Why: err}
		}
		from++
	}
	c.at = to
	if c.err != nil && c.err != io.EOF {
		return nil, c.err
	}
	return nil, &EntryError{Why: err}
}

// within is the entry that begins here, without comments and the like, and where it ends; of one
// that does not, how far it was looked for.
func (c *xmlCutter) within() (piece []byte, end int, err error) {
	depth, sections := 0, 0
	for at := c.at; ; at = end {
		lt := c.find(at, "<", entryLimit)
		if lt < 0 {
			return nil, len(c.buf), c.endless()
		}
		piece = append(piece, c.buf[at:lt]...)
		if depth > 0 && c.entryAt(lt) { // nobody closed this one
			return c.closed(piece), lt, tame(piece)
		}
		k := dropped
		if k, end = c.markup(lt, entryLimit); end < 0 {
			return nil, len(c.buf), c.endless()
		}
		if c.tired() || k == character && lt == c.at { // the latter: its own tag has no end
			return nil, end, ErrBroken
		}
		raw := c.buf[lt:end]
		switch k {
		case dropped:
			continue
		case character:
			raw = []byte("&lt;")
		case startTag:
			if bytes.HasSuffix(raw, []byte("/>")) && depth == 0 {
				return append(piece, raw...), end, nil
			} else if !bytes.HasSuffix(raw, []byte("/>")) {
				depth++
			}
		case endTag:
			if depth--; c.isEntry(raw[2:]) {
				return append(piece, raw...), end, tame(piece)
			}
		case cdata:
			sections++
		}
		if depth > deepest {
			return nil, end, ErrDeep
		}
		if sections > mostCDATA {
			return nil, end, ErrBroken
		}
		piece = append(piece, raw...)
	}
}

// tame refuses a piece that declares too many namespaces.
func tame(piece []byte) error {
	if bytes.Count(piece, []byte("xmlns")) > mostSpaces {
		return ErrBroken
	}
	return nil
}

// closed is an entry with the end tag that it lacks.
func (c *xmlCutter) closed(piece []byte) []byte {
	return append(append(append(piece, "</"...), nameOf(piece[1:])...), '>')
}

// endless is why an entry has no end.
func (c *xmlCutter) endless() error {
	if c.err == nil {
		return ErrTooLarge
	}
	return ErrBroken
}

// whole puts around a piece the tags that are around the entries.
func (c *xmlCutter) whole(piece []byte) []byte {
	var out []byte
	around := c.around
	switch {
	case piece != nil:
		for _, t := range around {
			out = append(out, t.raw...)
		}
		out = append(out, piece...)
	case c.wild || tame(c.outside) != nil:
		return nil
	default:
		out = append(out, c.outside...)
		around = c.open
	}
	for _, t := range slices.Backward(around) {
		out = append(append(append(out, "</"...), t.name...), '>')
	}
	return out
}

// entryAt says whether the start tag of an entry stands there.
func (c *xmlCutter) entryAt(at int) bool {
	c.fill(at + longestName)
	return at+1 < len(c.buf) && c.buf[at] == '<' && c.isEntry(c.buf[at+1:])
}

// isEntry says whether a text begins with the name of an entry's tag.
func (c *xmlCutter) isEntry(text []byte) bool {
	if n := len(c.prefix); n > 0 && len(text) > n && text[n] == ':' && bytes.EqualFold(text[:n], []byte(c.prefix)) {
		text = text[n+1:]
	}
	n := len(c.name)
	return n > 0 && len(text) > n && bytes.EqualFold(text[:n], []byte(c.name)) && strings.IndexByte(" \t\r\n/>", text[n]) >= 0
}
