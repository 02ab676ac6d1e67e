// Package prose shows an article's text as addressable, styled, wrapped cells: every
// grapheme on the screen knows its byte offset in the article, so that a sentence, a span,
// the cursor and a mouse click are all a search for an offset.
//
// A block of Markdown is drawn once, by Glamour, on lines as long as they come; wrapping
// them to a width is this package's own, as it must know where sentences begin.
package prose

import (
	"sort"

	"github.com/yuin/goldmark/renderer"

	"rashomon/annotate"
	"rashomon/ui/theme"
)

// Prose is an article's text cut into blocks: paragraphs, headings, list items. A block
// is drawn when it is asked for. Not safe for concurrent use.
type Prose struct {
	text      string
	theme     theme.Theme
	source    []byte // the text again, as the Markdown parser wants it
	blocks    []block
	glamour   renderer.Renderer // on lines as long as they come; nil until it is needed
	sentences []annotate.Span
	perLine   bool
	brackets  map[int][]Bracket // by block

	rows  cache[int, []row]
	lines cache[place, []Line]
}

// place is a block in a width.
type place struct{ block, width int }

const longest = 1 << 30 // bytes of text: two parameters of a mark hold no more

// New reads the text once and draws nothing yet. Of a text over 1 GB it shows the
// first gigabyte.
func New(text string, format annotate.Format, t theme.Theme) *Prose {
	p := &Prose{text: text[:min(len(text), longest)], theme: t}
	if format == annotate.Markdown {
		p.readMarkdown()
	} else {
		p.readPlain(0, len(p.text))
	}
	return p
}

// Text is the article's text.
func (p *Prose) Text() string { return p.text }

// SetTheme redraws in another theme.
func (p *Prose) SetTheme(t theme.Theme) {
	p.theme, p.glamour = t, nil
	p.rows.clear()
	p.lines.clear()
}

// SentencePerLine makes each of these sentences begin on a line of its own, its further
// lines hanging; nil lets the text flow. Tables and code keep their lines. A new Pane
// calls it with its sentences.
func (p *Prose) SentencePerLine(sentences []annotate.Span) {
	p.sentences, p.perLine = sentences, sentences != nil
	p.lines.clear()
}

// Blocks is the number of blocks.
func (p *Prose) Blocks() int { return len(p.blocks) }

// Block is the lines of block i in at most width columns (widths below 2 count as 2), and
// an empty line after them where the article leaves one. A block that shows nothing has
// no lines. The lines belong to Prose: do not change them.
func (p *Prose) Block(i, width int) []Line {
	at := place{i, max(width, minWidth)}
	if lines, ok := p.lines.get(at); ok {
		return lines
	}
	w := wrapping{width: at.width, sentences: p.sentences, perLine: p.perLine}
	rows := p.bracketed(i, p.rowsFor(i, at.width))
	for k := range rows {
		w.row(&rows[k])
	}
	if len(w.lines) > 0 && p.blocks[i].gap {
		w.lines = append(w.lines, nil)
	}
	p.lines.put(at, w.lines, weigh(rows))
	return w.lines
}

// BlockOf is the block that holds the byte offset, or else the last one that begins
// before it; 0 where none does.
func (p *Prose) BlockOf(offset int) int {
	return max(sort.Search(len(p.blocks), func(i int) bool { return p.blocks[i].start > offset })-1, 0)
}

// Link is where the cell at the byte offset links to, "" where it does not.
func (p *Prose) Link(offset int) string {
	if len(p.blocks) == 0 {
		return ""
	}
	i := p.BlockOf(offset)
	p.drawn(i)
	for _, l := range p.blocks[i].links {
		if l.span.Holds(offset) {
			return l.url
		}
	}
	return ""
}

// drawn is the rows of a block.
func (p *Prose) drawn(i int) []row {
	if rows, ok := p.rows.get(i); ok {
		return rows
	}
	rows := p.draw(&p.blocks[i], 0)
	p.rows.put(i, rows, weigh(rows))
	return rows
}

func weigh(rows []row) int {
	n := 1
	for i := range rows {
		n += len(rows[i].cells) + 1
	}
	return n
}

// sentencesBefore is the number of sentences that begin at the offset or before it.
func sentencesBefore(sentences []annotate.Span, offset int) int {
	return sort.Search(len(sentences), func(i int) bool { return sentences[i].Start > offset })
}
