package focus

import (
	"testing"

	"rashomon/annotate/queue"
)

// BenchmarkLabel is a label's key, the sentence after it, and the frame that shows it: what
// somebody waits for who labels.
func BenchmarkLabel(b *testing.B) {
	d := with(b, 200, 25)
	d.lag = true
	d.open(queue.Spec{Order: queue.Random, Seed: 1}, false)
	d.size(120, 37)
	b.ReportAllocs()
	for b.Loop() {
		for d.screen.Waits("f") || d.screen.at == len(d.screen.places) {
			b.StopTimer()
			if d.screen.at == len(d.screen.places) {
				d.open(queue.Spec{Order: queue.InOrder}, false)
			}
			d.settle()
			b.StartTimer()
		}
		d.send("f")
		if len(d.screen.View()) == 0 {
			b.Fatal("nothing is drawn")
		}
		d.screen.Status()
		d.screen.Title()
		for _, c := range d.unsaved { // the disk is not in it
			d.labelling.Saved(c)
		}
		d.unsaved = nil
	}
}

// BenchmarkKey is a key that moves in the queue, and the frame.
func BenchmarkKey(b *testing.B) {
	d := with(b, 200, 25)
	d.open(queue.Spec{Order: queue.Unlabelled}, false)
	d.size(120, 37)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		d.send([]string{"j", "j", "k", "k"}[i%4])
		d.screen.View()
	}
}
