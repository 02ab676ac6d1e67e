package stories

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
)

// Of a new article, its beginning is looked at, in bytes: names stand there.
const beginning = 3_000

// commonest is in how many titles a word may be, of a thousand, that says which event it is; in
// a few it may always be.
const (
	commonest = 5
	few       = 50
)

// likeliest is those of the articles that may tell of what new ones tell of: for each new one
// those whose titles have the rarest words of it, then others near in time, until so many
// sentences are chosen.
func likeliest(ctx context.Context, lib Library, fresh, near []annotate.Row, most int) ([]annotate.Row, error) {
	x := newTitles(near)
	chosen := make([]bool, len(near))
	left := most
	choose := func(i int32) {
		if !chosen[i] && left > 0 {
			chosen[i] = true
			left -= near[i].Sentences
		}
	}
	each := max(most/2/len(fresh), eachReads/2) // sentences
	for _, r := range fresh {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		sentences := each
		for _, i := range x.like(words(lib, r), r.Date) {
			if sentences -= near[i].Sentences; sentences < 0 {
				break
			}
			choose(i)
		}
	}
	for _, i := range nearest(fresh, near) {
		choose(i)
	}
	var out []annotate.Row
	for i, r := range near {
		if chosen[i] {
			out = append(out, r)
		}
	}
	return out, nil
}

// nearest is near in the order in which to fill up with: those of the days of new ones first.
func nearest(fresh, near []annotate.Row) []int32 {
	days := map[int64]bool{}
	for _, r := range fresh {
		d, _ := dayOf(r.Date)
		days[d] = true
	}
	apart := make([]int64, len(near))
	order := make([]int32, len(near))
	for i, r := range near {
		order[i], apart[i] = int32(i), nearDays
		d, _ := dayOf(r.Date) // no date counts as one day: those without one are near to each other
		for k := range int64(nearDays) {
			if days[d-k] || days[d+k] {
				apart[i] = k
				break
			}
		}
	}
	slices.SortStableFunc(order, func(i, j int32) int { return cmp.Compare(apart[i], apart[j]) })
	return order
}

// words is what a new article says first, as words of titles; of one that cannot be read, its title.
func words(lib Library, r annotate.Row) []string {
	text := r.Title
	if a, err := lib.Article(r.ID); err == nil {
		if b, err := lib.Body(r.ID, a.Revision); err == nil {
			text += "\n" + b.Text[:min(len(b.Text), beginning)]
		}
	}
	return titleWords(text)
}

// titles is an index of titles by their words.
type titles struct {
	rows []annotate.Row
	days []int64 // noDay where there is none
	in   map[string][]int32
	sums []float32
}

const noDay = math.MinInt64

func newTitles(rows []annotate.Row) *titles {
	x := &titles{rows: rows, days: make([]int64, len(rows)), in: make(map[string][]int32, len(rows)), sums: make([]float32, len(rows))}
	for i, r := range rows {
		x.days[i] = noDay
		if d, ok := dayOf(r.Date); ok {
			x.days[i] = d
		}
		for _, w := range titleWords(r.Title) {
			x.in[w] = append(x.in[w], int32(i))
		}
	}
	return x
}

// like is the rows that have words in their titles that are rare in others, the likeliest first;
// of those too far from the date none.
func (x *titles) like(words []string, date string) []int32 {
	var found []int32
	day, dated := dayOf(date)
	for _, w := range words {
		in := x.in[w]
		if len(in) > max(few, len(x.rows)*commonest/1000) {
			continue
		}
		rare := float32(math.Log(float64(len(x.rows)) / float64(len(in)+1)))
		for _, i := range in {
			if dated && x.days[i] != noDay && max(x.days[i]-day, day-x.days[i]) >= nearDays {
				continue
			}
			if x.sums[i] == 0 {
				found = append(found, i)
			}
			x.sums[i] += max(rare, 0.01)
		}
	}
	slices.SortFunc(found, func(i, j int32) int { return cmp.Or(cmp.Compare(x.sums[j], x.sums[i]), cmp.Compare(i, j)) })
	for _, i := range found {
		x.sums[i] = 0
	}
	return found
}

// stem is how much of a word counts, in code points: what follows is how the word is bent.
const stem = 5

// titleWords is the beginnings of the words that may say something, each once; where words are
// not parted, each two letters are one.
func titleWords(text string) (out []string) {
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		first, _ := utf8.DecodeRuneInString(w)
		letters := []rune(w)
		switch {
		case unparted(first):
			for i := range len(letters) - 1 {
				out = append(out, string(letters[i:i+2]))
			}
		case len(letters) > 3:
			out = append(out, string(letters[:min(len(letters), stem)]))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// unparted says whether a letter is of a script that puts no spaces between words.
func unparted(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
