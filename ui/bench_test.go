package ui_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"rashomon/ui"
)

// toFrame measures a key press up to the frame that shows it, and what that reads or stores.
func (d *driver) toFrame(b *testing.B, keys ...string) {
	b.Helper()
	presses := make([]tea.KeyPressMsg, len(keys))
	for i, k := range keys {
		presses[i] = press(k)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		_, cmd := d.model.Update(presses[n%len(presses)])
		if d.model.View().Content == "" {
			b.Fatal("nothing is drawn")
		}
		if cmd != nil {
			d.pending = append(d.pending, cmd)
			d.drain()
		}
		n++
	}
}

func BenchmarkKeyInLibrary(b *testing.B) {
	start(b, sampleStore(b), 120, 40, options()).toFrame(b, "j", "j", "k", "k")
}

func BenchmarkKeyInReader(b *testing.B) {
	d := start(b, sampleStore(b), 120, 40, options())
	d.read("Lantern")
	d.toFrame(b, "j", "j", "j", "j", "k", "k", "k", "k")
}

func BenchmarkKeySideBySide(b *testing.B) {
	d := start(b, sampleStore(b), 200, 60, options())
	d.beside()
	d.toFrame(b, "j", "j", "j", "j", "k", "k", "k", "k")
}

// BenchmarkLabelSideBySide includes saving the label.
func BenchmarkLabelSideBySide(b *testing.B) {
	d := start(b, sampleStore(b), 200, 60, options())
	d.beside()
	d.toFrame(b, "f")
}

func BenchmarkStart(b *testing.B) {
	s := openStore(b, nil)
	b.ReportAllocs()
	for b.Loop() {
		m := ui.New(s, options())
		m.Init()
		m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
		if m.View().Content == "" {
			b.Fatal("nothing is drawn")
		}
	}
}
