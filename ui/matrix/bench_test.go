package matrix

import (
	"fmt"
	"testing"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// pressed measures a key press up to the lines in view.
func pressed(b *testing.B, reports int, keys ...screen.Press) {
	d := open(b, annotate.Story{}, invented(1, reports, 40), 0, 0, 120, 37)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		d.screen.Update(keys[n%len(keys)])
		if len(d.screen.View()) == 0 {
			b.Fatal("nothing is drawn")
		}
		n++
	}
}

func BenchmarkKey(b *testing.B) {
	for _, reports := range []int{5, 50} {
		b.Run(fmt.Sprintf("%d/down", reports), func(b *testing.B) { pressed(b, reports, "j") })
		b.Run(fmt.Sprintf("%d/there-and-back", reports), func(b *testing.B) { pressed(b, reports, "j", "j", "j", "k", "k", "k") })
		b.Run(fmt.Sprintf("%d/column", reports), func(b *testing.B) { pressed(b, reports, "l") })
		b.Run(fmt.Sprintf("%d/ends", reports), func(b *testing.B) { pressed(b, reports, "G", "g") })
		b.Run(fmt.Sprintf("%d/pages", reports), func(b *testing.B) { pressed(b, reports, "space", "space", "pgup") })
	}
}

// BenchmarkFindings is what a comparison of 50 reports costs to be listed, off the event loop,
// and what showing it then costs on it.
func BenchmarkFindings(b *testing.B) {
	d := open(b, annotate.Story{}, invented(1, 50, 40), 0, 0, 120, 37)
	find := d.screen.find()[0].(screen.Do).Cmd
	b.Run("find", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			find()
		}
	})
	b.Run("show", func(b *testing.B) {
		b.ReportAllocs()
		msg := find()
		for b.Loop() {
			d.screen.Update(msg)
			d.screen.View()
		}
	})
	b.Run("filter", func(b *testing.B) {
		b.ReportAllocs()
		ask := d.screen.askFilter()[0].(screen.Ask)
		for b.Loop() {
			ask.Typing("fen gri")
			d.screen.View()
		}
	})
}
