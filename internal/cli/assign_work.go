package cli

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"rashomon/annotate"
	"rashomon/annotate/query"
	division "rashomon/annotate/split"
	"rashomon/export"
	"rashomon/internal/clean"
	"rashomon/store"
	"rashomon/ui/figures"
	"rashomon/ui/screen"
	"rashomon/ui/theme"
)

// pool is the reports that are handed out.
type pool struct {
	parcels  []division.Parcel
	at       map[[2]annotate.ID]int // the parcel of a story, or of an article alone
	articles map[annotate.ID]int    // the parcel of each
	said     map[annotate.ID]saidOf // of those of which something is labelled
	left     int                    // reports left out, as something of them is labelled
	scheme   string
}

// saidOf is how many annotations of a report each annotator has made, and of how many places, sentences
// or spans, somebody says something.
type saidOf struct {
	by  map[string]int
	all int
}

// pool gathers the reports that pass.
func (a *app) pool(ctx context.Context, lib *store.Store, x assigning) (*pool, error) {
	story, err := storyOf(lib, x.story)
	if err != nil {
		return nil, err
	}
	q, err := a.query(lib, x.where)
	if err != nil {
		return nil, err
	}
	scheme, err := a.schemeInForce(lib)
	if err != nil {
		return nil, err
	}
	titles, err := titlesOf(lib)
	if err != nil {
		return nil, err
	}
	p := &pool{at: map[[2]annotate.ID]int{}, articles: map[annotate.ID]int{}, said: map[annotate.ID]saidOf{}, scheme: scheme.Name}
	for of, err := range lib.Articles() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if story.ID != 0 && of.Story != story.ID {
			continue
		}
		said, passes, err := p.hear(lib, q, of, titles[of.Story])
		switch {
		case err != nil:
			return nil, err
		case !passes:
			continue
		case x.unlabelled && said.all > 0:
			p.left++
			continue
		case said.all > 0:
			p.said[of.ID] = said
		}
		p.add(of, x.by == "report" || of.Story == 0)
	}
	return p, nil
}

// titlesOf is the titles of all stories.
func titlesOf(lib *store.Store) (map[annotate.ID]string, error) {
	stories, err := lib.Stories()
	titles := map[annotate.ID]string{}
	for _, s := range stories {
		titles[s.ID] = s.Title
	}
	return titles, err
}

// add puts a report into the parcel of its story, or one of its own.
func (p *pool) add(of annotate.Article, alone bool) {
	key := [2]annotate.ID{of.Story}
	if alone {
		key = [2]annotate.ID{0, of.ID}
	}
	n, met := p.at[key]
	if !met {
		n = len(p.parcels)
		p.at[key], p.parcels = n, append(p.parcels, division.Parcel{ID: max(key[0], key[1])})
	}
	p.parcels[n].Articles++
	p.parcels[n].Sentences += of.Sentences
	p.articles[of.ID] = n
}

// hear counts who has labelled what of a report, if it passes.
func (p *pool) hear(lib *store.Store, q query.Query, of annotate.Article, story string) (s saidOf, passes bool, err error) {
	all, err := lib.Annotations(of.ID)
	if err != nil {
		return s, false, err
	}
	if !q.Empty() {
		passes, err = q.Article(query.Subject{
			Article: of, Story: story, Said: func() ([]annotate.Annotation, error) { return all, nil },
			Body: func() (annotate.Body, error) { return lib.Body(of.ID, of.Revision) },
		})
		if err != nil || !passes {
			return s, false, err
		}
	}
	s.by = map[string]int{}
	sentences := map[int]bool{}
	for _, x := range all {
		if x.Scheme != p.scheme || len(x.Labels) == 0 && x.Flag != annotate.Skipped {
			continue
		}
		if x.Sentence < 0 { // words: by the scheme's other labels, or by it alone
			x.Sentence = -1 - x.Span.Start
		}
		s.by[x.Annotator]++
		sentences[x.Sentence] = true
	}
	s.all = len(sentences)
	return s, true, nil
}

// assignment is who has what. Its JSON never changes the meaning of a key; docs/splits.md
// describes it.
type assignment struct {
	Version    int        `json:"version"`
	Scheme     string     `json:"scheme"`
	Seed       uint64     `json:"seed"`
	By         string     `json:"by"` // story, or report
	Reports    int        `json:"reports"`
	Sentences  int        `json:"sentences"`
	Overlap    amount     `json:"overlap"`
	Asked      string     `json:"overlap_asked"`
	Each       int        `json:"each"` // annotators that label each report of the overlap
	Left       int        `json:"left_out_labelled"`
	Labelled   int        `json:"labelled"` // reports of which somebody has labelled something
	Annotators []assignee `json:"annotators"`
	Pairs      []shared   `json:"pairs"`

	has []map[annotate.ID]bool // the reports of each annotator
}

// amount is reports with their sentences.
type amount struct {
	Reports   int `json:"reports"`
	Sentences int `json:"sentences"`
}

// assignee is what one annotator has.
type assignee struct {
	Name string `json:"name"`
	File string `json:"file"`
	amount
	Alone    amount `json:"alone"`    // what nobody else has
	Labelled int    `json:"labelled"` // annotations by the annotator on these, in the library already
	ByOthers int    `json:"labelled_by_others"`
}

// shared is what two annotators both have.
type shared struct {
	A string `json:"a"`
	B string `json:"b"`
	amount
}

// handedOut hands out what is in the pool.
func (p *pool) handedOut(x assigning, h division.Handing) *assignment {
	w := &assignment{
		Version: 1, Scheme: p.scheme, Seed: x.seed, By: x.by, Asked: x.overlap, Each: h.Each, Left: p.left, Labelled: len(p.said), Pairs: []shared{},
	}
	if h.Overlap.Part == 1 {
		w.Asked = "100%"
	}
	to := division.Assign(p.parcels, h)
	for _, name := range x.annotators {
		w.Annotators = append(w.Annotators, assignee{Name: name, File: name + ".jsonl"})
		w.has = append(w.has, map[annotate.ID]bool{})
	}
	pairs := map[[2]int]*amount{}
	for i, parcel := range p.parcels {
		w.Reports += parcel.Articles
		w.Sentences += parcel.Sentences
		if len(to[i]) > 1 {
			w.Overlap.add(parcel)
		} else {
			w.Annotators[to[i][0]].Alone.add(parcel)
		}
		for k, n := range to[i] {
			w.Annotators[n].add(parcel)
			for _, m := range to[i][k+1:] {
				if pairs[[2]int{n, m}] == nil {
					pairs[[2]int{n, m}] = &amount{}
				}
				pairs[[2]int{n, m}].add(parcel)
			}
		}
	}
	for n := range x.annotators {
		for m := n + 1; m < len(x.annotators); m++ {
			both := amount{}
			if y := pairs[[2]int{n, m}]; y != nil {
				both = *y
			}
			w.Pairs = append(w.Pairs, shared{x.annotators[n], x.annotators[m], both})
		}
	}
	for id, i := range p.articles {
		for _, n := range to[i] {
			w.has[n][id] = true
			for name, labelled := range p.said[id].by {
				if name == x.annotators[n] {
					w.Annotators[n].Labelled += labelled
				} else {
					w.Annotators[n].ByOthers += labelled
				}
			}
		}
	}
	return w
}

// uneven is how far loads may be from what each would have before that is told.
const uneven = 0.2

// warning says where annotators do not have about as many sentences; empty where they do.
func (w *assignment) warning(largest int) string {
	least, most, all := w.Annotators[0], w.Annotators[0], 0
	for _, x := range w.Annotators {
		all += x.Sentences
		if x.Sentences < least.Sentences {
			least = x
		}
		if x.Sentences > most.Sentences {
			most = x
		}
	}
	each := float64(all) / float64(len(w.Annotators))
	if float64(most.Sentences) <= (1+uneven)*each && float64(least.Sentences) >= (1-uneven)*each {
		return ""
	}
	out := fmt.Sprintf("%s has %s, %s %s: what is handed out together has up to %s", clean.Line(most.Name), screen.Count(most.Sentences, "sentence", "sentences"),
		clean.Line(least.Name), screen.Number(least.Sentences), screen.Number(largest))
	if w.By == "story" {
		out += "; --by report comes out more even"
	}
	return out
}

func (n *amount) add(p division.Parcel) {
	n.Reports += p.Articles
	n.Sentences += p.Sentences
}

// tables is who has what, for people.
func (w *assignment) tables() []figures.Table {
	who := figures.Table{Title: "Annotators", Heads: []string{"sentences", "reports", "alone", "labelled", "by others"}, Key: 2}
	for _, x := range w.Annotators {
		part := 0.0
		if w.Sentences > 0 {
			part = float64(x.Sentences) / float64(w.Sentences)
		}
		who.Rows = append(who.Rows, figures.Row{Name: clean.Line(x.Name), Part: part, Cells: []string{
			screen.Number(x.Sentences), screen.Number(x.Reports), screen.Number(x.Alone.Sentences), screen.Number(x.Labelled), screen.Number(x.ByOthers),
		}})
	}
	who.Foot = []string{
		fmt.Sprintf("of %s in %s, by %s", screen.Count(w.Sentences, "sentence", "sentences"), screen.Count(w.Reports, "report", "reports"), w.By),
		fmt.Sprintf("overlap: %s, %s, asked %s; each is labelled by %d", screen.Count(w.Overlap.Sentences, "sentence", "sentences"), screen.Count(w.Overlap.Reports, "report", "reports"), w.Asked, w.Each),
		"alone: sentences that nobody else has; labelled, by others: annotations that the library has of these reports",
	}
	if w.Labelled > 0 {
		who.Foot = append(who.Foot, fmt.Sprintf("%s labelled in the library, in part at least; labels are in no file", screen.Count(w.Labelled, "report is", "reports are")))
	}
	if w.Left > 0 {
		who.Foot = append(who.Foot, fmt.Sprintf("%s left out, as something of them is labelled", screen.Count(w.Left, "report is", "reports are")))
	}
	pairs := figures.Table{Title: "Shared", Heads: []string{"sentences", "reports"}, Key: 2}
	for _, x := range w.Pairs {
		pairs.Rows = append(pairs.Rows, figures.Row{Name: clean.Line(x.A + ", " + x.B), Part: -1, Cells: []string{screen.Number(x.Sentences), screen.Number(x.Reports)}})
	}
	return []figures.Table{who, pairs}
}

// write writes each annotator's file, and one that says who has what.
func (w *assignment) write(ctx context.Context, lib *store.Store, create func(string) (io.Writer, error)) error {
	for n, x := range w.Annotators {
		to, err := create(x.File)
		if err != nil {
			return err
		}
		if _, err := export.JSONL(to, blank{Store: lib, ctx: ctx, has: w.has[n]}, export.Filter{}); err != nil {
			return err
		}
	}
	to, err := create("README.md")
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("# Who labels what\n\nEach file has the schemes, stories and reports of one annotator, and nobody's labels. To begin:\n\n")
	for _, x := range w.Annotators {
		fmt.Fprintf(&b, "    rashomon --annotator %s import %s\n", shellWord(x.Name), shellWord("./"+x.File))
	}
	b.WriteString("\nTo hand in: `rashomon export -o FILE`, under another name than these. The team's library takes it with `rashomon merge FILE`.\n\n")
	sheet := figures.Lay(w.tables(), 0, theme.New(true, false))
	for n := range sheet.Len() {
		b.WriteString(strings.TrimRight("    "+sheet.Line(n), " ") + "\n")
	}
	fmt.Fprintf(&b, "\nSeed %d. The same reports, annotators and seed give the same files.\n", w.Seed)
	_, err = io.WriteString(to, b.String())
	return err
}

// blank is some reports of a library with their stories, of which nobody has said anything.
type blank struct {
	*store.Store
	ctx context.Context
	has map[annotate.ID]bool
}

func (b blank) Articles() iter.Seq2[annotate.Article, error] {
	return func(yield func(annotate.Article, error) bool) {
		for a, err := range b.Store.Articles() {
			if err == nil {
				err = b.ctx.Err()
			}
			if err == nil && !b.has[a.ID] {
				continue
			}
			if !yield(a, err) || err != nil {
				return
			}
		}
	}
}

func (b blank) Stories() ([]annotate.Story, error) {
	mine := map[annotate.ID]bool{}
	for a, err := range b.Articles() {
		if err != nil {
			return nil, err
		}
		mine[a.Story] = true
	}
	all, err := b.Store.Stories()
	return slices.DeleteFunc(all, func(s annotate.Story) bool { return !mine[s.ID] }), err
}

func (blank) Annotations(annotate.ID) ([]annotate.Annotation, error) { return nil, nil }
func (blank) Rulings(...annotate.ID) ([]annotate.Ruling, error)      { return nil, nil }
func (blank) Searches() ([]annotate.Search, error)                   { return nil, nil }
