package compare

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// ruled is what people decided, in terms of the sentences of a story.
type ruled struct {
	pairs  map[[2]int]*annotate.Ruling // links that stand or are cut, by their sentences, the lesser number first
	stands [][2]int                    // those that stand, the newest first
	cuts   map[int][]int               // the sentences that each is cut from
	claims []ruledConflict
	names  []ruledName
}

// ruledConflict is a ruling on two values.
type ruledConflict struct {
	ruling *annotate.Ruling
	sides  [2]site // the sentence with the lesser number first
}

// ruledName is a name for a statement with some of these sentences.
type ruledName struct {
	ruling    *annotate.Ruling
	sentences []int
}

// site is a place found: a sentence, and a stretch of its report in it.
type site struct {
	sentence int
	span     segment.Span
	whole    bool // the span is the sentence's
}

// findRulings finds the places of rulings. Of two about the same thing the newer holds;
// those that are none, or with a place that cannot be found, are passed over.
func (s *story) findRulings(rulings []annotate.Ruling) error {
	s.ruled = ruled{pairs: map[[2]int]*annotate.Ruling{}, cuts: map[int][]int{}}
	rulings = slices.Clone(rulings)
	slices.SortFunc(rulings, func(x, y annotate.Ruling) int { return cmp.Or(y.Made.Compare(x.Made), cmp.Compare(x.ID, y.ID)) })
	byID := map[string]int{}
	for i := len(s.reports) - 1; i >= 0; i-- {
		byID[s.reports[i].ID] = i
	}
	for i := range rulings {
		r := &rulings[i]
		if err := s.pace.step(0, 1); err != nil {
			return err
		}
		if r.Check() != nil {
			continue
		}
		var sites []site
		for _, p := range r.Places {
			report, known := byID[p.Article.String()]
			if !known {
				continue
			}
			if at, found := s.find(report, p, r.On == annotate.OnConflict); found {
				sites = append(sites, at)
			}
		}
		s.ruled.add(r, sites)
	}
	return nil
}

// add takes a ruling over; sites are those of its places that were found.
func (r *ruled) add(ruling *annotate.Ruling, sites []site) {
	slices.SortFunc(sites, func(x, y site) int { return cmp.Compare(x.sentence, y.sentence) })
	if ruling.On == annotate.OnStatement {
		name := ruledName{ruling: ruling}
		for _, x := range sites {
			name.sentences = append(name.sentences, x.sentence)
		}
		r.names = append(r.names, name)
		return
	}
	if len(sites) != 2 {
		return
	}
	a, b := sites[0].sentence, sites[1].sentence
	if ruling.On == annotate.OnConflict {
		on := ruledConflict{ruling, [2]site(sites)}
		if !slices.ContainsFunc(r.claims, func(x ruledConflict) bool { return x.on(on, ruling.About) }) {
			r.claims = append(r.claims, on)
		}
		return
	}
	if r.pairs[[2]int{a, b}] != nil {
		return
	}
	r.pairs[[2]int{a, b}] = ruling
	if ruling.Stands {
		r.stands = append(r.stands, [2]int{a, b})
	} else {
		r.cuts[a], r.cuts[b] = append(r.cuts[a], b), append(r.cuts[b], a)
	}
}

// find looks for a place in a report: the sentence that has its span, or of a value the
// one that holds it, where the text has moved the only one; else the only one that has its
// words.
func (s *story) find(report int, p annotate.Place, value bool) (site, bool) {
	text, span := s.reports[report].Text, segment.Span(p.Span)
	stands := p.Span.In(text) && text[span.Start:span.End] == p.Quote
	if value && !stands {
		span, stands = onlyPlace(text, p.Quote)
	}
	same, times := site{}, 0
	for i := s.first[report]; i < s.first[report+1]; i++ {
		sentence := s.reports[report].Sentences[s.sentences[i].number]
		if stands && (sentence == span || value && sentence.Start <= span.Start && span.End <= sentence.End) {
			return site{i, span, sentence == span}, true
		}
		if annotate.Span(sentence).In(text) && text[sentence.Start:sentence.End] == p.Quote {
			same, times = site{i, sentence, true}, times+1
		}
	}
	return same, times == 1
}

// onlyPlace is where words stand in a text that holds them once, as words of their own.
func onlyPlace(text, words string) (at segment.Span, once bool) {
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	for from := 0; words != "" && from < len(text); {
		i := strings.Index(text[from:], words)
		if i < 0 {
			break
		}
		start, end := from+i, from+i+len(words)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if from = end; letter(before) || letter(after) {
			continue
		}
		if once {
			return segment.Span{}, false
		}
		at, once = segment.Span{Start: start, End: end}, true
	}
	return at, once
}

// namesOf is the ruling that names each group of sentences, by the group's place. A name
// belongs to the group with most of its sentences, of several to the smallest; of two names
// for one group that with more sentences there holds, then the newer.
func (r *ruled) namesOf(groups [][]int) map[int]*annotate.Ruling {
	out, most := map[int]*annotate.Ruling{}, map[int]int{}
	for _, name := range r.names { // the newest first
		best, at := 0, -1
		for g, members := range groups {
			in := 0
			for _, x := range name.sentences {
				if slices.Contains(members, x) {
					in++
				}
			}
			if in > best || in > 0 && in == best && len(members) < len(groups[at]) {
				best, at = in, g
			}
		}
		if best > most[at] {
			out[at], most[at] = name.ruling, best
		}
	}
	return out
}

// on says whether a ruling is about the same values as another, or as a conflict found about
// something; where one is about whole sentences, they must be about the same thing.
func (r ruledConflict) on(x ruledConflict, about string) bool {
	if !r.sides[0].overlaps(x.sides[0]) || !r.sides[1].overlaps(x.sides[1]) {
		return false
	}
	whole := r.sides[0].whole || r.sides[1].whole || x.sides[0].whole || x.sides[1].whole
	return !whole || strings.EqualFold(r.ruling.About, about)
}

func (x site) overlaps(y site) bool {
	return x.sentence == y.sentence && x.span.Start < y.span.End && y.span.Start < x.span.End
}

// cutApart says whether one of a is cut from one of b.
func (r *ruled) cutApart(a, b []int) bool {
	if len(r.cuts) == 0 {
		return false
	}
	for _, m := range a {
		for _, from := range r.cuts[m] {
			if slices.Contains(b, from) {
				return true
			}
		}
	}
	return false
}

// cutRefs is the pairs that a person cut, as the outside names them.
func (s *story) cutRefs() map[[2]Ref]bool {
	out := map[[2]Ref]bool{}
	for a, others := range s.ruled.cuts {
		for _, b := range others {
			if x, y := s.ref(a), s.ref(b); compareRefs(x, y) < 0 {
				out[[2]Ref{x, y}] = true
			}
		}
	}
	return out
}

// rule gives pairs that a person ruled on their scores, and adds those that were not
// looked at. Pairs are and stay in order.
func (s *story) rule(pairs []pair) []pair {
	if len(s.ruled.pairs) == 0 {
		return pairs
	}
	missing := map[[2]int]bool{}
	for _, ends := range s.ruled.stands {
		missing[ends] = true
	}
	for i := range pairs {
		p := &pairs[i]
		if p.ruling = s.ruled.pairs[[2]int{p.a, p.b}]; p.ruling != nil {
			delete(missing, [2]int{p.a, p.b})
			p.score = 0
			if p.ruling.Stands {
				p.score = 1
			}
		}
	}
	for ends := range missing {
		p := pair{a: ends[0], b: ends[1], score: 1, ruling: s.ruled.pairs[ends]}
		p.evidence = s.evidenceOf(&s.sentences[p.a], &s.sentences[p.b])
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(x, y pair) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	return pairs
}

// ruleConflicts does with conflicts what people decided: it returns those that stand, with
// those only people saw, and those dismissed.
func (s *story) ruleConflicts(found []Conflict) (standing, dismissed []Conflict) {
	if len(s.ruled.claims) == 0 {
		return found, nil
	}
	seen := map[annotate.ID]bool{}
	for _, c := range found {
		sides := [2]site{{sentence: s.number(c.A), span: c.ASpan}, {sentence: s.number(c.B), span: c.BSpan}}
		slices.SortFunc(sides[:], func(x, y site) int { return cmp.Compare(x.sentence, y.sentence) })
		at := slices.IndexFunc(s.ruled.claims, func(r ruledConflict) bool { return r.on(ruledConflict{sides: sides}, c.About) })
		if at < 0 {
			standing = append(standing, c)
			continue
		}
		ruling := s.ruled.claims[at].ruling
		seen[ruling.ID] = true
		c.Ruling, c.Note = ruling.ID, ruling.Text
		if !ruling.Stands {
			dismissed = append(dismissed, c)
			continue
		}
		c.Strength = Contradicts
		standing = append(standing, c)
	}
	for _, r := range s.ruled.claims {
		if r.ruling.Stands && !seen[r.ruling.ID] {
			standing = append(standing, s.conflictByHand(r))
		}
	}
	slices.SortFunc(standing, compareConflicts)
	return standing, dismissed
}

// number is the inside number of a sentence.
func (s *story) number(r Ref) int { return s.first[slices.Index(s.given, r.Report)] + r.Sentence }

// conflictByHand is a conflict that only a person saw.
func (s *story) conflictByHand(r ruledConflict) Conflict {
	a, b := r.sides[0], r.sides[1]
	if compareRefs(s.ref(a.sentence), s.ref(b.sentence)) > 0 {
		a, b = b, a
	}
	value := func(x site) string {
		return s.reports[s.sentences[x.sentence].report].Text[x.span.Start:x.span.End]
	}
	c := Conflict{
		A: s.ref(a.sentence), B: s.ref(b.sentence), Kind: numberConflict, Strength: Contradicts, About: r.ruling.About,
		AValue: value(a), BValue: value(b), ASpan: a.span, BSpan: b.span, Why: "decided by hand", Ruling: r.ruling.ID, Note: r.ruling.Text,
	}
	if !saysNumber(c.AValue) || !saysNumber(c.BValue) {
		c.Kind = wordingConflict
	}
	return c
}

// saysNumber says whether a text holds a figure or a number word.
func saysNumber(text string) bool {
	_, is := amountOf(text)
	return is || slices.ContainsFunc(segment.Words(text), func(w segment.Word) bool { return w.Digit })
}
