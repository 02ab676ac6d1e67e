package adjudicate

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/store"
)

// labelled is the file of a library with so many reports, in stories of three, of so many
// sentences each, of which ana, ben and cem label every one; on the second, the third and so
// on of each report they differ.
func labelled(reports, sentences int) []byte {
	return libraryFile(func(s *store.Store) {
		var all []annotate.Arrival
		stories := map[annotate.ID]annotate.Story{}
		for i := range reports {
			story := annotate.NewStory(fmt.Sprint("The mill of Vess, part ", i/3))
			stories[story.ID] = story
			var said []string
			for k := range sentences {
				said = append(said, fmt.Sprintf("The warden said that gate %d of mill %d had been left open.", k+1, i+1))
			}
			all = append(all, arrival(annotate.Article{Story: story.ID, Title: fmt.Sprint("Gates of mill ", i+1), Source: "Vess Lantern", Date: fmt.Sprintf("2031-02-%02d", 1+i%28)}, said...))
		}
		var titles []annotate.Story
		for _, st := range stories {
			titles = append(titles, st)
		}
		_, err := s.Add(all, titles, "ana", "import")
		check(err)
		scheme := annotate.DefaultScheme()
		var changes []annotate.Change
		for _, a := range all {
			for w, who := range []string{"ana", "ben", "cem"} {
				r := annotate.NewReading(a.Article, a.Body, scheme, who, nil)
				for n := range sentences {
					label := scheme.Labels[(n*(w/2))%3].Name // cem differs
					c, _ := r.SetLabels(annotate.OnSentence(n), []string{label}, "", early)
					changes = append(changes, c)
				}
			}
		}
		_, err = s.Apply(changes...)
		check(err)
	})
}

// early is before all that is decided in these tests.
var early = time.Date(2031, 3, 2, 0, 0, 0, 0, time.UTC)

// arrival is an article of these sentences, each a paragraph.
func arrival(a annotate.Article, sentences ...string) annotate.Arrival {
	var b annotate.Body
	for i, s := range sentences {
		if i > 0 {
			b.Text += "\n\n"
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	if a.Format == "" {
		a.Format = annotate.Plain
	}
	return annotate.Arrival{Article: annotate.NewArticle(a, b, time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC)), Body: b}
}

// libraryFile is the file of a library that has been filled. It fails by panicking: no one
// test is the reason for what several share.
func libraryFile(fill func(*store.Store)) []byte {
	dir, err := os.MkdirTemp("", "rashomon-test")
	check(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "library.db")
	s, err := store.Open(path, store.Options{})
	check(err)
	fill(s)
	check(s.Close())
	b, err := os.ReadFile(path)
	check(err)
	return b
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// openCopy is a library of its own.
func openCopy(t failer, dir string, file []byte) *store.Store {
	t.Helper()
	path := filepath.Join(dir, "library.db")
	must(t, os.WriteFile(path, file, 0o600))
	s, err := store.Open(path, store.Options{})
	must(t, err)
	return s
}

// with is a driver on a library that is labelled, of so many reports and sentences.
func with(t testing.TB, reports, sentences int) *driver {
	s := openCopy(t, t.TempDir(), labelled(reports, sentences))
	t.Cleanup(func() { s.Close() })
	return newDriver(t, s, 100, 30)
}
