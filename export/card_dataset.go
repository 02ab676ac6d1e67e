package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"rashomon/annotate"
	"rashomon/annotate/split"
	"rashomon/annotate/task"
)

// Dataset is a library as rows for the Hugging Face datasets library, divided into parts.
type Dataset struct {
	lib    Library
	filter Filter
	o      TaskOptions
	split  split.Options
	plan   split.Plan
	bodies bodyOf
}

// ErrOtherRows says that the library is not what it was when the rows were divided.
var ErrOtherRows = errors.New("the library has changed meanwhile")

// Divide reads the rows that the filter lets through, those of EachTask, and divides them.
// The library is read again when they are written. It returns the errors of EachTask and Split.
func Divide(ctx context.Context, lib Library, f Filter, o TaskOptions, s split.Options) (*Dataset, TaskCount, error) {
	o.Format = task.HuggingFace().Name
	for _, l := range o.Scheme.Labels {
		s.Labels = append(s.Labels, l.Name)
	}
	d := &Dataset{lib: lib, filter: f, o: o, split: s, bodies: bodyOf{lib: lib}}
	rows := split.New(s)
	count, err := EachTask(ctx, lib, f, o, func(t task.Task) error {
		r, err := d.row(t)
		if err == nil {
			rows.Add(r)
		}
		return err
	})
	if err != nil {
		return nil, count, err
	}
	d.plan, err = rows.Split(ctx)
	return d, count, err
}

// Report says how the rows were divided.
func (d *Dataset) Report() split.Report { return d.plan.Report }

// row is a task as a row to be divided.
func (d *Dataset) row(t task.Task) (split.Row, error) {
	r := split.Row{Story: t.Article.Story, Article: t.Article.ID, Labels: labelsOf(t), First: max(t.Sentence, 0), Whole: d.o.Whole}
	for _, s := range t.Sentences {
		r.Sentences = append(r.Sentences, t.Text[s.Start:s.End])
	}
	if len(r.Sentences) == 0 {
		r.Sentences = []string{t.Text}
	}
	if d.o.Whole || t.Sentence >= 0 && t.Before == "" && t.After == "" {
		return r, nil
	}
	b, err := d.bodies.of(t.Article)
	if err != nil || len(b.Sentences) == 0 {
		return r, err
	}
	r.First = annotate.SentenceAt(b.Sentences, t.Start)
	last := max(annotate.SentenceAt(b.Sentences, t.Start+len(t.Text)-1), r.First)
	if t.Before != "" {
		for n := max(r.First-d.o.Context, 0); n < r.First; n++ {
			r.Before = append(r.Before, b.Sentence(n))
		}
	}
	if t.After != "" {
		for n := last + 1; n <= min(last+d.o.Context, len(b.Sentences)-1); n++ {
			r.After = append(r.After, b.Sentence(n))
		}
	}
	return r, nil
}

// labelsOf is the labels of a task, of sentences and of words, each once.
func labelsOf(t task.Task) (out []string) {
	for _, x := range t.Said {
		for _, l := range x.Labels {
			if !slices.Contains(out, l) {
				out = append(out, l)
			}
		}
	}
	slices.Sort(out)
	return out
}

// bodyOf keeps the text that was read last.
type bodyOf struct {
	lib      Library
	article  annotate.ID
	revision int
	body     annotate.Body
}

func (x *bodyOf) of(a annotate.Article) (annotate.Body, error) {
	if x.article == a.ID && x.revision == a.Revision {
		return x.body, nil
	}
	b, err := x.lib.Body(a.ID, a.Revision)
	if err == nil {
		x.article, x.revision, x.body = a.ID, a.Revision, b
	}
	return b, err
}

// Write writes the rows of each part to the writer that open gives for its file, train.jsonl and
// so on, and last README.md, the card. What the format has no place for is counted in Lost.
func (d *Dataset) Write(ctx context.Context, c CardOptions, open func(name string) (io.Writer, error)) (task.Lost, error) {
	format := task.HuggingFace()
	var parts []task.Writer
	for _, side := range d.plan.Report.Sides {
		w, err := open(side.Name + format.Ext)
		if err != nil {
			return nil, err
		}
		parts = append(parts, format.Write(w, task.Options{Scheme: d.o.Scheme}))
	}
	held := newHolding(len(parts))
	names := d.names(c)
	n := 0
	_, err := EachTask(ctx, d.lib, d.filter, d.o, func(t task.Task) error {
		n++
		if n > d.plan.Rows() {
			return ErrOtherRows
		}
		side := d.plan.Side(n - 1)
		if side == split.LeftOut {
			return nil
		}
		before, after := d.plan.Cut(n - 1)
		if before {
			t.Before = ""
		}
		if after {
			t.After = ""
		}
		names.hide(&t)
		held.add(t, side)
		return parts[side].Write(t)
	})
	if err == nil && n != d.plan.Rows() {
		err = ErrOtherRows
	}
	lost := task.Lost{}
	for _, p := range parts {
		if err == nil {
			err = p.Close()
		}
		for what, l := range p.Lost() {
			sum := lost[what]
			lost[what] = task.Loss{Dropped: sum.Dropped + l.Dropped, Beside: sum.Beside + l.Beside}
		}
	}
	if err != nil {
		return lost, fmt.Errorf("%s: %w", format.Name, err)
	}
	w, err := open(readme)
	if err != nil {
		return lost, err
	}
	return lost, d.card(w, c, held, names)
}

// Tied is stories that stay together, with what they are called.
type Tied struct {
	split.Bundle
	Titles []string `json:"titles"` // of the stories, or of articles that are in none
	Text   string   `json:"text"`   // the sentence that most of them have
}

// Tied is the bundles of the report with their titles.
func (d *Dataset) Tied() (out []Tied, err error) {
	stories, err := d.lib.Stories()
	if err != nil {
		return nil, err
	}
	wanted := map[annotate.ID]string{}
	at := map[annotate.ID]annotate.Article{}
	for _, b := range d.plan.Report.Tied {
		at[b.Article] = annotate.Article{}
		for _, id := range b.Stories {
			wanted[id] = ""
		}
	}
	if len(wanted) == 0 {
		return []Tied{}, nil
	}
	for _, s := range stories {
		if _, is := wanted[s.ID]; is {
			wanted[s.ID] = s.Title
		}
	}
	for a, err := range d.lib.Articles() {
		if err != nil {
			return nil, err
		}
		if _, is := wanted[a.ID]; is && a.Story == 0 {
			wanted[a.ID] = a.Title
		}
		if _, is := at[a.ID]; is {
			at[a.ID] = a
		}
	}
	for _, b := range d.plan.Report.Tied {
		x := Tied{Bundle: b, Titles: []string{}}
		for _, id := range b.Stories {
			x.Titles = append(x.Titles, wanted[id])
		}
		if a, body := at[b.Article], (annotate.Body{}); a.ID != 0 {
			if body, err = d.bodies.of(a); err != nil {
				return nil, err
			}
			if b.Sentence < len(body.Sentences) {
				x.Text = body.Sentence(b.Sentence)
			}
		}
		out = append(out, x)
	}
	return out, nil
}
