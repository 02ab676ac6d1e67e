package feed

import (
	"bytes"
	"slices"
)

// nameOf is the name that a text begins with.
func nameOf(text []byte) string {
	text = text[:min(len(text), longestName)]
	if end := bytes.IndexAny(text, " \t\r\n/><"); end >= 0 {
		text = text[:end]
	}
	return string(text)
}

// kind is a kind of markup.
type kind int

const (
	dropped kind = iota // comments, processing instructions, the document type
	startTag
	endTag
	cdata
	character // a < that begins nothing
)

// markup is the kind of what begins with the < there, and where it ends; end is negative where it
// does not end within the limit.
func (c *xmlCutter) markup(lt, limit int) (k kind, end int) {
	defer func() {
		if end < 0 {
			c.again += min(len(c.buf)-lt, limit) // looked through in vain
		}
	}()
	c.fill(lt + longestName)
	text := c.buf[lt:]
	to := func(k kind, from int, mark string) (kind, int) {
		end := c.find(lt+from, mark, limit)
		if end < 0 {
			return k, -1
		}
		return k, end + len(mark)
	}
	switch {
	case bytes.HasPrefix(text, []byte("<!--")):
		return to(dropped, 4, "-->")
	case bytes.HasPrefix(text, []byte("<![CDATA[")):
		return to(cdata, 9, "]]>")
	case bytes.HasPrefix(text, []byte("<?")):
		return to(dropped, 2, "?>")
	case bytes.HasPrefix(text, []byte("<!")):
		return dropped, c.directive(lt)
	case bytes.HasPrefix(text, []byte("</")):
		return to(endTag, 2, ">")
	case len(text) > 1 && (text[1]|0x20 >= 'a' && text[1]|0x20 <= 'z' || text[1] == '_' || text[1] >= 0x80):
		if end := c.tagEnd(lt); end >= 0 {
			return startTag, end
		}
	}
	return character, lt + 1
}

// tagEnd is where the start tag there ends: at a > outside of quotation marks; where none comes
// soon, or an entry does, at the first > before the next <. It is negative where nothing ends it.
func (c *xmlCutter) tagEnd(lt int) int {
	quote, i := byte(0), lt+1
	for ; i < lt+longestTag; i++ {
		if i >= len(c.buf) && !c.fill(i+1) {
			break
		}
		b := c.buf[i]
		if b == '<' && c.entryAt(i) {
			break
		}
		switch {
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case b == '"' || b == '\'':
			quote = b
		case b == '>':
			return i + 1
		}
	}
	c.again += i - lt
	rest := c.buf[lt+1 : min(len(c.buf), lt+longestTag)]
	if at := bytes.IndexAny(rest, "<>"); at >= 0 && rest[at] == '>' {
		return lt + 1 + at + 1
	}
	return -1
}

// directive is where a document type ends, with all that it defines.
func (c *xmlCutter) directive(lt int) int {
	depth, quote := 0, byte(0)
	for i := lt; i < lt+headLimit; i++ {
		if i >= len(c.buf) && !c.fill(i+1) {
			return -1
		}
		switch b := c.buf[i]; {
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case depth > 0 && (b == '"' || b == '\''):
			quote = b
		case b == '<':
			depth++
		case b == '>':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// find is where the mark stands next from an offset on; negative where it does not stand within
// the limit from where the cutter is.
func (c *xmlCutter) find(from int, mark string, limit int) int {
	for {
		if from < len(c.buf) {
			if i := bytes.Index(c.buf[from:], []byte(mark)); i >= 0 {
				return from + i
			}
			from = max(from, len(c.buf)-len(mark)+1)
		}
		if len(c.buf)-c.at > limit || !c.fill(len(c.buf)+1) {
			return -1
		}
	}
}

// fill reads until the buffer holds so many bytes, and says whether it does. Control characters
// that no XML may hold are left out.
func (c *xmlCutter) fill(size int) bool {
	for len(c.buf) < size && c.err == nil {
		c.buf = slices.Grow(c.buf, block)
		n := 0
		n, c.err = c.src.Read(c.buf[len(c.buf) : len(c.buf)+block])
		c.taken += n
		read := c.buf[len(c.buf) : len(c.buf)+n]
		read = slices.DeleteFunc(read, func(b byte) bool { return b < ' ' && b != '\t' && b != '\n' && b != '\r' })
		c.buf = c.buf[:len(c.buf)+len(read)]
	}
	return len(c.buf) >= size
}
