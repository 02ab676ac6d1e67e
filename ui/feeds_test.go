package ui_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"rashomon/annotate"
	taking "rashomon/annotate/arrival"
	"rashomon/store"
	"rashomon/ui"
)

const towerPage = "https://post.example/2031/tower"

// towerReport is a report of a page, of some sentences.
func towerReport(sentences ...string) annotate.Arrival {
	return arrival(annotate.Article{Title: "The tower of Quell", Source: "Harbour Post", URL: towerPage, Date: "2031-03-01"}, sentences...)
}

// fed is the program on a library with a report that its feed has another text of. Stored is
// called before that is stored; it may be nil.
func fed(t *testing.T, stored func()) *driver {
	t.Helper()
	lib := openStore(t, libraryFile(func(s *store.Store) {
		_, err := s.Add([]annotate.Arrival{towerReport("The tower of Quell fell at noon.", "Nobody was hurt, the mayor said.", "The bay is closed.")}, nil, annotator, "import")
		must(err)
	}))
	o := options()
	o.Update = func(ctx context.Context, progress func(int, int, string)) (func() (ui.Updated, error), error) {
		progress(1, 2, "Harbour Post")
		return func() (ui.Updated, error) {
			if ctx.Err() != nil {
				return ui.Updated{}, ctx.Err()
			}
			if stored != nil {
				stored()
			}
			x := towerReport("First pictures are in.", "The tower of Quell fell at noon.", "Nobody was hurt, the mayor said.", "The bay is closed.")
			out, err := taking.Take(context.WithoutCancel(ctx), lib, []annotate.Arrival{x}, taking.Options{By: annotator, What: "feed update", Newest: true})
			if err != nil {
				return ui.Updated{}, err
			}
			return ui.Updated{What: "1 report with another text", Revised: []annotate.ID{out[0].ID}}, ctx.Err()
		}, nil
	}
	d := start(t, lib, 120, 34, o)
	d.keys("G")
	return d
}

// onNewest fails unless all that is said is said of the newest text, and the library is sound.
func (d *driver) onNewest(t *testing.T) annotate.Article {
	t.Helper()
	a := d.article("Harbour Post")
	all, err := d.store.Annotations(a.ID)
	check(t, err)
	for _, x := range all {
		if x.Revision != a.Revision {
			t.Errorf("%q is said of revision %d of %d: %q", x.Labels, x.Revision, a.Revision, x.Quote)
		}
	}
	r, err := d.store.Check(context.Background())
	check(t, err)
	if len(r.Problems) > 0 {
		t.Error(r.Problems)
	}
	return a
}

// TestAnUpdateUnderAnOpenReport keeps the place by the words, and what is pressed while it is
// stored is meant for these.
func TestAnUpdateUnderAnOpenReport(t *testing.T) {
	t.Parallel()
	d := fed(t, nil)
	d.send(press("alt+u"))
	d.says("updating feeds", "alt+u gives up")
	d.keys("enter j") // while it is fetched or stored
	d.says("sentence 3 of 4")
	d.keys("f")
	a := d.onNewest(t)
	if x := d.said(a.ID)[2]; a.Revision != 2 || x.Quote != "Nobody was hurt, the mayor said." {
		t.Errorf("revision %d, said of %q", a.Revision, x.Quote)
	}

	d = fed(t, nil)
	d.keys("enter j")
	d.send(press("alt+u")) // means nothing in a reader
	d.drain()
	d.says("sentence 2 of 3")
}

func TestAReaderSaysThatTheTextIsNewer(t *testing.T) {
	t.Parallel()
	d := fed(t, nil)
	d.send(press("alt+u"))
	held := d.pending
	d.pending = nil
	d.keys("enter j")
	d.says("sentence 2 of 3", "updating feeds", "alt+u gives up")
	d.pending = held
	d.drain()
	d.says("this report has a newer text: V shows what changed", "1 report with another text")
	d.keys("ctrl+l")
	d.says("sentence 3 of 4")
}

// TestAnUpdateWaits for what is typed, selected and filled in.
func TestAnUpdateWaits(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, before, after string }{
		{"note", "enter j f m h e l l o", "enter"},
		{"selection", "enter j v l l", "esc"},
		{"details", "alt+i g j j enter X enter", "ctrl+s"},
		{"leaving details", "alt+i g enter X enter", "esc y"},
	} {
		t.Run(x.name, func(t *testing.T) {
			d := fed(t, nil)
			d.send(press("alt+u"))
			held := d.pending
			d.pending = nil
			d.keys(x.before)
			d.pending = held
			d.drain()
			if a := d.onNewest(t); a.Revision != 1 {
				t.Fatal("it was stored under the hands")
			}
			if x.name != "note" {
				d.keys("ctrl+l")
				d.says("updating feeds: here; it waits until you are done with this")
			}
			d.keys(x.after)
			a := d.onNewest(t)
			if a.Revision != 2 {
				t.Fatalf("revision %d\n%s", a.Revision, d.frame().Text())
			}
			d.saysNot("not saved", "taken back")
			switch x.name {
			case "note":
				if n := d.said(a.ID)[2]; n.Note != "hello" || len(n.Labels) != 1 {
					t.Errorf("%+v", n)
				}
			case "details":
				if a.Author != "X" {
					t.Error(a.Author)
				}
			case "selection":
				d.keys("v l l f")
				d.onNewest(t)
			}
		})
	}
}

// TestGivingUpAnUpdate on whatever screen: what is not stored by then does not come, and what is
// is shown.
func TestGivingUpAnUpdate(t *testing.T) {
	t.Parallel()
	d := fed(t, nil)
	d.send(press("alt+u"))
	held := d.pending
	d.pending = nil
	d.keys("enter alt+u")
	d.says("gave up updating feeds")
	d.pending = held
	d.drain()
	if a := d.onNewest(t); a.Revision != 1 {
		t.Error("it came all the same")
	}

	var during func()
	d = fed(t, func() { during() })
	during = func() { d.model.Update(press("alt+u")) }
	d.keys("alt+u")
	d.says("gave up updating feeds; 1 report with another text by then")
	if a := d.onNewest(t); a.Revision != 2 {
		t.Error("nothing came")
	}
}

// TestLeavingDuringAnUpdate stores nothing any more, and leaves nothing behind.
func TestLeavingDuringAnUpdate(t *testing.T) {
	t.Parallel()
	d := fed(t, nil)
	d.send(press("alt+u"))
	held := d.pending
	d.pending = nil
	d.keys("alt+i g enter X enter")
	d.pending = held
	d.drain()
	d.keys("ctrl+c ctrl+c")
	if check(t, d.model.Flush()); !d.left {
		t.Fatal("it did not leave")
	}
	if a := d.onNewest(t); a.Revision != 1 {
		t.Error("it was stored on leaving")
	}
}

// pages has addresses be pages, each a report of its own.
func pages(t *testing.T) *driver {
	o := options()
	o.Arrive = func(_ context.Context, text string) (annotate.Arrival, []string, error) {
		if strings.HasSuffix(text, "/gone") {
			return annotate.Arrival{}, nil, errors.New("there is no such page (404): look at how the address is written")
		}
		return arrival(annotate.Article{Title: "From " + text, URL: text}, "It says "+text+"."), nil, nil
	}
	return start(t, openStore(t, nil), 120, 34, o)
}

// TestPastingAddresses fetches and shows each, one after another, whenever it was pasted.
func TestPastingAddresses(t *testing.T) {
	t.Parallel()
	d := pages(t)
	d.keys("u") // leaves a message
	d.send(tea.PasteMsg{Content: "https://a.example/1\n\nhttps://a.example/gone\nhttps://a.example/2\n"})
	d.says("fetching: a.example/1, then 2 more to fetch · alt+u gives up")
	d.saysNot("nothing to undo")
	d.send(tea.PasteMsg{Content: "https://a.example/3"})
	d.says("then 3 more to fetch")
	d.drain()
	d.says("A report to take in", "From https://a.example/1")
	d.keys("ctrl+s")
	d.says("From https://a.example/2", "there is no such page (404): look at how the address is written")
	d.keys("esc y")
	d.says("From https://a.example/3")
	d.keys("ctrl+s")
	rows, err := d.store.Rows(0)
	check(t, err)
	if len(rows) != 2 {
		t.Errorf("in are %v", rows)
	}
	d.send(tea.PasteMsg{Content: "https://a.example/4\nhttps://a.example/5"})
	d.keys("alt+u")
	d.says("gave up fetching, and 1 more")
	d.drain()
	d.saysNot("A report to take in")
}

// TestLeavingAsksAboutAReport that is not in yet: once, and a signal does not.
func TestLeavingAsksAboutAReport(t *testing.T) {
	t.Parallel()
	d := pages(t)
	d.send(tea.PasteMsg{Content: "https://a.example/1"})
	d.drain()
	d.keys("g j enter S a l t ctrl+c")
	d.says("leave this report out of the library?", "y/n")
	d.keys("n")
	if d.left {
		t.Fatal("it left")
	}
	d.says("source: Salt")
	d.keys("enter ctrl+c y")
	if !d.left {
		t.Fatal("it did not leave")
	}
}

// TestTheOutletOfATextIsNamed that came in just now.
func TestTheOutletOfATextIsNamed(t *testing.T) {
	t.Parallel()
	d := fed(t, nil)
	o := options()
	o.Arrive = func(context.Context, string) (annotate.Arrival, []string, error) {
		x := towerReport("First pictures are in.", "The tower of Quell fell at noon.", "Nobody was hurt, the mayor said.", "The bay is closed.")
		x.Article.Source = "Northern Ledger"
		return x, nil, nil
	}
	d = start(t, d.store, 120, 34, o)
	d.keys("G enter j f")
	d.send(tea.PasteMsg{Content: towerPage})
	d.drain()
	d.keys("ctrl+s")
	d.says("this report has a newer text", "now revision 2, 1 annotation follows · Northern Ledger")
	d.keys("ctrl+l")
	d.says("sentence 3 of 4")
	d.keys("u")
	d.says("undo gives 1 report the text before this one again: is that meant?")
	d.keys("y ctrl+l")
	d.says("sentence 2 of 3", "1/3 labelled", "Nobody was hurt") // and not the library
}
