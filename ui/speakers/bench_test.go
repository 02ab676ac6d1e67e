package speakers

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// crowd is a screen on a report in which so many people speak and so many more are named,
// and the edits that label its last sentence and take that back.
func crowd(voices, names int) (*Screen, [2][]annotate.Edit) {
	random := rand.New(rand.NewPCG(1, 2))
	syllables := strings.Fields("ka ro ven ti mar lo shu ped gri na os tel bu fen dah qur")
	word := func() string {
		w := syllables[random.IntN(16)] + syllables[random.IntN(16)] + syllables[random.IntN(16)] + syllables[random.IntN(16)]
		return strings.ToUpper(w[:1]) + w[1:]
	}
	var b annotate.Body
	for i := range names {
		s := fmt.Sprintf("They went to see %s %s at pier %d.", word(), word(), i)
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s + "\n\n"
	}
	a := annotate.NewArticle(annotate.Article{Source: "Outlet", Title: "The pier", Language: "en", Format: annotate.Plain}, b, noon())
	r := annotate.NewReading(a, b, annotate.DefaultScheme(), "ana", nil)
	var known []annotate.Speaker
	for i := range voices {
		name := word() + " " + word()
		known = append(known, annotate.NewSpeaker(a.ID, name))
		if c, ok := r.SetLabels(annotate.OnSentence(i), []string{"claim"}, name, noon()); ok {
			r.Apply(c.Edits)
		}
	}
	c, _ := r.SetLabels(annotate.OnSentence(names-1), []string{"claim"}, known[0].Name, noon())
	keys := screen.NewKeys(annotate.DefaultScheme())
	s := New("The pier", []*annotate.Reading{r}, known, keys, screen.NewLabelling(keys, noon), theme.New(true, true))
	s.SetSize(120, 40)
	run(s, s.Start())
	return s, [2][]annotate.Edit{c.Edits, c.Inverse()}
}

// run does what a screen asks for in the background, until it asks for no more.
func run(s *Screen, requests []screen.Request) {
	for i := 0; i < len(requests); i++ {
		if do, ok := requests[i].(screen.Do); ok {
			requests = append(requests, s.Update(do.Cmd())...)
		}
	}
}

// BenchmarkLabel is a label put on elsewhere, while 520 speak and 10,000 more are named.
func BenchmarkLabel(b *testing.B) {
	s, edits := crowd(520, 10_000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Update(screen.Edited{Edits: edits[i%2]})
		s.View()
	}
}
