package suggester

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
)

// FuzzAnswers has a command write anything, in pieces of any size: nothing is proposed but labels of
// the scheme for sentences that there are, the pieces make no difference, and what is said of a bad
// line can be shown.
func FuzzAnswers(f *testing.F) {
	articles := reports(2, 3)
	first, id := spansOf(articles[0].Body)[0], articles[0].Article.ID.String()
	good := `{"id":"` + id + `","sentences":[{"start":` + strconv.Itoa(first.Start) + `,"end":` + strconv.Itoa(first.End) + `,"label":"claim","score":0.5,"speaker":{"text":"the harbour"}}]}`
	for _, seed := range []string{good, good + "\n" + good, "\n\n" + good + "\n", `{"id":"` + id + `","sentences":[]}`, `{"sentences":[{}]}`, "null", "[1", "\xff", strings.Replace(good, "0.5", "1e999", 1), strings.Replace(good, "claim", "\\u001b[2J", 1), strings.Replace(good, `"start":`, `"start":-`, 1)} {
		f.Add([]byte(seed), uint8(3))
	}
	f.Fuzz(func(t *testing.T, output []byte, piece uint8) {
		whole, err := answered(articles, output, len(output)+1)
		parts, perr := answered(articles, output, int(piece)+1)
		if (err == nil) != (perr == nil) || err == nil && !reflect.DeepEqual(whole, parts) {
			t.Errorf("at once %v, %v; in pieces of %d %v, %v", whole, err, int(piece)+1, parts, perr)
		}
		if err != nil && (strings.ContainsFunc(err.Error(), unicode.IsControl) || !utf8.ValidString(err.Error())) {
			t.Errorf("a message that cannot be shown: %q", err)
		}
		for _, a := range articles {
			for n, p := range whole[a.Article.ID] {
				if n < 0 || n >= len(a.Body.Sentences) || !slices.Contains([]string{"fact", "quote", "claim"}, p.Label) || !(p.Score >= 0 && p.Score <= 1) || utf8.RuneCountInString(p.Speaker) > longestSpeaker || strings.ContainsFunc(p.Speaker, unicode.IsControl) {
					t.Errorf("of sentence %d: %+v", n, p)
				}
			}
		}
	})
}

// answered is what comes of an output that is written piece by piece.
func answered(articles []annotate.Arrival, output []byte, piece int) (proposals, error) {
	a := &answers{articles: map[annotate.ID]annotate.Arrival{}, scheme: annotate.DefaultScheme(), progress: func(int) {}, stop: func() {}, out: proposals{}}
	for _, x := range articles {
		a.articles[x.Article.ID] = x
	}
	for p := range slices.Chunk(output, piece) {
		if _, err := a.Write(p); err != nil {
			return a.out, err
		}
	}
	return a.out, a.close()
}
