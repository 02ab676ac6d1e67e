package task

import (
	"fmt"
	"slices"
	"strings"

	"rashomon/annotate"
)

// readBeside takes what stands under besideKey (offsets by the ruler, which measures t.Text) into
// the task, where the format's own keys have not said it already, and gives what of it has to be
// held against what they say.
func readBeside(raw []byte, t *Task, r *ruler) (*besides, error) {
	b := &besides{}
	if raw == nil {
		return b, nil
	}
	if kind(raw) != "object" {
		return nil, wrongKind(besideKey, raw)
	}
	var said, suggested []byte
	err := members(raw, func(key string, v []byte) (err error) {
		switch key {
		case "article":
			err = readArticle(v, &t.Article)
		case "story":
			err = setText(key, v, &t.Story)
		case "before":
			err = setText(key, v, &t.Before)
		case "after":
			err = setText(key, v, &t.After)
		case "sentence":
			t.Sentence, err = countOf(key, v)
		case "start":
			t.StartRune, err = countOf(key, v)
		case "byte_start":
			t.Start, err = countOf(key, v)
		case "prefix":
			t.Prefix, err = textOf(key, v)
		case "suffix":
			t.Suffix, err = textOf(key, v)
		case "sentences":
			t.Sentences, err = readSentences(v, r)
		case "annotator":
			b.annotator, err = textOf(key, v)
		case "kept":
			b.kept, err = textsOf(key, v)
		case "repeats":
			b.repeats = string(v) == "true"
		case "unsaid":
			b.unsaid, err = textOf(key, v)
		case "said":
			said = v
		case "suggested":
			suggested = v
		}
		return err
	})
	if err == nil && said != nil {
		err = b.readSaid(said, t, r)
	}
	if err == nil && suggested != nil {
		err = b.readSuggested(suggested, r)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", besideKey, err)
	}
	return b, nil
}

func readArticle(object []byte, a *annotate.Article) error {
	if kind(object) != "object" {
		return wrongKind("article", object)
	}
	return members(object, func(key string, v []byte) (err error) {
		switch key {
		case "id":
			a.ID, err = idOf(key, v)
		case "story_id":
			a.Story, err = idOf(key, v)
		case "hash":
			a.Hash, err = textOf(key, v)
		case "revision":
			a.Revision, err = countOf(key, v)
		case "source":
			err = setText(key, v, &a.Source)
		case "title":
			err = setText(key, v, &a.Title)
		case "date":
			err = setText(key, v, &a.Date)
		case "url":
			err = setText(key, v, &a.URL)
		case "title_made":
			a.TitleMade = string(v) == "true"
		case "author":
			a.Author, err = textOf(key, v)
		case "place":
			a.Place, err = textOf(key, v)
		case "language":
			a.Language, err = textOf(key, v)
		case "format":
			var s string
			s, err = textOf(key, v)
			a.Format = annotate.Format(s)
		case "sentences":
			a.Sentences, err = countOf(key, v)
		case "added":
			a.Added, err = timeOf(key, v)
		case "extra":
			a.Extra, err = extraOf(key, v)
		}
		return err
	})
}

// readSentences is where the sentences of an article stand: in order, and none in another.
func readSentences(list []byte, r *ruler) (all []annotate.Span, err error) {
	if kind(list) != "array" {
		return nil, wrongKind("sentences", list)
	}
	end := 0
	err = elements(list, func(i int, v []byte) error {
		s, err := pairOf("sentences", v, r)
		if err == nil && s.Start < end {
			err = fmt.Errorf("sentence %d begins before the one before it ends", i)
		}
		all, end = append(all, s), s.End
		return err
	})
	return all, err
}

// pairOf is a span that is written as a list of two offsets.
func pairOf(key string, list []byte, r *ruler) (annotate.Span, error) {
	if kind(list) != "array" {
		return annotate.Span{}, wrongKind(key, list)
	}
	var at [2]int
	n := 0
	err := elements(list, func(i int, v []byte) (err error) {
		if n = i + 1; i < 2 {
			at[i], err = intOf(key, v)
		}
		return err
	})
	if err == nil && n != 2 {
		err = fmt.Errorf("%s: a place is two offsets, not %d", key, n)
	}
	if err != nil {
		return annotate.Span{}, err
	}
	return r.span(at[0], at[1])
}

func (b *besides) readSaid(list []byte, t *Task, r *ruler) error {
	if kind(list) != "array" {
		return wrongKind("said", list)
	}
	return elements(list, func(i int, v []byte) error {
		x := annotate.Annotation{Revision: t.Article.Revision, Sentence: -1, Annotator: b.annotator}
		if err := readSaid(v, &x, r); err != nil {
			return fmt.Errorf("said %d: %w", i+1, err)
		}
		b.said = append(b.said, x)
		return nil
	})
}

// readSaid reads one annotation.
func readSaid(object []byte, x *annotate.Annotation, r *ruler) error {
	var p offsets
	if kind(object) != "object" {
		return wrongKind("said", object)
	}
	err := members(object, func(key string, v []byte) (err error) {
		switch key {
		case "id":
			x.ID, err = idOf(key, v)
		case "revision":
			x.Revision, err = countOf(key, v)
		case "sentence":
			x.Sentence, err = countOf(key, v)
		case "start", "end":
			err = p.read(key, v)
		case "labels":
			x.Labels, err = labelsOf(key, v)
		default:
			err = readBesides(key, v, x)
		}
		return err
	})
	if err == nil {
		x.Span, err = p.span(r)
	}
	return err
}

// readBesides reads what an annotation says besides its labels and its place. Keys that it does not
// know are of a newer version: they are passed over.
func readBesides(key string, v []byte, x *annotate.Annotation) (err error) {
	switch key {
	case "scheme":
		x.Scheme, err = textOf(key, v)
	case "annotator":
		x.Annotator, err = textOf(key, v)
	case "adjudicator":
		x.Adjudicator, err = textOf(key, v)
	case "attributes":
		x.Attributes, err = choicesOf(key, v)
	case "rejected":
		x.Rejected, err = labelsOf(key, v)
	case "speaker":
		x.Speaker, err = textOf(key, v)
	case "note":
		x.Note, err = textOf(key, v)
	case "flag":
		var s string
		s, err = textOf(key, v)
		x.Flag = annotate.Flag(s)
	case "reason":
		x.Reason, err = textOf(key, v)
	case "origin":
		var s string
		s, err = textOf(key, v)
		x.Origin = annotate.Origin(s)
	case "score":
		x.Score, err = numberOf(key, v)
	case "seconds":
		x.Seconds, err = numberOf(key, v)
	case "extra":
		x.Extra, err = extraOf(key, v)
	case "created":
		x.Created, err = timeOf(key, v)
	case "updated":
		x.Updated, err = timeOf(key, v)
	}
	return err
}

func (b *besides) readSuggested(list []byte, r *ruler) error {
	if kind(list) != "array" {
		return wrongKind("suggested", list)
	}
	return elements(list, func(i int, v []byte) error {
		s := Suggestion{Sentence: -1}
		if err := readSuggestion(v, &s, r); err != nil {
			return fmt.Errorf("suggested %d: %w", i+1, err)
		}
		b.suggested = append(b.suggested, s)
		return nil
	})
}

// readSuggestion reads one suggestion.
func readSuggestion(object []byte, s *Suggestion, r *ruler) error {
	var p offsets
	if kind(object) != "object" {
		return wrongKind("suggested", object)
	}
	err := members(object, func(key string, v []byte) (err error) {
		switch key {
		case "sentence":
			s.Sentence, err = countOf(key, v)
		case "start", "end":
			err = p.read(key, v)
		case "labels":
			s.Labels, err = labelsOf(key, v)
		case "score":
			s.Score, err = numberOf(key, v)
		case "speaker":
			s.Speaker, err = textOf(key, v)
		case "model":
			s.Model, err = textOf(key, v)
		}
		return err
	})
	if err == nil {
		s.Span, err = p.span(r)
	}
	return err
}

// offsets is a start and an end, as far as they have been read.
type offsets struct {
	start, end       int
	hasStart, hasEnd bool
}

// read takes one of the two; its key ends so, or begins so.
func (p *offsets) read(key string, v []byte) (err error) {
	if strings.Contains(key, "start") {
		p.start, err = intOf(key, v)
		p.hasStart = true
	} else {
		p.end, err = intOf(key, v)
		p.hasEnd = true
	}
	return err
}

func (p *offsets) span(r *ruler) (annotate.Span, error) {
	if !p.hasStart || !p.hasEnd {
		return annotate.Span{}, errNoOffsets
	}
	return r.span(p.start, p.end)
}

// setText sets a text that nothing has been said of yet.
func setText(key string, v []byte, s *string) error {
	if *s != "" {
		return nil
	}
	var err error
	*s, err = textOf(key, v)
	return err
}

func idOf(key string, v []byte) (annotate.ID, error) {
	s, err := textOf(key, v)
	if err != nil {
		return 0, err
	}
	id, err := annotate.ParseID(s)
	if err != nil {
		return 0, fmt.Errorf("%s: %.40q is %w", key, s, err)
	}
	return id, nil
}

// countOf is a whole number that is not below zero.
func countOf(key string, v []byte) (int, error) {
	n, err := intOf(key, v)
	if err == nil && n < 0 {
		err = fmt.Errorf("the value of %.40q is below zero: %d", key, n)
	}
	return n, err
}

func extraOf(key string, v []byte) (string, error) {
	s, err := textOf(key, v)
	if err == nil {
		err = annotate.CheckExtra(s)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", key, err)
	}
	return s, err
}

// labelsOf is a list of labels, none of them twice.
func labelsOf(key string, v []byte) (labels []string, err error) {
	all, err := textsOf(key, v)
	for _, l := range all {
		if err := checkLabel(l); err != nil {
			return nil, err
		}
		if slices.Contains(labels, l) {
			continue
		}
		if labels = append(labels, l); len(labels) > mostThere {
			return nil, errCrowded
		}
	}
	return labels, err
}

func checkLabel(label string) error {
	if strings.TrimSpace(label) == "" {
		return errNoLabel
	}
	return nil
}

// choicesOf is an object of texts.
func choicesOf(key string, object []byte) (map[string]string, error) {
	if kind(object) != "object" {
		return nil, wrongKind(key, object)
	}
	var all map[string]string
	err := members(object, func(name string, v []byte) error {
		s, err := textOf(name, v)
		if all == nil {
			all = map[string]string{}
		}
		all[name] = s
		return err
	})
	return all, err
}
