package cli

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"rashomon/annotate"
	"rashomon/compare"
	"rashomon/internal/clean"
	"rashomon/internal/segment"
	"rashomon/ui/prose"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// printing is how a comparison is to be printed.
type printing struct {
	plain    bool
	explain  bool
	filter   string
	baseName string
}

// printingHelp says the same in the help of every command that prints a comparison.
const printingHelp = "On a terminal the reports stand beside one another where it is wide enough for all, else below one another.\n" +
	"In a pipe, and with --plain, each sentence is a line in words, with no signs and no columns: for scripts and screen readers."

func (p *printing) add(c *cobra.Command) {
	f := c.Flags()
	f.BoolVar(&p.plain, "plain", false, "a line a sentence, in words, without signs and columns")
	f.BoolVar(&p.explain, "explain", false, "say why: which words, which numbers, which rule")
	f.StringVar(&p.filter, "filter", "all", "which rows: all, differing, conflicts or only-here")
	f.StringVar(&p.baseName, "base", "", "the report that the others are laid beside: its `ID`, or its letter in the table (default the first)")
}

func (p *printing) check() error {
	if !slices.Contains([]string{"all", "differing", "conflicts", "only-here"}, p.filter) {
		return usage(fmt.Errorf("--filter %q: not all, differing, conflicts or only-here", p.filter))
	}
	return nil
}

// passes says whether a row is among those asked for: the filters are those of the screen.
func (p *printing) passes(row compare.TableRow) bool {
	switch p.filter {
	case "differing":
		return row.Kind != compare.Alike
	case "conflicts":
		return row.Kind == compare.Conflicting
	case "only-here":
		return row.Kind == compare.Alone
	}
	return true
}

// place makes the report that was asked for the base; false where none is called so.
func (p *printing) place(b *beside) bool {
	is := func(same func(i int, id string) bool) int {
		for i, r := range b.reports {
			if same(i, r.ID) {
				return i
			}
		}
		return -1
	}
	at := is(func(_ int, id string) bool { return id == p.baseName })
	if at < 0 {
		at = is(func(i int, _ string) bool { return screen.ReportName(i) == p.baseName })
	}
	if at < 0 {
		at = is(func(_ int, id string) bool { return strings.HasPrefix(id, strings.ToLower(p.baseName)) })
	}
	b.base = max(at, 0)
	return at >= 0
}

func (p *printing) noBase() error {
	return usage(fmt.Errorf("--base %q: no report here has that id or letter", p.baseName))
}

// beside is reports of one event, to be laid beside one another.
type beside struct {
	story   string
	reports []compare.Report
	titles  []string
	texts   []*prose.Prose                  // as a reader sees them: of Markdown without the markup
	said    []map[int][]annotate.Annotation // of each report by sentence; none without a library
	base    int
}

func (b *beside) add(r compare.Report, title string, format annotate.Format) {
	b.reports, b.titles = append(b.reports, r), append(b.titles, title)
	b.texts = append(b.texts, prose.New(r.Text, format, theme.New(true, false)))
}

func (b *beside) setTheme(t theme.Theme) {
	for _, p := range b.texts {
		p.SetTheme(t)
	}
}

// print writes a comparison for people: drawn on a terminal, else in words.
func (p *printing) print(a *app, b *beside, found compare.Comparison) {
	s := newSheet(*p, b, found, a.Out)
	if width := a.terminalWidth(); width > 0 && !p.plain {
		s.out = &colorprofile.Writer{Forward: a.Out, Profile: colorprofile.Detect(file(a.Out), os.Environ())}
		s.draw(width, terminalTheme())
		return
	}
	s.tell()
}

// sheet is a comparison on its way to paper: draw.go draws it, tell.go tells it in words.
type sheet struct {
	printing
	*beside
	found    compare.Comparison
	table    compare.Table
	disputes []compare.Dispute
	values   map[compare.Ref][]disputed // in the order of the text
	out      io.Writer
}

// disputed is a value that stands in a sentence and does not go with another report's.
type disputed struct {
	span    segment.Span
	dispute int // place in disputes
	vague   bool
}

func newSheet(p printing, b *beside, found compare.Comparison, out io.Writer) *sheet {
	counts := make([]int, len(b.reports))
	for i, r := range b.reports {
		counts[i] = len(r.Sentences)
	}
	s := &sheet{printing: p, beside: b, found: found, disputes: compare.Disputes(found.Conflicts), values: map[compare.Ref][]disputed{}, out: out}
	if len(counts) > 0 {
		s.table = compare.NewTable(found, counts, b.base)
	}
	for i, d := range s.disputes {
		for _, v := range d.Values {
			for k, ref := range v.Refs {
				s.values[ref] = append(s.values[ref], disputed{v.Spans[k], i, v.Vague})
			}
		}
	}
	for _, list := range s.values {
		slices.SortFunc(list, func(x, y disputed) int { return cmp.Or(x.span.Start-y.span.Start, y.span.End-x.span.End) })
	}
	return s
}

// text is a sentence as one clean line.
func (s *sheet) text(r compare.Ref) string {
	span := annotate.Span(s.reports[r.Report].Sentences[r.Sentence])
	var words []string
	for _, l := range s.texts[r.Report].Passage(span, math.MaxInt32) {
		words = append(words, l.String())
	}
	return strings.Join(words, " ")
}

// facts is what is known of a report: source, date, id, title.
func (s *sheet) facts(report int) string {
	r := s.reports[report]
	facts := []string{clean.Line(r.Source), clean.Line(r.Date), clean.Line(r.ID), clean.Line(s.titles[report])}
	return strings.Join(slices.DeleteFunc(facts, func(f string) bool { return f == "" }), ", ")
}

// at names a sentence: B 13.
func at(r compare.Ref) string { return fmt.Sprintf("%s %d", screen.ReportName(r.Report), r.Sentence+1) }

// annotations is what is said of a sentence.
func (s *sheet) annotations(r compare.Ref) []annotate.Annotation {
	if s.said == nil {
		return nil
	}
	return s.said[r.Report][r.Sentence]
}

// order is the reports as they are printed: the base, then the others.
func (s *sheet) order() []int {
	out := []int{s.base}
	for i := range s.reports {
		if i != s.base {
			out = append(out, i)
		}
	}
	return out[:len(s.reports)]
}

// disputesOf is the disputes about values in a row, the strongest first.
func (s *sheet) disputesOf(row compare.TableRow) (out []compare.Dispute) {
	in := map[int]bool{}
	for r, cells := range row.Cells {
		for _, c := range cells {
			for _, v := range s.values[compare.Ref{Report: r, Sentence: c.Sentence}] {
				in[v.dispute] = true
			}
		}
	}
	for i, d := range s.disputes {
		if in[i] {
			out = append(out, d)
		}
	}
	return out
}

// sharing is two reports with wording in common: each with the part of its words that the
// other has too.
type sharing struct {
	a, b         int
	ofA, ofB     float64
	longestWords int
}

// shared is the pairs of reports with wording in common, those that share most first.
func (s *sheet) shared() (out []sharing) {
	place := map[[2]int]int{}
	for _, x := range s.found.Shared {
		pair := [2]int{min(x.Report, x.With), max(x.Report, x.With)}
		i, known := place[pair]
		if !known {
			i = len(out)
			place[pair] = i
			out = append(out, sharing{a: pair[0], b: pair[1]})
		}
		out[i].longestWords = max(out[i].longestWords, x.LongestRun)
		if x.Report == pair[0] {
			out[i].ofA = x.Share
		} else {
			out[i].ofB = x.Share
		}
	}
	slices.SortStableFunc(out, func(x, y sharing) int { return cmp.Compare(max(y.ofA, y.ofB), max(x.ofA, x.ofB)) })
	return out
}
