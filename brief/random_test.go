package brief

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/internal/segment"
)

// hostile are words that would be markup, turn the text around or run, if they were let.
var hostile = []string{
	"*", "**", "_so_", "__", "`", "```", "~~", "~", "[", "]", "](http://evil.example)", "![x](y)", "[a][b]", "[^1]", "[x]:", "<b>", "</li>", "<script>alert(1)</script>", "<!--", "-->",
	"<a href=javascript:alert(1)>", "<https://evil.example>", "https://evil.example/a?b=c&d", "www.evil.example", "ana@evil.example", "mailto:ana@evil.example", "&lt;", "&#60;", "&amp", "# head", "###", "---", "===",
	"1.", "- item", "+", "> quote", "|a|b|", "|---|", "\\", "\\*", "$x$", ":smile:", ": x", "{{.}}", "{#id}", "^1^", "\"", "'", "'>", "javascript:alert(1)", "\x00", "\x1b[31m", "\u202e", "\u2066", "\u2028", "\u200b", "\ufeff", "\r\n", "\n\n", "\n# ", "\n- ", "\n```\n", "\n    ", "\t", "\xff", "é", "6", "六人", "הספינה", "السفينة", "a\u0301", "👩‍👩‍👧",
}

var plainWords = []string{"the", "barge", "rammed", "gate", "six", "two", "several", "of", "crew", "were", "injured", "said", "harbour", "master", "on", "Sunday", "340", "512", "homes"}

// words is text of both kinds of words.
func words(t *rapid.T, most int, name string) string {
	all := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(plainWords), rapid.SampledFrom(plainWords), rapid.SampledFrom(hostile)), 0, most).Draw(t, name)
	return strings.Join(all, rapid.SampledFrom([]string{" ", " ", ""}).Draw(t, "between"))
}

// reading is a random article as somebody read it.
func reading(t *rapid.T, n int) *annotate.Reading {
	var text strings.Builder
	var spans []annotate.Span
	for range rapid.IntRange(0, 6).Draw(t, "sentences") {
		text.WriteString(rapid.SampledFrom([]string{"", " ", "\n", "\n\n", "# ", "> "}).Draw(t, "gap"))
		start := text.Len()
		if text.WriteString(words(t, 12, "sentence")); text.Len() > start {
			spans = append(spans, annotate.Span{Start: start, End: text.Len()})
		}
	}
	body := annotate.Body{Text: text.String() + "\n", Sentences: spans}
	a := annotate.NewArticle(annotate.Article{
		Title: words(t, 5, "title"), Source: words(t, 3, "source"), Author: words(t, 3, "author"), Date: rapid.SampledFrom([]string{"", "2031-03-09", "2031-03-11T10:00:00Z", "Monday", "<b>"}).Draw(t, "date"),
		URL:      rapid.SampledFrom([]string{"", "https://post.example/a?b=1&c=\"><script>", "http://post.example/*_x_*", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://", "HTTPS://post.example/ü", words(t, 3, "url")}).Draw(t, "address"),
		Language: rapid.SampledFrom([]string{"", "en", "ar", "\" onload=\"x"}).Draw(t, "language"), TitleMade: rapid.Bool().Draw(t, "made"),
		Format: rapid.SampledFrom([]annotate.Format{annotate.Plain, annotate.Markdown}).Draw(t, "format"),
	}, body, time.Unix(int64(n), 0))
	a.ID = annotate.MakeID(fmt.Sprint(n))
	var said []annotate.Annotation
	for i := range spans {
		x := annotate.NewAnnotation(a, body, annotate.OnSentence(i), "default", "ana")
		x.Labels = rapid.SampledFrom([][]string{nil, nil, {"quote"}, {"claim"}, {"quote", "claim"}, {"*odd*"}}).Draw(t, "labels")
		x.Flag = rapid.SampledFrom([]annotate.Flag{"", "", annotate.Flagged, annotate.Skipped}).Draw(t, "flag")
		x.Speaker, x.Note = words(t, 2, "speaker"), words(t, 3, "note")
		if !x.Empty() && rapid.Bool().Draw(t, "said") {
			said = append(said, x)
		}
	}
	return annotate.NewReading(a, body, annotate.DefaultScheme(), "ana <b>", withAnnotator(said, "ana <b>"))
}

func withAnnotator(said []annotate.Annotation, name string) []annotate.Annotation {
	for i := range said {
		said[i].Annotator = name
	}
	return said
}

// input is random reports with a random comparison, which need not make sense.
func input(t *rapid.T) Input {
	in := Input{Title: words(t, 4, "story"), Made: time.Date(2031, 5, 4, 10, 0, 0, 0, time.UTC), Suggestions: rapid.Bool().Draw(t, "suggestions")}
	var refs []compare.Ref
	for i := range rapid.IntRange(0, 4).Draw(t, "reports") {
		r := reading(t, i)
		in.Readings = append(in.Readings, r)
		for n := range r.Body.Sentences {
			refs = append(refs, compare.Ref{Report: i, Sentence: n})
		}
	}
	if len(refs) == 0 {
		return in
	}
	ref := rapid.SampledFrom(refs)
	linked := map[[2]compare.Ref]bool{}
	for range rapid.IntRange(0, 8).Draw(t, "links") {
		a, b := ref.Draw(t, "a"), ref.Draw(t, "b")
		if a.Report >= b.Report || linked[[2]compare.Ref{a, b}] {
			continue
		}
		linked[[2]compare.Ref{a, b}] = true
		in.Found.Links = append(in.Found.Links, compare.Link{
			A: a, B: b, Relation: rapid.SampledFrom([]compare.Relation{compare.Verbatim, compare.Paraphrase, compare.Partial}).Draw(t, "relation"),
			Score: rapid.Float64Range(0, 1).Draw(t, "score"), Ruling: rapid.SampledFrom([]annotate.ID{0, 0, 7}).Draw(t, "ruling"),
		})
	}
	for range rapid.IntRange(0, 4).Draw(t, "statements") {
		members := rapid.SliceOfNDistinct(ref, 1, min(5, len(refs)), rapid.ID).Draw(t, "members")
		slices.SortFunc(members, compareRefs)
		in.Found.Statements = append(in.Found.Statements, compare.Statement{Members: members, Name: words(t, 1, "name")})
	}
	for range rapid.IntRange(0, 4).Draw(t, "conflicts") {
		a, b := ref.Draw(t, "a"), ref.Draw(t, "b")
		if c, ok := conflict(t, in.Readings, a, b); ok && a.Report < b.Report {
			in.Found.Conflicts = append(in.Found.Conflicts, c)
		}
	}
	for a := range in.Readings {
		for b := range in.Readings {
			if a != b && rapid.Bool().Draw(t, "shared") {
				in.Found.Shared = append(in.Found.Shared, compare.Shared{Report: a, With: b, Share: rapid.Float64Range(0, 1).Draw(t, "share"), LongestRun: rapid.IntRange(7, 90).Draw(t, "run")})
			}
		}
	}
	in.Found.Dismissed = make([]compare.Conflict, rapid.IntRange(0, 2).Draw(t, "dismissed"))
	return in
}

// conflict is a conflict of a word of one sentence with one of another.
func conflict(t *rapid.T, readings []*annotate.Reading, a, b compare.Ref) (c compare.Conflict, ok bool) {
	word := func(r compare.Ref) (segment.Span, string) {
		body := readings[r.Report].Body
		all := segment.Words(body.Sentence(r.Sentence))
		if len(all) == 0 {
			return segment.Span{}, ""
		}
		w, from := rapid.SampledFrom(all).Draw(t, "value"), body.Sentences[r.Sentence].Start
		return segment.Span{Start: from + w.Start, End: from + w.End}, body.Text[from+w.Start : from+w.End]
	}
	c = compare.Conflict{A: a, B: b, Kind: rapid.SampledFrom([]string{"number", "number", "wording"}).Draw(t, "kind"), Strength: rapid.SampledFrom([]compare.Strength{compare.Contradicts, compare.Differs, compare.Vague}).Draw(t, "strength"), About: words(t, 1, "about"), Note: words(t, 3, "note")}
	c.ASpan, c.AValue = word(a)
	c.BSpan, c.BValue = word(b)
	return c, c.AValue != "" && c.BValue != ""
}
