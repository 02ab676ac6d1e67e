// Package speaker finds who may be speaking: the names in an article, and which spellings
// are one name.
package speaker

import (
	"cmp"
	"slices"
	"strings"

	"rashomon/annotate"
)

const (
	around   = 3   // sentences before and after the target count as near it
	farthest = 150 // sentences before and after the target are looked at for names
	most     = 50  // names are offered
)

// Candidates are names that whoever labels the target may mean by its speaker, best first,
// each once and without spellings of a name before it: the one that the target itself
// names, those used before in the story, and those found in the article. A spelling of a
// known speaker is given under that speaker's name. Used is the names used before in the
// story, the last one first.
//
// Of a long article only the sentences near the target are read, so that a key press can
// wait for it.
func Candidates(r *annotate.Reading, t annotate.Target, known []annotate.Speaker, used []string) []string {
	order := ranked(near(r, t), known, used)
	groups := Variants(order, known)
	of := map[string]int{}
	last := map[string]int{} // used → its place
	for i, n := range used {
		last[annotate.Line(n)] = len(used) - i
	}
	for i, g := range groups {
		for _, s := range g.Spellings {
			if of[s] = i; !g.Known && last[s] > last[groups[i].Name] {
				groups[i].Name = s
			}
		}
	}
	given := make([]bool, len(groups))
	var out []string
	for _, n := range order {
		if i := of[n]; !given[i] && len(out) < most {
			given[i] = true
			out = append(out, groups[i].Name)
		}
	}
	return out
}

// seen is the names in and near the target of an annotation.
type seen struct {
	sources []string // whom the sentences of the target name as a source
	names   []string // other names in them
	beside  []string // sources of the sentences around, the nearest first
	rest    []Name   // all that was found
}

// ranked is all names that may be meant, best first. Names in the target that nobody has
// spoken under yet come after those used before: most of them are places.
func ranked(s seen, known []annotate.Speaker, used []string) []string {
	speaks := append(slices.Clone(used), s.beside...)
	for _, n := range s.rest {
		if n.Source {
			speaks = append(speaks, n.Text)
		}
	}
	for _, k := range known {
		speaks = append(append(speaks, k.Name), k.Spellings...)
	}
	voices := read(speaks)
	spoken, other := []string{}, []string{}
	for _, n := range s.names {
		if one := nameOf(n); slices.ContainsFunc(voices, func(v name) bool { return v.same(one) }) {
			spoken = append(spoken, n)
		} else {
			other = append(other, n)
		}
	}
	out := slices.Concat(s.sources, spoken, s.beside, used)
	for _, k := range known {
		out = append(out, k.Name)
	}
	out = append(out, other...)
	for _, n := range s.rest {
		out = append(out, n.Text)
	}
	return distinct(out)
}

// distinct is the texts as one line each, every one once, without empty ones.
func distinct(texts []string) []string {
	had := map[string]bool{}
	var out []string
	for _, x := range texts {
		if x = annotate.Line(x); x != "" && !had[x] {
			had[x] = true
			out = append(out, x)
		}
	}
	return out
}

// near finds the names in the sentences of the target and around them.
func near(r *annotate.Reading, t annotate.Target) (out seen) {
	b := r.Body
	if !t.In(b) || len(b.Sentences) == 0 {
		return seen{}
	}
	span := t.Where(b)
	first := max(annotate.SentenceAt(b.Sentences, span.Start), 0)
	last := max(annotate.SentenceAt(b.Sentences, max(span.End-1, span.Start)), first)
	last = min(last, first+farthest) // of a span over a whole book the beginning will do
	from, to := max(first-farthest, 0), min(last+farthest+1, len(b.Sentences))
	found := find(b.Text, r.Article.Language, b.Sentences[from:to])
	for i := first; i <= last; i++ {
		if s := found[i-from].source; s != "" {
			out.sources = append(out.sources, s)
		}
		out.names = append(out.names, found[i-from].names...)
	}
	for by := 1; by <= around; by++ {
		for _, i := range []int{first - by, last + by} {
			if i >= from && i < to && found[i-from].source != "" {
				out.beside = append(out.beside, found[i-from].source)
			}
		}
	}
	out.rest = counted(found)
	return out
}

// Offers says whether what was typed is another way to write the name, so that it should be
// offered first.
func Offers(typed, offered string) bool {
	return strings.TrimSpace(typed) != "" && nameOf(typed).same(nameOf(offered))
}

// counted is the names of sentences, each once: sources first, then those found most often,
// then the first.
func counted(found []sentence) []Name {
	at := map[string]int{}
	var out []Name
	var in []int // the last sentence that each was counted in
	count := func(n int, text string, source bool) {
		i, ok := at[text]
		if !ok {
			i = len(out)
			at[text] = i
			out, in = append(out, Name{Text: text}), append(in, -1)
		}
		if in[i] < n {
			in[i] = n
			out[i].Times++
		}
		out[i].Source = out[i].Source || source
	}
	for n, s := range found {
		if s.source != "" {
			count(n, s.source, true)
		}
		for _, name := range s.names {
			count(n, name, false)
		}
	}
	slices.SortStableFunc(out, func(a, b Name) int {
		if a.Source != b.Source {
			if a.Source {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.Times, a.Times)
	})
	return out
}
