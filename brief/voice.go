package brief

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate/suggest"
	"rashomon/compare"
	"rashomon/internal/segment"
)

// The labels that the brief lists by whose words they are, as the default scheme and the
// rules of suggestions name them.
const (
	quoteLabel = "quote"
	claimLabel = "claim"
)

// surely is the score that a suggestion needs to be in a brief, 0 to 1.
const surely = 0.6

// labelled is what the annotator gave a label, by whose it is.
func (m *maker) labelled(label string) []Voice {
	var all []saying
	for i, r := range m.in.Readings {
		for _, a := range r.Annotations() {
			if ref, ok := m.sentenceOf(i, a); ok && a.Has(label) {
				all = append(all, saying{ref, a.Sentence >= 0, m.part(ref, a.Span, a), line(a.Speaker)})
			}
		}
	}
	return m.voices(all, label)
}

// suggested is what the rules take for the label, of sentences that nobody has labelled.
func (m *maker) suggested(label string) []Voice {
	if m.suggests == nil {
		for _, r := range m.in.Readings {
			m.suggests = append(m.suggests, suggest.Article(r.Body.Text, r.Article.Language, r.Body.Sentences))
		}
	}
	var all []saying
	for i, r := range m.in.Readings {
		for n, s := range m.suggests[i] {
			if _, known := r.Scheme.Label(label); !known || s.Label != label || s.Score < surely || r.Done(n) {
				continue
			}
			ref := compare.Ref{Report: i, Sentence: n}
			all = append(all, saying{ref, true, m.sentence(ref), m.speaker(i, n)})
		}
	}
	return m.voices(all, label)
}

// speaker is whom the rules name for sentence n of a report: where a quotation names nobody,
// whoever speaks in the sentence before it in its paragraph. A pronoun names nobody.
func (m *maker) speaker(report, n int) string {
	body := m.in.Readings[report].Body
	for ; n >= 0; n-- {
		s := m.suggests[report][n]
		if name := line(s.Speaker.Text); name != "" {
			if before, _ := utf8.DecodeLastRuneInString(body.Text[:s.Speaker.Span.Start]); pronouns[strings.ToLower(name)] || before == ':' || before == '.' {
				return "" // or it begins in the midst of a figure
			}
			return name
		}
		if s.Label != quoteLabel || n == 0 || strings.Contains(body.Text[body.Sentences[n-1].End:body.Sentences[n].Start], "\n") {
			return ""
		}
	}
	return ""
}

var pronouns = map[string]bool{"he": true, "she": true, "it": true, "they": true, "i": true, "we": true, "who": true, "which": true, "that": true, "this": true, "one": true, "both": true, "some": true, "many": true}

// voices puts what was said together by whose it is: speakers in the order in which they
// first speak, then those whom nobody names; claims of these by the source of the report.
func (m *maker) voices(all []saying, label string) []Voice {
	leader := sameSpeakers(all)
	out, said := []Voice{}, [][]saying{}
	for _, x := range all {
		v := Voice{Speaker: leader[x.speaker]}
		if v.Speaker == "" && label == claimLabel {
			v.Source = cmp.Or(m.reports[x.ref.Report].Source, "report "+letter(x.ref.Report))
		}
		i := slices.IndexFunc(out, func(o Voice) bool { return o.Speaker == v.Speaker && o.Source == v.Source })
		if i < 0 {
			i = len(out)
			out, said = append(out, v), append(said, nil)
		}
		said[i] = append(said[i], x)
	}
	for i := range out {
		out[i].Lines = m.joined(said[i], m.alike)
	}
	slices.SortStableFunc(out, func(x, y Voice) int { return truth(x.Speaker == "") - truth(y.Speaker == "") })
	return out
}

// sameSpeakers is, for each way in which a speaker is named, the fullest way: "Farrowby" and
// "spokeswoman Juna Farrowby" are one. Only names join, never "a source" and another, and
// none that two others could be.
func sameSpeakers(all []saying) map[string]string {
	var found []naming
	for _, u := range all {
		if !slices.ContainsFunc(found, func(n naming) bool { return n.written == u.speaker }) {
			found = append(found, naming{u.speaker, namesOf(u.speaker)})
		}
	}
	slices.SortStableFunc(found, func(x, y naming) int { return cmp.Compare(len(y.written), len(x.written)) })
	leader := map[string]string{}
	for i, n := range found {
		leader[n.written] = n.written
		may := []naming{}
		for _, fuller := range found[:i] {
			if fuller.names(n) {
				may = append(may, fuller)
			}
		}
		if len(may) > 0 && !slices.ContainsFunc(may, func(x naming) bool { return x.written != may[0].written && !may[0].names(x) }) {
			leader[n.written] = leader[may[0].written]
		}
	}
	return leader
}

// naming is how a speaker is named, and the names in that.
type naming struct {
	written string
	parts   []string
}

// names says whether two ways of naming somebody name one: but for case the same, or both
// end in the same name, and all names of the shorter are among those of the other.
func (n naming) names(o naming) bool {
	if strings.EqualFold(n.written, o.written) {
		return true
	}
	x, y := n.parts, o.parts
	if len(x) == 0 || len(y) == 0 || !segment.SameName(x[len(x)-1], y[len(y)-1]) {
		return false
	}
	if len(x) > len(y) {
		x, y = y, x
	}
	return !slices.ContainsFunc(x, func(a string) bool {
		return !slices.ContainsFunc(y, func(b string) bool { return segment.SameName(a, b) })
	})
}

// namesOf is the words of a speaker that have a capital; none where the last word has none.
func namesOf(speaker string) (out []string) {
	words := segment.Words(speaker)
	for i, w := range words {
		written := speaker[w.Start:w.End]
		capital := w.Upper || strings.Contains(written, "-") && strings.IndexFunc(written, unicode.IsUpper) > 0 // al-Mehzari
		switch {
		case i == 0 && (w.Lower == "the" || w.Lower == "a" || w.Lower == "an"):
		case capital:
			out = append(out, written)
		case i == len(words)-1:
			return nil
		}
	}
	return out
}
