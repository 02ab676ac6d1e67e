package export

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"rashomon/annotate"
	"rashomon/annotate/task"
)

// copies remembers texts that were written, by the hash of their content: some 50 bytes a
// text. Texts are copies of each other that are the same but for white space and the way their
// characters are composed.
type copies struct {
	kept map[textKey]uint64 // by annotator and text: what was said of it
	met  map[textKey]bool   // by text: somebody says something of it, or it was written
}

// textKey is a hash of a text, or of an annotator and a text: 128 bits of SHA-256.
type textKey [16]byte

func newCopies() *copies { return &copies{map[textKey]uint64{}, map[textKey]bool{}} }

func keyOf(annotator, text string) textKey {
	sum := sha256.Sum256([]byte(annotator + "\x00" + annotate.Line(norm.NFC.String(text))))
	return textKey(sum[:16])
}

// meet remembers that somebody says something of the text.
func (c *copies) meet(text string) { c.met[keyOf("", text)] = true }

// keep says whether to write the task, and where not, whether the one that was kept says the
// same of the text. What an annotator says of a text is a copy of what the same one said of
// it before; that of which nobody says anything is one of any that was met.
func (c *copies) keep(t task.Task) (kept, same bool) {
	text := keyOf("", t.Text)
	if len(t.Said) == 0 {
		if c.met[text] {
			return false, true
		}
		c.met[text] = true
		return true, true
	}
	c.met[text] = true
	key, says := keyOf(t.Annotator, t.Text), sayingOf(t)
	if before, have := c.kept[key]; have {
		return false, before == says
	}
	c.kept[key] = says
	return true, true
}

// sayingOf is a hash of the labels and choices of a task, and of the words that they stand on.
func sayingOf(t task.Task) uint64 {
	var all []string
	for _, x := range t.Said {
		on := "sentence"
		if x.Sentence < 0 {
			on = annotate.Line(norm.NFC.String(x.Quote))
		}
		labels := slices.Sorted(slices.Values(x.Labels))
		says := fmt.Sprintf("%q %t", labels, x.Flag == annotate.Skipped)
		for _, name := range slices.Sorted(maps.Keys(x.Attributes)) {
			says += fmt.Sprintf(" %q %q", name, x.Attributes[name])
		}
		all = append(all, on+"\x00"+says)
	}
	sum := sha256.Sum256([]byte(strings.Join(all, "\x01")))
	return binary.BigEndian.Uint64(sum[:8])
}
