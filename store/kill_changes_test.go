package store

import (
	"fmt"
	"slices"

	"rashomon/annotate"
)

// text is an article of the library, and its newest text.
func (w *worker) text() (annotate.Article, annotate.Body) {
	rows, err := w.s.Rows(0)
	must(w, err)
	a, err := w.s.Article(oneOf(w, rows...).ID)
	must(w, err)
	b, err := w.s.Body(a.ID, a.Revision)
	must(w, err)
	return a, b
}

// fresh is a report that the library has never had.
func (w *worker) fresh(story annotate.ID) annotate.Arrival {
	return report(w.random.IntN(1<<40), story)
}

// label is one change or several in one transaction, of what somebody says of a text.
func (w *worker) label() {
	a, _ := w.text()
	r := reading(w, w.s, a.ID, oneOf(w, "ana", "ben", annotate.Gold))
	most := oneOf(w, 1, 1, 1, 3, 25)
	var made []annotate.Change
	for range most {
		if c, ok := w.saying(r); ok {
			r.Apply(c.Edits)
			made = append(made, c)
		}
	}
	if len(made) > 0 {
		w.change(made...)
	}
}

func (w *worker) saying(r *annotate.Reading) (annotate.Change, bool) {
	n := w.random.IntN(len(r.Body.Sentences))
	on := annotate.OnSentence(n)
	cut := r.Body.Sentences[n]
	words := annotate.OnSpan(annotate.Span{Start: cut.Start, End: cut.Start + 3})
	switch w.random.IntN(10) {
	case 0:
		return r.SetNote(on, fmt.Sprint("look at ", w.random.IntN(900)), noon())
	case 1:
		return r.SetFlag(on, oneOf(w, annotate.Flagged, annotate.Skipped, annotate.Unflagged), oneOf(w, "", "unclear"), noon())
	case 2:
		return r.SetAttribute(on, "certainty", oneOf(w, "sure", "not sure"), noon())
	case 3:
		return r.Reject(on, "quote", w.chance(50), noon())
	case 4:
		return r.SetSpeaker(on, fmt.Sprint("the owner of pier ", w.random.IntN(9)), noon())
	case 5:
		return r.Toggle(words, oneOf(w, "fact", "claim"), noon())
	case 6:
		if spans := r.Spans(annotate.Span{End: len(r.Body.Text)}); len(spans) > 0 {
			return r.Stretch(spans[0].Target(), cut, noon())
		}
	}
	return r.Toggle(on, oneOf(w, "fact", "quote", "claim"), noon())
}

// add takes one to three reports in, some with a story that may be new.
func (w *worker) add() {
	story := annotate.NewStory(fmt.Sprint("Pier ", w.random.IntN(4)))
	c := annotate.Change{By: "ana", What: "import"}
	_, err := w.s.Story(story.ID)
	there := err == nil
	var arrivals []annotate.Arrival
	for range 1 + w.random.IntN(3) {
		x := w.fresh(oneOf(w, 0, story.ID))
		if x.Article.Story != 0 && !there {
			there, c.Edits = true, append(c.Edits, storyEdit(nil, &story).Edits...)
		}
		c.Edits = append(c.Edits, articleEdit(nil, &x.Article).Edits...)
		arrivals = append(arrivals, x)
	}
	w.make(deed{Do: changes, Changes: []annotate.Change{c}}, func() error {
		_, err := w.s.Add(arrivals, []annotate.Story{story}, c.By, c.What)
		return err
	})
}

// rule is a ruling on two reports, or what becomes of one that stands.
func (w *worker) rule() {
	standing, err := w.s.Rulings()
	must(w, err)
	if len(standing) > 0 && w.chance(40) {
		before := oneOf(w, standing...)
		after := before
		after.Text, after.By = fmt.Sprint("not so: ", w.random.IntN(900)), "ben"
		w.change(rulingEdit(&before, oneOf(w, nil, &after)))
		return
	}
	one, _ := w.text()
	other, _ := w.text()
	if one.ID == other.ID {
		return
	}
	r := link(w, w.s, one.ID, w.random.IntN(one.Sentences), other.ID, w.random.IntN(other.Sentences))
	if _, err := w.s.Ruling(r.ID); err != nil {
		w.change(rulingEdit(nil, &r))
	}
}

// name makes, changes or takes away a speaker, a search or a scheme.
func (w *worker) name() {
	x := annotate.Search{Name: oneOf(w, "mine", "doubtful"), Query: fmt.Sprint("pier ", w.random.IntN(900))}
	scheme := annotate.Scheme{Name: "tone", Labels: []annotate.Label{{Name: "calm"}}, Guidelines: fmt.Sprint("look ", w.random.IntN(900))}
	a, _ := w.text()
	speaker := annotate.NewSpeaker(a.VoicesIn(), fmt.Sprint("owner ", w.random.IntN(1<<30)), fmt.Sprint("master ", w.random.IntN(1<<30)))
	before, missing := w.s.Search(x.Name)
	was, none := w.s.Scheme(scheme.Name)
	voices, err := w.s.Speakers(a.VoicesIn())
	must(w, err)
	switch n := w.random.IntN(3); {
	case n == 0 && missing != nil:
		w.change(searchEdit(nil, &x))
	case n == 0:
		w.change(searchEdit(&before, oneOf(w, nil, &x)))
	case n == 1 && none != nil:
		w.change(schemeEdit(nil, &scheme))
	case n == 1:
		w.change(schemeEdit(&was, oneOf(w, nil, &scheme)))
	case len(voices) > 2:
		w.change(speakerEdit(&voices[0], nil))
	default:
		w.change(speakerEdit(nil, &speaker))
	}
}

// place gives a report another title, or puts it into another story.
func (w *worker) place() {
	a, _ := w.text()
	after := a
	stories, err := w.s.Stories()
	must(w, err)
	if after.Title = fmt.Sprint("Ferries, ", w.random.IntN(900)); len(stories) > 0 && w.chance(50) {
		after.Story = oneOf(w, stories...).ID
	}
	w.change(articleEdit(&a, &after))
}

// next is a revision number that no text of any article ever had.
func (w *worker) next() int { return w.newest() + 2 }

// recut joins the last two sentences of a report, or parts the last one; what is said and ruled
// of them follows.
func (w *worker) recut() {
	a, b := w.text()
	sentences := slices.Clone(b.Sentences)
	n := len(sentences) - 1
	if last := sentences[n]; n > 2 {
		sentences = append(sentences[:n-1], annotate.Span{Start: sentences[n-1].Start, End: last.End})
	} else {
		sentences = append(sentences[:n], annotate.Span{Start: last.Start, End: last.Start + 3}, annotate.Span{Start: last.Start + 4, End: last.End})
	}
	said, err := w.s.Annotations(a.ID)
	must(w, err)
	rulings, err := w.s.Rulings(a.ID)
	must(w, err)
	c, b, err := annotate.Recut(a, b, sentences, said, rulings, "ana", "sentences", noon())
	must(w, err)
	c.Edits = renumbered(c.Edits, a.ID, a.Revision+1, w.next())
	w.make(deed{Do: changes, Changes: []annotate.Change{c}}, func() error {
		_, err := w.s.Recut(c, a.ID, b)
		return err
	})
}

// newer is a report with another text, and what it was.
func (w *worker) newer(revision int) (before, after annotate.Article, b annotate.Body) {
	before, _ = w.text()
	x := w.fresh(0)
	after = before
	after.Revision, after.Hash, after.Sentences = revision, x.Article.Hash, x.Article.Sentences
	after.Revised = noon().AddDate(0, 0, revision)
	return before, after, x.Body
}

// rewrite gives two reports other texts, each with a change of its own.
func (w *worker) rewrite() {
	var all []annotate.Rewriting
	var made []annotate.Change
	for n := range 2 {
		before, after, b := w.newer(w.next() + n)
		if n == 1 && before.ID == made[0].Edits[0].Article.After.ID {
			break
		}
		c := articleEdit(&before, &after)
		made, all = append(made, c), append(all, annotate.Rewriting{Change: c, Article: after.ID, Body: b})
	}
	w.make(deed{Do: changes, Changes: made}, func() error {
		_, err := w.s.RewriteAll(all)
		return err
	})
}

func (w *worker) revise() {
	before, after, b := w.newer(w.next())
	c := articleEdit(&before, &after)
	c.What, c.By = "revise", "ana"
	w.make(deed{Do: changes, Changes: []annotate.Change{c}}, func() error {
		return w.s.Revise([]annotate.Arrival{{Article: after, Body: b}}, c.By, c.What)
	})
}

// remove takes a report away with all that is on it.
func (w *worker) remove() {
	a, _ := w.text()
	c := annotate.Change{What: "remove"}
	said, err := w.s.Annotations(a.ID)
	must(w, err)
	for _, x := range said {
		c.Edits = append(c.Edits, annotationEdit(&x, nil).Edits...)
	}
	rulings, err := w.s.Rulings(a.ID)
	must(w, err)
	for _, x := range rulings {
		c.Edits = append(c.Edits, rulingEdit(&x, nil).Edits...)
	}
	voices, err := w.s.Speakers(a.ID)
	must(w, err)
	for _, x := range voices {
		c.Edits = append(c.Edits, speakerEdit(&x, nil).Edits...)
	}
	c.Edits = append(c.Edits, articleEdit(&a, nil).Edits...)
	w.change(c)
}
