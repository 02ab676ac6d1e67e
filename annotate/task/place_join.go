package task

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"rashomon/annotate"
)

// pile is tasks that wait for others of their article.
type pile struct {
	tasks []Task
	turn  int // of the last
}

// name is what a task calls the article that it is a part of, empty where it is all of it.
func (p *Placing) name(t Task) string {
	a := t.Article
	switch {
	case t.Sentence < 0 && a.Hash != "" && a.Hash == annotate.Hash(t.Text), t.Text == "":
		return ""
	case t.Sentence < 0 && a.Hash == "" && t.Start == 0 && t.StartRune == 0 && p.o.Format != webName:
		return ""
	case a.Hash != "":
		return "hash " + a.Hash
	case a.ID != 0:
		return "id " + a.ID.String()
	case a.URL != "":
		return "url " + p.line(a.URL)
	case a.Title != "" && t.Sentence >= 0:
		return "title " + p.line(a.Source) + "\n" + p.line(a.Title)
	}
	return ""
}

// wait keeps a task until others of its article are there.
func (p *Placing) wait(t Task) {
	name := p.name(t)
	if p.piles[name] == nil {
		p.piles[name] = &pile{}
	}
	x := p.piles[name]
	x.tasks, x.turn = append(x.tasks, t), p.turn
	p.waiting++
}

// release makes articles of the piles that have waited longest, until so many tasks still wait.
func (p *Placing) release(until int, out *placed) error {
	var names []string
	for name := range p.piles {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return p.piles[a].turn - p.piles[b].turn })
	for _, name := range names {
		if p.waiting <= until {
			return nil
		}
		tasks := p.piles[name].tasks
		p.waiting -= len(tasks)
		delete(p.piles, name)
		if err := p.join(name, tasks, out); err != nil {
			return err
		}
	}
	return nil
}

// join makes one article of tasks, or puts them into those that were made of such before.
func (p *Placing) join(name string, tasks []Task, out *placed) error {
	tasks, err := p.met(tasks, out)
	if err != nil || len(tasks) == 0 {
		return err
	}
	sure := arrange(tasks)
	body, clean := p.clean(tasks, assemble(tasks, sure))
	if v, err := p.byText(body.Text); v != nil || err != nil {
		return p.sayAll(clean, v, err, out)
	}
	for id := annotate.MakeID("article", "joined", name); len(tasks) > 0; id = id.Next() {
		v, err := p.joinedAs(id)
		if err != nil {
			return err
		}
		if v == nil {
			return p.make(tasks, assemble(tasks, sure), id, out)
		}
		if tasks, err = p.follow(tasks, v, out); err != nil {
			return err
		}
	}
	return nil
}

// met puts tasks into the text that they are of, if that has come while they waited, and returns
// the others.
func (p *Placing) met(tasks []Task, out *placed) (rest []Task, err error) {
	for _, t := range tasks {
		there, err := p.find(t)
		if errors.Is(err, errChanged) {
			out.refuse(t.Line, err)
			continue
		}
		if err == nil {
			err = p.sayFound(there, out)
		}
		if err != nil {
			return nil, err
		}
		if len(there) == 0 {
			rest = append(rest, t)
		}
	}
	return rest, nil
}

// joinedAs is the article with the ID, nil where there is none.
func (p *Placing) joinedAs(id annotate.ID) (*view, error) {
	if v := p.joined[id]; v != nil {
		return v, nil
	}
	a, have, err := p.lib.Article(id)
	if err != nil || !have {
		return nil, err
	}
	return p.view(a, a.Revision, a.Hash)
}

// follow puts tasks, in their order, into a text that was made of such, and returns those whose
// text is not in it.
func (p *Placing) follow(tasks []Task, v *view, out *placed) (rest []Task, err error) {
	from, last := 0, Task{Start: -1}
	for _, t := range tasks {
		body, clean := p.clean([]Task{t}, draft{text: t.Text, at: []int{0}})
		if last.Start >= 0 && (t.Start > last.Start || t.Sentence != last.Sentence) {
			from++
		}
		at := strings.Index(v.body.Text[min(from, len(v.body.Text)):], body.Text)
		if at >= 0 {
			at += from
		} else {
			at = strings.Index(v.body.Text, body.Text)
		}
		if at < 0 {
			rest = append(rest, t)
			continue
		}
		from, last = at, t
		if err := p.say(clean[0], v, at, out); err != nil {
			return nil, err
		}
	}
	return rest, nil
}

// arrange puts tasks in the order of their article, and says whether Start says where in it
// each of them begins.
func arrange(tasks []Task) (sure bool) {
	sure = !slices.ContainsFunc(tasks, func(t Task) bool {
		return t.Start < 0 || t.Sentence > 0 && t.Start == 0 || t.StartRune > 0 && t.Start == 0
	})
	slices.SortStableFunc(tasks, func(a, b Task) int {
		if sure {
			return cmp.Or(a.Start-b.Start, len(b.Text)-len(a.Text))
		}
		return cmp.Or(a.Sentence-b.Sentence, a.StartRune-b.StartRune, a.Start-b.Start)
	})
	return sure
}

// assemble joins the texts of tasks, which are in their order: those that overlap in their
// article overlap, others stand on lines of their own.
func assemble(tasks []Task, sure bool) (r draft) {
	var text []byte
	var sentences []annotate.Span
	begin, in := 0, 0    // of the piece that grows, in the new text and in the article
	var covered [][2]int // pieces: begin, end
	for i, t := range tasks {
		at := -1
		switch {
		case i == 0:
		case sure && t.Start < in+len(text)-begin:
			at = overlap(text[begin:], t.Text, t.Start-in)
		case !sure && t.Sentence == tasks[i-1].Sentence && t.Text == tasks[i-1].Text:
			at = r.at[i-1] - begin
		}
		if at < 0 {
			if i > 0 {
				text = append(text, '\n')
			}
			begin, in, at = len(text), t.Start, 0
			covered = append(covered, [2]int{begin, 0})
		}
		if end := begin + at + len(t.Text); end > len(text) {
			text = append(text, t.Text[len(text)-begin-at:]...)
		}
		covered[len(covered)-1][1] = len(text)
		r.at = append(r.at, begin+at)
		sentences = append(sentences, cutOf(t, begin+at)...)
	}
	r.text = string(text)
	for _, c := range covered {
		s := annotate.Span{Start: c[0], End: c[1]}
		if !slices.ContainsFunc(sentences, s.Overlaps) {
			sentences = append(sentences, s)
		}
	}
	r.sentences = sentences
	return r
}

// overlap is the offset in a piece of text, if what a text that begins there has in common with
// the piece is the same; -1 where not.
func overlap(piece []byte, text string, at int) int {
	if at < 0 || at > len(piece) {
		return -1
	}
	common := min(len(piece)-at, len(text))
	if string(piece[at:at+common]) != text[:common] {
		return -1
	}
	return at
}

// cutOf is the sentences that a task's text is, or is made of, when it begins at the byte.
func cutOf(t Task, at int) (out []annotate.Span) {
	if t.Sentence >= 0 {
		return []annotate.Span{{Start: at, End: at + len(t.Text)}}
	}
	for _, s := range t.Sentences {
		if s.In(t.Text) {
			out = append(out, annotate.Span{Start: s.Start + at, End: s.End + at})
		}
	}
	return out
}
