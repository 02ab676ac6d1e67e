package brief

import (
	"cmp"
	htmltext "html"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"

	"rashomon/annotate"
)

// display is an article's text as a reader sees it: of Markdown, the words without the markup.
type display struct {
	text     string
	seen     []stretch // in order and disjoint; of what lies between them nothing is seen
	headings []annotate.Span
}

// stretch is a span that is seen; an empty one is a blank.
type stretch struct {
	annotate.Span
	written bool // as it is written; else escapes and references stand for something
}

// newDisplay takes a text apart. Markdown that would take long is seen as it is written.
func newDisplay(written string, format annotate.Format) *display {
	d := &display{text: written}
	if format != annotate.Markdown || intricate(written) {
		d.add(0, len(written), true)
		return d
	}
	source := []byte(written)
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			d.node(n, source)
		}
		return ast.WalkContinue, nil
	})
	slices.SortStableFunc(d.seen, func(x, y stretch) int { return cmp.Compare(x.Start, y.Start) }) // a table comes before its paragraph
	return d
}

// words is what is seen of a span, in one line.
func (d *display) words(s annotate.Span) string {
	var out strings.Builder
	first := sort.Search(len(d.seen), func(i int) bool { return d.seen[i].End > s.Start })
	for _, x := range d.seen[first:] {
		if x.Start >= s.End {
			break
		}
		switch from, to := max(x.Start, s.Start), min(x.End, s.End); {
		case x.Len() == 0:
			out.WriteByte(' ')
		case x.written && from < to:
			out.WriteString(d.text[from:to])
		case from < to:
			out.WriteString(resolved(d.text[from:to]))
		}
	}
	return line(out.String())
}

// find is where a value is seen in the words of a span; empty where nothing of it is.
func (d *display) find(value, in annotate.Span) annotate.Span {
	if value.Start < in.Start || value.End > in.End {
		return annotate.Span{}
	}
	before := d.words(annotate.Span{Start: in.Start, End: value.Start})
	with := d.words(annotate.Span{Start: in.Start, End: value.End})
	if !strings.HasPrefix(with, before) || !strings.HasPrefix(d.words(in), with) { // it cuts an escape
		return annotate.Span{}
	}
	return annotate.Span{Start: len(with) - len(strings.TrimLeft(with[len(before):], " ")), End: len(with)}
}

// inHeading says whether a span stands in a heading.
func (d *display) inHeading(s annotate.Span) bool {
	i := sort.Search(len(d.headings), func(i int) bool { return d.headings[i].End > s.Start })
	return i < len(d.headings) && d.headings[i].Overlaps(s)
}

func (d *display) add(start, end int, written bool) {
	if start < end {
		d.seen = append(d.seen, stretch{annotate.Span{Start: start, End: end}, written})
	}
}

func (d *display) blank(at int) {
	d.seen = append(d.seen, stretch{Span: annotate.Span{Start: at, End: at}})
}

// node adds what is seen of a node itself, without those below it.
func (d *display) node(n ast.Node, source []byte) {
	var block annotate.Span
	if n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
		block = annotate.Span{Start: n.Lines().At(0).Start, End: n.Lines().At(n.Lines().Len() - 1).Stop}
		d.blank(block.Start) // after the block before
	}
	switch n := n.(type) {
	case *ast.Heading:
		if block.Len() > 0 {
			d.headings = append(d.headings, block)
		}
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		for _, l := range n.Lines().Sliced(0, n.Lines().Len()) {
			d.add(l.Start, l.Stop, true)
		}
	case *ast.HTMLBlock:
		d.html(block.Start, max(block.End, n.ClosureLine.Stop))
	case *ast.RawHTML:
		if s := n.Segments.At(0); strings.HasPrefix(strings.ToLower(d.text[s.Start:s.Stop]), "<br") {
			d.blank(s.Start)
		}
	case *ast.AutoLink:
		start := cap(source) - cap(n.Label(source)) // it is cut from source, and does not say where
		d.add(start, start+len(n.Label(source)), true)
	case *ast.Text:
		d.add(n.Segment.Start, n.Segment.Stop, n.IsRaw())
		if n.SoftLineBreak() || n.HardLineBreak() {
			d.blank(n.Segment.Stop)
		}
	}
}

// html adds the words between the tags of text[start:end].
func (d *display) html(start, end int) {
	z := html.NewTokenizer(strings.NewReader(d.text[start:end]))
	for t := z.Next(); t != html.ErrorToken; t = z.Next() {
		if d.blank(start); t == html.TextToken {
			d.add(start, start+len(z.Raw()), false)
		}
		start += len(z.Raw())
	}
}

// escape is an escape or a reference.
var escape = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\\[[:punct:]]|&(?:\w+|#\d{1,7}|#[xX][[:xdigit:]]{1,6});`)
})

// resolved is text with what its escapes and references stand for.
func resolved(text string) string {
	return escape().ReplaceAllStringFunc(text, func(written string) string {
		switch {
		case written[0] == '\\':
			return written[1:]
		case written[1] == '#':
			return htmltext.UnescapeString(written) // Goldmark's takes &#039; for an octal number
		}
		return string(util.ResolveEntityNames([]byte(written)))
	})
}

// intricate says whether Markdown would take long to take apart: the time grows with the square
// of the markup in a paragraph and of the blocks that a line opens, and with the cells of
// tables. No honest article comes near, and what does not go beyond takes half a second.
func intricate(text string) bool {
	const most, cell = 50_000_000, 200 // steps of some nanoseconds
	steps := 0
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		marks, columns := 0, 0
		for line := range strings.SplitSeq(paragraph, "\n") {
			opens := len(line) - len(strings.TrimLeft(line, " \t>-+*.)0123456789"))
			columns = max(columns, strings.Count(line, "|"))
			steps += opens*opens + columns*cell
			for _, mark := range []string{"[", "*", "_", "~", "`", "<"} {
				marks += strings.Count(line, mark)
			}
		}
		steps += marks * marks
	}
	return steps > most
}
