package jsonl

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rashomon/annotate"
)

// checkArticle says where an article and its text contradict each other. Reader and
// encoder share it, so that what is written can be read.
func checkArticle(a annotate.Article, b annotate.Body) error {
	fail := func(format string, args ...any) error {
		return fmt.Errorf("article %s: %w", a.ID, fmt.Errorf(format, args...))
	}
	switch {
	case a.ID == 0:
		return errors.New("an article without an id")
	case a.Revision < 1 || a.Revision > math.MaxInt32:
		return fail("revision %d: the first is 1, the last %d", a.Revision, math.MaxInt32)
	case a.Format != annotate.Plain && a.Format != annotate.Markdown:
		return fail("unknown format %.40q", a.Format)
	case !utf8.ValidString(b.Text):
		return fail("its text is %w", ErrEncoding)
	case a.Hash != annotate.Hash(b.Text):
		return fail("the hash is not that of its text")
	}
	end := 0
	for i, s := range b.Sentences {
		if !s.In(b.Text) {
			return fail("sentence %d: bytes %d–%d are not in the text of %d bytes", i, s.Start, s.End, len(b.Text))
		}
		if s.Start < end {
			return fail("sentence %d begins before the one before it ends", i)
		}
		end = s.End
	}
	return nil
}

// checkSelf says what is wrong with an annotation, as far as it can be seen without its article.
func checkSelf(x annotate.Annotation) error {
	fail := func(format string, args ...any) error {
		return fmt.Errorf("annotation %s: %w", x.ID, fmt.Errorf(format, args...))
	}
	switch {
	case x.ID == 0 || x.Article == 0:
		return errors.New("an annotation without an id or an article")
	case x.Revision < 1:
		return fail("revision %d: the first is 1", x.Revision)
	case x.Span.Start < 0 || x.Quote == "" || x.Span.Len() != len(x.Quote):
		return fail("bytes %d–%d cannot hold a text of %d bytes", x.Span.Start, x.Span.End, len(x.Quote))
	case x.Sentence < -1:
		return fail("there is no sentence %d", x.Sentence)
	case x.Empty():
		return fail("it says nothing")
	case !slices.Contains([]annotate.Flag{annotate.Unflagged, annotate.Flagged, annotate.Skipped}, x.Flag):
		return fail("unknown flag %.40q", x.Flag)
	case !slices.Contains([]annotate.Origin{annotate.Hand, annotate.Suggestion, annotate.Carried, annotate.Imported, annotate.Adjudicated}, x.Origin):
		return fail("unknown origin %.40q", x.Origin)
	case x.Seconds < 0 || x.Seconds > longest:
		return fail("%v seconds", x.Seconds)
	case x.Score < 0 || x.Score > 1:
		return fail("the score %v is not one from 0 to 1", x.Score)
	case len(x.Annotator) > annotate.LongestName || len(x.Scheme) > annotate.LongestName || len(x.Adjudicator) > annotate.LongestName:
		return fail("the name of its annotator, adjudicator or scheme is longer than %d bytes", annotate.LongestName)
	case x.Adjudicator != "" && x.Annotator != annotate.Gold:
		return fail("an adjudicator, and its annotator is %.40q, not %q", x.Annotator, annotate.Gold)
	case doubled(x.Labels):
		return fail("a label stands twice")
	}
	for _, l := range slices.Concat(x.Labels, x.Rejected) {
		if err := checkName("label", l); err != nil {
			return fail("%w", err)
		}
	}
	for name, choice := range x.Attributes {
		if err := cmp.Or(checkName("attribute", name), checkName("choice", choice)); err != nil {
			return fail("%w", err)
		}
	}
	return nil
}

// longest is the seconds that an annotation can have taken: ten years.
const longest = 10 * 366 * 24 * 60 * 60

// doubled says whether a label stands twice.
func doubled(labels []string) bool {
	for i, l := range labels {
		if slices.Contains(labels[:i], l) {
			return true
		}
	}
	return false
}

// checkPlace says what is wrong with a place of a ruling, as far as it can be seen without
// its article.
func checkPlace(p annotate.Place, in place) error {
	switch {
	case p.Article == 0:
		return errors.New("a place without an article")
	case p.Revision < 1:
		return fmt.Errorf("revision %d: the first is 1", p.Revision)
	case p.Span.Start < 0 || p.Quote == "" || p.Span.Len() != len(p.Quote):
		return fmt.Errorf("bytes %d–%d cannot hold a text of %d bytes", p.Span.Start, p.Span.End, len(p.Quote))
	case p.Sentence < 0:
		return fmt.Errorf("there is no sentence %d", p.Sentence)
	case !in.fits(p.Quote):
		return errors.New("code points and bytes disagree")
	}
	return nil
}

// checkScheme says what is wrong with a scheme: in itself, and with names that are too long.
func checkScheme(s annotate.Scheme) error {
	if err := s.Check(); err != nil {
		return fmt.Errorf("scheme %.40q: %w", s.Name, err)
	}
	names := []string{s.Name}
	for _, l := range s.Labels {
		names = append(names, l.Name)
	}
	for _, a := range s.Attributes {
		names = append(append(names, a.Name), a.Choices...)
	}
	for _, name := range names {
		if len(name) > annotate.LongestName {
			return fmt.Errorf("scheme %.40q: the name %.40q is longer than %d bytes", s.Name, name, annotate.LongestName)
		}
	}
	return nil
}

func checkSearch(x annotate.Search) error {
	if x.Name != annotate.Line(x.Name) {
		return fmt.Errorf("the name of search %.40q is not one line", x.Name)
	}
	return checkName("search", x.Name)
}

// checkName says whether a name is one line that says something.
func checkName(what, name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return fmt.Errorf("a %s without a name", what)
	case len(name) > annotate.LongestName:
		return fmt.Errorf("the name of %s %.40q is longer than %d bytes", what, name, annotate.LongestName)
	case strings.ContainsAny(name, "\t\n\r\u2028\u2029"):
		return fmt.Errorf("the name of %s %.40q is not one line", what, name)
	}
	return nil
}

// uncontrolled says whether a text has no control character but tab and line ends.
func uncontrolled(s string) error {
	for i, r := range s {
		switch {
		case r == '\n' || r == '\t' || r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
		case unicode.IsControl(r):
			return fmt.Errorf("control character %U", r)
		}
	}
	return nil
}
