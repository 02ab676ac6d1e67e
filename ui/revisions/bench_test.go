package revisions

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"rashomon/annotate"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// long is a text of so many sentences, and another in which the part of them have other words,
// some are gone and some moved.
func long(sentences int, part float64) (old, now annotate.Body) {
	random := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("the weir the a of in and warden ferry gate storm herons counted saw wrote said crew harbour of the a quay lock north Sunday mayor water rose fell boats nobody council pump")
	sentence := func(i int) []string {
		out := []string{fmt.Sprintf("Day %d:", i)}
		for range 12 + random.IntN(16) {
			out = append(out, words[random.IntN(len(words))])
		}
		return out
	}
	var a, b []string
	for i := range sentences {
		s := sentence(i)
		a = append(a, strings.Join(s, " ")+".")
		switch {
		case random.Float64() >= part:
			b = append(b, strings.Join(s, " ")+".")
		case random.IntN(20) == 0:
		case random.IntN(20) == 0 && len(b) > 0:
			k := random.IntN(len(b))
			b = append(b, b[k])
			b[k] = strings.Join(s, " ") + "."
		default:
			s[1+random.IntN(len(s)-1)] = "otherwise"
			s[1+random.IntN(len(s)-1)] = words[random.IntN(len(words))]
			b = append(b, strings.Join(s, " ")+".")
		}
	}
	return bodyOf(a...), bodyOf(b...)
}

// BenchmarkCompare compares two texts of 5,000 sentences, a tenth of which or all have changed.
func BenchmarkCompare(b *testing.B) {
	for name, part := range map[string]float64{"a tenth": 0.1, "all": 1} {
		old, now := long(5000, part)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				newDiff(old, now, func(float64) {})
			}
		})
	}
}

// BenchmarkKey is from a key to the frame, with 5,000 changed sentences.
func BenchmarkKey(b *testing.B) {
	old, now := long(5000, 1)
	for name, keys := range map[string][]screen.Press{"down": {"j"}, "page": {"space"}, "ends": {"G", "g"}, "collapse": {"e"}} {
		s := shown(b, theme.New(true, true), 200, 60, old, now)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.Update(keys[i%len(keys)])
				s.View()
			}
		})
	}
}
