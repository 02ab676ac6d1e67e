package brief

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Markdown writes the brief as Markdown (CommonMark, and what GitHub makes of it). Nothing
// in a report's text becomes markup. It returns the error of w.
func (b Brief) Markdown(w io.Writer) error {
	var m markdown
	p := b.page()
	m.block("# ", []piece{{Text: p.Title}})
	m.blocks(p.Head)
	for _, s := range p.Sections {
		m.block("## ", []piece{{Text: s.Title}})
		m.blocks(s.Blocks)
	}
	_, err := w.Write(m.out.Bytes())
	return err
}

type markdown struct{ out bytes.Buffer }

func (m *markdown) blocks(blocks []block) {
	for _, b := range blocks {
		switch {
		case b.Heading != nil:
			m.block("### ", b.Heading)
		case b.Paragraph != nil:
			m.block("", b.Paragraph)
		case b.Sources != nil:
			m.sources(b.Sources)
		default:
			for i, item := range b.List {
				if i == 0 {
					m.gap()
				}
				m.out.WriteString("- ")
				m.line(item)
				m.out.WriteByte('\n')
			}
		}
	}
}

// gap is the empty line before a block.
func (m *markdown) gap() {
	if m.out.Len() > 0 {
		m.out.WriteByte('\n')
	}
}

func (m *markdown) block(prefix string, line []piece) {
	m.gap()
	m.out.WriteString(prefix)
	m.line(line)
	m.out.WriteByte('\n')
}

func (m *markdown) line(line []piece) {
	for i, p := range line {
		text := escaped(p.Text)
		if i > 0 && line[i-1].Kind == brk {
			text = atStart().ReplaceAllString(text, `$1\$2`)
		}
		switch p.Kind {
		case said:
			m.line(p.Parts)
		case brk:
			text = " \\\n  " // the blank keeps it from a backslash before it
		case strong, lead:
			text = "**" + text + "**"
		case value:
			text = "[**" + text + "**]"
			if !free(line[i+1:]) {
				text = "\\[**" + escaped(p.Text) + "**\\]"
			}
		case vague:
			text = "(**" + text + "**)"
		}
		m.out.WriteString(text)
	}
}

// free says whether what follows a bracket cannot make a link of it.
func free(rest []piece) bool {
	for _, p := range rest {
		if p.Text != "" {
			return p.Text[0] == ' '
		}
	}
	return true
}

// sources is the list of sources, one a line: a table is too wide for what it holds.
func (m *markdown) sources(reports []Report) {
	m.gap()
	for _, r := range reports {
		fmt.Fprintf(&m.out, "- **%s**", r.Letter)
		for _, f := range factsOf(r) {
			text := escaped(f.Text)
			if f.Link != "" {
				text = "<" + f.Link + ">"
			}
			m.out.WriteString(" · " + text)
		}
		m.out.WriteByte('\n')
	}
}

// fact is what is known of a report; of an address Link is where it leads, if anywhere.
type fact struct{ Text, Link string }

// factsOf is what is known of a report, as the list of sources has it: nothing where it is
// not stated.
func factsOf(r Report) (out []fact) {
	source, title := r.Source, "“"+r.Title+"”"
	if source == "" {
		source = "no source stated"
	}
	switch {
	case r.Title == "":
		title = ""
	case r.TitleMade:
		title = "begins " + title
	}
	counted := count(r.Sentences, "sentence", "sentences")
	if r.Labelled > 0 {
		counted += fmt.Sprintf(", %d labelled", r.Labelled)
	}
	all := []fact{{Text: source}, {Text: title}, {Text: r.Author}, {Text: day(r.Date)}, {r.URL, webAddress(r.URL)}, {Text: counted}}
	return slices.DeleteFunc(all, func(f fact) bool { return f.Text == "" })
}

// patterns of what Markdown, or what programs make of it, takes for markup in the midst of a
// line: ASCII that always may, and what may only in company.
var inCompany = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)://|:[\w+-]+:|\bwww\.|&[#\pL\pN]|@`)
})

// atStart is what at the beginning of a line begins a block.
var atStart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(\d*)([-+=>:.)])`) })

// escaped is text that Markdown shows as it is, wherever in a line it stands but at its
// beginning.
func escaped(text string) string {
	var at [][]int
	if strings.ContainsAny(text, ":&@.") {
		at = inCompany().FindAllStringIndex(text, -1)
	}
	var out strings.Builder
	for i, r := range text {
		for len(at) > 0 && i >= at[0][1] {
			at = at[1:]
		}
		inside := len(at) > 0 && i >= at[0][0] && strings.ContainsRune(":.&@", r)
		tilde := r == '~' && !strings.HasPrefix(text[i+1:], " ") // before a blank it opens nothing
		if inside || tilde || strings.ContainsRune("\\`*_[]<>|#$^{}", r) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}
