package adjudication

import (
	"cmp"
	"fmt"
	"slices"

	"rashomon/annotate"
)

// Hide gives the annotators letters for names, and puts them into an order that is another for
// each sentence, and the same whenever that is looked at. The note of gold that names whose word
// was taken has the letter.
func (c *Case) Hide() {
	slices.SortFunc(c.Says, func(x, y Say) int { return cmp.Compare(c.Lot(x.Annotator), c.Lot(y.Annotator)) })
	note := c.Gold.Sentence.Note
	for i := range c.Says {
		if s := &c.Says[i]; note == as(s.Annotator) {
			c.Gold.Sentence.Note = as(Letter(i))
		}
		c.Says[i].Annotator = Letter(i)
	}
}

// Lot is a number by which annotators without names stand in an order of each sentence's own.
func (c *Case) Lot(annotator string) annotate.ID {
	return annotate.MakeID("lot", c.Article.ID.String(), fmt.Sprint(c.Number), annotator)
}

// Letter is what the annotator in a place of that order is called: A, B, C.
func Letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return fmt.Sprint("#", i+1)
}
