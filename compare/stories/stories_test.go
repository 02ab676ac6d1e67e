package stories_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"rashomon/annotate"
	"rashomon/compare/stories"
	"rashomon/store"
)

func noon() time.Time { return time.Date(2031, 6, 1, 12, 0, 0, 0, time.UTC) }

func openStore(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(filepath.Join(t.TempDir(), "library.db"), store.Options{Now: noon})
	check(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// report is an article of sentences.
func report(source, date, title string, sentences ...string) annotate.Arrival {
	var b annotate.Body
	for i, s := range sentences {
		if i > 0 {
			b.Text += "\n\n"
		}
		b.Sentences = append(b.Sentences, annotate.Span{Start: len(b.Text), End: len(b.Text) + len(s)})
		b.Text += s
	}
	return annotate.Arrival{Article: annotate.NewArticle(annotate.Article{Source: source, Date: date, Title: title, Format: annotate.Plain}, b, noon()), Body: b}
}

// add puts articles into a library and returns their IDs.
func add(t testing.TB, s *store.Store, in []annotate.Story, all ...annotate.Arrival) (ids []annotate.ID) {
	t.Helper()
	_, err := s.Add(all, in, "ana", "import")
	check(t, err)
	for _, a := range all {
		ids = append(ids, a.Article.ID)
	}
	return ids
}

var bells = []annotate.Arrival{
	report("Lantern News", "2031-04-02", "An empty tower",
		"The bell of Saint Orrin was gone from its tower when the sexton of Larchmoor, Wenna Tolliver, came to ring for matins on Wednesday.",
		"The bronze bell weighs 900 kilos and was cast in 1711.",
		"Police in Larchmoor said that thieves had lowered it with a winch and driven off in a milk lorry."),
	report("Meridian News", "2031-04-03", "Larchmoor bell stolen with a winch",
		"Thieves lowered the bell of Saint Orrin from its tower with a winch, police in Larchmoor said on Thursday.",
		"A milk lorry was seen at the church by the sexton, Wenna Tolliver.",
		"The bronze bell of 1711 weighs 900 kilos."),
	report("Saltline", "2031-04-04", "Who steals a bell?",
		"The bell of Saint Orrin, bronze, 900 kilos, left Larchmoor in a milk lorry, and police have found the lorry but no bell.",
		"Sexton Wenna Tolliver says that the thieves knew the winch and the tower.",
		"Larchmoor has rung matins with a saucepan since."),
}

var rye = report("Bakers' Weekly", "2031-04-03", "Rye is dear again",
	"Rye costs more than wheat for the first autumn in memory.", "Millers blame a wet June in the valley of Hemm.")

func arrived(t testing.TB, lib stories.Library, was stories.Suggested, added ...annotate.ID) stories.Found {
	t.Helper()
	f, err := stories.Arrived(context.Background(), lib, added, was, func(float64) {})
	check(t, err)
	return f
}

func TestSuggest(t *testing.T) {
	s := openStore(t)
	ids := add(t, s, nil, append(slices.Clone(bells), rye)...)
	got, err := stories.Suggest(context.Background(), s, func(float64) {})
	check(t, err)
	if len(got) != 1 || !sameIDs(got[0].Articles, ids[:3]) || got[0].Articles[0] != ids[1] {
		t.Errorf("got %v of %v", got, ids)
	}
}

func sameIDs(a, b []annotate.ID) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// TestArrivingOneByOne has each report join what was suggested before it came.
func TestArrivingOneByOne(t *testing.T) {
	s := openStore(t)
	var was stories.Suggested
	var ids []annotate.ID
	for i, want := range []int{0, 1, 1} {
		ids = append(ids, add(t, s, nil, bells[i])...)
		f := arrived(t, s, was, ids[i])
		was = was.With(f.New)
		if len(was.All) != want || want > 0 && !sameIDs(was.All[0].Articles, ids) {
			t.Fatalf("after report %d: %v", i+1, was.All)
		}
		if f.Part() || f.Looked != i {
			t.Errorf("report %d was compared with %d of %d", i+1, f.Looked, f.Of)
		}
	}
	if f := arrived(t, s, was, add(t, s, nil, rye)...); len(f.New) != 0 || f.Reports != 0 {
		t.Errorf("rye belongs to %v", f.New)
	}
}

func TestArrivingTogether(t *testing.T) {
	s := openStore(t)
	f := arrived(t, s, stories.Suggested{}, add(t, s, nil, append(slices.Clone(bells), rye)...)...)
	if len(f.New) != 1 || f.Reports != 3 || len(f.New[0].Articles) != 3 {
		t.Errorf("got %+v", f)
	}
}

// TestArrivingForAStory has what comes in join a story, and then what is suggested for it.
func TestArrivingForAStory(t *testing.T) {
	s := openStore(t)
	bell := annotate.NewStory("The bell of Saint Orrin")
	first := bells[0]
	first.Article.Story = bell.ID
	add(t, s, []annotate.Story{bell}, first)
	second, third := add(t, s, nil, bells[1])[0], annotate.ID(0)
	var was stories.Suggested
	f := arrived(t, s, was, second)
	if want := []stories.Together{{Story: bell.ID, Articles: []annotate.ID{second}}}; !reflect.DeepEqual(f.New, want) {
		t.Fatalf("got %v, want %v", f.New, want)
	}
	was = was.With(f.New)
	third = add(t, s, nil, bells[2])[0]
	was = was.With(arrived(t, s, was, third).New)
	if want := []stories.Together{{Story: bell.ID, Articles: []annotate.ID{second, third}}}; !reflect.DeepEqual(was.All, want) {
		t.Errorf("got %v, want %v", was.All, want)
	}
	if f := arrived(t, s, stories.Suggested{}, first.Article.ID); len(f.New) != 0 {
		t.Errorf("a report in a story belongs to %v", f.New)
	}
}

// TestDroppedStayOut has a report come in that is like one that is not to be suggested.
func TestDroppedStayOut(t *testing.T) {
	s := openStore(t)
	ids := add(t, s, nil, bells[:2]...)
	f := arrived(t, s, stories.Suggested{Dropped: ids[:1]}, ids[1])
	if len(f.New) != 0 || f.Looked != 0 {
		t.Errorf("got %+v", f)
	}
	f = arrived(t, s, stories.Suggested{Dropped: ids[:1]}, ids...)
	if len(f.New) != 0 {
		t.Errorf("got %+v", f)
	}
}

func TestStopping(t *testing.T) {
	s := openStore(t)
	ids := add(t, s, nil, bells...)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if f, err := stories.Arrived(ctx, s, ids, stories.Suggested{}, func(float64) {}); !errors.Is(err, context.Canceled) || len(f.New) > 0 {
		t.Errorf("got %+v, %v", f, err)
	}
	if all, err := stories.Suggest(ctx, s, func(float64) {}); !errors.Is(err, context.Canceled) || all != nil {
		t.Errorf("got %v, %v", all, err)
	}
}

// counted counts the texts that are read, and cannot read one of them.
type counted struct {
	*store.Store
	texts   int
	damaged annotate.ID
}

var errDamaged = errors.New("damaged on the disk")

func (c *counted) Body(id annotate.ID, revision int) (annotate.Body, error) {
	if c.texts++; id == c.damaged {
		return annotate.Body{}, errDamaged
	}
	return c.Store.Body(id, revision)
}

func TestReportsThatCannotBeRead(t *testing.T) {
	s := openStore(t)
	ids := add(t, s, nil, bells...)
	f, err := stories.Arrived(context.Background(), &counted{Store: s, damaged: ids[0]}, ids, stories.Suggested{}, func(float64) {})
	if !errors.Is(err, errDamaged) || len(f.New) != 1 || !sameIDs(f.New[0].Articles, ids[1:]) {
		t.Errorf("got %+v, %v", f, err)
	}
}

// TestALargeLibraryIsReadInPart has one report come into a library that is too large to be read
// for it: with and without a date it finds its story, and little is read.
func TestALargeLibraryIsReadInPart(t *testing.T) {
	s := openStore(t)
	all := events(3000)
	undated, dated := all[2], all[len(all)-3] // the first of 2031-01-01, and of the last day
	undated.Article.Date = ""
	add(t, s, nil, slices.Concat(all[:2], all[3:len(all)-3], all[len(all)-2:])...)
	for _, x := range []annotate.Arrival{undated, dated} {
		c := &counted{Store: s}
		f := arrived(t, c, stories.Suggested{}, add(t, s, nil, x)...)
		if len(f.New) != 1 || len(f.New[0].Articles) != 5 {
			t.Errorf("dated %q: it belongs to %v", x.Article.Date, f.New)
		}
		if c.texts > 520 || !f.Part() || f.Of < 690 {
			t.Errorf("dated %q: %d texts were read, compared with %d of %d", x.Article.Date, c.texts, f.Looked, f.Of)
		}
	}
}

// events is n reports of events of five reports each, ten events a day: each with names of its own.
func events(n int) (out []annotate.Arrival) {
	syllables := strings.Fields("ka ro ven ti mar lo shu ped gri na os tel bu fen dal qui")
	word := func(event, k int) string {
		x := uint(event*7919+k*104_729) * 2_654_435_761
		var b strings.Builder
		for range 3 {
			b.WriteString(syllables[x>>7%16])
			x = x*6_364_136_223_846_793_005 + 1_442_695_040_888_963_407
			x ^= x >> 29
		}
		return b.String()
	}
	for event := 0; len(out) < n; event++ {
		for k := range 5 {
			sentences := make([]string, 20)
			for i := range sentences {
				var b strings.Builder
				for j := range 12 {
					b.WriteString(word(event, (i*7+j*3+k)%40) + " " + word(-1, (i+j*5+k*11)%300) + " ")
				}
				sentences[i] = strings.TrimSpace(b.String()) + "."
			}
			day := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, event/10)
			title := fmt.Sprintf("%s of %s and the %s", word(event, k), word(event, k+1), word(-1, event+k))
			out = append(out, report(fmt.Sprintf("Outlet %d", k), day.Format(time.DateOnly), title, sentences...))
		}
	}
	return out[:n]
}
