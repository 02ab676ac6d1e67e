package query

import (
	"errors"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
)

func noon() time.Time { return time.Date(2031, 3, 12, 12, 0, 0, 0, time.UTC) }

func parsed(t testing.TB, text string) Query {
	t.Helper()
	q, err := Parse(text, noon())
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return q
}

// crane is a report of three sentences, and what ana and ben say of it.
func crane() (Subject, annotate.Body) {
	b := annotate.Body{}
	for _, s := range []string{
		"The cranes of Ørsund's harbour fell at 12:30, the U.S. crew said.",
		"“Nobody was hurt,” Foreman al-Kharimi told Kaja Müller.",
		"爆炸声在港口响起。 Взрывы слышали все 🔥.",
	} {
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s + "\n"
	}
	a := annotate.Article{
		Source: "Harbour Post", Title: "A night on the quay", Author: "I. Dekker", Date: "2031-03-11T22:00:00Z", Story: 7, Language: "en",
	}
	a = annotate.NewArticle(a, b, noon())
	claim := annotate.NewAnnotation(a, b, annotate.OnSentence(1), "default", "ana")
	claim.Labels, claim.Speaker, claim.Note = []string{"quote", "claim"}, "Foreman al-Kharimi", "ask the hospital"
	claim.Attributes = map[string]string{"certainty": "low"}
	mark := annotate.NewAnnotation(a, b, annotate.OnSentence(1), "default", "ben")
	mark.Labels, mark.Flag, mark.Reason, mark.Origin = []string{"fact"}, annotate.Flagged, "two voices", annotate.Suggestion
	span := annotate.NewAnnotation(a, b, annotate.OnSpan(annotate.Span{Start: 4, End: 10}), "cargo", "ben")
	span.Labels = []string{"machine"}
	said := []annotate.Annotation{span, claim, mark}
	return Subject{
		Article: a, Story: "The crane on quay four",
		Body: func() (annotate.Body, error) { return b, nil },
		Said: func() ([]annotate.Annotation, error) { return said, nil },
	}, b
}

func TestArticle(t *testing.T) {
	s, _ := crane()
	for text, want := range map[string]bool{
		"": true, "  ": true,
		"crane": true, "CRANES": true, "craned": true, "lorry": false, "-lorry": true, "-crane": false,
		"crane nobody": true, "crane lorry": false, "lorry OR crane": true, "crane AND nobody": true, "crane AND lorry": false, "crane AND lorry OR nobody": true, "lorry OR van": false, "nobody lorry OR crane": true,
		"or":                false,
		`"nobody was hurt"`: true, `"nobody hurt"`: false, `"harbours"`: false, "harbours": true, `"ØRSUND'S harbour"`: true, "“was hurt”": true,
		"orsund": true, "Orsund's": true, "muller": true, "Müller": true, "kharimi": true, "al-kharimi": true,
		"12:30": true, "12:31": false, "u.s.": true, "https://a.example/b": false,
		"爆炸": true, "炸爆": false, "взрыв": true, "🔥": true, "🚒": false, "-🚒": true,
		"quay": true, "hospital": true, "hospitals -lorry": true, // in the title, in a note
		"source:post": true, `source:"harbour post"`: true, `source:"post harbour"`: false, "source:radio,post": true, "-source:radio": true, "-source:radio,post": false,
		"title:night": true, "title:crane": false, "story:quay": true, "author:dekker": true, "author:ruud": false,
		"source:radio OR source:post": true, "SOURCE:post": true,
		"date:2031": true, "date:2031-03": true, "date:2031-03-11": true, "date:2031-03-12": false, "date:today": false, "date:yesterday": true,
		"date:2031-03-01..2031-03-11": true, "date:..2031-03-10": false, "date:2031-03..": true, "date:>2031-03": false, "date:>=2031-03": true,
		"date:<2031-03-11": false, "date:<=2031-03-11": true, "date:>2030": true, "date:2030,2031": true, "-date:2030": true, "date:>9999": false,
		"label:claim": true, "label:CLAIM": true, "label:rumour": false, "label:rumour,fact": true, "label:claim annotator:ben": false, "label:claim -annotator:ben": true,
		"label:claim label:quote": true, "label:claim label:fact": false,
		"speaker:karimi": true, "speaker:Kharimy": true, "speaker:el-Karimi": true, `speaker:"Karimi"`: false, `speaker:"al-kharimi"`: true, "speaker:ruud": false,
		"note:hospitals": true, "reason:voice": true, "annotator:ANA": true, "scheme:cargo": true, "scheme:cargo label:claim": false,
		"attribute:certainty": true, "attribute:certainty=low": true, "attribute:certainty=high": false,
		"origin:suggestion": true, "origin:carried": false, "origin:adjudicated": false, "flag:flag": true, "flag:skip": false, "flag:flagged": true,
		"is:labelled": true, "is:unlabelled": true, "is:flagged": true, "is:skipped": false, "is:span": true, "is:span label:claim": false, "is:rejected": false,
		"has:speaker": true, "has:reason": true, "has:attribute": true, "-has:note is:labelled": true,
		"crane label:claim": true, "lorry label:claim": false, "-label:claim": true,
	} {
		if got, err := parsed(t, text).Article(s); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}

// TestUnasked says that what costs reading is read only where the query asks for it.
func TestUnasked(t *testing.T) {
	failed := errors.New("read")
	s, _ := crane()
	s.Body = func() (annotate.Body, error) { return annotate.Body{}, failed }
	s.Said = func() ([]annotate.Annotation, error) { return nil, failed }
	for text, want := range map[string]error{"": nil, "source:post": nil, "source:radio crane": nil, "date:2030 label:claim": nil, "crane": failed, "label:claim": failed} {
		if _, err := parsed(t, text).Article(s); err != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestSentence(t *testing.T) {
	s, b := crane()
	said, _ := s.Said()
	for text, want := range map[string]string{
		"": "012", "crane": "0", "crane OR nobody": "01", "crane nobody": "01", "hospital": "1", "-crane": "012", "quay": "",
		"label:claim": "1", "-label:claim": "02", "is:unlabelled": "02", "-is:unlabelled": "1", "is:unlabelled,flagged": "012",
		"label:claim -annotator:ben": "1", "-annotator:ben": "02", "nobody label:claim": "1", "crane label:claim": "", "source:post": "012",
	} {
		got := ""
		for n := range b.Sentences {
			var of []annotate.Annotation
			for _, x := range said {
				if x.Sentence == n {
					of = append(of, x)
				}
			}
			if parsed(t, text).Sentence(b, n, of) {
				got += string(rune('0' + n))
			}
		}
		if got != want {
			t.Errorf("%s: sentences %q, want %q", text, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	s, b := crane()
	b = annotate.Body{Text: "Die Häuser brennen.", Sentences: []annotate.Span{{Start: 0, End: len("Die Häuser brennen.")}}}
	s.Body = func() (annotate.Body, error) { return b, nil }
	for language, want := range map[string]bool{"de": true, "en": false, "": false} {
		s.Article.Language = language
		q := parsed(t, "haus")
		if got, err := q.Article(s); err != nil || got != want || q.For(s.Article).Sentence(b, 0, nil) != want {
			t.Errorf("%s: %v, %v", language, got, err)
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]Error{
		"crane speeker:karimi":        {At: 6, Why: "there is no field \"speeker\"; the nearest is \"speaker\"", Hint: "write speaker:"},
		"sorce: post":                 {At: 0, Why: "\"source\"", Hint: "source:"},
		"weather:wet":                 {At: 0, Why: "\"weather\"", Hint: "the fields are source, title"},
		`fire "at noon`:               {At: 5, Why: "not closed", Hint: `write "`},
		`source:"Harbour`:             {At: 7, Why: "not closed", Hint: `write "`},
		"“at noon":                    {At: 0, Why: "not closed", Hint: "write ”"},
		"source: post":                {At: 0, Why: "nothing stands after source:", Hint: "without a blank"},
		"label:fact, claim":           {At: 0, Why: "nothing stands after label:fact,", Hint: "without a blank"},
		"is:flaged":                   {At: 3, Why: "\"flagged\"", Hint: "labelled, unlabelled"},
		"origin:machine":              {At: 7, Why: "origin: knows no \"machine\"", Hint: "hand, suggestion"},
		"date:soon":                   {At: 5, Why: "\"soon\" is no date", Hint: "date:2031-03-12"},
		"date:2031-02-30":             {At: 5, Why: "is no date", Hint: "date:today"},
		"date:2031-13":                {At: 5, Why: "is no date", Hint: "date:today"},
		"date:..":                     {At: 5, Why: "is no date", Hint: "date:today"},
		"date:2031-03-02..2031-03-01": {At: 5, Why: "ends before it begins", Hint: "earlier"},
		"OR fire":                     {At: 0, Why: "nothing stands before OR", Hint: "fire OR flood"},
		"fire OR":                     {At: 5, Why: "nothing stands after OR", Hint: "fire OR flood"},
		"fire OR OR flood":            {At: 8, Why: "nothing stands before OR", Hint: "fire OR flood"},
		"AND fire":                    {At: 0, Why: "nothing stands before AND", Hint: "without AND"},
		"fire AND":                    {At: 5, Why: "nothing stands after AND", Hint: "lower case"},
		"fire OR AND flood":           {At: 8, Why: "nothing stands before AND", Hint: "without AND"},
		"fire AND OR flood":           {At: 9, Why: "nothing stands before OR", Hint: "fire OR flood"},
		"fire OR label:claim":         {At: 5, Why: "OR joins words with words", Hint: "one"},
		"fire OR (flood rain)":        {At: 8, Why: "parentheses", Hint: "both sides"},
		"fire -":                      {At: 5, Why: "nothing stands after -", Hint: "-word"},
		"fire & flood":                {At: 5, Why: "no word"},
		`""`:                          {At: 0, Why: "no word"},
		`label:""`:                    {At: 6, Why: "nothing stands in the quotation marks"},
	} {
		_, err := Parse(text, noon())
		var e *Error
		if !errors.As(err, &e) || e.At != want.At || !strings.Contains(e.Why, want.Why) || !strings.Contains(e.Hint, want.Hint) {
			t.Errorf("%s: %+v", text, err)
		}
	}
}

// TestNoFields is what has a colon and yet is words.
func TestNoFields(t *testing.T) {
	for _, text := range []string{"12:30", "https://post.example/a?b=c", "mailto:ana@post.example", "Breaking: crane", ":fire:", "C:drive", "re:crane", "дата:сегодня", "covid19:news", "ratio 3:1"} {
		q := parsed(t, text)
		if len(q.article)+len(q.said) > 0 || len(q.words) == 0 {
			t.Errorf("%s: %+v", text, q)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`crane "at noon" -rain source:"Harbour Post",radio date:2031-03-01..2031-03-12 label:claim OR label:fact`, "爆炸 OR 🔥 -الحرب", "12:30 \xff:\xff “x” -\"", "is:span,labelled date:>2031 OR -date:<2030",
	} {
		f.Add(seed, "The crane fell at noon;爆炸 🔥 الحرب Ǿrsund’s\xff _a_ x.y 10,000")
	}
	f.Fuzz(func(t *testing.T, query, text string) {
		q, err := Parse(query, noon())
		if err != nil {
			if e := (*Error)(nil); !errors.As(err, &e) || e.At < 0 || e.At > len(query) || e.Why == "" {
				t.Fatalf("%q: %+v", query, err)
			}
			return
		}
		again, err := Parse(q.String(), noon())
		if err != nil || again.String() != query {
			t.Fatalf("%q: %q, %v", query, again, err)
		}
		b := annotate.Body{Text: text, Sentences: []annotate.Span{{Start: 0, End: len(text)}}}
		s := Subject{Body: func() (annotate.Body, error) { return b, nil }, Said: func() ([]annotate.Annotation, error) { return nil, nil }}
		for _, language := range []string{"", "fr", "tr"} {
			s.Article.Language = language
			got, err := q.Article(s)
			if same, _ := again.Article(s); err != nil || same != got {
				t.Fatalf("%q in %q: %v and %v, %v", query, text, got, same, err)
			}
			for _, e := range q.For(s.Article).words {
				for _, x := range e {
					sameAsSlow(t, x.phrases[0], text)
				}
			}
		}
	})
}

// sameAsSlow says that a phrase is found where it is found without any short cut.
func sameAsSlow(t *testing.T, p phrase, text string) {
	t.Helper()
	fast, slow := p.marks(text), slowMarks(p, text)
	if len(fast) != len(slow) {
		t.Fatalf("%q in %q: %v, slowly %v", p.id(), text, fast, slow)
	}
	for i := range fast {
		if fast[i] != slow[i] {
			t.Fatalf("%q in %q: %v, slowly %v", p.id(), text, fast, slow)
		}
	}
	if any := (Query{words: []either{{term{phrases: []phrase{p}}}}}).inAny().words[0][0].phrases[0]; len(slow) > 0 && !holdsKey(text, any.key()) {
		t.Fatalf("%q in %q: does not hold %q", p.id(), text, any.key())
	}
}

func TestParseBoundsLength(t *testing.T) {
	t.Parallel()
	if _, err := Parse(strings.Repeat("word ", mostBytes/5), noon()); err != nil {
		t.Errorf("a query of %d bytes: %v", mostBytes, err)
	}
	var refused *Error
	if _, err := Parse(strings.Repeat("x", mostBytes+1), noon()); !errors.As(err, &refused) || len(refused.Error()) > 100 {
		t.Errorf("a query of %d bytes: %v", mostBytes+1, err)
	}
	if _, err := Parse(strings.Repeat("(", mostBytes), noon()); !errors.As(err, &refused) || len(refused.Error()) > 200 {
		t.Errorf("a query of parentheses: %v", err)
	}
}
