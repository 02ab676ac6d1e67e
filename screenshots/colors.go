package main

import (
	"cmp"
	"fmt"
	"image"
	"image/color"
	"slices"
	"strconv"

	"github.com/charmbracelet/x/ansi"

	"rashomon/internal/termtest"
)

// scheme is the terminal the pictures show: its own colours and the frame's.
type scheme struct {
	fg, bg, bar, edge color.RGBA
	basic             [16]color.RGBA
}

var dark = scheme{
	fg: rgb(0xd8dbe2), bg: rgb(0x16181d), bar: rgb(0x23262d), edge: rgb(0x3a3f4a),
	basic: [16]color.RGBA{
		rgb(0x1f2229), rgb(0xe0616b), rgb(0x7fbf6f), rgb(0xd9b25f), rgb(0x6ea3e8), rgb(0xc38be0), rgb(0x56b6c2), rgb(0xc6cad3),
		rgb(0x6b7280), rgb(0xf28b93), rgb(0xa3d993), rgb(0xf0cf87), rgb(0x9cc3f5), rgb(0xdab0f0), rgb(0x86d6df), rgb(0xf4f5f7),
	},
}

var light = scheme{
	fg: rgb(0x23262d), bg: rgb(0xfdfdfc), bar: rgb(0xe9e9e6), edge: rgb(0xc9c9c4),
	basic: [16]color.RGBA{
		rgb(0x23262d), rgb(0xb3242f), rgb(0x2f7d24), rgb(0x8a6100), rgb(0x1f5fb8), rgb(0x8138a8), rgb(0x0f7480), rgb(0x8b909b),
		rgb(0x6b7280), rgb(0xd0404b), rgb(0x43993a), rgb(0xa87a0c), rgb(0x3b7bd6), rgb(0x9c55c2), rgb(0x238f9c), rgb(0xf4f5f7),
	},
}

// inks returns the colours of a cell's text, ground and underline.
func (s *scheme) inks(style termtest.Style) (fg, bg, line color.RGBA) {
	fg, bg = s.named(style.Fg, s.fg), s.named(style.Bg, s.bg)
	if style.Reverse {
		fg, bg = bg, fg
	}
	if style.Faint {
		fg = mix(bg, fg, 0xa0)
	}
	if style.Conceal {
		fg = bg
	}
	return fg, bg, s.named(style.UnderlineColor, fg)
}

// named turns termtest's name of a colour into the colour.
func (s *scheme) named(name string, own color.RGBA) color.RGBA {
	if name == "" {
		return own
	}
	var value uint32
	if n, _ := fmt.Sscanf(name, "#%06x", &value); n == 1 {
		return rgb(value)
	}
	index, err := strconv.ParseUint(name, 10, 8)
	if err != nil {
		return own
	}
	if index < 16 {
		return s.basic[index]
	}
	return color.RGBAModel.Convert(ansi.IndexedColor(index)).(color.RGBA)
}

func rgb(value uint32) color.RGBA {
	return color.RGBA{uint8(value >> 16), uint8(value >> 8), uint8(value), 0xff}
}

// mix returns over laid on under; weight 255 hides under.
func mix(under, over color.RGBA, weight uint8) color.RGBA {
	part := func(u, o uint8) uint8 {
		return uint8((int(u)*(255-int(weight)) + int(o)*int(weight) + 127) / 255)
	}
	return color.RGBA{part(under.R, over.R), part(under.G, over.G), part(under.B, over.B), 0xff}
}

// fewColors turns a picture into one with a palette, a third of the size: the
// 256 most frequent colours, and the nearest of them for the others.
func fewColors(picture *image.RGBA) *image.Paletted {
	counts := map[color.RGBA]int{}
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[picture.RGBAAt(x, y)]++
		}
	}
	byCount := make([]color.RGBA, 0, len(counts))
	for c := range counts {
		byCount = append(byCount, c)
	}
	slices.SortFunc(byCount, func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]),
			cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var palette color.Palette
	index := map[color.RGBA]uint8{}
	for i, c := range byCount {
		if i < 256 {
			palette = append(palette, c)
			index[c] = uint8(i)
			continue
		}
		index[c] = uint8(palette.Index(c))
	}
	few := image.NewPaletted(bounds, palette)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			few.SetColorIndex(x, y, index[picture.RGBAAt(x, y)])
		}
	}
	return few
}
