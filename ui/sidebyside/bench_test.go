package sidebyside

import (
	"fmt"
	"testing"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/ui/screen"
)

// alike is reports of 40 sentences each, of which every second stands in all of them, in
// other words in every third report, and whose numbers conflict here and there.
func alike(reports int) *Screen {
	var readings []*annotate.Reading
	for i := range reports {
		var sentences []string
		for n := range 40 {
			warden := []string{"warden", "master", "pilot"}[i%3]
			sentences = append(sentences, fmt.Sprintf("The harbour %s of pier %d said that six of the ships had left before the storm, and that “none of the crews” had been told of the closed lock.", warden, n))
		}
		r := report(fmt.Sprint("Outlet ", i), sentences...)
		for n := 0; n < 40; n += 3 {
			c, _ := r.Toggle(annotate.OnSentence(n), r.Scheme.Labels[n%3].Name, noon())
			r.Apply(c.Edits)
		}
		readings = append(readings, r)
	}
	s := lay(readings...)
	var c compare.Comparison
	for n := 0; n < 40; n += 2 {
		for i := range reports {
			for k := range i {
				relation := compare.Paraphrase
				if k%3 == i%3 {
					relation = compare.Verbatim
				}
				c.Links = append(c.Links, compare.Link{A: compare.Ref{Report: k, Sentence: n}, B: compare.Ref{Report: i, Sentence: n}, Relation: relation, Score: 0.9})
			}
		}
	}
	s.SetSize(200, 57)
	s.found(c)
	return s
}

// BenchmarkKeyAligned is a key press and the frame that shows it: 60 lines of the screen
// less head, status and footer.
func BenchmarkKeyAligned(b *testing.B) {
	for _, reports := range []int{3, 50} {
		for _, width := range []int{200, 79} {
			b.Run(fmt.Sprintf("%d reports/%d columns", reports, width), func(b *testing.B) {
				s := alike(reports)
				s.SetSize(width, 57)
				keys := []screen.Press{"j", "j", "j", "l", "j", "j", "k", "k", "h", "k", "k", "k"}
				b.ReportAllocs()
				for n := 0; b.Loop(); n++ {
					s.Update(keys[n%len(keys)])
					s.View()
					s.Title()
					s.Status()
				}
			})
		}
	}
}

// BenchmarkTakeOver is what the event loop does when the table of 50 reports arrives;
// BenchmarkLayOut is what is done before, off it.
func BenchmarkTakeOver(b *testing.B) {
	s := alike(50)
	msg := s.layOut(0)[0].(screen.Do).Cmd()
	b.ReportAllocs()
	for b.Loop() {
		s.Update(msg)
	}
}

func BenchmarkLayOut(b *testing.B) {
	s := alike(50)
	b.ReportAllocs()
	for b.Loop() {
		s.linked = nil
		s.layOut(0)[0].(screen.Do).Cmd()
	}
}

// BenchmarkJumpAligned is from one end of the table to the other, with the frame.
func BenchmarkJumpAligned(b *testing.B) {
	s := alike(50)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		s.Update([]screen.Press{"G", "g"}[n%2])
		s.View()
	}
}
