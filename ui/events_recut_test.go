package ui_test

import (
	"cmp"
	"slices"
	"strings"
)

// recut is a change that cuts a report's sentences anew: what is said of them goes where at says.
func (b *notebook) recut(column int, cut []int, at func(about) []about) {
	now := b.states[len(b.states)-1]
	parts := map[about][]saying{}
	for _, of := range inOrder(now) {
		if of.column != column {
			parts[of] = append(parts[of], now.all[of])
			continue
		}
		for i, to := range at(of) {
			s := now.all[of]
			if i > 0 { // the note stays with the first part
				s.note = ""
			}
			parts[to] = append(parts[to], s)
		}
	}
	next := map[about]saying{}
	for of, all := range parts {
		next[of] = together(all)
	}
	b.change(annotator, next)
	b.states[len(b.states)-1].cuts[column] = cut
}

// inOrder is all of which something is said, in the order of the texts.
func inOrder(s state) (out []about) {
	for of := range s.all {
		out = append(out, of)
	}
	slices.SortFunc(out, func(a, b about) int {
		return cmp.Or(cmp.Compare(a.column, b.column), cmp.Compare(a.sentence, b.sentence), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	return out
}

// together is what is said of sentences that become one, by the same annotator.
func together(all []saying) (out saying) {
	skipped := func(s saying) bool { return s.flag == "skipped" }
	stays := !slices.ContainsFunc(all, func(s saying) bool { return !skipped(s) }) || !slices.ContainsFunc(all, func(s saying) bool { return s.labels != "" })
	var labels, rejected, notes []string
	add := func(to *[]string, texts ...string) {
		for _, x := range texts {
			if x != "" && !slices.Contains(*to, x) {
				*to = append(*to, x)
			}
		}
	}
	for _, s := range all {
		if len(labels) == 0 {
			out.suggested = s.suggested
		}
		add(&labels, split(s.labels)...)
		add(&rejected, split(s.rejected)...)
		if out.speaker = cmp.Or(out.speaker, s.speaker); s.speaker != out.speaker && s.speaker != "" {
			add(&notes, "speaker: "+s.speaker)
		}
		if skipped(s) && !stays {
			add(&notes, s.reason)
		} else if out.flag == "" {
			out.flag, out.reason = s.flag, s.reason
		}
		add(&notes, s.note)
		out.certainty = cmp.Or(out.certainty, s.certainty)
	}
	slices.Sort(rejected)
	out.labels, out.note = strings.Join(labels, ", "), strings.Join(notes, "\n")
	out.rejected = without(strings.Join(rejected, ", "), labels...)
	return out
}

// join makes a sentence and the next one.
func (b *notebook) join(column, n int) {
	cut := b.words(column)
	first := cut[n]
	joined := slices.Delete(slices.Clone(cut), n+1, n+2)
	joined[n] += cut[n+1]
	b.recut(column, joined, func(of about) []about {
		switch {
		case of.sentence == n+1 && of.to > 0:
			of.from, of.to = of.from+first, of.to+first
			fallthrough
		case of.sentence > n:
			of.sentence--
		}
		return []about{of}
	})
}

// part ends a sentence after so many words.
func (b *notebook) part(column, n, words int) {
	cut := slices.Insert(slices.Clone(b.words(column)), n, words)
	cut[n+1] -= words
	b.recut(column, cut, func(of about) []about {
		switch {
		case of.sentence > n:
			of.sentence++
		case of.sentence == n && of.to == 0:
			second := of
			second.sentence++
			return []about{of, second}
		case of.sentence == n && of.from >= words:
			of.sentence, of.from, of.to = n+1, of.from-words, of.to-words
		}
		return []about{of}
	})
}

// cutAnew joins the sentence with the next, or splits it.
func (h *scribe) cutAnew() {
	words := h.notebook.words(h.at.column)
	n := h.at.sentence
	switch {
	case (h.r.IntN(2) == 0 || !h.reader && !h.free || words[n] < 2) && n+1 < len(words):
		h.press("J")
		h.join(h.at.column, n)
	case (h.reader || h.free) && words[n] > 1:
		from := h.r.IntN(words[n])
		h.selects(from, from+1)
		h.press("|")
		h.part(h.at.column, n, max(from, 1))
	default:
		return
	}
	h.goTo(h.anywhere())
}
