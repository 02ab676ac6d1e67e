// Package suggest proposes labels: rules for fact, quote, claim and the speaker, and a learner that takes over from them
// once it has done better. It proposes only; nothing is an annotation until a person accepts it.
package suggest

import (
	"strings"

	"rashomon/annotate"
	"rashomon/internal/segment"
)

// Speaker is the words of a sentence that name whose words or claim it is; the zero Speaker where the sentence names nobody.
type Speaker struct {
	Span annotate.Span // bytes of the article's text
	Text string
}

// Suggestion is the label proposed for one sentence.
type Suggestion struct {
	Label    string   // empty: nothing is proposed
	Score    float64  // 0 to 1: how often a suggestion like this one is right
	Speaker  Speaker  // pronouns stay as they stand in the sentence
	Why      string   // which rule, which words: one line for the analyst
	Features Features // what the rules saw, for the Learner

	named Speaker // whom the sentence names as a source, whatever the label
}

// Article proposes a label for each sentence of an article, by the rules alone: one suggestion a sentence, in order.
// Sentences are spans of bytes of the text, in order and disjoint. lang is a BCP 47 tag: of languages other than English only
// the quotation marks are read; empty is taken for English. The time is linear in the length of the text.
func Article(text, lang string, sentences []annotate.Span) []Suggestion {
	read := readArticle(text, lang, sentences)
	out := make([]Suggestion, len(read))
	for i := range read {
		out[i] = read[i].suggest()
	}
	for i := range out {
		out[i].Features = features(read, out, i)
	}
	return out
}

// reading is a sentence, its cues, and what the sentences before it tell of it.
type reading struct {
	sentence
	cues      []cue
	chosen    int  // the cue that names the source, -1 where there is none
	opened    bool // an earlier sentence announced words that this paragraph gives without marks: "She added:"
	paragraph bool // it opens one
	carried   bool // it begins inside an earlier sentence's quotation
}

// readArticle reads every sentence in one pass over the words and the quotations.
func readArticle(text, lang string, sentences []annotate.Span) []reading {
	english := lang == "" || lang == "en" || len(lang) > 2 && lang[:2] == "en" && (lang[2] == '-' || lang[2] == '_')
	words, quotes := segment.Words(text), quotations(text, sentences)
	out := make([]reading, 0, len(sentences))
	w, q := 0, 0
	for _, span := range sentences {
		for w < len(words) && words[w].Start < span.Start {
			w++
		}
		first := w
		for w < len(words) && words[w].Start < span.End {
			w++
		}
		for q < len(quotes) && quotes[q].End <= span.Start {
			q++
		}
		r := reading{sentence: readSentence(text, span, words[first:w], quotes[q:]), chosen: -1}
		if english {
			r.cues = r.sentence.cues()
			r.chosen = r.choose()
		}
		r.carried = r.before
		r.paragraph = len(out) == 0 || strings.Contains(text[out[len(out)-1].span.End:max(out[len(out)-1].span.End, span.Start)], "\n")
		if len(out) > 0 {
			r.opened = announced(text, out[len(out)-1], r)
		}
		out = append(out, r)
	}
	return out
}
