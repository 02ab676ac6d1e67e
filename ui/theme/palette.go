package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// palette is the colours of a theme. Blue and orange carry what matters most: most
// people who cannot tell red from green can tell these.
type palette struct {
	dim, border      color.Color
	cursor, selected color.Color // backgrounds under any of the text colours
	hit, hitText     color.Color
	labels           map[string]color.Color
}

func paletteFor(dark bool) palette {
	if dark {
		return palette{
			dim: lipgloss.Color("#a8a8a8"), border: lipgloss.Color("#7c7c7c"),
			cursor: lipgloss.Color("#1d2b3f"), selected: lipgloss.Color("#223a62"),
			hit: lipgloss.Color("#f2cf4a"), hitText: lipgloss.Color("#000000"),
			labels: map[string]color.Color{
				"blue":   lipgloss.Color("#79b8ff"),
				"orange": lipgloss.Color("#f5a25d"),
				"green":  lipgloss.Color("#7fd1a0"),
				"purple": lipgloss.Color("#c9adff"),
				"cyan":   lipgloss.Color("#6fd3d8"),
				"yellow": lipgloss.Color("#e6cf5a"),
				"pink":   lipgloss.Color("#ffa3cf"),
				"red":    lipgloss.Color("#ff9d94"),
				"grey":   lipgloss.Color("#b4b4b4"),
			},
		}
	}
	return palette{
		dim: lipgloss.Color("#5a5a5a"), border: lipgloss.Color("#757575"),
		cursor: lipgloss.Color("#e6effb"), selected: lipgloss.Color("#d3e4fb"),
		hit: lipgloss.Color("#ffe27a"), hitText: lipgloss.Color("#000000"),
		labels: map[string]color.Color{
			"blue":   lipgloss.Color("#0b4f9e"),
			"orange": lipgloss.Color("#8f3f00"),
			"green":  lipgloss.Color("#145c33"),
			"purple": lipgloss.Color("#5f3396"),
			"cyan":   lipgloss.Color("#005c66"),
			"yellow": lipgloss.Color("#664f00"),
			"pink":   lipgloss.Color("#94185c"),
			"red":    lipgloss.Color("#a11c15"),
			"grey":   lipgloss.Color("#4d4d4d"),
		},
	}
}
