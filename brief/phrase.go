package brief

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"rashomon/annotate"
)

// What the brief says in words of its own.

// nameOf is what people call a sentence: A 13.
func nameOf(r Ref) string { return fmt.Sprintf("%s %d", r.Report, r.Sentence+1) }

// title is the story's title, or what there is to say where it has none.
func (p *pager) title() string {
	switch {
	case p.Title != "":
		return p.Title
	case len(p.Reports) == 1 && p.Reports[0].Title != "":
		return p.Reports[0].Title
	}
	return count(len(p.Reports), "report", "reports") + " compared"
}

// head is what a reader needs first.
func (p *pager) head() []block {
	out := []block{paragraph(p.made())}
	if len(p.Reports) > 0 {
		out = append(out, p.key())
	}
	list := p.conflicts()
	if where := p.counts(); where != "" {
		list = append(list, []piece{own(where)})
	}
	if much, _ := p.muchShared(); len(much) > 0 {
		list = append(list, []piece{{Kind: strong, Text: "Most wording in common:"}, own(" " + p.inShares(much[0]))})
	}
	return append(out, listOf(list)...)
}

// key is which report is which letter.
func (p *pager) key() block {
	out := []piece{own(plural(len(p.Reports), "The report: ", "The reports: "))}
	for i := range p.Reports {
		if i > 0 {
			out = append(out, own(" · "))
		}
		out = append(out, p.called(&p.Reports[i])...)
	}
	return block{Paragraph: out}
}

// sentences is how many the reports have, and how many of them are labelled.
func (p *pager) sentences() (all, labelled int) {
	for _, r := range p.Reports {
		all, labelled = all+r.Sentences, labelled+r.Labelled
	}
	return all, labelled
}

// made is when the brief was made, of what, and who labelled.
func (p *pager) made() string {
	out := "Made "
	if !p.Made.IsZero() {
		out += "on " + p.Made.Format(dayForm) + " "
	}
	out += "from " + count(len(p.Reports), "report", "reports") + p.from() + "."
	all, labelled := p.sentences()
	switch {
	case labelled > 0:
		out += fmt.Sprintf(" %s labelled %d of %s.", listed(p.Annotators), labelled, count(all, "sentence", "sentences"))
	case all > 0 && len(p.Annotators) > 0:
		out += " No sentence is labelled by " + listed(p.Annotators) + "."
	case all > 0:
		out += " No sentence is labelled."
	}
	return out
}

// from is how many sources there are, and of which days.
func (p *pager) from() (out string) {
	sources := map[string]bool{}
	var dates []string
	for _, r := range p.Reports {
		sources[strings.ToLower(r.Source)] = true
		if r.Date != "" {
			dates = append(dates, r.Date)
		}
	}
	what := "source"
	if sources[""] {
		delete(sources, "")
		what = "named source"
	}
	if n := len(sources); n > 0 {
		out = " of " + count(n, what, what+"s")
	}
	slices.SortFunc(dates, func(x, y string) int {
		return cmp.Or(cmp.Compare(annotate.Moment(x), annotate.Moment(y)), cmp.Compare(x, y))
	})
	if n := len(dates); n > 0 {
		out += ", " + days(dates[0], dates[n-1])
		if without := len(p.Reports) - n; without > 0 {
			out += fmt.Sprintf(", %d without a date", without)
		}
	}
	return out
}

const dayForm = "2 January 2006"

// day is a date as stated, in words where it is one.
func day(date string) string {
	if t, ok := dayOf(date); ok {
		return t.Format(dayForm)
	}
	return date
}

func dayOf(date string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, date[:min(len(date), len(time.DateOnly))])
	return t, err == nil
}

// days is from a date to a later one, no more of the first than it takes.
func days(from, to string) string {
	first, last := day(from), day(to)
	a, isDay := dayOf(from)
	b, areDays := dayOf(to)
	switch {
	case first == last:
		return first
	case !isDay || !areDays || a.Year() != b.Year():
	case a.Month() != b.Month():
		first = a.Format("2 January")
	default:
		first = a.Format("2")
	}
	return first + " to " + last
}

// counts is how many things all reports say, some, and one alone.
func (p *pager) counts() string {
	if len(p.Reports) < 2 {
		return ""
	}
	var where []string
	if n := len(p.All); n > 0 {
		where = append(where, count(n, "thing was", "things were")+" found in all "+count(len(p.Reports), "report", "reports"))
	}
	if n := len(p.Some); n > 0 {
		where = append(where, count(n, "thing", "things")+" in some of them")
	}
	if n := len(p.Only); n > 0 {
		where = append(where, count(n, "sentence", "sentences")+" in one alone")
	}
	if len(where) == 0 {
		return ""
	}
	out := listed(where) + "."
	if len(p.Disputes) > 0 {
		out = "Besides, " + out
	}
	return out
}

// short is the beginning of a text, of about so many code points at most.
func short(text string, longest int) string {
	runes := []rune(text)
	if len(runes) <= longest+longest/8 {
		return text
	}
	cut := string(runes[:longest])
	if blank := strings.LastIndexByte(cut, ' '); blank > 0 {
		cut = cut[:blank]
	}
	return strings.TrimRight(cut, " ,.;:") + " …"
}

// A pair of reports has much wording in common from a tenth of the words of one of them on,
// or a run of so many words.
const (
	muchShare = 0.1
	muchRun   = 25
)

// muchShared is the pairs with much wording in common, and the others.
func (p *pager) muchShared() (much, little []Shared) {
	for _, s := range p.Shared {
		if max(s.Share, s.WithShare) >= muchShare || s.LongestRun >= muchRun {
			much = append(much, s)
		} else {
			little = append(little, s)
		}
	}
	return much, little
}

// wording is who shares how much wording with whom.
func (p *pager) wording() []block {
	if len(p.Shared) == 0 {
		return nil
	}
	much, little := p.muchShared()
	var list [][]piece
	for _, s := range much {
		list = append(list, []piece{own(p.inShares(s) + fmt.Sprintf(" At most %d words in a row.", s.LongestRun))})
	}
	out := listOf(list)
	switch n := len(little); {
	case n > 0 && len(much) == 0:
		out = append(out, paragraph("No two reports share as much as a tenth of their words. "+p.inShares(little[0])))
	case n > 0:
		most := percent(max(little[0].Share, little[0].WithShare))
		out = append(out, paragraph(fmt.Sprintf("%s a few words in a row, %s of a report at most.", count(n, "other pair shares", "other pairs share"), most)))
	}
	return append(out, paragraph("Who had the words first, this does not say."))
}

// inShares is what two reports share, both ways.
func (p *pager) inShares(s Shared) string {
	named := func(l string) string {
		if source := p.letters[l].Source; source != "" {
			return l + " (" + source + ")"
		}
		return l
	}
	return fmt.Sprintf("%s shares %s of its words with %s, and %s shares %s with %s.", named(s.Report), percent(s.Share), named(s.With), s.With, percent(s.WithShare), s.Report)
}

func percent(share float64) string {
	if share > 0 && share < 0.005 {
		return "under 1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

// reading is how to read the brief.
func (p *pager) reading() []block {
	several := len(p.Reports) > 1
	list := [][]piece{{own("“A 13” is sentence 13 of report A; the list of sources has the letters.")}}
	add := func(text string) { list = append(list, []piece{own(text)}) }
	if several {
		signs := "In brackets after a sentence stand others that say the same: = word for word, ~ in other words, ≈ in part."
		if p.LinksByHand > 0 {
			signs += " ✓ says that a person confirmed or made such a link."
		}
		add(signs)
	}
	if len(p.Disputes) > 0 {
		add("[six] does not go with what another report says; (several) names no number.")
	}
	if several {
		add(p.linked())
		add("A program found what says the same and which numbers conflict, by rules. It errs, most of all where ≈ stands. It does not find most of the numbers that differ, and misses sentences that say the same in very different words: “not found” does not mean “not there”. Read the reports before you rely on it.")
	}
	if p.cut {
		add("“…” at the end of a sentence stands for the rest of it, which is above.")
	}
	if left := p.left(); left != "" {
		add(left)
	}
	return listOf(list)
}

// linked is what a link between reports is, and how many there are.
func (p *pager) linked() string {
	all, _ := p.sentences()
	out := "The reports have " + count(all, "sentence", "sentences") + ". Two of different reports that say the same, wholly or in part, are linked: there " +
		plural(p.Links, "is ", "are ") + count(p.Links, "link", "links") + ", and a sentence can have many."
	if p.LinksByHand > 0 {
		out += fmt.Sprintf(" A person made or confirmed %d of them.", p.LinksByHand)
	}
	return out
}

// left is what is left out, and why.
func (p *pager) left() string {
	var out []string
	for _, x := range []struct {
		why       Why
		one, more string
	}{{Skipped, "sentence that the annotator skipped", "sentences that the annotator skipped"}, {Heading, "heading", "headings"}, {Byline, "byline", "bylines"}, {Notice, "notice", "notices"}} {
		var names []string
		for _, l := range p.LeftOut {
			if l.Why == x.why {
				names = append(names, nameOf(l.Ref))
			}
		}
		if len(names) > 0 {
			out = append(out, count(len(names), x.one, x.more)+" ("+strings.Join(names, ", ")+")")
		}
	}
	if out == nil {
		return ""
	}
	return "Left out: " + listed(out) + "."
}

// count is a number and what it counts.
func count(n int, one, more string) string { return fmt.Sprintf("%d %s", n, plural(n, one, more)) }

func plural(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// listed is words in a row: a, b and c.
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
