package speakers

import (
	"cmp"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/speaker"
)

// voice is a speaker as the screen shows it.
type voice struct {
	name      string
	spellings []spelling // others than the name
	places    []spot     // where something is said under the name or another spelling
	sentences int
	reports   int
	labels    map[string]int
}

// spelling is another way to write a name.
type spelling struct {
	text  string
	said  int // annotations that name it so
	times int // sentences of the texts that do
	known bool
}

// spot is a sentence, or a span in it, that is a speaker's.
type spot struct {
	reading    int
	sentence   int
	annotation annotate.Annotation
}

// settle counts again who says what, where that is out of date; the cursor stays where it was.
func (s *Screen) settle() {
	if !s.stale {
		return
	}
	s.stale = false
	places, said := s.places()
	known := map[string]annotate.Speaker{}
	for _, k := range s.known {
		known[k.Name] = k
	}
	var voices []voice
	for _, g := range s.present(said) {
		if g.Known || slices.ContainsFunc(g.Spellings, func(n string) bool { return len(places[n]) > 0 }) {
			voices = append(voices, s.voiceOf(g, places, known))
		}
	}
	slices.SortStableFunc(voices, func(a, b voice) int {
		return cmp.Or(cmp.Compare(b.sentences, a.sentences), strings.Compare(a.name, b.name))
	})
	s.show(voices)
}

// places is what is said by whom, and the speakers, those named most often first.
func (s *Screen) places() (by map[string][]spot, order []string) {
	by = map[string][]spot{}
	for i, r := range s.readings {
		for _, a := range r.Annotations() {
			if a.Speaker == "" {
				continue
			}
			if by[a.Speaker] == nil {
				order = append(order, a.Speaker)
			}
			n := a.Sentence
			if n < 0 {
				n = max(annotate.SentenceAt(r.Body.Sentences, a.Span.Start), 0)
			}
			by[a.Speaker] = append(by[a.Speaker], spot{i, n, a})
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(len(by[b]), len(by[a])) })
	return by, order
}

// voiceOf is the speaker of a group of spellings. One who is not known is called as most of
// the annotations do.
func (s *Screen) voiceOf(g speaker.Group, places map[string][]spot, known map[string]annotate.Speaker) voice {
	v := voice{name: g.Name, labels: map[string]int{}}
	for _, n := range g.Spellings {
		if !g.Known && len(places[n]) > len(places[v.name]) {
			v.name = n
		}
	}
	reports, sentences := map[int]bool{}, map[[2]int]bool{}
	for _, n := range g.Spellings {
		if n != v.name {
			v.spellings = append(v.spellings, spelling{n, len(places[n]), s.times[n], known[v.name].Spells(n)})
		}
		for _, x := range places[n] {
			v.places = append(v.places, x)
			reports[x.reading], sentences[[2]int{x.reading, x.sentence}] = true, true
			for _, l := range x.annotation.Labels {
				v.labels[l]++
			}
		}
	}
	v.reports, v.sentences = len(reports), len(sentences)
	slices.SortStableFunc(v.places, func(a, b spot) int {
		return cmp.Or(cmp.Compare(a.reading, b.reading), cmp.Compare(a.annotation.Span.Start, b.annotation.Span.Start))
	})
	slices.SortStableFunc(v.spellings, func(a, b spelling) int {
		return cmp.Or(cmp.Compare(b.said, a.said), cmp.Compare(b.times, a.times), strings.Compare(a.text, b.text))
	})
	return v
}

// show takes speakers over. The cursor stays on the speaker where it was, and as far down.
func (s *Screen) show(voices []voice) {
	was, below := "", 0
	if s.cursor < len(s.lines) {
		was = s.here().name
		for i := s.cursor; s.lines[i].kind != head; i-- {
			below++
		}
	}
	s.voices = voices
	if !slices.ContainsFunc(voices, func(v voice) bool { return v.name == s.picked }) {
		s.picked = ""
	}
	s.layOut()
	s.goTo(was, below)
}

// goTo puts the cursor on a speaker, or as many lines below as stand under it; where it is
// not shown the cursor stays.
func (s *Screen) goTo(name string, below int) {
	for i, l := range s.lines {
		if l.kind == head && s.voices[l.voice].name == name {
			s.cursor = i
			for below > 0 && s.cursor+1 < len(s.lines) && s.lines[s.cursor+1].kind != head {
				s.cursor++
				below--
			}
		}
	}
	s.follow()
}

// layOut makes the lines of the speakers that the filter lets through.
func (s *Screen) layOut() {
	was := ""
	if s.cursor < len(s.lines) && s.lines[s.cursor].voice < len(s.voices) {
		was = s.here().name
	}
	s.lines = s.lines[:0]
	for i, v := range s.voices {
		if !v.has(s.filter) {
			continue
		}
		s.lines = append(s.lines, line{head, i, 0})
		if !s.unfolded[v.name] {
			continue
		}
		for k := range v.spellings {
			s.lines = append(s.lines, line{spelled, i, k})
		}
		for k := range v.places {
			s.lines = append(s.lines, line{place, i, k})
		}
	}
	s.cursor = min(s.cursor, max(len(s.lines)-1, 0))
	if s.cursor < len(s.lines) && s.here().name != was {
		s.goTo(was, 0)
	}
	s.follow()
}

// has says whether the name and its spellings hold all words of a text, whatever the case.
func (v *voice) has(text string) bool {
	all := v.name
	for _, x := range v.spellings {
		all += "\n" + x.text
	}
	all = strings.ToLower(all)
	return !slices.ContainsFunc(strings.Fields(strings.ToLower(text)), func(w string) bool { return !strings.Contains(all, w) })
}

// names is the name and the spellings that are known or that something is said under.
func (v *voice) names() []string {
	out := []string{v.name}
	for _, x := range v.spellings {
		if x.known || x.said > 0 {
			out = append(out, x.text)
		}
	}
	return out
}
