package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"rashomon/annotate"
	"rashomon/annotate/anchor"
	"rashomon/annotate/jsonl"
	"rashomon/annotate/task"
	"rashomon/ingest"
	"rashomon/internal/clean"
	"rashomon/internal/segment"
	"rashomon/ui/screen"
)

// tasks brings in a file of another program. A line that is no good is reported, and the rest
// goes in.
func (i *importing) tasks(path string, f task.Format, r io.Reader, at time.Time) {
	scheme, err := i.schemeInForce(i.lib)
	if err != nil {
		i.fail(path, err)
		return
	}
	t := &taken{Format: f.Name}
	in, rest := i.intake(path, t)
	p := task.NewPlacing(&shelves{held: held{i.lib}}, i.placing(f, scheme, at))
	missing := map[string]bool{}
	put := func(records []jsonl.Record, err error) error {
		for _, rec := range records {
			if err := in.put(rec); err != nil {
				return err
			}
		}
		return i.badTasks(err, in, missing)
	}
	err = f.Read(r, func(x task.Task) error {
		if err := i.ctx.Err(); err != nil {
			return err
		}
		t.Lines++
		t.Suggestions += len(x.Suggested)
		return put(p.Place(x))
	}, func(bad jsonl.LineError) {
		if i.ctx.Err() == nil {
			t.Lines++
			in.bad(bad)
		}
	})
	if err == nil {
		err = put(p.Rest())
	}
	if err == nil {
		err = in.flush()
	}
	rest()
	t.Keyless = p.Keyless()
	i.ended(path, t, err)
	i.after(t, missing, scheme)
}

// placing is what the file does not say.
func (i *importing) placing(f task.Format, scheme annotate.Scheme, at time.Time) task.PlaceOptions {
	return task.PlaceOptions{
		Format: f.Name, Scheme: scheme, Annotator: i.annotatorName(), At: at, Story: i.story,
		Sentences: func(text, language string) (out []annotate.Span) {
			for _, s := range segment.Sentences(text, language) {
				out = append(out, annotate.Span{Start: s.Start, End: s.End})
			}
			return out
		},
		Clean: clean.Spans, Title: ingest.Title, Anchor: newSearcher().find,
	}
}

// searcher finds quotes in the text that it was asked about last.
type searcher struct {
	text string
	in   *anchor.Text
}

func newSearcher() *searcher { return &searcher{in: anchor.NewText("")} }

func (s *searcher) find(text, quote, before, after string, near int) (annotate.Span, bool) {
	if text != s.text {
		s.text, s.in = text, anchor.NewText(text)
	}
	all := before + quote + after
	p := anchor.PassageOf(all, annotate.Span{Start: len(before), End: len(before) + len(quote)})
	p.At = near
	f, ok := s.in.Find(p)
	return f.Span, ok
}

// badTasks reports the lines that an error is about, and returns any other error.
func (i *importing) badTasks(err error, in *intake, missing map[string]bool) error {
	for _, err := range apart(err) {
		if gone := (task.Gone{}); errors.As(err, &gone) {
			in.sum.Annotations.Kept++
			in.kept(gone)
			continue
		}
		var line jsonl.LineError
		if !errors.As(err, &line) {
			return err
		}
		var no task.NoLabel
		if errors.As(err, &no) {
			missing[clean.Line(no.Label)] = true
		}
		in.bad(line)
	}
	return nil
}

// after tells what was left out of a file, and how to have it.
func (i *importing) after(t *taken, missing map[string]bool, scheme annotate.Scheme) {
	if t.Suggestions > 0 {
		fmt.Fprintf(i.Err, "%s left out: nobody has said so yet\n", screen.Count(t.Suggestions, "suggestion", "suggestions"))
	}
	if t.Keyless > 0 {
		fmt.Fprintf(i.Err, "keys that mean nothing here left out of %s: nothing is said of the text, and its report was there\n", screen.Count(t.Keyless, "task", "tasks"))
	}
	if len(missing) == 0 {
		return
	}
	var names []string
	for name := range missing {
		names = append(names, name)
	}
	slices.Sort(names)
	if more := len(names) - 10; more > 0 {
		names = append(names[:10], fmt.Sprintf("%d more", more))
	}
	fmt.Fprintf(i.Err, "hint: --add-labels adds %s to the scheme %s; what is in the library already does not come twice\n", strings.Join(names, ", "), scheme.Name)
}

// shelves is the library as task.Placing asks it.
type shelves struct {
	held
	pages map[string]annotate.ID // articles by their URL, 0 where several have it; nil before it is asked
}

// ByURL is the article of a page.
func (s *shelves) ByURL(url string) (annotate.Article, bool, error) {
	if s.pages == nil {
		s.pages = map[string]annotate.ID{}
		for a, err := range s.lib.Articles() {
			if err != nil {
				return a, false, err
			}
			if a.URL == "" {
				continue
			}
			if _, twice := s.pages[a.URL]; twice {
				a.ID = 0
			}
			s.pages[a.URL] = a.ID
		}
	}
	id := s.pages[url]
	if id == 0 {
		return annotate.Article{}, false, nil
	}
	return s.Article(id)
}

// Stories are all of the library.
func (s *shelves) Stories() ([]annotate.Story, error) { return s.lib.Stories() }

// changed is when a file was changed last: so long ago, at least, is what it says.
func changed(f *os.File, now time.Time) time.Time {
	if info, err := f.Stat(); err == nil && info.ModTime().Before(now) {
		return info.ModTime()
	}
	return now
}
