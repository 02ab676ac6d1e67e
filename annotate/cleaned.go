package annotate

import (
	"fmt"
	"strings"
)

// Cleaned counts what cleaning took out of a text on its way in, in code points, by kind.
type Cleaned struct {
	Escapes    int `json:"escapes,omitempty"`    // of escape sequences, with what these carry
	Controls   int `json:"controls,omitempty"`   // other control characters
	Directions int `json:"directions,omitempty"` // bidirectional embeddings, overrides, isolates, marks
	Invisible  int `json:"invisible,omitempty"`  // zero-width and other characters that nobody sees
	Tags       int `json:"tags,omitempty"`       // tag characters, in which text can be hidden
	Private    int `json:"private,omitempty"`    // private-use and unassigned code points
	Marks      int `json:"marks,omitempty"`      // combining marks beyond what any script needs
	Broken     int `json:"broken,omitempty"`     // bytes that are no UTF-8: U+FFFD stands for each
}

// Total is how many code points were taken out, or replaced.
func (c Cleaned) Total() int {
	return c.Escapes + c.Controls + c.Directions + c.Invisible + c.Tags + c.Private + c.Marks + c.Broken
}

// Add adds what was taken out of another part of the text.
func (c *Cleaned) Add(d Cleaned) {
	c.Escapes += d.Escapes
	c.Controls += d.Controls
	c.Directions += d.Directions
	c.Invisible += d.Invisible
	c.Tags += d.Tags
	c.Private += d.Private
	c.Marks += d.Marks
	c.Broken += d.Broken
}

// String says in words what was taken out, and is empty where nothing was: "11 code points of
// escape sequences, 3 invisible characters".
func (c Cleaned) String() string {
	var parts []string
	for _, k := range []struct {
		n         int
		one, many string
	}{
		{c.Escapes, "code point of an escape sequence", "code points of escape sequences"},
		{c.Controls, "control character", "control characters"},
		{c.Directions, "direction control", "direction controls"},
		{c.Invisible, "invisible character", "invisible characters"},
		{c.Tags, "tag character", "tag characters"},
		{c.Private, "private or unassigned character", "private or unassigned characters"},
		{c.Marks, "combining mark too many", "combining marks too many"},
		{c.Broken, "byte that is not UTF-8", "bytes that are not UTF-8"},
	} {
		switch {
		case k.n == 1:
			parts = append(parts, "1 "+k.one)
		case k.n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", k.n, k.many))
		}
	}
	return strings.Join(parts, ", ")
}
