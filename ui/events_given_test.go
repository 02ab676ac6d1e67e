package ui_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"sync"

	"charm.land/bubbles/v2/key"

	"rashomon/annotate"
	taking "rashomon/annotate/arrival"
	"rashomon/ingest"
	"rashomon/store"
	"rashomon/ui"
	"rashomon/ui/screen"
)

// often is keys that are pressed more often than others: those that say something, move and leave.
var often = strings.Fields("f q c x . j j k l h enter enter esc esc esc tab space u u ctrl+r v s m y n ctrl+s ]u ]s Y Z 1 2 3 w o g G ctrl+c")

// everyKey is every key of the program, and some that it does not know.
var everyKey = sync.OnceValue(func() []string {
	all := strings.Fields("backspace delete ctrl+a ctrl+e ctrl+k ctrl+w f1 é ü 港 👍 0 5 9 ~ ctrl+q alt+x [ ]")
	v := reflect.ValueOf(screen.NewKeys(annotate.DefaultScheme()))
	for i := range v.NumField() {
		bindings := []key.Binding{}
		switch f := v.Field(i).Interface().(type) {
		case key.Binding:
			bindings = append(bindings, f)
		case []key.Binding:
			bindings = f
		}
		for _, b := range bindings {
			all = append(all, b.Keys()...)
		}
	}
	return all
})

// pastes is what is pasted: hostile, huge, addresses, a report, lines of all kinds, nothing.
var pastes = []string{hostile, evil, strings.Repeat("long and longer ", 20_000), strings.Repeat("\u0301", 5_000), "https://e.example/a\nhttps://e.example/b", "https://e.example/\x1b[2J",
	"Gulls over Quell\n\nNobody counted them. “There were many,” a ferryman said.", "gate\r\nthe\rgate", "", "\x00\x1b", "港", "{\"text\": 1}", "ben", "7"}

// options is how the program runs here: all that it can be given is there, and fails now and then.
func (w *world) options() ui.Options {
	o := options()
	o.Fixed = false
	o.Goal = 5
	o.Sample = func() error { return addSample(w.store) }
	o.Write = func(name string, replace bool, to func(io.Writer) error) error {
		if !replace && len(name)%2 == 0 {
			return fmt.Errorf("%s: %w", name, fs.ErrExist)
		}
		return to(io.Discard)
	}
	o.Arrive = func(_ context.Context, text string) (annotate.Arrival, []string, error) {
		if len(text)%3 == 1 {
			return annotate.Arrival{}, nil, errors.New("no report is in that: " + hostile)
		}
		if len(text) > 2_000 {
			text = strings.ToValidUTF8(text[:2_000], "")
		}
		x, _, err := ingest.Read(strings.NewReader(text), "pasted.txt", annotate.Plain, noon())
		return x, []string{hostile}, err
	}
	o.Normal = func(field, value string) (string, error) {
		if field == "date" && len(value) != 10 {
			return "", errors.New("no date is written like that")
		}
		return annotate.Line(value), nil
	}
	o.Update = w.update
	o.Suggester = func(_ context.Context, articles []annotate.Arrival, scheme annotate.Scheme, progress func(int)) (map[annotate.ID]map[int]annotate.Proposal, error) {
		out := map[annotate.ID]map[int]annotate.Proposal{}
		for i, a := range articles {
			progress(i)
			out[a.Article.ID] = map[int]annotate.Proposal{0: {Label: scheme.Labels[0].Name, Score: 0.9, Speaker: hostile}, 1: {Label: "no label", Score: 2}, 99: {Label: scheme.Labels[0].Name}, -1: {}}
		}
		return out, nil
	}
	return o
}

// update is the feeds' news: a report that has another text each time.
func (w *world) update(ctx context.Context, progress func(int, int, string)) (func() (ui.Updated, error), error) {
	progress(1, 2, hostile)
	w.revised++
	words := tide("Neap")
	n := w.revised % len(words)
	words = append(slices.Delete(words, n, n+1), fmt.Sprintf("Late news number %d came in from the pier", w.revised))
	x := arrival(annotate.Article{Title: "Neap tide", Source: "Neap", URL: "https://neap.example/tide"}, words...)
	return func() (ui.Updated, error) {
		if ctx.Err() != nil {
			return ui.Updated{}, ctx.Err()
		}
		out, err := taking.Take(context.WithoutCancel(ctx), w.store, []annotate.Arrival{x}, taking.Options{By: annotator, What: "feed update", Newest: true})
		if err != nil || len(out) == 0 {
			return ui.Updated{}, err
		}
		return ui.Updated{What: "1 report", Revised: []annotate.ID{out[0].ID}}, ctx.Err()
	}, nil
}

// tide is the sentences of a report by that source.
func tide(source string) []string {
	return []string{
		"Anchor chains of the " + source + " held fast through all of the night",
		"Barges drifted past six lamps and nobody called out to them",
		"Cranes stood still because the harbour master had said so",
		"Divers found 40 crates below the third pier on Sunday",
		"Eels were seen in the lock for the first time since spring",
	}
}

// tideLibrary is the file of a library with a story that is told by three reports in much the same
// words, hostile reports, what two annotators say, and a scheme of many labels.
var tideLibrary = sync.OnceValue(func() []byte {
	return libraryFile(func(s *store.Store) {
		story, dark := annotate.NewStory("The tide"), annotate.NewStory("A "+hostile+" story")
		var reports []annotate.Arrival
		for i, source := range []string{"Ebb", "Flood", "Neap"} {
			words := tide(source)
			words[3] = strings.Replace(words[3], "40", fmt.Sprint(40+i%2), 1)
			reports = append(reports, arrival(annotate.Article{Title: source + " tide", Source: source, URL: "https://" + strings.ToLower(source) + ".example/tide", Date: fmt.Sprintf("2031-03-0%d", i+1), Story: story.ID}, words...))
		}
		others := hostileArrivals(dark.ID)
		_, err := s.Add(append(reports, slices.Delete(others, 2, 3)...), []annotate.Story{story, dark}, annotator, "import")
		must(err)
		scheme := annotate.Scheme{Name: "wide", Labels: []annotate.Label{{Name: "fact", Key: "f"}, {Name: "hearsay", Key: "Z", Colour: "red"}, {Name: strings.TrimSpace(strings.Repeat("long ", 10)), Key: "X"}, {Name: "words", Key: "w", On: annotate.OnSpans}},
			Attributes: []annotate.Attribute{{Name: "certainty", Key: "Y", Choices: []string{"high", "low"}}}}
		apply(s, "", annotate.Edit{Scheme: &annotate.Replaced[annotate.Scheme]{After: &scheme}})
		for n, who := range []string{"ben", "cy", annotate.Gold} {
			for i := range 4 {
				x := annotate.NewAnnotation(reports[0].Article, reports[0].Body, annotate.OnSentence(i), "default", who)
				x.Labels, x.Created, x.Updated = []string{annotate.DefaultScheme().Labels[(n+i/2)%3].Name}, noon(), noon()
				apply(s, who, annotate.Edit{Annotation: &annotate.Replaced[annotate.Annotation]{After: &x}})
			}
		}
	})
})

func apply(s *store.Store, by string, e annotate.Edit) {
	_, err := s.Apply(annotate.Change{At: noon(), By: by, What: "begin", Edits: []annotate.Edit{e}})
	must(err)
}

// sayTheSame fails unless a report says on its screen what the library holds of its sentences.
func (w *world) sayTheSame() {
	w.t.Helper()
	w.do("key alt+s")
	w.do("rest")
	_, rest, _ := strings.Cut(w.status(), "scheme (now ")
	scheme, _, chosen := strings.Cut(rest, ")")
	w.do("key esc")
	rows, err := w.store.Rows(0)
	check(w.t, err)
	for _, source := range []string{"Ebb", "Flood", "Neap"} {
		i := slices.IndexFunc(rows, func(r annotate.Row) bool { return r.Source == source && r.Title == source+" tide" })
		if i < 0 || !chosen {
			continue
		}
		for _, k := range append([]string{"/", "ctrl+u"}, append(strings.Split(source, ""), "enter", "g", "j", "enter", "g")...) {
			w.do("key " + k)
			w.do("rest")
		}
		if !strings.Contains(w.status(), "sentence 1 of ") || !strings.Contains(w.line(0), source+" tide") {
			w.do("home")
			continue
		}
		w.agrees(rows[i].ID, scheme)
		w.do("home")
	}
}

// agrees fails unless the report that is open says what the library holds of its sentences.
func (w *world) agrees(id annotate.ID, scheme string) {
	w.t.Helper()
	said, err := w.store.Annotations(id)
	check(w.t, err)
	a, err := w.store.Article(id)
	check(w.t, err)
	for n := range a.Sentences {
		w.do("key ctrl+l")
		parts := w.parts()
		i := slices.IndexFunc(parts, func(p string) bool { return strings.Contains(p, fmt.Sprintf("sentence %d of %d", n+1, a.Sentences)) })
		if i < 0 {
			w.t.Fatalf("the status line is not about sentence %d: %q", n+1, w.status())
		}
		want := ""
		for _, x := range said {
			if x.Sentence == n && x.Annotator == annotator && x.Scheme == scheme && !x.OrphanOf(a) {
				want = screen.Safe(strings.Join(x.Labels, ", "))
			}
		}
		shown := append(parts, "")[i+1]
		labelled := shown != "" && slices.ContainsFunc([]string{"fact", "quote", "claim", "long "}, func(l string) bool { return strings.HasPrefix(shown, l) })
		if !labelled {
			shown = ""
		}
		if want != strings.TrimSpace(shown) && (labelled || strings.HasPrefix(want, "fact")) {
			w.t.Fatalf("of sentence %d of %s the library says %q, the screen %q", n+1, a.Title, want, w.status())
		}
		w.do("key j")
	}
}

// firstWords begin the sentences of the reports, so that each can be found on a screen.
var firstWords = strings.Fields("Alder Birch Cedar Damson Elder Fir Gorse Hazel Ivy Juniper Kerria Larch Maple Nutmeg Oak")

func wordsOf(column, sentence int) []string {
	return append([]string{firstWords[column*each+sentence]}, strings.Fields(tide("pier")[sentence])...)
}

// sources are those of the three reports.
var sources = []string{"Ebb", "Flood", "Neap"}

// quayLibrary is the file of a library with one story, told by three reports.
var quayLibrary = sync.OnceValue(func() []byte {
	return libraryFile(func(s *store.Store) {
		story := annotate.NewStory("The quay")
		var all []annotate.Arrival
		for c, source := range sources {
			var sentences []string
			for n := range each {
				sentences = append(sentences, strings.Join(wordsOf(c, n), " "))
			}
			all = append(all, arrival(annotate.Article{Title: source + " at the quay", Source: source, Date: fmt.Sprintf("2031-03-0%d", c+1), Story: story.ID}, sentences...))
		}
		_, err := s.Add(all, []annotate.Story{story}, annotator, "import")
		must(err)
	})
})
