package clean

import "rashomon/annotate"

// Kind is what something was that is taken out of a text.
type Kind uint8

// The kinds, as annotate.Cleaned counts them.
const (
	stays     Kind = iota
	Escape         // an escape sequence, with what it carries
	Control        // another control character
	Direction      // turns the direction of what is written
	Invisible      // nobody sees it
	Tag            // a tag character
	Private        // private-use or unassigned
	Mark           // a combining mark too many
	Broken         // a byte that is no UTF-8: U+FFFD takes its place
)

// String is the kind in a word.
func (k Kind) String() string {
	return [...]string{"", "escape", "control", "direction", "invisible", "tag", "private", "mark", "broken"}[k]
}

// MarshalText is the kind in a word, for JSON.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Count adds n code points of the kind.
func (k Kind) Count(c *annotate.Cleaned, n int) {
	switch k {
	case Escape:
		c.Escapes += n
	case Control:
		c.Controls += n
	case Direction:
		c.Directions += n
	case Invisible:
		c.Invisible += n
	case Tag:
		c.Tags += n
	case Private:
		c.Private += n
	case Mark:
		c.Marks += n
	case Broken:
		c.Broken += n
	}
}
