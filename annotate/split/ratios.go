package split

import (
	"fmt"
	"strconv"
	"strings"
)

// Ratios is how large each side is to be.
type Ratios struct {
	text  string
	parts []float64 // they add up to 1
}

// ParseRatios reads ratios such as 80/10/10 (train, validation, test) or 90/10 (train, test).
// They need not add up to 100: what counts is how they stand to each other.
func ParseRatios(text string) (Ratios, error) {
	fields := strings.Split(text, "/")
	if len(fields) < 2 || len(fields) > 3 {
		return Ratios{}, fmt.Errorf("%q: not two or three numbers like 80/10/10 or 90/10", text)
	}
	r := Ratios{text: text}
	sum := 0.0
	for _, f := range fields {
		x, err := strconv.ParseFloat(f, 64)
		if err != nil || strings.ContainsAny(f, "xXpP_") || !(x > 0) || x > 1e6 || x < 1e-6 {
			return Ratios{}, fmt.Errorf("%q: %q is not a number over 0", text, f)
		}
		r.parts = append(r.parts, x)
		sum += x
	}
	for i := range r.parts {
		r.parts[i] /= sum
	}
	return r, nil
}

// Undivided is the ratio of a data set of one part, train.
func Undivided() Ratios { return Ratios{text: "100", parts: []float64{1}} }

// String is the ratios as they were written.
func (r Ratios) String() string { return r.text }

// Names is what the sides are called: train, validation and test, or train and test, or train.
func (r Ratios) Names() []string {
	return [][]string{{"train"}, {"train", "test"}, {"train", "validation", "test"}}[len(r.parts)-1]
}

// Share is the part of all rows that a side is to have, 0 to 1.
func (r Ratios) Share(side int) float64 { return r.parts[side] }
