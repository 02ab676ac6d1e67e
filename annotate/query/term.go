package query

import (
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// term is one word, phrase or field.
type term struct {
	not     bool
	field   string   // empty for words
	phrases []phrase // the text that is looked for: alternatives
	values  []string // the names it can be: alternatives, folded
	days    []days   // the days it can be of: alternatives
}

func (t term) in(language string) term {
	t.phrases = slices.Clone(t.phrases)
	for i, p := range t.phrases {
		t.phrases[i] = p.inLanguage(language)
	}
	return t
}

// ofArticle says whether the term, without its -, holds for an article of the story.
func (t term) ofArticle(a annotate.Article, story string) bool {
	switch t.field {
	case "source":
		return t.stands(a.Source)
	case "title":
		return t.stands(a.Title)
	case "author":
		return t.stands(a.Author)
	case "story":
		return t.stands(story)
	}
	return slices.ContainsFunc(t.days, func(d days) bool { return d.hold(a.Date) })
}

// ofSaid says whether the term, without its -, holds for an annotation of an article whose
// newest revision is given.
func (t term) ofSaid(x annotate.Annotation, newest int) bool {
	switch t.field {
	case "speaker":
		return slices.ContainsFunc(t.phrases, func(p phrase) bool { return p.names(x.Speaker) })
	case "note":
		return t.stands(x.Note)
	case "reason":
		return t.stands(x.Reason)
	}
	orphan := x.Article != 0 && x.Revision < newest
	return slices.ContainsFunc(t.values, func(v string) bool {
		switch {
		case t.field == "is" && v == "orphan":
			return orphan
		case t.field == "is" && v == "changed":
			return !orphan && x.Was != ""
		}
		return named(t.field, v, x)
	})
}

// stands says whether one of the phrases stands in the text.
func (t term) stands(text string) bool {
	return slices.ContainsFunc(t.phrases, func(p phrase) bool { return p.in(text) })
}

// named says whether a field of an annotation has the value.
func named(field, value string, x annotate.Annotation) bool {
	is := func(name string) bool { return fold(name) == value }
	switch field {
	case "label":
		return slices.ContainsFunc(x.Labels, is)
	case "annotator":
		return is(x.Annotator)
	case "scheme":
		return is(x.Scheme)
	case "origin":
		return is(string(x.Origin))
	case "flag":
		return is(string(x.Flag))
	case "attribute":
		return hasAttribute(x, value)
	}
	return map[string]bool{
		"labelled": len(x.Labels) > 0, "unlabelled": len(x.Labels) == 0,
		"flagged": x.Flag == annotate.Flagged, "skipped": x.Flag == annotate.Skipped,
		"span": x.Sentence < 0, "sentence": x.Sentence >= 0, "rejected": len(x.Rejected) > 0,
		"speaker": x.Speaker != "", "note": x.Note != "", "label": len(x.Labels) > 0,
		"attribute": len(x.Attributes) > 0, "flag": x.Flag != annotate.Unflagged, "reason": x.Reason != "",
	}[value]
}

// hasAttribute says whether an attribute is answered, or answered so: certainty, certainty=low.
func hasAttribute(x annotate.Annotation, value string) bool {
	name, choice, chosen := strings.Cut(value, "=")
	for n, c := range x.Attributes {
		if fold(n) == name && (!chosen || fold(c) == choice) {
			return true
		}
	}
	return false
}

// names says whether the phrase is a name for the speaker: each word of it is likely a
// spelling of one of the speaker's; in quotation marks it stands there as it is.
func (p phrase) names(speaker string) bool {
	if p.exact || len(p.words) == 0 {
		return p.in(speaker)
	}
	said := segment.Words(speaker)
	for _, t := range p.words {
		if len(p.words) > 1 && (t.fold == "al" || t.fold == "el") { // an Arabic article, which many leave out
			continue
		}
		if !slices.ContainsFunc(said, func(w segment.Word) bool { return t.names(speaker[w.Start:w.End]) }) {
			return false
		}
	}
	return true
}

func (t token) names(word string) bool {
	word = fold(word)
	return word == t.fold || segment.SameName(word, t.fold)
}

// positive says whether one of the alternatives asks for something to be said, not for
// something not to be.
func (e either) positive() bool {
	return slices.ContainsFunc(e, func(t term) bool {
		return t.not == (t.field == "is" && slices.Equal(t.values, []string{"unlabelled"}))
	})
}

// target is a sentence or a span, with all that is said of it.
type target struct {
	sentence int // -1 for a span, or where the text has changed since
	said     []annotate.Annotation
}

// byTarget puts together what is said of the same sentence or span, in the order in which it comes.
func byTarget(a annotate.Article, said []annotate.Annotation) (out []target) {
	type place struct {
		revision, sentence int
		span               annotate.Span
	}
	at := map[place]int{}
	for _, x := range said {
		k := place{x.Revision, x.Sentence, x.Span}
		i, there := at[k]
		if !there {
			i = len(out)
			at[k] = i
			t := target{sentence: x.Sentence}
			if x.Revision != a.Revision {
				t.sentence = -1
			}
			out = append(out, t)
		}
		out[i].said = append(out[i].said, x)
	}
	return out
}
