package agreement_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"rashomon/annotate"
	measures "rashomon/annotate/agreement"
	"rashomon/annotate/query"
	"rashomon/ui/agreement"
	"rashomon/ui/figures"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

func value(v float64) measures.Figure {
	low, high := v-.1, v+.05
	return measures.Figure{Value: &v, Low: &low, High: &high}
}

// compared is what two annotators have in common.
func compared() measures.Report {
	all := measures.Measures{Sentences: 40, FleissRatings: 2, FleissSentences: 38, Raw: value(.85), Cohen: value(.71), Fleiss: value(.7), Alpha: value(-.034)}
	none := measures.Figure{Why: "only one label was used"}
	return measures.Report{
		Samples: 1000, Level: .95, Sentences: 40, Overall: all, Masi: none,
		Annotators: []measures.Annotator{{Name: "ana", Sentences: 40, Alone: 3, Spans: 2}, {Name: "ben", Sentences: 40}},
		ByLabel:    []measures.Label{{Name: "fact", Given: 51, Measures: all}, {Name: "quote", Measures: measures.Measures{Raw: value(1), Alpha: none}}},
		ByPair: []measures.Pair{{A: "ana", B: "ben", Measures: all, Confusion: measures.Confusion{
			Categories: []string{"fact", "claim"}, Counts: [][]int{{1200, 3}, {0, 17}},
		}}},
		ByStory: []measures.Story{{ID: 1, Title: "The crane", Measures: all}, {Measures: all}},
		Spans: measures.Spans{SpanFigures: measures.SpanFigures{Spans: 9, Exact: value(.5), Overlap: value(.9)}, Alpha: value(.6),
			ByLabel: []measures.SpanLabel{{Name: "claim", SpanFigures: measures.SpanFigures{Spans: 9, Exact: value(.5), Overlap: value(.9)}, Alpha: value(.6)}}},
	}
}

type driver struct {
	t      *testing.T
	screen *agreement.Screen
	asked  []screen.Request
	work   []tea.Cmd
	query  string // that was compared last
	err    error
}

func opened(t *testing.T, width, height int) *driver {
	t.Helper()
	d := &driver{t: t}
	d.screen = agreement.New("", agreement.Options{
		Now: func() time.Time { return time.Date(2031, 5, 4, 9, 0, 0, 0, time.UTC) },
		Count: func(_ context.Context, q query.Query, _ func(float64)) (measures.Report, error) {
			d.query = q.String()
			return compared(), d.err
		},
	}, screen.NewKeys(annotate.DefaultScheme()), theme.New(true, true))
	d.screen.SetSize(width, height)
	d.carryOut(d.screen.Start())
	d.settle()
	return d
}

func (d *driver) carryOut(requests []screen.Request) {
	for _, r := range requests {
		if do, ok := r.(screen.Do); ok {
			d.work = append(d.work, do.Cmd)
			continue
		}
		d.asked = append(d.asked, r)
	}
}

func (d *driver) settle() {
	d.t.Helper()
	for i := 0; d.screen.Busy(); i++ {
		if len(d.work) == 0 || i > 1000 {
			d.t.Fatal("the count does not end")
		}
		cmd := d.work[0]
		d.work = d.work[1:]
		d.carryOut(d.screen.Update(cmd()))
	}
}

func (d *driver) keys(names string) {
	for _, name := range strings.Fields(names) {
		d.asked = nil
		d.carryOut(d.screen.Update(screen.Press(name)))
	}
}

func (d *driver) text() string { return ansi.Strip(strings.Join(d.screen.View(), "\n")) }

func (d *driver) says(texts ...string) {
	d.t.Helper()
	all := d.text() + "\n" + d.screen.Status() + "\n" + d.screen.Title()
	for _, want := range texts {
		if !strings.Contains(strings.Join(strings.Fields(all), " "), want) {
			d.t.Errorf("%q is not in\n%s", want, all)
		}
	}
}

func TestFigures(t *testing.T) {
	d := opened(t, 100, 60)
	d.says("raw agreement", ".850 .750 to .900", "Krippendorff's alpha", "-.034 -.134 to .016", "95 % interval", "Fleiss' kappa (of 38 with 2 ratings)", "only one label was used",
		"ana – ben", ".710 .610 to .760 .850 -.034 40", "1,200", "[17]", "The crane", "(in no story)", "by letters", "40 sentences labelled by two or more of 2 annotators")
	for _, by := range []string{"label", "pair", "story", "span"} {
		d.keys("o")
		d.says("Agreement by " + by)
	}
	d.keys("o")
	if d.screen.Title() != "Agreement" {
		t.Errorf("round again: %q", d.screen.Title())
	}
}

func TestQuery(t *testing.T) {
	d := opened(t, 80, 24)
	d.keys("/")
	ask, ok := d.asked[0].(screen.Ask)
	if !ok {
		t.Fatalf("asked for %s", reflect.TypeOf(d.asked[0]))
	}
	d.carryOut(ask.Done("source:post"))
	d.settle()
	if d.query != "source:post" || !d.screen.Take(screen.Agreement{Query: "source:post"}) || d.screen.Take(screen.Agreement{Query: "x"}) || d.screen.Take(screen.Counts{}) {
		t.Errorf("of %q", d.query)
	}
	d.err = errors.New("the disk is gone")
	d.keys("r")
	d.settle()
	d.says("the disk is gone")
}

// TestSheetsFit: no line is wider than there is room for, or holds what disturbs a terminal.
func TestSheetsFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "\x1b[31mred", "左右左右左右左右左右左右", "\u202etfel"}))
		r := compared()
		r.ByPair[0].A, r.ByPair[0].Confusion.Categories[1], r.ByStory[0].Title, r.ByLabel[0].Name = name.Draw(t, "annotator"), name.Draw(t, "label"), name.Draw(t, "story"), name.Draw(t, "label")
		r.Annotators[0].Name = name.Draw(t, "annotator")
		width := rapid.IntRange(1, 130).Draw(t, "width")
		look := theme.New(true, false)
		if rapid.Bool().Draw(t, "ascii") {
			look = look.Plain()
		}
		for by := agreement.Everything; by <= agreement.Span; by++ {
			sheet := figures.Lay(agreement.Tables(r, by, 2), width, look)
			for n := range sheet.Len() {
				line := sheet.Line(n)
				if w := ansi.StringWidth(line); w > width {
					t.Fatalf("line %d is %d wide, of %d: %q", n, w, width, line)
				}
				if i := strings.IndexFunc(ansi.Strip(line), func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }); i >= 0 {
					t.Fatalf("line %d: %q", n, line)
				}
			}
		}
	})
}
