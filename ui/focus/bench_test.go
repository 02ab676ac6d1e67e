package focus

import (
	"fmt"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/queue"
	"rashomon/ui/screen"
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

// BenchmarkElsewhere is an edit of a place far from the current one, in queues of more and
// more places, and one of a report that is not in it; then the frame at the queue's end.
func BenchmarkElsewhere(b *testing.B) {
	for _, n := range []int{5_000, 250_000, 2_500_000} {
		b.Run(fmt.Sprintf("%d places", n), func(b *testing.B) {
			d := with(b, 200, 25)
			d.open(queue.Spec{Order: queue.InOrder}, false)
			d.size(120, 37)
			s := d.screen
			last := s.places[len(s.places)-1]
			for i := 0; len(s.places) < n; i++ { // nobody goes there
				s.places = append(s.places, queue.Place{Article: annotate.ID(1 + i/25), Sentence: i % 25})
			}
			began := time.Now()
			s.index = newIndex(s.places)
			indexed := time.Since(began)
			var edits []annotate.Edit
			for _, p := range []queue.Place{last, {Article: 1 << 60}} {
				x := annotate.Annotation{Article: p.Article, Sentence: p.Sentence, Annotator: "ana", Scheme: d.scheme.Name, Labels: []string{"fact"}}
				edits = append(edits, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}})
			}
			for i := range n / 2 { // labelled since the queue was opened
				s.tally.answers[i] = answer{labels: []string{"fact"}}
			}
			b.ReportAllocs()
			for b.Loop() {
				s.Update(screen.Edited{Edits: edits})
				s.at, s.page = len(s.places), nil
				s.View()
			}
			b.ReportMetric(float64(indexed.Milliseconds()), "ms/index")
		})
	}
}
