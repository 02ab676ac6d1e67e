package theme

import (
	"image/color"
	"math"
	"reflect"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// luminance is the relative luminance of the Web Content Accessibility Guidelines 2.2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// styles are the theme's styles by name, those of labels too.
func styles(t Theme) map[string]lipgloss.Style {
	out := map[string]lipgloss.Style{}
	v := reflect.ValueOf(t)
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			if s, ok := v.Field(i).Interface().(lipgloss.Style); ok {
				out[f.Name] = s
			}
		}
	}
	for _, name := range []string{"blue", "orange", "green", "purple", "cyan", "yellow", "pink", "red", "grey", "no such colour", ""} {
		out["label "+name] = t.Label(name)
	}
	return out
}

func isColour(c color.Color) bool {
	_, none := c.(lipgloss.NoColor)
	return c != nil && !none
}

func TestContrast(t *testing.T) {
	for _, dark := range []bool{true, false} {
		paper, ink := color.Color(color.White), color.Color(color.Black)
		if dark {
			paper, ink = ink, paper
		}
		th := New(dark, true)
		for name, s := range styles(th) {
			want := 4.5
			if name == "Border" {
				want = 3 // the level for what is not text
			}
			fg, bg := ink, paper
			if isColour(s.GetForeground()) {
				fg = s.GetForeground()
			}
			if isColour(s.GetBackground()) {
				bg = s.GetBackground()
			}
			if got := contrast(fg, bg); got < want {
				t.Errorf("dark %v, %s: contrast %.2f", dark, name, got)
			}
			// Labels, verbatim words and the like lie on the current sentence and the selected row.
			for on, under := range map[string]lipgloss.Style{"the cursor": th.Cursor, "a selected row": th.Selected} {
				if got := contrast(fg, under.GetBackground()); bg == paper && name != "Border" && got < 4.5 {
					t.Errorf("dark %v, %s on %s: contrast %.2f", dark, name, on, got)
				}
			}
		}
	}
}

func TestNoColourHasNone(t *testing.T) {
	th := New(true, false)
	for name, s := range styles(th) {
		if isColour(s.GetForeground()) || isColour(s.GetBackground()) {
			t.Errorf("%s has a colour", name)
		}
	}
	plain := lipgloss.NewStyle().Render("x")
	for _, name := range []string{"Cursor", "CursorBar", "Selected", "Selection", "Title", "Header", "Changed", "Conflict", "Search", "Pending", "Ghost", "Key", "StatusError", "StatusWarn"} {
		if styles(th)[name].Render("x") == plain {
			t.Errorf("%s cannot be told from running text", name)
		}
	}
}

func TestLabelsDiffer(t *testing.T) {
	for _, dark := range []bool{true, false} {
		th, seen := New(dark, true), map[string]string{}
		for _, name := range []string{"blue", "orange", "green", "purple", "cyan", "yellow", "pink", "red", "grey"} {
			look := th.Label(name).Render("x")
			if other, twice := seen[look]; twice {
				t.Errorf("%s looks like %s", name, other)
			}
			seen[look] = name
		}
	}
}

func TestGlyphsTakeOneColumn(t *testing.T) {
	for set, g := range map[string]Glyphs{"unicode": UnicodeGlyphs(), "ascii": New(true, true).Plain().Glyphs} {
		v := reflect.ValueOf(g)
		for i := range v.NumField() {
			s := v.Field(i).String()
			if ansi.StringWidth(s) != 1 || ansi.StringWidthWc(s) != 1 {
				t.Errorf("%s %s: %q takes %d columns", set, v.Type().Field(i).Name, s, ansi.StringWidth(s))
			}
			if set == "ascii" && (len(s) != 1 || s[0] < ' ' || s[0] > '~') {
				t.Errorf("%s is %q", v.Type().Field(i).Name, s)
			}
		}
	}
}
