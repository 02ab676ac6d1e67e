package brief

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/compare"
)

// What the brief says of disputes in words of its own.

// mostOnTop is how many disputes the first lines name.
const mostOnTop = 6

// conflicts is the disputes in a line each, as many as the first lines hold.
func (p *pager) conflicts() (out [][]piece) {
	for i, d := range p.Disputes {
		if i == mostOnTop {
			return append(out, []piece{own("… and " + count(len(p.Disputes)-i, "conflict", "conflicts") + " more")})
		}
		item := append([]piece{{Kind: strong, Text: beginning(d)}, own(" ")}, p.sides(d)...)
		if doubt := doubts[d.Strength]; doubt != "" {
			item = append(item, piece{Kind: small, Text: " — " + doubt})
		}
		out = append(out, append(item, own(".")))
	}
	return out
}

// beginning is what a dispute is about, before the values.
func beginning(d Dispute) string {
	what := "Numbers conflict"
	if d.Kind != number {
		what = "Reports conflict"
	}
	if d.About != "" {
		what += ", " + d.About
	}
	return what + ":"
}

// sides is which reports give which value, by their sources. A report that gives a number
// does not stand with those that name none, too.
func (p *pager) sides(d Dispute) (out []piece) {
	named := map[string]bool{} // letters
	for _, v := range d.Values {
		reports := slices.Clone(v.Reports)
		if v.Vague {
			reports = slices.DeleteFunc(reports, func(l string) bool { return named[l] })
		}
		if len(reports) == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, own("; "))
		}
		out = append(append(append(out, valueOf(v, d.Kind)...), own(" in ")), p.named(reports, named)...)
	}
	return out
}

// valueOf is a value in a row of others: a number without the capital that begins a sentence.
func valueOf(v Value, kind string) []piece {
	text := v.Text
	if r, size := utf8.DecodeRuneInString(text); kind == number && size > 0 {
		text = string(unicode.ToLower(r)) + text[size:]
	}
	words := piece{Kind: said, Text: text}
	switch {
	case v.Vague:
		return []piece{own("no number (“"), words, own("”)")}
	case kind != number:
		return []piece{own("“"), words, own("”")}
	}
	return []piece{words}
}

// named is reports by their sources and letters, by the letter alone those named before, and
// only how many where they are too many to be read.
func (p *pager) named(letters []string, before map[string]bool) (out []piece) {
	if len(letters) > mostNamed {
		for _, l := range letters {
			before[l] = true
		}
		return []piece{own(count(len(letters), "report", "reports"))}
	}
	for i, l := range letters {
		switch {
		case i > 0 && i == len(letters)-1:
			out = append(out, own(" and "))
		case i > 0:
			out = append(out, own(", "))
		}
		r := p.letters[l]
		letter := piece{Kind: ref, Text: l, Report: r}
		if name := nameOfReport(r, 20); name != "" && !before[l] {
			out = append(out, piece{Kind: said, Text: name, Report: r}, own(" ("), letter, own(")"))
		} else {
			out = append(out, letter)
		}
		before[l] = true
	}
	return out
}

// conflicting is what conflicts: numbers, or as soon as words do, the reports.
func (p *pager) conflicting() string {
	if slices.ContainsFunc(p.Disputes, func(d Dispute) bool { return d.Kind != number }) {
		return "reports"
	}
	return "numbers"
}

// doubts is why a dispute may be none.
var doubts = map[compare.Strength]string{compare.Differs: "the numbers may count different things", compare.Vague: "one side names no number"}

// aboutDispute is what is to be known of a dispute beside the sentences.
func aboutDispute(d Dispute) string {
	var out []string
	if doubt := doubts[d.Strength]; doubt != "" {
		out = append(out, strings.ToUpper(doubt[:1])+doubt[1:]+".")
	}
	if len(d.Silent) > 0 && d.Kind == number {
		out = append(out, "No number for it was found in "+listed(d.Silent)+".")
	}
	if d.Confirmed {
		out = append(out, "A person confirmed this conflict.")
	}
	return strings.Join(out, " ")
}
