package ui_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"rashomon/annotate"
)

// events is n reports of events of about five reports each, by the day.
func events(n int) []annotate.Arrival {
	random := rand.New(rand.NewPCG(1, 2))
	syllables := strings.Fields("ka ro ven ti mar lo shu ped gri na os tel bu fen")
	word := func() (out string) {
		for range 2 + random.IntN(2) {
			out += syllables[random.IntN(len(syllables))]
		}
		return out
	}
	out := make([]annotate.Arrival, 0, n)
	for event := 0; len(out) < n; event++ {
		words := make([]string, 60)
		for i := range words {
			words[i] = word()
		}
		for k := range 5 {
			sentences := make([]string, 8)
			for i := range sentences {
				var b strings.Builder
				for range 20 {
					b.WriteString(words[random.IntN(len(words))] + " ")
				}
				sentences[i] = b.String() + "."
			}
			a := annotate.Article{Source: fmt.Sprintf("Outlet %d", k), Title: fmt.Sprintf("Event %d as told by %d", event, k), Date: fmt.Sprintf("2031-%02d-%02d", event/28%12+1, event%28+1)}
			out = append(out, arrival(a, sentences...))
		}
	}
	return out[:n]
}

// BenchmarkSuggest looks for stories in libraries without any.
func BenchmarkSuggest(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := openStore(b, nil)
			all := events(n)
			for len(all) > 0 {
				k := min(len(all), 10_000)
				add(b, s, nil, all[:k]...)
				all = all[k:]
			}
			d := start(b, s, 120, 40, options())
			b.ReportAllocs()
			for b.Loop() {
				d.send(press("S"))
				for len(d.pending) > 0 { // as drain does, but however long it takes
					cmd := d.pending[0]
					d.pending = d.pending[1:]
					if cmd != nil {
						d.answer(cmd())
					}
				}
				d.says("suggestions (?)")
			}
		})
	}
}
