package compare

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"rashomon/internal/segment"
)

// invent makes reports of one invented event: sentences of made-up words, some
// shared between reports word for word, some in part.
func invent(random *rand.Rand, reports, sentences int) []Report {
	word := func() string {
		syllables := []string{"ka", "ro", "ven", "ti", "mar", "lo", "shu", "ped", "gri", "na", "os", "tel", "bu", "fen"}
		n := 2 + min(random.IntN(3), random.IntN(3))
		out := ""
		for range n {
			out += syllables[random.IntN(len(syllables))]
		}
		return out
	}
	small := strings.Fields("the of in on at and was were by for with a from said that it")
	pool := make([]string, sentences*2)
	for i := range pool {
		var ws []string
		for range 12 + random.IntN(16) {
			if random.IntN(5) < 2 {
				ws = append(ws, small[random.IntN(len(small))])
			} else {
				ws = append(ws, word())
			}
		}
		pool[i] = strings.Join(ws, " ")
	}
	out := make([]Report, reports)
	for r := range out {
		var text []string
		for range sentences {
			s := pool[random.IntN(len(pool))]
			if random.IntN(2) == 0 {
				ws := strings.Fields(s)
				for k := range ws {
					if random.IntN(4) == 0 {
						ws[k] = word()
					}
				}
				s = strings.Join(ws, " ")
			}
			text = append(text, strings.ToUpper(s[:1])+s[1:]+".")
		}
		out[r] = report(fmt.Sprint("r", r), text...)
	}
	return out
}

// report is a report of the sentences given.
func report(id string, sentences ...string) Report {
	r := Report{ID: id, Lang: "en"}
	for _, s := range sentences {
		if r.Text != "" {
			r.Text += "\n\n"
		}
		r.Sentences = append(r.Sentences, segment.Span{Start: len(r.Text), End: len(r.Text) + len(s)})
		r.Text += s
	}
	return r
}
