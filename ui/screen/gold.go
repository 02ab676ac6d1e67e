package screen

import "rashomon/annotate/adjudication"

// Gold is what was decided of a sentence, by whom and why, where that is not what the annotator
// says: gold: claim, not fact · ben, 22 Nov: the wire says two.
func (p *Page) Gold(sentence int) string {
	said := p.Reading.WithGold()
	if said == nil {
		return ""
	}
	c := adjudication.At(p.Reading.Article, p.Reading.Body, p.Reading.Scheme, said, sentence)
	d, differs := c.Changed(p.Reading.Annotator)
	if !differs {
		return ""
	}
	return Safe(d.Line(p.labelling.Now()))
}

// AcceptGold makes what was decided of a sentence the annotator's own word: what gold says
// replaces what she said of it, and of words in it. Ok is false where there is nothing to accept.
func (p *Page) AcceptGold(sentence int) (out []Request, ok bool) {
	c, ok := p.Reading.AcceptGold(sentence, p.labelling.Now())
	if !ok {
		return []Request{Say{Text: "gold is left open here: there is nothing to accept"}}, false
	}
	return p.labelling.make(p.Reading, c, ok), true
}
