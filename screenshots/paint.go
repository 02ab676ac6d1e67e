package main

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"unicode/utf8"

	"github.com/go-fonts/dejavu/dejavusansmono"
	"github.com/go-fonts/dejavu/dejavusansmonobold"
	"github.com/go-fonts/dejavu/dejavusansmonoboldoblique"
	"github.com/go-fonts/dejavu/dejavusansmonooblique"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"rashomon/internal/termtest"
)

// Sizes in pixels. DejaVu Sans Mono at 15 pixels is 9.03 wide.
const (
	cellWidth  = 9
	cellHeight = 18
	fontSize   = 15
	baseline   = 14 // of the text, from a cell's top
	padding    = 10 // between the text and the window's edge
	barHeight  = 24 // of the window's title bar
)

// painter draws grids. Faces are by weight and slant: regular, bold, oblique,
// bold oblique. A painter is not safe for use by several goroutines.
type painter struct {
	faces [4]font.Face
}

func newPainter() (*painter, error) {
	var p painter
	for i, file := range [][]byte{
		dejavusansmono.TTF, dejavusansmonobold.TTF, dejavusansmonooblique.TTF, dejavusansmonoboldoblique.TTF,
	} {
		parsed, err := opentype.Parse(file)
		if err != nil {
			return nil, fmt.Errorf("read font %d: %w", i, err)
		}
		if p.faces[i], err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: fontSize, DPI: 72}); err != nil {
			return nil, fmt.Errorf("read font %d: %w", i, err)
		}
	}
	return &p, nil
}

// paint draws the grid in a window. The same grid gives the same pixels.
func (p *painter) paint(g termtest.Grid, onLight bool) *image.RGBA {
	colors := &dark
	if onLight {
		colors = &light
	}
	picture := window(g.Width*cellWidth, g.Height*cellHeight, colors)
	for y, row := range g.Rows {
		for x, cell := range row {
			if cell.Width == 0 {
				continue // the right half of a wide grapheme
			}
			if g.CursorVisible && g.CursorX == x && g.CursorY == y {
				cell.Style.Reverse = !cell.Style.Reverse
			}
			p.cell(picture, cellBounds(x, y, cell.Width), cell, colors)
		}
	}
	return picture
}

// cellBounds returns where a cell is in the picture.
func cellBounds(x, y, width int) image.Rectangle {
	left, top := 1+padding+x*cellWidth, 1+barHeight+padding+y*cellHeight
	return image.Rect(left, top, left+width*cellWidth, top+cellHeight)
}

func (p *painter) cell(picture *image.RGBA, area image.Rectangle, cell termtest.Cell, colors *scheme) {
	fg, bg, line := colors.inks(cell.Style)
	fill(picture, area, bg)
	first, _ := utf8.DecodeRuneInString(cell.Text)
	if !drawShape(picture, area, first, fg, bg) {
		p.text(picture, area, cell, fg, bg)
	}
	underline(picture, area, cell.Style.Underline, line)
	if cell.Style.Strike {
		fill(picture, image.Rect(area.Min.X, area.Min.Y+9, area.Max.X, area.Min.Y+10), fg)
	}
}

// text draws a grapheme's runes over each other: combining marks lie on their
// letter. A rune that the font lacks is drawn as an empty box.
func (p *painter) text(picture *image.RGBA, area image.Rectangle, cell termtest.Cell, fg, bg color.RGBA) {
	face := p.faces[0]
	if cell.Style.Bold {
		face = p.faces[1]
	}
	if cell.Style.Italic {
		face = p.faces[2]
		if cell.Style.Bold {
			face = p.faces[3]
		}
	}
	for _, r := range cell.Text {
		advance, known := face.GlyphAdvance(r)
		if r == ' ' || r == '\u200d' || r >= '\ufe00' && r <= '\ufe0f' {
			continue // a blank, a joiner, a variation selector
		}
		if !known {
			outline(picture, area.Inset(2), fg)
			return
		}
		left := area.Min.X + (area.Dx()-advance.Round())/2
		spot, mask, at, _, _ := face.Glyph(fixed.P(left, area.Min.Y+baseline), r)
		blend(picture, spot.Intersect(picture.Bounds()), mask, at, fg, bg)
	}
}

// blend lays fg on the picture through the glyph's mask, in 16 steps, which
// look the same as 256 and leave few colours.
func blend(picture *image.RGBA, spot image.Rectangle, mask image.Image, at image.Point, fg, bg color.RGBA) {
	for y := spot.Min.Y; y < spot.Max.Y; y++ {
		for x := spot.Min.X; x < spot.Max.X; x++ {
			_, _, _, alpha := mask.At(at.X+x-spot.Min.X, at.Y+y-spot.Min.Y).RGBA()
			if step := uint8(alpha >> 12); step > 0 {
				picture.SetRGBA(x, y, mix(picture.RGBAAt(x, y), fg, step*17))
			}
		}
	}
}

func underline(picture *image.RGBA, area image.Rectangle, kind string, c color.RGBA) {
	if kind == "" {
		return
	}
	for x := area.Min.X; x < area.Max.X; x++ {
		y := area.Min.Y + baseline + 2
		at := x - area.Min.X
		switch {
		case kind == "dotted" && at%2 == 1, kind == "dashed" && at%cellWidth >= 6:
			continue
		case kind == "curly":
			y += [cellWidth]int{0, 0, 1, 1, 1, 0, -1, -1, -1}[at%cellWidth]
		case kind == "double":
			picture.SetRGBA(x, y+2, c)
		}
		picture.SetRGBA(x, y, c)
	}
}

// window draws an empty window around a screen of that many pixels.
func window(width, height int, colors *scheme) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, width+2*padding+2, height+2*padding+barHeight+2))
	fill(picture, picture.Bounds(), colors.bg)
	fill(picture, image.Rect(0, 0, picture.Bounds().Dx(), 1+barHeight), colors.bar)
	for i := range 3 {
		disc(picture, 16+i*18, 1+barHeight/2, 5, colors.edge)
	}
	outline(picture, picture.Bounds(), colors.edge)
	return picture
}

func fill(picture *image.RGBA, area image.Rectangle, c color.RGBA) {
	draw.Draw(picture, area, image.NewUniform(c), image.Point{}, draw.Src)
}

func outline(picture *image.RGBA, area image.Rectangle, c color.RGBA) {
	a := area
	fill(picture, image.Rect(a.Min.X, a.Min.Y, a.Max.X, a.Min.Y+1), c)
	fill(picture, image.Rect(a.Min.X, a.Max.Y-1, a.Max.X, a.Max.Y), c)
	fill(picture, image.Rect(a.Min.X, a.Min.Y, a.Min.X+1, a.Max.Y), c)
	fill(picture, image.Rect(a.Max.X-1, a.Min.Y, a.Max.X, a.Max.Y), c)
}

func disc(picture *image.RGBA, x, y, radius int, c color.RGBA) {
	for dy := -radius; dy <= radius; dy++ {
		for dx := -radius; dx <= radius; dx++ {
			if dx*dx+dy*dy <= radius*radius {
				picture.SetRGBA(x+dx, y+dy, c)
			}
		}
	}
}
