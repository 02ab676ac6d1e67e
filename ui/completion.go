package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/sahilm/fuzzy"

	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// choices is what may be chosen instead of typing it, as it fits what is typed.
type choices struct {
	all     []string // as they may be drawn
	folded  []string // in lower case
	spells  func(text, choice string) bool
	matched []int  // of all, those that fit, best first
	typed   string // what they fit
	at      int    // the one of matched that stands in the line; -1 where it is what was typed
}

func newChoices(ask screen.Ask) choices {
	c := choices{spells: ask.Spells, at: -1}
	for _, x := range ask.Choices {
		if x = screen.Safe(x); strings.TrimSpace(x) != "" {
			c.all = append(c.all, x)
			c.folded = append(c.folded, strings.ToLower(x))
		}
	}
	return c
}

const (
	mostChoices = 100   // that fit
	mostTyped   = 1_000 // bytes that are held against them: who pastes a report chooses no name
)

// match finds the choices for a text: other spellings of it, then those that begin with it,
// those with a word that does, those that hold it, and those that hold its letters in their
// order. All fit an empty one.
func (c *choices) match(text string) {
	if c.typed, c.at, c.matched = text, -1, c.matched[:0]; len(text) > mostTyped {
		return
	}
	needle := strings.ToLower(strings.TrimSpace(text))
	had := map[int]bool{}
	take := func(i int) {
		if !had[i] && len(c.matched) < mostChoices {
			had[i] = true
			c.matched = append(c.matched, i)
		}
	}
	for _, fits := range []func(i int) bool{
		func(i int) bool { return needle == "" || c.spells != nil && c.spells(text, c.all[i]) },
		func(i int) bool { return strings.HasPrefix(c.folded[i], needle) },
		func(i int) bool { return strings.Contains(" "+c.folded[i], " "+needle) },
		func(i int) bool { return strings.Contains(c.folded[i], needle) },
	} {
		for i := range c.all {
			if fits(i) {
				take(i)
			}
		}
	}
	for _, f := range fuzzy.Find(needle, c.folded) {
		take(f.Index)
	}
}

// first is the choice that fits best.
func (c *choices) first() (string, bool) {
	if len(c.matched) == 0 {
		return "", false
	}
	return c.all[c.matched[0]], true
}

// digit is the choice that a digit takes.
func (c *choices) digit(key string) (string, bool) {
	if len(key) != 1 || key[0] < '1' || key[0] > '9' || int(key[0]-'1') >= len(c.matched) {
		return "", false
	}
	return c.all[c.matched[key[0]-'1']], true
}

// press is what the line becomes by a key that chooses: tab completes with the best choice,
// and then, as the arrows do, goes on to the next; before the first stands what was typed.
func (c *choices) press(key, line string) (text string, ok bool) {
	by := 0
	switch key {
	case "down", "ctrl+n", "tab":
		by = 1
	case "up", "ctrl+p", "shift+tab":
		by = -1
	}
	if by == 0 || len(c.matched) == 0 || len(c.matched) == 1 && c.all[c.matched[0]] == line {
		return "", false
	}
	n := len(c.matched) + 1
	c.at = (c.at+1+by+n)%n - 1
	if c.at >= 0 && c.all[c.matched[c.at]] == c.typed { // it stands there already
		c.at = (c.at+1+by+n)%n - 1
	}
	if c.at < 0 {
		return c.typed, true
	}
	return c.all[c.matched[c.at]], true
}

// line draws the choices, as many as there is room for and the one in the line among them,
// and the keys where they fit too. With digits the first nine have theirs.
func (c *choices) line(digits bool, keys string, width int, t theme.Theme) string {
	var parts []string
	for i, m := range c.matched {
		part := c.all[m]
		if digits && i < 9 {
			part = fmt.Sprintf("%d %s", i+1, part)
		}
		parts = append(parts, part)
	}
	tail := " · " + keys
	if len(parts) == 0 || len(parts) == 1 && (c.at == 0 || parts[0] == c.typed) {
		parts, tail = nil, keys
	}
	const lead = "tab: "
	room := width - 1
	if len(parts) > 0 && !digits {
		room -= len(lead)
	}
	from := 0
	for from < c.at && ansi.StringWidth(strings.Join(parts[from:c.at+1], " | ")) > room {
		from++
	}
	out := screen.Line{}.Add(" ", t.KeyHelp)
	if len(parts) > 0 && !digits {
		out = out.Add(lead, t.KeyHelp)
	}
	for i := from; i < len(parts) && out.Width() < width; i++ {
		if i > from {
			out = out.Add(" | ", t.KeyHelp)
		}
		switch number, name, ok := strings.Cut(parts[i], " "); {
		case i == c.at:
			out = out.Add(parts[i], t.Selected)
		case ok && digits && i < 9:
			out = out.Add(number, t.Key).Add(" "+name, t.KeyHelp)
		default:
			out = out.Add(parts[i], t.KeyHelp)
		}
	}
	if rest := width - out.Width(); len(parts) == 0 || rest >= ansi.StringWidth(tail) {
		out = out.Add(tail, t.KeyHelp)
	}
	return ansi.Truncate(out.Styled(), width, t.Glyphs.More)
}
