package quality

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/query"
	"rashomon/annotate/suggest"
)

const (
	sure     = 0.9 // the score from which a suggestion that nobody followed is a reason to look again
	tooFast  = 20  // words a second that nobody reads
	fewWords = 4   // words that a sentence must have to be looked at for copies and speed
)

// copyKey is a sentence's text and who labelled it.
type copyKey struct {
	text      uint64 // a hash
	annotator string
}

// copied is where a text was labelled first, and how.
type copied struct {
	what     string
	article  annotate.ID
	sentence int
}

// look notes the reasons for a second look at a sentence.
func (c *counting) look(x query.Heard, n int, s *saying, suggested suggest.Suggestion) {
	l := Look{Article: x.Article.ID, Title: x.Article.Title, Story: x.Story, Sentence: n}
	text := x.Body.Sentence(n)
	add := func(weight float64, format string, args ...any) {
		l.Weight += weight
		l.Why = append(l.Why, fmt.Sprintf(format, args...))
	}
	switch {
	case s.gold.ID == 0 && s.differ():
		add(1+entropy(s.ratings), "annotators differ: %s", says(s.ratings))
	case s.gold.Flag == annotate.Flagged:
		add(1, "left open in adjudication%s", because(s.gold.Reason, s.gold.Note))
	case s.decided() && s.gold.Rated() && len(s.ratings) > 0 && !slices.ContainsFunc(s.ratings, func(a annotate.Annotation) bool { return what(a) == what(s.gold) }):
		add(.7, "gold says what nobody said: %s, not %s", what(s.gold), either(s.ratings))
	}
	for _, a := range s.flagged {
		add(.6, "flagged by %s%s", a.Annotator, because(a.Reason, a.Note))
	}
	if words := len(strings.Fields(text)); words >= fewWords {
		c.lookAtCopies(x, n, s, text, add)
		for _, a := range s.ratings {
			if a.Origin == annotate.Hand && a.Seconds > 0 && float64(words)/a.Seconds > tooFast {
				add(.4, "%s labelled %d words in %.1f s", a.Annotator, words, a.Seconds)
			}
		}
	}
	if p := suggested; !s.decided() && p.Label != "" && p.Score >= sure && !slices.ContainsFunc(s.ratings, func(a annotate.Annotation) bool { return slices.Contains(strings.Split(what(a), "+"), p.Label) }) && len(s.ratings) > 0 {
		add(.8*p.Score, "%s is suggested (%.2f), not %s", p.Label, p.Score, either(s.ratings))
	}
	if l.Text = text; l.Weight > 0 {
		c.looks.add(l, c.o.Most)
	}
}

// lookAtCopies notes where the same annotator has labelled the same words otherwise.
func (c *counting) lookAtCopies(x query.Heard, n int, s *saying, text string, add func(float64, string, ...any)) {
	h := fnv.New64a()
	for _, word := range strings.Fields(text) {
		h.Write([]byte(word))
		h.Write([]byte{' '})
	}
	for _, a := range s.ratings {
		key := copyKey{h.Sum64(), a.Annotator}
		first, seen := c.copies[key]
		switch {
		case !seen:
			c.copies[key] = copied{what(a), x.Article.ID, n}
		case first.what != what(a):
			add(.9, "%s says %s here, and %s of the same words in sentence %d of %s", a.Annotator, what(a), first.what, first.sentence+1, first.article.String()[:8])
		}
	}
}

// because is a reason or a note after a colon.
func because(reason, note string) string {
	if text := annotate.Line(cmp.Or(reason, note)); text != "" {
		return ": " + text
	}
	return ""
}

// says is who says what, in few words: 2 claim, 1 fact.
func says(ratings []annotate.Annotation) string {
	counts := votes(ratings)
	names := sorted(counts)
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(counts[b], counts[a]) })
	for i, name := range names {
		names[i] = fmt.Sprintf("%d %s", counts[name], name)
	}
	return strings.Join(names, ", ")
}

// either is what is said, whoever says it: claim or fact.
func either(ratings []annotate.Annotation) string {
	return strings.Join(sorted(votes(ratings)), " or ")
}

func votes(ratings []annotate.Annotation) map[string]int {
	counts := map[string]int{}
	for _, a := range ratings {
		counts[what(a)]++
	}
	return counts
}

// entropy is that of what annotators say, in bits.
func entropy(ratings []annotate.Annotation) (bits float64) {
	counts := votes(ratings)
	for _, k := range sorted(counts) {
		p := float64(counts[k]) / float64(len(ratings))
		bits -= p * math.Log2(p)
	}
	return bits
}

// looks keeps the sentences that are most worth a second look.
type looks struct {
	kept []Look // twice as many as are wanted, at most
	all  int
}

func (k *looks) add(l Look, most int) {
	k.all++
	k.kept = append(k.kept, l)
	if len(k.kept) >= 2*most {
		k.cut(most)
	}
}

// cut leaves the best; of those that weigh the same, those that came first.
func (k *looks) cut(most int) {
	slices.SortStableFunc(k.kept, func(a, b Look) int { return cmp.Compare(b.Weight, a.Weight) })
	k.kept = k.kept[:min(most, len(k.kept))]
}

func (k *looks) best(most int) []Look {
	k.cut(most)
	return k.kept
}
