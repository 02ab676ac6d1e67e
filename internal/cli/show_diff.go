package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"
	"github.com/charmbracelet/colorprofile"

	"rashomon/annotate"
	"rashomon/internal/clean"
	"rashomon/internal/segment"
	"rashomon/ui/screen"
)

// textDiff is what changed from one text of a report to another, as `show --diff --json` writes it.
type textDiff struct {
	Article annotate.ID `json:"article"`
	Older   int         `json:"older"` // revision
	Newer   int         `json:"newer"`
	Pieces  []textPiece `json:"pieces"` // those that are not gone are the newer text, in its order
}

// textPiece is a stretch of words.
type textPiece struct {
	What      string `json:"what"` // same, gone, new
	Text      string `json:"text"`
	sentences int    // unchanged ones that it is; 0 where it is part of what changed
	ends      []int  // offsets of Text at which a line ends
}

// diffTexts compares two texts sentence by sentence, and where these differ word by word.
func diffTexts(old, now annotate.Body) (out []textPiece) {
	a, b := stretches(old), stretches(now)
	i := 0
	add := func(what string, p passage, sentences int) {
		if p.text == "" {
			return
		}
		if n := len(out) - 1; n >= 0 && out[n].What == what && (out[n].sentences > 0) == (sentences > 0) {
			for _, e := range p.ends {
				out[n].ends = append(out[n].ends, len(out[n].Text)+e)
			}
			out[n].Text += p.text
			out[n].sentences += sentences
			return
		}
		out = append(out, textPiece{what, p.text, sentences, p.ends})
	}
	same := func(to int) {
		for ; i < to; i++ {
			add("same", a[i], 1)
		}
	}
	for _, d := range lcs.DiffLines(textsOf(a), textsOf(b)) {
		same(d.Start)
		x, y := words(united(a[d.Start:d.End])), words(united(b[d.ReplStart:d.ReplEnd]))
		to := 0
		for _, w := range joined(lcs.DiffLines(textsOf(x), textsOf(y)), textsOf(x)) {
			gone, come := united(x[w.Start:w.End]), united(y[w.ReplStart:w.ReplEnd])
			if strings.TrimSpace(come.text) != "" { // stands on the same line, after what is gone
				gone.ends = slices.DeleteFunc(gone.ends, func(e int) bool { return strings.TrimSpace(gone.text[e:]) == "" })
			}
			add("same", united(y[to:w.ReplStart]), 0)
			add("gone", gone, 0)
			add("new", come, 0)
			to = w.ReplEnd
		}
		add("same", united(y[to:]), 0)
		i = d.End
	}
	same(len(a))
	return out
}

// joined is changes with those made one between which nothing but white space stays.
func joined(changes []lcs.Diff, words []string) (out []lcs.Diff) {
	for _, c := range changes {
		if n := len(out) - 1; n >= 0 && strings.TrimSpace(strings.Join(words[out[n].End:c.Start], "")) == "" {
			out[n].End, out[n].ReplEnd = c.End, c.ReplEnd
			continue
		}
		out = append(out, c)
	}
	return out
}

// passage is some of a text, with the offsets in it at which a line ends when it is printed.
type passage struct {
	text string
	ends []int
}

func textsOf(all []passage) []string {
	out := make([]string, len(all))
	for i, p := range all {
		out[i] = p.text
	}
	return out
}

// united is passages that follow one another as one.
func united(all []passage) passage {
	var text strings.Builder
	var out passage
	for _, p := range all {
		for _, e := range p.ends {
			out.ends = append(out.ends, text.Len()+e)
		}
		text.WriteString(p.text)
	}
	out.text = text.String()
	return out
}

// stretches is a text in its sentences, each with what stands after it. A line ends with a sentence
// that nothing but blanks divide from the next, and where a line of the text ends outside of sentences.
func stretches(b annotate.Body) (out []passage) {
	at, before := 0, 0 // before: what the first one has before its sentence
	if len(b.Sentences) > 0 {
		before = b.Sentences[0].Start
	}
	for n, s := range b.Sentences {
		end := len(b.Text)
		if n+1 < len(b.Sentences) {
			end = b.Sentences[n+1].Start
		}
		p := passage{text: b.Text[at:end], ends: lineEnds(b.Text[at:before], 0)}
		if after := b.Text[s.End:end]; strings.Contains(after, "\n") {
			p.ends = append(p.ends, lineEnds(after, s.End-at)...)
		} else if strings.TrimSpace(after) == "" {
			p.ends = append(p.ends, s.End-at)
		}
		out, at, before = append(out, p), end, end
	}
	if at < len(b.Text) {
		out = append(out, passage{b.Text[at:], lineEnds(b.Text[at:], 0)})
	}
	return out
}

// lineEnds is where lines of a text end, as offsets from so many bytes before it.
func lineEnds(text string, from int) (out []int) {
	for i := range len(text) {
		if text[i] == '\n' {
			out = append(out, from+i)
		}
	}
	return out
}

// words is a passage in its words, and what stands between them.
func words(p passage) (out []passage) {
	at, ends := 0, p.ends
	cut := func(to int) {
		next := passage{text: p.text[at:to]}
		for ; len(ends) > 0 && (ends[0] < to || ends[0] == to && to == len(p.text)); ends = ends[1:] {
			next.ends = append(next.ends, ends[0]-at)
		}
		if at < to {
			out, at = append(out, next), to
		}
	}
	for _, w := range segment.Words(p.text) {
		cut(w.Start)
		cut(w.End)
	}
	cut(len(p.text))
	return out
}

// fewSame is how many sentences that are the same are printed.
const fewSame = 2

// printDiff writes a sentence or a block a line, what is gone and new in its marks, on a terminal in
// colour too; of sentences that are the same it counts all but a few.
func (x *showing) printDiff(d textDiff) {
	var out io.Writer = x.Out
	marks := map[string]string{"same": "%s", "gone": "[-%s-]", "new": "{+%s+}"}
	if x.terminalWidth() > 0 && !x.plain {
		out = &colorprofile.Writer{Forward: x.Out, Profile: colorprofile.Detect(file(x.Out), os.Environ())}
		marks["gone"], marks["new"] = "\x1b[31m[-%s-]\x1b[39m", "\x1b[32m{+%s+}\x1b[39m"
	}
	p := diffPrinter{out: out, marks: marks, gap: true}
	for _, piece := range d.Pieces {
		if piece.sentences > fewSame {
			p.apart(fmt.Sprintf("(%s)", screen.Count(piece.sentences, "sentence is the same", "sentences are the same")))
			continue
		}
		at := 0
		for _, e := range piece.ends {
			p.add(piece.What, piece.Text[at:e])
			p.end(strings.HasPrefix(piece.Text[e:], "\n"))
			at = e
		}
		p.add(piece.What, piece.Text[at:])
	}
	p.end(false)
}

// diffPrinter prints a text line by line.
type diffPrinter struct {
	out   io.Writer
	marks map[string]string
	line  string
	last  string // what stands at the end of the line
	ended bool   // a line of the text ended after the line that was printed last
	gap   bool   // an empty line goes before the next
}

// add puts words on the line.
func (p *diffPrinter) add(what, text string) {
	words := clean.Line(text)
	if words == "" {
		if text != "" && p.line != "" {
			p.line = strings.TrimRight(p.line, " ") + " "
		}
		return
	}
	switch {
	case what == "new" && p.last == "gone":
		p.line = strings.TrimRight(p.line, " ")
	case strings.TrimLeft(text, " \n\t") != text && p.line != "":
		p.line = strings.TrimRight(p.line, " ") + " "
	}
	p.line += fmt.Sprintf(p.marks[what], words)
	if strings.TrimRight(text, " \n\t") != text {
		p.line += " "
	}
	p.last = what
}

// end prints the line; written says that one of the text ends here: the second of two in a row ends a paragraph.
func (p *diffPrinter) end(written bool) {
	line := strings.TrimSpace(p.line)
	p.line, p.last = "", ""
	if line == "" {
		p.gap = p.gap || written && p.ended
		p.ended = p.ended || written
		return
	}
	if p.gap {
		fmt.Fprintln(p.out)
	}
	fmt.Fprintln(p.out, line)
	p.ended, p.gap = written, false
}

// apart prints a line with an empty one before and after it.
func (p *diffPrinter) apart(line string) {
	p.end(false)
	p.gap = true
	p.line = line
	p.end(false)
	p.gap = true
}
