package brief

import (
	"cmp"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/compare"
)

// page is a brief as it is read, whatever it is written in: sections of headings,
// paragraphs and lists. Markdown and HTML draw it.
type page struct {
	Title    string
	Head     []block // before the first section
	Sections []section
}

type section struct {
	ID, Title string
	Blocks    []block
}

// block is one of its fields.
type block struct {
	Heading   []piece
	Paragraph []piece
	List      [][]piece
	Sources   []Report
}

// piece is a stretch of a line.
type piece struct {
	Kind   kind
	Text   string
	Parts  []piece // of what is said, in place of Text
	Report *Report // that a ref or the words are of
}

// kind is what a piece is; the template of the page goes by the names. One without a kind is in
// the brief's own words.
type kind string

const (
	said   kind = "said"   // words of a report
	value  kind = "value"  // a number in a dispute, in square brackets
	vague  kind = "vague"  // a word for a number in a dispute, in round brackets
	strong kind = "strong" // a name, a beginning
	ref    kind = "ref"    // the name of a sentence or a report
	lead   kind = "lead"   // the name of the sentence that follows
	small  kind = "small"  // labels, and who is silent
	brk    kind = "break"  // the line ends, the item goes on
)

func own(text string) piece { return piece{Text: text} }

func paragraph(text string) block { return block{Paragraph: []piece{own(text)}} }

// listOf is a list, unless it would be empty.
func listOf(items [][]piece) []block {
	if len(items) == 0 {
		return nil
	}
	return []block{{List: items}}
}

// pager makes a page of a brief.
type pager struct {
	Brief
	letters map[string]*Report
	whole   map[Ref]bool // sentences that stand there in full so far
	cut     bool         // some are cut short for that
}

// page is the brief as it is read. Parts with nothing in them are left out.
func (b Brief) page() page {
	p := pager{Brief: b, letters: map[string]*Report{}, whole: map[Ref]bool{}}
	for i := range b.Reports {
		p.letters[b.Reports[i].Letter] = &b.Reports[i]
	}
	out := page{Title: p.title(), Head: p.head()}
	for _, s := range []section{
		{"conflicts", "Where " + p.conflicting() + " conflict", p.disputes()},
		{"all", "What all " + count(len(b.Reports), "report says", "reports say"), p.list(b.All)},
		{"some", "What some reports say", p.list(b.Some)},
		{"only", "What only one report says", p.only()},
		{"quotes", "Quotes, by speaker", p.voices(b.Quotes, true)},
		{"claims", "Claims, by who makes them", p.voices(b.Claims, true)},
		{"suggested", "Suggested quotes and claims", p.suggested()},
		{"notes", "Notes and flags", p.notes()},
		{"wording", "Shared wording", p.wording()},
		{"sources", "Sources", p.sources()},
		{"reading", "How to read this", p.reading()},
	} {
		if len(s.Blocks) > 0 {
			out.Sections = append(out.Sections, s)
		}
	}
	return out
}

// sources is the list of sources.
func (p *pager) sources() []block {
	if len(p.Reports) == 0 {
		return nil
	}
	return []block{{Sources: p.Reports}}
}

// disputes is each dispute with every report's own words.
func (p *pager) disputes() (out []block) {
	for _, d := range p.Disputes {
		var list [][]piece
		for _, v := range d.Values {
			for _, l := range v.Lines {
				list = append(list, p.line(l, true))
			}
		}
		out = append(out, block{Heading: []piece{own(d.Words)}}, block{List: list})
		if about := aboutDispute(d); about != "" {
			out = append(out, paragraph(about))
		}
		for _, n := range d.Notes {
			out = append(out, block{Paragraph: noted(n)})
		}
	}
	if n := p.Dismissed; n > 0 {
		out = append(out, paragraph(count(n, "conflict was", "conflicts were")+" dismissed by a person and "+plural(n, "is", "are")+" not shown."))
	}
	return out
}

// list is statements with the labels of the annotator: in full even what stands above.
func (p *pager) list(lines []Line) []block {
	var list [][]piece
	for _, l := range lines {
		list = append(list, p.line(l, true))
	}
	return listOf(list)
}

// only is what one report alone says, by report.
func (p *pager) only() (out []block) {
	for i, l := range p.Only {
		if i == 0 {
			out = append(out, paragraph("No sentence of another report was found that says the same."))
		}
		if i == 0 || l.Report != p.Only[i-1].Report {
			out = append(out, block{Heading: p.called(p.letters[l.Report])}, block{})
		}
		list := &out[len(out)-1].List
		*list = append(*list, p.line(p.once(l), true))
	}
	return out
}

// voices is what was said, by whose it is. Only what the annotator labelled stands there in
// full whatever stands above.
func (p *pager) voices(all []Voice, labelled bool) []block {
	var list [][]piece
	for _, v := range all {
		who := "Nobody named"
		switch {
		case v.Speaker != "":
			who = v.Speaker
		case v.Source != "":
			who += ", in " + v.Source
		}
		item := []piece{{Kind: strong, Text: who}}
		for _, l := range v.Lines {
			if !labelled {
				l = p.once(l)
			}
			item = append(append(item, piece{Kind: brk}), p.line(l, false)...)
		}
		list = append(list, item)
	}
	return listOf(list)
}

// suggested is what the rules take for quotes and claims.
func (p *pager) suggested() (out []block) {
	for _, x := range []struct {
		heading string
		voices  []Voice
	}{{"Suggested quotes", p.SuggestedQuotes}, {"Suggested claims", p.SuggestedClaims}} {
		if list := p.voices(x.voices, false); list != nil {
			out = append(append(out, block{Heading: []piece{own(x.heading)}}), list...)
		}
	}
	if out == nil {
		return nil
	}
	return append([]block{paragraph("Nobody has labelled these sentences: a program takes them for quotes and claims by their words, and it errs.")}, out...)
}

// notes is what the annotator wrote or flagged.
func (p *pager) notes() []block {
	var list [][]piece
	for _, n := range p.Notes {
		item := p.sentence(p.once(Line{Sentence: n.Sentence}).Sentence)
		if n.Flag == annotate.Flagged {
			item = append(item, piece{Kind: small, Text: " — flagged: to be looked at again"})
		}
		if n.Note != "" {
			item = append(append(item, piece{Kind: brk}), noted(n.Note)...)
		}
		list = append(list, item)
	}
	return listOf(list)
}

// noted is a note of any number of lines, without those that are empty.
func noted(note string) []piece {
	out := []piece{{Kind: strong, Text: "Note:"}, own(" ")}
	for i, l := range strings.FieldsFunc(note, func(r rune) bool { return r == '\n' }) {
		if i > 0 {
			out = append(out, piece{Kind: brk})
		}
		out = append(out, piece{Kind: said, Text: l})
	}
	return out
}

// line is a sentence, the others that say the same, and who is silent; of a whole sentence
// also its labels.
func (p *pager) line(l Line, whole bool) (out []piece) {
	if l.Name != "" {
		out = append(out, piece{Kind: strong, Text: l.Name}, own(" — "))
	}
	out = append(out, p.sentence(l.Sentence)...)
	p.whole[l.Ref] = p.whole[l.Ref] || whole
	if beside := p.others(l); len(beside) > 0 {
		out = append(append(append(out, own(" (")), beside...), own(")"))
	}
	if by := labelled(l.Sentence); whole && by != "" {
		out = append(out, piece{Kind: small, Text: " — " + by})
	}
	for _, o := range l.Others {
		if o.Text != "" {
			p.whole[o.Ref] = true
			out = append(out, piece{Kind: brk}, own(signs[o.Relation]+" "), p.ref(ref, o.Ref), own(" "), piece{Kind: said, Text: o.Text, Report: p.letters[o.Report]})
		}
	}
	return out
}

// labelled is the labels of a sentence and its speaker.
func labelled(s Sentence) string {
	out := strings.Join(s.Labels, ", ")
	if out != "" && s.Speaker != "" {
		out += ": "
	}
	return out + s.Speaker
}

// signs are the marks of the screens.
var signs = map[compare.Relation]string{compare.Verbatim: "=", compare.Paraphrase: "~", compare.Partial: "≈"}

// mostNamed is how many silent reports are named where most are silent.
const mostNamed = 6

// others is the names of the other sentences by relation, and who is silent.
func (p *pager) others(l Line) (out []piece) {
	for _, relation := range []compare.Relation{compare.Verbatim, compare.Paraphrase, compare.Partial} {
		between := signs[relation] + " "
		if len(out) > 0 {
			between = " · " + between
		}
		for _, o := range l.Others {
			if o.Relation != relation || o.Text != "" { // its words follow
				continue
			}
			out = append(out, own(between), p.ref(ref, o.Ref))
			if o.ByHand {
				out = append(out, own(" ✓"))
			}
			between = ", "
		}
	}
	if n := len(l.Silent); n > 0 {
		who := "not found in " + strings.Join(l.Silent, ", ")
		if n > mostNamed && n > len(p.Reports)/2 {
			who = "not found in the other " + count(n, "report", "reports")
		}
		if len(out) > 0 {
			who = "; " + who
		}
		out = append(out, piece{Kind: small, Text: who})
	}
	return out
}

// once is a line, its sentence cut short if its words stand above in full.
func (p *pager) once(l Line) Line {
	above := p.whole[l.Ref] || slices.ContainsFunc(l.Others, func(o Other) bool { return o.Relation == compare.Verbatim && p.whole[o.Ref] })
	if cut := short(l.Text, 80); above && cut != l.Text {
		l.Text, l.Marks, p.cut = cut, nil, true
	}
	return l
}

// sentence is a sentence with its name before it and its numbers in a dispute marked.
func (p *pager) sentence(s Sentence) []piece {
	words := piece{Kind: said, Report: p.letters[s.Report]}
	at := 0
	for _, m := range s.Marks {
		marked := piece{Kind: value, Text: s.Text[m.ByteStart:m.ByteEnd]}
		if m.Vague {
			marked.Kind = vague
		}
		words.Parts = append(words.Parts, own(s.Text[at:m.ByteStart]), marked)
		at = m.ByteEnd
	}
	words.Parts = append(words.Parts, own(s.Text[at:]))
	return []piece{p.ref(lead, s.Ref), own(" "), words}
}

func (p *pager) ref(k kind, r Ref) piece {
	return piece{Kind: k, Text: nameOf(r), Report: p.letters[r.Report]}
}

// called is a report's letter and source, or its title where it names no source.
func (p *pager) called(r *Report) []piece {
	name := cmp.Or(nameOfReport(r, 80), "without a title")
	return []piece{{Kind: ref, Text: r.Letter, Report: r}, own(" "), {Kind: said, Text: name, Report: r}}
}

// nameOfReport is a report's source, or where it names none the beginning of its title, of
// about so many code points at most; empty where it has neither.
func nameOfReport(r *Report, longest int) string {
	if r.Source == "" && r.Title != "" {
		return "“" + short(r.Title, longest) + "”"
	}
	return r.Source
}
