package adjudicate

import "testing"

// BenchmarkChoose is the key that takes an annotator's word, the sentence after it, and the
// frame that shows it: what somebody waits for who decides.
func BenchmarkChoose(b *testing.B) {
	d := with(b, 60, 25)
	d.lag = true
	d.open()
	d.size(120, 37)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		for d.screen.Waits("1") || d.screen.at == len(d.screen.places) {
			b.StopTimer()
			if d.screen.at == len(d.screen.places) {
				d.land()
				d.send("g")
			}
			d.settle()
			b.StartTimer()
		}
		d.send([]string{"1", "3"}[i%2])
		if len(d.screen.View()) == 0 {
			b.Fatal("nothing is drawn")
		}
		d.screen.Status()
		for _, c := range d.unsaved { // the disk is not in it
			d.labelling.Saved(c)
		}
		d.unsaved = nil
	}
}

// BenchmarkKey is a key that moves, and the frame.
func BenchmarkKey(b *testing.B) {
	d := with(b, 60, 25)
	d.open()
	d.size(120, 37)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		d.send([]string{"j", "j", "k", "tab"}[i%4])
		d.screen.View()
	}
}
