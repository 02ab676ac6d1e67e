package main

import (
	"image"
	"image/color"
)

// Lines and blocks are drawn by hand, from edge to edge of the cell, so that
// those of neighbouring cells join. Fonts leave gaps.

// boxArms tells, for each of U+2500 to U+257F, how heavy the arms to the left,
// right, top and bottom are: 0 none, 1 light, 2 heavy, 3 double. Diagonals,
// which the font draws, have dots. From the characters' Unicode names.
const boxArms = "" +
	"1100 2200 0011 0022 1100 2200 0011 0022 " +
	"1100 2200 0011 0022 0101 0201 0102 0202 " +
	"1001 2001 1002 2002 0110 0210 0120 0220 " +
	"1010 2010 1020 2020 0111 0211 0121 0112 " +
	"0122 0221 0212 0222 1011 2011 1021 1012 " +
	"1022 2021 2012 2022 1101 2101 1201 2201 " +
	"1102 2102 1202 2202 1110 2110 1210 2210 " +
	"1120 2120 1220 2220 1111 2111 1211 2211 " +
	"1121 1112 1122 2121 1221 2112 1212 2221 " +
	"2212 2122 1222 2222 1100 2200 0011 0022 " +
	"3300 0033 0301 0103 0303 3001 1003 3003 " +
	"0310 0130 0330 3010 1030 3030 0311 0133 " +
	"0333 3011 1033 3033 3301 1103 3303 3310 " +
	"1130 3330 3311 1133 3333 0101 1001 1010 " +
	"0110 .... .... .... 1000 0010 0100 0001 " +
	"2000 0020 0200 0002 1200 0012 2100 0021"

// drawShape draws box-drawing, block and Braille characters and says whether r
// is one.
func drawShape(picture *image.RGBA, area image.Rectangle, r rune, fg, bg color.RGBA) bool {
	switch {
	case r >= 0x2500 && r <= 0x257f:
		arms := boxArms[(r-0x2500)*5 : (r-0x2500)*5+4]
		if arms == "...." {
			return false
		}
		drawBox(picture, area, arms, fg)
		if r >= '╭' && r <= '╰' {
			roundCorner(picture, area, arms, fg, bg)
		}
	case r >= 0x2580 && r <= 0x259f:
		drawBlock(picture, area, r, fg, bg)
	case r >= 0x2800 && r <= 0x28ff:
		drawBraille(picture, area, r, fg)
	default:
		return false
	}
	return true
}

// drawBox draws arms from the middle outwards. Dashed lines come out solid.
func drawBox(picture *image.RGBA, a image.Rectangle, arms string, c color.RGBA) {
	middle := image.Pt(a.Min.X+cellWidth/2, a.Min.Y+cellHeight/2)
	// An arm reaches over the middle by as much as the crossing lines are thick.
	across, along := reach(arms[2], arms[3]), reach(arms[0], arms[1])
	for _, offset := range strokes(arms[0]) {
		fill(picture, image.Rect(a.Min.X, middle.Y+offset, middle.X+across+1, middle.Y+offset+1), c)
	}
	for _, offset := range strokes(arms[1]) {
		fill(picture, image.Rect(middle.X-across, middle.Y+offset, a.Max.X, middle.Y+offset+1), c)
	}
	for _, offset := range strokes(arms[2]) {
		fill(picture, image.Rect(middle.X+offset, a.Min.Y, middle.X+offset+1, middle.Y+along+1), c)
	}
	for _, offset := range strokes(arms[3]) {
		fill(picture, image.Rect(middle.X+offset, middle.Y-along, middle.X+offset+1, a.Max.Y), c)
	}
}

// strokes returns the offsets from the middle of the pixels an arm is made of.
func strokes(weight byte) []int {
	switch weight {
	case '1':
		return []int{0}
	case '2':
		return []int{-1, 0, 1}
	case '3':
		return []int{-1, 1}
	}
	return nil
}

func reach(one, other byte) int {
	if max(one, other) >= '2' {
		return 1
	}
	return 0
}

// roundCorner takes the corner's pixel away and sets one inside of it.
func roundCorner(picture *image.RGBA, a image.Rectangle, arms string, fg, bg color.RGBA) {
	corner := image.Pt(a.Min.X+cellWidth/2, a.Min.Y+cellHeight/2)
	inside := image.Pt(-1, -1)
	if arms[1] == '1' {
		inside.X = 1
	}
	if arms[3] == '1' {
		inside.Y = 1
	}
	picture.SetRGBA(corner.X, corner.Y, bg)
	picture.SetRGBA(corner.X+inside.X, corner.Y, mix(bg, fg, 0x66))
	picture.SetRGBA(corner.X, corner.Y+inside.Y, mix(bg, fg, 0x66))
	picture.SetRGBA(corner.X+inside.X, corner.Y+inside.Y, fg)
}

// drawBlock draws U+2580 to U+259F.
func drawBlock(picture *image.RGBA, a image.Rectangle, r rune, fg, bg color.RGBA) {
	width, height := a.Dx(), a.Dy()
	switch {
	case r == '▀':
		a.Max.Y = a.Min.Y + height/2
	case r <= '█': // lower one eighth to full
		a.Min.Y = a.Max.Y - height*int(r-0x2580)/8
	case r <= '▏': // left seven eighths to one eighth
		a.Max.X = a.Min.X + max(1, width*int(0x2590-r)/8)
	case r == '▐':
		a.Min.X += width / 2
	case r <= '▓':
		fg = mix(bg, fg, uint8(64*(r-0x2590)))
	case r == '▔':
		a.Max.Y = a.Min.Y + height/8
	case r == '▕':
		a.Min.X = a.Max.X - 1
	default:
		drawQuadrants(picture, a, r, fg)
		return
	}
	fill(picture, a, fg)
}

// drawQuadrants draws U+2596 to U+259F. The bits are upper left, upper right,
// lower left, lower right.
func drawQuadrants(picture *image.RGBA, a image.Rectangle, r rune, fg color.RGBA) {
	set := [...]int{0b0010, 0b0001, 0b1000, 0b1011, 0b1001, 0b1110, 0b1101, 0b0100, 0b0110, 0b0111}[r-0x2596]
	x, y := a.Min.X+a.Dx()/2, a.Min.Y+a.Dy()/2
	for i, part := range []image.Rectangle{
		image.Rect(a.Min.X, a.Min.Y, x, y), image.Rect(x, a.Min.Y, a.Max.X, y),
		image.Rect(a.Min.X, y, x, a.Max.Y), image.Rect(x, y, a.Max.X, a.Max.Y),
	} {
		if set&(0b1000>>i) != 0 {
			fill(picture, part, fg)
		}
	}
}

// drawBraille draws the dots, whose bits Unicode numbers column by column but
// for the lowest row, which came later.
func drawBraille(picture *image.RGBA, a image.Rectangle, r rune, fg color.RGBA) {
	for bit := range 8 {
		if (r-0x2800)>>bit&1 == 0 {
			continue
		}
		column, row := bit/3, bit%3
		if bit >= 6 {
			column, row = bit-6, 3
		}
		left, top := a.Min.X+1+column*4, a.Min.Y+2+row*4
		fill(picture, image.Rect(left, top, left+2, top+2), fg)
	}
}
