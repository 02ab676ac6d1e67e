package history

import (
	"testing"

	"rashomon/annotate"
	"rashomon/ui/screen"
)

// BenchmarkFilter types a letter into the filter over a hundred thousand changes.
func BenchmarkFilter(b *testing.B) {
	d := &driver{t: b}
	d.show(Options{Read: made(1_000_000), Name: func(annotate.ID) string { return "Outlet" }, Now: noon}, 120, 40)
	d.screen.setFilter("change")
	for len(d.screen.rows) < most-20*stretch {
		d.do([]screen.Request{d.screen.read(d.screen.seen-1, 20*stretch)})
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		d.screen.setFilter([]string{"change 99", "change 999"}[i%2])
		d.screen.View()
	}
}
