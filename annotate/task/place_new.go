package task

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/jsonl"
)

// own makes an article of a task's text.
func (p *Placing) own(t Task, out *placed) error {
	sentences := t.Sentences
	if len(sentences) == 0 {
		sentences = labelledIn(t)
		for _, s := range p.o.Sentences(t.Text, t.Article.Language) {
			if !slices.ContainsFunc(sentences, s.Overlaps) {
				sentences = append(sentences, s)
			}
		}
	}
	return p.make([]Task{t}, draft{text: t.Text, sentences: sentences, at: []int{0}}, 0, out)
}

// labelledIn is where the sentences stand of which a task says something: one that is all of the
// text, as a rule.
func labelledIn(t Task) (sentences []annotate.Span) {
	for _, x := range t.Said {
		if x.Sentence >= 0 {
			sentences = append(sentences, x.Span)
		}
	}
	return sentences
}

// draft is the text of a new article before it is cleaned.
type draft struct {
	text      string
	sentences []annotate.Span
	at        []int // where the text of each task begins
}

// make makes an article of tasks, with the ID or, where that is zero, one that is made as always.
func (p *Placing) make(tasks []Task, r draft, id annotate.ID, out *placed) error {
	first := tasks[0]
	body, tasks := p.clean(tasks, r)
	if strings.TrimSpace(body.Text) == "" {
		out.refuse(first.Line, fmt.Errorf("there is no text in it"))
		return nil
	}
	a := p.about(first.Article, body)
	a = annotate.NewArticle(a, body, first.Article.Added)
	if id != 0 {
		a.ID = id
	}
	if err := p.keepName(first.Article, &a); err != nil {
		return err
	}
	v, err := p.byText(body.Text)
	if err != nil {
		return err
	}
	if v == nil {
		if v, err = p.arrive(a, body, tasks, out); err != nil {
			return err
		}
	}
	return p.sayAll(tasks, v, nil, out)
}

// sayAll gives the annotations of tasks of which each has all of a text.
func (p *Placing) sayAll(tasks []Task, v *view, err error, out *placed) error {
	for _, t := range tasks {
		if err == nil {
			err = p.say(t.within(v.body.Text), v, 0, out)
		}
	}
	return err
}

// clean cleans the text of a new article, of which each task has all then.
func (p *Placing) clean(tasks []Task, r draft) (annotate.Body, []Task) {
	spans := slices.Clone(r.sentences)
	spans = slices.DeleteFunc(spans, func(s annotate.Span) bool { return !s.In(r.text) })
	count := len(spans)
	for i, t := range tasks {
		for _, x := range t.Said {
			spans = append(spans, annotate.Span{Start: x.Span.Start + r.at[i], End: x.Span.End + r.at[i]})
		}
	}
	text, spans := p.o.Clean(r.text, spans)
	body := annotate.Body{Text: text, Sentences: inOrder(text, spans[:count])}
	spans = spans[count:]
	out := make([]Task, len(tasks))
	for i, t := range tasks {
		t.Text, t.Said = text, slices.Clone(t.Said)
		for j := range t.Said {
			t.Said[j].Span = spans[j]
		}
		spans = spans[len(t.Said):]
		out[i] = t
	}
	return body, out
}

// inOrder is the sentences in the order of the text, without white space at their ends, and
// without those that go into another that stands first.
func inOrder(text string, spans []annotate.Span) (out []annotate.Span) {
	spans = slices.Clone(spans)
	for i, s := range spans {
		spans[i] = trim(text, s)
	}
	slices.SortFunc(spans, func(a, b annotate.Span) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	end := 0
	for _, s := range spans {
		if s.Start >= end && s.In(text) {
			out, end = append(out, s), s.End
		}
	}
	if whole := trim(text, annotate.Span{End: len(text)}); len(out) == 0 && whole.In(text) {
		out = []annotate.Span{whole}
	}
	return out
}

// about is what a file states of an article, made harmless.
func (p *Placing) about(stated annotate.Article, b annotate.Body) annotate.Article {
	a := annotate.Article{
		Title: p.line(stated.Title), Source: p.line(stated.Source), Author: p.line(stated.Author), Date: p.line(stated.Date),
		Place: p.line(stated.Place), URL: p.line(stated.URL), Language: p.line(stated.Language), Format: annotate.Plain,
	}
	if stated.Format == annotate.Markdown {
		a.Format = stated.Format
	}
	opening := ""
	if len(b.Sentences) > 0 {
		opening = b.Sentence(0)
	}
	made := false
	a.Title, made = p.o.Title(a.Title, opening)
	a.TitleMade = made || stated.TitleMade
	return a
}

// keepName leaves an article whose very text this is the ID and the revision that it was recorded
// with, if those are free.
func (p *Placing) keepName(recorded annotate.Article, a *annotate.Article) error {
	if recorded.ID == 0 || recorded.Hash != a.Hash {
		return nil
	}
	now, have, err := p.lib.Article(recorded.ID)
	if v := p.joined[recorded.ID]; v != nil {
		now, have = v.article, true
	}
	if err != nil || have && now.Revision >= recorded.Revision {
		return err
	}
	a.ID, a.Revision = recorded.ID, min(max(recorded.Revision, 1), 1<<30)
	return nil
}

// arrive gives the record of a new article, and that of its story where that is new.
func (p *Placing) arrive(a annotate.Article, b annotate.Body, tasks []Task, out *placed) (*view, error) {
	first := tasks[0]
	story, err := p.story(first, out)
	if err != nil {
		return nil, err
	}
	a.Story = story
	unsaid := !slices.ContainsFunc(tasks, func(t Task) bool { return len(t.Said) > 0 })
	if a.Extra = first.Article.Extra; checkExtra(a.Extra) != nil {
		a.Extra = ""
	}
	if unsaid && len(first.Extra) > 0 {
		var left []string
		if a.Extra, left = p.withKeys(a.Extra, first.Extra); len(left) > 0 {
			out.refuse(first.Line, leftOut(left))
		}
	}
	out.records = append(out.records, jsonl.Record{Line: first.Line, Article: &annotate.Arrival{Article: a, Body: b}})
	v := newView(a, b, nil)
	p.fresh[a.Hash], p.joined[a.ID] = v, v
	return v, p.forget()
}

// mostFresh is how many new texts are kept before the library is asked which it holds by now.
const mostFresh = 4096

// forget drops the new texts that the library holds.
func (p *Placing) forget() error {
	if len(p.fresh) < mostFresh || len(p.fresh)%(mostFresh/2) != 0 {
		return nil
	}
	for hash, v := range p.fresh {
		_, have, err := p.lib.ByHash(hash)
		if err != nil {
			return err
		}
		if have {
			delete(p.fresh, hash)
			delete(p.joined, v.article.ID)
		}
	}
	p.last = asked{}
	return nil
}

// story is the ID of the story that a new article goes into, 0 for none.
func (p *Placing) story(t Task, out *placed) (annotate.ID, error) {
	title := cmp.Or(p.line(t.Story), p.line(p.o.Story))
	if title == "" {
		return 0, nil
	}
	if !p.told {
		all, err := p.lib.Stories()
		if err != nil {
			return 0, err
		}
		p.stories, p.told = all, true
	}
	if i := slices.IndexFunc(p.stories, func(s annotate.Story) bool { return s.ID == t.Article.Story && s.ID != 0 }); i >= 0 {
		return p.stories[i].ID, nil
	}
	s, isNew := annotate.StoryTitled(p.stories, title)
	if isNew {
		s.ID = cmp.Or(t.Article.Story, s.ID)
		p.stories = append(p.stories, s)
		out.records = append(out.records, jsonl.Record{Line: t.Line, Story: &s})
	}
	return s.ID, nil
}
