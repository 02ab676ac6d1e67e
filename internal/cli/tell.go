package cli

import (
	"fmt"
	"strings"

	"rashomon/compare"
	"rashomon/internal/clean"
	"rashomon/ui/screen"
)

// tell writes a comparison in words, one thing a line, to be read aloud or by a script:
// what it is of, which numbers conflict, who shares whose wording, then the table row by row.
func (s *sheet) tell() {
	s.say(clean.Line(s.story))
	for i := range s.reports {
		s.say(fmt.Sprintf("report %s: %s", screen.ReportName(i), s.facts(i)))
	}
	if len(s.reports) > 1 {
		s.say(fmt.Sprintf("%d reports, compared with %s", len(s.reports), screen.ReportName(s.base)))
	}
	for _, d := range s.disputes {
		s.say(inWordsOf(d))
	}
	for _, c := range s.found.Dismissed {
		s.say(fmt.Sprintf("dismissed by hand: %s: %s (%s) and %s (%s)", clean.Line(c.About), clean.Line(c.AValue), at(c.A), clean.Line(c.BValue), at(c.B)))
	}
	for _, x := range s.shared() {
		a, b := screen.ReportName(x.a), screen.ReportName(x.b)
		s.say(fmt.Sprintf("shared wording: %.0f percent of %s is in %s, %.0f percent of %s is in %s, the longest run has %s",
			100*x.ofA, a, b, 100*x.ofB, b, a, screen.Count(x.longestWords, "word", "words")))
	}
	if s.explain {
		s.tellWhy()
	}
	told := 0
	for n, row := range s.table.Rows {
		if s.passes(row) {
			s.tellRow(n, row)
			told++
		}
	}
	if told < len(s.table.Rows) {
		fmt.Fprintf(s.out, "\nrows %s: %d of %d\n", s.called(), told, len(s.table.Rows))
	}
}

// say writes a line, unless there is nothing to say.
func (s *sheet) say(line string) {
	if line != "" {
		fmt.Fprintln(s.out, line)
	}
}

// called is what the rows that pass are called.
func (s *sheet) called() string {
	return map[string]string{"differing": "that differ", "conflicts": "in conflict", "only-here": "in one report only"}[s.filter]
}

// tellWhy says why: the rule of each conflict, and the words that each link rests on.
func (s *sheet) tellWhy() {
	for _, c := range s.found.Conflicts {
		s.say(fmt.Sprintf("why %s and %s conflict: %s: %s and %s: %s", at(c.A), at(c.B), clean.Line(c.About), clean.Line(c.AValue), clean.Line(c.BValue), clean.Line(c.Why)))
	}
	for _, l := range s.found.Links {
		ruled := ""
		if l.Ruling != 0 {
			ruled = ", by hand"
		}
		s.say(fmt.Sprintf("why %s and %s are linked, %s%s: score %.2f, likeness %.2f, clause %.2f, words in common: %s", at(l.A), at(l.B), l.Relation, ruled,
			l.Score, l.Why.Likeness, l.Why.Clause, clean.Line(strings.Join(l.Why.Words, ", "))))
	}
}

// tellRow says what a row is, then its sentences, what is said of each, and who is silent.
func (s *sheet) tellRow(n int, row compare.TableRow) {
	var saying, silent []string
	for r, cells := range row.Cells {
		if name := screen.ReportName(r); len(cells) > 0 {
			saying = append(saying, name)
		} else {
			silent = append(silent, name)
		}
	}
	fmt.Fprintf(s.out, "\nrow %d of %d, %s\n", n+1, len(s.table.Rows), s.kind(row, saying))
	for _, r := range s.order() {
		for _, c := range row.Cells[r] {
			me := compare.Ref{Report: r, Sentence: c.Sentence}
			s.say(fmt.Sprintf("%s sentence %d, %s: %s", screen.ReportName(r), c.Sentence+1, s.standing(me, c), s.text(me)))
			for _, a := range s.annotations(me) {
				s.say(fmt.Sprintf("%s says of %s: %s", clean.Line(a.Annotator), at(me), clean.Line(strings.Join(parts(a), ", "))))
			}
		}
	}
	if len(silent) > 0 && row.Kind != compare.Alone {
		s.say("silent: " + strings.Join(silent, ", "))
	}
}

// kind is what a row is that those reports stand in, with the numbers that conflict in it.
func (s *sheet) kind(row compare.TableRow, saying []string) string {
	all := ""
	if row.All && len(s.reports) > 1 {
		all = " in all reports"
	}
	switch row.Kind {
	case compare.Conflicting:
		var out []string
		for _, d := range s.disputesOf(row) {
			out = append(out, inWordsOf(d))
		}
		return strings.Join(out, "; ")
	case compare.Alone:
		return "only in " + strings.Join(saying, ", ")
	case compare.Alike:
		return "word for word the same" + all
	}
	if len(saying) == 1 {
		return "said again in another row"
	}
	return "worded differently" + all
}

// standing is how a sentence stands to the others: its values in conflict, where it is in
// its report's order, and the sentence that it is compared with.
func (s *sheet) standing(me compare.Ref, c compare.Cell) string {
	var out []string
	for _, v := range s.values[me] {
		value := clean.Line(s.reports[me.Report].Text[v.span.Start:v.span.End])
		if v.vague {
			out = append(out, value+" is vague")
		} else {
			out = append(out, value+" in conflict")
		}
	}
	if c.Moved {
		out = append(out, "elsewhere in the order")
	}
	switch c.Relation {
	case compare.Verbatim:
		out = append(out, "word for word in "+at(c.To))
	case compare.Paraphrase:
		out = append(out, "reworded, compared with "+at(c.To))
	case compare.Partial:
		out = append(out, "in part, compared with "+at(c.To))
	default:
		out = append(out, "only here")
	}
	return strings.Join(out, ", ")
}

// inWordsOf is a dispute in words alone: numbers conflict: injured: six (A, C) against two (E).
func inWordsOf(d compare.Dispute) string {
	lead := map[compare.Strength]string{compare.Contradicts: "numbers conflict", compare.Differs: "numbers differ and may count other things", compare.Vague: "a number beside a vague one"}[d.Strength]
	var b strings.Builder
	for i, v := range d.Values {
		switch {
		case i == 0:
		case v.Vague:
			b.WriteString(", and no number: ")
		default:
			b.WriteString(" against ")
		}
		b.WriteString(compare.Dispute{Values: []compare.Value{v}}.Words(screen.ReportName, ""))
	}
	out := lead + ": " + b.String()
	if d.About != "" {
		out = lead + ": " + d.About + ": " + b.String()
	}
	if d.Note != "" {
		out += ", note: " + d.Note
	}
	return clean.Line(out)
}
