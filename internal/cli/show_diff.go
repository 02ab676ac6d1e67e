package cli

import (
	"fmt"
	"io"
	"os"
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
	What string `json:"what"` // same, gone, new
	Text string `json:"text"`
	ends int    // sentences that end in it
}

// diffTexts compares two texts sentence by sentence, and where these differ word by word.
func diffTexts(old, now annotate.Body) (out []textPiece) {
	a, b := stretches(old), stretches(now)
	i := 0
	add := func(what, text string, sentences int) {
		if text == "" {
			return
		}
		if n := len(out) - 1; n >= 0 && out[n].What == what && (out[n].ends > 0) == (sentences > 0) {
			out[n].Text += text
			out[n].ends += sentences
			return
		}
		out = append(out, textPiece{what, text, sentences})
	}
	same := func(to int) {
		for ; i < to; i++ {
			add("same", a[i], 1)
		}
	}
	for _, d := range lcs.DiffLines(a, b) {
		same(d.Start)
		x, y := words(strings.Join(a[d.Start:d.End], "")), words(strings.Join(b[d.ReplStart:d.ReplEnd], ""))
		at := 0
		for _, w := range joined(lcs.DiffLines(x, y), x) {
			add("same", strings.Join(x[at:w.Start], ""), 0)
			add("gone", strings.Join(x[w.Start:w.End], ""), 0)
			add("new", strings.Join(y[w.ReplStart:w.ReplEnd], ""), 0)
			at = w.End
		}
		add("same", strings.Join(x[at:], ""), 0)
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

// stretches is a text in its sentences, each with what stands after it.
func stretches(b annotate.Body) (out []string) {
	at := 0
	for n := range b.Sentences {
		end := len(b.Text)
		if n+1 < len(b.Sentences) {
			end = b.Sentences[n+1].Start
		}
		out, at = append(out, b.Text[at:end]), end
	}
	if at < len(b.Text) {
		out = append(out, b.Text[at:])
	}
	return out
}

// words is a text in its words, and what stands between them.
func words(text string) (out []string) {
	at := 0
	for _, w := range segment.Words(text) {
		if at < w.Start {
			out = append(out, text[at:w.Start])
		}
		out, at = append(out, text[w.Start:w.End]), w.End
	}
	if at < len(text) {
		out = append(out, text[at:])
	}
	return out
}

// fewSame is how many sentences that are the same are printed.
const fewSame = 2

// printDiff writes what is gone and new in its marks, on a terminal in colour too.
func (x *showing) printDiff(d textDiff) {
	var out io.Writer = x.Out
	gone, come := "[-%s-]", "{+%s+}"
	if x.terminalWidth() > 0 && !x.plain {
		out = &colorprofile.Writer{Forward: x.Out, Profile: colorprofile.Detect(file(x.Out), os.Environ())}
		gone, come = "\x1b[31m[-%s-]\x1b[39m", "\x1b[32m{+%s+}\x1b[39m"
	}
	text, last := "", ""
	for _, p := range d.Pieces {
		words := clean.Line(p.Text)
		switch {
		case p.What == "new" && last == "gone":
			text = strings.TrimRight(text, " ")
		case strings.TrimLeft(p.Text, " \n\t") != p.Text:
			text += " "
		}
		switch last = p.What; {
		case words == "":
			continue
		case p.What == "same" && p.ends > fewSame:
			text += fmt.Sprintf("\n\n(%s)\n\n", screen.Count(p.ends, "sentence is the same", "sentences are the same"))
			continue
		}
		text += fmt.Sprintf(map[string]string{"same": "%s", "gone": gone, "new": come}[p.What], words)
		if strings.TrimRight(p.Text, " \n\t") != p.Text {
			text += " "
		}
	}
	for _, p := range strings.Split(text, "\n\n") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			fmt.Fprintf(out, "\n%s\n", p)
		}
	}
}
